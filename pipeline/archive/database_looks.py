"""The ledger's database as an administrator asks of it: version, letters, clock, quickness."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import text

from pipeline.archive.archive import ledger_url
from pipeline.archive.ledger.connecting import connect, is_missing
from pipeline.archive.ledger.database import database_errors

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from pipeline.settings import Settings

__all__ = ["DatabaseLook", "look_at_database"]

_ASKED = 5


@dataclass(frozen=True, slots=True)
class DatabaseLook:
    """A database that answers.

    Attributes:
        kind: `sqlite` or `postgresql`.
        version: As it says.
        letters: Its encoding.
        ahead_seconds: So much is its clock before ours; None where it has none of its own.
        answer_ms: What a question takes, the median of a few.
        secured: Whether the line to it is encrypted; None where there is no line.
        can_create: Whether we may make tables in it.
    """

    kind: str
    version: str
    letters: str
    ahead_seconds: float | None
    answer_ms: float
    secured: bool | None
    can_create: bool


def look_at_database(settings: Settings) -> DatabaseLook | None:
    """Ask the database; nothing is made or brought up.

    Returns:
        None where it is a file that is not there yet.

    Raises:
        SettingsError: The settings name no database.
        ArchiveError: It does not answer.
    """
    url = ledger_url(settings)
    if is_missing(url):
        return None
    engine, name = connect(url)
    try:
        with database_errors(name), engine.connect() as line:
            return _postgresql(line) if engine.dialect.name == "postgresql" else _sqlite(line)
    finally:
        engine.dispose()


def _postgresql(line: Connection) -> DatabaseLook:
    took = _answer_ms(line)
    asked = datetime.now(UTC)
    theirs = line.execute(text("SELECT clock_timestamp()")).scalar_one()
    row = line.execute(
        text(
            "SELECT current_setting('server_version'), current_setting('server_encoding'), "
            "has_schema_privilege(current_schema(), 'CREATE'), "
            "(SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid())"
        )
    ).one()
    ahead = (theirs - asked).total_seconds()
    return DatabaseLook("postgresql", row[0], row[1], ahead, took, bool(row[3]), bool(row[2]))


def _sqlite(line: Connection) -> DatabaseLook:
    took = _answer_ms(line)
    version = line.execute(text("SELECT sqlite_version()")).scalar_one()
    letters = line.execute(text("PRAGMA encoding")).scalar_one()
    return DatabaseLook("sqlite", version, letters, None, took, None, can_create=True)


def _answer_ms(line: Connection) -> float:
    took = []
    for _ in range(_ASKED):
        began = time.perf_counter()
        line.execute(text("SELECT 1")).scalar_one()
        took.append((time.perf_counter() - began) * 1000)
    return sorted(took)[_ASKED // 2]
