"""The tab “Dấu và chữ chưa đọc”: marks to name and to read, and print that was not read."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import HTMLResponse

from pipeline.mark_kinds import MARK_KINDS
from pipeline.values.people import Who
from web.desk import AtDesk
from web.pages import fragment
from web.routes.tabs import tab
from web.security.doors import needs
from web.security.shown import Shown
from web.services.marks import KINDS_BY_KEY, page_marks, pages_of_marks

__all__ = ["router"]

router = APIRouter()
Which = Literal["needed", "all"]


@router.get("/review/{id}/marks")
def marks(
    request: Request,
    document_id: Shown,
    desk: AtDesk,
    who: Annotated[Who, needs("review")],
    show: Which | None = None,
) -> HTMLResponse:
    """All pages of a document; each brings its marks when it is looked at."""
    document = desk.archive.read_document(document_id)
    decisions = desk.archive.decisions.of(document_id)
    pages = pages_of_marks(document, decisions)
    needed = sum(one.needs for one in pages)
    show = show or ("needed" if needed else "all")
    return tab(
        request, "text/marks.html", document, decisions, who,
        pages=pages, show=show, needed=needed, by_key=KINDS_BY_KEY, kinds=MARK_KINDS,
    )  # fmt: skip


@router.get("/review/{id}/marks/{number}")
def marks_page(
    request: Request,
    document_id: Shown,
    number: int,
    desk: AtDesk,
    _: Annotated[Who, needs("review")],
    show: Which = "all",
) -> HTMLResponse:
    """What is on one page besides its print."""
    document = desk.archive.read_document(document_id)
    decisions = desk.archive.decisions.of(document_id)
    field = desk.archive.decisions.laid_over(document).fields.get("incoming_stamp")
    stamp = None if field is None else field.value
    found = page_marks(document, decisions, number, stamp, only_needed=show == "needed")
    if found is None:
        raise HTTPException(404)
    return fragment(
        request, "text/page_marks.html", page=found, show=show, stamp=stamp, kinds=MARK_KINDS
    )
