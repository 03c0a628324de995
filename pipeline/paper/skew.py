"""How far a page is tilted, and which way its lines run.

Projection profiles (Postl 1986; Bloomberg 1995): rows of print make the row sums of ink jump
most when the page stands straight.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.pixels.colour import resized
from pipeline.pixels.turning import turned

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Run", "run_of", "skew_degrees"]


def _jumpiness(ink: NDArray[np.float32], degrees: float) -> float:
    """Sum of squared differences of neighbouring row sums, after shearing by `degrees`."""
    height, width = ink.shape
    shear = np.tan(np.radians(degrees))
    # A shear by columns is a rotation for the purpose of row sums, and costs a tenth.
    matrix = np.array([[1, 0, 0], [-shear, 1, shear * width / 2]], dtype=np.float32)
    # Whole pixels only: interpolation would blur every angle but 0, and 0 would always win.
    sheared = cv2.warpAffine(ink, matrix, (width, height), flags=cv2.INTER_NEAREST)
    rows = cv2.reduce(sheared, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32F).ravel()
    return float(np.square(np.diff(rows)).sum())


@dataclass(frozen=True, slots=True)
class Run:
    """Which way print runs, and how far its lines are tilted, to half a degree.

    Attributes:
        across: Above 1 where it runs in rows, below 1 in columns (a page on its side).
        skew_degrees: Tilt of the lines, once they run in rows; positive = downhill to the right.
    """

    across: float = 1.0
    skew_degrees: float = 0.0


def run_of(ink: NDArray[np.uint8], *, limit: float = 8.0) -> Run:
    """Which way print runs. Both ways are looked at at every tilt: at 5° neither runs straight.

    Args:
        ink: (H, W) uint8, ink bright on 0, borders and rules removed, about 60–75 dpi.
        limit: Tilts are searched so far both ways.
    """
    if not ink.any():
        return Run()
    field = _half(ink).astype(np.float32)
    lying = turned(field, 1)
    tilts = [_best_angle(way, 0.0, limit, 0.5, limit) for way in (field, lying)]
    rows, columns = (
        _jumpiness(way, tilt) / way.shape[0]
        for way, tilt in zip((field, lying), tilts, strict=True)
    )
    across = rows / max(1e-9, columns)
    return Run(across, tilts[0] if across >= 1 else tilts[1])


def skew_degrees(
    ink: NDArray[np.uint8], *, limit: float = 8.0, roughly: float | None = None
) -> float:
    """Tilt of the lines of print, in degrees; positive = text runs downhill to the right.

    Args:
        ink: (H, W) uint8, ink bright on 0, borders removed, about 60–75 dpi.
        limit: Searched both ways.
        roughly: Half a degree from the tilt, where `run_of` found that already.

    Returns:
        The tilt to about 0.05°, 0.0 where there is nothing to measure.
    """
    if not ink.any():
        return 0.0
    # Coarse on half the resolution, fine on the whole: a third of the time for the same angle.
    best = roughly
    if best is None:
        best = _best_angle(_half(ink).astype(np.float32), 0.0, limit, 0.5, limit)
    field = ink.astype(np.float32)
    best = _best_angle(field, best, 0.6, 0.1, limit)
    upright = _jumpiness(field, 0.0)
    # A page that gains nothing by turning is left alone: sparse pages, pictures.
    gains = _jumpiness(field, best) > 1.005 * upright
    return best if gains else 0.0


def _best_angle(
    field: NDArray[np.float32], around: float, span: float, step: float, limit: float
) -> float:
    """The angle of most jumpiness among those `span` around one, `step` apart, within `limit`."""
    angles = around + np.arange(-span, span + step / 2, step)
    angles = angles[np.abs(angles) <= limit + 1e-9]
    scores = [_jumpiness(field, float(a)) for a in angles]
    return float(angles[int(np.argmax(scores))])


def _half(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return resized(ink, 0.5)
