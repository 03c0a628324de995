"""Where the points of a sheet lie on its picture: one map for pixels, masks and boxes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np
from PIL import Image

from pipeline.geometry import Affine, Box
from samples.typesetting import mm

if TYPE_CHECKING:
    import random

    from numpy.typing import NDArray

    from samples.scanner import Scanner

__all__ = ["Projection", "Turn", "jpeg_of", "resized", "turn_of", "turned_back", "warped"]


class Projection(NamedTuple):
    """A map of the plane as a camera sees it, row by row: 3 × 3, the last row of a homography."""

    rows: tuple[tuple[float, float, float], ...]

    @staticmethod
    def of(matrix: NDArray[np.float64]) -> Projection:
        """From a (3, 3) matrix."""
        return Projection(tuple(tuple(float(n) for n in row) for row in matrix))  # type: ignore[arg-type]

    @property
    def matrix(self) -> NDArray[np.float64]:
        """As a (3, 3) matrix."""
        return np.array(self.rows, dtype=np.float64)

    def then(self, step: Affine) -> Projection:
        """This map, and then an affine one."""
        last = np.vstack([np.array(step, dtype=np.float64).reshape(2, 3), (0, 0, 1)])
        return Projection.of(last @ self.matrix)

    def box(self, box: Box, within: tuple[int, int]) -> Box:
        """The upright box around a box's image, cut at a page of (height, width)."""
        corners = [(x, y) for x in (box.x, box.x + box.width) for y in (box.y, box.y + box.height)]
        moved = cv2.perspectiveTransform(np.array([corners], np.float64), self.matrix)[0]
        left, top = (max(0, int(np.floor(n))) for n in moved.min(axis=0))
        right, bottom = (int(np.ceil(n)) for n in moved.max(axis=0))
        right, bottom = min(right, within[1]), min(bottom, within[0])
        return Box(left, top, max(0, right - left), max(0, bottom - top))


Turn = Affine | Projection


def turn_of(
    rng: random.Random, shape: tuple[int, ...], scanner: Scanner
) -> tuple[Turn, tuple[int, int]]:
    """Sheet to picture before scaling and turning, and the picture's (width, height)."""
    edge = mm(scanner.border)
    width, height = round(shape[1] + 2 * edge), round(shape[0] + 2 * edge)
    angle = np.deg2rad(scanner.skew)
    cos, sin = float(np.cos(angle)), float(np.sin(angle))
    cx, cy = shape[1] / 2, shape[0] / 2
    slide = mm(0.8 if not edge else scanner.border * 0.4)
    dx = width / 2 + rng.uniform(-slide, slide) + mm(scanner.slid[0])
    dy = height / 2 + rng.uniform(-slide, slide) + mm(scanner.slid[1])
    turn = Affine(cos, -sin, dx - cos * cx + sin * cy, sin, cos, dy - sin * cx - cos * cy)
    if not scanner.tilt:
        return turn, (width, height)
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    far = np.array(
        [[rng.uniform(-1, 1) * scanner.tilt * n for n in (width, height)] for _ in range(4)],
        np.float32,
    )
    seen = cv2.getPerspectiveTransform(corners, corners + far)
    first = np.vstack([np.array(turn, dtype=np.float64).reshape(2, 3), (0, 0, 1)])
    return Projection.of(seen @ first), (width, height)


def warped(
    image: NDArray[np.uint8],
    turn: Turn,
    size: tuple[int, int],
    beyond: int | tuple[int, int, int],
) -> NDArray[np.uint8]:
    """The sheet's picture moved by a map onto (width, height); `beyond` lies around it."""
    fill = (beyond,) * 3 if isinstance(beyond, int) else beyond
    how = {
        "flags": cv2.INTER_LINEAR,
        "borderMode": cv2.BORDER_CONSTANT,
        "borderValue": fill,
    }
    if isinstance(turn, Projection):
        return cv2.warpPerspective(image, turn.matrix, size, **how)
    return cv2.warpAffine(image, np.array(turn, dtype=np.float64).reshape(2, 3), size, **how)


def resized(image: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """The picture at another (width, height)."""
    if (image.shape[1], image.shape[0]) == size:
        return image
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA)


def turned_back(turns: int, shape: tuple[int, ...]) -> Affine:
    """The map of a picture of (height, width) turned counterclockwise by quarters."""
    height, width = shape[:2]
    return {
        1: Affine(0, 1, 0, -1, 0, width),
        2: Affine(-1, 0, width, 0, -1, height),
        3: Affine(0, -1, height, 1, 0, 0),
    }[turns]


def jpeg_of(image: NDArray[np.uint8], quality: int, dpi: int) -> tuple[NDArray[np.uint8], bytes]:
    """The picture as JPEG leaves it, and the file's bytes."""
    store = io.BytesIO()
    Image.fromarray(image).save(store, "JPEG", quality=quality, dpi=(dpi, dpi))
    return np.asarray(Image.open(io.BytesIO(store.getvalue()))), store.getvalue()
