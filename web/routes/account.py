"""One's own account: the password, and what one may do."""

from __future__ import annotations

import math
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from pipeline.errors import PeopleError
from pipeline.values.people import Who
from web.desk import AtDesk
from web.pages import page
from web.security.doors import needs
from web.security.people import cookie_name
from web.security.record import address_of
from web.security.signing import AtDoor, give_cookie

router = APIRouter()


@router.get("/account")
def account(
    request: Request, desk: AtDesk, who: Annotated[Who, needs("view")], changed: int = 0
) -> Response:
    """What one may do, and where the password is changed."""
    return _shown(request, desk, who, changed=bool(changed))


@router.post("/account")
def set_password(
    request: Request,
    desk: AtDesk,
    door: AtDoor,
    who: Annotated[Who, needs("view")],
    old: Annotated[str, Form(max_length=1000)],
    new: Annotated[str, Form(max_length=1000)],
    again: Annotated[str, Form(max_length=1000)],
) -> Response:
    """Another password; every session of this person ends, and this browser gets a new one."""
    if who.by != "session":
        return _shown(request, desk, who, said="Mật khẩu đổi ở nơi đăng nhập chung.", status=403)
    address = address_of(request)
    wrong = door.is_wrong_again(who.name, old, address)
    if wrong is not None:
        wait = f"Hãy đợi {math.ceil(wrong / 60)} phút rồi thử lại."
        said = "Mật khẩu hiện nay không đúng." if wrong <= 0 else f"Thử quá nhiều lần. {wait}"
        return _shown(request, desk, who, said=said, status=422 if wrong <= 0 else 429)
    if new != again:
        return _shown(request, desk, who, said="Hai lần gõ mật khẩu mới khác nhau.", status=422)
    try:
        changed = desk.people.accounts.set_password(who.name, new, by=who, address=address)
    except PeopleError as error:
        return _shown(request, desk, who, said=str(error), status=422)
    came = door.begin(changed, address)
    answer = RedirectResponse("/account?changed=1", 303)
    if came.secret is not None:
        give_cookie(answer, cookie_name(request), came.secret)
    return answer


def _shown(
    request: Request,
    desk: AtDesk,
    who: Who,
    *,
    said: str = "",
    status: int = 200,
    changed: bool = False,
) -> Response:
    return page(
        request,
        "account.html",
        status,
        account=desk.people.accounts.get(who.name),
        said=said,
        changed=changed,
    )
