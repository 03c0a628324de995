"""Bring a ledger from one revision to another: one process at a time, whole or not at all.

Everything happens in one transaction, the word which revision stands there included.  SQLite
can do that as well as PostgreSQL where the driver does not commit behind our back, which it does
not in autocommit (https://docs.python.org/3.11/library/sqlite3.html#sqlite3-controlling-transactions).
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, inspect, select, text

from pipeline.archive.ledger.tables import schema
from pipeline.archive.migrations.copies import keep_copy
from pipeline.archive.migrations.revisions import (
    LAST_BEFORE_ALEMBIC,
    REVISIONS,
    newest,
    number_of,
    released,
)
from pipeline.errors import ArchiveError, LedgerDecisionsError, LedgerVersionError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine

__all__ = ["Move", "bring_up", "move", "planned", "standing"]

log = logging.getLogger(__name__)

_LOCK = 0x50484F41  # any number, but the same for all of us, and for programs before Alembic


@dataclass(frozen=True, slots=True)
class Move:
    """A ledger's way from one revision to another.

    Attributes:
        start: The revision it has; None: the database is empty.
        target: The one it shall have.
        steps: The revisions that are applied or taken back, in this order.
        lost: What people decided and a way down drops: Vietnamese name → how many.
        copy: Where the ledger as it was is kept; None where there is nothing to keep, and on
            PostgreSQL.
    """

    start: str | None
    target: str
    steps: tuple[str, ...]
    lost: dict[str, int]
    copy: Path | None = None

    @property
    def is_down(self) -> bool:
        """Whether revisions are taken back."""
        return self.start is not None and self.target < self.start


def bring_up(engine: Engine, name: str) -> None:
    """Make an empty database, or an older ledger, one that this program works with.

    Args:
        engine: In autocommit, SQLite or PostgreSQL.
        name: Of the ledger, for people.

    Raises:
        LedgerVersionError: A newer program has written this ledger.
        ArchiveError: No room for a copy.
        sqlalchemy.exc.DBAPIError: The database's own.
    """
    with engine.connect() as connection:
        if standing(connection, name) == newest():
            return
    done = move(engine, name, newest())
    if done.start is not None and done.steps:
        said = (name, done.start, done.target, done.copy)
        moved = {"ledger_move": done}  # for whoever tells people
        log.warning("ledger brought up database=%s from=%s to=%s copy=%s", *said, extra=moved)


def planned(engine: Engine, name: str, target: str) -> Move:
    """What `move` would do; nothing is written.

    Raises:
        LedgerVersionError: A newer program has written this ledger.
    """
    with engine.connect() as connection:
        return _plan(connection, standing(connection, name), target)


def move(engine: Engine, name: str, target: str, *, drop: bool = False) -> Move:
    """Bring a ledger to a revision, up or down.

    Args:
        engine: In autocommit, SQLite or PostgreSQL.
        name: Of the ledger, for people.
        target: One of `released`.
        drop: Decisions of people that the target has no room for may go.

    Returns:
        What was done.

    Raises:
        LedgerVersionError: A newer program has written this ledger.
        LedgerDecisionsError: Decisions would be lost, and `drop` does not allow it.
        ArchiveError: Rows point nowhere afterwards; no room for a copy.  All is as before.
    """
    with _alone(engine, name) as connection:
        start = standing(connection, name)  # asked again: another process may have been faster
        plan = _plan(connection, start, target)
        if not plan.steps:
            return plan
        if plan.lost and not drop:
            raise LedgerDecisionsError(name, target, plan.lost)
        copy = keep_copy(connection, start) if start is not None else None
        _apply(connection, plan)
    log.info("ledger moved database=%s from=%s to=%s copy=%s", name, start, target, copy)
    return Move(plan.start, plan.target, plan.steps, plan.lost, copy)


def standing(connection: Connection, name: str) -> str | None:
    """The revision that a ledger has; None for an empty database.

    Raises:
        LedgerVersionError: A newer program has written it.
    """
    tables = inspect(connection)
    # In this order: another process may be making both tables, at once, while we look.
    if not tables.has_table(schema.name):
        return None
    number = connection.scalar(select(schema.c.version)) or 0
    if tables.has_table(REVISIONS):
        found = str(connection.scalar(text(f"SELECT version_num FROM {REVISIONS}")))  # noqa: S608
    else:
        before_alembic = released()[:LAST_BEFORE_ALEMBIC]
        found = {number_of(one): one for one in before_alembic}.get(number, str(number))
    if found not in released():
        raise LedgerVersionError(name, found, newest())
    return found


def _plan(connection: Connection, start: str | None, target: str) -> Move:
    if start is not None and target < start:
        from pipeline.archive.migrations.applying import decisions  # noqa: PLC0415 -- as below

        steps = tuple(one for one in reversed(released()) if target < one <= start)
        return Move(start, target, steps, decisions(connection, steps))
    steps = tuple(one for one in released() if (start or "") < one <= target)
    return Move(start, target, steps, {})


def _apply(connection: Connection, plan: Move) -> None:
    # Not above: a ledger that is up to date is opened without Alembic, a tenth of a second less.
    from pipeline.archive.migrations import applying  # noqa: PLC0415

    if plan.is_down:
        applying.step_down(connection, plan.steps, plan.target)
    else:
        applying.step_up(connection, plan.start, plan.steps)
    # Programs before Alembic look here alone, and leave a ledger that is too new for them.
    number = number_of(plan.target)
    connection.execute(delete(schema))
    connection.execute(insert(schema).values(id=1, version=number))
    if number <= LAST_BEFORE_ALEMBIC:
        # As those programs left it: they may bring it up themselves and would not say so here.
        connection.execute(text(f"DROP TABLE {REVISIONS}"))


@contextmanager
def _alone(engine: Engine, name: str) -> Iterator[Connection]:
    """The ledger's only writer, in one transaction that ends whole or not at all."""
    with engine.connect() as connection:
        is_sqlite = engine.dialect.name == "sqlite"
        if is_sqlite:
            # A table that is rebuilt is dropped first, and must not take with it what points at
            # it; inside a transaction this cannot be said (https://sqlite.org/lang_altertable.html).
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE" if is_sqlite else "BEGIN")
            try:
                if not is_sqlite:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
                with _references_kept(connection, name):
                    yield connection
            except BaseException:
                connection.exec_driver_sql("ROLLBACK")
                raise
            connection.exec_driver_sql("COMMIT")
        finally:
            if is_sqlite:
                connection.exec_driver_sql("PRAGMA foreign_keys = ON")


@contextmanager
def _references_kept(connection: Connection, name: str) -> Iterator[None]:
    before = _pointing_nowhere(connection)
    yield
    if _pointing_nowhere(connection) - before:
        raise ArchiveError(name, "sổ cái sẽ có dòng trỏ tới dòng không còn, nên không đổi gì")


def _pointing_nowhere(connection: Connection) -> set[tuple[Any, ...]]:
    """Rows whose reference leads nowhere; PostgreSQL never lets one come to be."""
    if connection.dialect.name != "sqlite":
        return set()
    return {tuple(row) for row in connection.exec_driver_sql("PRAGMA foreign_key_check")}
