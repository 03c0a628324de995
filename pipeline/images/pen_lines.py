"""Strokes and ticks of pen as marks of their own, taken out of what cleaning lifted or left.

Cleaning lifts ink by colour, or by a net where there is none, and groups it by nearness: an
underline and the note beside it are one mark, and a strike-through without colour may have stayed.
Here strokes are found by shape on the page as it was, and get marks of their own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.images.components import components
from pipeline.images.strokes import FoundStroke, find_strokes
from pipeline.images.ticks import is_tick, lone_ticks
from pipeline.values import Box, Mark

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from pipeline.values import CleanPage, MarkKind

__all__ = ["part_strokes"]

_INK = 150
# Lifted ink counts as ink of a stroke up to here: pale pens.
_PALE = 205

# These are whole in themselves: lines in them are theirs.
_CLOSED: tuple[MarkKind, ...] = (
    "seal",
    "set_off",
    "incoming_stamp",
    "copy_stamp",
    "secrecy",
    "urgency",
    "name_stamp",
    "stamp",
)
_DRAWN: tuple[MarkKind, ...] = ("strike_through", "underline", "tick")

# What is left of a lifted mark beside its strokes is no mark of its own below this.
_SCRAP_MM2 = 1.2
# A tick stands so far from the rest of the mark it was lifted with.
_APART_MM = 1.0
# Stamps, seals and signatures that were not recognised are higher.
_HIGH_MM = 18.0
# Ink of a pen that is found again within this of its stroke is the stroke's.
_NEAR_MM = 1.5


def part_strokes(page: CleanPage) -> CleanPage:
    """Give strike-throughs, underlines and ticks marks of their own, and take them off the print.

    Args:
        page: Cleaned; its marks are typed by shape.

    Returns:
        The page with marks split and added. Outside all masks `gray` still equals `plain`.
    """
    if page.blank:
        return page
    mm = page.flat.pixels(1.0)
    ink = page.plain < _INK
    for mark in page.marks:
        if mark.kind not in _CLOSED:
            ink[mark.box.slices] |= mark.mask & (page.plain[mark.box.slices] < _PALE)
    closed = [mark.box for mark in page.marks if mark.kind in _CLOSED or _large(mark, mm)]
    dark = ink.astype(np.uint8)
    pieces = components(dark)
    strokes = find_strokes(dark, pieces, mm, closed)
    for i in lone_ticks(pieces, mm):
        box = pieces.box(i)
        if not any(box.intersection(other).area > 0.5 * box.area for other in closed):
            own = pieces.labels[box.slices] == i
            strokes.append(FoundStroke("tick", box, own, own, 0.8))
    gray = page.gray.copy() if strokes else page.gray
    marks = list(page.marks)
    for stroke in strokes:
        own = _erased(gray, page, stroke)
        marks, own = _taken_from(marks, own, mm)
        marks.append(own)
    marks = [part for mark in marks for part in _with_ticks(mark, mm)]
    return replace(page, gray=gray, marks=tuple(marks))


def _large(mark: Mark, mm: float) -> bool:
    """Whether a lifted mark is much higher than anything drawn along one line of print."""
    return mark.box.height > _HIGH_MM * mm and mark.box.width > _HIGH_MM * mm


def _erased(gray: NDArray[np.uint8], page: CleanPage, stroke: FoundStroke) -> Mark:
    """A stroke as a mark; painted white on `gray` where cleaning has not taken it off before."""
    box = stroke.box.grown(1, (gray.shape[0], gray.shape[1]))
    pad = (
        (stroke.box.y - box.y, box.bottom - stroke.box.bottom),
        (stroke.box.x - box.x, box.right - stroke.box.right),
    )
    gone, mask = np.pad(stroke.gone, pad), np.pad(stroke.whole, pad)
    plain, now = page.plain[box.slices], gray[box.slices]
    lifted = gone & (now > np.minimum(255, plain.astype(np.int16) + 60))
    if lifted.sum() < 0.5 * gone.sum():
        rim = cv2.dilate(gone.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        gone = gone | (rim & (plain >= _INK))
        now[gone] = 255
        mask = mask | gone
    return _tight(Mark(stroke.kind, box, mask, "black", stroke.confidence))


def _taken_from(marks: Iterable[Mark], stroke: Mark, mm: float) -> tuple[list[Mark], Mark]:
    """Lifted marks without a stroke's ink; the stroke with its colour, its rim and their scraps."""
    kept = []
    near_by = max(3, 2 * round(_NEAR_MM * mm) + 1)
    for mark in marks:
        shared = mark.box.intersection(stroke.box)
        if mark.kind in _CLOSED or mark.kind in _DRAWN or not shared.area:
            kept.append(mark)
            continue
        reach = np.zeros(mark.box.shape, dtype=np.uint8)
        reach[_inside(shared, mark.box)] = stroke.mask[_inside(shared, stroke.box)]
        near = cv2.dilate(reach, np.ones((7, 7), np.uint8)) > 0
        own = mark.mask & near
        if own.sum() < 0.3 * reach.sum():
            kept.append(mark)
            continue
        rest = mark.mask & ~near
        pieces = components(rest.astype(np.uint8))
        scrap = pieces.stats[:, 4] < _SCRAP_MM2 * mm**2
        scrap[0] = False
        beside = cv2.dilate(reach, np.ones((near_by, near_by), np.uint8)) > 0
        own |= scrap[pieces.labels] & beside
        rest &= ~own
        stroke = _joined(stroke, Mark(stroke.kind, mark.box, own, mark.colour, stroke.confidence))
        if rest.any():
            kept.append(_tight(replace(mark, mask=rest)))
    return kept, stroke


def _with_ticks(mark: Mark, mm: float) -> list[Mark]:
    """A lifted mark, or its ticks apart from what is left of it."""
    if mark.kind in _CLOSED or mark.kind in _DRAWN:
        return [mark]
    gap = max(3, 2 * round(_APART_MM * mm) + 1)
    joined = cv2.dilate(np.pad(mark.mask, gap).astype(np.uint8), np.ones((gap, gap), np.uint8))[
        gap:-gap, gap:-gap
    ]
    pieces = components(np.asarray(joined, dtype=np.uint8))
    ticks, rest = [], mark.mask.copy()
    for i, place in pieces.boxes():
        part = mark.mask[place.slices] & (pieces.labels[place.slices] == i)
        if not part.any():
            continue
        box = Box(mark.box.x + place.x, mark.box.y + place.y, place.width, place.height)
        alone = _tight(replace(mark, box=box, mask=part, kind="tick", confidence=0.8))
        if is_tick(alone.mask, mm, lifted=True):
            ticks.append(alone)
            rest[place.slices] &= ~part
    return [*([_tight(replace(mark, mask=rest))] if rest.any() else []), *ticks]


def _joined(one: Mark, other: Mark) -> Mark:
    """Two marks as one, of the other's colour."""
    box = one.box.union(other.box)
    mask = np.zeros(box.shape, dtype=bool)
    for mark in (one, other):
        mask[_inside(mark.box, box)] |= mark.mask
    return _tight(replace(one, box=box, mask=mask, colour=other.colour))


def _inside(part: Box, whole: Box) -> tuple[slice, slice]:
    """Where a box lies in the mask of one that holds it."""
    y, x = part.y - whole.y, part.x - whole.x
    return (slice(y, y + part.height), slice(x, x + part.width))


def _tight(mark: Mark) -> Mark:
    """A mark whose box ends where its ink ends."""
    rows, columns = np.flatnonzero(mark.mask.any(axis=1)), np.flatnonzero(mark.mask.any(axis=0))
    top, left = int(rows[0]), int(columns[0])
    cut = mark.mask[top : int(rows[-1]) + 1, left : int(columns[-1]) + 1]
    box = Box(mark.box.x + left, mark.box.y + top, cut.shape[1], cut.shape[0])
    return replace(mark, box=box, mask=np.ascontiguousarray(cut))
