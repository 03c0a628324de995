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

from pipeline.mark_kinds import of_family
from pipeline.pen.strokes import FoundStroke, find_strokes, judge_lifted
from pipeline.pen.ticks import is_tick, lone_ticks
from pipeline.pixels.coarse_pieces import coarse_pieces
from pipeline.pixels.components import components
from pipeline.values.marks import Mark

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from pipeline.values.marks import CleanPage

__all__ = ["part_strokes"]

_INK = 150
# Lifted ink counts as ink of a stroke up to here: pale pens.
_PALE = 205

# These are whole in themselves: lines in them are theirs.
_CLOSED = of_family("round", "stamp")
_DRAWN = of_family("stroke")

# What is left of a lifted mark beside its strokes is no mark of its own below this.
_SCRAP_MM2 = 1.2
# A line along print is at least two letters long, and flat.
_LINE_MM, _FLAT_MM = 4.2, 7.0
# Stems that a line crosses, and the pen's own gaps, are narrower.
_GAP_MM = 0.8

# Of a line's columns so many carry ink; it waves and leans so far.
_INKED, _WAVE_MM = 0.6, 1.8

# A tick stands so far from the rest of the mark it was lifted with.
_APART_MM = 2.0
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
        if mark.kind not in _CLOSED and mark.colour != "black":
            ink[mark.box.slices] |= mark.mask & (page.plain[mark.box.slices] < _PALE)
    closed = [mark.box for mark in page.marks if mark.kind in _CLOSED or _large(mark, mm)]
    pieces = coarse_pieces(ink.view(np.uint8))
    strokes = find_strokes(pieces, mm, closed)
    for box, shape in lone_ticks(pieces, mm):
        if not any(box.intersection(other).area > 0.5 * box.area for other in closed):
            strokes.append(FoundStroke("tick", box, shape, shape, 0.8))
    gray = page.gray.copy() if strokes else page.gray
    marks = list(page.marks)
    for stroke in strokes:
        own = _erased(gray, page, stroke)
        marks, own = _taken_from(marks, own, mm)
        marks.append(own)
    letters = (gray < _INK).view(np.uint8)
    marks = [part for mark in marks for part in _with_lines(mark, letters, mm)]
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
    return Mark(stroke.kind, box, mask, "black", stroke.confidence).tight()


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
        reach[shared.slices_in(mark.box)] = stroke.ink_in(shared)
        near = cv2.dilate(reach, np.ones((7, 7), np.uint8)) > 0
        own = mark.mask & near
        if own.sum() < 0.3 * reach.sum() and own.sum() < 0.5 * mark.mask.sum():
            kept.append(mark)
            continue
        rest = mark.mask & ~near
        pieces = components(rest.astype(np.uint8))
        scrap = pieces.stats[:, 4] < _SCRAP_MM2 * mm**2
        scrap[0] = False
        beside = cv2.dilate(reach, np.ones((near_by, near_by), np.uint8)) > 0
        own |= pieces.where(scrap) & beside
        rest &= ~own
        stroke = _joined(stroke, Mark(stroke.kind, mark.box, own, mark.colour, stroke.confidence))
        if rest.any():
            kept.append(replace(mark, mask=rest).tight())
    return kept, stroke


def _with_lines(mark: Mark, letters: NDArray[np.uint8], mm: float) -> list[Mark]:
    """A lifted mark, or the lines along print apart from what is left of it.

    Its ink is known not to be print, so that nothing need tell it from a rule; the letters that it
    crossed have been given back to print and left gaps.
    """
    if mark.kind in _CLOSED or mark.kind in _DRAWN or _large(mark, mm):
        return [mark]
    pad = round(_GAP_MM * mm)
    # Lifted ink has a rim of a pixel or two.
    core = cv2.erode(np.pad(mark.mask, pad).astype(np.uint8), np.ones((3, 3), np.uint8))
    across = np.ones((1, 2 * pad + 1), np.uint8)
    closed = np.asarray(cv2.morphologyEx(core, cv2.MORPH_CLOSE, across))[pad:-pad, pad:-pad]
    pieces = components(np.ascontiguousarray(closed))
    lines, rest = [], mark.mask.copy()
    for i, place in pieces.boxes():
        if place.width < _LINE_MM * mm or place.height > _FLAT_MM * mm:
            continue
        own = pieces.labels[place.slices] == i
        inked = (core[pad:-pad, pad:-pad][place.slices] > 0) & own
        if inked.any(axis=0).mean() < _INKED or place.height > 0.2 * place.width + _WAVE_MM * mm:
            continue
        box = place.moved(mark.box.x, mark.box.y)
        judged = judge_lifted(own, box, letters, mm, sure=mark.colour != "black")
        if judged is None:
            continue
        near = np.zeros(rest.shape, dtype=np.uint8)
        near[place.slices] = own
        part = rest & (cv2.dilate(near, np.ones((7, 7), np.uint8)) > 0)
        if part.any():
            lines.append(replace(mark, mask=part, kind=judged[0], confidence=judged[1]).tight())
            rest &= ~part
    if not lines:
        return [mark]
    if rest.sum() >= _SCRAP_MM2 * mm**2:
        return [replace(mark, mask=rest).tight(), *lines]
    if rest.any():
        lines[0] = _joined(lines[0], replace(mark, mask=rest).tight())
    return lines


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
        box = place.moved(mark.box.x, mark.box.y)
        alone = replace(mark, box=box, mask=part, kind="tick", confidence=0.8).tight()
        if is_tick(alone.mask, mm, lifted=True):
            ticks.append(alone)
            rest[place.slices] &= ~part
    return [*([replace(mark, mask=rest).tight()] if rest.any() else []), *ticks]


def _joined(one: Mark, other: Mark) -> Mark:
    """Two marks as one, of the other's colour."""
    return replace(one.with_ink_of(other), colour=other.colour).tight()
