"""The queue of what waits for a person, and one document a screen."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlencode

import msgspec
from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.background import BackgroundTask
from starlette.responses import JSONResponse, RedirectResponse, Response

from pipeline.archive.ledger.queue import Place, Waiting
from pipeline.errors import ArchiveError, ChangedMeanwhileError
from pipeline.review_list import CAUSES, place_said
from pipeline.values.decisions import Change, Decision
from pipeline.values.people import Who
from web.desk import AtDesk
from web.pages import environment, fragment, page
from web.routes.pictures import ThePictures
from web.security.doors import needs
from web.security.shown import Shown
from web.services.picture_view import picture_view
from web.services.pictures import NoSuchPageError
from web.services.queue import MANY, choices, next_after, queue
from web.services.review import (
    Review,
    decide,
    decision_said,
    may_decide,
    review_of,
)
from web.services.review_fields import said, typed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.responses import HTMLResponse

    from web.clock import Clock
    from web.desk import Desk
    from web.services.pictures import Pictures

router = APIRouter()

Grade = Literal["must", "should", "may", ""]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the queue, or of a document in it, asks for.

    Attributes:
        grade: Empty: what must and what should be looked at.
        cause: As of `Waiting`; so `org`, `year`, `fonds`; empty: all.
        mine: Only what this person has begun.
        ready: What was looked at and waits to be signed off.
        signed: What is signed off.
        at: Where the document stood when it was opened: `place:id`.
    """

    grade: Grade = ""
    cause: str = ""
    org: str = ""
    year: str = ""
    fonds: str | None = None
    mine: bool = False
    ready: bool = False
    signed: bool = False
    at: str = ""

    def waiting(self, who: Who) -> Waiting:
        """The same for the ledger."""
        grades: tuple[str, ...] = (self.grade,) if self.grade else ("must", "should")
        if self.ready:
            grades = ("should", "may", "none")
        if self.signed or (self.mine and not self.grade):
            grades = ("must", "should", "may", "none")
        return Waiting(
            grades,
            self.cause or None,
            self.org or None,
            self.year or None,
            self.fonds,
            by=who.name if self.mine else None,
            signed=self.signed,
            begun=True if self.ready else None,
        )

    @property
    def narrowed(self) -> bool:
        """Whether a filter is set."""
        return bool(self.grade or self.cause or self.org or self.year) or self.fonds is not None

    @property
    def place(self) -> Place | None:
        """Where the document stood; None where nobody said."""
        number, colon, document = self.at.partition(":")
        try:
            return Place(float(number), document) if colon else None
        except ValueError:
            return None

    def query(self, at: Place | None = None) -> str:
        """As a part of an address, with another place."""
        plain = {key: value for key, value in msgspec.to_builtins(self).items() if key != "at"}
        told = {key: "1" if value is True else value for key, value in plain.items() if value}
        if at is not None:
            told["at"] = f"{at.at!r}:{at.id}"
        return f"?{urlencode(told)}" if told else ""


def _asked(
    grade: Grade = "",
    cause: str = "",
    org: str = "",
    year: str = "",
    fonds: str | None = None,
    mine: bool = False,
    ready: bool = False,
    signed: bool = False,
    at: str = "",
) -> Asked:
    return Asked(grade, cause, org, year, fonds or None, mine, ready, signed, at)


Filtered = Annotated[Asked, Depends(_asked)]


class Sent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a page sends to have decided."""

    seen: int
    changes: tuple[Change, ...]


async def _sent(request: Request) -> Sent:
    try:
        return msgspec.json.decode(await request.body(), type=Sent)
    except msgspec.MsgspecError as error:
        raise HTTPException(422, f"Yêu cầu không đúng dạng ({error}).") from error


@router.get("/review")
def waiting(
    request: Request, desk: AtDesk, who: Annotated[Who, needs("review")], asked: Filtered
) -> HTMLResponse:
    """What waits for a person, in the order in which a minute mends most."""
    found = queue(desk, who, asked.waiting(who), asked.place)
    return page(
        request,
        "review/queue.html",
        queue=found,
        asked=asked,
        causes=CAUSES,
        many=MANY,
        replace=replace,
    )


@router.get("/review/filters")
def filters(
    request: Request, desk: AtDesk, who: Annotated[Who, needs("review")], asked: Filtered
) -> HTMLResponse:
    """What the queue can be narrowed to: a part of its page, fetched once that is shown."""
    found = choices(desk, who, asked.waiting(who))
    return fragment(request, "review/filters.html", choices=found, asked=asked, causes=CAUSES)


@router.get("/review/next")
def following(
    desk: AtDesk, who: Annotated[Who, needs("review")], asked: Filtered
) -> RedirectResponse:
    """On to the next document behind the one at `at`, or to the queue when it is done."""
    place = next_after(desk, who, asked.waiting(who), asked.place)
    if place is None:
        return RedirectResponse(f"/review{asked.query(asked.place)}", 303)
    return RedirectResponse(f"/review/{place.id}{asked.query(place)}", 303)


@router.get("/review/{id}")  # Shown takes it
def document(
    request: Request,
    desk: AtDesk,
    who: Annotated[Who, needs("review")],
    asked: Filtered,
    pictures: ThePictures,
    document_id: Shown,
) -> HTMLResponse:
    """One document: the picture, and the record beside it."""
    review = review_of(desk, who, document_id)
    place = asked.place or desk.archive.ledger.queue.place(document_id)
    answer = page(
        request,
        "review/document.html",
        review=review,
        view=picture_view(review.document, pictures.version(document_id)),
        mine=[_done(one) for one in review.mine],
        next_address=f"/review/next{asked.query(place)}",
        queue_address=f"/review{asked.query()}",
        **_words(),
    )
    answer.background = BackgroundTask(
        _prepare_next, desk, who, pictures, asked.waiting(who), place
    )
    return answer


def _prepare_next(
    desk: Desk, who: Who, pictures: Pictures, wanted: Waiting, place: Place | None
) -> None:
    """Have the pages drawn that will probably be looked at next; this answer is on its way."""
    following = next_after(desk, who, wanted, place)
    if following is not None:
        with suppress(NoSuchPageError, ArchiveError):  # told when it is opened
            pictures.prepare(following.id)


@router.post("/review/{id}/decide")
def decided(
    desk: AtDesk,
    who: Annotated[Who, needs("review")],
    document_id: Shown,  # before what was sent is looked at: it would tell that there is one
    sent: Annotated[Sent, Depends(_sent)],
) -> Response:
    """Put decisions on record; 409 with what others decided where somebody was first."""
    if not may_decide(desk, who, document_id, sent.changes):
        raise HTTPException(403)
    try:
        done = decide(desk, who, document_id, sent.changes, sent.seen)
    except ChangedMeanwhileError as error:
        review = review_of(desk, who, document_id)
        newer = desk.archive.decisions.of(document_id)[sent.seen :]
        return _answer(desk, who, review, (), newer, f"{error}", 409)
    return _answer(desk, who, done.review, done.made, done.others)


def _answer(
    desk: Desk,
    who: Who,
    review: Review,
    made: tuple[Decision, ...],
    others: tuple[Decision, ...],
    detail: str | None = None,
    status: int = 200,
) -> JSONResponse:
    """What changed on the screen: numbers, what others decided, and the parts anew."""
    content: dict[str, Any] = {
        "seen": review.seen,
        "numbers": [one.number for one in made],
        "others": [_told(one, desk.clock) for one in others],
        "parts": _parts(desk, who, review, (*made, *others)),
    }
    if detail is not None:
        content["detail"] = detail
    return JSONResponse(content, status, headers={"Cache-Control": "no-store"})


def _parts(desk: Desk, who: Who, review: Review, decisions: Iterable[Decision]) -> dict[str, str]:
    templates, words = environment(desk.clock), _words()
    rows = templates.get_template("review/field.html").make_module(words)
    notes = templates.get_template("review/notes.html").make_module(words)
    keys = {one.change.target.key for one in decisions if one.change.target.kind == "field"}
    parts = {
        f"field-{field.key}": str(rows.row(field, review.signed is not None))  # type: ignore[attr-defined]
        for field in review.fields
        if field.key in keys
    }
    parts["notes"] = str(notes.notes(review, who))  # type: ignore[attr-defined]
    parts["signing"] = str(notes.signing(review, who))  # type: ignore[attr-defined]
    return parts


def _told(decision: Decision, clock: Clock) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(decision.change)
    return {
        **plain,
        "number": decision.number,
        "who": decision.who,
        "at": clock.brief(decision.at),
        "said": decision_said(decision),
    }


def _done(decision: Decision) -> dict[str, Any]:
    return {"number": decision.number, "change": msgspec.to_builtins(decision.change)}


def _words() -> dict[str, Any]:
    """What the templates say values with."""
    return {"typed": typed, "said": said, "place_said": place_said}
