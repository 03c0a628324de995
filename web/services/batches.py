"""One cause, many documents: what the machine does badly in the same way on many papers.

A person sees each paper's own picture beside its value; nothing is carried from one paper to the
next unless the person says to which.  Every decision is a fact of its own, with what stood before
on that paper, and is refused there when somebody else has decided meanwhile.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pipeline.archive.fonds import visible
from pipeline.errors import ArchiveError, ChangedMeanwhileError, DecisionError
from pipeline.geometry import Box
from pipeline.review_list import CAUSES
from pipeline.values.decisions import Change, Target
from web.services.places import crop_of
from web.services.review import review_of
from web.services.review_fields import FORMS, typed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.archive.ledger.causes import CauseGroup
    from pipeline.values.document import Document
    from pipeline.values.people import Who
    from web.desk import Desk
    from web.services.places import Crop
    from web.services.review import Review, ReviewField

__all__ = [
    "BATCHED",
    "AGroup",
    "Asked",
    "BatchRow",
    "Outcome",
    "Page",
    "decide_many",
    "groups",
    "rows",
    "undo_many",
]

BATCHED: tuple[str, ...] = ("pen", "number", "letterhead", "title", "signer")
"""Causes whose notes are about fields of the record: each has a place on the paper and a value."""

OFFICES_AT_MOST = 100
LEAST = 2  # documents of an office that are worth a group of their own
ROWS_AT_ONCE = 20
AT_MOST = 200
"""Documents that one word may decide."""
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_HEAD = 0.22  # of a page: where a field that was not found would stand


@dataclass(frozen=True, slots=True)
class AGroup:
    """Documents that wait for one reason, of one office.

    Attributes:
        cause: Short name.
        title: In Vietnamese.
        office: As the ledger knows it; None = of all offices.
        office_said: For a person.
        documents: How many.
        must: How many of them must be looked at.
        minutes: That they take one by one.
    """

    cause: str
    title: str
    office: str | None
    office_said: str
    documents: int
    must: int
    minutes: float


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A field of a document in a batch: its picture and its value.

    Attributes:
        document: Id.
        seen: Number of the last decision on it.
        label: As clerks call the document.
        name: Of its file.
        key: Of the field.
        field: What a clerk calls it.
        kind: How it is typed.
        value: As it stands, as it is typed; empty where there is none.
        before: As it stands, as the record has it.
        alternatives: Other readings, as they are typed.
        why: A person should look.
        signed: The record is signed off: nothing is changed before it is opened again.
        page: It stands on; box in original pixels, where it is known.
        box: The same.
        crop: Its picture.
    """

    document: str
    seen: int
    label: str
    name: str
    key: str
    field: str
    kind: str
    value: str
    before: Any
    alternatives: tuple[str, ...]
    why: str
    signed: bool
    page: int
    box: Box | None
    crop: Crop


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a group, and where the next begin; None at the end."""

    rows: tuple[BatchRow, ...]
    after: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A decision on one row, as the person's page has it.

    Attributes:
        document: Id.
        seen: Number of the last decision that the page knew.
        key: Of the field.
        before: Value that the page showed.
        typed: What shall stand there, as typed; None = what stands is right.
    """

    document: str
    seen: int
    key: str
    before: Any
    typed: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a decision on one document.

    Attributes:
        document: Id.
        state: `done`; `overtaken`: somebody else decided meanwhile; `refused`.
        number: Of the decision.
        said: Why nothing came of it; Vietnamese.
        value: As it stands now, as it is typed.
        seen: Number of the last decision now.
    """

    document: str
    state: Literal["done", "overtaken", "refused"]
    number: int | None = None
    said: str = ""
    value: str = ""
    seen: int = 0


def groups(desk: Desk, who: Who) -> list[AGroup]:
    """What waits: each cause with all its documents, and below it offices that have several."""
    ledger = desk.archive.ledger
    whole = ledger.causes.groups(BATCHED, who.fonds, by_office=False)
    parts = ledger.causes.groups(
        BATCHED, who.fonds, by_office=True, least=LEAST, most=OFFICES_AT_MOST
    )
    told = {row.id: row.fields for row in ledger.records.of([one.example for one in parts])}
    found = []
    for one in whole:
        found.append(_group(one, None, "mọi cơ quan"))
        found += [
            _group(part, part.office, _office_said(told.get(part.example, {})))
            for part in parts
            if part.cause == one.cause and part.office
        ]
    return found


def rows(desk: Desk, who: Who, cause: str, office: str | None, after: str = "") -> Page:
    """The next documents of a group, each field that its cause is about a row.

    Args:
        desk: The archive.
        who: Asks; sees documents of some fonds.
        cause: Of the group.
        office: The same; None = of all offices.
        after: `Page.after` of the rows before.
    """
    behind = after.rpartition("|")
    found = desk.archive.ledger.causes.members(
        cause, office, who.fonds, after=(behind[0], behind[2]), most=ROWS_AT_ONCE
    )
    told = [row for _, one in found for row in _rows(desk, who, one, cause)]
    return Page(tuple(told), "|".join(found[-1]) if len(found) == ROWS_AT_ONCE else None)


def decide_many(desk: Desk, who: Who, asked: Sequence[Asked]) -> list[Outcome]:
    """Decide on rows of a batch, each on its own: what is refused on one stops no other.

    Raises:
        DecisionError: They are more than `AT_MOST`.
    """
    if len(asked) > AT_MOST:
        raise DecisionError("lô việc", f"{len(asked)} văn bản một lần; nhiều nhất {AT_MOST}")
    seen = set(visible(desk.archive, who, list({one.document for one in asked})))
    return [
        _decided(desk, who, one)
        if one.document in seen
        else Outcome(one.document, "refused", said="không có văn bản này")
        for one in asked
    ]


def undo_many(desk: Desk, who: Who, made: Sequence[tuple[str, int]]) -> list[Outcome]:
    """Undo the decisions of a batch, all in one step; those that others overtook stay."""
    seen = set(visible(desk.archive, who, list({document for document, _ in made})))
    return [
        _undone(desk, who, document, number)
        if document in seen
        else Outcome(document, "refused", said="không có văn bản này")
        for document, number in made
    ]


def _office_said(fields: Mapping[str, str]) -> str:
    return fields.get("org") or fields.get("symbol") or "chưa rõ cơ quan"


def _group(found: CauseGroup, office: str | None, said: str) -> AGroup:
    return AGroup(
        found.cause,
        CAUSES[found.cause],
        office,
        said,
        found.documents,
        found.must,
        found.minutes,
    )


def _rows(desk: Desk, who: Who, document_id: str, cause: str) -> Iterator[BatchRow]:
    try:
        review = review_of(desk, who, document_id)
    except ArchiveError:
        return  # damaged: told on the morning page, and no matter of a batch
    wanted = {
        key
        for note in review.document.review
        if note.cause == cause and note.grade != "may"
        for key in note.fields
    }
    for field in review.fields:
        if field.key in wanted and field.form.shape == "one" and field.state == "open":
            yield _row(review, field)


def _row(review: Review, field: ReviewField) -> BatchRow:
    document, kind = review.document, field.form.kind
    box = field.machine.box
    page = next(
        (one for one in document.pages if one.number == field.machine.page), document.pages[0]
    )
    width, height = page.size_px
    shown = box if box is not None and field.machine.page is not None else None
    return BatchRow(
        document.id,
        review.seen,
        review.label,
        document.source.name,
        field.key,
        field.label,
        kind,
        typed(kind, field.value),
        field.value,
        tuple(typed(kind, one.value) for one in field.alternatives),
        field.why,
        review.signed is not None,
        page.number,
        shown,
        crop_of(
            document.id,
            page,
            shown or _head(width, height, page.rotation),
            most_high=90 if shown else 170,
            most_wide=620,
        ),
    )


def _head(width: int, height: int, rotation: int) -> Box:
    """The upper part of a page as it stands, in its original's pixels."""
    deep = round(_HEAD * (width if rotation % 180 else height))
    return {
        0: Box(0, 0, width, deep),
        90: Box(0, 0, deep, height),
        180: Box(0, height - deep, width, deep),
        270: Box(width - deep, 0, deep, height),
    }[rotation % 360]


def _decided(desk: Desk, who: Who, asked: Asked) -> Outcome:
    target = Target("field", asked.key)
    try:
        if asked.typed is None:
            change = Change("confirm", target, before=asked.before)
        else:
            after = _value(asked.document, asked.key, asked.typed)
            change = Change("correct", target, before=asked.before, after=after)
        made = desk.archive.decisions.decide(asked.document, [change], who.name, asked.seen)
    except ChangedMeanwhileError as error:
        return _told(desk, asked.document, asked.key, "overtaken", said=str(error))
    except (DecisionError, ArchiveError) as error:
        return Outcome(asked.document, "refused", said=str(error))
    return _told(desk, asked.document, asked.key, "done", made[-1].number)


def _undone(desk: Desk, who: Who, document: str, number: int) -> Outcome:
    decisions = desk.archive.decisions
    found = next((one for one in decisions.of(document) if one.number == number), None)
    if found is None or found.who != who.name:
        return Outcome(document, "refused", said="không phải quyết định của người đang hoàn tác")
    key = found.change.target.key
    if found.change.target.kind != "field":
        return Outcome(document, "refused", said="không phải quyết định của một lô việc")
    try:
        change = Change("undo", found.change.target, undoes=number)
        made = decisions.decide(document, [change], who.name, number)
    except ChangedMeanwhileError as error:
        return _told(desk, document, key, "overtaken", said=str(error))
    except (DecisionError, ArchiveError) as error:
        return Outcome(document, "refused", said=str(error))
    return _told(desk, document, key, "done", made[-1].number)


def _told(
    desk: Desk,
    document_id: str,
    key: str,
    state: Literal["done", "overtaken"],
    number: int | None = None,
    said: str = "",
) -> Outcome:
    """How a document stands now."""
    document: Document = desk.archive.read_decided(document_id)
    decisions = desk.archive.decisions.of(document_id)
    value = typed(FORMS[key].kind, document.fields[key].value)
    seen = decisions[-1].number if decisions else 0
    return Outcome(document_id, state, number, said, value, seen)


def _value(document: str, key: str, words: str) -> Any:
    """What was typed as the record has it; nothing typed = the paper has none."""
    form = FORMS.get(key)
    if form is None or form.shape != "one":
        raise DecisionError(document, f"trường {key!r} không sửa theo lô được")
    said = words.strip()
    if not said:
        return None
    if form.kind == "date":
        day = _DAY.fullmatch(said)
        if day is None:
            raise DecisionError(document, f"ngày viết như 15/03/2024, không phải {said!r}")
        return f"{day[3]}-{int(day[2]):02d}-{int(day[1]):02d}"
    return said
