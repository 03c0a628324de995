"""What other programs are told of: short facts, without a word of what a document says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["EVENT_KINDS", "Event", "EventKind", "Webhook"]

EventKind = Literal[
    "document.archived",  # it is in the archive, and can be found
    "document.needs_review",  # something on it must be looked at, and nothing had to before
    "document.corrected",  # a person decided something of it
    "document.signed",  # its record is signed off
    "document.reopened",  # ... and no longer
    "scan.set_aside",  # a file waits for a person
]
EVENT_KINDS: tuple[EventKind, ...] = get_args(EventKind)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened.

    Attributes:
        id: Grows in the order in which events came to be seen; not without gaps.
        kind: What.
        at: When, UTC.
        document: Id of the document; None for a file that became none.
        sha256: Of the file; None where only its document is known.
        decision: Number of the (last) decision it tells of.
    """

    id: int
    kind: EventKind
    at: datetime
    document: str | None
    sha256: str | None
    decision: int | None = None


@dataclass(frozen=True, slots=True)
class Webhook:
    """A program that is told of events.

    Attributes:
        id: Its name here.
        url: Where it listens.
        kinds: Of which events.
        secret: By which it knows us, closed: see `pipeline.archive.sealing`.
        made_at: When it was asked for.
        made_by: Who asked.
        cursor: Id of the last event it took, or was given up on.
        failures: How often the next event was sent in vain.
        next_try: Not before.
        failing_since: When the first of these was; None while all is well.
        said: Why the last one failed.
        given_up: How many events it was never told of.
    """

    id: str
    url: str
    kinds: tuple[EventKind, ...]
    secret: bytes
    made_at: datetime
    made_by: str
    cursor: int
    failures: int = 0
    next_try: datetime | None = None
    failing_since: datetime | None = None
    said: str | None = None
    given_up: int = 0
