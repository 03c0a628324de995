"""The door to accounts, sessions, tokens and the log."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from pipeline.archive.ledger.database import Database
from pipeline.archive.people.accounts import Accounts
from pipeline.archive.people.attempts import Attempts
from pipeline.archive.people.log import Log
from pipeline.archive.people.sessions import Sessions
from pipeline.archive.people.tables import bring_up, schema
from pipeline.archive.people.tokens import Tokens
from pipeline.errors import SettingsError

if TYPE_CHECKING:
    from pipeline.settings import Settings

__all__ = ["People", "open_people", "people_url"]


def open_people(settings: Settings) -> People:
    """The people of an archive.

    Raises:
        SettingsError: An archive in a bucket without a database.
        PeopleVersionError: A newer program has written their database.
        ArchiveError: It cannot be reached, or is full, or read-only.
    """
    return People(people_url(settings))


def people_url(settings: Settings) -> str:
    """Where they are: tables of their own in a database that is set, else beside the ledger.

    Raises:
        SettingsError: An archive in a bucket without a database.
    """
    if settings.database:
        return _beside(settings.database)
    if settings.archive.startswith("s3://"):
        raise SettingsError("database", "", "postgresql+psycopg://… khi kho là s3://…")
    return f"sqlite:///{Path(settings.archive).absolute()}/people.sqlite"


def _beside(database: str) -> str:
    """Beside an SQLite ledger, for that one may be replaced; within any other database."""
    kind, sign, place = database.partition(":///")
    if not sign or not kind.startswith("sqlite"):
        return database
    return f"{kind}:///{Path(place).with_name('people.sqlite')}"


class People:
    """Who works at the desk, in one database.

    Args:
        url: SQLAlchemy's.

    Attributes:
        log: What was done.
        accounts: Names, roles, passwords.
        sessions: Browsers that somebody signed in at.
        tokens: Other programs.
        attempts: Wrong passwords.
        secret: Of this archive's people; marks of forms are made with it.

    All of it may be used from several threads and processes.
    """

    def __init__(self, url: str) -> None:
        self._db = Database(url, bring_up)
        self.log = Log(self._db)
        self.accounts = Accounts(self._db, self.log)
        self.sessions = Sessions(self._db)
        self.tokens = Tokens(self._db, self.log)
        self.attempts = Attempts(self._db)
        self.secret = bytes.fromhex(str(self._db.run(select(schema.c.secret))[0].secret))

    def close(self) -> None:
        """Let go of the database."""
        self._db.close()
