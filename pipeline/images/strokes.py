"""Lines of pen through print and under it, whatever their colour, by shape alone.

What stands on a thin path of ink, or hangs through it, says what it is: letters on both sides make
it a strike-through, letters above it alone an underline. Printed rules are exactly straight, level
and even; they stay. Taking a stroke off keeps the letters' own strokes where they cross it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.images.components import components
from pipeline.images.stroke_paths import THICK_MM, trace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipeline.images.components import Components
    from pipeline.images.stroke_paths import Stroke
    from pipeline.values import Box, MarkKind

__all__ = ["FoundStroke", "find_strokes"]

# Pieces of ink narrower than about two letters hold no stroke; higher ones are signatures,
# seals and tables.
_LEAST_MM, _MOST_HIGH_MM = 4.2, 22.0
_UNDERLINE_MM = 6.0

# Frames and tables have upright rules; two lines that a stroke joins have not.
_UPRIGHT_MM = 7.5

# A hand's path strays 0.02–0.11 mm from its own smooth course on drawn pages, the chance path
# along the serifs of joined letters 0.1 and more; ten degrees of slope is 0.18.
_ROUGH_MM, _SLOPE = 0.115, 0.21
_ROUGH_THROUGH_MM = 0.15

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


@dataclass(frozen=True, slots=True)
class _Company:
    """The letters along a stroke, as shares of its length, and how many it crosses.

    Attributes:
        through: Letters with ink above and below it.
        above: Letters that stand on it or shortly above.
        below: Letters that hang from it.
        crossed: How many letters are in `through`.
        height: Where it crosses them: the median, 0 = their tops, 1 = their feet.
        lean: Slope of the feet of the letters above it; None where there are few.
    """

    through: float
    above: float
    below: float
    crossed: int
    height: float
    lean: float | None


def find_strokes(
    ink: NDArray[np.uint8], pieces: Components, mm: float, closed: Sequence[Box] = ()
) -> list[FoundStroke]:
    """The lines of pen along print.

    Args:
        ink: (H, W) uint8, 1 = ink of any colour, print and pen.
        pieces: Of `ink`.
        mm: Pixels in a millimetre.
        closed: Seals and stamps: what lies in them is theirs.
    """
    width, height = pieces.stats[:, 2], pieces.stats[:, 3]
    wide = (width >= _LEAST_MM * mm) & (height <= _MOST_HIGH_MM * mm)
    wide[0] = False
    found: list[FoundStroke] = []
    for i in np.flatnonzero(wide):
        box = pieces.box(int(i))
        if any(box.intersection(other).area > 0.5 * box.area for other in closed):
            continue
        own = pieces.labels[box.slices] == i
        if _may_hold_stroke(own, mm):
            found += _strokes_in(ink, own, box, mm)
    return found


def _may_hold_stroke(own: NDArray[np.bool_], mm: float) -> bool:
    """Whether a wide piece can be more than letters that touch; cheap, because pages have many.

    Letters touch at their feet or along their tops; a stroke shows alone between them, mostly at
    another height, and makes wide pieces.
    """
    if own.shape[1] >= 9 * mm:
        return True
    total = own.sum(axis=0)
    single = (total > 0) & (total <= THICK_MM * mm)
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
    strokes = [
        stroke
        for stroke in trace(own, mm)
        if stroke.roughness(0.8 * mm) < _ROUGH_THROUGH_MM * mm
        and abs(stroke.tilt) < _SLOPE
        and stroke.thin.mean() >= 0.45
    ]
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
    letters = _letters(rest, mm)
    if letters is None:
        return []
    found = []
    for stroke, (gone, band) in zip(strokes, masks, strict=True):
        judged = _judge(stroke, _company(stroke, letters, shift, mm), mm)
        if judged is not None:
            found.append(FoundStroke(judged[0], box, band & own, gone & own, judged[1]))
    return found


def _higher(rest: NDArray[np.bool_], than: float) -> bool:
    return bool((components(rest.astype(np.uint8)).stats[1:, 3] > than).any())


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


def _letters(rest: NDArray[np.bool_], mm: float) -> NDArray[np.int32] | None:
    """Boxes (N, 4) of what is as large as letters."""
    stats = components(rest.astype(np.uint8)).stats[1:]
    width, height = stats[:, 2], stats[:, 3]
    sized = (height >= 1.0 * mm) & (height <= 7 * mm) & (width <= 12 * mm)
    return np.asarray(stats[sized, :4], dtype=np.int32) if sized.any() else None


def _company(
    stroke: Stroke, letters: NDArray[np.int32], shift: tuple[int, int], mm: float
) -> _Company:
    """Which letters keep a stroke company; `shift` is its picture's place in the letters'."""
    x, y, w, h = (letters[:, i].astype(np.float64) for i in range(4))
    left, right = stroke.left + shift[0], stroke.right + shift[0]
    shared = np.maximum(0, np.minimum(x + w, right) - np.maximum(x, left))
    at = np.clip(np.round(x + w / 2).astype(np.int64) - left, 0, stroke.middle.size - 1)
    level = stroke.middle[at] + shift[1]
    share = (level - y) / h
    beside = shared > 0
    through = beside & (share > 0.15) & (share < 0.87)
    above = beside & (share >= 0.87) & (level - (y + h) < 2.4 * mm)
    below = beside & (share <= 0.15) & (y - level < 1.5 * mm)
    lean = None
    if above.sum() >= 4:
        lean = float(np.polyfit((x + w / 2)[above], (y + h)[above], 1)[0])
    length = stroke.middle.size
    return _Company(
        float(shared[through].sum()) / length,
        float(shared[above].sum()) / length,
        float(shared[below].sum()) / length,
        int(through.sum()),
        float(np.median(share[through])) if through.any() else 1.0,
        lean,
    )


def _judge(stroke: Stroke, company: _Company, mm: float) -> tuple[MarkKind, float] | None:
    """What a stroke is and how surely; None = print, or part of another mark."""
    by_hand = _by_hand(stroke, mm)
    smooth = stroke.roughness(0.8 * mm) < _ROUGH_MM * mm
    beside = company.through + company.above + company.below
    if company.through >= 0.3 and (smooth or company.crossed >= 3):
        crossing = company.through > max(company.above, company.below)
        enough = company.crossed >= 2 or company.through >= 0.6
        # Through the middle of letters a rule is a strike, however straight; through their feet
        # it is what they stand on.
        middle = 0.2 < company.height < 0.7 and company.crossed >= 3
        if crossing and enough and (by_hand > 1.0 or middle):
            return "strike_through", 0.9 if company.crossed >= 4 else 0.7
    if not smooth:
        return None
    if company.crossed >= 5 and company.through >= 0.2 and beside >= 0.45:
        return "strike_through", 0.8  # slanted: it leaves the line at both ends
    length = stroke.middle.size / mm
    if company.above < 0.4 or length < _UNDERLINE_MM or by_hand <= 1.5:
        return None
    # A stamp's frame leans with its lettering; pen leans alone.
    steep = company.lean is not None and abs(stroke.tilt) > 0.015
    if steep and abs((company.lean or 0.0) - stroke.tilt) < 0.4 * abs(stroke.tilt):
        return None
    return _low(stroke, by_hand, mm)


def _low(stroke: Stroke, by_hand: float, mm: float) -> tuple[MarkKind, float] | None:
    """What a line at the letters' feet is: free of them under them, grown together through them."""
    alone = float(stroke.thin.mean())
    if alone >= 0.8:
        return "underline", 0.8 if by_hand > 2.5 else 0.6
    long = stroke.middle.size >= 8 * mm
    return ("strike_through", 0.5) if long and stroke.thick >= 0.33 * mm else None


def _by_hand(stroke: Stroke, mm: float) -> float:
    """How little a stroke looks like a printed rule; rules on real scans score up to 1.1.

    Rules stray by up to 0.07 mm, tilt by up to 0.005 against their page, are up to 0.42 mm thick
    and as even as the scanner lets them.
    """
    return (
        stroke.waver / (0.09 * mm)
        + abs(stroke.tilt) / 0.010
        + max(0.0, stroke.thick / mm - 0.42) / 0.15
        + max(0.0, stroke.unevenness / mm - 0.06) / 0.08
    )
