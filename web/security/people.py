"""Who asks: by a session's cookie, a program's token, or the word of a proxy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.security.proxies import came_by_proxy

if TYPE_CHECKING:
    from starlette.requests import Request

    from pipeline.archive.people import People
    from pipeline.settings import DeskDoor
    from pipeline.values.people import Who

__all__ = ["PeopleKeeper", "cookie_name"]

API = "/api/v1/"


def cookie_name(request: Request) -> str:
    """The session's cookie.

    `__Host-` has browsers keep it to this host, over TLS. Plain HTTP is for loopback, where the
    port is part of the name: browsers keep one set of cookies for all ports of a host.
    """
    if request.url.scheme == "https":
        return "__Host-sohoa"
    return f"sohoa-{request.url.port or 80}"


class PeopleKeeper:
    """The keeper of a desk: asks its people."""

    def __init__(self, people: People, door: DeskDoor) -> None:
        self._people, self._door = people, door

    def who(self, request: Request) -> Who | None:
        """Who sent this request; `request.state.bound` is what forms are bound to."""
        kind, _, secret = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            # A program shows a token and nothing else: a cookie beside it counts for nothing.
            api = request.url.path.startswith(API)
            return self._people.tokens.who(secret.strip()) if api else None
        return self._by_session(request) or self._by_proxy(request)

    def _by_session(self, request: Request) -> Who | None:
        secret = request.cookies.get(cookie_name(request))
        if not secret:
            return None
        session = self._people.sessions.find(secret, self._door.idle_minutes)
        if session is None:
            return None
        request.state.bound = f"session:{session.id}"
        return session.account.who("session")

    def _by_proxy(self, request: Request) -> Who | None:
        header = self._door.proxy_header
        if not header or not came_by_proxy(request):
            return None
        said = request.headers.getlist(header)
        if len(said) != 1:  # two would let a client add one of its own
            return None
        # HTTP's headers are bytes; names in them are UTF-8.
        name = said[0].encode("latin-1").decode("utf-8", "replace")
        account = self._people.accounts.get(name)
        if account is None or account.disabled:
            return None
        request.state.bound = f"proxy:{account.name}"
        return account.who("proxy")
