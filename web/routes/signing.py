"""Log in, log out."""

from __future__ import annotations

import math
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from pipeline.values.people import Who
from web.desk import AtDesk
from web.pages import page
from web.security.doors import needs
from web.security.forms import Marks
from web.security.people import cookie_name
from web.security.record import address_of
from web.security.signing import SAME_FOR_ALL, AtDoor, SignedIn, give_cookie, local

router = APIRouter()


@router.get("/login")
def ask(request: Request, desk: AtDesk, next: str = "/") -> Response:  # noqa: A002 -- as forms say
    """Who are you?"""
    if request.state.who is not None:
        return RedirectResponse(local(next), 303)
    return form(request, desk, next)


@router.post("/login")
def sign_in(
    request: Request,
    desk: AtDesk,
    door: AtDoor,
    name: Annotated[str, Form(max_length=200)],
    password: Annotated[str, Form(max_length=1000)],
    next: Annotated[str, Form()] = "/",  # noqa: A002 -- as forms say
) -> Response:
    """Let somebody in; a script that asks for JSON is given the mark of the new session."""
    wants_json = "application/json" in request.headers.get("accept", "")
    came = door.by_password(name, password, address_of(request))
    if came.secret is None or came.session is None:
        said, status = _no(came)
        if wants_json:
            answer: Response = JSONResponse({"detail": said}, status)
        else:
            answer = form(request, desk, next, said=said, name=name, status=status)
        if status == 429:
            answer.headers["Retry-After"] = str(math.ceil(came.wait_seconds))
        return answer
    if wants_json:
        mark = Marks(desk.people.secret).make(f"session:{came.session.id}")
        answer = JSONResponse({"csrf": mark, "name": came.session.account.name})
    else:
        answer = RedirectResponse(local(next), 303)
    # Whatever session the browser had before is not this one's: nobody could have planted it.
    desk.people.sessions.end(request.cookies.get(cookie_name(request), ""))
    give_cookie(answer, cookie_name(request), came.secret)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.post("/logout")
def sign_out(request: Request, desk: AtDesk, who: Annotated[Who, needs("view")]) -> Response:
    """Nobody is signed in at this browser any more."""
    name = cookie_name(request)
    if desk.people.sessions.end(request.cookies.get(name, "")):
        desk.people.log.write("sign-out", who.name, who, address=address_of(request))
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(name, path="/", secure=name.startswith("__Host-"), httponly=True)
    # What was shown is not to be found by going back.
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def _no(came: SignedIn) -> tuple[str, int]:
    if came.wait_seconds <= 0:
        return SAME_FOR_ALL, 401
    minutes = math.ceil(came.wait_seconds / 60)
    return f"Đã thử quá nhiều lần. Hãy đợi {minutes} phút rồi thử lại.", 429


def form(
    request: Request,
    desk: AtDesk,
    back: str,
    *,
    said: str = "",
    name: str = "",
    status: int = 200,
) -> Response:
    """The page that asks who it is."""
    return page(
        request,
        "login.html",
        status,
        said=said,
        name=name,
        back=local(back),
        anybody=desk.people.accounts.any(),
        elsewhere=bool(desk.settings.desk.oidc_issuer),
    )
