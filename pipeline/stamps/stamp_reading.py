"""Stamps with straight lettering: found among the marks, read, and named for what they say.

Shape and colour give a first guess; a form's frame, a boxed word, a line of capitals look alike to
them. What stands on a stamp tells which it is, so every mark that may be one is made a clean
picture and read. Coloured print is found out on the way and given back to the page.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from pipeline.geometry import Box
from pipeline.print.printing import PrintedPage, read_block
from pipeline.recognition.reader import SingleReader
from pipeline.record.stampwords import form_score, worded
from pipeline.stamps.arrivals import read_form
from pipeline.stamps.candidates import find_candidates, ink_of, of_form_size, within
from pipeline.stamps.form_lines import doubly_framed
from pipeline.stamps.impressions import cut_at, out_of, with_ink
from pipeline.stamps.plates import left_over, make_plate, stand_in_print
from pipeline.text.syllables import syllable_share
from pipeline.values.marks import Mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipeline.recognition.engine import Engine, EngineLine
    from pipeline.settings import Pen
    from pipeline.stamps.arrivals import ArrivalForm
    from pipeline.stamps.candidates import Candidate
    from pipeline.stamps.plates import Plate
    from pipeline.values.marks import CleanPage, MarkKind

__all__ = ["read_stamps"]

# Frames of one word or two are 8 mm high by rule.
_LOW_MM = 15.0
# Letters that the ink net left are looked for so far beside those it saw.
_BESIDE_MM = 16.0
# Words of print are no higher, marks and all.
_WORD_MM = 8.0
# Print lies as straight as its page, and engines are sure of it; few stamps are both.
_STRAIGHT_DEGREES, _SURE = 0.35, 0.85


def read_stamps(page: CleanPage, engine: Engine, pen: Pen) -> CleanPage:
    """Read a page's stamps before its print is read.

    Args:
        page: Cleaned; its marks typed by shape.
        engine: Reads lettering.
        pen: How sure figures filled in by pen must be.

    Returns:
        The page with stamps in place of the marks they were taken for, with what they say, and
        without what was left of them. A mark that says nothing known is as it was; coloured
        marks that are lines of type are print, and back on the page.
    """
    gray = page.gray
    marks: list[Mark | None] = list(page.marks)
    stamped: list[Box] = []
    for found in find_candidates(page):
        candidate = _without_print(found, page)
        if any(within(candidate.box, box) or within(box, candidate.box) for box in stamped):
            continue
        read = _read(candidate, page, engine, pen)
        if read is None:
            continue
        parts = [page.marks[i] for i in candidate.members]
        for i in candidate.members:
            marks[i] = None
        if read == "print":
            gray = gray.copy()
            for part in parts:
                gray[part.box.slices][part.mask] = page.plain[part.box.slices][part.mask]
            continue
        stamped.append(read.box)
        stamp, others = _impression(candidate, read, parts, page)
        if candidate.colour == "black" and not _stamped(candidate, page):
            # The ink net saw little of it; where it saw most, what it left is print.
            rest = left_over(gray, stamp.box, page.flat.dpi)
            gray = np.where(_spread(rest, stamp.box, gray.shape), 255, gray).astype(np.uint8)
            stamp = replace(stamp, mask=stamp.mask | rest)
        marks += [*others, stamp]
    return replace(page, gray=gray, marks=tuple(mark for mark in marks if mark is not None))


def _spread(mask: NDArray[np.bool_], box: Box, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """A box's mask as a mask of the page."""
    whole = np.zeros(shape, dtype=bool)
    whole[box.slices] = mask
    return whole


def _impression(
    candidate: Candidate, read: Mark, parts: list[Mark], page: CleanPage
) -> tuple[Mark, list[Mark]]:
    """A stamp with its ink, and the marks of pen that ran into it."""
    beyond: list[Mark] = []
    if candidate.frame is not None:
        dpi, shape = page.flat.dpi, page.plain.shape
        room = read.box.grown(round(1.5 * dpi / 25.4), (shape[0], shape[1]))
        parts, beyond = cut_at(parts, room, dpi)
    stamp = with_ink(read, parts)
    if read.kind == "name_stamp":
        stamp, signature = out_of(stamp, read.box)
        beyond += signature
    return stamp, beyond


def _without_print(candidate: Candidate, page: CleanPage) -> Candidate:
    """A candidate without small marks that stand where a line of print runs into it.

    They may be words of that line: reading it decides.
    """
    if candidate.colour != "black":
        return candidate
    dpi = page.flat.dpi
    boxes = [page.marks[i].box for i in candidate.members]
    in_print = stand_in_print(page.gray, candidate.box, boxes, dpi)
    members = tuple(
        i
        for i, box, printed in zip(candidate.members, boxes, in_print, strict=True)
        if not printed or box.height * 25.4 / dpi >= _WORD_MM or box.area > 0.4 * candidate.box.area
    )
    return replace(candidate, members=members)


def _read(
    candidate: Candidate, page: CleanPage, engine: Engine, pen: Pen
) -> Mark | Literal["print"] | None:
    """What a candidate says; None where that is nothing a stamp says."""
    plate = _plate(candidate, page)
    mm = plate.dpi / 25.4
    wide, high = plate.gray.shape[1] / mm, plate.gray.shape[0] / mm
    form = of_form_size(wide, high)
    low = plate.framed and high < _LOW_MM
    # An arrow's outline is a frame too.
    framed = plate.framed or candidate.leaning
    lines: Sequence[EngineLine] = () if form else _lines(plate, engine)
    said = worded(_texts(lines), framed=framed)
    if said is None and (form or framed):
        # Scraps of a worn frame upset one way of finding lines or the other.
        lines = engine.read(plate.lettering, plate.dpi, "block")
        said = worded(_texts(lines), framed=framed)
    if said is None and low:
        lines = engine.read(plate.lettering, plate.dpi, "line")
        said = worded(_texts(lines), framed=True)
    if said is None and candidate.colour == "black" and not (form or plate.framed):
        plate = _plate(_widened(candidate, page), page)
        lines = _lines(plate, engine)
        said = worded(_texts(lines), framed=False)
    if said is not None:
        mark = _mark(candidate, said.kind, said.confidence, said.text)
        return mark if framed else _placed(mark, lines, plate, page)
    if candidate.colour != "black" and _is_print(plate, lines):
        return "print"
    if low and doubly_framed(plate.gray, plate.dpi) and _stamped(candidate, page):
        # What is unsure counts as secret: only degrees of secrecy have two frames.
        return replace(_mark(candidate, "secrecy", 0.5, ""), text=None)
    if form or form_score(_texts(lines)) >= 3:
        return _arrival(candidate, page, read_form(plate, engine, pen, lines), form=form)
    return None


def _arrival(
    candidate: Candidate, page: CleanPage, read: ArrivalForm, *, form: bool
) -> Mark | None:
    """An ĐẾN stamp, by what it says, or worn beyond reading by its frame."""
    if read.score >= 3:
        mark = _mark(candidate, "incoming_stamp", min(0.98, 0.6 + 0.08 * read.score), read.text)
        return replace(mark, fields=read.fields)
    if form and read.ruled and _stamped(candidate, page):
        return replace(_mark(candidate, "incoming_stamp", 0.5, ""), text=None)
    return None


def _is_print(plate: Plate, lines: Sequence[EngineLine]) -> bool:
    """Whether coloured ink is type: words of the language, straight as the page, no frame."""
    tilt = float(np.degrees(np.arctan2(plate.to_flat.d, plate.to_flat.a)))
    if plate.framed or abs(tilt) > _STRAIGHT_DEGREES or not lines:
        return False
    text = " ".join(_texts(lines))
    letters = sum(len(line.text) for line in lines)
    sure = sum(line.confidence * len(line.text) for line in lines) / max(1, letters)
    return sure >= _SURE and letters >= 6 and syllable_share(text) >= 0.75


def _plate(candidate: Candidate, page: CleanPage) -> Plate:
    apart = any(
        ink_of(mark.colour) != ink_of(candidate.colour) and within(mark.box, candidate.box)
        for mark in page.marks
    )
    degrees = candidate.frame.degrees if candidate.frame is not None else None
    members = [page.marks[i] for i in candidate.members]
    return make_plate(page, members, candidate.box, degrees, apart=apart)


def _widened(candidate: Candidate, page: CleanPage) -> Candidate:
    """A candidate with what stands beside it on its line."""
    by, box = round(_BESIDE_MM * page.flat.dpi / 25.4), candidate.box
    left, right = max(0, box.x - by), min(page.plain.shape[1], box.right + by)
    return replace(candidate, box=Box(left, box.y, right - left, box.height))


def _lines(plate: Plate, engine: Engine) -> list[EngineLine]:
    whole = Box(0, 0, plate.lettering.shape[1], plate.lettering.shape[0])
    return read_block(
        PrintedPage(plate.lettering, plate.lettering, None, plate.dpi), whole, SingleReader(engine)
    )


def _texts(lines: Sequence[EngineLine]) -> list[str]:
    return [line.text for line in lines]


def _placed(mark: Mark, lines: Sequence[EngineLine], plate: Plate, page: CleanPage) -> Mark:
    """A stamp without a frame where its lines stand."""
    (height, width), shape = plate.gray.shape, page.plain.shape
    around = Box.around(line.box for line in lines)
    room = around.grown(round(0.6 * plate.dpi / 25.4), (height, width))
    box = plate.to_flat.box(room, (shape[0], shape[1]))
    return replace(mark, box=box, mask=np.zeros(box.shape, dtype=bool))


def _stamped(candidate: Candidate, page: CleanPage) -> bool:
    """Whether most ink in a candidate's box is the marks': a table's cell is print."""
    box = candidate.box
    ink = page.plain[box.slices] < 170
    own = with_ink(_mark(candidate, "stamp", 0.5, ""), [page.marks[i] for i in candidate.members])
    x, y = box.x - own.box.x, box.y - own.box.y
    mask = own.mask[y : y + box.height, x : x + box.width]
    return float((ink & mask).sum()) > 0.5 * float(ink.sum())


def _mark(candidate: Candidate, kind: MarkKind, confidence: float, text: str) -> Mark:
    mask = np.zeros(candidate.box.shape, dtype=bool)
    return Mark(kind, candidate.box, mask, candidate.colour, round(confidence, 3), text)
