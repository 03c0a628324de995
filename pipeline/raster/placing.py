"""From the image as stored to the picture as shown: cropped by the page, mirrored, turned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.raster.contents import Matrix
    from pipeline.raster.paper import Paper

__all__ = ["as_shown", "share_of_page", "shown_box"]

_LEAST_CROP = 0.005  # of a side; below, it is rounding of the page box

Bounds = tuple[float, float, float, float]


def share_of_page(bounds: Bounds, paper: Paper) -> float:
    """How much of the page lies under (left, bottom, right, top), 0–1."""
    width = min(bounds[2], paper.box[2]) - max(bounds[0], paper.box[0])
    height = min(bounds[3], paper.box[3]) - max(bounds[1], paper.box[1])
    whole_width, whole_height = paper.size
    return max(0.0, width) * max(0.0, height) / (whole_width * whole_height)


def as_shown(image: NDArray[np.uint8], matrix: Matrix, paper: Paper) -> NDArray[np.uint8]:
    """The picture a viewer shows of an image placed by quarter turns.

    Args:
        image: (H, W[, 3]) as stored.
        matrix: Unit square to page space; not tilted.
        paper: The page; what lies outside its box is cut off.
    """
    (xx, xy), (yx, yy) = _directions(matrix, paper.rotate)
    shown = _cropped(image, matrix, paper)
    if abs(xx) < abs(xy):
        shown = shown.swapaxes(0, 1)
        flip_x, flip_y = yx < 0, xy < 0
    else:
        flip_x, flip_y = xx < 0, yy < 0
    if flip_y:
        shown = shown[::-1]
    if flip_x:
        shown = shown[:, ::-1]
    return np.ascontiguousarray(shown)


def shown_box(bounds: Bounds, paper: Paper, dpi: float) -> tuple[int, int, int, int]:
    """(left, top, right, bottom) in pixels of the page drawn at a nominal dpi."""
    left, _, _, top = paper.box
    width, height = paper.size
    x0, x1 = (max(0.0, min(width, x - left)) for x in (bounds[0], bounds[2]))
    y0, y1 = (max(0.0, min(height, top - y)) for y in (bounds[3], bounds[1]))
    for _ in range(paper.rotate // 90):
        x0, y0, x1, y1 = height - y1, x0, height - y0, x1
        width, height = height, width
    scale = dpi / 72
    return (int(x0 * scale), int(y0 * scale), round(x1 * scale), round(y1 * scale))


def _directions(matrix: Matrix, rotate: int) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where the image's right and down point on the shown page (y downwards)."""
    a, b, c, d, _, _ = matrix
    right, down = (a, -b), (-c, d)
    for _ in range(rotate // 90):
        right, down = (-right[1], right[0]), (-down[1], down[0])
    return right, down


def _cropped(image: NDArray[np.uint8], matrix: Matrix, paper: Paper) -> NDArray[np.uint8]:
    a, b, c, d, e, f = matrix
    left, bottom, right, top = paper.box
    if abs(a) >= abs(b):
        us, vs = ((left - e) / a, (right - e) / a), ((bottom - f) / d, (top - f) / d)
    else:
        us, vs = ((bottom - f) / b, (top - f) / b), ((left - e) / c, (right - e) / c)
    height, width = image.shape[:2]
    columns = _span(min(us), max(us), width)
    rows = _span(1 - max(vs), 1 - min(vs), height)
    return image[rows, columns]


def _span(start: float, end: float, length: int) -> slice:
    start = start if start > _LEAST_CROP else 0.0
    end = end if end < 1 - _LEAST_CROP else 1.0
    return slice(round(start * length), max(round(start * length) + 1, round(end * length)))
