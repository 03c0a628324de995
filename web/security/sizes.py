"""How much a request may bring: told before it is read, and counted while it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Sizes"]

_SMALL_MB = 2
_SMALL = ("application/json", "application/x-www-form-urlencoded", "text/")
"""What is read into memory as a whole; files go to disk."""


class Sizes:
    """Answers 413 to what is too large."""

    def __init__(self, app: ASGIApp, upload_mb: float) -> None:
        self._app, self._upload_mb = app, upload_mb

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI's door."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        kind = headers.get("content-type", "application/json").lower()
        most_mb = _SMALL_MB if kind.startswith(_SMALL) else self._upload_mb
        most = int(most_mb * 1024 * 1024)
        refusal = JSONResponse(
            {"detail": f"Yêu cầu lớn quá {most_mb:g} MB."}, 413, headers={"Connection": "close"}
        )
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > most:
            await refusal(scope, receive, send)
            return
        counted = _Counted(receive, send, most)
        try:
            await self._app(scope, counted.receive, counted.send)
        except Exception:
            if not counted.is_over or counted.begun:
                raise
        if counted.is_over and not counted.begun:
            await refusal(scope, receive, send)


class _Counted:
    """A request's body, cut off where it is too much, and the answer to it, held back then."""

    def __init__(self, receive: Receive, send: Send, most: int) -> None:
        self._receive, self._send, self._left = receive, send, most
        self.is_over = self.begun = False

    async def receive(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            self.is_over = True
            return {"type": "http.disconnect"}
        return message

    async def send(self, message: Message) -> None:
        if self.is_over and not self.begun:
            return
        self.begun = True
        await self._send(message)
