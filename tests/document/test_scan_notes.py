"""What a person is told of scans that should be made again: one note a document."""

from __future__ import annotations

from dataclasses import replace

import pytest
from paper import page_of

from pipeline.document.scan_notes import scan_notes
from pipeline.document.verdicts import with_verdicts
from pipeline.settings import Judging
from pipeline.values.judging import Edges, ScanJudgement

GOOD = ScanJudgement(300.0, 24, paper=250.0)


def notes(*scans, judging=None):
    pages = [
        replace(page_of([("body", f"Trang {n}.")], number=n), scan=scan)
        for n, scan in enumerate(scans, 1)
    ]
    return scan_notes(with_verdicts(pages, judging or Judging()))


def test_a_good_scan_and_a_page_no_scanner_made_need_no_note():
    """Nor does a document without pages."""
    assert notes(GOOD, None) == notes() == []


def test_pages_with_one_fault_are_one_note_with_its_remedy():
    """Where they are, short; the fault once."""
    coarse = replace(GOOD, dpi=100.0)
    (note,) = notes(coarse, coarse, coarse, GOOD, coarse)
    assert (note.what, note.where) == ("Nên quét lại", "trang 1–3, 5")
    assert note.why == "độ phân giải 100 dpi: quét lại ở 200 dpi trở lên"
    assert (note.grade, note.cause, note.minutes) == ("should", "scan", 8.0)


def test_many_faults_are_all_named():
    """With the first one's remedy; the others' stand in the acceptance list."""
    (note,) = notes(replace(GOOD, fold_mm=30.0), replace(GOOD, cut_mm=Edges(left=40.0)))
    assert note.what == "Nên quét lại: gấp góc, mất mép"
    assert note.where == "trang 1–2"
    assert note.why.startswith("góc giấy bị gấp, nếp gấp dài 30 mm")


@pytest.mark.parametrize("bits", [1, 8])
def test_a_scan_that_only_lacks_colour_is_counted(bits):
    """It reads as well as any; beside a grave fault its pages are not named."""
    gray = replace(GOOD, bits=bits)
    (note,) = notes(gray, gray)
    assert (note.grade, note.where) == ("may", "trang 1–2")
    (note,) = notes(gray, replace(GOOD, dpi=100.0))
    assert (note.grade, note.where, note.what) == ("should", "trang 2", "Nên quét lại")
    assert notes(gray, judging=Judging(colour=False)) == []
