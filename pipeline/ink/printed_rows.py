"""Black ink in straight rows of equal height is print until it is proved to be something else.

The ink net judges by what lies around; beside a seal or a signature it takes a list of receivers, a
title, a name for handwriting. Print shows itself: its letters stand apart, on one baseline, at one
or two heights, evenly spaced. Pen does not, however neat.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.mark_kinds import of_family
from pipeline.pixels.components import components

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.values.marks import CleanPage, Mark

__all__ = ["printed_rows", "with_rows_given_back"]

# Marks that shape alone made; what a stamp says, a frame or a ring holds, is proved.
_GUESSED = of_family("pen") | {"underline", "tick"}
_INK = 150
# Less is no row that anybody misses, and no mark that anybody needs.
_LEAST_MM2 = 1.0

# Letters without their marks, from 7 points up to capitals of 20 points.
_HIGH_MM, _WIDE_MM = (1.1, 5.2), (0.2, 5.5)
# Feet of print stray so far from their line on pages that were deskewed; pen strays by more.
_FEET_MM = 0.16
# Letters of a line are no further apart than its widest word gap.
_GAP_MM = 5.0
# So many letters are a row; so many of those that stand in its band stand on its line.
_LETTERS, _ON_LINE = 6, 0.7
# Of a row's letters so many are as high as one of two: small letters, and capitals with stems.
_ALIKE, _TWO_HEIGHTS = 0.09, 0.7
# Feet lie so near to a straight line, in the mean: 0.04 mm on real print at 200 dpi (0.076 at the
# 95th percentile), 0.06 to 0.13 by hands; in the mark so many of the letters stand in rows: 0.8 to
# 1 of real feet, under 0.4 of the drawn hands.
_STRAY_MM, _STRAY_PX, _IN_ROWS = 0.07, 0.55, 0.5
# Marks above and below letters lie so far from them, in heights of the row.
_MARKS = 0.55


def with_rows_given_back(page: CleanPage) -> CleanPage:
    """A page with the print that was lifted as pen put back, and the marks without it.

    Args:
        page: Cleaned, its stamps read: what a stamp says is not print.

    Returns:
        The page itself where no black mark holds a row of print.
    """
    mm = page.flat.pixels(1.0)
    gray = page.gray
    marks: list[Mark] = []
    for mark in page.marks:
        if mark.kind not in _GUESSED or mark.colour != "black" or mark.text or mark.alternatives:
            marks.append(mark)
            continue
        plain = page.plain[mark.box.slices]
        rows = printed_rows(mark.mask & (plain < _INK), mm)
        if float(rows.sum()) < _LEAST_MM2 * mm**2:
            marks.append(mark)
            continue
        rims = cv2.dilate(rows.view(np.uint8), np.ones((5, 5), np.uint8)) > 0
        back = mark.mask & np.asarray(rims)
        gray = gray.copy() if gray is page.gray else gray
        gray[mark.box.slices][back] = plain[back]
        rest = mark.mask & ~back
        if float((rest & (plain < _INK)).sum()) >= _LEAST_MM2 * mm**2:
            marks.append(replace(mark, mask=rest).tight())
    return page if gray is page.gray else replace(page, gray=gray, marks=tuple(marks))


def printed_rows(mask: NDArray[np.bool_], mm: float) -> NDArray[np.bool_]:
    """The ink of a black mark that stands in rows as print does.

    Args:
        mask: (h, w) bool, the mark's ink, or ink with others around it.
        mm: Pixels of a millimetre.

    Returns:
        (h, w) bool, whole pieces of `mask`; what is larger than letters, as a signature through
        them, is left out with the letters it joins.
    """
    pieces = components(mask.astype(np.uint8))
    stats = pieces.stats.astype(float)
    x, y, wide, high = (stats[:, i] for i in range(4))
    sized = (high >= _HIGH_MM[0] * mm) & (high <= _HIGH_MM[1] * mm)
    sized &= (wide >= _WIDE_MM[0] * mm) & (wide <= _WIDE_MM[1] * mm)
    sized[0] = False
    rows = _rows_of(sized, stats, mm)
    inside = sum(map(len, rows))
    if not rows or inside < _IN_ROWS * int(sized.sum()):
        return np.zeros_like(mask)
    stray = sum(len(row) * _stray(row, stats) for row in rows) / inside
    if stray > max(_STRAY_MM * mm, _STRAY_PX):
        return np.zeros_like(mask)
    kept = np.zeros(len(stats), dtype=bool)
    for row in rows:
        kept[row] = True
        top, bottom = float(y[row].min()), float((y + high)[row].max())
        reach = _MARKS * float(np.median(high[row]))
        first, last = float(x[row].min()), float((x + wide)[row].max())
        # Marks above and below, dots, and letters that touch one another or stand at the ends.
        room = _GAP_MM * mm
        near = (y > top - reach) & (y + high < bottom + reach)
        near &= (x > first - room) & (x + wide < last + room) & (high < _HIGH_MM[1] * mm)
        near[0] = False
        kept |= near
    return pieces.where(kept)


def _rows_of(
    sized: NDArray[np.bool_], stats: NDArray[np.float64], mm: float
) -> list[NDArray[np.int64]]:
    """Numbers of the letters of each row, from the lowest."""
    left, rows = sized.copy(), []
    for seed in np.argsort(-(stats[:, 1] + stats[:, 3])):
        if not left[seed]:
            continue
        row = _row_of(int(seed), left, stats, mm)
        left[seed] = False
        if row is not None:
            left[row] = False
            rows.append(row)
    return rows


def _stray(row: NDArray[np.int64], stats: NDArray[np.float64]) -> float:
    """How far a row's feet are from their straight line, pixels."""
    middle, feet = stats[row, 0] + stats[row, 2] / 2, stats[row, 1] + stats[row, 3]
    return float(np.std(feet - np.polyval(np.polyfit(middle, feet, 1), middle)))


def _row_of(
    seed: int, left: NDArray[np.bool_], stats: NDArray[np.float64], mm: float
) -> NDArray[np.int64] | None:
    """Numbers of the letters on the line of one of them; None where that is no row of print."""
    x, y, wide, high = (stats[:, i] for i in range(4))
    feet = y + high
    near = np.flatnonzero(left & (np.abs(feet - feet[seed]) < _FEET_MM * mm + 1))
    near = near[np.argsort(x[near])]
    # The stretch about the seed without a gap wider than between words.
    ends = np.maximum.accumulate((x + wide)[near])
    breaks = np.flatnonzero(x[near][1:] - ends[:-1] > _GAP_MM * mm) + 1
    stretch = next(part for part in np.split(near, breaks) if seed in part)
    if len(stretch) < _LETTERS or not _two_heights(high[stretch]):
        return None
    # Whatever else stands in the row's band speaks against it, but for tails and tone marks.
    level, tall = float(np.median(feet[stretch])), float(np.percentile(high[stretch], 80))
    first, last = float(x[stretch].min()), float((x + wide)[stretch].max())
    middle = y + high / 2
    band = left & (middle > level - tall) & (middle < level) & (high > 0.5 * tall)
    band &= (x + wide > first) & (x < last)
    if len(stretch) < _ON_LINE * int(band.sum()):
        return None
    return stretch


def _two_heights(high: NDArray[np.float64]) -> bool:
    """Whether most letters are as high as the commonest or the second height."""
    left = high
    alike = 0
    for _ in range(2):
        if not left.size:
            break
        near = np.abs(left[:, None] - left[None, :]) <= np.maximum(1.0, _ALIKE * left[:, None])
        best = int(near.sum(axis=1).argmax())
        alike += int(near[best].sum())
        left = left[~near[best]]
    return alike >= _TWO_HEIGHTS * high.size
