"""Room for the pen, no words: dots from a label to its blank (`Họ và tên: ....`), boxes to tick.

They hold a form's line together, however wide its blanks are; an engine would read them as
letters, and a row of dots without a label as the tone marks of the line below.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.pixels.components import components

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.pixels.components import Components

__all__ = ["Leaders", "find_leaders", "ruled_blanks", "tick_boxes"]

# The dots of 16 pt type stand 1.0 mm apart; a row of so many is no ellipsis.
_GAP_MM = 1.5
_LONG_MM = 10.0
_DOT_MM = 0.8
# Behind a blank the next label of the line follows so near.
_NEXT_MM = 6.0
# The dots of a colon stand so far apart, one above the other.
_COLON_MM = (0.6, 2.2)
_UPRIGHT_MM = 0.35
# A square to tick is so large; its sides are so thin, in its own size, and straight to its corners.
_BOX_MM = (2.0, 7.0)
_FRAME, _RIM, _CLOSED = 0.22, 0.08, 0.92


@dataclass(frozen=True, slots=True, eq=False)
class Leaders:
    """Rows of dots.

    Attributes:
        runs: (H, W) uint8, 1 = from the first dot of a row to its last, and to a label behind.
        dots: (H, W) bool, True where the dots themselves lie, with their soft edge; None where
            there is no row.
    """

    runs: NDArray[np.uint8]
    dots: NDArray[np.bool_] | None


def find_leaders(pieces: Components, mm: float) -> Leaders:
    """Rows of dots on a page.

    Args:
        pieces: The ink of a page without ruled lines.
        mm: Pixels a millimetre.
    """
    size = np.maximum(pieces.stats[:, 2], pieces.stats[:, 3])
    small = (size < _DOT_MM * mm) & ~_of_colons(pieces, size < _DOT_MM * mm, mm)
    small[0] = False
    dots = pieces.where(small).view(np.uint8)
    if not small.any():
        return Leaders(dots, None)
    steady = cv2.dilate(dots, np.ones((3, 1), np.uint8))
    gap, long = round(_GAP_MM * mm) | 1, round(_LONG_MM * mm)
    closed = cv2.morphologyEx(steady, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, long), np.uint8))
    runs = np.asarray(opened, dtype=np.uint8)
    if not runs.any():
        return Leaders(runs, None)
    near = np.asarray(cv2.dilate(runs, np.ones((3, 3), np.uint8)), np.uint8)
    own = np.zeros(len(pieces) + 1, dtype=bool)
    own[pieces.labels[(near & dots) > 0]] = True
    letters = (pieces.labels > 0).view(np.uint8) - dots
    for _, box in components(runs).boxes():
        _bridge(runs, letters, (box.y, box.bottom, box.right), mm)
    round_about = cv2.dilate(pieces.where(own).view(np.uint8), np.ones((3, 3), np.uint8))
    return Leaders(runs, (round_about > 0) & (letters == 0))


def _of_colons(pieces: Components, small: NDArray[np.bool_], mm: float) -> NDArray[np.bool_]:
    """Which dots stand right below or above another: a colon's, before the blank it announces."""
    found = np.zeros(small.size, dtype=bool)
    dots = np.flatnonzero(small & (pieces.stats[:, 4] >= 0.02 * mm * mm))
    x = pieces.stats[dots, 0] + pieces.stats[dots, 2] / 2
    dots = dots[np.argsort(x, kind="stable")]
    x, y = (pieces.stats[dots, i] + pieces.stats[dots, i + 2] / 2 for i in (0, 1))
    # Each dot with those that follow from the left and may stand above or below it.
    ends = np.searchsorted(x, x + _UPRIGHT_MM * mm + 1)
    follow = ends - np.arange(1, dots.size + 1)
    one = np.repeat(np.arange(dots.size), follow)
    other = np.arange(one.size) - np.repeat(np.cumsum(follow) - follow, follow) + one + 1
    high = np.abs(y[one] - y[other])
    pair = (x[other] - x[one] < _UPRIGHT_MM * mm) & (high < _COLON_MM[1] * mm)
    pair &= high > _COLON_MM[0] * mm
    found[dots[one[pair]]] = found[dots[other[pair]]] = True
    return found


def tick_boxes(ink: NDArray[np.uint8], pieces: Components, mm: float) -> NDArray[np.uint8]:
    """Empty squares to be ticked: (H, W) uint8, 1 = the square and what lies in it.

    A square with anything in it is none: a letter in a frame, or a tick, which is evidence.

    Args:
        ink: (H, W) uint8, 1 = ink, without ruled lines and leaders.
        pieces: Of it; leaders may be among them.
        mm: Pixels a millimetre.
    """
    found = np.zeros(ink.shape, np.uint8)
    short = np.minimum(pieces.stats[:, 2], pieces.stats[:, 3])
    long = np.maximum(pieces.stats[:, 2], pieces.stats[:, 3])
    sized = (short >= _BOX_MM[0] * mm) & (long <= np.minimum(_BOX_MM[1] * mm, 1.25 * short))
    sized[0] = False
    for number in np.flatnonzero(sized):
        box = pieces.box(int(number))
        small = min(box.width, box.height)
        part = ink[box.slices]
        frame, rim = (max(2, round(share * small)) for share in (_FRAME, _RIM))
        if part[frame:-frame, frame:-frame].any():
            continue
        sides = (
            part[:rim].max(axis=0),
            part[-rim:].max(axis=0),
            part[:, :rim].max(axis=1),
            part[:, -rim:].max(axis=1),
        )
        # The bow of a D or O leaves its corners white.
        if all(side.mean() > _CLOSED for side in sides):
            found[box.slices] = 1
    return found


def _bridge(
    runs: NDArray[np.uint8], letters: NDArray[np.uint8], end: tuple[int, int, int], mm: float
) -> None:
    """Fill the gap between a blank and the label that follows it on the line."""
    top, bottom, right = end
    room = letters[max(0, round(top - 3 * mm)) : bottom, right : right + round(_NEXT_MM * mm)]
    found = np.flatnonzero(room.any(axis=0))
    if found.size:
        runs[top:bottom, right : right + int(found[0]) + 1] = 1


def ruled_blanks(
    rules: NDArray[np.uint8], letters: NDArray[np.uint8], mm: float
) -> NDArray[np.uint8]:
    """Ruled lines that go on where a label ends, with nothing printed above them: (H, W) uint8."""
    found = np.zeros_like(letters)
    if not rules.any():
        return found
    for _, box in components(rules).boxes():
        top, feet = max(0, round(box.y - 3 * mm)), max(0, round(box.y - 0.7 * mm))
        label = letters[top : box.bottom + 1, max(0, round(box.x - 4 * mm)) : box.x]
        above = letters[top : max(top, feet), box.x : box.right]
        if label.any() and (not above.size or above.any(axis=0).mean() < 0.2):
            found[feet : box.bottom, box.x : box.right] = 1
            _bridge(found, letters, (feet, box.bottom, box.right), mm)
    return found
