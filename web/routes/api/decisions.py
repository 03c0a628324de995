"""What people decided of a document: read, and decided."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from fastapi import APIRouter, Header, HTTPException, Response
from starlette.responses import JSONResponse

from pipeline.errors import ChangedMeanwhileError
from pipeline.geometry import Box
from pipeline.values.decisions import Change, Decision, Target, standing
from pipeline.values.people import Who
from web.desk import AtDesk, Desk
from web.routes.api import PREFIX
from web.routes.api.answers import (
    ChangeIn,
    DecisionOut,
    DecisionsIn,
    DecisionsOut,
    SignIn,
)
from web.security.doors import needs
from web.security.shown import Shown
from web.services.review import decide, may_decide

if TYPE_CHECKING:
    from collections.abc import Sequence

router = APIRouter(prefix=PREFIX, tags=["decisions"])

_TAG = re.compile(r'\s*"(\d{1,7})"\s*')


@router.get(
    "/documents/{id}/decisions",
    response_model=DecisionsOut,
    summary="Mọi quyết định của người về một văn bản",
)
def listed(
    desk: AtDesk, _: Annotated[Who, needs("view")], document: Shown, response: Response
) -> DecisionsOut:
    """Cũ nhất trước, kể cả những quyết định đã hoàn tác; ETag là số của quyết định mới nhất."""
    return _all(desk, document, response)


@router.post(
    "/documents/{id}/decisions",
    response_model=DecisionsOut,
    summary="Ghi quyết định: sửa, xác nhận, không đọc được, đặt tên dấu, xoay trang, hoàn tác",
)
def made(
    desk: AtDesk,
    who: Annotated[Who, needs("review")],
    document: Shown,
    said: DecisionsIn,
    response: Response,
    if_match: Annotated[
        str | None, Header(max_length=100, description='ETag của bên gửi, ví dụ "3".')
    ] = None,
) -> DecisionsOut | Response:
    """Ghi tất cả hoặc không gì cả; 409 khi người khác đã quyết định đúng chỗ ấy trước."""
    seen = said.seen
    if if_match is not None and if_match.strip() != "*":
        tag = _TAG.fullmatch(if_match)
        newer = desk.archive.decisions.of(document)
        if tag is None or int(tag[1]) != len(newer):
            known = int(tag[1]) if tag is not None else 0
            told = "Văn bản đã có quyết định mới hơn. Hãy đọc lại rồi gửi lại."
            return _clash(412, told, newer[known:])
        seen = len(newer) if seen is None else seen
    if seen is None:
        raise HTTPException(422, "Cần `seen` hoặc If-Match: bên gửi đã biết tới quyết định nào.")
    changes = [_change(one) for one in said.changes]
    if not may_decide(desk, who, document, changes):
        raise HTTPException(403)
    return _decided(desk, who, document, changes, seen, response)


@router.post("/documents/{id}/sign", response_model=DecisionsOut, summary="Ký duyệt hồ sơ")
def signed(
    desk: AtDesk,
    who: Annotated[Who, needs("sign")],
    document: Shown,
    said: SignIn,
    response: Response,
) -> DecisionsOut | Response:
    """Khi không còn việc bắt buộc, hoặc với lý do; 409 khi người khác vừa sửa."""
    change = Change("sign", Target("document"), reason=said.reason)
    return _decided(desk, who, document, [change], said.seen, response)


def _decided(
    desk: Desk,
    who: Who,
    document: str,
    changes: Sequence[Change],
    seen: int,
    response: Response,
) -> DecisionsOut | Response:
    try:
        decide(desk, who, document, changes, seen)
    except ChangedMeanwhileError as error:
        return _clash(409, str(error), error.args[2], error.code)
    return _all(desk, document, response)


def _clash(
    status: int, detail: str, newer: Sequence[Decision], code: str = "changed-meanwhile"
) -> Response:
    told = [msgspec.to_builtins(_told(one, holds=True)) for one in newer]
    return JSONResponse({"detail": detail, "code": code, "newer": told}, status)


def _all(desk: Desk, document: str, response: Response) -> DecisionsOut:
    known = desk.archive.decisions.of(document)
    holding = {one.number for one in standing(known)}
    response.headers["etag"] = f'"{len(known)}"'
    return DecisionsOut(
        document=document,
        seen=len(known),
        signed=desk.archive.decisions.signed(document) is not None,
        items=[_told(one, holds=one.number in holding) for one in known],
    )


def _told(decision: Decision, *, holds: bool) -> DecisionOut:
    change = decision.change
    target: dict[str, Any] = msgspec.to_builtins(change.target)
    return DecisionOut(
        number=decision.number,
        at=decision.at,
        who=decision.who,
        act=change.act,
        target=target,
        before=change.before,
        after=change.after,
        reason=change.reason,
        undoes=change.undoes,
        holds=holds,
    )


def _change(said: ChangeIn) -> Change:
    told = said.target
    box = Box(*told.box) if told.box is not None else None
    target = Target(told.kind, told.key, told.page, box, told.where)
    return Change(said.act, target, said.before, said.after, said.reason, said.undoes)
