"""Connected components: pieces of ink and what is known of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.geometry import Box

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

__all__ = ["Components", "components"]


# Of a mask with ink in a smaller part only that part is looked at.
_MOSTLY = 0.8


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
    x, y, width, height = cv2.boundingRect(mask)
    # Pieces are counted by squares of two pixels: from an even corner they get the same numbers.
    box = Box(x & ~1, y & ~1, width + (x & 1), height + (y & 1))
    if box.area > _MOSTLY * mask.size:
        return _counted(mask, connectivity)
    labels = np.zeros(mask.shape, dtype=np.int32)
    paper = np.array([[0, 0, mask.shape[1], mask.shape[0], mask.size]], dtype=np.int32)
    if not box.area:
        return Components(labels, paper)
    inner = _counted(np.ascontiguousarray(mask[box.slices]), connectivity, labels[box.slices])
    stats = inner.stats[1:] + np.array([box.x, box.y, 0, 0, 0], dtype=np.int32)
    paper[0, 4] -= stats[:, 4].sum()
    return Components(labels, np.concatenate([paper, stats]))


def _counted(
    mask: NDArray[np.uint8], connectivity: int, into: NDArray[np.int32] | None = None
) -> Components:
    """Counted by OpenCV, the labels written where they belong: no second picture of them."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, into, connectivity=connectivity)
    return Components(np.asarray(labels, dtype=np.int32), np.asarray(stats, dtype=np.int32))
