"""Accounts, sessions, tokens, attempts and the log as tables, brought up to today's.

A number says how many steps were taken.  One step a release that changes them; a program that finds
more steps than it knows leaves the database alone.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    inspect,
    select,
    text,
)

from pipeline.archive.ledger.tables import Moment
from pipeline.errors import PeopleVersionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Engine

__all__ = ["accounts", "attempts", "bring_up", "lines", "schema", "sessions", "tokens"]

_LOCK = 0x50454F50  # PostgreSQL's advisory lock while tables are made
_DIGEST = 64  # hexadecimal digits of SHA-256

metadata = MetaData()

schema = Table(
    "people_schema",
    metadata,
    Column("version", Integer, primary_key=True),
    # Marks of forms are made with it; see `web.security.forms`.
    Column("secret", String(_DIGEST), nullable=False),
)

accounts = Table(
    "people_accounts",
    metadata,
    Column("key", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("roles", JSON, nullable=False),
    Column("fonds", JSON(none_as_null=True)),
    Column("password", Text),
    Column("subject", String(_DIGEST), unique=True),
    Column("disabled", Boolean, nullable=False),
    Column("created", Moment, nullable=False),
)

sessions = Table(
    "people_sessions",
    metadata,
    Column("id", String(_DIGEST), primary_key=True),
    Column("account", Text, ForeignKey("people_accounts.key"), nullable=False),
    Column("began", Moment, nullable=False),
    Column("seen", Moment, nullable=False),
    Column("ends", Moment, nullable=False),
)
Index("people_sessions_by_account", sessions.c.account)

tokens = Table(
    "people_tokens",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("digest", String(_DIGEST), nullable=False, unique=True),
    Column("account", Text, ForeignKey("people_accounts.key"), nullable=False),
    Column("name", Text, nullable=False),
    Column("rights", JSON, nullable=False),
    Column("made", Moment, nullable=False),
    Column("ends", Moment),
    Column("revoked", Moment),
    Column("used", Moment),
)
Index("people_tokens_by_account", tokens.c.account)

attempts = Table(
    "people_attempts",
    metadata,
    Column("id", String(_DIGEST), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last", Moment, nullable=False),
    Column("until", Moment, nullable=False),
)

lines = Table(
    "people_log",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    # As it is hashed: a database may round a moment, never a text.
    Column("at", String(32), nullable=False),
    Column("who", Text, nullable=False),
    Column("by", String(16), nullable=False),
    Column("address", Text, nullable=False),
    Column("act", String(32), nullable=False),
    Column("what", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("before", String(_DIGEST), nullable=False),
    Column("digest", String(_DIGEST), nullable=False),
)
Index("people_log_by_what", lines.c.what)

_SEALED = "the log cannot be changed"
_SQLITE_SEALS = tuple(
    f"CREATE TRIGGER people_log_no_{word} BEFORE {word} ON people_log "
    f"BEGIN SELECT RAISE(ABORT, '{_SEALED}'); END"
    for word in ("UPDATE", "DELETE")
)
_POSTGRESQL_SEALS = (
    f"""
    CREATE FUNCTION people_log_sealed() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{_SEALED}'; END $$
    """,
    """
    CREATE TRIGGER people_log_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON people_log
    FOR EACH STATEMENT EXECUTE FUNCTION people_log_sealed()
    """,
)


def _first(connection: Connection) -> None:
    metadata.create_all(connection)
    sqlite = connection.dialect.name == "sqlite"
    for seal in _SQLITE_SEALS if sqlite else _POSTGRESQL_SEALS:
        connection.execute(text(seal))
    connection.execute(schema.insert().values(version=0, secret=secrets.token_hex(32)))


_STEPS: tuple[Callable[[Connection], None], ...] = (_first,)


def bring_up(engine: Engine, name: str) -> None:
    """Make the tables, or take the steps that a database lacks, in one transaction.

    Raises:
        PeopleVersionError: A newer program has written it.
    """
    with engine.connect() as connection:
        if _standing(connection) == len(_STEPS):
            return
        sqlite = engine.dialect.name == "sqlite"
        connection.exec_driver_sql("BEGIN IMMEDIATE" if sqlite else "BEGIN")
        try:
            if not sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            _take_steps(connection, name)
        except BaseException:
            connection.exec_driver_sql("ROLLBACK")
            raise
        connection.exec_driver_sql("COMMIT")


def _take_steps(connection: Connection, name: str) -> None:
    found = _standing(connection)
    if found > len(_STEPS):
        raise PeopleVersionError(name, found, len(_STEPS))
    for step in _STEPS[found:]:
        step(connection)
    connection.execute(schema.update().values(version=len(_STEPS)))


def _standing(connection: Connection) -> int:
    if not inspect(connection).has_table(schema.name):
        return 0
    return int(connection.scalar(select(schema.c.version)) or 0)
