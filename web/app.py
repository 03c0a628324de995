"""The desk, put together."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.middleware.gzip import GZipMiddleware

from web.assets import Stamped
from web.errors import answer_errors
from web.routes import morning, pictures, review
from web.security.headers import Headers
from web.security.keeper import Kept
from web.services.pictures import Pictures

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from web.desk import Desk
    from web.security.keeper import Keeper

__all__ = ["make_app"]


def make_app(desk: Desk, keeper: Keeper) -> FastAPI:
    """The desk as a web application.

    Args:
        desk: What it works with; whoever opened it closes it.
        keeper: Tells who asks.
    """
    shown = Pictures(desk.archive, desk.settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await run_in_threadpool(shown.close)

    app = FastAPI(
        title="Số hóa", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan
    )
    app.state.desk, app.state.pictures = desk, shown
    app.include_router(morning.router)
    app.include_router(pictures.router)
    app.include_router(review.router)
    app.mount("/static", Stamped(), name="static")
    answer_errors(app)
    app.add_middleware(Kept, keeper=keeper)
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(Headers)
    return app
