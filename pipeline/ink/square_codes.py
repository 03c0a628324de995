"""Square codes (QR, ISO/IEC 18004): rows of dots as straight as print, and nothing to read.

Three corners of a code hold the same mark: a ring of seven modules about a solid square of three,
with white around, so that both are pieces of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.geometry import Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.ink.account import Account

__all__ = ["square_codes"]

# A ring is 7 / 3 as wide as its square, and has 24 of the 49 modules; scans and thresholds make
# either a pixel or two wider.
_RING, _RING_INK = (1.9, 2.8), (0.36, 0.62)
_SOLID, _SQUARE = 0.8, 0.2
# Middles of both, and corners that stand in a row, are off by so much of a ring at most.
_OFF, _IN_ROW = 0.1, 0.25
# Codes are 21 to 177 modules wide: corners stand so many rings apart, from middle to middle.
_APART = (1.6, 25.0)


def square_codes(account: Account) -> list[Box]:
    """The boxes of square codes that stand upright on a page; flat frame."""
    rings = _rings(account.pieces.stats[1:])
    return [Box.around((corner, *ends)) for corner in rings for ends in _ends(corner, rings)]


def _rings(stats: NDArray[np.int32]) -> list[Box]:
    """Rings with a solid square in their middle."""
    wide, high, ink = (stats[:, i].astype(float) for i in (2, 3, 4))
    square = np.abs(wide - high) <= np.maximum(2.0, _SQUARE * np.maximum(wide, high))
    full = ink / (wide * high)
    middles = np.stack([stats[:, 0] + wide / 2, stats[:, 1] + high / 2], axis=1)
    ring = np.flatnonzero(square & (full >= _RING_INK[0]) & (full <= _RING_INK[1]))
    found = []
    solid = np.flatnonzero(square & (full >= _SOLID) & (wide >= 3))
    for i in ring:
        share = wide[i] / wide[solid]
        fits = (share >= _RING[0]) & (share <= _RING[1])
        off = np.abs(middles[solid] - middles[i]).max(axis=1)
        if (fits & (off <= max(1.0, _OFF * wide[i]))).any():
            found.append(Box(*(int(v) for v in stats[i, :4])))
    return found


def _ends(corner: Box, rings: list[Box]) -> list[tuple[Box, Box]]:
    """Rings beside a ring and above or below it, as far the one as the other."""
    reach = _IN_ROW * corner.width
    alike = [ring for ring in rings if abs(ring.width - corner.width) <= reach]
    beside = [ring for ring in alike if abs(ring.y - corner.y) <= reach]
    below = [ring for ring in alike if abs(ring.x - corner.x) <= reach]
    near, far = (share * corner.width for share in _APART)
    found = []
    for one in beside:
        across = abs(one.x - corner.x)
        if near <= across <= far:
            found += [
                (one, other)
                for other in below
                if abs(abs(other.y - corner.y) - across) <= _IN_ROW * across
            ]
    return found
