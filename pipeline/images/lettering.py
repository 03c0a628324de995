"""Whether figures stand in their line as type does, or as a pen put them there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.images.components import components

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.values import Box

__all__ = ["misfit"]


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
    heads = (y - (baseline - capital))[inside] / capital
    feet = ((y + h) - baseline)[inside] / capital
    return float(np.mean(np.maximum(np.abs(heads), np.abs(feet))))
