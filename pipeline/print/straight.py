"""Pieces of ink in straight rows of equal height: print, until it is proved otherwise.

Print stands on a line, and most of its letters share one of two heights, those of `x` and of `H`.
A hand keeps neither for long.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["rows_of", "straight_rows"]

# Shorter rows are straight by chance.
_LEAST = 4
# A row goes on over gaps of so many heights of a letter, and of so many millimetres at most.
_GAP_HEIGHTS, _GAP_MM = 3.0, 12.0
# Of a row so many feet stand within so much of its line, in heights: g, p, q, y and tones below
# hang lower. So many letters have others of their height within so much. Rows of print on the
# development scans have 0.7 to 1.0 of both, drawn hands 0.3 to 0.8 and 0 to 0.75.
_ON_LINE, _FEET = 0.65, 0.06
_ALIKE, _HEIGHTS = 0.6, 0.05
_TOGETHER, _SURELY = 1.35, 1.55
_LEAST_PX = 1.5
# So long is a row that is print for sure; a short one is straight by chance.
_LONG = 6


@dataclass(slots=True)
class _Row:
    """A row being gathered, by the rows of pixels of its last letters."""

    top: float
    bottom: float
    right: float
    members: list[int] = field(default_factory=list)


def rows_of(stats: NDArray[np.int32], mm: float) -> list[NDArray[np.int64]]:
    """Pieces that stand beside one another, left to right.

    Args:
        stats: (N, 5) left, top, width, height, pixels of each piece.
        mm: Pixels a millimetre.

    Returns:
        Indices into `stats`, each in one row.
    """
    rows: list[_Row] = []
    for i in np.argsort(stats[:, 0], kind="stable"):
        left, top, wide, high = (float(v) for v in stats[i, :4])
        bottom, best, most = top + high, None, 0.5
        for row in rows:
            gap = left - row.right
            tall = row.bottom - row.top
            if gap > min(_GAP_MM * mm, _GAP_HEIGHTS * max(high, tall)):
                continue
            shared = (min(bottom, row.bottom) - max(top, row.top)) / min(high, tall)
            if shared >= most:
                best, most = row, shared
        if best is None:
            rows.append(_Row(top, bottom, left + wide, [int(i)]))
            continue
        best.members.append(int(i))
        best.right = max(best.right, left + wide)
        best.top = 0.7 * best.top + 0.3 * top
        best.bottom = 0.7 * best.bottom + 0.3 * bottom
    return [np.asarray(row.members, dtype=np.int64) for row in rows]


def straight_rows(
    stats: NDArray[np.int32], mm: float, *, surely: bool = False
) -> list[NDArray[np.int64]]:
    """Those of the `rows_of` pieces that stand as print does: on a line, and of like heights.

    Args:
        stats: (N, 5) left, top, width, height, pixels of each piece.
        mm: Pixels a millimetre.
        surely: Only long rows that hardly a hand keeps so straight.
    """
    least, straight = (_LONG, _SURELY) if surely else (_LEAST, _TOGETHER)
    return [
        row
        for row in rows_of(stats, mm)
        if row.size >= least and _is_straight(stats[row], straight)
    ]


def _is_straight(stats: NDArray[np.int32], together: float) -> bool:
    high = stats[:, 3].astype(float)
    usual = float(np.median(high))
    middle, feet = stats[:, 0] + stats[:, 2] / 2.0, (stats[:, 1] + stats[:, 3]).astype(float)
    on_line = _near_line(middle, feet, max(_LEAST_PX, _FEET * usual))
    within = np.abs(high[:, None] - high[None, :]) <= np.maximum(_LEAST_PX, _HEIGHTS * usual)
    others = within.sum(axis=1) - 1
    alike = float((others >= max(1, round(0.2 * high.size))).mean())
    return on_line >= _ON_LINE and alike >= _ALIKE and on_line + alike >= together


def _near_line(x: NDArray[np.float64], y: NDArray[np.float64], reach: float) -> float:
    """The share of points on the best line through two of them, hardly leaning."""
    best = 0.0
    step = max(1, len(x) // 12)
    for i in range(0, len(x), step):
        for j in range(i + step, len(x), step):
            if x[j] == x[i]:
                continue
            slope = (y[j] - y[i]) / (x[j] - x[i])
            if abs(slope) > 0.03:
                continue
            best = max(best, float((np.abs(y - y[i] - slope * (x - x[i])) <= reach).mean()))
    return best
