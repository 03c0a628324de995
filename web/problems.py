"""Whatever goes wrong under `/api/` is told as RFC 9457 has it: `application/problem+json`.

Routes, doors and whatever stands before them answer `{"detail": …}`; here, outermost, it becomes a
problem, so that a program meets one shape alone.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.datastructures import MutableHeaders

from web.errors import WORDS

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["PROBLEM", "Problems"]

PROBLEM = "application/problem+json"
_API = "/api/"


class Problems:
    """Puts answers that say no into that shape."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI's door."""
        if scope["type"] != "http" or not scope["path"].startswith(_API):
            await self._app(scope, receive, send)
            return
        await self._app(scope, receive, _Reworded(scope, send))


class _Reworded:
    """An answer on its way out; one that says no is held back until it is whole."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope, self._send = scope, send
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] >= 400:
            self._start = message
            return
        if self._start is None:
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if message.get("more_body", False):
            return
        start, self._start = self._start, None
        body = problem(start["status"], self._body, self._scope["path"])
        headers = MutableHeaders(raw=start["headers"])
        headers["content-type"] = PROBLEM
        headers["content-length"] = str(len(body))
        headers["cache-control"] = "no-store"
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})


def problem(status: int, body: bytes, path: str) -> bytes:
    """The problem that an answer tells.

    >>> import json
    >>> json.loads(problem(404, b'{"detail": "Không có."}', "/api/v1/x"))["detail"]
    'Không có.'
    """
    title, words = WORDS.get(status, WORDS[400 if status < 500 else 500])
    try:
        said = json.loads(body)
    except ValueError:
        said = {}
    more: dict[str, Any] = said if isinstance(said, dict) else {}
    detail = more.pop("detail", None)
    told = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail if isinstance(detail, str) and detail else words,
        "instance": path,
        **{name: value for name, value in more.items() if name in ("code", "newer", "errors")},
    }
    return json.dumps(told, ensure_ascii=False).encode()
