"""Events: written in the transaction that makes them true, so that none is lost or told twice.

An id is the moment in microseconds, or one more than the last: it grows with every event, and
still does in a ledger that was made again.  One writer at a time gives them out, so that a reader
who has seen an id never misses a smaller one that becomes visible later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, insert, literal, null, select

from pipeline.archive.ledger.events_tables import events
from pipeline.archive.ledger.tables import now
from pipeline.values.events import Event

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement, Executable

    from pipeline.archive.ledger.database import Database
    from pipeline.values.events import EventKind

__all__ = ["EventLedger", "telling"]

_LOCK = 0x45564E54  # any number, but the same for all writers


def telling(
    db: Database,
    kind: EventKind,
    *,
    document: str | None = None,
    sha256: str | None = None,
    decision: int | None = None,
    when: ColumnElement[bool] | None = None,
) -> list[tuple[Executable, Any]]:
    """Steps of `Database.run_together` that put an event on record.

    They stand before the step that makes it true: `when` is asked of what was so until then, and
    said again, it is so no longer.

    Args:
        db: Where.
        kind: What happens.
        document: To which document.
        sha256: To which file.
        decision: Number of the decision that does it.
        when: Only then.
    """
    moment = now()
    one_more = func.coalesce(select(func.max(events.c.id)).scalar_subquery(), 0) + 1
    clock = literal(int(moment.timestamp() * 1e6), events.c.id.type)
    row = select(
        case((one_more > clock, one_more), else_=clock),
        literal(kind, events.c.kind.type),
        literal(moment, events.c.at.type),
        _or_null(document, events.c.document),
        _or_null(sha256, events.c.sha256),
        _or_null(decision, events.c.decision),
    )
    if when is not None:
        row = row.where(when)
    columns = ["id", "kind", "at", "document", "sha256", "decision"]
    said: Executable = insert(events).from_select(columns, row)
    if db.is_sqlite:  # where a transaction that writes is alone anyway
        return [(said, None)]
    return [(select(func.pg_advisory_xact_lock(_LOCK)), None), (said, None)]


def _or_null(value: Any, column: Any) -> Any:
    return null() if value is None else literal(value, column.type)


class EventLedger:
    """Events, in their order."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def after(
        self, cursor: int, limit: int, kinds: Collection[EventKind] | None = None
    ) -> Sequence[Event]:
        """The next events behind one, the oldest first."""
        wanted = select(events).where(events.c.id > cursor).order_by(events.c.id).limit(limit)
        if kinds is not None:
            wanted = wanted.where(events.c.kind.in_(kinds))
        return [Event(**row._asdict()) for row in self._db.run(wanted)]

    def last(self) -> int:
        """Id of the last one; 0 where there is none."""
        return int(self._db.run(select(func.coalesce(func.max(events.c.id), 0)))[0][0])
