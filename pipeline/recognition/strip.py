"""A slot's picture as the digit net takes it: cut to its ink, of one height, upright or leaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["HEIGHT", "WIDEST", "leaned", "normalise", "shrunk"]

#: The net sees slots so high, and at most so wide, in pixels; widths are multiples of `_STEP`.
HEIGHT = 48
WIDEST = 320
_STEP = 8

# Less contrast than this is paper.
_LEAST_CONTRAST = 40
# Nothing is blown up to the full height that is lower than this share of the slot, or of its
# own width: a dotted rule alone stays a dotted rule.
_LEAST_SHARE = 0.3
_WIDEST_FOR_HEIGHT = 9.0
# Around the ink, share of its height: above and below, left and right.
_MARGIN = (0.12, 0.3)
# Ink beyond these shares of all of it is specks.
_SPECKS = 0.004


def normalise(gray: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A slot cut to its ink and brought to the height the net was trained for.

    Args:
        gray: (H, W) uint8, dark ink on light paper.

    Returns:
        (HEIGHT, W) uint8, 255 = ink; W a multiple of 8, at most `WIDEST`.
    """
    ink = _ink(gray)
    strong = np.where(ink > 0.4, ink, 0)
    if not strong.any():
        return np.zeros((HEIGHT, _STEP * 3), np.uint8)
    top, bottom = _extent(strong.sum(axis=1))
    left, right = _extent(strong.sum(axis=0))
    height = max(
        bottom - top, _LEAST_SHARE * gray.shape[0], (right - left) / _WIDEST_FOR_HEIGHT, 4.0
    )
    middle = (top + bottom) / 2
    above, beside = height * (0.5 + _MARGIN[0]), height * _MARGIN[1]
    scale = HEIGHT / (2 * above)
    width = (right - left + 2 * beside) * scale
    columns = min(WIDEST, max(3 * _STEP, int(-(-width // _STEP)) * _STEP))
    # What does not fit is pressed together; what is left over stays paper on both sides.
    half = max(width, columns) / scale / 2
    centre = (left + right) / 2
    rows = _resampling(gray.shape[0], middle - above, middle + above, HEIGHT)
    across = _resampling(gray.shape[1], centre - half, centre + half, columns)
    return np.asarray(np.clip(rows @ ink @ across.T, 0, 1) * 255 + 0.5, dtype=np.uint8)


def leaned(strip: NDArray[np.uint8], lean: float) -> NDArray[np.uint8]:
    """A normalised slot leaned about its middle row, by `lean` pixels sideways a pixel of height.

    Positive leans to the right; what leaves the strip is lost, what comes in is paper.
    """
    shifts = np.round(lean * (HEIGHT / 2 - np.arange(HEIGHT))).astype(int)
    room = int(np.abs(shifts).max())
    padded = np.pad(strip, ((0, 0), (room, room)))
    columns = np.arange(strip.shape[1])[None, :] + (room - shifts)[:, None]
    return np.asarray(np.take_along_axis(padded, columns, axis=1), dtype=np.uint8)


def shrunk(strip: NDArray[np.uint8], share: float) -> NDArray[np.uint8]:
    """A normalised slot made smaller about its middle, with paper around; `share` of its size."""
    rows = _resampling(HEIGHT, *_around(HEIGHT, share), HEIGHT)
    columns = -(-round(strip.shape[1] * share) // _STEP) * _STEP + _STEP
    reach = columns / share / 2
    middle = strip.shape[1] / 2
    across = _resampling(strip.shape[1], middle - reach, middle + reach, columns)
    small = rows @ strip.astype(np.float32) @ across.T
    return np.asarray(np.clip(small + 0.5, 0, 255), dtype=np.uint8)


def _around(size: int, share: float) -> tuple[float, float]:
    """What must be seen of `size` pixels so that they fill only `share` of the picture."""
    return size / 2 - size / share / 2, size / 2 + size / share / 2


def _ink(gray: NDArray[np.uint8]) -> NDArray[np.float32]:
    """0 = paper, 1 = the slot's darkest ink."""
    paper = float(np.percentile(gray, 80))
    darkest = float(np.percentile(gray, 0.5))
    contrast = max(paper - darkest, 1.0)
    if contrast < _LEAST_CONTRAST:
        return np.zeros(gray.shape, np.float32)
    return np.asarray(np.clip((paper - gray.astype(np.float32)) / contrast, 0, 1), np.float32)


def _extent(profile: NDArray[np.float32]) -> tuple[float, float]:
    """Where the ink of a profile begins and ends, specks aside."""
    share = np.cumsum(profile) / profile.sum()
    first = int(np.searchsorted(share, _SPECKS))
    last = int(np.searchsorted(share, 1 - _SPECKS))
    return float(first), float(last + 1)


def _resampling(size: int, start: float, end: float, count: int) -> NDArray[np.float32]:
    """(count, size) weights that bring [start, end) of a row of pixels to `count` pixels.

    What lies beyond the row is paper.
    """
    step = (end - start) / count
    centres = start + (np.arange(count) + 0.5) * step - 0.5
    reach = max(1.0, step)
    distance = np.abs(np.arange(size)[None, :] - centres[:, None])
    weights = np.clip(1 - distance / reach, 0, None) / reach
    return weights.astype(np.float32)
