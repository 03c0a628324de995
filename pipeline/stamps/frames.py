"""Frames of stamps: rectangles of thin lines, tilted, worn to dots, run through by print.

A stamp's frame on a gray page is told from all else by its upright sides: lettering has no upright
stroke of six millimetres, tables have more of them than two. So upright lines are looked for
first, at every tilt a stamp may have; two that stand side by side make a frame where ink lies
along the way from head to head or from foot to foot.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.geometry import Box
from pipeline.pixels.ink_along import ink_along, laid_along, line_along
from pipeline.stamps.uprights import (
    HEIGHT_MM,
    LONG_MM,
    Upright,
    find_uprights,
    thin_ink,
    x_at,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Frame", "find_frames"]

# Lines are looked for at this resolution: a frame's line is 0.3–0.8 mm wide, 1–3 pixels.
_DPI = 100.0

# Frames are 20 mm wide (KHẨN) to 62 (ĐẾN; 50 by rule); organs cut larger ones.
_WIDTH_MM = (14.0, 85.0)

# Share of a side that must bear ink. Worn rubber leaves dots; closing has joined them already.
_UPRIGHT = 0.6


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle of lines that may be a stamp's; flat frame.

    Attributes:
        box: Around it.
        degrees: Its tilt, positive = runs downhill to the right.
        corners: (x, y) of top left, top right, bottom right, bottom left.
        sides: Share of ink along top, right, bottom, left, 0–1.
    """

    box: Box
    degrees: float
    corners: tuple[tuple[float, float], ...]
    sides: tuple[float, float, float, float]

    def moved(self, x: int, y: int) -> Frame:
        """The same frame in a picture whose corner lies (x, y) farther left and up."""
        box = self.box.moved(x, y)
        corners = tuple((left + x, top + y) for left, top in self.corners)
        return Frame(box, self.degrees, corners, self.sides)


def find_frames(gray: NDArray[np.uint8], dpi: float) -> tuple[Frame, ...]:
    """Look for frames of stamps.

    Args:
        gray: (H, W) uint8, paper white, marks not lifted; flat frame.
        dpi: Of `gray`.

    Returns:
        Frames that do not lie in one another, largest first. Boxes of forms and small tables are
        among them: what stands in them decides.
    """
    scale = min(1.0, _DPI / dpi)
    ink = (gray < 200).astype(np.uint8)
    # A line one pixel wide must not be averaged away: the darkest of the pixels counts.
    reach = max(1, round(1 / scale))
    dark = cv2.dilate(ink, np.ones((reach, reach), np.uint8))
    small = np.asarray(
        cv2.resize(dark, None, fx=scale, fy=scale, interpolation=cv2.INTER_NEAREST), dtype=np.uint8
    )
    mm = dpi * scale / 25.4
    thin = thin_ink(small, mm, upright=True)
    lines = find_uprights(thin, mm)
    kernel = np.ones((2, 2), np.uint8)
    across = np.asarray(cv2.dilate(thin_ink(small, mm, upright=False), kernel), dtype=np.uint8)
    uprights = np.asarray(cv2.dilate(thin, kernel), dtype=np.uint8)
    found = [
        _settled(corners, across, uprights, mm)
        for corners in _pairs(lines, across, mm)
        if not _in_grid(corners, across, uprights, mm)
    ]
    size = (gray.shape[0], gray.shape[1])
    frames = [
        _enlarged(corners, sides, scale, size)
        for corners, sides in found
        if min(sides) > 0.1 and sorted(sides)[1] > 0.3
    ]
    return tuple(sorted(frames, key=lambda frame: -frame.box.area))


_Corners = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]
_Sides = tuple[float, float, float, float]


def _pairs(lines: list[Upright], wide: NDArray[np.uint8], mm: float) -> list[_Corners]:
    """Two upright lines with lines across between heads or feet; the widest pair first."""
    pairs = []
    for i, left in enumerate(lines):
        for right in lines[i + 1 :]:
            a, b = (left, right) if left.top[0] < right.top[0] else (right, left)
            corners = _corners(a, b, mm)
            if corners is not None:
                pairs.append(corners)
    pairs.sort(key=lambda corners: corners[0][0] - corners[1][0])
    found: list[_Corners] = []
    for corners in pairs:
        if any(_inside(corners, other) for other in found):
            continue
        top = line_along(wide, corners[0], corners[1], -1, mm)
        bottom = line_along(wide, corners[3], corners[2], 1, mm)
        tall = corners[3][1] - corners[0][1]
        least, both = (0.4, 0.5) if tall >= LONG_MM * mm else (0.6, 1.2)
        if max(top, bottom) < least or top + bottom < both:
            continue
        found.append(corners)
    return found


def _in_grid(
    corners: _Corners, across: NDArray[np.uint8], uprights: NDArray[np.uint8], mm: float
) -> bool:
    """Whether lines run on beyond a rectangle's corners: the cell of a table."""
    tl, tr, br, bl = corners
    slope = (tr[1] - tl[1]) / max(1.0, tr[0] - tl[0])
    near, far = 1.0 * mm, 6.0 * mm
    beyond = 0
    for x, y, away in ((*tl, -1), (*bl, -1), (*tr, 1), (*br, 1)):
        start, end = (
            (x + away * near, y + slope * away * near),
            (x + away * far, y + slope * away * far),
        )
        beyond += ink_along(across, start, end) > 0.85
    turned = np.ascontiguousarray(uprights.T)
    for x, y, away in ((*tl, -1), (*tr, -1), (*bl, 1), (*br, 1)):
        start, end = (
            (y + away * near, x - slope * away * near),
            (y + away * far, x - slope * away * far),
        )
        beyond += ink_along(turned, start, end) > 0.85
    return beyond >= 2


def _settled(
    corners: _Corners, across: NDArray[np.uint8], uprights: NDArray[np.uint8], mm: float
) -> tuple[_Corners, _Sides]:
    """A rectangle laid along the outermost lines that go on from it.

    A worn side is seen in part only, or the wall of a cell inside is taken for it: a line farther
    out counts where ink leads up to it.
    """
    tl, tr, br, bl = corners
    for outward in (-1, 1):
        start, end = (tl, tr) if outward < 0 else (bl, br)
        shifts = np.arange(round(3 * mm), -round(9 * mm), -2) * -outward
        scores = []
        for shift in shifts:
            way = (start[0], start[1] + shift), (end[0], end[1] + shift)
            scores.append(line_along(across, *way, outward, mm, reach_mm=0.3))
        best = _outermost(scores)
        if best is not None:
            move = float(shifts[best])
            if outward < 0:
                tl, tr = (tl[0], tl[1] + move), (tr[0], tr[1] + move)
            else:
                bl, br = (bl[0], bl[1] + move), (br[0], br[1] + move)
    turned = np.ascontiguousarray(uprights.T)
    slope = (tr[1] - tl[1]) / max(1.0, tr[0] - tl[0])
    for outward in (-1, 1):
        head, foot = (tl, bl) if outward < 0 else (tr, br)
        scores = []
        # The wall of a cell may be taken for a side: a form goes on for most of its width.
        cell = tr[0] - tl[0] < 32 * mm and bl[1] - tl[1] > 12 * mm
        shifts = np.arange(-round(2 * mm), round((55 if cell else 20) * mm), 2) * outward
        for shift in shifts:
            lower = slope * shift
            way = (head[1] + lower, head[0] + shift), (foot[1] + lower, foot[0] + shift)
            led = min(
                ink_along(across, head, (head[0] + shift, head[1] + lower)),
                ink_along(across, foot, (foot[0] + shift, foot[1] + lower)),
            )
            far = abs(shift) > 2 * mm
            scores.append(
                0.0 if far and led < 0.35 else line_along(turned, *way, outward, mm, reach_mm=0.3)
            )
        best = _outermost(scores)
        if best is not None:
            move = float(shifts[best])
            moved = (
                (head[0] + move, head[1] + slope * move),
                (foot[0] + move, foot[1] + slope * move),
            )
            (tl, bl) = moved if outward < 0 else (tl, bl)
            (tr, br) = moved if outward > 0 else (tr, br)
    tl, tr = laid_along(across, tl, tr, mm)
    bl, br = laid_along(across, bl, br, mm)
    sides = (
        line_along(across, tl, tr, -1, mm),
        line_along(turned, (tr[1], tr[0]), (br[1], br[0]), 1, mm),
        line_along(across, bl, br, 1, mm),
        line_along(turned, (tl[1], tl[0]), (bl[1], bl[0]), -1, mm),
    )
    return (tl, tr, br, bl), sides


def _outermost(scores: list[float]) -> int | None:
    """The last of the places, inmost first, where a line lies nearly as good as the best one."""
    best = max(scores)
    return (
        max(i for i, score in enumerate(scores) if score >= max(0.35, 0.75 * best))
        if best >= 0.35
        else None
    )


def _corners(left: Upright, right: Upright, mm: float) -> _Corners | None:
    """The rectangle two lines span, None where they do not stand side by side."""
    width = right.top[0] - left.top[0]
    if not _WIDTH_MM[0] * mm <= width <= _WIDTH_MM[1] * mm or abs(left.degrees - right.degrees) > 3:
        return None
    slope = float(np.tan(np.radians((left.degrees + right.degrees) / 2)))
    # Heads and feet in the frame's own axes: what the right one's stand lower by is the tilt's.
    lower = slope * width
    tops, bottoms = (left.top[1], right.top[1] - lower), (left.bottom[1], right.bottom[1] - lower)
    top, bottom = min(tops), max(bottoms)
    tall = bottom - top
    if not HEIGHT_MM[0] * mm <= tall <= HEIGHT_MM[1] * mm:
        return None
    shared = min(bottoms) - max(tops)
    if shared < _UPRIGHT * tall:
        return None
    return (
        (x_at(left, top), top),
        (x_at(right, top + lower), top + lower),
        (x_at(right, bottom + lower), bottom + lower),
        (x_at(left, bottom), bottom),
    )


def _inside(corners: _Corners, other: _Corners) -> bool:
    """Whether the middle of a rectangle lies in another."""
    x = sum(corner[0] for corner in corners) / 4
    y = sum(corner[1] for corner in corners) / 4
    xs, ys = [corner[0] for corner in other], [corner[1] for corner in other]
    return min(xs) <= x <= max(xs) and min(ys) <= y <= max(ys)


def _enlarged(corners: _Corners, sides: _Sides, scale: float, size: tuple[int, int]) -> Frame:
    """A frame of the small picture in flat pixels."""
    points = tuple((x / scale, y / scale) for x, y in corners)
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left, top = max(0, int(min(xs))), max(0, int(min(ys)))
    right, bottom = min(size[1], int(max(xs)) + 1), min(size[0], int(max(ys)) + 1)
    # The surer of head and foot tells the tilt.
    a, b = (points[0], points[1]) if sides[0] >= sides[2] else (points[3], points[2])
    degrees = float(np.degrees(np.arctan2(b[1] - a[1], b[0] - a[0])))
    return Frame(Box(left, top, right - left, bottom - top), degrees, points, sides)
