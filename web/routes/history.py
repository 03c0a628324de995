"""A document's history, and what people decide there: readings again, and papers scanned twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.responses import RedirectResponse

from pipeline.archive.fonds import visible
from pipeline.archive.twins import decide
from pipeline.values.people import Who
from web.desk import AtDesk
from web.pages import page
from web.security.doors import needs
from web.security.shown import Shown
from web.services.document import document_of
from web.services.history import RAN, history_of

if TYPE_CHECKING:
    from starlette.responses import HTMLResponse, Response

router = APIRouter()


@router.get("/documents/{id}/history")
def history(
    request: Request, desk: AtDesk, document: Shown, who: Annotated[Who, needs("view")]
) -> HTMLResponse:
    """What became of it."""
    shown = document_of(desk, document, "")
    told = history_of(desk, document, who)
    return page(request, "history.html", shown=shown, history=told, ran=RAN)


@router.post("/documents/{id}/versions/{stamp}/{verdict}")
def version(
    desk: AtDesk,
    document: Shown,
    stamp: str,
    verdict: Literal["release", "reject"],
    who: Annotated[Who, needs("sign")],
) -> Response:
    """Put a reading again in the document's place, or do away with it."""
    try:
        row = desk.archive.ledger.versions.one(document, stamp)
    except LookupError:
        raise HTTPException(404) from None
    desk.works.decide_version(desk.archive, row, who.name, release=verdict == "release")
    return RedirectResponse(f"/documents/{document}/history", 303)


@router.post("/documents/{id}/twins/{other}")
def twin(
    desk: AtDesk,
    document: Shown,
    other: str,
    same: Annotated[Literal["yes", "no"], Form()],
    who: Annotated[Who, needs("review")],
) -> Response:
    """Say whether two documents are one paper."""
    if not visible(desk.archive, who, [other]) or not desk.archive.ledger.document(other):
        raise HTTPException(404)
    decide(desk.archive, document, other, who.name, same=same == "yes")
    return RedirectResponse(f"/documents/{document}/history#twins", 303)
