"""A request that changes something comes from a page of ours, which somebody signed in looks at.

Each page bears a mark that only the desk can make and only this session can use: in the header
`X-CSRF`, or in a form's first field, `csrf`. Beside it stands what browsers say by themselves of
where a request comes from (`Origin`, `Sec-Fetch-Site`), which no page can change. Programs that
show a token need neither: no browser adds one by itself.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from starlette.requests import Request

from web.errors import refusal
from web.security.keeper import OPEN

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from pipeline.values.people import Who

__all__ = ["FIELD", "HEADER", "SAFE", "Marked", "Marks"]

HEADER = "x-csrf"
FIELD = "csrf"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_PEEK = 1 << 20
_PEEK_PARTS = 1 << 14
_PART = re.compile(rb'name="csrf"\r\n\r\n([\x21-\x7e]{1,200})\r\n')


class Marks:
    """Makes and knows marks.

    Args:
        secret: Of the archive's people.

    Each has salt of its own: a mark that is the same in every page could be guessed letter by
    letter from how well pages compress (BREACH).
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def make(self, bound: str) -> str:
        """A mark for the pages of a session."""
        salt = secrets.token_hex(8)
        return f"{salt}.{self._signed(salt, bound)}"

    def holds(self, mark: str, bound: str) -> bool:
        """Whether it was made here, for that session."""
        salt, _, signed = mark.partition(".")
        return hmac.compare_digest(signed.encode(), self._signed(salt, bound).encode())

    def _signed(self, salt: str, bound: str) -> str:
        return hmac.new(self._secret, f"{salt}\n{bound}".encode(), hashlib.sha256).hexdigest()


class Marked:
    """Answers 403 to what changes something and bears no mark; `request.state.csrf` for pages."""

    def __init__(self, app: ASGIApp, marks: Marks) -> None:
        self._app, self._marks = app, marks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI's door."""
        who: Who | None = scope.get("state", {}).get("who") if scope["type"] == "http" else None
        if scope["type"] != "http" or (who is not None and who.by == "token"):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        bound = getattr(request.state, "bound", None) or (f"{who.by}:{who.name}" if who else "")
        if who is not None:
            request.state.csrf = self._marks.make(bound)
        if request.method not in SAFE:
            if not _is_from_here(request):
                await _refusal(scope, receive, send)
                return
            if who is not None and scope["path"] not in OPEN:
                mark, receive = await _mark_of(request, receive)
                if not self._marks.holds(mark, bound):
                    await _refusal(scope, receive, send)
                    return
        await self._app(scope, receive, send)


async def _refusal(scope: Scope, receive: Receive, send: Send) -> None:
    said = "Trang này đã cũ hoặc yêu cầu đến từ nơi khác. Hãy tải lại trang rồi làm lại."
    await refusal(Request(scope), 403, said)(scope, receive, send)


def _is_from_here(request: Request) -> bool:
    """Whether the browser says nothing against it; old ones and programs say nothing at all."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None and site != "same-origin":
        return False
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


async def _mark_of(request: Request, receive: Receive) -> tuple[str, Receive]:
    """The mark that a request bears, and its body, as if nobody had looked into it."""
    if HEADER in request.headers:
        return request.headers[HEADER], receive
    kind = request.headers.get("content-type", "").lower()
    if kind.startswith("application/x-www-form-urlencoded"):
        head, again = await _peeked(receive, _PEEK)
        said = parse_qs(head.decode("utf-8", "replace"), max_num_fields=1000).get(FIELD, [""])
        return said[0], again
    if kind.startswith("multipart/form-data"):
        head, again = await _peeked(receive, _PEEK_PARTS)
        found = _PART.search(head)
        return (found[1].decode() if found else ""), again
    return "", receive


async def _peeked(receive: Receive, most: int) -> tuple[bytes, Receive]:
    """The beginning of a body, and the whole of it for who comes next."""
    messages: list[Message] = []
    head = b""
    while len(head) < most:
        message = await receive()
        messages.append(message)
        head += message.get("body", b"")
        if not message.get("more_body", False):
            break

    async def again() -> Message:
        return messages.pop(0) if messages else await receive()

    return head[:most], again
