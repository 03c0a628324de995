"""One piece of handwriting looked at several ways, as other hands would have written it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["looks"]

_SLANTS = (0.15, -0.15)
_WIDTHS = (1.2, 0.85)


def looks(picture: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], ...]:
    """A slot's picture as it is, leaning more and less, wider, narrower and bolder.

    What is written does not change; a reading that does was a guess.

    Args:
        picture: (H, W) uint8, dark on white with a white margin.

    Returns:
        Six pictures, the first one untouched.
    """
    return (
        picture,
        *(_leaning(picture, slant) for slant in _SLANTS),
        *(_stretched(picture, width, 1.0) for width in _WIDTHS),
        _bolder(picture),
    )


def _leaning(picture: NDArray[np.uint8], slant: float) -> NDArray[np.uint8]:
    """Sheared by `slant` of the height; positive leans left."""
    height = picture.shape[0]
    beside = int(abs(slant) * height) + 2
    room = np.pad(picture, ((0, 0), (beside, beside)), constant_values=255)
    matrix = np.array([[1, slant, -slant * height / 2], [0, 1, 0]], dtype=np.float32)
    size = (room.shape[1], height)
    return np.asarray(cv2.warpAffine(room, matrix, size, borderValue=255), dtype=np.uint8)


def _stretched(picture: NDArray[np.uint8], across: float, down: float) -> NDArray[np.uint8]:
    size = (max(1, round(picture.shape[1] * across)), max(1, round(picture.shape[0] * down)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def _bolder(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Strokes half a pixel thicker on each side."""
    large = _stretched(picture, 2.0, 2.0)
    return np.asarray(cv2.erode(large, np.ones((3, 3), np.uint8)), dtype=np.uint8)
