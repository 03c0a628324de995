"""What profiles ask of a document: its record, holes, open notes, and the sheet before it."""

from dataclasses import replace
from pathlib import Path

import pytest
from drawn_scans import document_of, draw_page

from pipeline.geometry import Box
from pipeline.profiles.facts import Stored, facts_of
from pipeline.values.document import Event, ReviewNote
from pipeline.values.readings import PageCode, PageReading


@pytest.fixture
def document(tmp_path):
    path = Path(tmp_path / "a.pdf")
    path.write_bytes(b"x")
    return document_of(path, [draw_page(1).reading, draw_page(2).reading])


def test_values_and_reasons_of_the_record(document):
    found = facts_of(document, Stored("ab", 3), "2026-11-29T00:00:00+00:00")
    assert found.values["number"] == "55"
    assert "date" not in found.values
    assert found.reasons["date"] == "không có dòng ngày tháng"
    assert found.pdf == Stored("ab", 3)
    assert found.confidence == pytest.approx(0.9)
    assert not found.archival
    made = document.with_events([Event("pdfa_2b: document.pdf", "1")])
    assert facts_of(made).archival
    assert found.called == "55-CV/QU, a.pdf, trang 1"
    dated = replace(found, values={"number": "37", "symbol": "TT-BCA", "year": "2026"})
    assert dated.called == "37/2026/TT-BCA, a.pdf, trang 1"


def test_how_sure_weighs_pages_by_their_words(document):
    first, second = document.pages
    short = replace(second, zones=(), confidence=0.1)
    assert facts_of(replace(document, pages=(first, short))).confidence == pytest.approx(0.9)
    assert facts_of(replace(document, pages=(short,))).confidence is None


def test_holes_and_open_notes_are_counted(document):
    hole = PageReading(3, (100, 100), 100.0, problem="ảnh hỏng")
    notes = (ReviewNote("a", "b", "c", "must"), ReviewNote("a", "b", "c", "may"))
    found = facts_of(replace(document, pages=(*document.pages, hole), review=notes))
    assert (found.holes, found.must) == ((3,), 1)


def test_the_sheet_before_it_is_named_by_its_code(document):
    sheet = PageReading(1, (100, 100), 100.0, codes=(PageCode("QRCode", "HS 01", Box(1, 1, 9, 9)),))
    assert facts_of(replace(document, pages=(sheet, *document.pages))).sheet == "HS 01"
    assert facts_of(document).sheet is None


@pytest.mark.parametrize(
    ("name", "folder"), [("a.pdf", ""), ("hop1/a.pdf", "hop1/"), ("hop1/b/a.pdf", "hop1/b/")]
)
def test_its_folder_in_the_inbox(document, name, folder):
    source = replace(document.source, name=name)
    assert facts_of(replace(document, source=source)).folder == folder
