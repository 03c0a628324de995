"""The worst places of drawn pages are found, chosen from every sort, and kept small."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from evaluation.show.failures import Place, places_on, worst, write_places
from evaluation.truth.blocks import truth_of
from evaluation.truth.case import Case, Masks, TrueLine, TrueMark, TruePage
from pipeline.geometry import Affine, Box
from pipeline.page import PageTrace
from pipeline.values.marks import CleanPage, MarkRecord
from pipeline.values.readings import Line, PageReading, PageResult, ZoneReading
from pipeline.values.scanned import FlatPage, Page

SIZE = (400, 400)
LINE, SEAL, BLANK = Box(40, 100, 300, 30), Box(200, 60, 100, 180), Box(60, 300, 60, 30)


def place(sort="seal", badness=1.0, case="a", page=1, height=40, width=60):
    rng = np.random.default_rng(1)
    picture = rng.integers(0, 255, (height, width, 3), np.uint8)
    return Place(sort, badness, case, page, "hỏng", picture, picture[..., 0].copy())


@pytest.fixture
def looked_into(tmp_path):
    """A page whose seal was painted over with the print below it, and how it was read."""

    def look(text, *ours):
        for name, box in (("print", LINE), ("ink-seal", SEAL)):
            mask = np.zeros(SIZE, dtype=bool)
            mask[box.slices] = True
            Image.fromarray(mask).save(tmp_path / f"{name}.png")
        plain = np.full(SIZE, 255, np.uint8)
        for box in (LINE, SEAL, BLANK):
            plain[box.slices] = 20
        gray = plain.copy()
        gray[SEAL.slices] = 255
        flat = FlatPage(1, plain, 200.0, Affine(), (400, 400))
        zone = ZoneReading("body", LINE, (Line("l", text, text, LINE, 0.9),))
        reading = PageReading(1, (400, 400), 200.0, zones=(zone,), marks=ours)
        page = TruePage(
            1,
            "Nguyễn Văn An",
            truth_of("Nguyễn Văn An"),
            marks=(TrueMark("seal", SEAL, None, "red"), TrueMark("fill_in", BLANK, "574")),
            lines=(TrueLine("Nguyễn Văn An", LINE),),
            look="colour",
            masks=Masks(tmp_path / "print.png", {"seal": tmp_path / "ink-seal.png"}),
        )
        trace = PageTrace(
            Page(1, plain, 200.0), CleanPage(flat, gray, plain), None, PageResult(reading)
        )
        case = Case("thư", tmp_path / "thư.pdf", "stamped", True, (page,))
        return list(places_on(case, page, trace))

    return look


def test_a_wrong_name_under_an_erased_seal_is_blamed_on_the_erasing(looked_into):
    """Letters are wrong where print went: the place says so, and shows before and after."""
    ours = MarkRecord("seal", SEAL, 0.9), MarkRecord("fill_in", BLANK, 0.9, text="514")
    lost, pen = looked_into("Nguyễn Vă", *ours)
    assert (lost.sort, lost.badness) == ("print-lost", 4)
    assert "“Nguyễn Văn An”" in lost.said
    assert lost.before.shape[:2] == lost.after.shape[:2]
    assert (pen.sort, pen.said) == ("pen", "“574” by pen was read as “514”")


def test_a_line_that_is_read_right_is_no_place(looked_into):
    """Lost pixels that cost no letter do not count; a seal under another name does."""
    ours = MarkRecord("stamp", SEAL, 0.9), MarkRecord("fill_in", BLANK, 0.9, text="574")
    (seal,) = looked_into("Nguyễn Văn An", *ours)
    assert (seal.sort, seal.said) == ("seal", "a red seal was taken for stamp")


def test_every_sort_has_its_turn_and_no_page_two_of_a_sort():
    """Ten missed seals of one file would say one thing ten times."""
    places = [place("seal", 9), place("seal", 8), place("seal", 7, page=2), place("pen", 1)]
    chosen = [(p.sort, p.badness) for p in worst(places, 10)]
    assert chosen == [("seal", 9), ("pen", 1), ("seal", 7)]
    assert len(worst(places, 2)) == 2


@pytest.mark.slow
def test_crops_are_small_and_replace_those_of_before(tmp_path):
    """A large noisy crop is scaled until it may be kept; old pictures go, other files stay."""
    (tmp_path / "09-seal.png").write_bytes(b"")
    (tmp_path / "notes.md").write_text("giữ", "utf-8")
    write_places([place(height=600, width=700), place("pen")], tmp_path)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["01-seal.png", "02-pen.png", "index.md", "notes.md"]
    assert (tmp_path / "01-seal.png").stat().st_size <= 150_000
    index = (tmp_path / "index.md").read_text("utf-8")
    assert index.count("![") == 2
    assert "1. `a`, page 1: hỏng" in index
