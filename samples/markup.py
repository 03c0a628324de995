"""Decide which marks a document gets, and put them on its sheets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from samples import annotating, marking, stamping, striking
from samples.actings import acting_marks
from samples.ink import Impression, pen_ink
from samples.typesetting import Place, Sheet, mm

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from samples.letter import Letter
    from samples.stamping import Incoming

__all__ = ["MarkPlan", "mark_up"]


@dataclass(frozen=True, slots=True)
class MarkPlan:
    """Which marks a document gets; numbers are how many, shares how often.

    Attributes:
        seal, signature, incoming: There or not; `incoming` may carry its facts.
        stamp_area: Where the ĐẾN stamp is put; any free room when None.
        boxed: HỎA TỐC, MẬT …, or None.
        copy, set_off: SAO Y; a seal's ghost on the first page.
        notes, ticks, underlines, strikes: How many over all pages.
        crossings: How many words, lines or passages are struck or underlined in every shape that
            pens leave.
        written: Notes with given words, put in given places: (sheet from 0 or −1, lines, place or
            None).
        seal_over: Name of the slot that the seal hides, instead of its usual place.
        struck_number: The number filled in is struck through.
        tick_at: Name of the slot that a tick stands behind.
        foot: Titles and names at the foot by pen and rubber, the seal touching them.
        sprawl: The signature reaches over to Nơi nhận.
    """

    seal: bool = False
    signature: bool = False
    incoming: bool = False
    facts: Incoming | None = None
    stamp_area: Place | None = None
    boxed: str | None = None
    copy: bool = False
    set_off: bool = False
    notes: int = 0
    ticks: int = 0
    underlines: int = 0
    strikes: int = 0
    crossings: int = 0
    written: tuple[tuple[int, tuple[str, ...], Place | None], ...] = ()
    seal_over: str | None = None
    struck_number: bool = False
    tick_at: str | None = None
    foot: bool = False
    sprawl: bool = False


def mark_up(
    rng: random.Random, sheets: Sequence[Sheet], letter: Letter, plan: MarkPlan
) -> tuple[list[list[Impression]], dict[str, Any]]:
    """Put the planned marks on a document's sheets.

    Returns:
        The marks of each sheet in the order their ink came, and what they add to the record.
    """
    marks: list[list[Impression]] = [[] for _ in sheets]
    last = max((i for i, s in enumerate(sheets) if "name" in s.slots), default=len(sheets) - 1)
    marks[0] += marking.fill_blanks(rng, sheets[0], letter)
    if plan.struck_number:
        filled = next(m for m in marks[0] if m.note == "số")
        marks[0].append(_across(rng, filled))
    _sign_and_seal(rng, sheets[last], letter, plan, marks[last])
    ghost = next((m for m in marks[last] if m.kind == "seal"), None)
    if plan.set_off and ghost is not None:
        marks[0].append(marking.set_off(rng, ghost))
    record = _stamp(rng, sheets[0], letter, plan, marks[0])
    if plan.copy and (copy := stamping.copy_stamp(rng, sheets[last], marks[last])):
        marks[last].append(copy)
    if plan.tick_at:
        spot = sheets[last].slots[plan.tick_at]
        marks[last].append(annotating.tick(rng, spot.right + mm(1), spot.bottom, pen_ink(rng)))
    _pen_work(rng, sheets, marks, plan)
    record |= letter.signed_for()
    everything = [mark for page in marks for mark in page]
    record["seal"] = any(m.kind == "seal" for m in everything)
    record["handwriting"] = [
        m.text for m in everything if m.source == "hand" and m.kind in ("note", "tick") and m.text
    ]
    return marks, record


def _sign_and_seal(
    rng: random.Random, sheet: Sheet, letter: Letter, plan: MarkPlan, marks: list[Impression]
) -> None:
    """Name stamp, seal and signature; seal and signature in either order.

    Where nobody signs (a statement's table, a form) there is no place for them, and a letter that
    names no organ has no seal.
    """
    if "name" not in sheet.slots:
        return
    if plan.foot:
        marks += acting_marks(rng, sheet, letter)
    elif letter.stamp_signer and letter.signer:
        marks.append(marking.name_stamp(rng, sheet, letter.signer))
    pair = []
    if plan.seal and (letter.org or letter.sealer).strip():
        pair.append(marking.seal(rng, sheet, letter, over=plan.seal_over))
    if plan.signature:
        pair.append(marking.signature(rng, sheet, sprawl=plan.sprawl))
    rng.shuffle(pair)
    marks += pair


def _stamp(
    rng: random.Random, sheet: Sheet, letter: Letter, plan: MarkPlan, marks: list[Impression]
) -> dict[str, Any]:
    """Urgency, secrecy and ĐẾN on the first page; returns what they say for the record."""
    record: dict[str, Any] = {"incoming_stamp": None, "urgency": None, "secrecy": None}
    if plan.boxed and (box := stamping.boxed(rng, sheet, plan.boxed, marks)):
        marks.append(box)
        record["secrecy" if box.kind == "secrecy" else "urgency"] = plan.boxed
    if plan.incoming:
        stamped = stamping.incoming(
            rng, sheet, letter, marks, facts=plan.facts, within=plan.stamp_area
        )
        if stamped:
            marks += stamped[0]
            record["incoming_stamp"] = stamped[0][0].fields
    return record


def _across(rng: random.Random, mark: Impression) -> Impression:
    """A pen line through a mark."""
    height, width = mark.alpha.shape
    place = Place(mark.x - mm(1), mark.y, mark.x + width + mm(1), mark.y + height)
    return annotating.line_over(rng, place, "strike_through", mark.ink, mm(0.4), mark.text)


def _pen_work(
    rng: random.Random, sheets: Sequence[Sheet], marks: list[list[Impression]], plan: MarkPlan
) -> None:
    """Notes, ticks, underlines and strike-throughs, over the pages at random."""
    for page, lines, place in plan.written:
        made = annotating.note(rng, sheets[page], marks[page], lines=list(lines), within=place)
        if made:
            marks[page].append(made)
    for _ in range(plan.notes):
        page = 0 if rng.random() < 0.75 else rng.randrange(len(sheets))
        made = annotating.note(rng, sheets[page], marks[page])
        if made:
            marks[page].append(made)
    ink = pen_ink(rng)
    for kind, count in (
        ("tick", plan.ticks),
        ("underline", plan.underlines),
        ("strike_through", plan.strikes),
    ):
        for _ in range(count):
            page = rng.randrange(len(sheets))
            long = [line for line in sheets[page].lines if len(line.words) > 3]
            if not long:
                continue
            line = rng.choice(long)
            width = mm(rng.uniform(0.3, 0.6))
            if kind == "tick":
                x = (
                    line.place.left - mm(rng.uniform(5, 12))
                    if rng.random() < 0.7
                    else line.place.right + mm(2)
                )
                marks[page].append(annotating.tick(rng, x, line.place.bottom, ink))
                continue
            start = rng.randrange(len(line.words) - 2)
            end = min(len(line.words), start + rng.randint(1, 6 if kind == "underline" else 3))
            chosen = line.words[start:end]
            place = Place(chosen[0][1], line.place.top, chosen[-1][2], line.place.bottom)
            text = " ".join(word for word, _, _ in chosen)
            marks[page].append(annotating.line_over(rng, place, kind, ink, width, text))  # type: ignore[arg-type]
    for _ in range(plan.crossings):
        page = rng.randrange(len(sheets))
        marks[page] += striking.cross_out(
            rng, sheets[page], ink if rng.random() < 0.5 else pen_ink(rng)
        )
