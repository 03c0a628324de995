"""Where ink stands on a page, in cells of half a millimetre: rows of print and the white between.

A form's blanks count as print: its line is one line, however wide they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.images.components import components
from pipeline.values import Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["CELL_MM", "Band", "Grid", "bands", "gutters", "letters_of"]

CELL_MM = 0.5


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
    def of(gray: NDArray[np.uint8], filled: NDArray[np.uint8], mm: float) -> Grid:
        """The cells of a page.

        Args:
            gray: (H, W) uint8 without ruled lines and leaders.
            filled: (H, W) uint8, 1 = blanks of forms, which count as print.
            mm: Pixels a millimetre.
        """
        letters = letters_of(gray, mm) | filled
        cell = CELL_MM * mm
        height, width = gray.shape
        rows, columns = (max(1, round(v / cell)) for v in (height, width))
        share = cv2.resize(letters * 255, (columns, rows), interpolation=cv2.INTER_AREA)
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

    def clear(self, box: Box) -> None:
        """Take out what is read by itself."""
        columns = slice(int(box.x / self.cell), int(np.ceil(box.right / self.cell)))
        self.occupied[slice(*self.rows(box)), columns] = False

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


def letters_of(gray: NDArray[np.uint8], mm: float) -> NDArray[np.uint8]:
    """Ink of a letter's size: (H, W) uint8, 1 = ink."""
    pieces = components((gray < 160).astype(np.uint8))
    stats = pieces.stats
    size = np.maximum(stats[:, 2], stats[:, 3])
    keep = (size >= 0.8 * mm) & (stats[:, 4] >= 0.1 * mm * mm)
    keep[0] = False
    return keep[pieces.labels].astype(np.uint8)


def bands(occupied: NDArray[np.bool_], top: int, bottom: int) -> list[Band]:
    """Maximal runs of rows with ink."""
    on = occupied[top:bottom].any(axis=1)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], on.view(np.int8), [0])))) + top
    return [
        Band(int(a), int(b), np.asarray(occupied[a:b].any(axis=0)))
        for a, b in zip(edges[::2], edges[1::2], strict=True)
    ]


def gutters(columns: NDArray[np.bool_], least: int) -> list[tuple[int, int]]:
    """Runs of empty columns, at least `least` wide, with ink on both sides."""
    if not columns.any():
        return []
    left = int(np.argmax(columns))
    right = int(columns.size - np.argmax(columns[::-1]))
    free = ~columns[left:right]
    edges = np.flatnonzero(np.diff(np.concatenate(([0], free.view(np.int8), [0])))) + left
    return [
        (int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a >= least
    ]
