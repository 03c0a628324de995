"""Gray, ink and paper: the few conversions that every stage shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["has_colour", "resized", "to_gray"]


def to_gray(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The page in gray, (H, W) uint8; a gray page is returned as it is."""
    if image.ndim == 2:
        return image
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def has_colour(image: NDArray[np.uint8], *, spread: int = 28, share: float = 2e-5) -> bool:
    """Whether anything on an (H, W[, 3]) page is coloured beyond scanner tint.

    Args:
        image: RGB or gray.
        spread: Least max − min of a pixel that counts as coloured.
        share: Of pixels: a tick mark of a few mm² on A4 is about 1e-4.
    """
    if image.ndim == 2:
        return False
    red, green, blue = cv2.split(np.ascontiguousarray(image[::3, ::3]))
    spreads = cv2.subtract(cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue))
    return bool((np.asarray(spreads) > spread).mean() > share)


def resized(image: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    """The page averaged down by `scale` < 1 (a denoiser too), or enlarged smoothly.

    Of a sliver at least a pixel is left either way.
    """
    if scale == 1:
        return image
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    height, width = (round(side * scale) for side in image.shape[:2])
    if not height or not width:
        size = max(1, width), max(1, height)
        return np.asarray(cv2.resize(image, size, interpolation=way), np.uint8)
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=way), np.uint8)
