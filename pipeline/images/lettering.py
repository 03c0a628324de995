"""Whether figures stand in their line as type does, or as a pen put them there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.images.components import components

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.values import Box

__all__ = ["misfit", "print_band"]


def print_band(gray: NDArray[np.uint8], line: Box) -> tuple[int, int]:
    """Rows between which the capitals of a printed line stand: (head, first row below the feet).

    Args:
        gray: (H, W) uint8, the page.
        line: The printed line; where its letters cannot be told, its box decides.
    """
    ink = (gray[line.slices] < 160).astype(np.uint8)
    stats = components(ink).stats
    y, h = stats[1:, 1].astype(float), stats[1:, 3].astype(float)
    letters = (h >= 0.3 * line.height) & (h <= line.height)
    if letters.sum() < 4:
        return line.y + round(0.2 * line.height), line.y + round(0.8 * line.height)
    baseline = float(np.median((y + h)[letters]))
    standing = letters & (np.abs(y + h - baseline) < 0.12 * line.height)
    capital = float(np.percentile(h[standing], 85))
    return line.y + round(baseline - capital), line.y + round(baseline)


def misfit(gray: NDArray[np.uint8], slot: Box, line: Box) -> float:
    """How far figures stray from the height and baseline of the print beside them.

    Type stands on one baseline, and its figures are as high as its capitals; pen does neither.

    Args:
        gray: (H, W) uint8, the page without rules.
        slot: The figures.
        line: The whole printed line, `slot` included.

    Returns:
        The mean deviation of head and foot, in capital heights: on the development scans and the
        drawn pages print stays under 0.1, pen mostly above 0.15. 0 where there is nothing to
        compare.
    """
    room = line.grown(max(2, line.height // 3), (gray.shape[0], gray.shape[1]))
    ink = (gray[room.slices] < 160).astype(np.uint8)
    stats = components(ink).stats
    x, y, w, h = (stats[1:, i].astype(float) for i in range(4))
    least = 0.3 * line.height
    middle = x + w / 2 + room.x
    inside = (middle >= slot.x) & (middle < slot.right) & (h >= 0.5 * least)
    beside = ~((middle >= slot.x) & (middle < slot.right)) & (h >= least) & (h <= 1.6 * line.height)
    if inside.sum() == 0 or beside.sum() < 3:
        return 0.0
    baseline = float(np.median((y + h)[beside]))
    on_line = beside & (np.abs(y + h - baseline) < 0.15 * line.height)
    if on_line.sum() < 2:
        return 0.0
    capital = float(np.percentile(h[on_line], 85))
    # Marks above letters join some capitals: the figures must fit the bare ones.
    tops, bottoms = _figures(x[inside], (x + w)[inside], y[inside], (y + h)[inside])
    heads, feet = (tops - (baseline - capital)) / capital, (bottoms - baseline) / capital
    return float(np.mean(np.maximum(np.abs(heads), np.abs(feet))))


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
