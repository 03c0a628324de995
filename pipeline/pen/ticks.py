"""Ticks (dấu tích): a short arm down, a longer arm up to the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.geometry import Box
    from pipeline.pixels.coarse_pieces import CoarsePieces

__all__ = ["is_tick", "lone_ticks"]

_LEAST_MM, _HIGH_MM, _WIDE_MM = 2.2, 12.0, 15.0
# Letters and figures are that small too.
_ALONE_MM = 3.0

# A tick is no letter of a word: so far from it nothing as high as a letter stands at its sides.
_APART_MM = 0.8


def lone_ticks(pieces: CoarsePieces, mm: float) -> list[tuple[Box, NDArray[np.bool_]]]:
    """Those pieces of ink that are ticks and touch no print: box, and ink in it.

    Args:
        pieces: Of the whole page, print and pen.
        mm: Pixels in a millimetre.
    """
    x, y, w, h = (pieces.stats[:, i] for i in range(4))
    sized = (np.minimum(w, h) >= _ALONE_MM * mm) & (h <= _HIGH_MM * mm) & (w <= _WIDE_MM * mm)
    sized[0] = False
    near = _APART_MM * mm
    high = h >= 1.0 * mm
    high[0] = False
    found = []
    for i in np.flatnonzero(sized):
        box, own = pieces.cut(int(i))
        if not is_tick(own, mm):
            continue
        beside = high & (x < box.right + near) & (x + w > box.x - near)
        beside &= (y < box.bottom) & (y + h > box.y)
        beside[i] = False
        if not beside.any():
            found.append((box, own))
    return found


def is_tick(shape: NDArray[np.bool_], mm: float, *, lifted: bool = False) -> bool:
    """Whether a piece of ink is a check mark, by its shape alone.

    Args:
        shape: (H, W) bool, one piece of ink, cut to its box.
        mm: Pixels in a millimetre.
        lifted: The ink is known not to be print, and may have lost its end to the print it runs
            into: arms of one length will do.

    Printed `V` and `v` have arms of one length, and `√` a bar at its end; they are none.
    """
    height, width = shape.shape
    if not (_LEAST_MM * mm <= height <= _HIGH_MM * mm and _LEAST_MM * mm <= width <= _WIDE_MM * mm):
        return False
    if not 0.03 < shape.mean() < 0.5:
        return False
    padded = np.zeros((height + 1, width), dtype=np.int8)
    padded[1:] = shape
    runs = (np.diff(padded, axis=0) > 0).sum(axis=0)
    # An arm that print cut into pieces, or a broken one, leaves columns empty.
    if float((runs == 0).mean()) > (0.3 if lifted else 0.0) or float((runs > 1).mean()) > 0.25:
        return False
    columns = np.flatnonzero(runs)
    top = shape[:, columns].argmax(axis=0)
    bottom = height - 1 - shape[::-1, columns].argmax(axis=0)
    valley = int(np.median(np.flatnonzero(bottom >= height - 1 - 0.04 * height)))
    if not 0.06 * columns.size <= valley <= (0.75 if lifted else 0.6) * columns.size:
        return False
    left = (height - 1 - float(top[: max(1, valley // 4)].min())) / height
    right = (height - 1 - float(top[-max(1, columns.size // 8) :].min())) / height
    arm = top[valley:]
    rising = np.diff(arm[:: max(1, arm.size // 12)])
    climbs = rising.size > 0 and float((rising <= 0.02 * height).mean()) >= 0.85
    if lifted:
        return climbs and left >= 0.2 and right >= 0.6
    return climbs and 0.15 <= left <= 0.82 and right >= 0.9 and top.argmin() >= 0.75 * columns.size
