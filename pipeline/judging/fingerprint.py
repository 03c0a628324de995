"""A page as 256 bits, alike for two scans of one sheet: a hash of its print's coarse shape.

The perceptual hash of Zauner (2010), made on the page's ink alone, upright and straight, about
its centre of mass: so that neither the scanner's light nor where the sheet lay takes part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.paper.background import even_out, paper_level
from pipeline.pixels.colour import resized

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["fingerprint_of"]

_DPI, _SIDE, _BITS = 40.0, 64, 16
_MARGIN_MM, _INK, _LEAST_MM2 = 6.0, 40, 100.0


def fingerprint_of(gray: NDArray[np.uint8], dpi: float) -> str | None:
    """64 hex digits; two of them differ in few bits where the pages look alike. None when blank.

    Args:
        gray: (H, W) uint8, upright and straight, at reading resolution.
        dpi: Of `gray`.
    """
    scale = min(1.0, _DPI / dpi)
    small = resized(gray, scale)
    mm = dpi * scale / 25.4
    margin = max(1, round(_MARGIN_MM * mm))
    ink = 255 - even_out(small, paper_level(small, dpi * scale))
    ink = np.ascontiguousarray(ink[margin:-margin, margin:-margin])
    ink[ink < _INK] = 0
    if np.count_nonzero(ink) < _LEAST_MM2 * mm * mm:
        return None
    # Its centre of mass in the middle: a box around the print would follow every speck.
    height, width = ink.shape
    mass = cv2.moments(ink)
    shift = (width / 2 - mass["m10"] / mass["m00"], height / 2 - mass["m01"] / mass["m00"])
    move = np.array([[1, 0, shift[0]], [0, 1, shift[1]]], dtype=np.float64)
    centred = cv2.warpAffine(ink, move, (width, height))
    shape = cv2.resize(centred, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    waves = cv2.dct(shape.astype(np.float32))[:_BITS, :_BITS].ravel()
    bits = waves > np.median(waves[1:])
    return np.packbits(bits).tobytes().hex()
