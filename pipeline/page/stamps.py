"""Stamps with straight lettering: found among the marks, read, and named for what they say.

Shape and colour give a first guess; a form's frame, a boxed word, a line of capitals look alike to
them. What stands on a stamp tells which it is, so every mark that may be one is made a clean
picture and read. Coloured print is found out on the way and given back to the page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from pipeline.images.frames import find_frames
from pipeline.images.stampcraft import (
    is_long,
    left_over,
    make_plate,
    own_ink,
    shows_form,
    shows_lettering,
)
from pipeline.images.stamplines import doubly_framed
from pipeline.page.arrivals import read_form
from pipeline.page.printing import PrintedPage, read_block
from pipeline.record.stampwords import form_score, worded
from pipeline.values import Box, Mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.images.frames import Frame
    from pipeline.recognition.engine import Engine, EngineLine
    from pipeline.settings import Pen
    from pipeline.values import CleanPage, MarkKind

__all__ = ["read_stamps"]

# Marks of one stamp lie nearer to one another.
_GAP_MM = 3.0
# A stamp with lettering is at least so large, and no larger.
_LEAST_MM, _MOST_MM = (9.0, 3.0), (95.0, 60.0)
# Frames of ĐẾN forms: 35 × 50 mm by rule.
_UNFRAMED_MM = 24.0
# Frames of one word or two are 8 mm high by rule.
_LOW_MM = 15.0
_FORM_MM = ((34.0, 85.0), (14.0, 52.0))

_NEVER: frozenset[MarkKind] = frozenset({"set_off", "tick", "underline", "strike_through"})


@dataclass(frozen=True, slots=True, eq=False)
class _Candidate:
    """Marks that may be one stamp.

    Attributes:
        box: Around it, flat frame.
        members: Numbers of the page's marks.
        frame: The frame found, where one was.
        colour: Of its ink.
    """

    box: Box
    members: tuple[int, ...]
    frame: Frame | None
    colour: str


def read_stamps(page: CleanPage, engine: Engine, pen: Pen) -> CleanPage:
    """Read a page's stamps before its print is read.

    Args:
        page: Cleaned; its marks typed by shape.
        engine: Reads lettering.
        pen: How sure figures filled in by pen must be.

    Returns:
        The page with stamps in place of the marks they were taken for, with what they say, and
        without what was left of them. A mark that says nothing known is as it was.
    """
    gray = page.gray
    marks: list[Mark | None] = list(page.marks)
    stamped: list[Box] = []
    for candidate in _candidates(page):
        if any(_within(candidate.box, box) or _within(box, candidate.box) for box in stamped):
            continue
        read = _read(candidate, page, engine, pen)
        if read is None:
            continue
        stamped.append(read.box)
        parts = [page.marks[i] for i in candidate.members]
        stamp = _with_ink(read, parts)
        if read.kind == "name_stamp":
            stamp, others = _out_of(stamp, read.box)
            marks += others
        if candidate.colour == "black":
            rest = left_over(gray, stamp.box, page.flat.dpi)
            if rest.any():
                gray = gray.copy()
                gray[stamp.box.slices][rest] = 255
                stamp = replace(stamp, mask=stamp.mask | rest)
        for i in candidate.members:
            marks[i] = None
        marks.append(stamp)
    return replace(page, gray=gray, marks=tuple(mark for mark in marks if mark is not None))


def _with_ink(stamp: Mark, parts: Sequence[Mark]) -> Mark:
    """A stamp with the ink of the marks it was taken for, its box large enough for all."""
    box = Box.around([part.box for part in parts] or [stamp.box])
    if stamp.colour == "black":
        box = box.union(stamp.box)
    mask = np.zeros(box.shape, dtype=bool)
    for part in parts:
        x, y = part.box.x - box.x, part.box.y - box.y
        mask[y : y + part.box.height, x : x + part.box.width] |= part.mask
    return replace(stamp, box=box, mask=mask)


def _out_of(whole: Mark, lettering: Box) -> tuple[Mark, list[Mark]]:
    """A stamped name apart from the signature that runs over it in the same ink."""
    inside = whole.box.intersection(lettering)
    if inside.area > 0.6 * whole.box.area or not inside.area:
        return whole, []
    x, y = inside.x - whole.box.x, inside.y - whole.box.y
    own = whole.mask[y : y + inside.height, x : x + inside.width].copy()
    rest = whole.mask.copy()
    rest[y : y + inside.height, x : x + inside.width] = False
    signature = Mark("signature", whole.box, rest, whole.colour, 0.6)
    return replace(whole, box=inside, mask=own), [signature]


def _candidates(page: CleanPage) -> list[_Candidate]:
    """What may be a stamp: frames on gray pages, and marks near one another that show lettering."""
    mm = page.flat.dpi / 25.4
    found: list[_Candidate] = []
    taken: set[int] = set()
    may = [i for i, mark in enumerate(page.marks) if _may_be(mark)]
    black = [i for i in may if page.marks[i].colour == "black"]
    for frame in _frames(page, [page.marks[i] for i in black]):
        members = [i for i in black if i not in taken and _within(page.marks[i].box, frame.box)]
        wider = [i for i in black if i not in taken and _holds(page.marks[i], frame.box, mm)]
        taken.update(members + wider)
        box = Box.around([frame.box, *(page.marks[i].box for i in wider)])
        found.append(_Candidate(box, tuple({*members, *wider}), frame, "black"))
    free = [i for i in may if i not in taken and _small(page.marks[i].box, mm)]
    for group in _near(page.marks, free, mm):
        box = Box.around(page.marks[i].box for i in group)
        colour = page.marks[group[0]].colour
        wide, high = box.width / mm, box.height / mm
        if max(wide, high) < _LEAST_MM[0] or min(wide, high) < _LEAST_MM[1] or not _small(box, mm):
            continue
        ink = own_ink(page, [page.marks[i] for i in group], box)
        if min(wide, high) > _UNFRAMED_MM and colour == "black":
            # Seals and signatures mostly; a form so large has a frame.
            shows = _of_form_size(wide, high) and shows_form(ink, page.flat.dpi)
        else:
            shows = shows_lettering(ink < 170, mm) or any(
                page.marks[i].kind == "seal" for i in group
            )
        if shows:
            found.append(_Candidate(box, tuple(group), None, colour))
    # What colour tells apart is surest: a frame seen in gray may be the same stamp's.
    return sorted(found, key=lambda candidate: candidate.colour == "black")


def _may_be(mark: Mark) -> bool:
    """Not what its shape says for sure; an arrow is as large as a seal and no seal."""
    return mark.kind not in _NEVER and (mark.kind != "seal" or is_long(mark.mask))


def _frames(page: CleanPage, black: Sequence[Mark]) -> list[Frame]:
    """Frames without colour: about all black marks of a gray page, about each of a colour page.

    Where the ink net saw nothing but print, no stamp is looked for.
    """
    dpi, shape = page.flat.dpi, page.plain.shape
    mm = dpi / 25.4
    if page.flat.image.ndim == 2:
        if not black:
            return []
        # Of a worn stamp the net may have seen a corner alone.
        around = Box.around(mark.box for mark in black).grown(round(40 * mm), (shape[0], shape[1]))
        seen = find_frames(np.ascontiguousarray(page.plain[around.slices]), dpi)
        return [frame.moved(around.x, around.y) for frame in seen]
    found: list[Frame] = []
    for mark in black:
        if min(mark.box.width / 14, mark.box.height / 5) < mm or not _small(mark.box, mm):
            continue
        around = mark.box.grown(round(12 * mm), (shape[0], shape[1]))
        for frame in find_frames(np.ascontiguousarray(page.plain[around.slices]), dpi):
            moved = frame.moved(around.x, around.y)
            if not any(_within(moved.box, other.box) for other in found):
                found.append(moved)
    return found


def _small(box: Box, mm: float) -> bool:
    wide, high = box.width / mm, box.height / mm
    return max(wide, high) <= _MOST_MM[0] and min(wide, high) <= _MOST_MM[1]


def _within(box: Box, other: Box) -> bool:
    return box.intersection(other).area > 0.5 * box.area


def _of_form_size(wide: float, high: float) -> bool:
    """Whether millimetres are an ĐẾN form's."""
    return _FORM_MM[0][0] <= wide <= _FORM_MM[0][1] and _FORM_MM[1][0] <= high <= _FORM_MM[1][1]


def _holds(mark: Mark, frame: Box, mm: float) -> bool:
    """Whether a mark has a form's size and a frame is a part of it: the one cell still to see."""
    wide, high = mark.box.width / mm, mark.box.height / mm
    return (
        frame.intersection(mark.box).area > 0.8 * frame.area
        and _FORM_MM[0][0] <= wide <= _FORM_MM[0][1]
        and _FORM_MM[1][0] <= high <= 40
    )


def _near(marks: Sequence[Mark], numbers: Iterable[int], mm: float) -> list[list[int]]:
    """Marks of one ink that lie close together, as groups of their numbers."""
    groups: list[list[int]] = []
    reach = round(_GAP_MM * mm)
    for i in numbers:
        box = marks[i].box
        wide = Box(box.x - reach, box.y - reach, box.width + 2 * reach, box.height + 2 * reach)
        joined = [
            group
            for group in groups
            if any(
                _ink(marks[j].colour) == _ink(marks[i].colour)
                and wide.intersection(marks[j].box).area
                for j in group
            )
        ]
        groups = [group for group in groups if group not in joined]
        groups.append([*(j for group in joined for j in group), i])
    return groups


def _ink(colour: str) -> str:
    """Blue and violet rubber are one ink to a scanner."""
    return colour if colour in ("red", "black") else "cool"


def _read(candidate: _Candidate, page: CleanPage, engine: Engine, pen: Pen) -> Mark | None:
    """What a candidate says; None where that is nothing a stamp says."""
    degrees = candidate.frame.degrees if candidate.frame is not None else None
    coloured = [page.marks[i] for i in candidate.members] if candidate.colour != "black" else []
    apart = bool(coloured) and any(
        _ink(mark.colour) != _ink(candidate.colour) and _within(mark.box, candidate.box)
        for mark in page.marks
    )
    plate = make_plate(page, coloured, candidate.box, degrees, apart=apart)
    mm = plate.dpi / 25.4
    wide, high = plate.gray.shape[1] / mm, plate.gray.shape[0] / mm
    form = _of_form_size(wide, high)
    whole = Box(0, 0, plate.lettering.shape[1], plate.lettering.shape[0])
    alone = PrintedPage(plate.lettering, plate.lettering, None, plate.dpi)
    lines: Sequence[EngineLine] = () if form else read_block(alone, whole, engine)
    said = worded([line.text for line in lines], framed=plate.framed)
    if said is None and (form or plate.framed):
        # Scraps of a worn frame upset one way of finding lines or the other.
        lines = engine.read(plate.lettering, plate.dpi, "block")
        said = worded([line.text for line in lines], framed=plate.framed)
    low = plate.framed and high < _LOW_MM
    if said is None and low:
        lines = engine.read(plate.lettering, plate.dpi, "line")
        said = worded([line.text for line in lines], framed=True)
    if said is None and low and doubly_framed(plate.gray, plate.dpi) and _stamped(candidate, page):
        # What is unsure counts as secret: only degrees of secrecy have two frames.
        return replace(_mark(candidate, "secrecy", 0.5, ""), text=None)
    if said is not None:
        mark = _mark(candidate, said.kind, said.confidence, said.text)
        if said.kind == "name_stamp":
            shape = page.plain.shape
            around = Box.around(line.box for line in lines).grown(round(0.6 * mm), plate.gray.shape)
            place = plate.to_flat.box(around, (shape[0], shape[1]))
            mark = replace(mark, box=place, mask=np.zeros(place.shape, dtype=bool))
        return mark
    if not form and form_score([line.text for line in lines]) < 3:
        return None
    read = read_form(plate, engine, pen, lines)
    if read.score >= 3:
        mark = _mark(candidate, "incoming_stamp", min(0.98, 0.6 + 0.08 * read.score), read.text)
        return replace(mark, fields=read.fields)
    if form and read.ruled and _stamped(candidate, page):
        return replace(_mark(candidate, "incoming_stamp", 0.5, ""), text=None)
    return None


def _stamped(candidate: _Candidate, page: CleanPage) -> bool:
    """Whether most ink in a candidate's box is the marks': a table's cell is print."""
    box = candidate.box
    ink = page.plain[box.slices] < 170
    own = _with_ink(_mark(candidate, "stamp", 0.5, ""), [page.marks[i] for i in candidate.members])
    x, y = box.x - own.box.x, box.y - own.box.y
    mask = own.mask[y : y + box.height, x : x + box.width]
    return float((ink & mask).sum()) > 0.5 * float(ink.sum())


def _mark(candidate: _Candidate, kind: MarkKind, confidence: float, text: str) -> Mark:
    mask = np.zeros(candidate.box.shape, dtype=bool)
    return Mark(kind, candidate.box, mask, candidate.colour, round(confidence, 3), text)
