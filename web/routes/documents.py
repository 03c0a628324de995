"""A document's page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Request

from pipeline.values.people import Who
from web.desk import AtDesk
from web.pages import page
from web.routes.pictures import ThePictures
from web.security.doors import needs
from web.security.shown import Shown
from web.services.document import document_of
from web.services.files import MADE, stored_files
from web.services.picture_view import picture_view

if TYPE_CHECKING:
    from starlette.responses import HTMLResponse

router = APIRouter()


@router.get("/documents/{id}")
def document(
    request: Request,
    desk: AtDesk,
    pictures: ThePictures,
    document: Shown,
    who: Annotated[Who, needs("view")],
    q: str = "",
) -> HTMLResponse:
    """What it is, what it says, what lies on it, and what can be had of it."""
    shown = document_of(desk, document, q)
    asked = request.query_params.get("page", "")
    first = int(asked) if asked.isascii() and asked.isdecimal() else 0
    if first not in shown.numbers:
        first = min(shown.hits, default=shown.numbers[0] if shown.numbers else 1)
    return page(
        request,
        "document.html",
        shown=shown,
        question=q,
        first=first,
        files=list(stored_files(desk.archive, document).values()),
        made={name: said for name, said in MADE.items() if name != "bag.zip" or who.may("export")},
        view=picture_view(shown.decided, pictures.version(document)),
        hits=json.dumps([{"page": number, "boxes": boxes} for number, boxes in shown.hits.items()]),
        hit_count=sum(map(len, shown.hits.values())),
    )
