"""What happened, for programs that ask: of what this person sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.archive.fonds import fonds_of, fonds_of_file

if TYPE_CHECKING:
    from collections.abc import Collection

    from pipeline.values.events import Event, EventKind
    from pipeline.values.people import Who
    from web.desk import Desk

__all__ = ["events_after"]

_AT_ONCE = 200
_LOOKS = 10


def events_after(
    desk: Desk, who: Who, cursor: int, limit: int, kinds: Collection[EventKind] | None = None
) -> tuple[list[Event], int, bool]:
    """The next events behind one.

    Args:
        desk: Whose.
        who: Asks.
        cursor: Id of the last one that was seen, or passed over.
        limit: So many at most.
        kinds: Only these.

    Returns:
        (events, the cursor to ask with next, whether there may be more now).
    """
    found: list[Event] = []
    for _ in range(_LOOKS):
        events = desk.archive.ledger.events.after(cursor, _AT_ONCE, kinds)
        seen = _seen(desk, who, events)
        for event in events:
            cursor = event.id
            if event.id in seen:
                found.append(event)
            if len(found) == limit:
                return found, cursor, True
        if len(events) < _AT_ONCE:
            return found, cursor, False
    return found, cursor, True


def _seen(desk: Desk, who: Who, events: Collection[Event]) -> set[int]:
    events = [event for event in events if not _is_secret(desk, who, event)]
    if who.fonds is None:
        return {event.id for event in events}
    documents = fonds_of(desk.archive, [event.document for event in events if event.document])
    seen = set()
    for event in events:
        if event.document is not None:
            # One that stands no more, cut anew: its file's fonds tells.
            fonds = documents.get(event.document, frozenset())
            if not fonds and event.sha256:
                fonds = fonds_of_file(desk.archive, event.sha256)
        else:
            fonds = fonds_of_file(desk.archive, event.sha256 or "")
        if who.sees(fonds):
            seen.add(event.id)
    return seen


def _is_secret(desk: Desk, who: Who, event: Event) -> bool:
    """Whether it tells of a file that bears a mark of secrecy: for who administers alone."""
    if who.may("administer") or event.sha256 is None:
        return False
    return desk.archive.withholds(event.sha256)
