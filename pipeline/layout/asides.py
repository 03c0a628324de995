"""What stands beside the text: words in the margin, footnotes under a short rule, a binding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.layout.bands import CELL_MM, groups
from pipeline.pixels.components import components

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipeline.geometry import Box
    from pipeline.layout.bands import Grid
    from pipeline.values.readings import Zone

__all__ = ["binding_holes", "footnote_row", "margin_notes", "text_column"]

# A line so long is one of the text, not of a letterhead or table.
_LONG_MM = 90.0
# Words of loosely justified lines stand so far apart.
_WORDS_MM = 5.0
_LEAST_TEXT_MM = 12.0
# Two lines of small print; a number hung out before its paragraph is one, and narrow.
_NOTE_MM = (6.0, 45.0)
_NOTE_HIGH_MM = (6.0, 45.0)
_CLEAR_MM = 1.0
# Lines of text so high together are more than the tail of one.
_SOME_TEXT_MM = 4.0
# Word draws 50.8 mm; typewriters and older programs less.
# Combs and spirals stand so near the edge, in shares of the width; holes of so many millimetres.
_BINDING_SHARE = 0.05
_HOLE_MM = (3.0, 7.0)
_LEAST_HOLES = 6
_RULE_MM = (30.0, 62.0)
_NOTES_SHARE = 0.35
_NOTES_FROM = 0.4


def _long_lines(grid: Grid) -> NDArray[np.uint8]:
    """(rows, columns) of cells, 1 where the lines of running text lie."""
    near = round(_WORDS_MM / CELL_MM) | 1
    closed = cv2.morphologyEx(
        grid.occupied.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((1, near), np.uint8)
    )
    long = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, round(_LONG_MM / CELL_MM))))
    return np.asarray(long, dtype=np.uint8)


def text_column(grid: Grid) -> tuple[int, int] | None:
    """(left, right) of the running text in cells; None on a page without any."""
    long = _long_lines(grid)
    rows = np.flatnonzero(long.any(axis=1))
    if rows.size < _LEAST_TEXT_MM / CELL_MM:
        return None
    lefts = np.argmax(long[rows], axis=1)
    rights = long.shape[1] - np.argmax(long[rows][:, ::-1], axis=1)
    return _commonest(lefts), _commonest(rights)


def _commonest(edges: NDArray[np.int64]) -> int:
    """The edge at which most lines begin or end, to 1 mm: some are indented, some have a note."""
    near = np.abs(edges[:, None] - edges[None, :]) <= 1 / CELL_MM
    return int(edges[np.argmax(near.sum(axis=1))])


def binding_holes(grid: Grid) -> list[Box]:
    """Holes of a binding down a side of the paper, copied as dark squares; in pixels.

    Many of one size stand one below the other, nearer to the edge than any text; between them is
    as much white as they are high. Some are too pale to be seen.
    """
    edge = round(_BINDING_SHARE * grid.width)
    squares = [
        box
        for box in groups(grid.occupied, wide_mm=1.0, high_mm=0.5)
        if _HOLE_MM[0] <= min(box.width, box.height) * CELL_MM
        and max(box.width, box.height) * CELL_MM <= _HOLE_MM[1]
    ]
    found: list[Box] = []
    for holes in (
        [box for box in squares if box.right <= edge],
        [box for box in squares if box.x >= grid.width - edge],
    ):
        left = float(np.median([hole.x for hole in holes] or [0]))
        alike = [hole for hole in holes if abs(hole.x - left) * CELL_MM <= 1.0]
        if len(alike) >= _LEAST_HOLES:
            found += [grid.box(hole.x, hole.y, hole.right, hole.bottom) for hole in alike]
    return found


def margin_notes(grid: Grid, column: tuple[int, int] | None) -> list[Box]:
    """Groups of lines that stand wholly in the margin beside the text, top to bottom; pixels.

    A single line in the margin stays with the text: it may be a number hung out before its
    paragraph.
    """
    if column is None:
        return []
    clear = _CLEAR_MM / CELL_MM
    long = _long_lines(grid)
    notes = []
    for box in groups(grid.occupied, wide_mm=2.0, high_mm=3.0):
        wide, high = box.width * CELL_MM, box.height * CELL_MM
        outside = box.right <= column[0] - clear or box.x >= column[1] + 2 * clear
        if not outside or not _NOTE_MM[0] <= wide <= _NOTE_MM[1]:
            continue
        # Where the text of other lines stands is no margin: a label, or a subject under its number.
        above, below = (
            int(rows[:, box.x + 1 : box.right - 1].any(axis=1).sum())
            for rows in (long[: box.y], long[box.bottom :])
        )
        if (above + below) * CELL_MM > _SOME_TEXT_MM:
            continue
        if _NOTE_HIGH_MM[0] <= high <= _NOTE_HIGH_MM[1]:
            notes.append(grid.box(box.x, box.y, box.right, box.bottom))
    return sorted(notes, key=lambda note: note.y)


def footnote_row(
    grid: Grid,
    rules: NDArray[np.uint8],
    tables: Sequence[Zone],
    column: tuple[int, int] | None,
) -> int | None:
    """The row of cells below which a page's footnotes stand; None where there are none.

    They stand low on the page under a short rule at the left of the text, which is no underline:
    nothing is printed close above it.
    """
    if column is None or not rules.any():
        return None
    mm = grid.cell / CELL_MM
    rows = []
    for _, box in components(rules).boxes():
        x, y = box.x / grid.cell, box.y / grid.cell
        if not _RULE_MM[0] * mm <= box.width <= _RULE_MM[1] * mm or box.height > 1.5 * mm:
            continue
        if abs(x - column[0]) > 4 / CELL_MM or y < _NOTES_FROM * grid.height:
            continue
        if any(box.intersection(table.box).width for table in tables):
            continue
        row, (left, right) = int(y), (int(x), int(box.right / grid.cell))
        above = grid.occupied[max(0, row - round(1.5 / CELL_MM)) : row, left:right]
        below = np.flatnonzero(grid.occupied[row + 1 :].any(axis=1))
        if above.any(axis=0).mean() > 0.2 or not below.size or below[0] > 8 / CELL_MM:
            continue
        if below[-1] - below[0] < _NOTES_SHARE * grid.height:
            rows.append(row + 1)
    return min(rows, default=None)
