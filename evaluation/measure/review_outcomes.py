"""The review list beside the truth: how long it is, and which wrong records it catches."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Any

from evaluation.measure.field_outcomes import compare_fields

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.values.document import Document

__all__ = ["ReviewOutcomes", "review_outcomes"]


@dataclass(frozen=True, slots=True)
class ReviewOutcomes:
    """Counts over documents; add them up.

    Attributes:
        documents: How many.
        must: Of these on the *must* list.
        should: Not on it, but with a doubt worth a look.
        judged: Documents whose required fields the truth tells.
        faulty: Of these with a required field that is wrong, missing or invented.
        caught: Of these on the *must* list.
        notes: Notes of *must* and *should*, which are listed one by one.
        minutes: That a person needs for all of *must*.
    """

    documents: int = 0
    must: int = 0
    should: int = 0
    judged: int = 0
    faulty: int = 0
    caught: int = 0
    notes: int = 0
    minutes: float = 0.0

    def __add__(self, other: ReviewOutcomes) -> ReviewOutcomes:
        pairs = zip(astuple(self), astuple(other), strict=True)
        return ReviewOutcomes(*(a + b for a, b in pairs))

    @property
    def must_share(self) -> float | None:
        """The share of documents on the *must* list; None without documents."""
        return self.must / self.documents if self.documents else None

    @property
    def caught_share(self) -> float | None:
        """Of the documents with a wrong required field, the share on the list; None where none."""
        return self.caught / self.faulty if self.faulty else None

    @property
    def notes_each(self) -> float | None:
        """Listed notes a document; None without documents."""
        return self.notes / self.documents if self.documents else None


def review_outcomes(
    document: Document, wanted: Mapping[str, Any] | None, required: Sequence[str]
) -> ReviewOutcomes:
    """One document's part.

    Args:
        document: As the archive would keep it.
        wanted: The truth of its fields, as `compare_fields` takes it; None where nobody knows.
        required: Keys of the fields a record must have.
    """
    grades = {note.grade for note in document.review}
    listed = [note for note in document.review if note.grade != "may"]
    wrong = wanted is not None and any(
        not outcome.correct
        for outcome in compare_fields(wanted, document.fields)
        if outcome.key in required
    )
    must = "must" in grades
    return ReviewOutcomes(
        documents=1,
        must=must,
        should=not must and "should" in grades,
        judged=wanted is not None,
        faulty=wrong,
        caught=wrong and must,
        notes=len(listed),
        minutes=sum(note.minutes for note in document.review if note.grade == "must"),
    )
