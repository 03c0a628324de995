"""The documents that wait for a person: asked for, in order, one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.archive.fonds import visible
from pipeline.review_list import CAUSES, Reviewed
from web.services.naming import label_of

if TYPE_CHECKING:
    from pipeline.archive.ledger.queue import Place, Waiting
    from pipeline.values.people import Who
    from web.desk import Desk

__all__ = ["MANY", "Choice", "Queue", "Queued", "choices", "next_after", "queue"]

PAGE = 50
"""Documents on a page of the queue."""
MANY = 1000
"""More is not counted."""
_MOST_CHOICES = 30
_AHEAD = 20


@dataclass(frozen=True, slots=True)
class Queued:
    """A document in the queue.

    Attributes:
        reviewed: What a person should look at in it.
        place: Where it stands.
        minutes: That its pressing notes take.
    """

    reviewed: Reviewed
    place: Place
    minutes: float

    @property
    def label(self) -> str:
        """As clerks call it, in a word."""
        return label_of(self.reviewed.fields, self.reviewed.name)


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that the queue can be narrowed to, and how many documents have it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of the queue.

    Attributes:
        rows: In order.
        total: Documents asked for, on all pages; no more than `MANY` are counted.
        more: Where the next page begins; None on the last one.
    """

    rows: tuple[Queued, ...]
    total: int
    more: Place | None


def queue(desk: Desk, who: Who, wanted: Waiting, after: Place | None = None) -> Queue:
    """A page of the documents asked for, as far as this person sees them."""
    ledger = desk.archive.ledger
    wanted = _for(who, wanted)
    found = ledger.queue.page(wanted, PAGE + 1, after)
    shown = set(visible(desk.archive, who, [place.id for place in found[:PAGE]]))
    known = {row.id: row.reviewed() for row in ledger.records.of(sorted(shown))}
    rows = tuple(
        Queued(known[place.id], place, _minutes(known[place.id]))
        for place in found[:PAGE]
        if place.id in known
    )
    more = found[PAGE - 1] if len(found) > PAGE else None
    return Queue(rows, ledger.queue.count(wanted, MANY), more)


def choices(desk: Desk, who: Who, wanted: Waiting) -> dict[str, tuple[Choice, ...]]:
    """What the queue can be narrowed to: `causes`, `org`, `year`, `fonds`, commonest first.

    It looks at all that waits, which takes a while where that is much: not for every page.
    """
    ledger = desk.archive.ledger.queue
    wanted = _for(who, wanted)
    counts = {
        "causes": ledger.causes(wanted),
        **{
            column: ledger.choices(wanted, column, _MOST_CHOICES)
            for column in ("org", "year", "fonds")
        },
    }
    return {
        column: tuple(Choice(value, CAUSES.get(value, value), count) for value, count in found)
        for column, found in counts.items()
    }


def next_after(desk: Desk, who: Who, wanted: Waiting, after: Place | None = None) -> Place | None:
    """The next document behind a place that this person sees; None at the end."""
    wanted = _for(who, wanted)
    while True:
        found = desk.archive.ledger.queue.page(wanted, _AHEAD, after)
        shown = set(visible(desk.archive, who, [place.id for place in found]))
        for place in found:
            if place.id in shown:
                return place
        if len(found) < _AHEAD:
            return None
        after = found[-1]


def _for(who: Who, wanted: Waiting) -> Waiting:
    return wanted if who.fonds is None else wanted.within_fonds(who.fonds)


def _minutes(reviewed: Reviewed) -> float:
    return sum(note.minutes for note in reviewed.notes if note.grade != "may")
