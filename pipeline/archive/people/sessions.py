"""A browser that somebody signed in at, known by a secret of which only the hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from pipeline.archive.ledger.tables import now
from pipeline.archive.people.accounts import Account, account_of, fold_name
from pipeline.archive.people.tables import accounts, sessions

if TYPE_CHECKING:
    from pipeline.archive.ledger.database import Database

__all__ = ["Session", "Sessions"]

_SEEN_EVERY = timedelta(minutes=1)
"""A request need not write: so exact is when somebody was last there."""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in: the account, and the session's id (no secret)."""

    id: str
    account: Account


class Sessions:
    """The sessions in one database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def begin(self, name: str, hours: float) -> str:
        """Somebody signed in; the secret that the browser shows from now on.

        Args:
            name: Of an account.
            hours: After these it is over, whatever is done.
        """
        secret = secrets.token_urlsafe(32)
        moment = now()
        # Whose time is over needs no row; nobody else comes by to take them away.
        self._db.run(delete(sessions).where(sessions.c.ends < moment))
        self._db.run(
            sessions.insert().values(
                id=_id(secret),
                account=fold_name(name),
                began=moment,
                seen=moment,
                ends=moment + timedelta(hours=hours),
            )
        )
        return secret

    def find(self, secret: str, idle_minutes: float) -> Session | None:
        """Who that is; None when nobody, or no longer."""
        moment = now()
        rows = self._db.run(
            select(sessions.c.id.label("session"), sessions.c.seen, accounts)
            .join(accounts, accounts.c.key == sessions.c.account)
            .where(
                sessions.c.id == _id(secret),
                sessions.c.ends > moment,
                sessions.c.seen > moment - timedelta(minutes=idle_minutes),
                accounts.c.disabled.is_(other=False),
            )
        )
        if not rows:
            return None
        row = rows[0]
        if moment - row.seen > _SEEN_EVERY:
            mine = sessions.update().where(sessions.c.id == row.session)
            self._db.run(mine.values(seen=moment))
        return Session(row.session, account_of(row))

    def end(self, secret: str) -> bool:
        """Somebody signed out; False where nobody was signed in."""
        mine = delete(sessions).where(sessions.c.id == _id(secret))
        return bool(self._db.run(mine.returning(sessions.c.id)))


def _id(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
