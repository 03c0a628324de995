"""How sharp and how dark print is: the width of its edges beside that of its strokes.

All of it is measured in small cells of the page against the cell's own paper, so that neither
shading nor tint nor the resolution of the scan takes part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Sharpness", "sharpness_of"]

_CELL_MM = 2.0
# Cells with print: at least so much of the contrast that the page's strongest cells have; paper
# and noise alone stay below the least.
_PRINTED, _LEAST_CONTRAST, _OVER_NOISE = 0.5, 24.0, 2.0
# A page number and a stamp are no sample of a page's print: so many cells of 4 mm² are.
_LEAST_CELLS = 60
# The sum of the steps across and down along an edge of any direction is so much of its length.
_STEPS = 4 / np.pi


class Sharpness(NamedTuple):
    """Of a page's print, the median over its cells.

    Attributes:
        edge_mm: From paper to ink at the steepest place.
        stroke_mm: How wide strokes are.
        ink: How much of the paper's light its ink throws back at its darkest, 0–1.
        printed_cm2: How much of the page has print.
    """

    edge_mm: float
    stroke_mm: float
    ink: float
    printed_cm2: float


def sharpness_of(gray: NDArray[np.uint8], dpi: float) -> Sharpness | None:
    """How sharp and dark the print of a page is; None where there is too little of it.

    Args:
        gray: (H, W) uint8, at reading resolution, paper as it is.
        dpi: Of `gray`.
    """
    mm = dpi / 25.4
    cell = max(4, round(_CELL_MM * mm))
    rows, columns = gray.shape[0] // (2 * cell), gray.shape[1] // cell
    if not rows or not columns:
        return None
    # Every second row of cells is sample enough.
    bands = gray[: 2 * rows * cell, : columns * cell].reshape(rows, 2 * cell, columns * cell)
    gray = np.ascontiguousarray(bands[:, :cell]).reshape(rows * cell, columns * cell)
    high, low = _per_cell(gray, cell, np.maximum), _per_cell(gray, cell, np.minimum)
    contrast = high.astype(np.float32) - low
    across = np.zeros_like(gray)
    down = np.zeros_like(gray)
    across[:, 1:] = cv2.absdiff(gray[:, 1:], gray[:, :-1])
    down[1:] = cv2.absdiff(gray[1:], gray[:-1])
    down[::cell] = 0
    steepest = np.maximum(
        _per_cell(across, cell, np.maximum), _per_cell(down, cell, np.maximum)
    ).astype(np.float32)
    noise, most = (float(value) for value in np.percentile(contrast, (20, 98)))
    printed = contrast >= max(_LEAST_CONTRAST, _PRINTED * most, _OVER_NOISE * noise)
    if int(printed.sum()) < _LEAST_CELLS:
        return None
    size = (columns, rows)
    light = cv2.resize(gray, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    steps = cv2.resize(across, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    steps += cv2.resize(down, size, interpolation=cv2.INTER_AREA)
    # Noise makes steps on empty paper too.
    empty = contrast < _LEAST_CONTRAST
    steps -= float(np.median(steps[empty])) if empty.any() else 0.0
    edge = contrast[printed] / np.maximum(1.0, steepest[printed])
    stroke = 2 * (high[printed] - light[printed]) / np.maximum(0.5, steps[printed] / _STEPS)
    ink = low[printed] / np.maximum(1.0, high[printed].astype(np.float32))
    return Sharpness(
        float(np.median(edge)) / mm,
        float(np.median(stroke)) / mm,
        float(np.median(ink)),
        2 * int(printed.sum()) * (cell / mm / 10) ** 2,
    )


def _per_cell(values: NDArray[np.uint8], cell: int, most: np.ufunc) -> NDArray[np.uint8]:
    """The greatest or least value of each cell: rows first, for they lie side by side."""
    rows, columns = values.shape[0] // cell, values.shape[1] // cell
    by_rows = most.reduce(values.reshape(rows, cell, values.shape[1]), axis=1)
    return np.asarray(most.reduce(by_rows.reshape(rows, columns, cell), axis=2), dtype=np.uint8)
