"""Somebody gives a name and a password."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from web.security.elsewhere import roles_by_group
from web.security.oidc import provider_of

if TYPE_CHECKING:
    from starlette.responses import Response

    from pipeline.archive.people import Account, People, Session
    from pipeline.settings import DeskDoor

__all__ = ["AtDoor", "SignedIn", "SigningIn", "local"]

_RATE = parse("30/minute")
"""Log-ins from one address: an office behind one router in the morning. Each costs 25 ms of
argon2."""
SAME_FOR_ALL = "Tên hoặc mật khẩu không đúng."
"""Said whatever is wrong: it tells nobody which names there are."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What came of it.

    Attributes:
        secret: The session's, for the browser; None: it was not the right person.
        session: The new session.
        wait_seconds: So long nobody may try again.
    """

    secret: str | None = None
    session: Session | None = None
    wait_seconds: float = 0.0


class SigningIn:
    """The door with the bell.

    Args:
        people: Of the desk.
        door: How often one may try, and whose word counts.

    Attributes:
        people: As given.
        door: As given.
        provider: Where else one may log in; None = nowhere.

    Raises:
        SettingsError: The provider cannot be as set.
    """

    def __init__(self, people: People, door: DeskDoor) -> None:
        self.people, self.door = people, door
        self.provider = provider_of(door)
        roles_by_group(door.oidc_roles)  # what is wrong in it is told now, not at the first log-in
        self._rate = MovingWindowRateLimiter(MemoryStorage())

    def by_password(self, name: str, password: str, address: str) -> SignedIn:
        """Let somebody in who knows a name and its password."""
        log, attempts = self.people.log, self.people.attempts
        if not self._rate.hit(_RATE, address):
            return SignedIn(wait_seconds=60.0)
        most = timedelta(minutes=self.door.lockout_minutes)
        wait = attempts.begin(name, address, self.door.free_attempts, most)
        known = self.people.accounts.get(name)
        # What was typed may be a password: only names that exist are written down.
        what = known.name if known else ""
        if wait > 0:
            log.write("locked-out", what, None, address=address)
            return SignedIn(wait_seconds=wait)
        account = self.people.accounts.with_password(name, password)
        if account is None:
            log.write("wrong-password", what, None, address=address)
            return SignedIn()
        attempts.succeeded(name, address)
        return self.begin(account, address)

    def begin(self, account: Account, address: str, by: str = "password") -> SignedIn:
        """A session for somebody of whom it is known who it is."""
        secret = self.people.sessions.begin(account.name, self.door.session_hours)
        session = self.people.sessions.find(secret, self.door.idle_minutes)
        self.people.log.write(
            "sign-in", account.name, account.who("session"), address=address, detail={"by": by}
        )
        return SignedIn(secret, session)

    def is_wrong_again(self, name: str, password: str, address: str) -> float | None:
        """Whether somebody who is signed in does not know the password: 0, or seconds to wait."""
        most = timedelta(minutes=self.door.lockout_minutes)
        wait = self.people.attempts.begin(name, address, self.door.free_attempts, most)
        if wait > 0:
            return wait
        if self.people.accounts.with_password(name, password) is None:
            return 0.0
        self.people.attempts.succeeded(name, address)
        return None


def _at_door(request: Request) -> SigningIn:
    signing = request.app.state.signing
    if not isinstance(signing, SigningIn):
        raise TypeError("the application was not made by make_app")
    return signing


AtDoor = Annotated[SigningIn, Depends(_at_door)]
"""A route's parameter: where one signs in."""


def give_cookie(answer: Response, name: str, secret: str) -> None:
    """Have a browser show a session's secret from now on, to no script and until it is closed.

    Lax: a link in a letter leads into the desk, to who is signed in; what changes something is
    never a link (see `forms`).
    """
    answer.set_cookie(
        name,
        secret,
        httponly=True,
        samesite="lax",
        secure=name.startswith("__Host-"),
        path="/",
    )


def local(address: str) -> str:
    r"""The same address when it leads to this desk; its first page otherwise.

    >>> local("/review/a?b=c"), local("//evil.example"), local("/\\evil"), local("https://x/")
    ('/review/a?b=c', '/', '/', '/')
    """
    ours = address.startswith("/") and not address.startswith("//")
    # Browsers read \ as / and leave out what is no sign at all.
    odd = "\\" in address or any(unicodedata.category(sign)[0] in "CZ" for sign in address)
    return address if ours and not odd else "/"
