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
# From so many pixels on, runs of ink are measured quicker than OpenCV measures pixels.
_MANY = 10_000


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
        edges = self.stats[1:, :4].tolist()
        return ((i, Box(*four)) for i, four in enumerate(edges, start=1))

    def where(self, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The pixels of some pieces.

        Args:
            chosen: (N + 1,) bool, by number.

        Returns:
            (H, W) bool.
        """
        return np.take(chosen, self.labels, mode="clip")  # twice as fast as chosen[labels]


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
    if mask.size < _MANY:
        _, labels, stats, _ = cv2.connectedComponentsWithStats(
            mask, into, connectivity=connectivity
        )
        return Components(np.asarray(labels, dtype=np.int32), np.asarray(stats, dtype=np.int32))
    count, numbers = cv2.connectedComponents(mask, into, connectivity=connectivity)
    numbered: NDArray[np.int32] = np.asarray(numbers, dtype=np.int32)
    return Components(numbered, _measured(mask, numbered, count))


def _measured(mask: NDArray[np.uint8], labels: NDArray[np.int32], count: int) -> NDArray[np.int32]:
    """Boxes and sizes of pieces, from the runs of ink in each row: a run is of one piece."""
    height, width = mask.shape
    # A column of paper at the right ends every row's last run.
    on = np.zeros((height, width + 1), dtype=bool)
    np.not_equal(mask, 0, out=on[:, :width])
    row = on.reshape(-1)
    turns = np.empty(row.size, dtype=bool)
    turns[0] = row[0]
    np.not_equal(row[1:], row[:-1], out=turns[1:])
    edges = np.flatnonzero(turns)
    long = edges[1::2] - edges[::2]
    y, x = np.divmod(edges[::2], width + 1)
    of = labels[y, x]
    stats = np.zeros((count, 5), dtype=np.int64)
    stats[:, 0] = width
    np.minimum.at(stats[:, 0], of, x)
    np.maximum.at(stats[:, 2], of, x + long)
    # Runs come from the top: written from the last, the first of a piece stays.
    stats[of[::-1], 1] = y[::-1]
    stats[of, 3] = y + 1
    stats[:, 4] = np.bincount(of, weights=long, minlength=count)
    stats[:, 2:4] -= stats[:, :2]
    stats[0] = 0, 0, width, height, mask.size - stats[1:, 4].sum()
    return stats.astype(np.int32)
