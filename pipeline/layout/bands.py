"""Where ink stands on a page, in cells of half a millimetre: rows of print and the white between.

A form's blanks count as print: its line is one line, however wide they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.geometry import Box
from pipeline.pixels.components import components
from pipeline.pixels.runs import runs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from pipeline.pixels.components import Components

__all__ = ["CELL_MM", "Band", "Grid", "bands", "groups", "gutters", "letters_of"]

CELL_MM = 0.5
# What is higher is more than a line of print; a line's least height.
_TALL_MM = 6.0
_LINE_MM = 1.5
# Descenders, marks and specks bridge two lines in so few of their cells.
_THIN = 0.12


@dataclass(frozen=True, slots=True)
class Band:
    """Rows of cells with ink, top to bottom exclusive, and where the ink's columns lie."""

    top: int
    bottom: int
    columns: NDArray[np.bool_]

    @property
    def left(self) -> int:
        """First column with ink."""
        return int(np.argmax(self.columns))

    @property
    def right(self) -> int:
        """Column behind the last one with ink."""
        return int(self.columns.size - np.argmax(self.columns[::-1]))


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Cells that hold ink of a letter's size; specks do not hold columns together.

    Attributes:
        occupied: (rows, columns) bool, cells of 0.5 mm.
        cell: Pixels a cell.
        shape: (H, W) of the page in pixels.
    """

    occupied: NDArray[np.bool_]
    cell: float
    shape: tuple[int, int]

    @staticmethod
    def of(filled: NDArray[np.uint8], mm: float) -> Grid:
        """The cells of a page.

        Args:
            filled: (H, W) uint8, 1 = letters, and blanks of forms, which count as print.
            mm: Pixels a millimetre.
        """
        cell = CELL_MM * mm
        height, width = filled.shape
        rows, columns = (max(1, round(v / cell)) for v in (height, width))
        share = cv2.resize(filled * 255, (columns, rows), interpolation=cv2.INTER_AREA)
        return Grid(np.asarray(share > 8), cell, (height, width))

    @property
    def height(self) -> int:
        """Rows of cells."""
        return int(self.occupied.shape[0])

    @property
    def width(self) -> int:
        """Columns of cells."""
        return int(self.occupied.shape[1])

    def rows(self, box: Box) -> tuple[int, int]:
        """Rows of cells that a box of pixels touches."""
        return (int(box.y / self.cell), int(np.ceil(box.bottom / self.cell)))

    def cells_of(self, box: Box) -> tuple[slice, slice]:
        """The cells that a box of pixels touches."""
        columns = slice(int(box.x / self.cell), int(np.ceil(box.right / self.cell)))
        return slice(*self.rows(box)), columns

    def clear(self, box: Box) -> None:
        """Take out what is read by itself."""
        self.occupied[self.cells_of(box)] = False

    def box(self, left: float, top: float, right: float, bottom: float) -> Box:
        """Cells to pixels, with 1 mm around so that marks above capitals are inside."""
        x, y = int(left * self.cell), int(top * self.cell)
        wide, high = (int(np.ceil(v * self.cell)) for v in (right, bottom))
        return Box(x, y, wide - x, high - y).grown(round(self.cell / CELL_MM), self.shape)

    def tight(self, left: int, top: int, right: int, bottom: int) -> Box | None:
        """The box, in pixels, of the ink in some cells."""
        part = self.occupied[top:bottom, left:right]
        ys, xs = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
        if not ys.size:
            return None
        return self.box(left + xs[0], top + ys[0], left + xs[-1] + 1, top + ys[-1] + 1)


def letters_of(pieces: Components, mm: float) -> NDArray[np.uint8]:
    """Ink of a letter's size: (H, W) uint8, 1 = ink."""
    stats = pieces.stats
    size = np.maximum(stats[:, 2], stats[:, 3])
    keep = (size >= 0.8 * mm) & (stats[:, 4] >= 0.1 * mm * mm)
    keep[0] = False
    return pieces.where(keep).view(np.uint8)


def bands(occupied: NDArray[np.bool_], top: int, bottom: int) -> list[Band]:
    """Runs of rows with ink; lines that only descenders, marks or specks bridge are apart."""
    counts = occupied[top:bottom].sum(axis=1)
    found = []
    for first, end in runs(counts > 0):
        thin = _thin(counts[first:end])
        edges = _cuts(counts[first:end], thin)
        for a, b in pairwise(edges):
            rows = occupied[top + first + a : top + first + b]
            if len(edges) > 2:
                rows = rows[~thin[a:b]]  # the tails of the line above are not this line's
            found.append(Band(top + first + a, top + first + b, np.asarray(rows.any(axis=0))))
    return found


def _thin(counts: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.asarray(counts <= _THIN * np.median(counts))


def _cuts(counts: NDArray[np.int64], thin: NDArray[np.bool_]) -> list[int]:
    """Where rows of ink that hang together begin, are cut where they hang by little, and end."""
    cuts = [0]
    if counts.size * CELL_MM <= _TALL_MM:
        return [*cuts, counts.size]
    least = round(_LINE_MM / CELL_MM)
    for a, b in runs(thin):
        thinnest = a + np.flatnonzero(counts[a:b] == counts[a:b].min())
        cut = int(thinnest[thinnest.size // 2])
        solid = np.count_nonzero(~thin[cuts[-1] : cut]), np.count_nonzero(~thin[cut:])
        if min(solid) >= least:
            cuts.append(cut)
    return [*cuts, counts.size]


def groups(occupied: NDArray[np.bool_], *, wide_mm: float, high_mm: float) -> Iterator[Box]:
    """Boxes, in cells, of what stands together: no gap wider or higher than these."""
    gap = np.ones((round(high_mm / CELL_MM) | 1, round(wide_mm / CELL_MM) | 1), np.uint8)
    closed = cv2.morphologyEx(occupied.astype(np.uint8), cv2.MORPH_CLOSE, gap)
    for _, box in components(np.asarray(closed, dtype=np.uint8)).boxes():
        yield box


def gutters(columns: NDArray[np.bool_], least: int) -> list[tuple[int, int]]:
    """Runs of empty columns, at least `least` wide, with ink on both sides."""
    if not columns.any():
        return []
    left = int(np.argmax(columns))
    right = int(columns.size - np.argmax(columns[::-1]))
    return [(left + a, left + b) for a, b in runs(~columns[left:right]) if b - a >= least]
