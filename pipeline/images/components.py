"""Connected components: pieces of ink and what is known of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.values import Box

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

__all__ = ["Components", "components"]


@dataclass(frozen=True, slots=True, eq=False)
class Components:
    """Pieces of ink, numbered from 1; 0 is the paper.

    Attributes:
        labels: (H, W) int32, the piece that each pixel belongs to.
        stats: (N + 1, 5) int32: left, top, width, height, pixels; row 0 is the paper.
    """

    labels: NDArray[np.int32]
    stats: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.stats) - 1

    def box(self, number: int) -> Box:
        """The box of a piece."""
        return Box(*(int(v) for v in self.stats[number, :4]))

    def boxes(self) -> Iterator[tuple[int, Box]]:
        """Every piece's number and box."""
        return ((i, self.box(i)) for i in range(1, len(self.stats)))


def components(mask: NDArray[np.uint8], *, connectivity: int = 8) -> Components:
    """The connected pieces of a mask.

    Args:
        mask: (H, W) uint8, not 0 = ink.
        connectivity: 8: pixels that touch at a corner are one piece; 4: they are not.
    """
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=connectivity)
    return Components(np.asarray(labels, dtype=np.int32), np.asarray(stats, dtype=np.int32))
