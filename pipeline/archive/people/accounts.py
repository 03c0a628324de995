"""Accounts: a person's name at the desk, roles, fonds, password."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from pipeline.archive.ledger.tables import now
from pipeline.archive.people.log import LOCK
from pipeline.archive.people.passwords import checked, is_old, is_right, kept
from pipeline.archive.people.tables import accounts, sessions
from pipeline.errors import PeopleError
from pipeline.values.people import ROLES, Who

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from pipeline.archive.ledger.database import Database
    from pipeline.archive.people.log import Act, Log
    from pipeline.values.people import By, Right, Role

__all__ = ["Account", "Accounts", "account_of", "fold_name"]

_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Account:
    """A person at the desk.

    Attributes:
        name: As decisions and the log have it.
        roles: What the person does there.
        fonds: The only fonds whose documents are seen; None = all.
        disabled: Nobody signs in with it; it stays, for its name stands in decisions.
        has_password: False: only an OpenID provider or a proxy can say that it is this person.
        created: When.
    """

    name: str
    roles: frozenset[Role]
    fonds: frozenset[str] | None
    disabled: bool
    has_password: bool
    created: datetime

    @property
    def rights(self) -> frozenset[Right]:
        """What its roles allow."""
        return frozenset[Any]().union(*(ROLES[role] for role in self.roles))

    def who(self, by: By) -> Who:
        """This person, asking something of the desk."""
        return Who(self.name, self.rights, self.fonds, by)


@dataclass(frozen=True, slots=True)
class _Changes:
    """Columns of an account that are to be others, and whether its sessions end."""

    values: Mapping[str, Any]
    act: Act
    told: Mapping[str, Any] = field(default_factory=dict)
    ends_sessions: bool = False


def fold_name(name: str) -> str:
    """What no two accounts may share: the same letters in any case and however they are coded.

    >>> fold_name("Cô  Lan") == fold_name("cô lan")
    True
    """
    return unicodedata.normalize("NFC", " ".join(name.split())).casefold()


class Accounts:
    """The accounts in one database; every change is a line of the log, or does not happen."""

    def __init__(self, db: Database, log: Log) -> None:
        self._db, self._log = db, log

    def any(self) -> bool:
        """Whether there is an account at all."""
        return bool(self._db.run(select(accounts.c.key).limit(1)))

    def all(self) -> list[Account]:
        """Everybody, by name."""
        rows = self._db.run(select(accounts).order_by(accounts.c.key))
        return [account_of(row) for row in rows]

    def get(self, name: str) -> Account | None:
        """The account of that name; None where there is none."""
        row = self._row(name)
        return None if row is None else account_of(row)

    def add(
        self,
        name: str,
        roles: Iterable[Role],
        password: str | None,
        *,
        fonds: Iterable[str] | None = None,
        by: Who,
        address: str = "",
    ) -> Account:
        """A new account.

        Args:
            name: Of the person.
            roles: One at least.
            password: None: an OpenID provider or a proxy says that it is this person.
            fonds: The only ones whose documents are seen; None = all.
            by: Who adds it.
            address: Where that person is.

        Raises:
            PeopleError: The name is taken or none, the password is too weak, or it is to administer
                and to see some fonds alone.
        """
        shown = _checked_name(name)
        values = {
            "key": fold_name(shown),
            "name": shown,
            **_checked_scope(shown, roles, fonds),
            "password": None if password is None else kept(checked(shown, password)),
            "disabled": False,
            "created": now(),
        }
        told = {"roles": values["roles"], "fonds": values["fonds"]}

        def work(connection: Connection) -> None:
            made = connection.execute(
                self._db.insert(accounts)
                .values(**values)
                .on_conflict_do_nothing()
                .returning(accounts.c.key)
            ).first()
            if made is None:
                raise PeopleError(shown, "đã có tài khoản tên này")
            self._log.write_in(connection, "add-account", shown, by, address=address, detail=told)

        self._db.together(work, alone=LOCK)
        return self._there(shown)

    def change(
        self,
        name: str,
        *,
        roles: Iterable[Role],
        fonds: Iterable[str] | None,
        by: Who,
        address: str = "",
    ) -> Account:
        """Other roles and fonds; sessions go on with what is allowed from now on.

        Raises:
            PeopleError: There is no such account, it is the last that may administer, or it is to
                administer and to see some fonds alone.
        """
        told = _checked_scope(name, roles, fonds)
        changes = _Changes(told, "change-account", told)
        return self._change(name, changes, by, address)

    def disable(self, name: str, *, by: Who, address: str = "") -> Account:
        """Nobody signs in with it from now on, and whoever did is out.

        Raises:
            PeopleError: There is no such account, or it is the last that may administer.
        """
        told = {"disabled": True}
        changes = _Changes(told, "change-account", told, ends_sessions=True)
        return self._change(name, changes, by, address)

    def enable(self, name: str, *, by: Who, address: str = "") -> Account:
        """It may be used again.

        Raises:
            PeopleError: There is no such account.
        """
        told = {"disabled": False}
        return self._change(name, _Changes(told, "change-account", told), by, address)

    def set_password(self, name: str, password: str, *, by: Who, address: str = "") -> Account:
        """Another password; whoever signed in with the old one is out.

        Raises:
            PeopleError: There is no such account, or the password is too weak.
        """
        digest = kept(checked(self._there(name).name, password))
        changes = _Changes({"password": digest}, "set-password", ends_sessions=True)
        return self._change(name, changes, by, address)

    def with_password(self, name: str, password: str) -> Account | None:
        """The account, if it may be used and the password is its own; as long for any answer."""
        row = self._row(name)
        digest = None if row is None or row.disabled else row.password
        if not is_right(password, digest) or row is None:
            return None
        if is_old(row.password):
            again = accounts.update().where(
                accounts.c.key == row.key, accounts.c.password == row.password
            )
            self._db.run(again.values(password=kept(password)))
        return account_of(row)

    def known_elsewhere(self, issuer: str, subject: str) -> Account | None:
        """The account that an OpenID provider's subject was bound to."""
        digest = _subject(issuer, subject)
        rows = self._db.run(select(accounts).where(accounts.c.subject == digest))
        return account_of(rows[0]) if rows else None

    def bind(self, name: str, issuer: str, subject: str, *, by: Who, address: str = "") -> Account:
        """From now on that provider's subject is this person, and no other.

        Raises:
            PeopleError: There is no such account, it is another subject's, or has a password.
        """
        row = self._row(name)
        digest = _subject(issuer, subject)
        if row is None or row.password is not None or row.subject not in (None, digest):
            raise PeopleError(name, "tài khoản này không dành cho nơi đăng nhập chung")
        told = {"issuer": issuer, "subject": subject}
        return self._change(
            name, _Changes({"subject": digest}, "change-account", told), by, address
        )

    def hidden_from_somebody(self, fonds: frozenset[str]) -> bool:
        """Whether there is an account that does not see documents of these fonds."""
        limited = self._db.run(
            select(accounts.c.fonds).where(
                accounts.c.fonds.is_not(None), accounts.c.disabled.is_(other=False)
            )
        )
        return any(not fonds or not fonds <= set(row.fonds) for row in limited)

    def _change(self, name: str, changes: _Changes, by: Who, address: str) -> Account:
        key = fold_name(name)

        def work(connection: Connection) -> None:
            # At the terminal a new one can always be made.
            needed = by.by != "terminal" and _administered(connection)
            changed = accounts.update().where(accounts.c.key == key).values(**changes.values)
            if connection.execute(changed).rowcount != 1:
                raise PeopleError(name, "không có tài khoản này; xem sohoa desk list-users")
            if needed and not _administered(connection):
                raise PeopleError(
                    name, "đây là người quản trị cuối cùng; hãy lập người quản trị khác trước"
                )
            if changes.ends_sessions:
                connection.execute(delete(sessions).where(sessions.c.account == key))
            self._log.write_in(
                connection, changes.act, name, by, address=address, detail=changes.told
            )

        self._db.together(work, alone=LOCK)
        return self._there(name)

    def _row(self, name: str) -> Row[Any] | None:
        if "\0" in name:
            return None
        rows = self._db.run(select(accounts).where(accounts.c.key == fold_name(name)))
        return rows[0] if rows else None

    def _there(self, name: str) -> Account:
        found = self.get(name)
        if found is None:
            raise PeopleError(name, "không có tài khoản này; xem sohoa desk list-users")
        return found


def _checked_name(name: str) -> str:
    shown = unicodedata.normalize("NFC", " ".join(name.split()))
    if not shown or not shown.isprintable() or len(shown) > _LONGEST:
        raise PeopleError(repr(name), f"tên phải có 1–{_LONGEST} chữ in được")
    return shown


def _checked_scope(
    name: str, roles: Iterable[str], fonds: Iterable[str] | None
) -> dict[str, list[str] | None]:
    """Who gives rights could give them all to himself, and reads the log: a limit would be none."""
    given = _checked_roles(name, roles)
    seen = None if fonds is None else _checked_fonds(name, fonds)
    if seen is not None and "administrator" in given:
        raise PeopleError(
            name, "người quản trị xem mọi phông; muốn giới hạn phông thì bỏ vai trò administrator"
        )
    return {"roles": given, "fonds": seen}


def _checked_roles(name: str, roles: Iterable[str]) -> list[str]:
    given = sorted(set(roles))
    if not given or not set(given) <= set(ROLES):
        raise PeopleError(name, f"vai trò phải là một hay vài trong: {', '.join(ROLES)}")
    return given


def _checked_fonds(name: str, fonds: Iterable[str]) -> list[str]:
    """Folders as the inbox spells them: NFC; an empty list would see nothing at all."""
    given = sorted({unicodedata.normalize("NFC", one) for one in fonds})
    if not given or any("/" in one or "\0" in one for one in given):
        raise PeopleError(name, "phông là tên thư mục đầu tiên trong hộp nhận, ít nhất một")
    return given


def _administered(connection: Connection) -> bool:
    rows = connection.execute(select(accounts.c.roles).where(accounts.c.disabled.is_(other=False)))
    return any("administrator" in row.roles for row in rows)


def _subject(issuer: str, subject: str) -> str:
    return hashlib.sha256(f"{issuer}\n{subject}".encode()).hexdigest()


def account_of(row: Row[Any]) -> Account:
    """An account as its row has it."""
    return Account(
        name=row.name,
        roles=frozenset(row.roles),
        fonds=None if row.fonds is None else frozenset(row.fonds),
        disabled=row.disabled,
        has_password=row.password is not None,
        created=row.created,
    )
