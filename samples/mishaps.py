"""What goes wrong at the scanner: a corner folded over, a finger on the glass, light set wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from samples.typesetting import mm

if TYPE_CHECKING:
    import random

    from numpy.typing import NDArray

    from samples.scanner import Scanner

__all__ = ["exposed", "fold_corner", "lay_finger"]

_SKINS = ((214, 160, 132), (198, 142, 112), (178, 122, 94), (226, 176, 150))


def fold_corner(
    rng: random.Random,
    page: NDArray[np.uint8],
    leg: float,
    scanner: Scanner,
    beyond: tuple[int, int, int],
) -> None:
    """Fold a corner of the sheet over, in place: what lies there is hidden, a shadow runs along.

    Args:
        rng: Decides which corner, and how steep the fold is.
        page: (H, W, 3) uint8, the sheet.
        leg: How much of an edge is folded away, millimetres.
        scanner: The flap shows the back of its paper.
        beyond: RGB of what is seen where the sheet is gone.
    """
    height, width = page.shape[:2]
    along, down = mm(leg * rng.uniform(0.85, 1.2)), mm(leg * rng.uniform(0.85, 1.2))
    right, bottom = rng.random() < 0.5, rng.random() < 0.5
    corner = np.array([width - 1.0 if right else 0.0, height - 1.0 if bottom else 0.0])
    first = corner + np.array([-along if right else along, 0.0])
    second = corner + np.array([0.0, -down if bottom else down])
    crease = (second - first) / np.linalg.norm(second - first)
    foot = first + crease * float(np.dot(corner - first, crease))
    tip = 2 * foot - corner

    def triangle(*points: NDArray[np.float64]) -> NDArray[np.int32]:
        return np.round(np.array(points)).astype(np.int32)

    shadow = np.zeros((height, width), np.uint8)
    for ends in ((first, second), (first, tip), (second, tip)):
        cv2.line(shadow, *(tuple(int(v) for v in end) for end in ends), 255, round(mm(0.5)))
    flap = tuple(max(0, level - rng.randint(4, 10)) for level in scanner.paper)
    cv2.fillConvexPoly(page, triangle(first, second, tip), flap, cv2.LINE_AA)
    cv2.fillConvexPoly(page, triangle(first, second, corner), beyond, cv2.LINE_AA)
    dark = cv2.GaussianBlur(shadow, (0, 0), mm(0.35)).astype(np.float32) / 255
    fall = 1 - (dark * rng.uniform(0.55, 0.8))[..., None]
    page[:] = (page * fall).astype(np.uint8)


def lay_finger(rng: random.Random, page: NDArray[np.uint8]) -> None:
    """A finger that held the sheet comes in from an edge, in place.

    Args:
        rng: Decides the edge, the place and whose finger it is.
        page: (H, W, 3) uint8, the picture.
    """
    height, width = page.shape[:2]
    wide, deep = mm(rng.uniform(14, 20)), mm(rng.uniform(16, 34))
    skin = np.array(rng.choice(_SKINS), np.float32)
    side = rng.choice(("left", "right", "bottom"))
    at = rng.uniform(0.2, 0.8)
    if side == "bottom":
        middle, reach, angle = (at * width, height + 0.2 * deep), (wide / 2, 1.2 * deep), 0.0
    else:
        x = width + 0.2 * deep if side == "right" else -0.2 * deep
        middle, reach, angle = (x, at * height), (1.2 * deep, wide / 2), 0.0
    angle += rng.uniform(-14, 14)
    mask = np.zeros((height, width), np.uint8)
    cv2.ellipse(mask, (middle, (2 * reach[0], 2 * reach[1]), angle), 255, -1, cv2.LINE_AA)
    soft = cv2.GaussianBlur(mask, (0, 0), mm(0.6)).astype(np.float32)[..., None] / 255
    # The flesh is flat and bright where it lies on the glass, darker towards its rim.
    inner = cv2.GaussianBlur(mask, (0, 0), mm(3.5)).astype(np.float32)[..., None] / 255
    page[:] = (page * (1 - soft) + skin * (0.72 + 0.28 * inner) * soft).astype(np.uint8)


def exposed(page: NDArray[np.uint8], gain: float, lift: float) -> NDArray[np.uint8]:
    """A page in other light: every level times `gain` plus `lift`, clipped."""
    table = np.clip(np.arange(256) * gain + lift, 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(page, table), dtype=np.uint8)
