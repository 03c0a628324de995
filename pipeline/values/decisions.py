"""What people decided of a document: facts beside its reading, never in place of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003  # msgspec reads it when it runs
from typing import TYPE_CHECKING, Any, Literal

from pipeline.geometry import Box

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Act", "Change", "Decision", "Target", "TargetKind", "standing", "undone"]

TargetKind = Literal["field", "line", "unread", "mark", "page", "note", "document"]

Act = Literal[
    "confirm",  # what the machine says is right
    "correct",  # it is this instead (`after`)
    "unreadable",  # nobody can read it
    "name",  # a mark is of this kind (`after`)
    "turn",  # a page stands upright when turned by this many degrees clockwise (`after`)
    "waive",  # a note needs nothing done (`reason`)
    "sign",  # the record is signed off (`reason` where notes that must be looked at were left)
    "reopen",  # ... and no longer
    "undo",  # the decision `undoes` does not hold
]


@dataclass(frozen=True, slots=True)
class Target:
    """What a decision is about.

    Lines, marks and unread print are known by where they stand on the original picture: another
    reading of the page gives them other ids.

    Attributes:
        kind: Which of these it is.
        key: Of a field: its key (`number`); of a note: its cause (`pen`); empty elsewhere.
        page: Number in the scanned file; None of what is about the whole document.
        box: Original pixels; of fields, notes, pages and documents None.
        where: Of a note: its `where`; empty elsewhere.
    """

    kind: TargetKind
    key: str = ""
    page: int | None = None
    box: Box | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What a person wants decided: a decision before it is on record.

    Attributes:
        act: What.
        target: Of what.
        before: What stood there, as the person saw it.
        after: What shall stand there; None where `act` says all.
        reason: In the person's words.
        undoes: Number of the decision that shall not hold (`undo` alone).
    """

    act: Act
    target: Target
    before: Any = None
    after: Any = None
    reason: str | None = None
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision on record.

    Attributes:
        document: Id of the document.
        number: From 1, without a gap, in the order in which they were made on this document.
        at: When, UTC.
        who: Decided.
        change: What.
    """

    document: str
    number: int
    at: datetime
    who: str
    change: Change


def undone(decisions: Sequence[Decision]) -> frozenset[int]:
    """Numbers of the decisions that do not hold, undoings among them.

    An undoing can itself be undone; then what it undid holds again.

    Args:
        decisions: All of a document, oldest first.
    """
    gone: set[int] = set()
    for decision in reversed(decisions):
        undoes = decision.change.undoes
        if decision.change.act == "undo" and decision.number not in gone and undoes is not None:
            gone.add(undoes)
    return frozenset(gone)


def standing(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """The decisions that hold: without those undone, and without the undoing; oldest first."""
    gone = undone(decisions)
    return tuple(
        decision
        for decision in decisions
        if decision.change.act != "undo" and decision.number not in gone
    )
