"""Tables without rules: columns kept apart by white alone, read row by row.

Letterhead and foot are columns too, but theirs are read downwards: their lines are centred and
lie at heights of their own. The lines of a table's columns begin at the same heights.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from pipeline.geometry import Box
from pipeline.layout.bands import CELL_MM, gutters
from pipeline.layout.table_rows import CellLine, row_starts, text_rows_of
from pipeline.pixels.runs import runs
from pipeline.print.lines import find_lines
from pipeline.values.readings import Zone

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.layout.bands import Band, Grid
    from pipeline.layout.table_rows import TextRow

__all__ = ["open_table_at"]

_GUTTER_MM = 3.5
_GUTTER_OF_TWO_MM = 5.0
# What is hung out before a paragraph (`1.`, `a)`) is no column.
_LEAST_KEY_MM = 15.0
_APART_MM = 9.0
_FLUSH_MM = 1.5
_LEAST_ROWS = 3
# The lower line of a heading follows so close.
_CLOSE_MM = 1.5
_INK = 170


def open_table_at(
    grid: Grid,
    gray: NDArray[np.uint8],
    bands: list[Band],
    start: int,
    *,
    least_columns: int = 2,
) -> tuple[int, Zone] | None:
    """The table without rules that begins at a band: (last band, zone), or None.

    Args:
        grid: Of the page.
        gray: (H, W) uint8, the page without rules.
        bands: Of a stretch without ruled tables.
        start: Where it may begin.
        least_columns: Fewer are none.
    """
    least = round(_GUTTER_MM / CELL_MM)
    head = start + 1 if _heads(bands, start, least) else start
    wanted = min(2, len(gutters(bands[head].columns, least)))
    if wanted < least_columns - 1:
        return None
    merged, last = bands[start].columns.copy(), start
    widest = 0
    for j in range(start + 1, len(bands)):
        apart = bands[j].top - bands[j - 1].bottom
        together = merged | bands[j].columns
        if apart > _APART_MM / CELL_MM or (widest and apart > max(8, 2 * widest)):
            break
        # Text that goes on below the table stands in its first column alone, and further away.
        alone = widest and bands[j].right <= gutters(merged, least)[0][0]
        if alone and apart > max(widest + 2, 1.5 * widest):
            break
        if len(gutters(together, least)) < wanted and j > head:
            break
        merged, last, widest = together, j, max(widest, apart)
    table = _table(grid, gray, bands[start : last + 1], gutters(merged, least))
    return None if table is None else (last, table)


def _table(
    grid: Grid, gray: NDArray[np.uint8], rows: list[Band], between: list[tuple[int, int]]
) -> Zone | None:
    top, bottom = rows[0].top, rows[-1].bottom
    if (bottom - top) * CELL_MM < 10 or not between:
        return None
    box = grid.tight(0, top, grid.width, bottom)
    if box is None:
        return None
    middles = [round((a + b) / 2 * grid.cell) for a, b in between]
    edges = [box.x, *middles, box.right]
    dpi = grid.cell / CELL_MM * 25.4
    lines = [_column(gray, box, a, b, dpi) for a, b in pairwise(edges)]
    text_rows = text_rows_of(lines)
    starts = row_starts(text_rows, lines)
    mm = grid.cell / CELL_MM
    if not _is_table(text_rows, starts, between, lines, mm):
        return None
    ink = (gray[box.slices] < _INK).sum(axis=1)
    bounds = [box.y]
    for i in starts[1:]:
        above = max(row.foot for row in text_rows[:i])
        bounds.append(box.y + _whitest(ink, above - box.y, text_rows[i].top - box.y))
    bounds.append(box.bottom)
    cells = tuple(
        (r, c, Box(a, y, b - a, below - y))
        for r, (y, below) in enumerate(pairwise(bounds))
        for c, (a, b) in enumerate(pairwise(edges))
    )
    return Zone("table", box, cells)


def _heads(bands: list[Band], start: int, least: int) -> bool:
    """Whether a band is the upper line of a heading of two, right above a table's first row.

    It stands close above and within columns other than the first, as `Thuyết` above `minh`.
    """
    if start + 1 >= len(bands):
        return False
    band, below = bands[start], bands[start + 1]
    free = gutters(below.columns, least)
    close = below.top - band.bottom <= _CLOSE_MM / CELL_MM
    if len(free) < 2 or not close or gutters(band.columns, least):
        return False
    return band.left >= free[0][1] and not any(band.columns[a:b].all() for a, b in free)


def _column(gray: NDArray[np.uint8], box: Box, left: int, right: int, dpi: float) -> list[CellLine]:
    return [
        CellLine(cut.box.moved(left, box.y), box.y + cut.foot - cut.letter_px, box.y + cut.foot)
        for cut in find_lines(gray[box.y : box.bottom, left:right], dpi)
    ]


def _whitest(ink: NDArray[np.int64], above: float, below: float) -> int:
    """Where to cut between two rows: amid the widest white between them, marks and tails aside."""
    top, bottom = round(above), max(round(above) + 1, round(below))
    between = ink[top:bottom]
    if not between.size:
        return top
    white = max(runs(np.asarray(between == between.min())), key=lambda run: run[1] - run[0])
    return top + (white[0] + white[1]) // 2


def _is_table(
    rows: list[TextRow],
    starts: list[int],
    between: list[tuple[int, int]],
    lines: list[list[CellLine]],
    mm: float,
) -> bool:
    filled = [
        len({column for row in rows[a:b] for column in row.cells})
        for a, b in pairwise([*starts, len(rows)])
    ]
    if len(filled) < _LEAST_ROWS:
        return False
    paired = sum(columns > 1 for columns in filled)
    if len(between) > 1:
        full = sum(columns > 2 for columns in filled)
        return full >= 2 and paired >= max(_LEAST_ROWS, 0.6 * len(filled))
    key = max((line.box.width for line in lines[0]), default=0)
    gap = between[0][1] - between[0][0]
    if paired < 0.8 * len(filled) or gap < _GUTTER_OF_TWO_MM / CELL_MM:
        return False
    return key >= _LEAST_KEY_MM * mm and all(_flush(found, mm) for found in lines)


def _flush(lines: list[CellLine], mm: float) -> bool:
    """Whether a column's lines begin at one place."""
    lefts = np.array([line.box.x for line in lines])
    return bool((np.abs(lefts - np.median(lefts)) < _FLUSH_MM * mm).mean() >= 0.75)
