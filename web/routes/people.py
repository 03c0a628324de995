"""Who comes in, and what they did: for who administers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, HTTPException, Query, Request
from starlette.responses import RedirectResponse, Response

from pipeline.errors import PeopleError
from pipeline.values.people import ROLES, Who
from web.desk import AtDesk
from web.pages import page
from web.security.doors import needs
from web.security.record import address_of

if TYPE_CHECKING:
    from pipeline.archive.people import Account

router = APIRouter(prefix="/people")
Chief = Annotated[Who, needs("administer")]
Name = Annotated[str, Form(max_length=200)]

TOP = "."
"""How forms spell the fonds of files at the top of the inbox."""


@router.get("")
def people(request: Request, desk: AtDesk, _: Chief) -> Response:
    """Everybody."""
    return page(request, "people/all.html", accounts=desk.people.accounts.all())


@router.get("/new")
def new(request: Request, desk: AtDesk, _: Chief) -> Response:
    """A form for somebody new."""
    return _form(request, desk)


@router.post("/new")
def add(
    request: Request,
    desk: AtDesk,
    who: Chief,
    name: Name,
    roles: Annotated[list[str], Form()] = [],  # noqa: B006 -- FastAPI copies it
    scope: Annotated[str, Form()] = "all",
    fonds: Annotated[list[str], Form()] = [],  # noqa: B006
    password: Annotated[str, Form(max_length=1000)] = "",
    elsewhere: Annotated[bool, Form()] = False,
) -> Response:
    """Somebody new."""
    given: Any = roles
    try:
        made = desk.people.accounts.add(
            name,
            given,
            None if elsewhere else password,
            fonds=_fonds(scope, fonds),
            by=who,
            address=address_of(request),
        )
    except PeopleError as error:
        typed = {"name": name, "roles": roles, "scope": scope, "fonds": fonds}
        return _form(request, desk, said=str(error), typed=typed)
    return _back(made, "added")


@router.get("/account")
def account(
    request: Request,
    desk: AtDesk,
    _: Chief,
    name: Annotated[str, Query(max_length=200)],
    done: str = "",
) -> Response:
    """One person: what they may, and what can be changed."""
    return _one(request, desk, name, done=done)


@router.post("/account")
def change(
    request: Request,
    desk: AtDesk,
    who: Chief,
    name: Name,
    roles: Annotated[list[str], Form()] = [],  # noqa: B006
    scope: Annotated[str, Form()] = "all",
    fonds: Annotated[list[str], Form()] = [],  # noqa: B006
) -> Response:
    """Other roles and fonds."""
    given: Any = roles
    try:
        changed = desk.people.accounts.change(
            name, roles=given, fonds=_fonds(scope, fonds), by=who, address=address_of(request)
        )
    except PeopleError as error:
        return _one(request, desk, name, said=str(error))
    return _back(changed, "changed")


@router.post("/password")
def set_password(
    request: Request,
    desk: AtDesk,
    who: Chief,
    name: Name,
    password: Annotated[str, Form(max_length=1000)],
) -> Response:
    """Another password, for who forgot it; whoever waits after wrong ones need not any more."""
    try:
        changed = desk.people.accounts.set_password(
            name, password, by=who, address=address_of(request)
        )
    except PeopleError as error:
        return _one(request, desk, name, said=str(error))
    desk.people.attempts.forget(name)
    return _back(changed, "password")


@router.post("/state")
def set_state(
    request: Request, desk: AtDesk, who: Chief, name: Name, state: Annotated[str, Form()]
) -> Response:
    """Nobody signs in with it any more, or may again."""
    accounts = desk.people.accounts
    do = accounts.disable if state == "disabled" else accounts.enable
    try:
        changed = do(name, by=who, address=address_of(request))
    except PeopleError as error:
        return _one(request, desk, name, said=str(error))
    return _back(changed, state)


def _fonds(scope: str, fonds: list[str]) -> list[str] | None:
    if scope == "all":
        return None
    typed = [one.strip() for line in fonds for one in line.splitlines()]
    return ["" if one == TOP else one for one in typed if one]


def _back(account: Account, done: str) -> Response:
    return RedirectResponse(f"/people/account?name={quote(account.name)}&done={done}", 303)


def _form(
    request: Request, desk: AtDesk, said: str = "", typed: dict[str, Any] | None = None
) -> Response:
    fonds = typed["fonds"] if typed else []
    return page(
        request,
        "people/new.html",
        422 if said else 200,
        said=said,
        typed=typed or {"name": "", "roles": ["viewer"], "scope": "all", "fonds": []},
        known=sorted({*desk.archive.ledger.fonds.first_folders(), *_fonds_of(fonds)}),
        roles=tuple(ROLES),
        elsewhere=_elsewhere(desk),
    )


def _one(request: Request, desk: AtDesk, name: str, *, said: str = "", done: str = "") -> Response:
    found = desk.people.accounts.get(name)
    if found is None:
        raise HTTPException(404)
    return page(
        request,
        "people/one.html",
        422 if said else 200,
        account=found,
        said=said,
        done=done,
        known=sorted({*desk.archive.ledger.fonds.first_folders(), *(found.fonds or ())}),
        roles=tuple(ROLES),
        tokens=desk.people.tokens.of(found.name),
        lines=desk.people.log.lines(who=found.name, limit=10),
    )


def _fonds_of(typed: list[str]) -> list[str]:
    return _fonds("some", typed) or []


def _elsewhere(desk: AtDesk) -> bool:
    """Whether somebody can come in without a password of ours."""
    door = desk.settings.desk
    return bool(door.oidc_issuer or door.proxy_header)
