"""Pieces of ink of a whole page at a third of the cost, where only wide and large ones matter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.geometry import Box
from pipeline.pixels.components import components

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.pixels.components import Components

__all__ = ["CoarsePieces", "coarse_pieces"]

# Rows taken as one: 0.4 mm at 200 dpi. Letters stay apart at their sides; accents join letters.
_ROWS = 3


@dataclass(frozen=True, slots=True, eq=False)
class CoarsePieces:
    """What hangs together on a page, accents with their letters; numbered from 1.

    Attributes:
        ink: (H, W) uint8, 1 = ink; H is a multiple of three.
        stats: (N + 1, 5) int32: left, top, width, height, area in thirds; row 0 is the paper.
    """

    ink: NDArray[np.uint8]
    stats: NDArray[np.int32]
    _coarse: Components

    def cut(self, number: int) -> tuple[Box, NDArray[np.bool_]]:
        """A piece's box, as tight as its ink, and its ink in it."""
        x, y, w, h = (int(v) for v in self._coarse.stats[number, :4])
        own = self._coarse.labels[y : y + h, x : x + w] == number
        fine = np.repeat(own, _ROWS, axis=0)
        fine &= self.ink[_ROWS * y : _ROWS * (y + h), x : x + w] > 0
        rows = np.flatnonzero(fine.any(axis=1))
        top, bottom = int(rows[0]), int(rows[-1]) + 1
        return Box(x, _ROWS * y + top, w, bottom - top), fine[top:bottom]


def coarse_pieces(ink: NDArray[np.uint8]) -> CoarsePieces:
    """The pieces of a page.

    Args:
        ink: (H, W) uint8, 1 = ink. Up to two rows at the foot are left out.
    """
    whole = ink[: ink.shape[0] // _ROWS * _ROWS]
    coarse = components(np.maximum(np.maximum(whole[0::3], whole[1::3]), whole[2::3]))
    stats = coarse.stats * np.array([1, _ROWS, 1, _ROWS, 1], dtype=np.int32)
    return CoarsePieces(whole, stats, coarse)
