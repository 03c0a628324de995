"""Programs that are told of what happens: for who administers."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from pipeline.values.people import Who
from web.desk import AtDesk
from web.pages import page
from web.security.doors import needs
from web.services.webhooks import WebhookError, remove_webhook

router = APIRouter(prefix="/people")
Chief = Annotated[Who, needs("administer")]


@router.get("/webhooks")
def webhooks(request: Request, desk: AtDesk, _: Chief) -> Response:
    """All of them, and which do not take what they are told."""
    return _shown(request, desk)


@router.post("/webhooks/remove")
def remove(
    request: Request, desk: AtDesk, _: Chief, webhook: Annotated[str, Form(max_length=40)]
) -> Response:
    """It is told no more; asking for one is for the terminal."""
    try:
        remove_webhook(desk.archive, webhook)
    except WebhookError as error:
        return _shown(request, desk, said=str(error))
    return RedirectResponse("/people/webhooks", 303)


def _shown(request: Request, desk: AtDesk, said: str = "") -> Response:
    found = desk.archive.ledger.webhooks.all()
    status = 404 if said else 200
    return page(request, "people/webhooks.html", status, webhooks=found, said=said)
