"""Finding documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Request
from markupsafe import Markup

from pipeline.errors import QueryError, SearchIndexError
from pipeline.values.people import Who
from web.desk import AtDesk
from web.pages import page
from web.security.doors import needs
from web.services.finding import MOST_PAGES, Asked, find, narrowings
from web.services.naming import title_of

if TYPE_CHECKING:
    from starlette.responses import HTMLResponse

    from pipeline.archive.search.snippets import Snippet

router = APIRouter()

EXAMPLES = (
    "1943-CV/QU",
    "phong chong dich",
    '"phòng, chống dịch"',
    "loại: quyết định, năm: 2024",
    "cơ quan: quận ủy, khẩu trang",
    "người ký: nguyễn mạnh hà",
    "cần xem: phải",
)


@router.get("/search")
def search(request: Request, desk: AtDesk, who: Annotated[Who, needs("view")]) -> HTMLResponse:
    """The box, and what answers the question in it."""
    asked = Asked.of(request.query_params)
    told: dict[str, Any] = {
        "asked": asked,
        "examples": EXAMPLES,
        "most_pages": MOST_PAGES,
        "found": None,
        "wrong": None,
        "no_index": None,
        "narrowings": (),
    }
    if asked.nothing:
        return page(request, "search.html", **told)
    try:
        found = find(desk, who, asked)
    except QueryError as error:
        return page(request, "search.html", 400, **{**told, "wrong": error.said})
    except SearchIndexError as error:
        return page(request, "search.html", 503, **{**told, "no_index": str(error)})
    told |= {"found": found, "narrowings": narrowings(found)}
    return page(request, "search.html", title_of=title_of, marked=marked, **told)


def marked(snippet: Snippet) -> Markup:
    """A snippet with what was asked for marked; neighbours share one mark.

    Whatever the paper says is escaped.
    """
    html, at = Markup(""), 0  # empty
    for start, end in snippet.marks:
        html += snippet.text[at:start] + Markup("<mark>") + snippet.text[start:end]
        html += Markup("</mark>")
        at = end
    return (html + snippet.text[at:]).replace(Markup("</mark> <mark>"), " ")
