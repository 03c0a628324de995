"""Unread print, words passed over, false alarms: counted by page, summed up, beside bars."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from evaluation.bench.judge import PageReadings, judge
from evaluation.bench.ours_and_plain import Ours, Plain, read_ours
from evaluation.measure.coverage import (
    PageCoverage,
    coverage_bars,
    coverage_of,
    coverage_rows,
    coverage_table,
    worst_table,
)
from evaluation.measure.rows import FAMILIES
from evaluation.show.report import Report
from evaluation.truth.cases import cases_in
from pipeline.geometry import Box
from pipeline.page import PageTrace
from pipeline.raster import open_scan
from pipeline.settings import Settings
from pipeline.values.readings import Line, PageReading, PageResult, UnreadPrint, ZoneReading
from samples.conditions import CONDITIONS

PAGE = PageCoverage(
    "thư", 1, "quận", False, "grey", False, 0, 0.0, sure=100, missing=(), cer=None, printed=True
)
GAP = UnreadPrint(Box(10, 20, 30, 40), 12.5, "p0001-u01.png")


def page(number, missed=0, **more):
    return replace(PAGE, number=number, missing=("chu",) * missed, **more)


def drawn(number, cer, **more):
    return page(number, drawn=True, condition="clean", cer=cer, **more)


def test_pages_are_counted_by_what_they_lost_and_whether_they_say_so():
    """Above 3 and 10 %, with a note and without; pages with few sure words say nothing."""
    pages = [
        page(1),
        page(2, missed=3),  # just 3 %: not above
        page(3, missed=4),
        page(4, missed=12, places=2, unread_mm2=30.0),
        page(5, sure=14, missed=14),
        page(6, sure=None),
        page(7, missed=50, problem="hỏng"),  # a hole is told
    ]
    found = coverage_of(pages)
    assert (found.pages, found.counted, found.sure, found.missed) == (7, 5, 500, 69)
    assert (found.over3, found.over3_told, found.over10) == (3, 2, 2)
    assert (found.unread_pages, found.places, found.unread_mm2) == (1, 2, 30.0)
    assert found.rate == 69 / 500


def test_a_false_alarm_is_a_note_on_a_drawn_page_that_lost_nothing():
    """A page with errors may well miss something, and of a real one nobody knows."""
    pages = [
        drawn(1, 0.009, places=1),
        drawn(2, 0.0),
        drawn(3, 0.01, places=1),
        page(4, cer=0.0, places=1),
        page(5, places=1),
    ]
    found = coverage_of(pages)
    assert (found.whole, found.false_alarms) == (2, 1)


def test_pale_and_small_print_have_rows_of_their_own():
    """A row for each condition and for each family of several; kinds under a condition too."""
    names = ("pale150", "pale210", "dpi90", "clean", "hung+dpi90", "statement+pale190")
    pages = [drawn(i, 0.0, unread_mm2=1.0) for i in range(len(names))]
    pages = [replace(p, condition=name) for p, name in zip(pages, names, strict=True)]
    rows = coverage_rows(pages)
    assert list(rows) == [*sorted(names), "vẽ: chữ nhạt", "vẽ: chữ nhỏ, ít dpi", "mọi trang vẽ"]
    assert (rows["vẽ: chữ nhạt"].pages, rows["vẽ: chữ nhỏ, ít dpi"].pages) == (3, 2)


def test_families_are_of_conditions_that_are_drawn():
    """No family has a name that nobody draws."""
    assert frozenset().union(*FAMILIES.values()) <= set(CONDITIONS)


def test_a_family_of_one_condition_is_no_second_row():
    """What would say the same twice is left out."""
    pages = [replace(drawn(1, 0.0), condition=name) for name in ("pale150", "clean")]
    assert list(coverage_rows(pages)) == ["clean", "pale150", "mọi trang vẽ"]


def test_bars_say_what_may_be_lost():
    """No silent loss, no blank page with print, one false alarm in thirty at most."""
    good = [*(drawn(n, 0.0) for n in range(30)), page(40, missed=12, places=1)]
    bars = {bar.name: bar for bar in coverage_bars(good)}
    assert bars["trang bỏ qua > 3 % mà không báo"].cleared
    assert bars["báo nhầm chữ chưa đọc, trang vẽ"].cleared
    assert bars["trang có chữ bị coi là trắng"].cleared
    assert not bars["từ bỏ qua, bản quét thật"].cleared
    bad = [page(1, missed=12), page(2, blank=True), *(drawn(n, 0.0, places=1) for n in range(2))]
    bars = {bar.name: bar for bar in coverage_bars(bad)}
    assert not bars["trang bỏ qua > 3 % mà không báo"].cleared
    assert not bars["báo nhầm chữ chưa đọc, trang vẽ"].cleared
    assert not bars["trang có chữ bị coi là trắng"].cleared
    assert not bars["trang bỏ qua > 10 %, bản quét thật"].cleared


def test_nothing_measured_clears_no_bar():
    """Without plain Tesseract nothing is known of words passed over."""
    pages = [page(1, sure=None, printed=False)]
    assert [bar.cleared for bar in coverage_bars(pages)] == [None] * len(coverage_bars(pages))
    (line,) = coverage_table(pages).lines
    assert line[5:11] == ["–"] * 6


def test_the_worst_pages_are_named_first():
    """Most words passed over before most unread ink; pages without either are not named."""
    pages = [
        page(1),
        page(2, places=1, unread_mm2=3.0),
        page(3, missed=20),
        page(4, places=9, unread_mm2=80.0),
    ]
    lines = worst_table(pages).lines
    assert [line[0] for line in lines] == ["thư, trang 3", "thư, trang 4", "thư, trang 2"]
    assert lines[0][1:5] == ["0,0 mm²", "0", "20/100", "20,0 %"]
    assert lines[1][1:3] == ["80,0 mm²", "9"]


def test_the_report_tells_it_in_words_and_as_json():
    """Both tables are printed; the JSON has every page with its rate, and sums by row."""
    report = Report("thư mục", coverage=(page(1, missed=7, text="chữ"), page(2, places=1)))
    table = report.table()
    assert "Điều kiện  Trang  Chưa đọc" in table
    assert "thư, trang 1" in table
    told = json.loads(report.to_json())["coverage"]
    assert told["pages"][0]["rate"] == 0.07
    assert told["rows"]["quận"]["over3"] == 1


def reading(text, **more):
    lines = tuple(
        Line(f"p0001-z01-l{i:03d}", said, said, Box(10, 20 * i, 100, 8), 0.9)
        for i, said in enumerate(text.split("\n"), 1)
    )
    zone = ZoneReading("body", Box(10, 10, 100, 100), lines)
    return PageReading(1, (165, 234), 20.0, zones=(zone,), **more)


SURE = ("theo", "nghi", "cua", "giam", "doc", "tai", "chinh", "quan", "ly", "ngan", "sach") * 2


def test_a_transcribed_page_is_covered_as_well_as_judged(scans):
    """Words that plain Tesseract has and we have not, the note of unread print, the error rate."""
    (case,) = cases_in(scans)
    ours = Ours(reading("Theo đề nghị của Giám đốc", unread=(GAP,)), 1.0)
    item = PageReadings(case.pages[0], ours, Plain("", 1.0, sure=SURE))
    (figures, _), _, (covered,), _ = judge(case, open_scan(case.path), [item])
    assert (covered.places, covered.unread_mm2) == (1, 12.5)
    # Of each twice; the paragraph that says so has `đọc` once more.
    assert (covered.sure, covered.missed) == (22, 6 * 2 + 4)
    assert {"tai", "chinh", "doc"} & set(covered.missing) == {"tai", "chinh"}
    assert covered.cer == figures.score.cer
    assert covered.text is None
    assert covered.printed


def test_a_page_without_transcription_is_covered_only(scans):
    """It has no error rate and no row among those that have; its text is kept to be looked at."""
    (case,) = (case.with_every_page(2) for case in cases_in(scans, every_page=True))
    items = [
        PageReadings(true, Ours(reading("Theo đề nghị"), 1.0), Plain("", 1.0, sure=SURE))
        for true in case.pages
    ]
    pages, _, covered, _ = judge(case, open_scan(case.path), items)
    assert [p.number for p in pages if p.engine == "sohoa"] == [1]
    assert [(c.number, c.cer is None, c.text) for c in covered] == [
        (1, False, None),
        (2, True, "Theo đề nghị"),
    ]


def test_of_a_page_that_nobody_may_read_nothing_is_counted(scans):
    """Neither text nor words: only that it bears a degree of secrecy."""
    (case,) = (case.with_every_page(2) for case in cases_in(scans, every_page=True))
    secret = PageReading(2, (165, 234), 20.0, withheld="MẬT")
    item = PageReadings(case.pages[1], Ours(secret, 1.0, "mang dấu MẬT"), Plain("", 1.0, sure=SURE))
    (covered,) = judge(case, open_scan(case.path), [item]).coverage
    assert (covered.sure, covered.missing, covered.text) == (None, (), "")
    assert covered.problem == "mang dấu MẬT"


@pytest.mark.parametrize(("known", "policy"), [(0, "flag"), (1, "set_aside")])
def test_a_secret_page_of_which_nobody_knows_is_not_read(
    scans, tmp_path, monkeypatch, known, policy
):
    """No text and no picture of it; one that was transcribed is no secret and is read."""
    (case,) = (case.with_every_page(2) for case in cases_in(scans, every_page=True))
    asked = []

    def read(page, settings):
        asked.append(settings.secrecy)
        held = PageResult(PageReading(page.number, (165, 234), 20.0, withheld="MẬT"))
        return PageTrace(page, None, None, held)

    monkeypatch.setattr("evaluation.bench.ours_and_plain.read_traced", read)
    ours = read_ours(case.path, case.pages[known], Settings(), tmp_path / "views")
    assert asked == [policy]
    assert ours.reading.withheld == "MẬT"
    assert "MẬT" in ours.problem
    assert not (tmp_path / "views").exists()


@pytest.mark.parametrize("engine", [Plain("", 600.0, "chết"), None])
def test_a_page_that_tesseract_did_not_read_is_not_counted(scans, engine):
    """It says nothing of what we passed over."""
    (case,) = cases_in(scans)
    item = PageReadings(case.pages[0], Ours(reading("Theo"), 1.0), engine)
    (covered,) = judge(case, open_scan(case.path), [item]).coverage
    assert covered.sure is None
    assert covered.rate is None
