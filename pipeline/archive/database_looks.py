"""The ledger's database as an administrator asks of it: version, letters, clock, quickness."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from psycopg import pq
from sqlalchemy import inspect, select, text

from pipeline.archive.archive import ledger_url
from pipeline.archive.ledger.connecting import connect, is_missing
from pipeline.archive.ledger.database import database_errors
from pipeline.archive.ledger.events_tables import webhooks
from pipeline.errors import SettingsError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from pipeline.settings import Settings

__all__ = [
    "DatabaseLine",
    "DatabaseLook",
    "database_lines",
    "look_at_database",
    "webhook_addresses",
]

_ASKED = 5
_OWN_ROOT = Path("~/.postgresql/root.crt")  # libpq's


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


@dataclass(frozen=True, slots=True)
class DatabaseLine:
    """How PostgreSQL is reached where TLS is asked for (libpq, "SSL Mode Descriptions").

    Attributes:
        host: Whose name the certificate has to bear.
        address: Where it is.
        port: Its port.
        named: Whether the name is looked at (`verify-full`).
        root: File of the authorities it is trusted by; `system` = this machine's; empty: any
            certificate is taken (`require`).
    """

    host: str
    address: str
    port: int
    named: bool
    root: str


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


def database_lines(settings: Settings) -> tuple[DatabaseLine, ...]:
    """The lines to the ledger that are opened by TLS or not at all; nothing is asked.

    Raises:
        SettingsError: The settings name no database.
    """
    engine, name = connect(ledger_url(settings))
    if engine.dialect.name != "postgresql":
        return ()
    # What is not said in the address is said by the environment (PGSSLMODE …) or by libpq itself.
    said = {
        option.keyword.decode(): option.val.decode()
        for option in pq.Conninfo.get_defaults()
        if option.val is not None
    }
    _, given = engine.dialect.create_connect_args(engine.url)
    said |= {key: str(value) for key, value in given.items()}
    mode, root = said["sslmode"], said.get("sslrootcert") or str(_OWN_ROOT.expanduser())
    if root == "system":
        mode = "verify-full"  # libpq takes no less then
    elif mode == "require" and not Path(root).is_file():
        root = ""
    if mode not in ("require", "verify-ca", "verify-full"):
        return ()
    lists = [said.get(name, "").split(",") for name in ("host", "hostaddr", "port")]
    many = max(map(len, lists))
    if any(len(one) not in (1, many) for one in lists):
        raise SettingsError("database", name, "mỗi máy một cổng, hoặc một cổng cho mọi máy")
    places = zip(*(one * many if len(one) == 1 else one for one in lists), strict=True)
    return tuple(
        DatabaseLine(host or address, address or host, int(port), mode == "verify-full", root)
        for host, address, port in places
        if (address or host) and not host.startswith(("/", "@"))  # a socket of this machine
    )


def webhook_addresses(settings: Settings) -> tuple[str, ...]:
    """Where programs are told of events; the ledger is neither made nor brought up.

    Raises:
        SettingsError: The settings name no database.
        ArchiveError: It does not answer.
    """
    url = ledger_url(settings)
    if is_missing(url):
        return ()
    engine, name = connect(url)
    try:
        with database_errors(name), engine.connect() as line:
            if not inspect(line).has_table(webhooks.name):
                return ()
            return tuple(line.execute(select(webhooks.c.url).order_by(webhooks.c.url)).scalars())
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
