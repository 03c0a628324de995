"""The ink tables and bars say what the pages say, and steps turned off are set beside the whole."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from evaluation.measure.differences import exact_tokens
from evaluation.measure.distances import score
from evaluation.measure.figures import DocumentFigures, PageFigures
from evaluation.measure.mark_matches import MarkFigures
from evaluation.measure.pixels import PixelFigures, Share
from evaluation.measure.rows import groups_of
from evaluation.show.ablation import (
    VariantFigures,
    ablation_table,
    harm_of_cleaning,
    variants_of,
)
from evaluation.show.bars import bar_table, ink_bars
from evaluation.show.ink_tables import hand_table, ink_share, kind_table, pixel_table
from evaluation.show.report import Report
from evaluation.truth.blocks import truth_of
from pipeline.settings import InkCleaning, Recognition, Settings

TRUTH = "Ủy ban nhân dân thành phố"


def page(text=TRUTH, condition="stamped", **more):
    truth = truth_of(TRUTH)
    known = {"marked": True, "look": "colour", **more}
    return PageFigures(
        case="tệp",
        number=1,
        condition=condition,
        drawn=True,
        engine="sohoa",
        score=score(truth, text),
        exact=exact_tokens(truth, text),
        cpu_seconds=1.0,
        text=text,
        **known,
    )


def test_every_step_can_be_left_out():
    """A flag that an owner adds is measured without a word here; steps that are off are not."""
    flags = [
        (section, f.name)
        for section, of in (("ink", InkCleaning()), ("recognition", Recognition()))
        for f in fields(of)
        if isinstance(getattr(of, f.name), bool)
    ]
    variants = variants_of(Settings())
    assert len(variants) == len(flags) + 2
    for (section, name), variant in zip(flags, variants, strict=False):
        whole = getattr(Settings(), section)
        assert getattr(variant.settings, section) == replace(whole, **{name: False})
    *_, uncleaned, debian = (variant.settings for variant in variants)
    assert not any(getattr(uncleaned.ink, name) for section, name in flags if section == "ink")
    assert debian.recognition.language == "vie"
    recognition = replace(
        debian.recognition, **{name: False for section, name in flags if section == "recognition"}
    )
    assert variants_of(replace(uncleaned, recognition=recognition)) == ()


def test_a_step_is_told_by_what_is_lost_without_it():
    """The reading without the step has a higher error rate; harm is told on bare pages alone."""
    whole = (page(), page(marked=False, condition="clean", text="Ủy ban nhân dân thành phó"))
    bare = (page(text="Ủy ban"), page(marked=False, condition="clean"))
    variants = (VariantFigures("không làm sạch", bare),)
    table = ablation_table(whole, variants)
    rows = {(line[0], line[1]): line for line in table.lines}
    assert rows["stamped", "đủ các bước"][3] == "0,00 %"
    assert rows["stamped", "không làm sạch"][4].startswith("+")
    assert ("trang không có dấu", "không làm sạch") in rows
    assert harm_of_cleaning(whole, variants) == pytest.approx(1 / len(TRUTH))
    assert harm_of_cleaning(whole[:1], variants) is None


def test_bars_say_what_is_cleared():
    """A bar without a figure is not in the table; the others say on how much they stand."""
    seals = MarkFigures({"seal": 4}, {"seal": 4}, {"seal": 3}, {}, {"seal": 3})
    pixels = PixelFigures(Share(99, 100), left_black=Share(1, 10))
    stages = {"print": 2.0, "clean": 0.5, "even": 9.0, "a new stage": 0.5}
    pages = (page(marks=seals, pixels=pixels, stages=stages),)
    bars = {bar.name: bar for bar in ink_bars(pages, ())}
    assert bars["con dấu, trang màu: tìm thấy"].value == 3 / 4
    assert bars["con dấu, trang màu: tìm thấy"].cleared is False
    assert bars["con dấu, trang màu: không nhận nhầm"].cleared is True
    assert bars["con dấu, trang không màu: tìm thấy"].cleared is None
    assert bars["chữ in còn lại: mọi chỗ"].cleared is True
    assert bars["mực còn sót: không màu"].cleared is False
    assert ink_share(pages) == 1 / 2
    # Lines read twice to be compared: half a second of recognition is ink work.
    once = (page(stages={"print": 1.5}),)
    assert ink_share(pages, once) == 1.0
    shown = {line[0]: line for line in bar_table(tuple(bars.values())).lines}
    assert shown["CER vẽ, có dấu, màu"][1:] == ["1", "0,00 %", "≤ 0,50 %", "đạt"]
    assert "con dấu, trang không màu: tìm thấy" not in shown


def test_kinds_are_told_apart_by_scan_seals_first():
    """Recall and precision of colour pages and of the others stand in columns of their own."""
    colour = MarkFigures({"note": 2, "seal": 1}, {}, {"note": 1, "seal": 1}, {}, {"note": 1})
    bilevel = MarkFigures({"seal": 2}, {}, {"seal": 1}, {}, {"seal": 2})
    table = kind_table((page(marks=colour), page(marks=bilevel, look="bilevel")))
    assert table.lines[0] == ["con dấu", "1", "100,0 %", "–", "2", "50,0 %", "50,0 %"]
    assert table.lines[1][:4] == ["bút phê", "2", "50,0 %", "100,0 %"]


def test_tables_without_anything_to_tell_are_left_out():
    """A folder without masks or ablation shows neither; JSON can be written all the same."""
    pages = (page(),)
    assert pixel_table(pages, groups_of(pages)).lines == []
    document = DocumentFigures(
        "tệp", "stamped", True, (1,), True, (), "colour", {"seal": (True, False)}
    )
    assert hand_table(pages, (document,), groups_of(pages)).lines == [["Có con dấu", "0/1"]]
    report = Report("thư mục", pages, (document,))
    titles = [table.title for table in report.named_tables()]
    assert "Điểm ảnh" not in titles
    assert "Bỏ từng bước làm sạch" not in titles
    assert '"cleared": true' in report.to_json()
