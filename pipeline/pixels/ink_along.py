"""How much ink lies along straight ways across a picture: what a worn line still shows.

Points are (x, y) in pixels of the picture, which has about 4 pixels a millimetre; ink is
(H, W) uint8, 1 = ink.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ink_along", "laid_along", "line_along"]


def line_along(
    ink: NDArray[np.uint8],
    start: tuple[float, float],
    end: tuple[float, float],
    outward: int,
    mm: float,
    *,
    reach_mm: float = 1.4,
) -> float:
    """How much a way between two points is a line: ink along it less ink beside it, 0–1.

    The way may lie up to `reach_mm` higher or lower. A line of print is as dark as a worn line, but
    so is what stands a millimetre and a half farther out (`outward`: −1 up, 1 down).
    """
    steps = max(8, int(abs(end[0] - start[0])))
    reach, out = round(reach_mm * mm), round(1.5 * mm)
    x = np.clip(np.round(np.linspace(start[0], end[0], steps)).astype(int), 0, ink.shape[1] - 1)
    middle = np.linspace(start[1], end[1], steps)
    # Every way: from `first` higher or lower at the start to `last` at the end.
    firsts = np.arange(-reach, reach + 1)
    ways = [(first, first + turn) for first in firsts for turn in (-2, -1, 0, 1, 2)]
    bends = np.array([np.linspace(first, last, steps) for first, last in ways])
    y = np.round(middle[None, :] + bends).astype(int)
    height = ink.shape[0] - 1
    on = ink[np.clip(y, 0, height), x[None, :]].mean(axis=1)
    beyond = ink[np.clip(y + outward * out, 0, height), x[None, :]].mean(axis=1)
    return float(np.max(on - 0.6 * beyond))


def ink_along(
    ink: NDArray[np.uint8], start: tuple[float, float], end: tuple[float, float]
) -> float:
    """The share of ink on the straight way between two points, two pixels up or down allowed."""
    start, end = (start, end) if start[0] <= end[0] else (end, start)
    steps = max(2, int(abs(end[0] - start[0])))
    x = np.round(np.linspace(start[0], end[0], steps)).astype(int)
    y = np.round(np.linspace(start[1], end[1], steps)).astype(int)
    x = np.clip(x, 0, ink.shape[1] - 1)
    rows = [ink[np.clip(y + by, 0, ink.shape[0] - 1), x] for by in (-2, -1, 0, 1, 2)]
    return float(np.max(rows, axis=0).mean())


def laid_along(
    ink: NDArray[np.uint8], start: tuple[float, float], end: tuple[float, float], mm: float
) -> tuple[tuple[float, float], tuple[float, float]]:
    """A side of a frame with its ends moved up or down by up to 2 mm, to where most ink lies."""
    reach = round(2.0 * mm)
    shifts = np.arange(-reach, reach + 1)
    steps = max(8, int(abs(end[0] - start[0])))
    first, last = (moved.ravel() for moved in np.meshgrid(shifts, shifts))
    share = np.linspace(0, 1, steps)
    x = np.clip(np.round(start[0] + share * (end[0] - start[0])).astype(int), 0, ink.shape[1] - 1)
    heads, feet = start[1] + first, end[1] + last
    y = np.round(heads[:, None] * (1 - share) + feet[:, None] * share).astype(int)
    on = ink[np.clip(y, 0, ink.shape[0] - 1), x[None, :]].mean(axis=1)
    best = int(np.argmax(on - 0.002 * (np.abs(first) + np.abs(last))))
    if on[best] < 0.35:
        return start, end
    return (start[0], float(heads[best])), (end[0], float(feet[best]))
