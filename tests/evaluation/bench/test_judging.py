"""What was read is set beside the right truth, and a page that was not read still counts."""

from __future__ import annotations

from evaluation.bench.judge import PageReadings, judge
from evaluation.bench.ours_and_plain import Ours, Plain
from evaluation.truth.cases import cases_in
from pipeline.geometry import Box
from pipeline.raster import open_scan
from pipeline.values.marks import MarkRecord
from pipeline.values.readings import Line, PageReading, ZoneReading

BOX = Box(10, 10, 100, 10)


def reading(number: int, *zones: tuple[str, str], blank: bool = False) -> PageReading:
    """A page whose zones say these lines; no seal falls twice on the same spot."""
    read = []
    for z, (kind, text) in enumerate(zones, 1):
        lines = tuple(
            Line(f"p{number:04d}-z{z:02d}-l{i:03d}", line, line, Box(10, 20 * z + i, 100, 8), 0.9)
            for i, line in enumerate(text.split("\n"), 1)
        )
        read.append(ZoneReading(kind, BOX, lines))
    marks = (MarkRecord("seal", Box(10, 19 + number, 30, 40), 0.9),) if zones else ()
    return PageReading(
        number, (165, 234), 20.0, rotation=180, blank=blank, zones=tuple(read), marks=marks
    )


LETTER = (
    ("letterhead_left", "ỦY BAN NHÂN DÂN\nTỈNH QUẢNG NGÃI\nSố: /UBND-KTTH"),
    ("letterhead_right", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nQuảng Ngãi, ngày tháng 02 năm 2025"),
    (
        "body",
        "Theo đề nghị của Giám đốc Sở Tài chính tại Công văn số 287/STC-\nHCSN ngày 04/02/2025,",
    ),
    ("foot_right", "CHỦ TỊCH\nNguyễn Hoàng Giang"),
)


def test_an_unread_page_is_all_wrong_and_tells_why(scans):
    """A page that crashed its reader counts as empty; the other engine's text is judged still."""
    (case,) = cases_in(scans)
    page = case.pages[0]
    item = PageReadings(page, Ours(None, 1.5, "hỏng"), Plain(page.text, 3.0))
    (ours, plain), (record,), _, _ = judge(case, open_scan(case.path), [item])
    assert (ours.score.cer, ours.problem, ours.cpu_seconds >= 1.5) == (1.0, "hỏng", True)
    assert plain.score.cer < 0.01
    assert not record.found
    assert {f.outcome for f in record.fields} == {"missing", "absent"}


def test_a_transcribed_page_brings_its_text_and_its_record(scans):
    """The page alone makes a document, whose canonical text and fields are judged."""
    (case,) = cases_in(scans)
    item = PageReadings(case.pages[0], Ours(reading(1, *LETTER), 1.0), None)
    (ours,), (record,), _, _ = judge(case, open_scan(case.path), [item])
    assert ours.score.cer < 0.25  # the body's last words were not read
    assert ours.marks is None
    assert record.found
    assert {f.key: f.outcome for f in record.fields}["org"] == "right"


def test_a_drawn_stack_is_judged_by_its_documents(drawn):
    """Blank backs stay with their letter; marks and the way up are compared page by page."""
    (case,) = cases_in(drawn)
    read = [reading(1, *LETTER), reading(2, blank=True), reading(3, *LETTER)]
    items = [
        PageReadings(page, Ours(r, 1.0), None) for page, r in zip(case.pages, read, strict=True)
    ]
    pages, records, _, _ = judge(case, open_scan(case.path), items)
    assert [record.found for record in records] == [True, True]
    assert pages[0].marks.named == {"seal": 1}
    assert pages[2].marks.invented == {"seal": 1}
    assert all(page.turned_right for page in pages)
    assert not pages[1].printed
