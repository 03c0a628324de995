"""What the nights did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, HTTPException, Path, Query

from pipeline.values.people import Who
from web.desk import AtDesk
from web.routes.api import PREFIX
from web.routes.api.answers import NightOut, NightPage
from web.security.doors import needs

if TYPE_CHECKING:
    from pipeline.archive.ledger.tables import NightRow

router = APIRouter(prefix=PREFIX, tags=["nights"])


@router.get("/nights", response_model=NightPage, summary="Các đêm gần đây, mới nhất trước")
def listed(
    desk: AtDesk,
    _: Annotated[Who, needs("view")],
    last: Annotated[int, Query(ge=1, le=200, description="Bấy nhiêu đêm.")] = 10,
) -> NightPage:
    """Đang chạy hay đã xong, với các số đếm."""
    return NightPage([_told(row) for row in desk.archive.ledger.nights(last)])


@router.get("/nights/{night}", response_model=NightOut, summary="Một đêm")
def one(
    desk: AtDesk, _: Annotated[Who, needs("view")], night: Annotated[str, Path(max_length=40)]
) -> NightOut:
    """Các số đếm của đêm ấy."""
    row = desk.archive.ledger.night(night) if "\0" not in night else None
    if row is None:
        raise HTTPException(404)
    return _told(row)


def _told(row: NightRow) -> NightOut:
    return NightOut(row.id, row.state, row.started, row.ended, row.counts)
