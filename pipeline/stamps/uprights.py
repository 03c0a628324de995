"""Upright lines on a page, at every tilt a stamp may have: what lettering has none of.

Worn rubber leaves a line as dots, print runs through it; stems of letters that stand one under
the other have gaps between the lines of print.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.pixels.components import components

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.geometry import Box

__all__ = ["HEIGHT_MM", "LONG_MM", "Upright", "find_uprights", "thin_ink", "x_at"]

# Stamps are put down by hand: on the drawn and the real pages none leans further.
_TILTS = tuple(2.0 * step for step in range(-4, 5))

#: From the least stamp's height (KHẨN: 8 mm with its frame, worn at the corners) to the largest's.
HEIGHT_MM = (5.5, 55.0)

#: A run so long is no row of stems; shorter ones have more to prove.
LONG_MM = 13.0


@dataclass(frozen=True, slots=True)
class Upright:
    """An upright line of a picture.

    Attributes:
        top: (x, y) of its head.
        bottom: (x, y) of its foot.
        degrees: Its lean; positive = the foot lies left of the head, as in what runs downhill.
    """

    top: tuple[float, float]
    bottom: tuple[float, float]
    degrees: float

    @property
    def length(self) -> float:
        """From head to foot, in pixels."""
        return self.bottom[1] - self.top[1]


def thin_ink(ink: NDArray[np.uint8], mm: float, *, upright: bool) -> NDArray[np.uint8]:
    """Ink that can be a line one way: (H, W) uint8. A double frame is 2.4 mm thick in all."""
    thick = max(3, round(2.4 * mm))
    kernel = np.ones((1, thick) if upright else (thick, 1), np.uint8)
    bars = cv2.morphologyEx(ink, cv2.MORPH_OPEN, kernel)
    return np.asarray(cv2.subtract(ink, bars), dtype=np.uint8)


def find_uprights(thin: NDArray[np.uint8], mm: float) -> list[Upright]:
    """Upright lines of at least the height of the least stamp.

    Args:
        thin: (H, W) uint8, ink that can be an upright line (`thin_ink`).
        mm: Pixels a millimetre, about 4.
    """
    height, width = thin.shape
    gap, least = round(1.1 * mm) | 1, round(HEIGHT_MM[0] * mm)
    lines: list[Upright] = []
    for degrees in _TILTS:
        slope = float(np.tan(np.radians(degrees)))
        # A line of a stamp that leans by d runs to the left by tan d a row.
        matrix = np.array([[1, slope, -slope * height / 2], [0, 1, 0]], dtype=np.float32)
        leant = cv2.warpAffine(thin, matrix, (width, height), flags=cv2.INTER_NEAREST)
        wide = np.asarray(cv2.dilate(leant, np.ones((1, 2), np.uint8)), dtype=np.uint8)
        closed = cv2.morphologyEx(wide, cv2.MORPH_CLOSE, np.ones((gap, 1), np.uint8))
        runs = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((least, 1), np.uint8))
        if not runs.any():
            continue
        for _, box in components(np.asarray(runs, dtype=np.uint8)).boxes():
            if box.width > 3.5 * mm or box.height > 1.3 * HEIGHT_MM[1] * mm:
                continue
            if not _is_line(wide, box, mm):
                continue
            x = box.x + box.width / 2
            rows = float(box.y), float(box.bottom)
            at = [x - slope * (row - height / 2) for row in rows]
            lines.append(Upright((at[0], rows[0]), (at[1], rows[1]), degrees))
    return _distinct(lines, thin, mm)


def _is_line(wide: NDArray[np.uint8], box: Box, mm: float) -> bool:
    """Whether an upright run is a line: ink nearly all along, and paper on one side of it.

    Stems of letters that stand one under the other have gaps between the lines of print. A short
    run must be the cleaner for it.
    """
    rows = float(wide[box.slices].any(axis=1).mean())
    near, far = round(0.5 * mm), round(1.5 * mm)
    left = wide[box.y : box.bottom, max(0, box.x - far) : max(0, box.x - near)]
    right = wide[box.y : box.bottom, box.right + near : box.right + far]
    beside = min((float(side.mean()) for side in (left, right) if side.size), default=1.0)
    if box.height >= LONG_MM * mm:
        return rows > 0.55 and beside < 0.35
    return rows > 0.75 and beside < 0.12


def _distinct(lines: list[Upright], thin: NDArray[np.uint8], mm: float) -> list[Upright]:
    """Each line once, seen at several tilts as it is; laid along its ink."""
    kept: list[Upright] = []
    for line in sorted(lines, key=lambda line: -line.length):
        if not any(_same(line, other, mm) for other in kept):
            kept.append(_fitted(line, thin, mm))
    return kept


def _fitted(line: Upright, thin: NDArray[np.uint8], mm: float) -> Upright:
    """The line with most ink on it whose ends lie within 1.5 mm of a line's ends."""
    reach = round(1.5 * mm)
    shifts = np.arange(-reach, reach + 1)
    y = np.arange(int(line.top[1]), int(line.bottom[1]))
    share = (y - line.top[1]) / max(1.0, line.length)
    first, last = (a.ravel() for a in np.meshgrid(shifts, shifts))
    heads, feet = line.top[0] + first, line.bottom[0] + last
    xs = heads[:, None] * (1 - share) + feet[:, None] * share
    on = thin[y[None, :], np.clip(np.round(xs).astype(int), 0, thin.shape[1] - 1)].sum(axis=1)
    best = int(np.argmax(on - 0.01 * np.abs(first - last)))
    top, bottom = (float(heads[best]), line.top[1]), (float(feet[best]), line.bottom[1])
    lean = (top[0] - bottom[0]) / max(1.0, line.length)
    return Upright(top, bottom, float(np.degrees(np.arctan(lean))))


def _same(line: Upright, other: Upright, mm: float) -> bool:
    shared = min(line.bottom[1], other.bottom[1]) - max(line.top[1], other.top[1])
    if shared < 0.5 * line.length:
        return False
    y = (max(line.top[1], other.top[1]) + min(line.bottom[1], other.bottom[1])) / 2
    return abs(x_at(line, y) - x_at(other, y)) < 1.2 * mm


def x_at(line: Upright, y: float) -> float:
    """The column of a line, or of its continuation, in a row."""
    share = (y - line.top[1]) / max(1.0, line.length)
    return line.top[0] + share * (line.bottom[0] - line.top[0])
