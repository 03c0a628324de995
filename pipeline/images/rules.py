"""Ruled lines: under headings, around tables, along margins. Print, but not letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ruled_lines", "without_rules"]


def ruled_lines(
    ink: NDArray[np.uint8], dpi: float, *, least_mm: float = 8.0
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Where long thin straight lines lie: (horizontal, vertical), each (H, W) uint8, 1 = rule.

    Args:
        ink: (H, W) uint8, 1 = ink.
        dpi: Of `ink`.
        least_mm: Shorter runs are strokes of letters. The rule under a motto is 20 mm or more,
            under a short organ's name 10.
    """
    mm = dpi / 25.4
    long, thick = max(5, round(least_mm * mm)), max(3, round(1.1 * mm))
    found = []
    for across in (True, False):
        length = (1, long) if across else (long, 1)
        # A scanned rule wavers by a pixel: thicken across its run before asking for length.
        steady = cv2.dilate(ink, np.ones((3, 1) if across else (1, 3), np.uint8))
        runs = cv2.morphologyEx(steady, cv2.MORPH_OPEN, np.ones(length, np.uint8))
        if not runs.any():
            found.append(runs)
            continue
        # Rules are thin: what is thick both ways is a bar, a stamp, a picture.
        bars = cv2.morphologyEx(
            runs, cv2.MORPH_OPEN, np.ones((thick + 2, 1) if across else (1, thick + 2), np.uint8)
        )
        found.append(cv2.subtract(runs, bars))
    return np.asarray(found[0], dtype=np.uint8), np.asarray(found[1], dtype=np.uint8)


def without_rules(
    gray: NDArray[np.uint8],
    horizontal: NDArray[np.uint8],
    vertical: NDArray[np.uint8],
    ink: NDArray[np.uint8],
) -> NDArray[np.uint8]:
    """The page with its rules painted white; letters that stand on a rule keep their strokes.

    A column of a rule is erased only where no ink continues above or below it.
    """
    out = gray.copy()
    for rule, across in ((horizontal, True), (vertical, False)):
        if not rule.any():
            continue
        kernel = np.ones((3, 1) if across else (1, 3), np.uint8)
        wide = cv2.dilate(rule, kernel)
        beyond = cv2.subtract(ink, wide)
        reach = cv2.dilate(beyond, np.ones((5, 1) if across else (1, 5), np.uint8))
        crossing = cv2.dilate(cv2.bitwise_and(reach, wide), kernel, iterations=2)
        out[(wide > 0) & (crossing == 0)] = 255
    return out
