"""A table's rows and cells as they are stored: what stands in each, and how far it reaches."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from pipeline.geometry import Box
from pipeline.values.readings import TableCell, TableRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.layout.naming import Block
    from pipeline.values.readings import Line
    from pipeline.values.scanned import FlatPage

__all__ = ["digits_in_columns", "table_rows"]

# Edges of cells that lie so near are one edge; the grid itself joins what is nearer.
_EDGE_MM = 2.0


# What engines read for a figure that stands alone: `l` for 1 above all.
_LIKE_FIGURES = re.compile(r"[\dlI|O.,/-]{1,12}")
_FIGURES = re.compile(r"\d[\d.,/-]*")
_AS_FIGURES = str.maketrans({"l": "1", "I": "1", "|": "1", "O": "0"})


def digits_in_columns(block: Block) -> dict[int, str]:
    """Lines of a table that are figures read as letters: place in the block → what they say.

    Only in columns of figures: below the head at least half of the cells are nothing else. A
    letter in a column of words stays a letter.
    """
    columns: dict[int, list[int]] = {}
    head = min((row for row, _ in block.cells), default=0)
    for i, (row, column) in enumerate(block.cells):
        if row > head:
            columns.setdefault(column, []).append(i)
    found = {}
    for places in columns.values():
        texts = {i: block.lines[i].text.strip() for i in places}
        if 2 * sum(bool(_FIGURES.fullmatch(text)) for text in texts.values()) < len(texts):
            continue
        for i, text in texts.items():
            if _LIKE_FIGURES.fullmatch(text) and not _FIGURES.fullmatch(text):
                found[i] = text.translate(_AS_FIGURES)
    return found


def table_rows(block: Block, lines: Sequence[Line], flat: FlatPage) -> tuple[TableRow, ...]:
    """The rows of a table with their cells, empty ones too.

    Args:
        block: With its grid; a block without one has no rows.
        lines: Of the block, as stored.
        flat: Its page.
    """
    within = (flat.original_size[1], flat.original_size[0])
    near = flat.pixels(mm=_EDGE_MM)
    tops = _edges([(row, box.y) for row, _, box in block.grid])
    lefts = _edges([(column, box.x) for _, column, box in block.grid])
    rows = []
    for number, members in groupby(block.grid, key=lambda cell: cell[0]):
        cells = tuple(
            TableCell(
                column,
                flat.to_original.box(box, within),
                "\n".join(line.text for line in lines if (line.row, line.column) == (row, column)),
                sum(box.y + near < top < box.bottom - near for top in tops) + 1,
                sum(box.x + near < left < box.right - near for left in lefts) + 1,
            )
            for row, column, box in members
        )
        rows.append(TableRow(number, Box.around(cell.box for cell in cells), cells))
    return tuple(rows)


def _edges(numbered: list[tuple[int, int]]) -> list[int]:
    """Where each row begins, or each column."""
    first: dict[int, int] = {}
    for number, edge in numbered:
        first[number] = min(edge, first.get(number, edge))
    return list(first.values())
