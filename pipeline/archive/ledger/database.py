"""One connection pool to the ledger's database, SQLite or PostgreSQL by URL alone.

Nearly every operation of the ledger is one SQL statement in autocommit: atomic on both databases,
nothing to roll back when a process is killed, no lock held between two statements.  Where rows of
two tables make sense only together, `run_together` makes one of several.
"""

from __future__ import annotations

import logging
import shutil
import sqlite3
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from pipeline.archive.ledger.commits import fate_of, sent
from pipeline.archive.ledger.connecting import SYNCHRONOUS, connect
from pipeline.archive.migrations import bring_up
from pipeline.archive.passing import may_pass
from pipeline.errors import ArchiveError, ArchiveFullError, ArchiveReadOnlyError
from pipeline.plain_words import from_database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import Connection, Engine, Executable, Row, Table

    from pipeline.archive.ledger.commits import Sent

__all__ = ["Database", "Insert", "database_errors"]

log = logging.getLogger(__name__)

Insert = sqlite.Insert | postgresql.Insert
T = TypeVar("T")

_WAL_INDEX = 32 * 1024
_PAUSES = (0.2, 1.0, 4.0, 10.0, 20.0)
"""Between attempts when the line was lost or a lock not given: a server that is started again, or a
cable that is put in again, is there within half a minute."""


class Database:
    """Tables in a database, made or brought up to today's where they are older.

    Args:
        url: SQLAlchemy's.
        prepare: Makes the tables or brings them up; by default the ledger's.

    Raises:
        SettingsError: The URL is none.
        LedgerVersionError: A newer program has written this ledger.
        ArchiveError: The database cannot be reached, written or has no room.
    """

    def __init__(self, url: str, prepare: Callable[[Engine, str], object] = bring_up) -> None:
        self.engine, self.name = connect(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        with database_errors(self.name):
            prepare(self.engine, self.name)

    def insert(self, table: Table) -> Any:
        """An INSERT that can say what to do on a conflict."""
        return sqlite.insert(table) if self.is_sqlite else postgresql.insert(table)

    def run(self, statement: Executable, values: Any = None) -> Sequence[Row[Any]]:
        """Do one statement; its rows, if it gives any."""
        with database_errors(self.name):
            for pause in (*_PAUSES, None):
                try:
                    with self.engine.connect() as connection:
                        result = connection.execute(statement, values)
                        return result.all() if result.returns_rows else ()
                except DBAPIError as error:
                    if pause is None or not may_pass(error):
                        raise
                    log.warning("ledger waits database=%s why=%s", self.name, error.orig)
                    time.sleep(pause)
        raise AssertionError

    def run_together(self, steps: Sequence[tuple[Executable, Any]]) -> None:
        """Do several statements as one: all of them or none, and nobody sees half.

        Args:
            steps: Statements with their values; None where one has none.
        """
        with database_errors(self.name):
            self._all_or_none(_all_of(steps), durable=False)

    def add_together(self, steps: Sequence[tuple[Executable, Any]]) -> bool:
        """Add rows as one, and bring them to the disk: no power cut takes them away again.

        Args:
            steps: As for `run_together`.

        Returns:
            False where one of the rows is there already; nothing is written then.
        """
        with database_errors(self.name):
            try:
                self._all_or_none(_all_of(steps), durable=True)
            except IntegrityError:
                return False
        return True

    def together(self, work: Callable[[Connection], T], *, alone: int) -> T:
        """What `work` reads and writes, as one, and on the disk when it is done.

        Args:
            work: Called again where the database could not let it through.
            alone: Number of a lock that whoever does the same holds, too: nobody else comes in
                between. SQLite has one writer anyhow.
        """

        def alone_with(connection: Connection) -> T:
            if not self.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": alone})
            return work(connection)

        with database_errors(self.name):
            return self._all_or_none(alone_with, durable=True)

    def _all_or_none(self, work: Callable[[Connection], T], *, durable: bool) -> T:
        under_way: list[Sent[T]] = []
        lost: DBAPIError | None = None
        for pause in (*_PAUSES, None):
            try:
                if under_way and self._came_through(under_way[-1], lost):
                    return under_way[-1].done
                return self._once(work, under_way, durable=durable)
            except DBAPIError as error:
                if pause is None or not may_pass(error):
                    raise
                lost = error
                log.warning("ledger waits database=%s why=%s", self.name, error.orig)
                time.sleep(pause)
        raise AssertionError

    def _came_through(self, one: Sent[T], lost: DBAPIError | None) -> bool:
        """Whether a COMMIT that was lost was done; while it hangs, it is lost still."""
        with self.engine.connect() as connection:
            fate = fate_of(connection, one)
        if lost is not None and fate == "in progress":
            raise lost
        return fate == "committed"

    def _once(
        self, work: Callable[[Connection], T], under_way: list[Sent[T]], *, durable: bool
    ) -> T:
        with self.engine.connect() as connection, self._synchronous(connection, wanted=durable):
            # At once the writer: one that reads first may find no way to become it.
            connection.exec_driver_sql("BEGIN IMMEDIATE" if self.is_sqlite else "BEGIN")
            try:
                done = work(connection)
                under_way.append(sent(connection, done))
            except BaseException:
                # Of a line that broke the server has taken everything back by itself.
                if not connection.invalidated:
                    connection.exec_driver_sql("ROLLBACK")
                raise
            connection.exec_driver_sql("COMMIT")
        return done

    @contextmanager
    def _synchronous(self, connection: Connection, *, wanted: bool) -> Iterator[None]:
        """What is committed in here lies on the disk; PostgreSQL does so by itself."""
        if not (wanted and self.is_sqlite):
            yield
            return
        connection.exec_driver_sql("PRAGMA synchronous = FULL")
        try:
            yield
        finally:
            connection.exec_driver_sql(f"PRAGMA synchronous = {SYNCHRONOUS}")

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def _all_of(steps: Sequence[tuple[Executable, Any]]) -> Callable[[Connection], None]:
    def work(connection: Connection) -> None:
        for statement, values in steps:
            connection.execute(statement, values)

    return work


def _has_no_room(name: str) -> bool:
    """Whether SQLite could not lay its shared memory (32 KiB) beside the file (an I/O error)."""
    place = make_url(name).database if name.startswith("sqlite:") else None
    folder = Path(place).parent if place else None
    return folder is not None and folder.is_dir() and shutil.disk_usage(folder).free < _WAL_INDEX


@contextmanager
def database_errors(name: str) -> Iterator[None]:
    """Turn what database and driver say into errors that tell what to do.

    Raises:
        ArchiveError: Or one of its kinds.
    """
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        said = str(error.orig if isinstance(error, DBAPIError) else error)
        detail = from_database(said)
        if "disk is full" in said or "No space left" in said:
            raise ArchiveFullError(name, detail) from error
        if "disk I/O error" in said and _has_no_room(name):
            raise ArchiveFullError(name, "không còn chỗ trên ổ đĩa") from error
        if "readonly" in said or "unable to open" in said or "permission denied" in said:
            raise ArchiveReadOnlyError(name, detail) from error
        raise ArchiveError(name, detail) from error
    except SQLAlchemyError as error:
        raise ArchiveError(name, from_database(str(error))) from error
