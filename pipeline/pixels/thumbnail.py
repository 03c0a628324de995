"""A page in small, upright, for a person to know it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.pixels.colour import resized
from pipeline.pixels.turning import turned

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["thumbnail"]

_QUALITY = 60


def thumbnail(image: NDArray[np.uint8], rotation: int, side: int = 480) -> bytes:
    """A JPEG of a page.

    Args:
        image: (H, W, 3) RGB or (H, W) gray uint8, as scanned.
        rotation: Degrees clockwise to upright: 0, 90, 180, 270.
        side: Pixels of its longer side at most.
    """
    small = resized(image, min(1.0, side / max(image.shape[:2])))
    upright = turned(small, rotation // 90)
    if upright.ndim == 3:
        upright = np.ascontiguousarray(upright[..., ::-1])  # OpenCV counts BGR
    _, data = cv2.imencode(".jpg", upright, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return data.tobytes()
