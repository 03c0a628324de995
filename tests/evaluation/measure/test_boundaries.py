"""Cuts that are found, made for nothing, or missed; and whether a person is asked about them."""

from dataclasses import replace
from pathlib import Path

from evaluation.measure.boundaries import boundaries_of, boundary_table
from evaluation.measure.rows import Group
from evaluation.truth.case import Case, TrueDocument
from pipeline.values.document import Cut, Document, Doubt, Source, Text


def case(*pages, alone=False):
    true = tuple(TrueDocument(own, {}, alone=alone) for own in pages)
    return Case("a", Path("a.pdf"), "stack", True, (), true)


def cut(*documents):
    return [
        Document(f"x-{own[0]}", Source("a.pdf", "ab", own), {}, (), Text("", ""), cut=how)
        for own, how in documents
    ]


def test_first_pages_are_compared_but_for_the_files_own():
    """One right, one missed and asked about, one made for nothing and not asked about."""
    doubts = (Doubt(6, 0.7),)
    whole = cut(((1, 2), Cut()), ((3,), Cut(confidence=0.8)), ((4, 5, 6), Cut(doubts=doubts)))
    found = boundaries_of(case((1, 2), (3, 4, 5), (6,)), whole)

    assert (found.true, found.found, found.right, found.wrong) == (2, 2, 1, 2)
    assert (found.asked, found.told) == (2, 1)


def test_a_file_whose_documents_are_not_known_is_not_judged():
    whole = cut(((1, 2), Cut()))
    assert boundaries_of(case((1,), alone=True), whole) is None
    assert boundaries_of(case((1,)), whole) is None


def test_a_row_sums_up_files():
    """F1 of all cuts together; a dash where there is nothing to cut and nothing was."""
    one = boundaries_of(case((1,), (2,)), cut(((1,), Cut()), ((2,), Cut())))
    other = replace(one, found=2)
    rows = boundary_table([one, other], {"stack": Group(True, "stack"), "clean": Group(True, "c")})
    assert rows.lines == [["stack", "2", "2", "2", "1", "80,0 %", "0", "0/1"]]
    whole = boundaries_of(case((1, 2)), cut(((1, 2), Cut())))
    assert boundary_table([whole], {"stack": Group(True)}).lines[0][5] == "–"
