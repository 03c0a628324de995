"""Connections to a ledger's database: how each of them is set up, and whether there is one."""

from __future__ import annotations

import random
import sqlite3
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from pipeline.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

__all__ = ["SYNCHRONOUS", "connect", "is_missing"]

# A power cut may cost the last commits, never the ledger; checkpoints and bags tell them.
SYNCHRONOUS = "NORMAL"
_BUSY_SECONDS = 30  # how long a writer waits for another one
# libpq's: a cable that was pulled says nothing, and who waits for an answer must learn of it
# (https://www.postgresql.org/docs/current/libpq-connect.html).
_PATIENCE = {
    "connect_timeout": 10,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,  # milliseconds
}


def connect(url: str) -> tuple[Engine, str]:
    """A pool of connections in autocommit, and the database's name for people.

    Raises:
        SettingsError: The URL is none, or of SQLite without a file: nothing would be kept.
    """
    with _url_errors(url):
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:"):
            raise ArgumentError(url)
        return _engine(url, parsed.get_backend_name()), parsed.render_as_string(hide_password=True)


def is_missing(url: str) -> bool:
    """Whether a URL names an SQLite file that is not there, or none: to connect would make it.

    Raises:
        SettingsError: The URL is none.
    """
    with _url_errors(url):
        place = make_url(url)
        is_file = place.get_backend_name() == "sqlite"
    return is_file and not Path(place.database or "").is_file()


@contextmanager
def _url_errors(url: str) -> Iterator[None]:
    try:
        yield
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        allowed = "sqlite:///kho/ledger.sqlite hoặc postgresql+psycopg://…"
        raise SettingsError("database", url, allowed) from error


def _engine(url: str, backend: str) -> Engine:
    if backend == "sqlite":
        engine = create_engine(
            url, isolation_level="AUTOCOMMIT", connect_args={"timeout": _BUSY_SECONDS}
        )
        event.listen(engine, "connect", _prepare_sqlite)
        return engine
    if backend == "postgresql":
        # Not asked whether it lives before each statement (`pool_pre_ping`): whoever finds it dead
        # tries again, on a new one.
        return create_engine(url, isolation_level="AUTOCOMMIT", connect_args=_PATIENCE)
    raise NoSuchModuleError(backend)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}")
    cursor.execute("PRAGMA foreign_keys = ON")
    _write_ahead(cursor)
    cursor.execute(f"PRAGMA synchronous = {SYNCHRONOUS}")
    cursor.close()


def _write_ahead(cursor: Any) -> None:
    """Have the file log ahead, which it remembers; wait for others who do the same.

    The change needs the file alone and SQLite does not wait for that: the busy timeout is not
    asked where two could wait for each other (https://sqlite.org/c3ref/busy_handler.html).
    """
    until = time.monotonic() + _BUSY_SECONDS
    while cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "is locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(random.uniform(0.01, 0.05))  # noqa: S311 -- only to get out of step
