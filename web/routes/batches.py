"""“Lô việc”: one cause, many documents."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, Field
from starlette.responses import HTMLResponse, JSONResponse

from pipeline.review_list import CAUSES
from pipeline.values.people import Who
from web.desk import AtDesk
from web.pages import fragment, page
from web.security.doors import needs
from web.services.batches import (
    AT_MOST,
    BATCHED,
    Asked,
    Outcome,
    decide_many,
    groups,
    rows,
    undo_many,
)

__all__ = ["router"]

router = APIRouter()


class OneAsked(BaseModel):
    """A decision on one row."""

    document: str = Field(max_length=80)
    seen: int = Field(ge=0)
    key: str = Field(max_length=40)
    before: Any = None
    typed: str | None = Field(None, max_length=20_000)


class ManyAsked(BaseModel):
    """Decisions on rows of a batch."""

    rows: list[OneAsked] = Field(min_length=1, max_length=AT_MOST)


class OneMade(BaseModel):
    """A decision that was made."""

    document: str = Field(max_length=80)
    number: int = Field(ge=1)


class ManyMade(BaseModel):
    """Decisions to undo in one step."""

    made: list[OneMade] = Field(min_length=1, max_length=AT_MOST)


@router.get("/batches")
def batches(request: Request, desk: AtDesk, who: Annotated[Who, needs("review")]) -> HTMLResponse:
    """What many documents share that a person has to look at."""
    return page(request, "batches/list.html", groups=groups(desk, who))


@router.get("/batches/{cause}")
def batch(
    request: Request,
    cause: str,
    desk: AtDesk,
    who: Annotated[Who, needs("review")],
    office: str | None = None,
    after: str = "",
) -> HTMLResponse:
    """The documents of a group: the picture of each beside its value."""
    if cause not in BATCHED:
        raise HTTPException(404)
    found = rows(desk, who, cause, office, after)
    told: dict[str, Any] = {"cause": cause, "office": office, "found": found}
    if "hx-request" in request.headers:
        return fragment(request, "batches/rows.html", **told)
    return page(request, "batches/group.html", title=CAUSES[cause], **told)


@router.post("/batches/decide")
def decide(asked: ManyAsked, desk: AtDesk, who: Annotated[Who, needs("review")]) -> JSONResponse:
    """Decide on rows; each is answered for itself."""
    wanted = [Asked(one.document, one.seen, one.key, one.before, one.typed) for one in asked.rows]
    return _told(decide_many(desk, who, wanted))


@router.post("/batches/undo")
def undo(made: ManyMade, desk: AtDesk, who: Annotated[Who, needs("review")]) -> JSONResponse:
    """Undo the decisions of a batch in one step."""
    return _told(undo_many(desk, who, [(one.document, one.number) for one in made.made]))


def _told(outcomes: list[Outcome]) -> JSONResponse:
    return JSONResponse(
        {
            "outcomes": [
                {
                    "document": one.document,
                    "state": one.state,
                    "number": one.number,
                    "said": one.said,
                    "value": one.value,
                    "seen": one.seen,
                }
                for one in outcomes
            ]
        }
    )
