"""Marks are matched by where they lie, and named by their kind."""

from __future__ import annotations

from pipeline.evaluation.cases import TrueMark
from pipeline.evaluation.marks import compare_marks
from pipeline.values import Box, MarkRecord

STAMP, FILL, SEAL = Box(0, 0, 100, 100), Box(20, 20, 30, 10), Box(200, 200, 100, 100)


def test_a_stamp_found_whole_covers_what_was_written_into_it():
    """The fill-in is found with its stamp, but under the stamp's name."""
    true = (TrueMark("incoming_stamp", STAMP), TrueMark("fill_in", FILL), TrueMark("seal", SEAL))
    figures = compare_marks(true, (MarkRecord("incoming_stamp", STAMP, 0.9),))
    assert figures.wanted == {"incoming_stamp": 1, "fill_in": 1, "seal": 1}
    assert figures.found == {"incoming_stamp": 1, "fill_in": 1}
    assert figures.named == {"incoming_stamp": 1}
    assert figures.invented == {}


def test_a_mark_on_bare_print_is_invented():
    """A box that touches nothing drawn is counted, one that touches a corner is too."""
    ours = (
        MarkRecord("note", Box(150, 0, 10, 10), 0.5),
        MarkRecord("seal", Box(295, 295, 90, 9), 1),
    )
    figures = compare_marks((TrueMark("seal", SEAL),), ours)
    assert figures.invented == {"note": 1, "seal": 1}
    assert figures.found == {}


def test_pages_add_up():
    """Counts of two pages are summed by kind."""
    one = compare_marks((TrueMark("seal", SEAL),), (MarkRecord("seal", SEAL, 1.0),))
    two = compare_marks((TrueMark("tick", FILL),), ())
    assert (one + two).wanted == {"seal": 1, "tick": 1}
    assert (one + two).found == {"seal": 1}
