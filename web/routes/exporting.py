"""Documents taken out as files (hồ sơ): one, or what answers a question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from pipeline.archive.fonds import visible
from pipeline.errors import DigitiseError
from pipeline.profiles import PROFILES
from pipeline.values.people import Who
from web.desk import AtDesk
from web.pages import page
from web.security.doors import needs
from web.services.exporting import (
    MOST,
    MOST_PLAN_BYTES,
    Drafted,
    chosen_by,
    draft_of,
    plan_of,
    template_of,
    zipped_export,
)
from web.services.finding import Asked
from web.services.naming import title_of
from web.streaming import streamed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

    from web.desk import Desk

router = APIRouter()

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/export")
def export_page(request: Request, desk: AtDesk, who: Annotated[Who, needs("export")]) -> Response:
    """What would be exported, how, and what a plan is."""
    told = _wanted(desk, who, request.query_params, request.query_params.getlist("id"))
    return page(request, "export.html", **told)


@router.post("/export")
async def export(request: Request, desk: AtDesk, who: Annotated[Who, needs("export")]) -> Response:
    """The export as a ZIP, or the plan to be filled in; or what is lacking."""
    form = await request.form(max_files=1, max_fields=MOST + 50)
    values = {key: value for key, value in form.items() if isinstance(value, str)}
    ids = [value for value in form.getlist("id") if isinstance(value, str)]
    uploaded = form.get("plan")
    name, data = "", b""
    if isinstance(uploaded, UploadFile):
        name, data = uploaded.filename or "", await uploaded.read(MOST_PLAN_BYTES + 1)
    return await run_in_threadpool(_answer, request, desk, who, values, ids, name, data)


def _answer(  # a form, taken apart
    request: Request,
    desk: Desk,
    who: Who,
    values: Mapping[str, str],
    ids: list[str],
    name: str,
    data: bytes,
) -> Response:
    told = _wanted(desk, who, values, ids)
    profile = values.get("profile", "")
    if profile not in PROFILES or not told["ids"]:
        raise HTTPException(400)
    if told["total"] > MOST:
        return page(request, "export.html", 422, **told | {"profile": profile})
    try:
        made = draft_of(desk, profile, told["ids"], plan_of(name, data))
        return _sent(request, desk, made, values, told)
    except DigitiseError as error:
        return page(request, "export.html", 422, **told | {"profile": profile, "wrong": str(error)})


def _sent(
    request: Request, desk: Desk, made: Drafted, values: Mapping[str, str], told: dict[str, Any]
) -> Response:
    if values.get("act") == "plan":
        return streamed(iter((template_of(made),)), f"kế hoạch {made.profile}.xlsx", _XLSX)
    if not made.ready or made.too_large:
        return page(request, "export.html", 422, **told | {"profile": made.profile, "made": made})
    return streamed(zipped_export(desk, made), f"xuất {made.profile}.zip", "application/zip")


def _wanted(desk: Desk, who: Who, values: Mapping[str, str], named: list[str]) -> dict[str, Any]:
    """The documents that are meant, those alone that this person sees, for the page."""
    asked, only = Asked.of(values), None
    if named:
        ids = visible(desk.archive, who, named[: MOST + 1])
        rows = desk.archive.ledger.records.of(ids)
        ids, total = [row.id for row in rows], len(rows)
        if total == 1:
            only = title_of(rows[0].fields, rows[0].name).head
    elif asked.nothing:
        ids, total = [], 0
    else:
        ids, total = chosen_by(desk, who, asked)
    return {
        "ids": ids,
        "named": named,
        "only": only,
        "total": total,
        "asked": asked,
        "most": MOST,
        "profiles": PROFILES,
        "profile": "",
        "made": None,
        "wrong": None,
    }
