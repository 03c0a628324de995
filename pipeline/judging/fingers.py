"""Fingers that held the sheet: flesh-coloured, as wide as a finger, coming in from an edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.pixels.components import components

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.values.scanned import Page

__all__ = ["finger_mm2"]

_DPI = 20.0
# Hue in half degrees, saturation and brightness of 255: skin lies between the red of seals and
# the yellow of old paper; drivers that whiten paper make it stronger.
_LEAST, _MOST = (2, 50, 70), (20, 205, 255)
_WIDE_MM, _DEEP_MM, _LEAST_MM2 = (8.0, 42.0), 8.0, 80.0
# A fingertip fills its box; writing and scraps do not.
_SOLID = 0.6


def finger_mm2(page: Page) -> float:
    """How much of a page's picture is covered by fingers, square millimetres; 0 in gray."""
    if page.image.ndim == 2:
        return 0.0
    step = max(1, int(page.dpi / (2 * _DPI)))
    sample = np.ascontiguousarray(page.image[::step, ::step])
    if min(sample.shape[:2]) < 2:  # a sliver that no finger fits on
        return 0.0
    small = cv2.resize(sample, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    mm = page.dpi / step / 2 / 25.4
    skin = cv2.inRange(cv2.cvtColor(small, cv2.COLOR_RGB2HSV), _LEAST, _MOST)
    skin = cv2.morphologyEx(skin, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    return round(sum(_flesh(np.asarray(skin, dtype=np.uint8), mm)), 0)


def _flesh(skin: NDArray[np.uint8], mm: float) -> list[float]:
    height, width = skin.shape
    found = []
    for x, y, wide, high, area in components(skin).stats[1:]:
        sides = x <= 1 or x + wide >= width - 1
        ends = y <= 1 or y + high >= height - 1
        if not (sides or ends) or (area < _SOLID * wide * high):
            continue
        along, deep = (high, wide) if sides else (wide, high)
        if not _WIDE_MM[0] * mm <= along <= _WIDE_MM[1] * mm or deep < _DEEP_MM * mm:
            continue
        if area >= _LEAST_MM2 * mm * mm:
            found.append(float(area) / mm**2)
    return found
