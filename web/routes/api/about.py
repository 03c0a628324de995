"""Is it there, is it ready; what may be asked, for programs and for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from pipeline.values.people import Who
from web.desk import AtDesk
from web.pages import page
from web.routes.api import PREFIX
from web.routes.api.answers import Health, Ready
from web.routes.api.description import described, groups_of
from web.security.doors import needs
from web.services.readiness import readiness

if TYPE_CHECKING:
    from starlette.responses import HTMLResponse

router = APIRouter(prefix=PREFIX, tags=["about"])


@router.get("/health", response_model=Health, summary="Bàn làm việc có trả lời không")
def health() -> Health:
    """Ai cũng hỏi được; không nói gì về kho."""
    return Health()


@router.get("/ready", response_model=Ready, summary="Kho, chỉ mục, hộp nhận có dùng được không")
def ready(desk: AtDesk, _: Annotated[Who, needs("administer")]) -> Ready:
    """Dành cho người quản trị; `troubles` nói cần làm gì."""
    found = readiness(desk)
    return Ready(
        status="ready" if not found.troubles else "not-ready",
        archive=desk.settings.archive,
        documents=found.documents,
        indexed=found.indexed,
        files=found.files,
        inbox=found.inbox,
        webhooks_failing=found.webhooks_failing,
        troubles=list(found.troubles),
    )


@router.get("/openapi.json", include_in_schema=False)
def openapi(request: Request, _: Annotated[Who, needs("view")]) -> JSONResponse:
    """What may be asked, for programs."""
    return JSONResponse(_document(request))


@router.get("/docs", include_in_schema=False)
def docs(request: Request, _: Annotated[Who, needs("view")]) -> HTMLResponse:
    """The same for people."""
    document = _document(request)
    return page(request, "api_docs.html", document=document, groups=groups_of(document))


def _document(request: Request) -> dict[str, Any]:
    state = request.app.state
    if not hasattr(state, "openapi"):
        state.openapi = described(state.api)
    document: dict[str, Any] = state.openapi
    return document
