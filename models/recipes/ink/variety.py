"""Patches bent a little each time they are seen: faces lean, are wide or narrow, thick or thin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["varied"]

_LEAN = 0.25  # of a letter's height: italics lean 0.2 to 0.3
_STRETCH = 0.2
_BENT = 0.5
_THICKER, _THINNER = 0.12, 0.08
_SQUARE = np.ones((2, 2), np.uint8)


def varied(
    rng: np.random.Generator, gray: NDArray[np.uint8], truth: NDArray[np.uint8]
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """A patch and its truth, leant, stretched, thickened or thinned together.

    Training knows six printing faces and archives have hundreds. What makes print print is that it
    stands in line with its like, not the slant or the weight of its strokes.

    Args:
        rng: Decides everything.
        gray: (H, W) uint8, 0 = ink.
        truth: (H, W) uint8, bits.
    """
    if rng.random() < _BENT:
        side = gray.shape[0]
        lean = rng.uniform(-_LEAN, _LEAN)
        wide, high = 1 + rng.uniform(-_STRETCH, _STRETCH, 2)
        middle = side / 2
        bend = np.array(
            [[wide, lean, middle * (1 - wide - lean)], [0, high, middle * (1 - high)]], np.float64
        )
        size = (gray.shape[1], side)
        gray = np.asarray(
            cv2.warpAffine(gray, bend, size, flags=cv2.INTER_LINEAR, borderValue=255), np.uint8
        )
        truth = np.asarray(
            cv2.warpAffine(truth, bend, size, flags=cv2.INTER_NEAREST, borderValue=0), np.uint8
        )
    weight = rng.random()
    if weight < _THICKER:
        gray = np.asarray(cv2.erode(gray, _SQUARE), np.uint8)  # ink is dark: it grows
        grown = np.zeros_like(truth)
        for bit in (1, 2, 4):
            grown |= np.asarray(cv2.dilate(truth & bit, _SQUARE), np.uint8)
        truth = grown
    elif weight < _THICKER + _THINNER:
        gray = np.asarray(cv2.dilate(gray, _SQUARE), np.uint8)
        truth = np.where(gray > 232, np.uint8(0), truth)
    return gray, truth
