"""Tokens: other programs ask in the name of an account, with no more than a part of its rights."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from pipeline.archive.ledger.tables import now
from pipeline.archive.people.accounts import account_of, fold_name
from pipeline.archive.people.log import LOCK
from pipeline.archive.people.tables import accounts, tokens
from pipeline.errors import PeopleError
from pipeline.values.people import Who

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from pipeline.archive.ledger.database import Database
    from pipeline.archive.people.log import Log
    from pipeline.values.people import Right

__all__ = ["Token", "Tokens"]

_USED_EVERY = timedelta(minutes=1)
_PREFIX = "sohoa_"  # so that who finds one knows what it is


@dataclass(frozen=True, slots=True)
class Token:
    """A program's way in.

    Attributes:
        id: By which it is named; no secret.
        account: In whose name it asks.
        name: What it is for.
        rights: What it may do at most.
        made: When.
        ends: From then on it is worth nothing; None = never.
        revoked: When it was taken back.
        used: When it was last shown, to a minute.
    """

    id: str
    account: str
    name: str
    rights: frozenset[Right]
    made: datetime
    ends: datetime | None
    revoked: datetime | None
    used: datetime | None

    @property
    def holds(self) -> bool:
        """Whether it is still worth something."""
        return self.revoked is None and (self.ends is None or self.ends > now())


class Tokens:
    """The tokens in one database; making and revoking one is a line of the log."""

    def __init__(self, db: Database, log: Log) -> None:
        self._db, self._log = db, log

    def add(
        self,
        account: str,
        name: str,
        rights: Iterable[Right],
        *,
        days: float | None,
        by: Who,
        address: str = "",
    ) -> tuple[Token, str]:
        """A new token, and the secret that is shown this once.

        Args:
            account: In whose name.
            name: What it is for.
            rights: Some of the account's.
            days: It holds so long; None = until it is revoked.
            by: Who makes it.
            address: Where that person is.

        Raises:
            PeopleError: No such account, rights it has not, or no name.
        """
        title, given = " ".join(name.split())[:80], sorted(set(rights))
        secret = _PREFIX + secrets.token_urlsafe(32)
        moment = now()
        values = {
            "id": secrets.token_hex(6),
            "digest": _digest(secret),
            "account": fold_name(account),
            "name": title,
            "rights": given,
            "made": moment,
            "ends": None if days is None else moment + timedelta(days=days),
        }

        def work(connection: Connection) -> None:
            key = accounts.c.key == fold_name(account)
            found = connection.execute(select(accounts).where(key)).first()
            if found is None:
                raise PeopleError(account, "không có tài khoản này; xem sohoa desk list-users")
            if not title or not title.isprintable() or (days is not None and days <= 0):
                raise PeopleError(account, "mã truy cập cần tên, và thời hạn lớn hơn 0")
            if not given or not set(given) <= account_of(found).rights:
                raise PeopleError(account, "mã truy cập chỉ được có quyền mà tài khoản có")
            connection.execute(tokens.insert().values(**values))
            told = {"account": found.name, "name": title, "rights": given}
            self._log.write_in(
                connection, "add-token", str(values["id"]), by, address=address, detail=told
            )

        self._db.together(work, alone=LOCK)
        return next(one for one in self.of(account) if one.id == values["id"]), secret

    def of(self, account: str | None = None) -> list[Token]:
        """Tokens of an account, or all of them, the newest first."""
        wanted = (
            select(tokens, accounts.c.name.label("owner"))
            .join(accounts, accounts.c.key == tokens.c.account)
            .order_by(tokens.c.made.desc(), tokens.c.id)
        )
        if account is not None:
            wanted = wanted.where(tokens.c.account == fold_name(account))
        return [_token(row) for row in self._db.run(wanted)]

    def revoke(self, token_id: str, *, by: Who, address: str = "") -> None:
        """From now on it is worth nothing.

        Raises:
            PeopleError: There is no such token.
        """

        def work(connection: Connection) -> None:
            mine = tokens.update().where(tokens.c.id == token_id, tokens.c.revoked.is_(None))
            if connection.execute(mine.values(revoked=now())).rowcount != 1:
                raise PeopleError(token_id, "không có mã truy cập này, hoặc đã thu hồi")
            self._log.write_in(connection, "revoke-token", token_id, by, address=address)

        self._db.together(work, alone=LOCK)

    def who(self, secret: str) -> Who | None:
        """In whose name a program asks; None for a secret that is worth nothing."""
        moment = now()
        rows = self._db.run(
            select(tokens.c.id.label("token"), tokens.c.rights, tokens.c.used, accounts)
            .join(accounts, accounts.c.key == tokens.c.account)
            .where(
                tokens.c.digest == _digest(secret),
                tokens.c.revoked.is_(None),
                tokens.c.ends.is_(None) | (tokens.c.ends > moment),
                accounts.c.disabled.is_(other=False),
            )
        )
        if not rows:
            return None
        row = rows[0]
        if row.used is None or moment - row.used > _USED_EVERY:
            self._db.run(tokens.update().where(tokens.c.id == row.token).values(used=moment))
        account = account_of(row)
        # What the account lost since, the token lost too.
        rights = frozenset[Any](row.rights) & account.rights
        return Who(account.name, rights, account.fonds, "token")


def _token(row: Row[Any]) -> Token:
    return Token(
        id=row.id,
        account=row.owner,
        name=row.name,
        rights=frozenset(row.rights),
        made=row.made,
        ends=row.ends,
        revoked=row.revoked,
        used=row.used,
    )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
