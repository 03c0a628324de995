"""The desk, put together."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.middleware.gzip import GZipMiddleware

from web.assets import Stamped
from web.errors import answer_errors
from web.problems import Problems
from web.routes import (
    account,
    batches,
    documents,
    elsewhere,
    exporting,
    files,
    history,
    marks,
    morning,
    people,
    pictures,
    review,
    search,
    signing,
    stack,
    text,
    tokens,
    webhooks,
)
from web.routes.api.api import add_api
from web.security.forms import Marked, Marks
from web.security.headers import Headers
from web.security.hosts import Hosts
from web.security.keeper import Kept
from web.security.pace import Paced
from web.security.people import PeopleKeeper
from web.security.proxies import Proxied, networks
from web.security.record import Recorded, Views
from web.security.signing import SigningIn
from web.security.sizes import Sizes
from web.services.pictures import Pictures

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from web.desk import Desk
    from web.security.keeper import Keeper

__all__ = ["make_app"]


def make_app(desk: Desk, keeper: Keeper | None = None) -> FastAPI:
    """The desk as a web application.

    Args:
        desk: What it works with; whoever opened it closes it.
        keeper: Tells who asks; None = the desk's people.

    Raises:
        SettingsError: Of who may stand in front of it, or sign people in.
    """
    door = desk.settings.desk
    shown = Pictures(desk.archive, desk.settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await run_in_threadpool(shown.close)

    app = FastAPI(
        title="Số hóa", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan
    )
    app.state.desk, app.state.pictures = desk, shown
    app.state.views = Views(desk.people.log)
    app.state.signing = SigningIn(desk.people, door)
    for room in (morning, signing, account, pictures, people, tokens, elsewhere, webhooks):
        app.include_router(room.router)
    for room in (search, documents, files, history, exporting):
        app.include_router(room.router)
    for room in (review, text, marks, stack, batches):
        app.include_router(room.router)
    add_api(app)
    app.mount("/static", Stamped(), name="static")
    answer_errors(app)
    _guard(app, desk, keeper or PeopleKeeper(desk.people, door))
    return app


def _guard(app: FastAPI, desk: Desk, keeper: Keeper) -> None:
    """What stands before every route; the first one added is the last one asked."""
    door = desk.settings.desk
    app.add_middleware(Recorded, people=desk.people)
    app.add_middleware(Marked, marks=Marks(desk.people.secret))
    app.add_middleware(Sizes, upload_mb=door.upload_mb)
    app.add_middleware(Paced, a_minute=door.api_a_minute)
    app.add_middleware(Kept, keeper=keeper)
    app.add_middleware(Problems)
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(Hosts, door=door)
    app.add_middleware(Proxied, proxies=networks(door.proxies))
    app.add_middleware(Headers)
