"""Tables with rules: their grid, and the cells in it, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.geometry import Box
from pipeline.pixels.components import components
from pipeline.pixels.runs import runs
from pipeline.values.readings import Zone

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["find_tables"]

_GAP_MM = 3.0
# A grid's box is so much larger than its rules, and a little more: rules lean.
_EDGE_MM = 1.4


def find_tables(
    horizontal: NDArray[np.uint8], vertical: NDArray[np.uint8], dpi: float
) -> tuple[Zone, ...]:
    """Tables from the crossing rules of a page.

    A table has at least two rules each way and at least two cells; a frame around one paragraph is
    none, nor is a stamp (lifted before).

    Args:
        horizontal: (H, W) uint8, 1 = rule that runs across.
        vertical: (H, W) uint8, 1 = rule that runs down.
        dpi: Of both.

    Returns:
        Zones of kind `table` with their cells, top to bottom; flat frame.
    """
    mm = dpi / 25.4
    if not horizontal.any() or not vertical.any():
        return ()
    # Rules that nearly meet belong to one grid: scans break corners.
    reach = max(3, round(2 * mm)) | 1
    grid = cv2.dilate(horizontal | vertical, np.ones((reach, reach), np.uint8))
    grids = components(np.asarray(grid, dtype=np.uint8))
    tables = []
    for i, box in grids.boxes():
        if box.width < 30 * mm or box.height < 8 * mm:
            continue
        own = grids.labels[box.slices] == i
        cells = _cells_of(own & (horizontal[box.slices] > 0), own & (vertical[box.slices] > 0), mm)
        placed = tuple((row, column, c.moved(box.x, box.y)) for row, column, c in cells)
        ends = Box.of(own & ((horizontal | vertical)[box.slices] > 0))
        if len(placed) >= 2 and ends is not None:
            # No further than the rules reach: a line of text may stand right above.
            tables.append(Zone("table", ends.moved(box.x, box.y), placed))
    return tuple(sorted(tables, key=lambda table: table.box.y))


def _cells_of(
    horizontal: NDArray[np.bool_], vertical: NDArray[np.bool_], mm: float
) -> list[tuple[int, int, Box]]:
    """Cells as (row, column, box): the white between the rules of one grid."""
    height, width = horizontal.shape
    # Close gaps in a wall, or two cells run into one; a row of a table is higher. A worn rule
    # goes on a pixel or two beside its line.
    gap = max(3, round(_GAP_MM * mm)) | 1
    walls = np.zeros((height, width), dtype=np.uint8)
    sides = _sides(horizontal, vertical, round(_EDGE_MM * mm), mm)
    for rules, along, across in (
        (horizontal, (1, gap), (3, 1)),
        (vertical, (gap, 1), (1, 3)),
    ):
        solid = cv2.dilate(rules.astype(np.uint8), np.ones(across, np.uint8))
        for side in sides:
            solid[side] = 1
        closed = cv2.morphologyEx(solid, cv2.MORPH_CLOSE, np.ones(along, np.uint8))
        walls |= np.asarray(cv2.dilate(closed, np.ones((3, 3), np.uint8)), dtype=np.uint8)
    boxes = []
    for _, box in components(1 - walls, connectivity=4).boxes():
        outside = box.x == 0 or box.y == 0 or box.right == width or box.bottom == height
        if outside or box.height < 3 * mm or box.width < 4 * mm:
            continue
        boxes.append(box)
    return _placed(boxes, mm)


def _sides(
    horizontal: NDArray[np.bool_], vertical: NDArray[np.bool_], edge: int, mm: float
) -> list[tuple[slice, slice]]:
    """Sides of a grid, `edge` pixels wide, that are walls though their rules are worn or not there.

    Rules along head and foot make a frame of it; and where rules end together, a side was.
    """
    every = slice(None)
    sides = {
        "left": (every, slice(0, edge)),
        "right": (every, slice(-edge, None)),
        "head": (slice(0, edge), every),
        "foot": (slice(-edge, None), every),
    }
    near = round(4 * mm)
    full = np.flatnonzero(horizontal.mean(axis=1) > 0.3)
    if full.size and full[0] < near < np.ptp(full) and full[-1] > horizontal.shape[0] - near:
        return list(sides.values())
    ends = {
        "left": horizontal[:, :near].any(axis=1),
        "right": horizontal[:, -near:].any(axis=1),
        "head": vertical[:near].any(axis=0),
        "foot": vertical[-near:].any(axis=0),
    }
    # A rule leans and is broken: what is parted by less than a row of print is one rule.
    row = np.ones((1, round(3 * mm)), np.uint8)
    found = []
    for name, at in ends.items():
        together = np.asarray(cv2.dilate(at.astype(np.uint8).reshape(1, -1), row), np.uint8).ravel()
        if len(runs(together > 0)) >= (3 if name in ("left", "right") else 2):
            found.append(sides[name])
    return found


def _placed(boxes: list[Box], mm: float) -> list[tuple[int, int, Box]]:
    """Row and column numbers by the cells' top and left edges."""

    def ranks(values: list[int]) -> dict[int, int]:
        ranked: dict[int, int] = {}
        rank, last = -1, None
        for value in sorted(set(values)):
            if last is None or value - last > 2 * mm:
                rank += 1
                last = value
            ranked[value] = rank
        return ranked

    rows, columns = ranks([b.y for b in boxes]), ranks([b.x for b in boxes])
    return sorted((rows[b.y], columns[b.x], b) for b in boxes)
