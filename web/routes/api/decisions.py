"""What people decided of a document: read, and decided."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from fastapi import APIRouter, Header, HTTPException, Request, Response
from starlette.responses import JSONResponse

from pipeline.errors import ChangedMeanwhileError
from pipeline.geometry import Box
from pipeline.values.decisions import Change, Decision, Target, standing
from pipeline.values.people import Who
from web.desk import AtDesk, Desk
from web.routes.api.answers import (
    ChangeIn,
    DecisionOut,
    DecisionsIn,
    DecisionsOut,
    SignIn,
    TargetIn,
)
from web.security.doors import needs
from web.security.shown import Shown
from web.services.review import decide, right_for

if TYPE_CHECKING:
    from collections.abc import Sequence

router = APIRouter(tags=["decisions"])

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
    request: Request,
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
    return _decided(request, desk, who, document, [_change(one) for one in said.changes], seen)(
        response
    )


@router.post("/documents/{id}/sign", response_model=DecisionsOut, summary="Ký duyệt hồ sơ")
def signed(
    request: Request,
    desk: AtDesk,
    who: Annotated[Who, needs("sign")],
    document: Shown,
    said: SignIn,
    response: Response,
) -> DecisionsOut | Response:
    """Khi không còn việc bắt buộc, hoặc với lý do; 409 khi người khác vừa sửa."""
    change = Change("sign", Target("document"), reason=said.reason)
    return _decided(request, desk, who, document, [change], said.seen)(response)
