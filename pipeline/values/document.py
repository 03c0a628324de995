"""A document as the archive keeps it: its record, text, sources and history."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from pipeline.geometry import Box
from pipeline.values.readings import PageReading

if TYPE_CHECKING:
    from collections.abc import Iterable


__all__ = ["Document", "Event", "Field", "Grade", "ReviewNote", "Source", "Text"]


@dataclass(frozen=True, slots=True)
class Field:
    """One entry of the record: a value with where it comes from, or null with the reason.

    Attributes:
        value: str, list of str, dict or None.
        raw: The text it was taken from.
        confidence: 0–1, how probably the value is right; 0 where it is None.
        page: Number of the page in the scanned file.
        box: Original pixels.
        ink: `print`, `pen`, `stamp`.
        rule: Name of the rule that found it.
        alternatives: Other readings.
        reason: Why value is None; None otherwise.
    """

    value: Any = None
    raw: str | None = None
    confidence: float = 0.0
    page: int | None = None
    box: Box | None = None
    ink: Literal["print", "pen", "stamp"] | None = None
    rule: str | None = None
    alternatives: tuple[Any, ...] = ()
    reason: str | None = None

    def __post_init__(self) -> None:
        if (self.value is None) == (self.reason is None):
            raise ValueError(f"a field has a value or a reason: {self.value!r}, {self.reason!r}")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document comes from: the scanned file and the page numbers in it."""

    name: str
    sha256: str
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """The document's text: canonical, raw, and by which fixes they differ (line id, fix name)."""

    canonical: str
    raw: str
    fixes: tuple[tuple[str, str], ...] = ()


Grade = Literal["must", "should", "may"]
"""How pressing a note is: the record cannot be trusted before; a doubt worth a look; the rest."""


@dataclass(frozen=True, slots=True)
class ReviewNote:
    """Something for a person to look at, in Vietnamese: what, where, why.

    Attributes:
        what: Is in doubt.
        where: Page, place on it, picture.
        why: It is in doubt.
        grade: How pressing it is.
        cause: Short name of its kind in English (`pen`, `unread`, `hole`); notes of one cause on
            many documents are shown together.
        fields: Keys of the fields it is about.
        minutes: That a person needs to mend it.
        gain: What a minute mends: how likely something is wrong, times its weight, by minutes.
    """

    what: str
    where: str
    why: str
    grade: Grade = "must"
    cause: str = "other"
    fields: tuple[str, ...] = ()
    minutes: float = 1.0
    gain: float = 1.0


@dataclass(frozen=True, slots=True)
class Event:
    """A thing done to the document: which program or model, in which version."""

    what: str
    version: str
    model_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A document as the archive keeps it: `document.json` is this, field for field."""

    id: str
    source: Source
    fields: dict[str, Field]
    pages: tuple[PageReading, ...]
    text: Text
    review: tuple[ReviewNote, ...] = ()
    events: tuple[Event, ...] = ()
    schema_version: int = 1

    def with_events(self, events: Iterable[Event]) -> Document:
        """This document with more events."""
        return replace(self, events=(*self.events, *events))
