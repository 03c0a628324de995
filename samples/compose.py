"""Bring a printed letter, its marks and a scanner together into drawn pages with their truth."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.values import Box
from samples import marking
from samples.ink import Impression, pen_ink
from samples.scanner import Scanned, Scanner, scan
from samples.typesetting import Place, Sheet, mm

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from samples.letter import Letter
    from samples.marking import Incoming

__all__ = ["DrawnPage", "MarkPlan", "blank_back", "mark_up", "page_from", "record_of"]


@dataclass(frozen=True, slots=True)
class MarkPlan:
    """Which marks a document gets; numbers are how many, shares how often.

    Attributes:
        seal, signature, incoming: There or not; `incoming` may carry its facts.
        boxed: HỎA TỐC, MẬT …, or None.
        copy, set_off: SAO Y; a seal's ghost on the first page.
        notes, ticks, underlines, strikes: How many over all pages.
        written: Notes with given words, put in given places: (lines, place or None).
        seal_over: Name of the slot that the seal hides, instead of its usual place.
        loose: Marks with given words anywhere.
    """

    seal: bool = False
    signature: bool = False
    incoming: bool = False
    facts: Incoming | None = None
    boxed: str | None = None
    copy: bool = False
    set_off: bool = False
    notes: int = 0
    ticks: int = 0
    underlines: int = 0
    strikes: int = 0
    written: tuple[tuple[tuple[str, ...], Place | None], ...] = ()
    seal_over: str | None = None
    struck_number: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class DrawnPage:
    """One drawn page.

    Attributes:
        image: (H, W, 3) RGB, (H, W) gray, or (H, W) of 0 and 255 for bilevel; uint8.
        dpi: Of the image.
        truth: The page's entry in the truth file; its `number` is set when pages are put together.
        ink: Kind of mark → (H, W) bool, True where its ink lies on the image.
        print_mask: (H, W) bool, True where print lies; overlaps with `ink`.
        jpeg: Bytes that decode to `image`, for the PDF; None for bilevel.
    """

    image: NDArray[np.uint8]
    dpi: int
    truth: dict[str, Any]
    ink: dict[str, NDArray[np.bool_]]
    print_mask: NDArray[np.bool_]
    jpeg: bytes | None = field(default=None, repr=False)


def mark_up(
    rng: random.Random, sheets: Sequence[Sheet], letter: Letter, plan: MarkPlan
) -> tuple[list[list[Impression]], dict[str, Any]]:
    """Put the planned marks on a document's sheets.

    Returns:
        The marks of each sheet in the order their ink came, and what they add to the record.
    """
    marks: list[list[Impression]] = [[] for _ in sheets]
    first = sheets[0]
    last = max((i for i, s in enumerate(sheets) if "name" in s.slots), default=len(sheets) - 1)
    record: dict[str, Any] = {"incoming_stamp": None, "urgency": None, "secrecy": None}
    marks[0] += marking.fill_blanks(rng, first, letter)
    if plan.struck_number:
        filled = next(m for m in marks[0] if m.note == "số")
        marks[0].append(_across(rng, filled))
    if letter.stamp_signer and letter.signer:
        marks[last].append(marking.name_stamp(rng, sheets[last], letter.signer))
    pair = []
    if plan.seal:
        pair.append(marking.seal(rng, sheets[last], letter, over=plan.seal_over))
    if plan.signature:
        pair.append(marking.signature(rng, sheets[last]))
    rng.shuffle(pair)
    marks[last] += pair
    if plan.set_off and plan.seal:
        ghost = next(m for m in pair if m.kind == "seal")
        marks[0].append(marking.set_off(rng, ghost))
    if plan.boxed and (box := marking.boxed(rng, first, plan.boxed, marks[0])):
        marks[0].append(box)
        record["secrecy" if box.kind == "secrecy" else "urgency"] = plan.boxed
    if plan.incoming:
        stamped = marking.incoming(rng, first, letter, marks[0], facts=plan.facts)
        if stamped:
            marks[0] += stamped[0]
            record["incoming_stamp"] = stamped[0][0].fields
    if plan.copy and (copy := marking.copy_stamp(rng, sheets[last], marks[last])):
        marks[last].append(copy)
    _pen_work(rng, sheets, marks, plan)
    everything = [mark for page in marks for mark in page]
    record["seal"] = any(m.kind == "seal" for m in everything)
    record["handwriting"] = [
        m.text for m in everything if m.source == "hand" and m.kind in ("note", "tick") and m.text
    ]
    return marks, record


def _across(rng: random.Random, mark: Impression) -> Impression:
    """A pen line through a mark."""
    height, width = mark.alpha.shape
    place = Place(mark.x - mm(1), mark.y, mark.x + width + mm(1), mark.y + height)
    return marking.line_over(rng, place, "strike_through", mark.ink, mm(0.4), mark.text)


def _pen_work(
    rng: random.Random, sheets: Sequence[Sheet], marks: list[list[Impression]], plan: MarkPlan
) -> None:
    """Notes, ticks, underlines and strike-throughs, over the pages at random."""
    for lines, place in plan.written:
        made = marking.note(rng, sheets[0], marks[0], lines=list(lines), within=place)
        if made:
            marks[0].append(made)
    for _ in range(plan.notes):
        page = 0 if rng.random() < 0.75 else rng.randrange(len(sheets))
        made = marking.note(rng, sheets[page], marks[page])
        if made:
            marks[page].append(made)
    ink = pen_ink(rng)
    for kind, count in (("tick", plan.ticks), ("underline", plan.underlines), ("strike_through", plan.strikes)):
        for _ in range(count):
            page = rng.randrange(len(sheets))
            long = [line for line in sheets[page].lines if len(line.words) > 3]
            if not long:
                continue
            line = rng.choice(long)
            width = mm(rng.uniform(0.3, 0.6))
            if kind == "tick":
                x = line.place.left - mm(rng.uniform(5, 12)) if rng.random() < 0.7 else line.place.right + mm(2)
                marks[page].append(marking.tick(rng, x, line.place.bottom, ink))
                continue
            start = rng.randrange(len(line.words) - 2)
            end = min(len(line.words), start + rng.randint(1, 6 if kind == "underline" else 3))
            chosen = line.words[start:end]
            place = Place(chosen[0][1], line.place.top, chosen[-1][2], line.place.bottom)
            text = " ".join(word for word, _, _ in chosen)
            marks[page].append(marking.line_over(rng, place, kind, ink, width, text))  # type: ignore[arg-type]


def page_from(
    rng: random.Random,
    sheet: Sheet,
    marks: Sequence[Impression],
    scanner: Scanner,
    back: NDArray[np.uint8] | None = None,
) -> DrawnPage:
    """Scan one marked sheet and write down what is true about the picture."""
    done = scan(rng, np.asarray(sheet.ink), marks, scanner, back)
    return DrawnPage(
        done.image, scanner.dpi, _truth(sheet, marks, scanner, done), done.ink, done.print_mask, done.jpeg
    )


def blank_back(
    rng: random.Random, front: Sheet, scanner: Scanner
) -> DrawnPage:
    """The empty back of a sheet, with its front shining through."""
    back = Sheet(front.width, front.height)
    page = page_from(rng, back, [], scanner, np.asarray(front.ink))
    page.truth["blank"] = True
    return page


def record_of(letter: Letter, added: dict[str, Any]) -> dict[str, Any]:
    """The document's record: what print says, and what stamps and pen add."""
    return {**letter.fields(), **added}


def _truth(
    sheet: Sheet, marks: Sequence[Impression], scanner: Scanner, done: Scanned
) -> dict[str, Any]:
    height, width = done.image.shape[:2]

    def box(left: float, top: float, right: float, bottom: float) -> list[int]:
        found = done.to_image.box(
            Box(round(left), round(top), round(right - left), round(bottom - top)), (height, width)
        )
        return list(found)

    blocks: dict[int, list[str]] = {}
    lines = []
    for line in sheet.lines:
        blocks.setdefault(line.block, []).append(line.text)
        lines.append({"text": line.text, "box": box(*line.place)})
    entries = []
    hand = []
    for mark in marks:
        tall, wide = mark.alpha.shape
        place = box(mark.x, mark.y, mark.x + wide, mark.y + tall)
        if not place[2] or not place[3]:
            continue
        entry: dict[str, Any] = {"kind": mark.kind, "box": place, "text": mark.text, "colour": mark.ink.name}
        if mark.lines:
            entry["lines"] = [
                {"text": t, "box": box(mark.x + x, mark.y + y, mark.x + x + w, mark.y + y + h)}
                for t, x, y, w, h in mark.lines
            ]
        if mark.fields:
            entry["fields"] = mark.fields
        entries.append(entry)
        if mark.text or mark.kind == "signature":
            hand.append([mark.source, mark.text or "[chữ ký]", mark.note])
    return {
        "number": 0,
        "width": width,
        "height": height,
        "dpi": scanner.dpi,
        "mode": scanner.mode,
        "rotation": scanner.rotation,
        "skew_degrees": round(scanner.skew, 2),
        "blank": False,
        "text": "\n\n".join("\n".join(block) for block in blocks.values()),
        "lines": lines,
        "hand": hand,
        "marks": entries,
        "struck": [m.text for m in marks if m.kind == "strike_through" and m.text],
    }


