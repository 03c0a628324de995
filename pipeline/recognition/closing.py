"""A line's picture with its wide gaps closed: an engine measures word spaces by the gaps it sees.

Between a label and its value, beside a tab or a blank of a form stands white many letters wide;
beside it the true word spaces look like none (`Chứng nhận đăng ký` → `Chứngnhậnđăngký`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from pipeline.geometry import Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.recognition.engine import EngineLine

__all__ = ["Closed", "closed"]

# A line is so many small letters high. In heights of a line: what is wider is no word space, and
# is left so wide.
_HEIGHTS = 2.4
_WIDE = 0.9
_LEFT = 0.6
# So much of a line's ink, above and below, is ascenders, tones, and the stroke of a rule.
_BEYOND = 0.1
# Less of a word's ink than this is the edge of its neighbour.
_EDGE = 0.2
_INK = 170


@dataclass(frozen=True, slots=True, eq=False)
class Closed:
    """A picture without the middle of its wide gaps.

    Attributes:
        gray: (h, w) uint8.
        columns: Which column of the whole picture each of its columns was.
    """

    gray: NDArray[np.uint8]
    columns: NDArray[np.int64]

    def opened(self, line: EngineLine) -> EngineLine:
        """A line as read, with a word at least, its boxes in pixels of the whole picture."""
        words = tuple(replace(word, box=self._opened(word.box)) for word in line.words)
        return replace(line, words=words, box=Box.around(word.box for word in words))

    def _opened(self, box: Box) -> Box:
        # An engine's box may reach across a cut, into white or the next letter's edge: it holds
        # what of its ink is more than such an edge.
        start = max(0, box.x)
        inked = start + np.flatnonzero((self.gray[:, start : box.right] < _INK).any(axis=0))
        places = self.columns[inked if inked.size else [min(start, self.columns.size - 1)]]
        parts = np.split(places, np.flatnonzero(np.diff(places) > self.gray.shape[0]) + 1)
        # A box over many like scraps has no ink of its own: it keeps them all.
        own = [part for part in parts if part.size > _EDGE * places.size] or parts
        left, right = int(own[0][0]), int(own[-1][-1])
        return Box(left, box.y, max(1, right + 1 - left), box.height)


def closed(gray: NDArray[np.uint8]) -> Closed | None:
    """A line's picture with its wide gaps closed; None where it has none.

    Args:
        gray: (h, w) uint8, 0 = ink, one line alone on white.
    """
    ink = gray < _INK
    inked = np.flatnonzero(ink.any(axis=0))
    if not inked.size:
        return None
    height = min(gray.shape[0], round(_HEIGHTS * _small_letter(ink)))
    wide = np.flatnonzero(np.diff(inked) > _WIDE * height)
    if not wide.size:
        return None
    keep = np.ones(gray.shape[1], dtype=bool)
    half = round(_LEFT * height / 2)
    for i in wide:
        keep[inked[i] + half : inked[i + 1] - half] = False
    return Closed(np.ascontiguousarray(gray[:, keep]), np.flatnonzero(keep))


def _small_letter(ink: NDArray[np.bool_]) -> int:
    """How many rows of pixels hold most of a line's ink: the height of its small letters."""
    below = np.cumsum(ink.sum(axis=1)) / max(1, int(ink.sum()))
    top, bottom = np.searchsorted(below, (_BEYOND, 1 - _BEYOND))
    return max(1, int(bottom - top) + 1)
