"""Places of a page that hold something: most of a page need not be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.geometry import Box
from pipeline.pixels.components import components

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["COARSE", "counted", "held", "occupied_boxes"]

#: Nearness is judged on a picture a quarter as wide: 0.5 mm do not matter.
COARSE = 4


def counted(mask: NDArray[np.bool_], cell: int) -> NDArray[np.int64]:
    """How many pixels of a mask (H, W) are True in each square of `cell` pixels.

    Returns:
        (⌈H / cell⌉, ⌈W / cell⌉); squares that stand over the edge count what is inside.
    """
    sums = cv2.integral(mask.view(np.uint8), sdepth=cv2.CV_32S)
    rows, columns = (np.r_[0:side:cell, side] for side in mask.shape)
    return np.asarray(np.diff(np.diff(sums[np.ix_(rows, columns)], axis=0), axis=1))


def held(mask: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Which squares of `COARSE` pixels hold something of a mask (H, W): 1 or 0.

    Returns:
        (⌈H / COARSE⌉, ⌈W / COARSE⌉) uint8.
    """
    rows, columns = (-(-side // COARSE) * COARSE for side in mask.shape)
    padded = mask
    if mask.shape != (rows, columns):
        padded = np.zeros((rows, columns), dtype=bool)
        padded[: mask.shape[0], : mask.shape[1]] = mask
    # Four pixels of a row are one number.
    fours = np.ascontiguousarray(padded).view(np.uint32)
    any_row = fours[0::4] | fours[1::4] | fours[2::4] | fours[3::4]
    return np.asarray(any_row != 0).view(np.uint8)


def occupied_boxes(mask: NDArray[np.bool_], room: int) -> tuple[Box, ...]:
    """Disjoint boxes around all of a mask, each with room.

    Args:
        mask: (H, W) bool.
        room: Pixels around what is True; nearer than twice that it is one place.
    """
    height, width = mask.shape
    small = held(mask)
    across = 2 * max(1, room // COARSE) + 1
    near = cv2.dilate(small, np.ones((across, across), np.uint8))
    boxes = [
        Box(x * COARSE, y * COARSE, w * COARSE, h * COARSE).grown(0, (height, width))
        for _, (x, y, w, h) in components(np.asarray(near, dtype=np.uint8)).boxes()
    ]
    return _disjoint(boxes)


def _disjoint(boxes: list[Box]) -> tuple[Box, ...]:
    """Boxes that overlap, joined until none do."""
    done: list[Box] = []
    waiting = list(boxes)
    while waiting:
        box = waiting.pop()
        touching = [other for other in done if other.intersection(box).area]
        if not touching:
            done.append(box)
            continue
        done = [other for other in done if other not in touching]
        waiting.append(Box.around([box, *touching]))
    return tuple(done)
