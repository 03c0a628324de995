"""Where the type of a column changes its size: recipients stand in 11 points under text in 14."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from pipeline.pixels.runs import runs

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["capital_height", "one_size_each"]

# Letters of one size: 13 points beside 14 are, 11 are not.
_ALIKE = 0.83
# Of all heights the share that is lower than capitals are.
_HIGH = 0.8
# So many letters tell their size; so many, which of two sizes is theirs.
_MANY, _SOME = 12, 5


@dataclass(slots=True)
class _Strip:
    """Rows of print between two white rows.

    Attributes:
        top: First row.
        bottom: Behind the last row.
        letters: How many.
        high: The height of capitals and ascenders.
    """

    top: int
    bottom: int
    letters: int
    high: float

    def take(self, other: _Strip) -> None:
        """Make one of two; the size is that of the strip with more letters."""
        if other.letters > self.letters:
            self.high = other.high
        self.letters += other.letters
        self.top, self.bottom = min(self.top, other.top), max(self.bottom, other.bottom)


def capital_height(heights: NDArray[np.int64]) -> float:
    """The height of capitals and ascenders, about 0.67 of the type size.

    A high percentile of what is neither dot nor drawing: it is the same for a heading in capitals
    and for a paragraph, where the median is now the one, now the other.
    """
    ordered = np.sort(heights)
    # numpy's own percentile takes twenty times as long to come to the same number.
    at = _HIGH * (ordered.size - 1)
    low = int(at)
    below, above = int(ordered[low]), int(ordered[min(low + 1, ordered.size - 1)])
    part = at - low
    return above - (above - below) * (1 - part) if part >= 0.5 else below + (above - below) * part


def one_size_each(y: NDArray[np.int64], h: NDArray[np.int64], height: int) -> list[tuple[int, int]]:
    """Cut a column, between its lines, where the size of its type changes.

    Args:
        y: Tops of what is neither dot nor drawing.
        h: Its heights.
        height: Of the column.

    Returns:
        (top, bottom) of each part, from 0 to `height` without gaps.
    """
    strips = _strips(y, h, height)
    sized = [strip for strip in strips if strip.letters >= _MANY]
    if len(sized) < 2:
        return [(0, height)]
    for strip in strips:
        if strip.letters < _MANY:
            neighbour = _neighbour(strip, sized)
            neighbour.top = min(neighbour.top, strip.top)
            neighbour.bottom = max(neighbour.bottom, strip.bottom)
    parts: list[_Strip] = []
    for strip in sized:
        last = parts[-1] if parts else None
        if last and (_likeness(last, strip) >= _ALIKE or strip.top < last.bottom):
            last.take(strip)
        else:
            parts.append(strip)
    cuts = [(above.bottom + below.top) // 2 for above, below in pairwise(parts)]
    return list(pairwise([0, *cuts, height]))


def _strips(y: NDArray[np.int64], h: NDArray[np.int64], height: int) -> list[_Strip]:
    edges = np.zeros(height + 1, np.int64)
    np.add.at(edges, y, 1)
    np.add.at(edges, np.minimum(y + h, height), -1)
    strips = []
    for top, bottom in runs(np.cumsum(edges)[:-1] > 0):
        heights = h[(y >= top) & (y < bottom)]
        strips.append(_Strip(top, bottom, heights.size, capital_height(heights)))
    return strips


def _neighbour(strip: _Strip, sized: list[_Strip]) -> _Strip:
    """The strip above or below that a short line, or a row of marks, goes with."""
    above = [other for other in sized if other.top < strip.top]
    below = [other for other in sized if other.top > strip.top]
    if not above or not below:
        return (above or below[::-1])[-1]
    last, following = above[-1], below[0]
    if strip.letters < _SOME:
        return last if strip.top - last.bottom <= following.top - strip.bottom else following
    return max(last, following, key=lambda other: _likeness(other, strip))


def _likeness(a: _Strip, b: _Strip) -> float:
    return min(a.high, b.high) / max(a.high, b.high)
