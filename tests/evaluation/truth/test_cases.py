"""Truths are found in both kinds of folder, and a damaged one is not passed over."""

from __future__ import annotations

import pickle

import pytest

from evaluation.truth.case import NothingToMeasureError, TruthUnreadableError
from evaluation.truth.cases import cases_in
from pipeline.geometry import Box


def test_a_transcribed_scan_brings_its_page_and_its_record(scans):
    """Only transcribed pages are taken, the condition is the folder, the record is the page's."""
    (case,) = cases_in(scans)
    assert (case.name, case.condition, case.drawn) == ("tỉnh/cv", "tỉnh", False)
    assert [page.number for page in case.pages] == [1]
    assert case.pages[0].hand == (("hand", "574"), ("sign", "[chữ ký]"))
    assert case.documents[0].fields["symbol"] == "UBND-KTTH"
    assert case.documents[0].alone


def test_a_subfolder_finds_the_records_at_the_root(scans):
    """Evaluating one folder of the set uses the `fields.json` above it."""
    (case,) = cases_in(scans / "tỉnh")
    assert case.documents[0].fields["number"] == "574"


def test_a_number_filled_in_by_pen_may_stand_in_the_text_or_not(scans):
    """The truth of a line with a blank has both forms."""
    (case,) = cases_in(scans)
    forms = [block.forms for block in case.pages[0].truth.lines]
    assert ("Số: /UBND-KTTH", "Số: 574/UBND-KTTH") in forms
    assert any("ngày 04 tháng 02" in form for pair in forms for form in pair)


def test_a_drawn_stack_brings_documents_blank_backs_and_marks(drawn):
    """Documents, blanks and marks of a drawn file come through."""
    (case,) = cases_in(drawn)
    assert (case.condition, case.drawn, case.note) == (
        "annotated",
        True,
        "hai văn bản trong một tệp",
    )
    assert [document.pages for document in case.documents] == [(1, 2), (3,)]
    assert [page.blank for page in case.pages] == [False, True, False]
    assert case.pages[0].marks[0].box == Box(10, 20, 30, 40)
    assert case.pages[0].rotation == 180


def test_both_kinds_may_lie_in_one_folder(scans, drawn):
    """A mixed folder gives both, by name."""
    drawn.rename(scans / "drawn")
    assert [case.drawn for case in cases_in(scans)] == [True, False]


@pytest.mark.parametrize("content", ["", "{", '{"schema_version": 2}', '{"schema_version": 1}'])
def test_a_damaged_truth_is_named_and_not_passed_over(drawn, content):
    """Figures without one of the samples would look complete."""
    path = next(drawn.glob("*.truth.json"))
    path.write_text(content, "utf-8")
    with pytest.raises(TruthUnreadableError, match=r"hai-văn-bản\.truth\.json"):
        cases_in(drawn)


def test_a_truth_without_its_scan_is_an_error(scans):
    """The transcription of a PDF that is gone says so."""
    (scans / "tỉnh" / "cv.pdf").unlink()
    with pytest.raises(TruthUnreadableError, match=r"thiếu cv\.pdf"):
        cases_in(scans)


@pytest.mark.parametrize("name", ["", "khong-co"])
def test_a_folder_without_truths_says_what_it_needs(tmp_path, name):
    """The message names the folder and the files that belong in it, and survives pickling."""
    with pytest.raises(NothingToMeasureError, match=r"gt\.txt") as caught:
        cases_in(tmp_path / name)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_a_folder_without_any_truth_has_all_its_pages(tmp_path):
    """Every PDF at any depth, whatever its ending's case; pages are known once it is opened."""
    (tmp_path / "quận").mkdir()
    for name in ("a.pdf", "b.PDF"):
        (tmp_path / "quận" / name).write_bytes(b"%PDF-1.7")
    (tmp_path / "ghi chú.txt").write_text("không phải bản quét", "utf-8")
    cases = cases_in(tmp_path)
    assert [(case.name, case.condition, case.drawn) for case in cases] == [
        ("quận/a", "quận", False),
        ("quận/b", "quận", False),
    ]
    pages = cases[0].with_every_page(2).pages
    assert [(page.number, page.transcribed, page.blank) for page in pages] == [
        (1, False, False),
        (2, False, False),
    ]


def test_pages_without_truth_are_taken_beside_others_only_when_asked(scans):
    """A transcribed folder is measured on what was transcribed."""
    (scans / "khác.pdf").write_bytes(b"%PDF-1.7")
    assert [case.with_every_page(2).name for case in cases_in(scans)] == ["tỉnh/cv"]
    assert [page.number for page in cases_in(scans)[0].with_every_page(2).pages] == [1]
    found = cases_in(scans, every_page=True)
    assert [case.name for case in found] == ["khác", "tỉnh/cv"]
    pages = found[1].with_every_page(2).pages
    assert [(page.number, page.transcribed) for page in pages] == [(1, True), (2, False)]
