"""Marks are matched by where they lie, and named by their kind."""

from __future__ import annotations

from evaluation.measure.mark_matches import figures_of, match_marks
from evaluation.truth.case import TrueMark
from pipeline.geometry import Box
from pipeline.values.marks import MarkRecord

STAMP, FILL, SEAL = Box(0, 0, 100, 100), Box(20, 20, 30, 10), Box(200, 200, 100, 100)


def compare(true, ours):
    return figures_of(true, match_marks(true, ours))


def verdicts(true, ours):
    return [match.verdict for match in match_marks(true, ours)]


def test_a_stamp_found_whole_covers_what_was_written_into_it():
    """The fill-in is found with its stamp, but under the stamp's name; the seal is missed."""
    true = (TrueMark("incoming_stamp", STAMP), TrueMark("fill_in", FILL), TrueMark("seal", SEAL))
    ours = (MarkRecord("incoming_stamp", STAMP, 0.9),)
    figures = compare(true, ours)
    assert figures.wanted == {"incoming_stamp": 1, "fill_in": 1, "seal": 1}
    assert figures.found == {"incoming_stamp": 1, "fill_in": 1}
    assert figures.named == {"incoming_stamp": 1}
    assert figures.invented == {}
    assert verdicts(true, ours) == ["right", "missed"]


def test_a_mark_on_bare_print_is_invented():
    """A box that touches nothing drawn is counted, one that touches a corner is too."""
    ours = (
        MarkRecord("note", Box(150, 0, 10, 10), 0.5),
        MarkRecord("seal", Box(295, 295, 90, 9), 1),
    )
    figures = compare((TrueMark("seal", SEAL),), ours)
    assert figures.invented == {"note": 1, "seal": 1}
    assert figures.found == {}


def test_a_seal_told_twice_is_right_once():
    """The larger piece is the seal, the other one costs precision; recall stays whole."""
    halves = (Box(200, 200, 100, 35), Box(200, 235, 100, 65))
    ours = tuple(MarkRecord("seal", half, 0.9) for half in halves)
    true = (TrueMark("seal", SEAL),)
    assert verdicts(true, ours) == ["misnamed", "right"]
    figures = compare(true, ours)
    assert (figures.recall("seal"), figures.precision("seal")) == (1.0, 1 / 2)
    assert figures.recall("note") is None


def test_a_mark_of_another_kind_in_the_place_is_named_wrong():
    """A seal taken for a signature is found, but nobody finds it by its kind."""
    (match,) = match_marks((TrueMark("seal", SEAL),), (MarkRecord("signature", SEAL, 0.9),))
    assert (match.verdict, match.true.kind) == ("misnamed", "seal")


def test_pages_add_up():
    """Counts of two pages are summed by kind."""
    one = compare((TrueMark("seal", SEAL),), (MarkRecord("seal", SEAL, 1.0),))
    two = compare((TrueMark("tick", FILL),), ())
    assert (one + two).wanted == {"seal": 1, "tick": 1}
    assert (one + two).found == {"seal": 1}
    assert (one + two).given == {"seal": 1}
