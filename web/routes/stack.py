"""The tab “Trang”: the pages of the scanned file, where documents begin, and how pages lie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form, HTTPException, Query, Request
from starlette.responses import HTMLResponse

from pipeline.errors import CutError
from pipeline.values.people import Who
from web.desk import AtDesk, Desk
from web.pages import fragment
from web.routes.tabs import tab
from web.security.doors import needs
from web.security.shown import Shown
from web.services.stack import Stack, as_it_was, cut, give_up, preview, ranges_of, stack_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from web.services.stack import Ranges

__all__ = ["router"]

router = APIRouter()
Starts = Annotated[str, Form(pattern=r"^[0-9, ]{0,4000}$")]


@router.get("/review/{id}/pages")
def pages(
    request: Request,
    document_id: Shown,
    desk: AtDesk,
    who: Annotated[Who, needs("review")],
) -> HTMLResponse:
    """All documents of the scanned file as a strip of pages with the cuts between them."""
    document = desk.archive.read_document(document_id)
    decisions = desk.archive.decisions.of(document_id)
    stack = _stack(desk, document_id)
    return tab(request, "text/stack.html", document, decisions, who, stack=stack)


@router.get("/review/{id}/pages/state")
def state(
    request: Request, document_id: Shown, desk: AtDesk, _: Annotated[Who, needs("review")]
) -> HTMLResponse:
    """How far a cut is that was asked for; says so until it is done."""
    stack = _stack(desk, document_id)
    answer = fragment(request, "text/stack_state.html", stack=stack, document_id=document_id)
    if stack.at_work.state != "cutting" and stack.wish is None:
        answer.headers["HX-Trigger"] = "stack:settled"
    return answer


@router.get("/review/{id}/pages/preview")
def what_becomes(
    request: Request,
    document_id: Shown,
    desk: AtDesk,
    _: Annotated[Who, needs("review")],
    starts: Annotated[str, Query(pattern=r"^[0-9, ]{0,4000}$")] = "",
) -> HTMLResponse:
    """What would become of the documents if they began at these pages."""
    stack = _stack(desk, document_id)
    try:
        wanted = ranges_of(stack, _numbers(starts))
        told = preview(desk, stack, wanted)
    except CutError as error:
        return fragment(request, "text/stack_refused.html", 422, said=str(error))
    same = set(wanted) == set(stack.ranges)
    return fragment(request, "text/stack_preview.html", told=told, same=same, stack=stack)


@router.post("/review/{id}/pages/cut")
def cut_so(
    request: Request,
    document_id: Shown,
    desk: AtDesk,
    who: Annotated[Who, needs("sign")],
    starts: Starts = "",
) -> HTMLResponse:
    """Cut the file so."""
    return _cut(request, desk, document_id, who, lambda stack: ranges_of(stack, _numbers(starts)))


@router.post("/review/{id}/pages/uncut")
def uncut(
    request: Request,
    document_id: Shown,
    desk: AtDesk,
    who: Annotated[Who, needs("sign")],
) -> HTMLResponse:
    """Cut the file as it was cut before the last time."""
    return _cut(request, desk, document_id, who, as_it_was)


@router.post("/review/{id}/pages/again")
def again(
    request: Request,
    document_id: Shown,
    desk: AtDesk,
    who: Annotated[Who, needs("sign")],
) -> HTMLResponse:
    """Try the cut again that waits."""

    def waiting(stack: Stack) -> Ranges | None:
        return stack.wish.pages if stack.wish else None

    return _cut(request, desk, document_id, who, waiting)


@router.post("/review/{id}/pages/give-up")
def no_longer(
    request: Request,
    document_id: Shown,
    desk: AtDesk,
    _: Annotated[Who, needs("sign")],
) -> HTMLResponse:
    """The cut that waits is not wanted any more."""
    give_up(desk, _stack(desk, document_id))
    return _state(request, desk, document_id)


def _stack(desk: Desk, document_id: str) -> Stack:
    found = stack_of(desk, document_id)
    if found is None:
        raise HTTPException(404)
    return found


def _cut(
    request: Request,
    desk: Desk,
    document_id: str,
    who: Who,
    wanted: Callable[[Stack], Ranges | None],
) -> HTMLResponse:
    """Cut a file as somebody wants it, and tell how far that is; None = nothing is wanted."""
    stack = _stack(desk, document_id)
    try:
        ranges = wanted(stack)
        if ranges is not None:
            cut(desk, stack, ranges, who.name)
    except CutError as error:
        return fragment(request, "text/stack_refused.html", 422, said=str(error))
    return _state(request, desk, document_id)


def _state(request: Request, desk: Desk, document_id: str) -> HTMLResponse:
    stack = _stack(desk, document_id)
    return fragment(request, "text/stack_state.html", stack=stack, document_id=document_id)


def _numbers(said: str) -> list[int]:
    return [int(one) for one in said.replace(",", " ").split()]
