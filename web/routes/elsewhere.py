"""Log in at an OpenID provider and come back."""

from __future__ import annotations

import hmac
import json
import logging
from hashlib import sha256

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from pipeline.errors import PeopleError
from web.desk import AtDesk
from web.routes.signing import form
from web.security.elsewhere import account_of, roles_by_group
from web.security.oidc import Begun, Provider
from web.security.people import cookie_name
from web.security.record import address_of
from web.security.signing import AtDoor, give_cookie, local

router = APIRouter(prefix="/login/oidc")
log = logging.getLogger(__name__)

_MINUTES = 10


@router.get("")
def go(request: Request, desk: AtDesk, door: AtDoor, next: str = "/") -> Response:  # noqa: A002
    """Send the browser there."""
    try:
        address, begun = _provider(door.provider).begin(_here(request), local(next))
    except PeopleError as error:
        return _refused(request, desk, error)
    answer = RedirectResponse(address, 303)
    answer.set_cookie(
        _cookie(request),
        _sealed(desk.people.secret, begun),
        max_age=_MINUTES * 60,
        path=router.prefix,
        httponly=True,
        samesite="lax",  # the provider sends the browser back: a link from elsewhere
        secure=request.url.scheme == "https",
    )
    return answer


@router.get("/back")
def back(request: Request, desk: AtDesk, door: AtDoor) -> Response:
    """Let in whom the provider knows, when this browser had asked it to."""
    provider = _provider(door.provider)
    try:
        begun = _opened(desk.people.secret, request.cookies.get(_cookie(request), ""))
        said = provider.finish(begun, dict(request.query_params), _here(request))
        groups = roles_by_group(door.door.oidc_roles)
        account = account_of(desk.people, said, groups, address_of(request))
    except PeopleError as error:
        answer = _refused(request, desk, error)
    else:
        came = door.begin(account, address_of(request), "oidc")
        answer = RedirectResponse(local(begun.back), 303)
        give_cookie(answer, cookie_name(request), came.secret or "")
    answer.delete_cookie(_cookie(request), path=router.prefix)
    return answer


def _provider(provider: Provider | None) -> Provider:
    if provider is None:
        raise HTTPException(404)
    return provider


def _refused(request: Request, desk: AtDesk, error: PeopleError) -> Response:
    log.info("log-in elsewhere refused why=%s cause=%r", error, error.__cause__)
    desk.people.log.write("refused", router.prefix, None, address=address_of(request))
    return form(request, desk, "/", said=str(error), status=403)


def _here(request: Request) -> str:
    """Our own address as the browser knows it: its host is one of ours (see `hosts`)."""
    return f"{request.url.scheme}://{request.url.netloc}{router.prefix}/back"


def _cookie(request: Request) -> str:
    return f"{cookie_name(request).removeprefix('__Host-')}-oidc"


def _sealed(secret: bytes, begun: Begun) -> str:
    told = begun.as_text().encode().hex()
    return f"{told}.{_seal(secret, told)}"


def _opened(secret: bytes, kept: str) -> Begun:
    told, _, seal = kept.partition(".")
    if not hmac.compare_digest(seal.encode(), _seal(secret, told).encode()):
        raise PeopleError("Đăng nhập", "đã quá lâu, hoặc bắt đầu ở nơi khác; hãy làm lại")
    return Begun(**json.loads(bytes.fromhex(told)))


def _seal(secret: bytes, told: str) -> str:
    return hmac.new(secret, f"oidc\n{told}".encode(), sha256).hexdigest()
