"""Which way is up, from the shapes of Vietnamese print.

Vietnamese carries its tone and vowel marks above the letters, and Latin has more ascenders than
descenders: across a line of print, more ink lies above the band of the small letters than below.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.paper.skew import run_of
from pipeline.pixels.runs import runs
from pipeline.pixels.turning import turned

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Upright", "which_way_up"]


@dataclass(frozen=True, slots=True)
class Upright:
    """How a page must be turned, and how sure the shapes are of it.

    Attributes:
        rotation: Degrees clockwise to upright: 0, 90, 180, 270.
        across: Row jumps to column jumps; far from 1 = sure of the axis.
        lean: Mean share of ink above minus below the band, positive = upright as turned.
        lines: How many lines of print said so.
        agreement: `lean` in units of its standard error (a t statistic).
        skew_degrees: Tilt of the lines of the page turned so, to half a degree.
    """

    rotation: int
    across: float
    lean: float
    lines: int
    agreement: float
    skew_degrees: float

    @property
    def sure(self) -> bool:
        """Enough lines that agree clearly."""
        clear_axis = self.across > 1.5 or self.across < 1 / 1.5
        return clear_axis and self.lines >= 6 and abs(self.agreement) > 4.5


def which_way_up(ink: NDArray[np.uint8], *, limit: float = 8.0) -> Upright:
    """Find the quarter turn that makes a page stand upright.

    Args:
        ink: (H, W) uint8, ink bright on 0, borders and rules removed, about 75 dpi.
        limit: How far the page may be tilted, degrees.
    """
    run = run_of(ink, limit=limit)
    turns = 0 if run.across >= 1 else 1
    standing = turned(ink, turns)
    if run.skew_degrees:
        height, width = standing.shape
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), run.skew_degrees, 1.0)
        standing = np.asarray(cv2.warpAffine(standing, matrix, (width, height)), dtype=np.uint8)
    leans = _leans(standing)
    lean = float(np.mean(leans)) if leans.size else 0.0
    spread = float(np.std(leans)) / max(1, leans.size) ** 0.5 if leans.size else 1.0
    rotation = turns * 90 if lean >= 0 else turns * 90 + 180
    return Upright(
        rotation % 360,
        run.across,
        lean,
        int(leans.size),
        lean / max(spread, 1e-6),
        run.skew_degrees,
    )


def _leans(ink: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Per line of print: (ink above the band − ink below) / ink of the line."""
    # A column of the page at a time: letterheads and feet have lines at different heights.
    width = ink.shape[1]
    found = []
    for left in range(0, width, max(1, width // 3)):
        strip = ink[:, left : left + width // 3].astype(np.float64)
        rows = strip.sum(axis=1)
        if rows.max(initial=0) == 0:
            continue
        for top, bottom in runs(rows > 0.06 * np.percentile(rows[rows > 0], 90)):
            if not 5 <= bottom - top <= 22:
                continue
            profile = rows[top:bottom]
            band = np.flatnonzero(profile > 0.55 * profile.max())
            above, below = profile[: band[0]].sum(), profile[band[-1] + 1 :].sum()
            found.append((above - below) / profile.sum())
    return np.array(found)
