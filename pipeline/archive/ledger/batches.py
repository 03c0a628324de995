"""Batches of a night: what is to be done by one worker, and how far it is.

Prefect hands batches out; that each is done once, and which are left, is known here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
    cast,
    delete,
    func,
    select,
    update,
)

from pipeline.archive.ledger.leases import NIGHT, Lease, holds, leases
from pipeline.archive.ledger.tables import Moment, metadata, now
from pipeline.steps import Step, reached

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import ColumnElement

    from pipeline.archive.ledger.database import Database

__all__ = ["BatchKind", "BatchLedger", "BatchRow", "BatchState", "Standing", "batches", "lease_of"]

BatchKind = Literal[
    "read",  # pages of one or many files; files all of whose pages are in it are published, too
    "publish",  # files whose pages were read by several batches
]
BatchState = Literal[
    "planned",  # waits for a worker
    "running",  # a worker took it: it holds its lease, or died
    "done",
    "failed",  # tried as often as is sensible; its pages wait for another night
    "void",  # its night ended or died before it was begun or done
]

batches = Table(
    "batches",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("night", String(40), nullable=False),
    Column("night_token", BigInteger, nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("work", JSON, nullable=False),
    Column("facts", JSON),
    Column("code", String(40)),
    Column("reason", Text),
    Column("updated", Moment, nullable=False),
)
Index("batches_by_night", batches.c.night, batches.c.number)
Index("batches_by_state", batches.c.state)


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch as the ledger knows it.

    Attributes:
        id: `<night>-<number>`.
        night: Whose it is.
        night_token: Of the lease of that night: when another night has taken over, nothing of this
            batch may be begun or done.
        number: In the order of the plan, from 1.
        kind: See `BatchKind`.
        state: See `BatchState`.
        attempts: How often a worker took it.
        pages: To read or to publish.
        work: Files and pages.
        facts: What came of it, when it is done.
        code: Of the error by which its last attempt ended badly.
        reason: The same in Vietnamese.
    """

    id: str
    night: str
    night_token: int
    number: int
    kind: BatchKind
    state: BatchState
    attempts: int
    pages: int
    work: dict[str, Any]
    facts: dict[str, Any] | None
    code: str | None = None
    reason: str | None = None

    @property
    def night_lease(self) -> Lease:
        """What its night holds."""
        return Lease(NIGHT, self.night_token)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a batch is, without what it is about; see `BatchRow`."""

    id: str
    kind: BatchKind
    state: BatchState
    attempts: int
    code: str | None = None
    reason: str | None = None


def lease_of(batch_id: str) -> str:
    """Name of the lease that who does a batch holds.

    >>> lease_of("2026-11-22T220000-0001")
    'batch:2026-11-22T220000-0001'
    """
    return f"batch:{batch_id}"


def _night_stands() -> ColumnElement[bool]:
    """Whether the night that planned a batch holds the archive still."""
    its = select(leases.c.name).where(
        leases.c.name == NIGHT, leases.c.token == batches.c.night_token, leases.c.held.is_(True)
    )
    return its.exists()


_ROW = [column for column in batches.c if column.name != "updated"]
_AT_ONCE = 20  # rows of some 50 kB


class BatchLedger:
    """Batches by night; every method is one statement."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def plan(self, rows: Iterable[BatchRow]) -> None:
        """Put batches on record; one that stands already stays as it is."""
        rows = iter(rows)
        while part := list(islice(rows, _AT_ONCE)):
            told = [
                {
                    "id": row.id, "night": row.night, "night_token": row.night_token,
                    "number": row.number, "kind": row.kind, "state": "planned", "attempts": 0,
                    "pages": row.pages, "work": row.work, "updated": now(),
                }
                for row in part
            ]  # fmt: skip
            self._db.run(self._db.insert(batches).on_conflict_do_nothing(), told)
            for row in part:
                reached(Step.BATCH_PLANNED, batch=row.id)

    def of(self, batch_id: str) -> BatchRow | None:
        """One batch."""
        rows = self._db.run(select(*_ROW).where(batches.c.id == batch_id))
        return BatchRow(*rows[0]) if rows else None

    def standing(self, night: str) -> list[Standing]:
        """How far all batches of a night are, in their order."""
        columns = [batches.c[one.name] for one in fields(Standing)]
        wanted = select(*columns).where(batches.c.night == night)
        return [Standing(*row) for row in self._db.run(wanted.order_by(batches.c.number))]

    def works(self, night: str) -> Iterator[tuple[BatchState, int, dict[str, Any]]]:
        """State, attempts and work of all batches of a night, in their order."""
        # As text: a night's work is told in some tens of MB, and decoded a batch at a time.
        wanted = select(batches.c.state, batches.c.attempts, cast(batches.c.work, Text))
        told = self._db.run(wanted.where(batches.c.night == night).order_by(batches.c.number))
        return ((state, attempts, json.loads(work)) for state, attempts, work in told)

    def left(self, night: str) -> tuple[int, int]:
        """Batches and pages of a night that are planned or running."""
        open_ = batches.c.state.in_(("planned", "running"))
        wanted = select(func.count(), func.coalesce(func.sum(batches.c.pages), 0))
        ((number, pages),) = self._db.run(wanted.where(batches.c.night == night, open_))
        return int(number), int(pages)

    def begin(self, batch_id: str, lease: Lease) -> BatchRow | None:
        """Who holds a batch's lease begins it; None where there is nothing to begin."""
        rows = self._db.run(
            update(batches)
            .where(
                batches.c.id == batch_id,
                batches.c.state.in_(("planned", "running")),
                holds(lease),
                _night_stands(),
            )
            .values(state="running", attempts=batches.c.attempts + 1, updated=now())
            .returning(*_ROW)
        )
        reached(Step.BATCH_BEGUN, batch=batch_id)
        return BatchRow(*rows[0]) if rows else None

    def finish(self, batch_id: str, lease: Lease, facts: Mapping[str, Any]) -> bool:
        """A batch is done, with what came of it; False where its lease or its night was lost."""
        ours = self._end(batch_id, lease, state="done", facts=dict(facts), code=None, reason=None)
        reached(Step.BATCH_FINISHED, batch=batch_id)
        return ours

    def give_back(self, batch_id: str, lease: Lease, code: str, reason: str) -> bool:
        """An attempt ended badly: the batch is planned again."""
        ours = self._end(batch_id, lease, state="planned", code=code, reason=reason)
        reached(Step.BATCH_RETURNED, batch=batch_id)
        return ours

    def _end(self, batch_id: str, lease: Lease, **values: Any) -> bool:
        rows = self._db.run(
            update(batches)
            .where(
                batches.c.id == batch_id,
                batches.c.state == "running",
                holds(lease),
                _night_stands(),
            )
            .values(updated=now(), **values)
            .returning(batches.c.id)
        )
        return bool(rows)

    def refuse(self, batch_id: str, code: str, reason: str) -> None:
        """A machine cannot do a batch as it is set up: why is on record, and it waits on."""
        waits = update(batches).where(batches.c.id == batch_id, batches.c.state == "planned")
        self._db.run(waits.values(code=code, reason=reason, updated=now()))

    def fail(self, batch_id: str, code: str, reason: str) -> None:
        """The night gives a batch up; one that came to its end stays as it is."""
        self._close(batches.c.id == batch_id, state="failed", code=code, reason=reason)

    def void(self, lease: Lease, night: str | None = None) -> None:
        """What is left of a night that is over, or of all nights (there is none at work).

        Args:
            lease: Of who says so: one that was taken for dead voids nothing of the night after it.
            night: Whose; None: of all.
        """
        which = batches.c.night == night if night is not None else True
        self._close(which, holds(lease), state="void")

    def void_planned(self, night: str) -> None:
        """Nothing more of a night is begun; what is under way goes on."""
        planned = update(batches).where(batches.c.night == night, batches.c.state == "planned")
        self._db.run(planned.values(state="void", updated=now()))
        reached(Step.BATCH_CLOSED)

    def forget(self, night: str, lease: Lease) -> None:
        """A night is over and told: of its batches stays how each ended; older ones go.

        What came of them stands in its report, and with files, pages and documents.  Leases of
        batches go, too, also those that nobody gave back: no batch is begun under an old name.

        Args:
            night: Its name.
            lease: It holds: one that was taken for dead leaves the night after it alone.
        """
        ours = holds(lease)
        self._db.run(delete(leases).where(leases.c.name.startswith(lease_of("")), ours))
        self._db.run(delete(batches).where(batches.c.night != night, ours))
        told = update(batches).where(batches.c.night == night)
        self._db.run(told.values(work={}, facts=None))

    def _close(self, *which: Any, **values: Any) -> None:
        open_ = batches.c.state.in_(("planned", "running"))
        self._db.run(update(batches).where(*which, open_).values(updated=now(), **values))
        reached(Step.BATCH_CLOSED)
