"""The tab “Chữ”: what a document's pages say, line by line, each under its picture."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import HTMLResponse

from pipeline.values.people import Who
from web.desk import AtDesk
from web.pages import fragment
from web.routes.tabs import tab
from web.security.doors import needs
from web.security.shown import Shown
from web.services.lines import page_lines, pages_told

__all__ = ["router"]

router = APIRouter()
Which = Literal["doubtful", "all"]


@router.get("/review/{id}/text")
def text(
    request: Request,
    document_id: Shown,
    desk: AtDesk,
    who: Annotated[Who, needs("review")],
    show: Which | None = None,
) -> HTMLResponse:
    """All pages of a document; each brings its lines when it is looked at.

    Where nothing is said, doubtful lines are shown, and all of them where none is in doubt.
    """
    document = desk.archive.read_document(document_id)
    decisions = desk.archive.decisions.of(document_id)
    pages = pages_told(document, decisions)
    doubtful = sum(one.doubtful for one in pages)
    show = show or ("doubtful" if doubtful else "all")
    return tab(
        request, "text/lines.html", document, decisions, who,
        pages=pages, show=show, doubtful=doubtful,
    )  # fmt: skip


@router.get("/review/{id}/text/{number}")
def text_page(
    request: Request,
    document_id: Shown,
    number: int,
    desk: AtDesk,
    _: Annotated[Who, needs("review")],
    show: Which = "all",
) -> HTMLResponse:
    """The lines of one page."""
    document = desk.archive.read_document(document_id)
    decisions = desk.archive.decisions.of(document_id)
    found = page_lines(document, decisions, number, only_doubtful=show == "doubtful")
    if found is None:
        raise HTTPException(404)
    return fragment(request, "text/page_lines.html", page=found, show=show)
