"""Tables without rules: columns kept apart by white alone, read row by row.

Letterhead and foot are columns too, but theirs are read downwards: their lines are centred and
lie at heights of their own. The lines of a table's columns begin at the same heights.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from pipeline.images.bands import CELL_MM, gutters
from pipeline.images.lines import find_lines
from pipeline.values import Box, Zone

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.images.bands import Band, Grid

__all__ = ["open_table_at"]

_GUTTER_MM = 3.5
_GUTTER_OF_TWO_MM = 5.0
# What is hung out before a paragraph (`1.`, `a)`) is no column.
_LEAST_KEY_MM = 15.0
_APART_MM = 9.0
_FLUSH_MM = 1.5
_LEAST_ROWS = 3


@dataclass(slots=True)
class _TextRow:
    """Lines of several columns at one height."""

    top: int
    bottom: int
    cells: dict[int, Box]


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
    wanted = min(2, len(gutters(bands[start].columns, least)))
    if wanted < least_columns - 1:
        return None
    merged, last = bands[start].columns.copy(), start
    widest = 0
    for j in range(start + 1, len(bands)):
        apart = bands[j].top - bands[j - 1].bottom
        together = merged | bands[j].columns
        if apart > _APART_MM / CELL_MM or (widest and apart > max(8, 2 * widest)):
            break
        if len(gutters(together, least)) < wanted:
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
    lines = [
        [cut.box.moved(a, box.y) for cut in find_lines(gray[box.y : box.bottom, a:b], dpi)]
        for a, b in pairwise(edges)
    ]
    text_rows = _text_rows(lines)
    starts = _starts(text_rows)
    mm = grid.cell / CELL_MM
    if not _is_table(text_rows, starts, between, lines, mm):
        return None
    bounds = [box.y]
    for i in starts[1:]:
        above = max(row.bottom for row in text_rows[:i])
        bounds.append((above + text_rows[i].top) // 2)
    bounds.append(box.bottom)
    cells = tuple(
        (r, c, Box(a, y, b - a, below - y))
        for r, (y, below) in enumerate(pairwise(bounds))
        for c, (a, b) in enumerate(pairwise(edges))
    )
    return Zone("table", box, cells)


def _text_rows(lines: list[list[Box]]) -> list[_TextRow]:
    """Lines of all columns by height, top to bottom."""
    rows: list[_TextRow] = []
    flat = [(line, column) for column, found in enumerate(lines) for line in found]
    for line, column in sorted(flat, key=lambda pair: pair[0].y + pair[0].height / 2):
        for row in rows[-2:]:
            shared = min(row.bottom, line.bottom) - max(row.top, line.y)
            if column not in row.cells and shared > 0.5 * min(row.bottom - row.top, line.height):
                row.cells[column] = line
                row.top, row.bottom = min(row.top, line.y), max(row.bottom, line.bottom)
                break
        else:
            rows.append(_TextRow(line.y, line.bottom, {column: line}))
    return sorted(rows, key=lambda row: row.top)


def _starts(rows: list[_TextRow]) -> list[int]:
    """Which text rows begin a row of the table; the others go on with a cell above.

    A wide gap above begins one, or where all gaps are alike a line in the first column.
    """
    if not rows:
        return []
    pitches = [b.bottom - a.bottom for a, b in pairwise(rows)]
    least = min(pitches, default=0)
    most = max((len(row.cells) for row in rows), default=0)
    starts = [0]
    for i, pitch in enumerate(pitches, start=1):
        filled = 0 in rows[i].cells and len(rows[i].cells) >= max(2, most - 1)
        if pitch > 1.3 * least or filled:
            starts.append(i)
    return starts


def _is_table(
    rows: list[_TextRow],
    starts: list[int],
    between: list[tuple[int, int]],
    lines: list[list[Box]],
    mm: float,
) -> bool:
    opening = [rows[i] for i in starts]
    if len(opening) < _LEAST_ROWS:
        return False
    if len(between) > 1:
        full = sum(len(row.cells) > 2 for row in opening)
        paired = sum(len(row.cells) > 1 for row in opening)
        return full >= 2 and paired >= max(_LEAST_ROWS, 0.6 * len(opening))
    paired = sum(len(row.cells) > 1 for row in opening)
    key = max((line.width for line in lines[0]), default=0)
    gap = between[0][1] - between[0][0]
    if paired < 0.8 * len(opening) or gap < _GUTTER_OF_TWO_MM / CELL_MM:
        return False
    return key >= _LEAST_KEY_MM * mm and all(_flush(found, mm) for found in lines)


def _flush(lines: list[Box], mm: float) -> bool:
    """Whether a column's lines begin at one place."""
    lefts = np.array([line.x for line in lines])
    return bool((np.abs(lefts - np.median(lefts)) < _FLUSH_MM * mm).mean() >= 0.75)
