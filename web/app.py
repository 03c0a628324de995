"""The desk, put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from web.assets import Stamped
from web.errors import answer_errors
from web.routes import account, morning, signing
from web.security.forms import Marked, Marks
from web.security.headers import Headers
from web.security.hosts import Hosts
from web.security.keeper import Kept
from web.security.people import PeopleKeeper
from web.security.proxies import Proxied, networks
from web.security.record import Recorded, Views
from web.security.signing import SigningIn
from web.security.sizes import Sizes

if TYPE_CHECKING:
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
    app = FastAPI(title="Số hóa", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.desk = desk
    app.state.views = Views(desk.people.log)
    app.state.signing = SigningIn(desk.people, door)
    for room in (morning, signing, account):
        app.include_router(room.router)
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
    app.add_middleware(Kept, keeper=keeper)
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(Hosts, door=door)
    app.add_middleware(Proxied, proxies=networks(door.proxies))
    app.add_middleware(Headers)
