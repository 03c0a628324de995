"""What a line of pen is, by the letters along it: through them, under them, or no pen at all.

Letters on both sides of a path make it a strike-through, letters above it alone an underline.
Printed rules are exactly straight, level and even, and are what they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.pixels.components import components

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.pen.stroke_paths import Stroke
    from pipeline.values.marks import MarkKind

__all__ = ["ROUGH_MM", "judge", "judge_known", "letters_in"]

# A hand's path strays 0.02–0.11 mm from its own smooth course on drawn pages, the chance path
# along the serifs of joined letters 0.1 and more. Up to this a path may be pen.
ROUGH_MM = 0.15
_SMOOTH_MM = 0.115

_UNDERLINE_MM = 6.0
_TWO_LETTERS_MM = 6.5
_OVERHANG_MM = 5.0


@dataclass(frozen=True, slots=True)
class _Company:
    """The letters along a stroke, as shares of its length, and how many it crosses.

    Attributes:
        through: Letters with ink above and below it.
        above: Letters that stand on it or shortly above.
        below: Letters that hang from it.
        crossed: How many letters are in `through`.
        height: Where it crosses them: the median, 0 = their tops, 1 = their feet.
        hanging: How many letters hang right from it: they are `T`s that touch.
        overhang: How far it runs on beyond the letters it crosses, in pixels.
        lean: Slope of the feet of the letters above it; None where there are few.
    """

    through: float
    above: float
    below: float
    crossed: int
    height: float
    hanging: int
    overhang: float
    lean: float | None


def letters_in(rest: NDArray[np.bool_], mm: float) -> NDArray[np.int32] | None:
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
        int((below & (y - level < 0.3 * mm)).sum()),
        float(max(x[through].min() - left, right - (x + w)[through].max())) if through.any() else 0,
        lean,
    )


def judge(
    stroke: Stroke, letters: NDArray[np.int32], shift: tuple[int, int], mm: float, *, double: bool
) -> tuple[MarkKind, float] | None:
    """What a stroke is and how surely; None = print, or part of another mark.

    Args:
        stroke: A path of ink.
        letters: (N, 4) boxes, the strokes themselves erased.
        shift: (x, y) of the stroke's picture in the letters'.
        mm: Pixels in a millimetre.
        double: Another stroke runs along it: what stands between both was erased with them.
    """
    company = _company(stroke, letters, shift, mm)
    by_hand = _by_hand(stroke, mm)
    smooth = stroke.roughness(0.8 * mm) < _SMOOTH_MM * mm
    # Through the middle of letters a rule is a strike, however straight; through their feet it is
    # what they stand on, and one that runs on past them a scanner's streak or a fold.
    middle = 0.2 < company.height < 0.7 and company.crossed >= 3
    middle = middle and company.overhang < _OVERHANG_MM * mm
    if (by_hand > 1.0 or middle) and (sure := _crosses(stroke, company, mm, smooth=smooth)):
        return "strike_through", sure
    if not smooth:
        return None
    if double and stroke.thin.mean() < 0.72 and by_hand > 1.5:
        return "strike_through", 0.6
    length = stroke.middle.size / mm
    if company.above < 0.4 or company.hanging >= 2 or length < _UNDERLINE_MM or by_hand <= 1.5:
        return None
    return None if _leans_along(stroke, company) else _low(stroke, by_hand, mm)


def judge_known(
    stroke: Stroke, letters: NDArray[np.int32], shift: tuple[int, int], mm: float, *, sure: bool
) -> tuple[MarkKind, float] | None:
    """As `judge`, of ink that was lifted, beside letters that are whole.

    `sure`: it is not print. Otherwise what looks like a rule, or leans as its letters do, is none
    of the pen's.
    """
    company = _company(stroke, letters, shift, mm)
    if not sure and (_by_hand(stroke, mm) <= 1.5 or _leans_along(stroke, company)):
        return None
    long = stroke.middle.size >= _TWO_LETTERS_MM * mm
    if long and company.through >= 0.25 and company.through > 0.8 * company.above:
        return "strike_through", 0.9
    if company.above >= 0.35 and stroke.middle.size >= 0.7 * _UNDERLINE_MM * mm:
        return "underline", 0.8
    return None


def _leans_along(stroke: Stroke, company: _Company) -> bool:
    """Whether a stroke leans as the letters do: a stamp's frame; pen leans alone."""
    if company.lean is None or abs(stroke.tilt) <= 0.015:
        return False
    return abs(company.lean - stroke.tilt) < 0.4 * abs(stroke.tilt)


def _crosses(stroke: Stroke, company: _Company, mm: float, *, smooth: bool) -> float:
    """How surely a stroke goes through letters, 0 = it does not."""
    through, crossed = company.through, company.crossed
    sure = 0.9 if crossed >= 4 else 0.7
    if crossed < 3 and stroke.middle.size < _TWO_LETTERS_MM * mm:
        return 0.0  # the bars of `44` and `TT` that touch
    if through >= 0.3 and (smooth or crossed >= 3) and through > max(company.above, company.below):
        return sure if crossed >= 2 or through >= 0.6 else 0.0
    # A slanted line leaves the line of print at both ends; of small print little is left around
    # a thick pen. Tails of g, p, q, y cross an underline, at more than two thirds of their height.
    slanted = abs(stroke.tilt) * stroke.middle.size > 1.2 * mm
    most = 0.6 if slanted or company.height < 0.62 else 1.2
    enough = crossed >= 5 or (crossed >= 3 and through >= 0.25)
    return sure - 0.1 if smooth and enough and through >= max(0.1, most * company.above) else 0.0


def _low(stroke: Stroke, by_hand: float, mm: float) -> tuple[MarkKind, float] | None:
    """What a line at the letters' feet is: free of them under them, grown together through them."""
    alone = float(stroke.thin.mean())
    if alone >= 0.8:
        return "underline", 0.8 if by_hand > 2.5 else 0.6
    long = stroke.middle.size >= 10 * mm and by_hand > 2.0
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
