"""What reading a document again has changed: fields, notes, text, marks, pages.

Pages, boxes and the id are the same on both sides; only what was read differs.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from pipeline.document.text_difference import TextDifference, text_difference
from pipeline.record.fields import FIELDS
from pipeline.record.said import short
from pipeline.values.document import Field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.settings import Review
    from pipeline.values.document import Document, ReviewNote
    from pipeline.values.marks import MarkKind

__all__ = ["Difference", "FieldChange", "MarkChange", "difference"]

_ABSENT = Field(reason="bản ghi không có trường này")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field with another value, or one that crossed its line.

    Attributes:
        key: Of the field.
        before: As it stands.
        after: As it was read now.
        line: The confidence below which a person looks at it.
    """

    key: str
    before: Field
    after: Field
    line: float

    @property
    def is_same_value(self) -> bool:
        """Only its confidence has crossed the line."""
        return bool(self.before.value == self.after.value)

    def said(self, letters: int) -> tuple[str, str]:
        """Both values for a person, each in so many letters; of forms and lists what differs."""
        old, new = self.before.value, self.after.value
        if isinstance(old, dict) and isinstance(new, dict):
            keys = [key for key in old | new if old.get(key) != new.get(key)]
            old, new = ([one.get(key) for key in keys] for one in (old, new))
        elif isinstance(old, list) and isinstance(new, list):
            both = [part for part in old if part in new]
            old, new = ([part for part in one if part not in both] for one in (old, new))
        return _short(old, letters), _short(new, letters)

    @property
    def was_sure(self) -> bool:
        """It had a value that nobody was asked about."""
        return self.before.value is not None and self.before.confidence >= self.line


@dataclass(frozen=True, slots=True)
class MarkChange:
    """How many marks of a kind a page has: before, and now."""

    page: int
    kind: MarkKind
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class PageChange:
    """What is known of a page's picture: before, and now.

    Attributes:
        page: Its number.
        before: Why it could not be read; None where it could.
        after: The same, now.
        rotation: Degrees clockwise to upright, before and now.
    """

    page: int
    before: str | None
    after: str | None
    rotation: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Difference:
    """A document as it stands and as it was read now.

    Attributes:
        fields: That changed, in the order of the record.
        gained: Notes that a person did not have before, most pressing first.
        lost: Notes that are no more.
        text: In words and lines.
        marks: Kinds of which a page has more or fewer.
        pages: That became holes or are holes no more, or stand another way.
        unread_mm2: Print seen and not read, before and now.
        confidence: Mean over all letters, before and now; None where nothing was read.
    """

    fields: tuple[FieldChange, ...]
    gained: tuple[ReviewNote, ...]
    lost: tuple[ReviewNote, ...]
    text: TextDifference
    marks: tuple[MarkChange, ...]
    pages: tuple[PageChange, ...]
    unread_mm2: tuple[float, float]
    confidence: tuple[float | None, float | None]

    @property
    def nothing(self) -> bool:
        """Whether both say the same, as far as anybody reads them."""
        text = self.text
        words = text.changed or text.missing or text.added
        return not (self.fields or self.gained or self.lost or words or self.marks or self.pages)

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        told: dict[str, Any] = msgspec.to_builtins(self)
        for change, plain in zip(self.fields, told["fields"], strict=True):
            plain["same_value"] = change.is_same_value
        return {**told, "nothing": self.nothing}


def difference(before: Document, after: Document, review: Review) -> Difference:
    """What a new reading makes of a document.

    Args:
        before: As it stands in the archive.
        after: The same pages, read again, as it lies in the archive.
        review: How sure each field must be.

    Raises:
        ValueError: The two are not made of the same pages.
    """
    if (before.id, before.source.pages) != (after.id, after.source.pages):
        raise ValueError(f"{before.id} {before.source.pages}, {after.id} {after.source.pages}")
    old, new = Counter(map(_kind, before.review)), Counter(map(_kind, after.review))
    return Difference(
        fields=tuple(_fields(before, after, review)),
        gained=tuple(_beyond(after.review, old)),
        lost=tuple(_beyond(before.review, new)),
        text=text_difference(before.text.canonical, after.text.canonical),
        marks=tuple(_marks(before, after)),
        pages=tuple(_pages(before, after)),
        unread_mm2=(_unread(before), _unread(after)),
        confidence=(_confidence(before), _confidence(after)),
    )


def _fields(before: Document, after: Document, review: Review) -> Iterator[FieldChange]:
    for spec in FIELDS:
        old = before.fields.get(spec.key, _ABSENT)
        new = after.fields.get(spec.key, _ABSENT)
        line = review.line(spec.key)
        crossed = (old.confidence >= line) != (new.confidence >= line)
        if crossed or old.value != new.value:
            yield FieldChange(spec.key, old, new, line)


def _short(value: Any, letters: int) -> str:
    if isinstance(value, list):
        value = [part for part in value if part is not None]
    return short(value, letters) if value not in (None, []) else "trống"


def _kind(note: ReviewNote) -> tuple[str, str, tuple[str, ...]]:
    """What makes two notes the same: their words tell areas and places, which vary a little."""
    return note.grade, note.cause, tuple(note.fields)


def _beyond(
    notes: tuple[ReviewNote, ...], others: Counter[tuple[str, str, tuple[str, ...]]]
) -> Iterator[ReviewNote]:
    """Notes that the other side does not have, each counted."""
    left = Counter(others)
    for note in notes:
        if left[_kind(note)] > 0:
            left[_kind(note)] -= 1
        else:
            yield note


def _marks(before: Document, after: Document) -> Iterator[MarkChange]:
    old = Counter((page.number, mark.kind) for page in before.pages for mark in page.marks)
    new = Counter((page.number, mark.kind) for page in after.pages for mark in page.marks)
    for page, kind in sorted(old.keys() | new.keys()):
        if old[page, kind] != new[page, kind]:
            yield MarkChange(page, kind, old[page, kind], new[page, kind])


def _pages(before: Document, after: Document) -> Iterator[PageChange]:
    for old, new in zip(before.pages, after.pages, strict=True):
        hole = (old.problem is None) != (new.problem is None)
        if hole or (old.rotation != new.rotation and new.problem is None):
            turned = (old.rotation, new.rotation)
            yield PageChange(old.number, old.problem, new.problem, turned)


def _unread(document: Document) -> float:
    return round(sum(page.unread_mm2 for page in document.pages), 2)


def _confidence(document: Document) -> float | None:
    words = [word for page in document.pages for line in page.lines for word in line.words]
    letters = sum(len(word.text) for word in words)
    if not letters:
        return None
    return round(sum(len(word.text) * word.confidence for word in words) / letters, 4)
