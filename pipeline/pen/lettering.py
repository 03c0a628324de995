"""Whether figures stand in their line as type does, or as a pen put them there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.pixels.components import components

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.geometry import Box

__all__ = ["misfit", "print_band"]


def print_band(
    gray: NDArray[np.uint8], line: Box, apart: Box | None = None
) -> tuple[int, int] | None:
    """Rows between which the capitals of a printed line stand: (head, first row below the feet).

    Args:
        gray: (H, W) uint8, the page.
        line: The printed line.
        apart: A part of it to leave out: what stands there may be no print.

    Returns:
        None where too few letters stand there to tell.
    """
    room = line.grown(max(2, line.height // 3), (gray.shape[0], gray.shape[1]))
    x, y, w, h = _pieces(gray, room)
    letters = (h >= 0.3 * line.height) & (h <= 1.6 * line.height)
    if apart is not None:
        middle = x + w / 2
        letters &= (middle < apart.x) | (middle >= apart.right)
    if letters.sum() < 3:
        return None
    baseline = float(np.median((y + h)[letters]))
    on_line = letters & (np.abs(y + h - baseline) < 0.15 * line.height)
    if on_line.sum() < 2:
        return None
    capital = float(np.percentile(h[on_line], 85))
    return round(baseline - capital), round(baseline)


def misfit(gray: NDArray[np.uint8], slot: Box, line: Box) -> float | None:
    """How far figures stray from the height and baseline of the print beside them.

    Type stands on one baseline, and its figures are as high as its capitals; pen does neither.

    Args:
        gray: (H, W) uint8, the page.
        slot: Where the figures stand.
        line: The whole printed line, `slot` included.

    Returns:
        The mean deviation of head and foot, in capital heights: on the development scans and the
        drawn pages print stays under 0.09, pen mostly above it. None where there are no figures or
        there is nothing to compare them with.
    """
    band = print_band(gray, line, slot)
    if band is None:
        return None
    head, baseline = band
    capital = max(4.0, float(baseline - head))
    room = line.grown(max(2, line.height // 3), (gray.shape[0], gray.shape[1]))
    x, y, w, h = _pieces(gray, room)
    middle = x + w / 2
    inside = (middle >= slot.x) & (middle < slot.right) & (h >= 0.15 * line.height)
    # What stands wholly above or below the capitals is another line's.
    inside &= (y < baseline) & (y + h > head)
    tops, bottoms = _figures(x[inside], (x + w)[inside], y[inside], (y + h)[inside])
    tall = bottoms - tops >= 0.5 * capital  # no dots, no scraps of the letters beside
    if not tall.any():
        return None
    # Marks above letters join some capitals: the figures must fit the bare ones.
    off = np.maximum(np.abs(tops - head), np.abs(bottoms - baseline))
    return float(np.mean(off[tall])) / capital


def _pieces(gray: NDArray[np.uint8], room: Box) -> tuple[NDArray[np.float64], ...]:
    """Left, top, width and height of the pieces of ink in a part of the page, in its pixels."""
    stats = components((gray[room.slices] < 160).astype(np.uint8)).stats[1:].astype(float)
    return stats[:, 0] + room.x, stats[:, 1] + room.y, stats[:, 2], stats[:, 3]


def _figures(
    left: NDArray[np.float64],
    right: NDArray[np.float64],
    top: NDArray[np.float64],
    bottom: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Head and foot of each figure: pieces over one another are one that broke at its hairlines."""
    tops: list[float] = []
    bottoms: list[float] = []
    reached = -np.inf
    for i in np.argsort(left):
        if tops and left[i] < reached - 0.3 * (right[i] - left[i]):
            tops[-1], bottoms[-1] = min(tops[-1], top[i]), max(bottoms[-1], bottom[i])
        else:
            tops.append(top[i])
            bottoms.append(bottom[i])
        reached = max(reached, right[i])
    return np.array(tops), np.array(bottoms)
