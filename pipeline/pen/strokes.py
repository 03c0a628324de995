"""Lines of pen through print and under it, whatever their colour, by shape alone.

Candidates are wide pieces of ink; in each the thin paths are traced and judged by the letters along
them. Taking a stroke off keeps the letters' own strokes where they cross it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.pen.stroke_kinds import ROUGH_MM, judge, judge_known, letters_in
from pipeline.pen.stroke_paths import THICK_MM, trace
from pipeline.pixels.components import components

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipeline.geometry import Box
    from pipeline.pen.stroke_paths import Stroke
    from pipeline.pixels.coarse_pieces import CoarsePieces
    from pipeline.values.marks import MarkKind

__all__ = ["FoundStroke", "find_strokes", "judge_lifted"]

# Pieces of ink narrower than about two letters hold no stroke; higher ones are signatures,
# seals and tables.
_LEAST_MM, _MOST_HIGH_MM = 4.2, 22.0

# Frames and tables have upright rules; two lines that a stroke joins have not.
_UPRIGHT_MM = 7.5

# Ten degrees of slope is 0.18.
_SLOPE = 0.21
# Thinner print has more between its letters; of chance paths along joined ones less is alone.
_ALONE = 0.3

# A line is so many times its length and thickness in ink at most; a double line is twice that.
_ONE_LINE = 2.3

# Two lines of pen so close were drawn as one.
_DOUBLE_MM = 1.6

# Capitals of 16 pt with marks above and below are no higher.
_LETTER_MM = 7.2


@dataclass(frozen=True, slots=True, eq=False)
class FoundStroke:
    """A line of pen along print; masks are of `box`, bool.

    Attributes:
        kind: `strike_through` or `underline`, as letters beside it tell; or `tick`.
        box: Flat frame.
        whole: Where it lies, letters that it crosses included.
        gone: What can be erased without hurting the letters.
        confidence: 0–1.
    """

    kind: MarkKind
    box: Box
    whole: NDArray[np.bool_]
    gone: NDArray[np.bool_]
    confidence: float


def find_strokes(pieces: CoarsePieces, mm: float, closed: Sequence[Box] = ()) -> list[FoundStroke]:
    """The lines of pen along print.

    Args:
        pieces: Of ink of any colour, print and pen.
        mm: Pixels in a millimetre.
        closed: Seals and stamps: what lies in them is theirs.
    """
    width, height = pieces.stats[:, 2], pieces.stats[:, 3]
    wide = (width >= _LEAST_MM * mm) & (height <= _MOST_HIGH_MM * mm)
    wide[0] = False
    found: list[FoundStroke] = []
    for i in np.flatnonzero(wide):
        box, own = pieces.cut(int(i))
        if any(box.intersection(other).area > 0.5 * box.area for other in closed):
            continue
        if _may_hold_stroke(own, mm):
            found += _strokes_in(pieces.ink, own, box, mm)
    return found


def judge_lifted(
    own: NDArray[np.bool_], box: Box, letters: NDArray[np.uint8], mm: float, *, sure: bool
) -> tuple[MarkKind, float] | None:
    """What a flat piece of lifted ink is, by the print it lies on; None = no line along print.

    Args:
        own: `box.shape` bool, the piece.
        box: Where it is.
        letters: (H, W) uint8, 1 = ink of print without what was lifted.
        mm: Pixels in a millimetre.
        sure: Its colour says that it is not print; a rule may have been lifted otherwise.
    """
    stroke = next(trace(own, mm), None)
    if stroke is None or abs(stroke.tilt) >= _SLOPE or stroke.middle.size < 0.75 * box.width:
        return None
    if stroke.roughness(0.8 * mm) >= ROUGH_MM * mm:
        return None
    if own.sum() > _ONE_LINE * stroke.middle.size * stroke.thick:
        return None  # writing, or a part of a stamp
    if not sure and _goes_on(stroke, box, letters, mm):
        return None
    around = box.grown(round(6 * mm), (letters.shape[0], letters.shape[1]))
    there = letters_in(letters[around.slices] > 0, mm)
    if there is None:
        return None
    return judge_known(stroke, there, (box.x - around.x, box.y - around.y), mm, sure=sure)


def _goes_on(stroke: Stroke, box: Box, letters: NDArray[np.uint8], mm: float) -> bool:
    """Whether print goes on where a stroke ends: a part of a printed rule was lifted."""
    reach, half = round(1.0 * mm), max(1, round(stroke.thick / 2))
    for x, row in ((box.x - reach, stroke.middle[0]), (box.right, stroke.middle[-1])):
        y = round(box.y + float(row))
        beyond = letters[max(0, y - half) : y + half + 1, max(0, x) : max(0, x + reach)]
        if beyond.size and beyond.any(axis=0).mean() > 0.7:
            return True
    return False


def _may_hold_stroke(own: NDArray[np.bool_], mm: float) -> bool:
    """Whether a wide piece can be more than letters that touch; cheap, because pages have many.

    Letters touch at their feet or along their tops; a stroke shows alone between them, mostly at
    another height, and makes wide pieces.
    """
    if own.shape[1] >= 9 * mm:
        return True
    total = own.sum(axis=0)
    single = (total > 0) & (total <= 1.5 * THICK_MM * mm)  # double lines too
    if single.mean() >= 0.6:
        return True
    if single.mean() < 0.08:
        return False
    at = own[:, single].argmax(axis=0) / own.shape[0]
    return bool(0.2 < float(np.median(at)) < 0.8)


def _strokes_in(
    ink: NDArray[np.uint8], own: NDArray[np.bool_], box: Box, mm: float
) -> list[FoundStroke]:
    """The strokes in one piece of ink."""
    upright = np.ones((round(_UPRIGHT_MM * mm), 1), np.uint8)
    if box.height > upright.size and cv2.erode(own.astype(np.uint8), upright).any():
        return []
    strokes = _by_pen(own, mm)
    if not strokes:
        return []
    around = box.grown(round(6 * mm), ink.shape)
    shift = (box.x - around.x, box.y - around.y)
    rest = ink[around.slices] > 0
    masks = [_erasable(stroke, strokes, own.shape, mm) for stroke in strokes]
    inner = (slice(shift[1], shift[1] + box.height), slice(shift[0], shift[0] + box.width))
    alone = own.copy()
    for gone, _ in masks:
        rest[inner] &= ~gone
        alone &= ~gone
    # What else hangs on the strokes is higher than any letter: a signature's flourishes.
    if alone.shape[0] > _LETTER_MM * mm and _higher(alone, _LETTER_MM * mm):
        return []
    letters = letters_in(rest, mm)
    if letters is None:
        return []
    found = []
    for stroke, (gone, band) in zip(strokes, masks, strict=True):
        double = any(_double(stroke, other, mm) for other in strokes)
        judged = judge(stroke, letters, shift, mm, double=double)
        if judged is not None:
            found.append(FoundStroke(judged[0], box, band & own, gone & own, judged[1]))
    return found


def _by_pen(own: NDArray[np.bool_], mm: float) -> list[Stroke]:
    """The paths through a piece of ink that a pen may have drawn."""
    strokes = []
    for stroke in trace(own, mm):
        # The first path that is no pen's is print's: those after it earn less.
        if stroke.roughness(0.8 * mm) >= ROUGH_MM * mm or abs(stroke.tilt) >= _SLOPE:
            break
        if stroke.thin.mean() >= _ALONE:
            strokes.append(stroke)
    return strokes


def _higher(rest: NDArray[np.bool_], than: float) -> bool:
    return bool((components(rest.astype(np.uint8)).stats[1:, 3] > than).any())


def _double(stroke: Stroke, other: Stroke, mm: float) -> bool:
    """Whether two strokes are the two lines of one double stroke."""
    start, end = max(stroke.left, other.left), min(stroke.right, other.right)
    if other is stroke or end - start < 0.7 * max(stroke.middle.size, other.middle.size):
        return False
    here = stroke.middle[start - stroke.left : end - stroke.left]
    there = other.middle[start - other.left : end - other.left]
    return bool(np.median(np.abs(here - there)) < _DOUBLE_MM * mm)


def _erasable(
    stroke: Stroke, strokes: list[Stroke], shape: tuple[int, int], mm: float
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """(what may be erased, the whole stroke) of a stroke, each `shape` bool.

    Where it lies alone all of it goes. Where ink goes on above and below, a letter's stem crosses
    it and stays. Where ink goes on at one side only, a letter ends in it: the far half goes. Of a
    double line both count as one.
    """
    rows = np.arange(shape[0])[:, None]
    half = stroke.thick / 2 + 0.5
    first, last = stroke.middle - half, stroke.middle + half
    highest, lowest = first.copy(), last.copy()
    top, bottom = stroke.top.copy(), stroke.bottom.copy()
    for other in strokes:
        start, end = max(stroke.left, other.left), min(stroke.right, other.right)
        if other is stroke or start >= end:
            continue
        here, there = (
            slice(start - stroke.left, end - stroke.left),
            slice(start - other.left, end - other.left),
        )
        near = np.abs(stroke.middle[here] - other.middle[there]) < _DOUBLE_MM * mm
        reach = other.thick / 2 + 0.5
        for mine, theirs, pick in (
            (highest, other.middle - reach, np.minimum),
            (lowest, other.middle + reach, np.maximum),
            (top, other.top, np.minimum),
            (bottom, other.bottom, np.maximum),
        ):
            mine[here] = np.where(near, pick(mine[here], theirs[there]), mine[here])
    over, under = top < highest - 1.5, bottom - 1 > lowest + 1.5
    alone = stroke.thin | (~over & ~under)
    low = np.where(stroke.thin, stroke.top, np.where(over & ~under, stroke.middle, first))
    high = np.where(stroke.thin, stroke.bottom - 1, np.where(under & ~over, stroke.middle, last))
    keep = over & under & ~alone
    gone, band = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    where = (slice(None), slice(stroke.left, stroke.right))
    gone[where] = (rows >= low) & (rows <= high) & ~keep
    band[where] = ((rows >= first) & (rows <= last)) | gone[where]
    return gone, band
