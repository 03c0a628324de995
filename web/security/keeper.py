"""Nobody who is not known comes as far as a route."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from pipeline.values.people import Who

__all__ = ["OPEN", "Keeper", "Kept"]

OPEN = frozenset({"/login", "/login/oidc", "/login/oidc/back", "/api/v1/health"})
"""Paths that answer anybody; beside them only files under `/static/`, which say nothing of the
archive."""


class Keeper(Protocol):
    """Tells who asks."""

    def who(self, request: Request) -> Who | None:
        """Who sent this request, by session, token or proxy; None = nobody we know.

        May put into `request.state.bound` what forms are bound to: the session.
        """


class Kept:
    """Puts who asks into `request.state.who`; sends nobody to the log-in, or answers 401."""

    def __init__(self, app: ASGIApp, keeper: Keeper) -> None:
        self._app, self._keeper = app, keeper

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI's door."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        request = Request(scope)
        path = scope["path"]
        if path.startswith("/static/"):
            await self._app(scope, receive, send)
            return
        who = await run_in_threadpool(self._keeper.who, request)
        request.state.who = who
        if who is None and path not in OPEN:
            await _turned_away(request)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _turned_away(request: Request) -> Response:
    """A page's reader goes to the log-in and back; programs, scripts and htmx are told.

    Scripts of ours then ask for the password in a dialog and send the same again: see `session.js`.
    """
    page = request.method == "GET" and "text/html" in request.headers.get("accept", "")
    if page and "hx-request" not in request.headers:
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/login?next={quote(back)}", 303)
    headers = {"WWW-Authenticate": "Bearer", "Cache-Control": "no-store"}
    return JSONResponse({"detail": "Cần đăng nhập."}, 401, headers)
