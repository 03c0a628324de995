"""Ways in for other programs, and the log: for who administers."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from pipeline.errors import PeopleError
from pipeline.values.people import Who
from web.desk import AtDesk
from web.pages import page
from web.security.doors import needs
from web.security.record import address_of

router = APIRouter(prefix="/people")
Chief = Annotated[Who, needs("administer")]

AT_ONCE = 100
"""Lines of the log on a page."""


@router.get("/tokens")
def tokens(request: Request, desk: AtDesk, _: Chief) -> Response:
    """All tokens; their secrets are known to nobody here."""
    return _shown(request, desk)


@router.post("/tokens")
def add(
    request: Request,
    desk: AtDesk,
    who: Chief,
    account: Annotated[str, Form(max_length=200)],
    name: Annotated[str, Form(max_length=200)],
    rights: Annotated[list[str], Form()] = [],  # noqa: B006 -- FastAPI copies it
    days: Annotated[int, Form(ge=1, le=3650)] = 365,
) -> Response:
    """A new token; this answer alone has its secret."""
    given: Any = rights
    try:
        token, secret = desk.people.tokens.add(
            account, name, given, days=days, by=who, address=address_of(request)
        )
    except PeopleError as error:
        return _shown(request, desk, said=str(error))
    return _shown(request, desk, made=token, secret=secret)


@router.post("/tokens/revoke")
def revoke(
    request: Request, desk: AtDesk, who: Chief, token: Annotated[str, Form(max_length=40)]
) -> Response:
    """From now on it is worth nothing."""
    try:
        desk.people.tokens.revoke(token, by=who, address=address_of(request))
    except PeopleError as error:
        return _shown(request, desk, said=str(error))
    return RedirectResponse("/people/tokens", 303)


@router.get("/log")
def log(
    request: Request,
    desk: AtDesk,
    _: Chief,
    who: Annotated[str, Query(max_length=200)] = "",
    act: Annotated[str, Query(max_length=40)] = "",
    what: Annotated[str, Query(max_length=400)] = "",
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
) -> Response:
    """What was done, the newest first."""
    found = desk.people.log.lines(who=who, act=act, what=what, before=before, limit=AT_ONCE + 1)
    return page(
        request,
        "people/log.html",
        lines=found[:AT_ONCE],
        older=found[AT_ONCE - 1].number if len(found) > AT_ONCE else None,
        asked={"who": who, "act": act, "what": what},
        names=[one.name for one in desk.people.accounts.all()],
    )


@router.get("/log/verify")
def verify(request: Request, desk: AtDesk, _: Chief) -> Response:
    """Is the log as it was written?"""
    broken = desk.people.log.verify()
    number, digest = desk.people.log.last()
    return page(request, "people/verify.html", broken=broken, number=number, digest=digest)


def _shown(
    request: Request, desk: AtDesk, *, said: str = "", made: Any = None, secret: str = ""
) -> Response:
    return page(
        request,
        "people/tokens.html",
        422 if said else 200,
        said=said,
        made=made,
        secret=secret,
        tokens=desk.people.tokens.of(),
        accounts=[one for one in desk.people.accounts.all() if not one.disabled],
        rights=("view", "review", "sign", "export", "administer"),
    )
