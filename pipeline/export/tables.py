"""A table as it was read: which lines stand in which cell, each line once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pipeline.geometry import Box
    from pipeline.values.readings import Line, TableCell, TableRow, ZoneReading

__all__ = ["FilledCell", "FilledRow", "Table", "fill_table"]


class FilledCell(NamedTuple):
    """A cell with its lines; `name` is unique in its table."""

    cell: TableCell
    name: str
    lines: tuple[Line, ...]


class FilledRow(NamedTuple):
    """A row with its cells."""

    row: TableRow
    cells: tuple[FilledCell, ...]


class Table(NamedTuple):
    """A table: its rows, and lines that stand in none of its cells."""

    rows: tuple[FilledRow, ...]
    beside: tuple[Line, ...]


def fill_table(zone: ZoneReading) -> Table:
    """The lines of a table zone in its cells.

    Where ruling was misread two cells may begin in one place; a line then stands in the smaller
    one that holds it. Lines without text are left out.
    """
    slots = [(row.row, cell) for row in zone.rows for cell in row.cells]
    lines: list[list[Line]] = [[] for _ in slots]
    beside = []
    for line in zone.lines:
        if not line.text.strip():
            continue
        wanted = [
            index
            for index, (row, cell) in enumerate(slots)
            if (row, cell.column) == (line.row, line.column)
        ]
        if wanted:
            best = min(wanted, key=lambda i: (not _holds(slots[i][1].box, line), _area(slots[i])))
            lines[best].append(line)
        else:
            beside.append(line)
    filled = []
    seen: dict[str, int] = {}
    for (row, cell), own in zip(slots, lines, strict=True):
        name = f"r{row:03d}-c{cell.column:02d}"
        seen[name] = seen.get(name, 0) + 1
        unique = name if seen[name] == 1 else f"{name}-{seen[name]}"
        filled.append(FilledCell(cell, unique, tuple(own)))
    cells = iter(filled)
    rows = tuple(FilledRow(row, tuple(next(cells) for _ in row.cells)) for row in zone.rows)
    return Table(rows, tuple(beside))


def _holds(box: Box, line: Line) -> bool:
    across, down = line.box.x + line.box.width / 2, line.box.y + line.box.height / 2
    return box.x <= across <= box.right and box.y <= down <= box.bottom


def _area(slot: tuple[int, TableCell]) -> int:
    return slot[1].box.area
