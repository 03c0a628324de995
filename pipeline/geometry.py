"""Rectangles of pixels, and maps between frames of pixels."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

__all__ = ["Affine", "Box"]


class Box(NamedTuple):
    """A rectangle of pixels, origin top-left; stored in JSON as `[x, y, width, height]`.

    >>> Box(10, 20, 30, 40).union(Box(0, 0, 5, 5))
    Box(x=0, y=0, width=40, height=60)
    """

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first column right of the box."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The first row below the box."""
        return self.y + self.height

    @property
    def area(self) -> int:
        """Pixels inside, never negative."""
        return max(0, self.width) * max(0, self.height)

    @property
    def shape(self) -> tuple[int, int]:
        """(height, width), as arrays count."""
        return (self.height, self.width)

    @property
    def slices(self) -> tuple[slice, slice]:
        """Index an (H, W[, 3]) array with this to cut the box out."""
        return (slice(self.y, self.bottom), slice(self.x, self.right))

    def union(self, other: Box) -> Box:
        """The smallest box around both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        return Box(x, y, max(self.right, other.right) - x, max(self.bottom, other.bottom) - y)

    def intersection(self, other: Box) -> Box:
        """What both share; width and height are 0 where they share nothing."""
        x, y = max(self.x, other.x), max(self.y, other.y)
        return Box(
            x,
            y,
            max(0, min(self.right, other.right) - x),
            max(0, min(self.bottom, other.bottom) - y),
        )

    def grown(self, by: int, within: tuple[int, int]) -> Box:
        """This box with `by` pixels more on each side, cut at a page of (height, width)."""
        x, y = max(0, self.x - by), max(0, self.y - by)
        return Box(x, y, min(within[1], self.right + by) - x, min(within[0], self.bottom + by) - y)

    def moved(self, x: int, y: int) -> Box:
        """This box so many pixels further right and down.

        >>> Box(1, 2, 3, 4).moved(10, 20)
        Box(x=11, y=22, width=3, height=4)
        """
        return Box(self.x + x, self.y + y, self.width, self.height)

    def upright(self, rotation: int, size_px: tuple[int, int]) -> Box:
        """Where this box of a picture of (width, height) lies once that is turned clockwise.

        >>> Box(10, 20, 30, 5).upright(90, (200, 100))
        Box(x=75, y=10, width=5, height=30)
        """
        width, height = size_px
        if rotation == 90:
            return Box(height - self.bottom, self.x, self.height, self.width)
        if rotation == 180:
            return Box(width - self.right, height - self.bottom, self.width, self.height)
        if rotation == 270:
            return Box(self.y, width - self.right, self.height, self.width)
        return self

    def slices_in(self, whole: Box) -> tuple[slice, slice]:
        """Index an array of the shape of `whole`, which holds this box, with this."""
        return self.moved(-whole.x, -whole.y).slices

    @staticmethod
    def of(mask: NDArray[np.bool_]) -> Box | None:
        """The smallest box around all that is True in (H, W); None where nothing is."""
        rows = np.flatnonzero(mask.any(axis=1))
        if rows.size == 0:
            return None
        columns = np.flatnonzero(mask.any(axis=0))
        x, y = int(columns[0]), int(rows[0])
        return Box(x, y, int(columns[-1]) + 1 - x, int(rows[-1]) + 1 - y)

    @staticmethod
    def around(boxes: Iterable[Box]) -> Box:
        """The smallest box around all; `ValueError` when there are none."""
        found = list(boxes)
        if not found:
            raise ValueError("Box.around needs at least one box, got 0")
        x, y = min(box.x for box in found), min(box.y for box in found)
        right, bottom = max(box.right for box in found), max(box.bottom for box in found)
        return Box(x, y, right - x, bottom - y)


class Affine(NamedTuple):
    """(x, y) → (a·x + b·y + c, d·x + e·y + f), in pixels.

    >>> turned = Affine(0, -1, 99, 1, 0, 0)
    >>> turned.inverse().point(*turned.point(3, 4))
    (3.0, 4.0)
    """

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 0.0
    e: float = 1.0
    f: float = 0.0

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point lands."""
        return (self.a * x + self.b * y + self.c, self.d * x + self.e * y + self.f)

    def then(self, after: Affine) -> Affine:
        """First this map, then `after`."""
        m = np.array([*after, 0, 0, 1]).reshape(3, 3) @ np.array([*self, 0, 0, 1]).reshape(3, 3)
        return Affine(*(float(v) for v in m[:2].ravel()))

    def inverse(self) -> Affine:
        """The map back."""
        m = np.linalg.inv(np.array([*self, 0, 0, 1], dtype=float).reshape(3, 3))
        return Affine(*(float(v) for v in m[:2].ravel()))

    def box(self, box: Box, within: tuple[int, int] | None = None) -> Box:
        """The smallest upright box around the mapped box, cut at a page of (height, width)."""
        corners = [self.point(x, y) for x in (box.x, box.right) for y in (box.y, box.bottom)]
        left, top = (math.floor(min(c[i] for c in corners) + 1e-6) for i in (0, 1))
        right, bottom = (math.ceil(max(c[i] for c in corners) - 1e-6) for i in (0, 1))
        if within is not None:
            left, top = max(0, left), max(0, top)
            right, bottom = min(within[1], right), min(within[0], bottom)
        return Box(left, top, max(0, right - left), max(0, bottom - top))
