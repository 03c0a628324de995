"""Whatever goes wrong under `/api/` is told as RFC 9457 has it: `application/problem+json`.

Routes, doors and whatever stands before them answer `{"detail": …}`; here it becomes a
problem, so that a program meets one shape alone.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.datastructures import MutableHeaders

from web.errors import PROBLEM, problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Problems"]

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
        await self._app(scope, receive, _Reworded(send))


class _Reworded:
    """An answer on its way out; one that says no is held back until it is whole."""

    def __init__(self, send: Send) -> None:
        self._send = send
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
        headers = MutableHeaders(raw=start["headers"])
        body = self._body
        if headers.get("content-type") != PROBLEM:
            body = problem(start["status"], _said(body))
        headers["content-type"] = PROBLEM
        headers["content-length"] = str(len(body))
        headers["cache-control"] = "no-store"
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})


def _said(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
