"""Fields counted: outcomes, intervals, and what confidence promises and keeps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.measure.field_outcomes import FieldOutcome, compare_fields
from evaluation.measure.figures import DocumentFigures
from evaluation.measure.record_figures import (
    counts_of,
    outcomes_of,
    reviews_of,
    trust_of,
    wilson,
)
from evaluation.measure.review_outcomes import ReviewOutcomes
from pipeline.values.document import Field

RIGHT = FieldOutcome("org", "print", "A", "A", "right", 0.95)
WRONG = FieldOutcome("org", "print", "A", "B", "wrong", 0.92)
UNSURE = FieldOutcome("number", "pen", "12", "13", "wrong", 0.4)
MISSING = FieldOutcome("number", "pen", "12", None, "missing")
ABSENT = FieldOutcome("subject", "print", None, None, "absent")
INVENTED = FieldOutcome("subject", "print", None, "Về", "invented", 0.7)
PART = FieldOutcome("incoming_stamp", "pen", {"a": 1, "b": 2}, {"a": 1}, "missing", 0.8)
ALL = (RIGHT, WRONG, UNSURE, MISSING, ABSENT, INVENTED, PART)


def paper(*outcomes, **more):
    return DocumentFigures("a", "c", drawn=True, pages=(1,), found=True, fields=outcomes, **more)


def test_every_outcome_is_counted_once():
    """Null where there is nothing is right; what is given is judged apart from what is missing."""
    counts = counts_of(ALL)

    assert (counts.of, counts.correct, counts.given, counts.wrong) == (7, 2, 5, 3)
    assert (counts.sure_given, counts.sure_wrong) == (2, 1)
    assert counts.right_share == 2 / 7
    assert counts.wrong_share == 3 / 5
    assert counts.sure_wrong_share == 1 / 2


def test_nothing_judged_has_no_share():
    """Not 0 and not 1."""
    counts = counts_of([])

    assert (counts.right_share, counts.wrong_share, counts.sure_wrong_share) == (None, None, None)
    assert trust_of([MISSING, ABSENT]).error is None


def test_fields_are_taken_by_key_and_ink():
    """All where nothing is asked."""
    papers = [paper(*ALL), paper(RIGHT)]

    assert len(outcomes_of(papers)) == 8
    assert len(outcomes_of(papers, ("org",))) == 3
    assert len(outcomes_of(papers, ink="pen")) == 3
    assert outcomes_of(papers, ("org",), "pen") == []


def test_confidence_is_judged_by_what_was_given():
    """Promised: the confidences; kept: a part of a stamp given rightly too, never what is null."""
    found = trust_of(ALL)

    assert sum(found.words) == 5
    assert sum(found.promised) == pytest.approx(0.95 + 0.92 + 0.4 + 0.7 + 0.8)
    assert sum(found.right) == 2


def test_a_form_given_in_part_is_not_wrong_and_not_right():
    """What is given of an incoming stamp is right, the rest is missing; one wrong part is wrong."""
    truth = {"incoming_stamp": {"receiver": "SỞ Y TẾ", "number": "12", "date": None}}

    def outcome(**value):
        field = Field(value, "ĐẾN", 0.8) if value else Field(reason="không thấy")
        (found,) = compare_fields(truth, {"incoming_stamp": field})
        return found

    assert outcome(receiver="SỞ Y TẾ", number="12").outcome == "right"
    part = outcome(receiver="SỞ Y TẾ")
    assert (part.outcome, part.correct, part.kept, part.confidence) == ("missing", False, True, 0.8)
    assert outcome(receiver="SỞ Y TẾ", number="13").outcome == "wrong"
    assert outcome(receiver="SỞ Y TẾ", date="2020-01-01").outcome == "wrong"
    nothing = outcome()
    assert (nothing.outcome, nothing.kept, nothing.confidence) == ("missing", None, 0.0)


@given(st.integers(0, 400), st.integers(1, 400))
def test_an_interval_holds_its_share(right, of):
    """Within 0 and 1, and narrower the more was judged."""
    right = min(right, of)
    low, high = wilson(right, of)
    closer = wilson(10 * right, 10 * of)

    assert 0 <= low <= right / of <= high <= 1
    assert closer[1] - closer[0] < high - low


def test_review_lists_are_added_up():
    """Documents of which nothing was made have no list."""
    one = ReviewOutcomes(documents=1, must=1, judged=1, faulty=1, caught=1, notes=3, minutes=2.0)
    other = ReviewOutcomes(documents=1, judged=1, faulty=1, notes=1)

    found = reviews_of([paper(review=one), paper(review=other), paper()])

    assert (found.documents, found.must_share, found.caught_share) == (2, 0.5, 0.5)
    assert found.notes_each == 2
