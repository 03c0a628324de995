"""The page a clerk opens in the morning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Request

from pipeline.values.people import Who
from web.desk import AtDesk
from web.pages import page
from web.security.doors import needs

if TYPE_CHECKING:
    from starlette.responses import HTMLResponse

router = APIRouter()


@router.get("/")
def morning(request: Request, desk: AtDesk, _: Annotated[Who, needs("view")]) -> HTMLResponse:
    """What the night did, and what needs a person."""
    return page(request, "morning.html", counts=desk.archive.ledger.records.counts())
