"""What of a page's black ink is print: a look from afar, then a close one where it pays.

The ink net costs half a second for an A4 page at 200 dpi. Most of a page is print far from any
mark: a look at 100 dpi costs a fifth and says where to look again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.geometry import Box
from pipeline.pixels.components import components
from pipeline.pixels.occupied import counted

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["InkNet", "PrintMap", "map_print"]

InkNet = Callable[["NDArray[np.uint8]"], "NDArray[np.uint8]"]
"""A gray picture (H, W) uint8 → (2, H, W) uint8, 0–255: how surely printed, how removable."""

_FAR_DPI = 100.0
# From here on a look from afar saves time.
_NEAR_DPI = 140.0
_CELL_MM = 4.0
_MARGIN_MM = 4.0
# Seen from afar, thin pen is pale: a quarter is enough to look again.
_HOT = 40
_HOT_PIXELS = 3
_INK = 200
# Pixels of paper around what is looked at from afar: the net expects some.
_FAR_MARGIN = 12
# Rows of paper (10 mm) across which nothing helps to tell what ink is. A quarter of the pages' area
# lies in such bands or beside what stands between them.
_BAND = 40


@dataclass(frozen=True, slots=True, eq=False)
class PrintMap:
    """What the net made of a page.

    Attributes:
        printed: (H, W) uint8, 0–255; 255 where nobody looked closely.
        removable: (H, W) uint8, 0–255; 0 where nobody looked closely.
    """

    printed: NDArray[np.uint8]
    removable: NDArray[np.uint8]


def map_print(gray: NDArray[np.uint8], dpi: float, look: InkNet) -> PrintMap:
    """Look at a page.

    Args:
        gray: (H, W) uint8, evened out, coloured ink lifted; flat frame.
        dpi: Of `gray`.
        look: The net.
    """
    if dpi < _NEAR_DPI:
        printed, removable = look(gray)
        return PrintMap(printed, removable)
    printed, removable = np.full_like(gray, 255), np.zeros_like(gray)
    for cells, box in _hot_places(gray, dpi, look):
        answer = look(np.ascontiguousarray(gray[box.slices]))
        printed[box.slices][cells] = answer[0][cells]
        removable[box.slices][cells] = answer[1][cells]
    return PrintMap(printed, removable)


def _hot(afar: NDArray[np.uint8], look: InkNet) -> NDArray[np.bool_]:
    """Where a small picture of the page has ink that seems removable; its margins are not asked."""
    ink = afar < _INK
    hot = np.zeros_like(ink)
    for inked in _inked(ink):
        seen = look(np.ascontiguousarray(afar[inked.slices]))[1]
        hot[inked.slices] = (seen > _HOT) & ink[inked.slices]
    return hot


def _inked(ink: NDArray[np.bool_]) -> list[Box]:
    """The parts of a page between wide bands of paper, each with a margin; from the top."""
    rows = np.flatnonzero(ink.any(axis=1))
    if not rows.size:
        return []
    parts = []
    for own in np.split(rows, np.flatnonzero(np.diff(rows) > _BAND) + 1):
        top, bottom = int(own[0]), int(own[-1]) + 1
        columns = np.flatnonzero(ink[top:bottom].any(axis=0))
        left, right = int(columns[0]), int(columns[-1]) + 1
        box = Box(left, top, right - left, bottom - top)
        parts.append(box.grown(_FAR_MARGIN, (ink.shape[0], ink.shape[1])))
    return parts


def _from_afar(gray: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    """The page averaged down by `scale`; halved, as most are, by whole pixels: ten times faster."""
    height, width = gray.shape
    if scale == 0.5:
        rim = (0, height % 2, 0, width % 2)
        even = cv2.copyMakeBorder(gray, *rim, cv2.BORDER_CONSTANT, value=255)
        return np.asarray(
            cv2.resize(even, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8
        )
    small = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(gray, small, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _hot_places(
    gray: NDArray[np.uint8], dpi: float, look: InkNet
) -> list[tuple[NDArray[np.bool_], Box]]:
    """Where from afar something seems removable: boxes, and in each the cells that are meant."""
    scale = _FAR_DPI / dpi
    height, width = gray.shape
    hot = _hot(_from_afar(gray, scale), look)
    far_cell = max(8, round(_CELL_MM * _FAR_DPI / 25.4))
    cells = (counted(hot, far_cell) >= _HOT_PIXELS).astype(np.uint8)
    rows, columns = cells.shape
    grown = np.asarray(cv2.dilate(cells, np.ones((3, 3), np.uint8)), dtype=np.uint8)
    pieces = components(grown, connectivity=4)
    cell = far_cell / scale
    margin = round(_MARGIN_MM * dpi / 25.4)
    xs = np.minimum((np.arange(width) / cell).astype(np.int64), columns - 1)
    ys = np.minimum((np.arange(height) / cell).astype(np.int64), rows - 1)
    places = []
    for label, part in pieces.boxes():
        left, top = round(part.x * cell), round(part.y * cell)
        right, bottom = min(width, round(part.right * cell)), min(height, round(part.bottom * cell))
        box = Box(left, top, right - left, bottom - top).grown(margin, (height, width))
        if not box.area:
            continue
        meant = pieces.labels[np.ix_(ys[box.slices[0]], xs[box.slices[1]])] == label
        places.append((meant, box))
    return places
