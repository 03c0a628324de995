"""Places of a page that hold something: most of a page need not be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.images.components import components
from pipeline.values import Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["COARSE", "counted", "places_of"]

#: Nearness is judged on a picture a quarter as wide: 0.5 mm do not matter.
COARSE = 4


def counted(mask: NDArray[np.bool_], cell: int) -> NDArray[np.int64]:
    """How many pixels of a mask (H, W) are True in each square of `cell` pixels.

    Returns:
        (⌈H / cell⌉, ⌈W / cell⌉); squares that stand over the edge count what is inside.
    """
    height, width = mask.shape
    rows, columns = -(-height // cell), -(-width // cell)
    padded = np.zeros((rows * cell, columns * cell), dtype=bool)
    padded[:height, :width] = mask
    return np.asarray(padded.reshape(rows, cell, columns, cell).sum(axis=(1, 3)))


def places_of(mask: NDArray[np.bool_], room: int) -> tuple[Box, ...]:
    """Disjoint boxes around all of a mask, each with room.

    Args:
        mask: (H, W) bool.
        room: Pixels around what is True; nearer than twice that it is one place.
    """
    height, width = mask.shape
    small = np.asarray(counted(mask, COARSE) > 0, dtype=np.uint8)
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
