"""Tabs of a document under review that are loaded when they are opened, and pages of their own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
from fastapi import Request

from pipeline.archive.decisions.clashes import signature_of
from pipeline.values.decisions import standing
from web.pages import fragment, page
from web.services.naming import label_of, texts_of

if TYPE_CHECKING:
    from starlette.responses import HTMLResponse

    from pipeline.values.decisions import Decision
    from pipeline.values.document import Document
    from pipeline.values.people import Who

__all__ = ["tab"]


def tab(
    request: Request,
    part: str,
    document: Document,
    decisions: tuple[Decision, ...],
    who: Who,
    **context: Any,
) -> HTMLResponse:
    """A tab for htmx to put in its place; opened by itself, a page with the tab in it.

    Args:
        request: It answers.
        part: Its template.
        document: Under review.
        decisions: All on record about it.
        who: Looks at it.
        context: What the template asks for besides `document` and `signed`.
    """
    told = {
        "document": document,
        "signed": signature_of(standing(decisions)) is not None,
        **context,
    }
    if "hx-request" in request.headers:
        return fragment(request, part, **told)
    mine = [
        {"number": one.number, "change": msgspec.to_builtins(one.change)}
        for one in standing(decisions)
        if one.who == who.name
    ]
    return page(
        request,
        "text/alone.html",
        part=part,
        label=label_of(texts_of(document), document.source.name),
        seen=decisions[-1].number if decisions else 0,
        mine=json.dumps(mine),
        **told,
    )
