"""Every request that may change something is a line of the log, before it is carried out.

No route can forget it, and none can change something of which there is no line.
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from web.security.forms import SAFE
from web.security.keeper import OPEN

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from pipeline.archive.people import Log, People
    from pipeline.values.people import Who

__all__ = ["Recorded", "Views", "address_of"]

PICTURES = "/iiif/"
_ONE_LOOK_SECONDS = 600.0
_MOST = 10_000


def address_of(request: Request) -> str:
    """Where a request came from."""
    return request.client.host if request.client else ""


class Views:
    """Who looked at documents that not everybody may see: a line each time.

    The pieces of a document's pictures are many: they are one look, told once in ten minutes.
    """

    def __init__(self, log: Log) -> None:
        self._log = log
        self._told: dict[tuple[str, str], float] = {}

    def note(self, document: str, who: Who, path: str, address: str) -> None:
        """Somebody is about to see a document, or a part of it."""
        key, moment = (who.name, document), time.monotonic()
        if PICTURES in path and self._told.get(key, -math.inf) > moment - _ONE_LOOK_SECONDS:
            return
        self._log.write("view", document, who, address=address, detail={"path": path})
        if PICTURES in path:
            if len(self._told) >= _MOST:
                self._told.clear()
            self._told[key] = moment


class Recorded:
    """Writes it; a second line when the request was refused."""

    def __init__(self, app: ASGIApp, people: People) -> None:
        self._app, self._log = app, people.log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI's door."""
        who: Who | None = scope.get("state", {}).get("who") if scope["type"] == "http" else None
        if who is None or scope["method"] in SAFE or scope["path"] in OPEN:
            await self._app(scope, receive, send)
            return
        path, address = scope["path"], address_of(Request(scope))
        method = {} if scope["method"] == "POST" else {"method": scope["method"]}
        number = await run_in_threadpool(
            self._log.write, "change", path, who, address=address, detail=method
        )

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] >= 400:
                told = {"line": number, "status": message["status"]}
                await run_in_threadpool(
                    self._log.write, "refused", path, who, address=address, detail=told
                )
            await send(message)

        await self._app(scope, receive, noted)
