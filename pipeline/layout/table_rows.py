"""Rows of a table without rules: which lines of its columns stand in one row of cells.

Cells may hold several lines, set from the top of their row or about its middle; figures stand in
one line each; a heading may have two lines over some of its columns.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.geometry import Box

__all__ = ["CellLine", "TextRow", "row_starts", "text_rows_of"]

# More white than between the lines of a cell; no more than between rows.
_MORE, _ALIKE = 1.3, 1.1
# A line that fills its column may go on below; it is long in letters' heights, as no number is.
_FULL, _LONG = 0.8, 12.0
# So much nearer to what is below than to what is above.
_NEARER = 0.75
# Figures are set flush at their right, but for a heading and what is crossed out.
_SET_RIGHT = 0.6


@dataclass(frozen=True, slots=True)
class CellLine:
    """A line in a column: its ink, and the rows of its small letters."""

    box: Box
    top: float
    foot: float


@dataclass(slots=True)
class TextRow:
    """Lines of several columns at one height.

    Attributes:
        top: Where their small letters begin; no marks, which may be another row's.
        foot: Where their letters stand.
        cells: Column to line, in pixels of the page.
        figures: Whether one stands in a column of figures, at its right.
    """

    top: float
    foot: float
    cells: dict[int, CellLine]
    figures: bool = False


def text_rows_of(lines: Sequence[Sequence[CellLine]]) -> list[TextRow]:
    """Lines of all columns by height, top to bottom."""
    rows: list[TextRow] = []
    flat = [(line, column) for column, found in enumerate(lines) for line in found]
    for line, column in sorted(flat, key=lambda pair: pair[0].top + pair[0].foot):
        for row in rows[-2:]:
            shared = min(row.foot, line.foot) - max(row.top, line.top)
            if column not in row.cells and shared > 0.5 * min(
                row.foot - row.top, line.foot - line.top
            ):
                row.cells[column] = line
                row.top, row.foot = min(row.top, line.top), max(row.foot, line.foot)
                break
        else:
            rows.append(TextRow(line.top, line.foot, {column: line}))
    rows.sort(key=lambda row: row.top)
    figures = {id(line) for found in lines[1:] for line in _set_right(found)}
    for row in rows:
        row.figures = any(id(line) in figures for line in row.cells.values())
    return rows


def _set_right(lines: Sequence[CellLine]) -> list[CellLine]:
    """The lines of a column that stand at its right, where it is one of figures."""
    if not lines:
        return []
    near = 0.5 * np.median([line.foot - line.top for line in lines])
    at_left, at_right = (
        np.abs(edges - np.median(edges)) <= near
        for edges in (
            np.array([line.box.x for line in lines]),
            np.array([line.box.right for line in lines]),
        )
    )
    if at_right.mean() < max(_SET_RIGHT, at_left.mean()):
        return []
    return [line for line, flush in zip(lines, at_right, strict=True) if flush]


def row_starts(rows: Sequence[TextRow], lines: Sequence[Sequence[CellLine]]) -> list[int]:
    """Which text rows begin a row of the table; the others go on with a cell.

    More white above begins one, and so do a line in the first column and figures below figures, as
    a total's. But a line goes on with the one above it that fills the column; and the lines of a
    heading, or of cells set about the middle of their row, stand above the first column's.
    """
    if not rows:
        return []
    pitches = [b.foot - a.foot for a, b in pairwise(rows)]
    least = min((b.foot - a.foot for found in lines for a, b in pairwise(found)), default=0.0)
    usual = float(np.median(pitches)) if pitches else 0.0
    high = float(np.median([row.foot - row.top for row in rows]))
    full = [
        max(_FULL * max((line.box.width for line in found), default=0), _LONG * high)
        for found in lines
    ]
    starts, so_far = [0], _RowSoFar()
    so_far.take(rows[0])
    for i, (row, pitch) in enumerate(zip(rows[1:], pitches, strict=True), start=1):
        some = len(row.cells) < len(so_far.last) and not row.figures
        wraps = some and all(so_far.fills(column, full[column]) for column in row.cells)
        if wraps and pitch <= max(usual, least) * _ALIKE:
            begins = False
        elif pitch > _MORE * least:
            begins = True
        elif 0 in row.cells:
            begins = 0 in so_far.last and not (so_far.fills(0, full[0]) and not so_far.beside)
        else:
            below = pitches[i] if i < len(pitches) and 0 in rows[i + 1].cells else float("inf")
            waits = so_far.fills(0, full[0]) and not so_far.beside
            begins = 0 in so_far.last and (
                (row.figures and so_far.figures) or (below < _NEARER * pitch and not waits)
            )
        if begins:
            starts.append(i)
            so_far = _RowSoFar()
        so_far.take(row)
    return starts


@dataclass(slots=True)
class _RowSoFar:
    """What is known of a row of the table while its text rows are gathered.

    Attributes:
        last: Each column's last line.
        figures: Whether it has figures.
        beside: Whether anything stands beside its first column.
    """

    last: dict[int, CellLine] = field(default_factory=dict)
    figures: bool = False
    beside: bool = False

    def take(self, row: TextRow) -> None:
        """Add a text row."""
        self.last |= row.cells
        self.figures |= row.figures
        self.beside |= any(column > 0 for column in row.cells)

    def fills(self, column: int, full: float) -> bool:
        """Whether the column's last line is so wide that another may go on with it."""
        return column in self.last and self.last[column].box.width >= full
