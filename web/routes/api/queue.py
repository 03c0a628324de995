"""What waits for a person."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Query

from pipeline.archive.ledger.queue import Place, Waiting
from pipeline.review_list import Reviewed
from pipeline.values.people import Who
from web.desk import AtDesk
from web.routes.api import PREFIX
from web.routes.api.answers import WaitingOut, WaitingPage
from web.routes.api.cursors import Cursor, packed, unpacked
from web.security.doors import needs
from web.services.queue import queue

router = APIRouter(prefix=PREFIX, tags=["review"])


@router.get("/review", response_model=WaitingPage, summary="Các văn bản cần người xem")
def listed(
    desk: AtDesk,
    who: Annotated[Who, needs("review")],
    grade: Annotated[Literal["must", "should"] | None, Query(description="Chỉ mức này.")] = None,
    cursor: Cursor = None,
) -> WaitingPage:
    """Theo thứ tự của trang duyệt: mức nặng trước, rồi việc mà một phút sửa được nhiều nhất."""
    wanted = Waiting(grades=(grade,) if grade else ("must", "should"))
    page = queue(desk, who, wanted, unpacked(cursor, _place) if cursor else None)
    return WaitingPage(
        items=[_told(row.reviewed) for row in page.rows],
        next=packed(page.more.at, page.more.id) if page.more else None,
        total=page.total,
    )


def _told(reviewed: Reviewed) -> WaitingOut:
    return WaitingOut(
        id=reviewed.id,
        href=f"/api/v1/documents/{reviewed.id}",
        name=reviewed.name,
        grade=reviewed.grade,
        fields=dict(reviewed.fields),
        notes=[msgspec.to_builtins(note) for note in reviewed.notes],
    )


def _place(at: Any, document: Any) -> Place:
    return Place(float(at), str(document))
