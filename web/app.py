"""The desk, put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from web.assets import Stamped
from web.errors import answer_errors
from web.routes import morning
from web.security.headers import Headers
from web.security.keeper import Kept

if TYPE_CHECKING:
    from web.desk import Desk
    from web.security.keeper import Keeper

__all__ = ["make_app"]


def make_app(desk: Desk, keeper: Keeper) -> FastAPI:
    """The desk as a web application.

    Args:
        desk: What it works with; whoever opened it closes it.
        keeper: Tells who asks.
    """
    app = FastAPI(title="Số hóa", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.desk = desk
    app.include_router(morning.router)
    app.mount("/static", Stamped(), name="static")
    answer_errors(app)
    app.add_middleware(Kept, keeper=keeper)
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(Headers)
    return app
