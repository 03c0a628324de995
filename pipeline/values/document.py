"""A document as the archive keeps it: its record, text, sources and history."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from pipeline.geometry import Box
from pipeline.values.readings import PageReading

if TYPE_CHECKING:
    from collections.abc import Iterable


__all__ = [
    "Cut",
    "Document",
    "Doubt",
    "Event",
    "Field",
    "Grade",
    "ReviewNote",
    "Source",
    "Text",
]


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
    """A thing done to the document: by which program or model, or decided by which person.

    Attributes:
        what: Was done.
        version: Of the program or model; empty where a person decided.
        model_sha256: Of the model's file.
        at: Moment, ISO 8601 with its zone, where one is on record: a person's decision has one,
            what is done in reading has none, so that the same reading gives the same record.
        who: Decided.
    """

    what: str
    version: str
    model_sha256: str | None = None
    at: str | None = None
    who: str | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A page inside a document at which another one may begin.

    Attributes:
        page: Number in the scanned file.
        confidence: 0–1, that none begins there.
        reasons: What speaks for a cut, in Vietnamese, strongest first.
    """

    page: int
    confidence: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cut:
    """Why a document begins where it begins, and whether it goes on too far.

    Attributes:
        made: By the `machine` from what the pages say, by a `separator` sheet, or by a `person`.
        confidence: 0–1, that a document begins here; 1 for a person and for a file's first page.
        reasons: What speaks for it, in Vietnamese, strongest first.
        doubts: Pages at which it may have to be cut again.
    """

    made: Literal["machine", "separator", "person"] = "machine"
    confidence: float = 1.0
    reasons: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A document as the archive keeps it: `document.json` is this, field for field.

    Attributes:
        id: In the archive.
        source: The scanned file and the document's pages in it.
        fields: The record.
        pages: What they say; among them its blank backs and the separator sheet before it.
        text: What it says as a whole.
        review: What a person must look at.
        events: What was done to it.
        cut: How it was told from the documents before and after it in the file.
        schema_version: Of `document.json`; `record/migrations` knows those before.
        archived_at: When it came into the archive, ISO 8601 with its zone; None before it does.
            All dates of its bag are this one, so that the bag can be made again byte for byte.
    """

    id: str
    source: Source
    fields: dict[str, Field]
    pages: tuple[PageReading, ...]
    text: Text
    review: tuple[ReviewNote, ...] = ()
    events: tuple[Event, ...] = ()
    cut: Cut = Cut()
    schema_version: int = 2
    archived_at: str | None = None

    def with_events(self, events: Iterable[Event]) -> Document:
        """This document with more events."""
        return replace(self, events=(*self.events, *events))

    def with_review(self, notes: Iterable[ReviewNote]) -> Document:
        """This document with more for a person to look at, least pressing last."""
        return replace(self, review=(*self.review, *notes))

    def archived(self, moment: datetime) -> Document:
        """This document as it comes into the archive."""
        return replace(self, archived_at=moment.astimezone(UTC).isoformat(timespec="seconds"))
