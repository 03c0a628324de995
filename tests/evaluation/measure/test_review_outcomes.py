"""The review list beside the truth: its length, and what it catches."""

from evaluation.measure.review_outcomes import ReviewOutcomes, review_outcomes
from pipeline.record.fields import FIELD_KEYS
from pipeline.values.document import Document, Field, ReviewNote, Source, Text

REQUIRED = ("number", "org")
MUST = ReviewNote("a", "b", "c", "must", "pen", minutes=2.0)
SHOULD = ReviewNote("a", "b", "c", "should", "words", minutes=1.0)
MAY = ReviewNote("a", "b", "c", "may", "words", minutes=1.0)


def outcome(wanted, *notes, **values):
    fields = {key: Field(reason="không có") for key in FIELD_KEYS}
    fields |= {key: Field(value, value, 0.9) for key, value in values.items()}
    made = Document("x", Source("a.pdf", "a" * 64, (1,)), fields, (), Text("", ""), notes)
    return review_outcomes(made, wanted, REQUIRED)


def test_a_wrong_required_field_is_caught_by_must_alone():
    """A doubt that only should be looked at does not catch it; other fields do not count."""
    truth = {"number": "5", "org": "SỞ TÀI CHÍNH", "subject": "x"}
    right = {"number": "5", "org": "SỞ TÀI CHÍNH", "subject": "y"}
    assert outcome(truth, **right) == ReviewOutcomes(documents=1, judged=1)
    assert outcome(truth, SHOULD, **right | {"number": "6"}) == ReviewOutcomes(
        documents=1, should=1, judged=1, faulty=1, notes=1
    )
    missing = outcome(truth, MUST, SHOULD, MAY, org="SỞ TÀI CHÍNH")
    assert missing == ReviewOutcomes(
        documents=1, must=1, judged=1, faulty=1, caught=1, notes=2, minutes=2.0
    )


def test_shares_over_many_documents():
    """Documents whose truth nobody knows count for the length alone."""
    truth = {"number": "5"}
    total = sum(
        (
            outcome(truth, number="5"),
            outcome(truth, MUST, number="6"),
            outcome(truth, number="7"),
            outcome(None, MUST, SHOULD),
        ),
        ReviewOutcomes(),
    )
    assert (total.must_share, total.caught_share, total.notes_each) == (2 / 4, 1 / 2, 3 / 4)
    assert ReviewOutcomes().must_share is None
    assert ReviewOutcomes(documents=1).caught_share is None
