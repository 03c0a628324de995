"""Lines that stand abreast: read across as one line, or each side downwards as a column.

A label and its value, an item and its figure, a number hung out before its paragraph stand on one
line, whatever white lies between them: each line of the one side has its baseline in the other, and
the side lines up at its left or right. Columns that are read downwards keep baselines of their own
(recipients in 11 points beside a signer's title in 14), or are centred, each on its own middle (a
letterhead, two who sign), or are running text: full lines at an even pitch on both sides.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from pipeline.layout.bands import CELL_MM, gutters
from pipeline.pixels.runs import runs
from pipeline.print.lines import find_lines
from pipeline.values.readings import Zone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipeline.layout.bands import Band, Grid
    from pipeline.print.lines import LineCut

__all__ = ["lines_of_sides", "read_across", "text_columns_at"]

# All sizes in heights of the letters, so that they hold for every type size: a baseline is shared
# to this, edges line up to this, a signature takes so much room.
_INK = 170
_SAME_LINE, _LEAN = 0.3, 0.6
_FLUSH = 0.6
_ROOM_TO_SIGN = 5.0
# So many of a side's lines share baselines with the other side, or line up.
_SHARED, _LINED_UP = 0.8, 0.6
# A value so long goes on in a line of its own.
_LONG_VALUE = 20.0
# Running text: lines in a column, the share of them that fill it, its width in letters' heights,
# and how far pitches go beyond the commonest (paragraphs are set apart). Columns are alike in
# width, without a wide gap in a line, and set at least as far apart as words of loose lines.
_LEAST_LINES = 4
_FULL, _FULL_SHARE = 0.9, 0.6
_LEAST_WIDE = 15.0
_EVEN, _EVEN_SHARE = 1.45, 0.85
_TORN = 2.5
_ALIKE = 0.6
_LEAST_GUTTER_MM = 3.0
_LEAST_HIGH_MM = 15.0
_APART_MM = 6.0


def lines_of_sides(
    grid: Grid, gray: NDArray[np.uint8], rows: Sequence[Band], gutter: tuple[int, int]
) -> tuple[list[LineCut], list[LineCut]]:
    """The lines left and right of a gutter, top to bottom.

    Args:
        grid: Of the page.
        gray: (H, W) uint8, the page without rules.
        rows: Bands that the gutter runs through.
        gutter: Its columns of cells.
    """
    dpi = grid.cell / CELL_MM * 25.4
    top, bottom = (round(row * grid.cell) for row in (rows[0].top, rows[-1].bottom))
    middle = round((gutter[0] + gutter[1]) / 2 * grid.cell)
    part = gray[max(0, top - round(grid.cell)) : bottom + round(grid.cell)]
    return list(find_lines(part[:, :middle], dpi)), list(find_lines(part[:, middle:], dpi))


def read_across(left: Sequence[LineCut], right: Sequence[LineCut]) -> bool:
    """Whether what stands left and right of a gutter are parts of the same lines.

    Args:
        left: Lines of the left side, top to bottom; tops of both sides' pictures are one.
        right: Of the right side.
    """
    high = float(np.median([line.letter_px for line in (*left, *right)] or [0]))
    left, right = ([line for line in side if line.box.width >= high] for side in (left, right))
    if not left or not right:
        return True  # dashes or dots hung out, or specks: no lines of their own
    if all(map(_running, (left, right))):
        return False
    starting = _starting(right, high)
    lean, shared = max(
        (_on_one_line(side, other, high) for side, other in ((left, right), (starting, left))),
        key=lambda found: found[1],
    )
    if shared < _SHARED or abs(lean) > _LEAN * high:
        return False
    if _room_to_sign(max(left, right, key=len), high):
        return False
    return not (_centred(left, high) or _centred(right, high))


def _on_one_line(
    side: Sequence[LineCut], other: Sequence[LineCut], high: float
) -> tuple[float, float]:
    """How much lower the other side stands, and the share of a side's lines that go on there."""
    feet = np.array([line.foot for line in other])
    apart = np.array([feet[np.abs(feet - line.foot).argmin()] - line.foot for line in side])
    lean = float(np.median(apart))  # what is left of the page's tilt
    return lean, float((np.abs(apart - lean) <= _SAME_LINE * high).mean())


def _starting(lines: Sequence[LineCut], high: float) -> list[LineCut]:
    """The lines of values without those on which a long value goes on."""
    kept = list(lines[:1])
    for above, line in pairwise(lines):
        long = above.box.width >= _LONG_VALUE * high
        if not long or line.box.y - above.box.bottom > high or line.box.width > above.box.width:
            kept.append(line)
    return kept


def _room_to_sign(lines: Sequence[LineCut], high: float) -> bool:
    return any(b.box.y - a.box.bottom > _ROOM_TO_SIGN * high for a, b in pairwise(lines))


def _centred(lines: Sequence[LineCut], high: float) -> bool:
    """Whether lines stand on one middle and neither at one left nor at one right."""
    if len(lines) < 2:
        return False
    lefts = np.array([line.offset[0] for line in lines], dtype=float)
    rights = lefts + np.array([line.box.width for line in lines])
    middles = (lefts + rights) / 2
    near = [
        float((np.abs(edge - np.median(edge)) <= _FLUSH * high).mean())
        for edge in (lefts, rights, middles)
    ]
    return near[2] >= _LINED_UP and near[2] > max(near[:2])


def text_columns_at(
    grid: Grid, gray: NDArray[np.uint8], bands: Sequence[Band], start: int
) -> tuple[int, list[Zone]] | None:
    """Running text in two columns that begins at a band: (last band, its zones), or None.

    Prose in the cells of a table is none: there lines are parted by the rows, and few are full.

    Args:
        grid: Of the page.
        gray: (H, W) uint8, the page without rules.
        bands: Of a stretch without ruled tables.
        start: Where it may begin.
    """
    least = round(_LEAST_GUTTER_MM / CELL_MM)
    merged, last = bands[start].columns.copy(), start
    for j in range(start, len(bands)):
        together = merged | bands[j].columns
        apart = j > start and bands[j].top - bands[j - 1].bottom > _APART_MM / CELL_MM
        if apart or not gutters(together, least):
            break
        merged, last = together, j
    for cut, end in _cuts(bands[start : last + 1]):
        rows = bands[start : start + end]
        top, bottom = rows[0].top, rows[-1].bottom
        if bottom - top < _LEAST_HIGH_MM / CELL_MM:
            return None
        gutter = _in_the_middle(np.logical_or.reduce([band.columns for band in rows]), least)
        if gutter is None:
            continue
        sides = lines_of_sides(grid, gray, rows, gutter)
        below = (rows[cut].top - top) * grid.cell
        if all(map(_running, sides)) and any(_any_full(side, below) for side in sides):
            middle = (gutter[0] + gutter[1]) // 2
            boxes = grid.tight(0, top, middle, bottom), grid.tight(middle, top, grid.width, bottom)
            return start + end - 1, [Zone("body", box) for box in boxes if box is not None]
    return None


def _cuts(rows: Sequence[Band]) -> list[tuple[int, int]]:
    """Where columns may end, last first: behind their last band, and where more white follows one.

    Each as (first band of the last part, band behind it).
    """
    gaps = [below.top - above.bottom for above, below in pairwise(rows)]
    usual = float(np.median(gaps)) if gaps else 0.0
    edges = [0, *(i for i, gap in enumerate(gaps, start=1) if gap > usual + 1), len(rows)]
    return list(pairwise(edges))[::-1]


def _in_the_middle(columns: NDArray[np.bool_], least: int) -> tuple[int, int] | None:
    """The gutter beside which both columns are nearly as wide as each other."""
    ink = np.flatnonzero(columns)
    for gutter in gutters(columns, least):
        left, right = gutter[0] - ink[0], ink[-1] + 1 - gutter[1]
        if min(left, right) >= _ALIKE * max(left, right):
            return gutter
    return None


def _ends(rows: Sequence[Band]) -> list[int]:
    """How many bands columns may have, most first: they end where more white follows a band."""
    gaps = [below.top - above.bottom for above, below in pairwise(rows)]
    usual = float(np.median(gaps)) if gaps else 0.0
    return [len(rows), *(i + 1 for i in reversed(range(len(gaps))) if gaps[i] > usual + 1)]


def _running(lines: Sequence[LineCut]) -> bool:
    """Whether the lines of a side are running text."""
    if len(lines) < _LEAST_LINES:
        return False
    high = float(np.median([line.letter_px for line in lines]))
    pitches = np.diff([line.foot for line in lines])
    even = float((pitches <= _EVEN * np.median(pitches)).mean())
    torn = float(np.mean([_widest_gap(line) > _TORN * high for line in lines]))
    return (
        _width(lines) >= _LEAST_WIDE * high
        and float(_full(lines).mean()) >= _FULL_SHARE
        and even >= _EVEN_SHARE
        and torn <= 1 - _EVEN_SHARE
    )


def _full(lines: Sequence[LineCut]) -> NDArray[np.bool_]:
    return np.array([line.box.width >= _FULL * _width(lines) for line in lines])


def _width(lines: Sequence[LineCut]) -> float:
    """Of the column: a word in the margin makes one of its lines wider."""
    return float(np.percentile([line.box.width for line in lines], 85))


def _any_full(lines: Sequence[LineCut], below: float) -> bool:
    """Whether a line below a height fills its column; what signs below the text does not."""
    return any(full and line.foot > below for full, line in zip(_full(lines), lines, strict=True))


def _widest_gap(line: LineCut) -> int:
    """The widest white between the words of a line."""
    white = (line.gray >= _INK).all(axis=0)
    return max((b - a for a, b in runs(np.asarray(white)) if a and b < white.size), default=0)
