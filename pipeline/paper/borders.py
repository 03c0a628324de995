"""Black scanner borders: the lid or the dark bed seen past the edge of the sheet.

They come first: a straight black border fools every measure of skew into 0 degrees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.pixels.components import components

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["border_mask"]


def border_mask(gray: NDArray[np.uint8], dpi: float) -> NDArray[np.bool_]:
    """True where a page picture shows not paper but the dark around it.

    A border is dark, touches the picture's edge, and is thicker than print: what survives an
    opening of 2.5 mm. Print that runs to the edge is thinner and stays.

    Args:
        gray: (H, W) uint8, any resolution from 40 dpi.
        dpi: Of `gray`.

    Returns:
        (H, W) bool.
    """
    height, width = gray.shape
    mm = dpi / 25.4
    size = max(3, round(2.5 * mm))
    paper = float(np.percentile(gray[:: max(1, height // 400), :: max(1, width // 400)], 80))
    dark = (gray < min(110.0, 0.55 * paper)).astype(np.uint8)
    if not dark.any():
        return np.zeros(gray.shape, dtype=bool)
    # What lies past the edge is as dark as the border: pad, or an opening eats its outer rows.
    edges = (
        dark[: size // 2].mean(),
        dark[-(size // 2) :].mean(),
        dark[:, : size // 2].mean(),
        dark[:, -(size // 2) :].mean(),
    )
    if max(edges) < 0.02:
        return np.zeros(gray.shape, dtype=bool)
    padded = cv2.copyMakeBorder(dark, size, size, size, size, cv2.BORDER_REPLICATE)
    thick = cv2.morphologyEx(padded, cv2.MORPH_OPEN, np.ones((size, size), np.uint8))
    thick = thick[size:-size, size:-size]
    pieces = components(np.asarray(thick, dtype=np.uint8))
    border = np.zeros(gray.shape, dtype=bool)
    for label, (x, y, w, h) in pieces.boxes():
        touches = x == 0 or y == 0 or x + w == width or y + h == height
        if touches and max(w, h) > 12 * mm:
            border |= pieces.labels == label
    if border.any():
        # The border's soft rim, and the JPEG ringing beside it.
        grow = max(3, round(1.0 * mm)) | 1
        border = cv2.dilate(border.astype(np.uint8), np.ones((grow, grow), np.uint8)) > 0
    return border
