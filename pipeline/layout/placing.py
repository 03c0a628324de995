"""Lines found late, put where they belong: in their row, cell or paragraph, or alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.layout.sides import Block

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.geometry import Box
    from pipeline.recognition.engine import EngineLine

__all__ = ["with_lines"]

# Parts of one line of print are no farther apart, but inside their block.
_APART_MM = 12.0
# They share so much of the height of the lower of them.
_ONE_ROW = 0.6
# A line under or over a block's own lines is one of them within so many heights of a line.
_NEXT = 1.2


def with_lines(blocks: Sequence[Block], lines: Sequence[EngineLine], mm: float) -> list[Block]:
    """The blocks with more lines.

    Args:
        blocks: In reading order, flat frame.
        lines: What was read besides, top to bottom.
        mm: Flat pixels a millimetre.
    """
    placed = list(blocks)
    for line in lines:
        i = _cell_of(placed, line)
        if i is not None:
            placed[i] = _in_table(placed[i], line)
            continue
        row = _row_of(placed, line, mm)
        if row is not None:
            i, j = row
            placed[i] = _with_line(placed[i], _one_line(placed[i].lines[j], line), j)
            continue
        i = _block_of(placed, line)
        if i is None:
            i = _place_of(placed, line)
            placed.insert(i, Block("body", line.box, (line,)))
        else:
            placed[i] = _between_lines(placed[i], line)
    return placed


def _cell_of(blocks: Sequence[Block], line: EngineLine) -> int | None:
    """The table in one of whose cells a line's middle lies."""
    for i, block in enumerate(blocks):
        if any(_holds(cell, line.box) for _, _, cell in block.grid):
            return i
    return None


def _in_table(block: Block, line: EngineLine) -> Block:
    place = next((r, c) for r, c, cell in block.grid if _holds(cell, line.box))
    for j, (other, cell) in enumerate(zip(block.lines, block.cells, strict=True)):
        if cell == place and _gap(other.box, line.box) is not None:
            return _with_line(block, _one_line(other, line), j)
    at = sum(
        cell < place or (cell == place and other.box.y < line.box.y)
        for other, cell in zip(block.lines, block.cells, strict=True)
    )
    lines, cells = list(block.lines), list(block.cells)
    lines.insert(at, line)
    cells.insert(at, place)
    return replace(block, lines=tuple(lines), cells=tuple(cells))


def _row_of(blocks: Sequence[Block], line: EngineLine, mm: float) -> tuple[int, int] | None:
    """The line that this one is a part of: beside it, near, or in the width of its block."""
    found = []
    for i, block in enumerate(blocks):
        if block.cells:
            continue
        for j, other in enumerate(block.lines):
            gap = _gap(other.box, line.box)
            inside = block.box.x <= line.box.x and line.box.right <= block.box.right
            if gap is not None and (inside or gap <= _APART_MM * mm):
                found.append((gap, i, j))
    return min(found)[1:] if found else None


def _gap(box: Box, other: Box) -> int | None:
    """Pixels between two boxes that stand beside one another; None where they do not."""
    shared = min(box.bottom, other.bottom) - max(box.y, other.y)
    if shared < _ONE_ROW * min(box.height, other.height):
        return None
    gap = max(box.x, other.x) - min(box.right, other.right)
    return max(0, gap) if gap > -0.2 * min(box.width, other.width) else None


def _one_line(line: EngineLine, other: EngineLine) -> EngineLine:
    words = tuple(sorted((*line.words, *other.words), key=lambda word: word.box.x))
    return replace(line, words=words, box=line.box.union(other.box))


def _with_line(block: Block, line: EngineLine, at: int) -> Block:
    lines = (*block.lines[:at], line, *block.lines[at + 1 :])
    return replace(block, lines=lines, box=block.box.union(line.box))


def _block_of(blocks: Sequence[Block], line: EngineLine) -> int | None:
    """The block between whose lines, or right above or below them, a line stands."""
    near = _NEXT * line.box.height
    middle = line.box.y + line.box.height / 2
    for i, block in enumerate(blocks):
        shared = min(block.box.right, line.box.right) - max(block.box.x, line.box.x)
        if block.cells or block.kind == "margin" or shared < 0.5 * line.box.width:
            continue
        if block.box.y - near <= middle <= block.box.bottom + near:
            return i
    return None


def _between_lines(block: Block, line: EngineLine) -> Block:
    at = sum(other.box.y < line.box.y for other in block.lines)
    lines = (*block.lines[:at], line, *block.lines[at:])
    return replace(block, lines=lines, box=block.box.union(line.box))


def _place_of(blocks: Sequence[Block], line: EngineLine) -> int:
    """Before the first block that begins below it; what stands in margins comes last."""
    middle = line.box.y + line.box.height / 2
    for i, block in enumerate(blocks):
        if block.kind == "margin" or block.box.y > middle:
            return i
    return len(blocks)


def _holds(cell: Box, box: Box) -> bool:
    x, y = box.x + box.width / 2, box.y + box.height / 2
    return cell.x <= x < cell.right and cell.y <= y < cell.bottom
