"""What came onto a page after printing, and print that was not read: named and read by a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pipeline.mark_kinds import MARK_KINDS
from pipeline.text.measures import square_mm
from pipeline.values.decisions import standing
from web.services.lines import decision_on
from web.services.places import crop_of, page_as_shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.geometry import Box
    from pipeline.values.decisions import Decision
    from pipeline.values.document import Document
    from pipeline.values.marks import MarkKind, MarkRecord
    from pipeline.values.readings import PageReading
    from web.services.places import Crop

__all__ = [
    "KINDS_BY_KEY",
    "MarkShown",
    "PageMarks",
    "PageMarksTold",
    "StampField",
    "UnreadShown",
    "page_marks",
    "pages_of_marks",
]

KINDS_BY_KEY: tuple[tuple[str, MarkKind], ...] = (
    ("1", "seal"),
    ("2", "signature"),
    ("3", "note"),
    ("4", "fill_in"),
    ("5", "incoming_stamp"),
    ("6", "name_stamp"),
    ("7", "stamp"),
    ("8", "tick"),
    ("9", "underline"),
    ("0", "unknown"),
)
"""Kinds that are common enough for a key; the others are in the list of all."""

# A mark that was named with less belongs to one kind in three or four by chance: a clerk looks.
_SURE = 0.5
# Stamps and pen that say something to a reader.
_SPEAK: frozenset[MarkKind] = frozenset({"incoming_stamp", "copy_stamp", "note", "name_stamp"})


@dataclass(frozen=True, slots=True)
class StampField:
    """What an incoming stamp's form says, a row of the record's `incoming_stamp`."""

    key: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class MarkShown:
    """A mark to name and to read.

    Attributes:
        page: Number in the scanned file.
        box: Original pixels.
        kind: As it stands: the person's word, or the machine's.
        label: What a clerk calls it.
        text: What it says, as it stands.
        speaks: Whether marks of its kind say something that goes into the text.
        digital: The file lays it over the scan.
        told: What the file tells of a digital one, or a stamp of its form.
        sure: How sure the machine is, for a person.
        needs: Whether a person should look.
        state: What a person has decided.
        who: Decided last.
        crop: Its picture.
        around: The same with more of the page around it.
    """

    page: int
    box: Box
    kind: MarkKind
    label: str
    text: str
    speaks: bool
    digital: bool
    told: tuple[StampField, ...]
    sure: str
    needs: bool
    state: str
    who: str | None
    crop: Crop
    around: Crop


@dataclass(frozen=True, slots=True)
class UnreadShown:
    """Print that was seen and not read.

    Attributes:
        page: Number in the scanned file.
        box: Original pixels.
        area: Of its ink, for a person.
        text: What a person has typed for it; None while nobody has.
        state: `open`; `read`, `none` (no letters there), `unreadable`.
        who: Decided.
        crop: Its picture with some of the page around it.
    """

    page: int
    box: Box
    area: str
    text: str | None
    state: Literal["open", "read", "none", "unreadable"]
    who: str | None
    crop: Crop


@dataclass(frozen=True, slots=True)
class PageMarksTold:
    """A page before it is looked at."""

    number: int
    marks: int
    unread: int
    needs: int


@dataclass(frozen=True, slots=True)
class PageMarks:
    """All marks and unread print of a page."""

    number: int
    unread: tuple[UnreadShown, ...]
    marks: tuple[MarkShown, ...]


def pages_of_marks(document: Document, decisions: Sequence[Decision]) -> tuple[PageMarksTold, ...]:
    """Every page with what is on it and how much of that asks for somebody.

    Args:
        document: As it was read, without anything laid over it.
        decisions: All on record about it.
    """
    told = []
    for page in document.pages:
        held = _held(decisions, page.number)
        needs = sum(_needs(mark, decision_on(held, mark.box)) for mark in page.marks)
        needs += sum(decision_on(held, part.box) is None for part in page.unread)
        told.append(PageMarksTold(page.number, len(page.marks), len(page.unread), needs))
    return tuple(told)


def page_marks(
    document: Document,
    decisions: Sequence[Decision],
    number: int,
    stamp: object = None,
    *,
    only_needed: bool,
) -> PageMarks | None:
    """What is on one page besides its print; None where the document has no such page.

    Args:
        document: As for `pages_of_marks`.
        decisions: As for `pages_of_marks`.
        number: In the scanned file.
        stamp: Value of the record's field `incoming_stamp`, as it stands.
        only_needed: Leave out what is sure, or decided already.
    """
    page = page_as_shown(document, decisions, number)
    if page is None:
        return None
    held = _held(decisions, number)
    unread = [_unread(document.id, page, part.box, part.area_mm2, held) for part in page.unread]
    marks = [_mark(document.id, page, mark, held, stamp) for mark in page.marks]
    return PageMarks(
        number,
        tuple(one for one in unread if one.state == "open" or not only_needed),
        tuple(one for one in marks if one.needs or not only_needed),
    )


def _held(decisions: Sequence[Decision], page: int) -> list[Decision]:
    return [
        one
        for one in standing(tuple(decisions))
        if one.change.target.page == page and one.change.target.kind in ("mark", "unread")
    ]


def _needs(mark: MarkRecord, decision: Decision | None) -> bool:
    if decision is not None or MARK_KINDS[mark.kind].family == "stroke":
        return False
    unsaid = mark.kind in _SPEAK and not mark.text
    return mark.kind == "unknown" or mark.confidence < _SURE or unsaid


def _unread(
    document_id: str, page: PageReading, box: Box, area_mm2: float, held: Iterable[Decision]
) -> UnreadShown:
    decision = decision_on(held, box)
    crop = crop_of(document_id, page, _around(box, page), most_high=140)
    area = square_mm(area_mm2)
    if decision is None:
        return UnreadShown(page.number, box, area, None, "open", None, crop)
    text = decision.change.after if decision.change.act == "correct" else None
    state: Literal["read", "none", "unreadable"] = "unreadable"
    if decision.change.act == "correct":
        state = "read" if text else "none"
    return UnreadShown(page.number, box, area, text, state, decision.who, crop)


def _mark(
    document_id: str,
    page: PageReading,
    mark: MarkRecord,
    held: Sequence[Decision],
    stamp: object,
) -> MarkShown:
    own = [one for one in held if decision_on([one], mark.box) is not None]
    kind, text = mark.kind, mark.text or ""
    for decision in own:
        change = decision.change
        if change.act == "name":
            kind = change.after
        elif change.act == "correct":
            text = change.after or ""
        elif change.act == "unreadable":
            text = ""
    last = own[-1] if own else None
    spec = MARK_KINDS[kind]
    return MarkShown(
        page=page.number,
        box=mark.box,
        kind=kind,
        label=spec.label,
        text=text,
        speaks=spec.paragraph is not None,
        digital=mark.kind == "digital",
        told=tuple(_told(kind, mark, stamp)),
        sure=f"{mark.confidence:.0%}",
        needs=_needs(mark, last),
        state=_STATES[last.change.act] if last else "open",
        who=last.who if last else None,
        crop=crop_of(document_id, page, mark.box, most_high=150, most_wide=420),
        around=crop_of(document_id, page, _around(mark.box, page), most_high=260, most_wide=640),
    )


_STATES = {"confirm": "confirmed", "correct": "corrected", "name": "named"} | {
    "unreadable": "unreadable"
}
_DIGITAL = {
    "what": "là",
    "signer": "người ký",
    "organ": "cơ quan",
    "signed_at": "ký lúc",
    "reason": "lý do",
}
_STAMP = {
    "receiver": "cơ quan nhận",
    "number": "số đến",
    "date": "ngày đến",
    "forwarded_to": "chuyển",
    "file_number": "số hồ sơ",
}
_LAYERS = {
    "typed": "chữ gõ thêm",
    "signature": "chữ ký số",
    "picture": "hình",
    "cover": "miếng che",
}


def _told(kind: MarkKind, mark: MarkRecord, stamp: object) -> Iterator[StampField]:
    """What the file tells of a layer, or the record of an incoming stamp."""
    if mark.kind == "digital":
        for key, label in _DIGITAL.items():
            if value := mark.fields.get(key):
                yield StampField(key, label, _LAYERS.get(value, value))
    elif kind == "incoming_stamp":
        known = {**mark.fields, **(stamp if isinstance(stamp, dict) else {})}
        for key, label in _STAMP.items():
            yield StampField(key, label, str(known.get(key) or ""))


def _around(box: Box, page: PageReading) -> Box:
    """A place with a third more on each side: what stands beside tells what it is."""
    width, height = page.size_px
    return box.grown(max(box.width, box.height) // 3, (height, width))
