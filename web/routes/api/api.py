"""All of `/api/v1`."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, HTTPException, Request
from starlette.routing import Match

from pipeline.values.people import Who
from web.routes.api import PREFIX, about, decisions, documents, events, nights, queue, scans
from web.security.doors import needs

__all__ = ["add_api"]

_ANY = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]


def add_api(app: FastAPI) -> None:
    """Let an application answer other programs."""
    routers = [
        family.router for family in (about, scans, documents, decisions, queue, nights, events)
    ]
    for router in routers:
        app.include_router(router)
    app.state.api = [route for router in routers for route in router.routes]
    app.add_api_route(f"{PREFIX}/{{rest:path}}", _nothing, methods=_ANY, include_in_schema=False)


def _nothing(request: Request, _: Annotated[Who, needs("view")]) -> None:
    """No such address, or not with this method."""
    methods: set[str] = set()
    for route in request.app.state.api:
        if route.matches(request.scope)[0] is Match.PARTIAL:
            methods |= route.methods
    if methods:
        raise HTTPException(405, headers={"Allow": ", ".join(sorted(methods))})
    raise HTTPException(404)
