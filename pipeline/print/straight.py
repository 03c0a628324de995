"""Pieces of ink in straight rows of equal height: print, until it is proved otherwise.

Print stands on a line, and most of its letters share one of two heights, those of `x` and of `H`.
A hand keeps neither for long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["rows_of", "straight_rows", "turned"]

# Shorter rows are straight by chance.
_LEAST = 4
# A row goes on over gaps of so many heights of a letter, and of so many millimetres at most.
_GAP_HEIGHTS, _GAP_MM = 3.0, 12.0
# A piece belongs to the row that it shares so much of the height of the lower of both with.
_BESIDE = 0.5
# Of a row so many feet stand within so much of its line, in heights: g, p, q, y and tones below
# hang lower. So many letters have others of their height within so much. Rows of print on the
# development scans have 0.7 to 1.0 of both, drawn hands 0.3 to 0.8 and 0 to 0.75.
_ON_LINE, _FEET = 0.65, 0.06
_ALIKE, _HEIGHTS = 0.6, 0.05
_TOGETHER, _SURELY = 1.35, 1.55
_LEAST_PX = 1.5
# So long is a row that is print for sure; a short one is straight by chance.
_LONG = 6


def rows_of(stats: NDArray[np.int32], mm: float) -> list[NDArray[np.int64]]:
    """Pieces that stand beside one another, left to right.

    Args:
        stats: (N, 5) left, top, width, height, pixels of each piece.
        mm: Pixels a millimetre.

    Returns:
        Indices into `stats`, each in one row.
    """
    members: list[list[int]] = []
    # Of each row the edges of its last letters, and the end of it; `open_` are those that a piece
    # further right may still join: on dense pages few of thousands are.
    top, bottom, right = (np.empty(len(stats)) for _ in range(3))
    open_ = np.empty(0, np.int64)
    for i in np.argsort(stats[:, 0], kind="stable"):
        x, y, wide, high = (float(v) for v in stats[i, :4])
        foot = y + high
        open_ = open_[x - right[open_] <= _GAP_MM * mm]
        tall = bottom[open_] - top[open_]
        near = x - right[open_] <= _GAP_HEIGHTS * np.maximum(high, tall)
        shared = np.minimum(foot, bottom[open_]) - np.maximum(y, top[open_])
        beside = np.where(near, shared / np.minimum(high, tall), 0.0)
        if not beside.size or beside.max() < _BESIDE:
            row = len(members)
            members.append([int(i)])
            top[row], bottom[row], right[row] = y, foot, x + wide
            open_ = np.append(open_, row)
            continue
        # Of rows that fit alike the latest: its last letter is the nearest.
        row = int(open_[np.flatnonzero(beside == beside.max())[-1]])
        members[row].append(int(i))
        right[row] = max(right[row], x + wide)
        top[row] = 0.7 * top[row] + 0.3 * y
        bottom[row] = 0.7 * bottom[row] + 0.3 * foot
    return [np.asarray(row, dtype=np.int64) for row in members]


def turned(stats: NDArray[np.int32]) -> NDArray[np.int32]:
    """Pieces as they stand on a page that lies on its side."""
    return np.asarray(stats[:, [1, 0, 3, 2, 4]])


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
