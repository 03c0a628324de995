"""A corner of the sheet that was folded over: a straight slanting edge from side to side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.values.judging import Edges
    from pipeline.values.scanned import Survey

__all__ = ["folded_corner"]

# So much of the sheet at each corner is looked at.
_CORNER_MM = 70.0
# A fold is so long at least; below, it hides no print.
_LEAST_MM = 14.0
_GAP_MM = 1.2
_STEEPNESS = (0.33, 3.0)
# So much of a crease is seen, apart from its ends: there the sheet's edges lie a little within
# the picture, or bend.
_DRAWN, _ENDS = 0.9, 0.12


def folded_corner(survey: Survey, border: Edges) -> float:
    """How long the crease of the largest folded corner is, millimetres; 0 where none is.

    Args:
        survey: Of the scan.
        border: How wide the dark around the sheet is.
    """
    side = round(_CORNER_MM * survey.dpi / 25.4)
    longest = 0.0
    for turns, (above, beside) in enumerate(
        (
            (border.top, border.left),
            (border.right, border.top),
            (border.bottom, border.right),
            (border.left, border.bottom),
        )
    ):
        corner = np.ascontiguousarray(np.rot90(survey.gray, turns)[:side, :side])
        longest = max(longest, _crease(corner, survey.dpi, above, beside))
    return round(longest, 1)


def _crease(corner: NDArray[np.uint8], dpi: float, above: float, beside: float) -> float:
    """The longest slanting edge that cuts off the upper left corner, millimetres."""
    mm = dpi / 25.4
    edges = cv2.Canny(cv2.GaussianBlur(corner, (0, 0), 1.0), 20, 60)
    found = cv2.HoughLinesP(
        edges,
        1,
        np.pi / 180,
        threshold=round(0.6 * _LEAST_MM * mm),
        minLineLength=_LEAST_MM * mm,
        maxLineGap=_GAP_MM * mm,
    )
    if found is None:
        return 0.0
    near = cv2.dilate(edges, np.ones((3, 3), np.uint8)) > 0
    longest = 0.0
    for x1, y1, x2, y2 in found.reshape(-1, 4).astype(float):
        # It falls towards the left: the higher end is the one further right.
        fall = (y2 - y1) / (x1 - x2) if x1 != x2 else np.inf
        if not _STEEPNESS[0] <= fall <= _STEEPNESS[1]:
            continue
        # From the sheet's left edge to its upper edge; both may lie within the picture.
        left, top = beside * mm, above * mm
        right, bottom = x1 + (y1 - top) / fall, y1 + (x1 - left) * fall
        high, wide = near.shape
        if max(right, left) >= wide - 0.5 or max(bottom, top) >= high - 0.5:
            continue
        if not _is_drawn(near, (right, top), (left, bottom)):
            continue
        longest = max(longest, float(np.hypot(right - left, bottom - top)) / mm)
    return longest


def _is_drawn(
    near: NDArray[np.bool_], first: tuple[float, float], last: tuple[float, float]
) -> bool:
    """Whether edges lie along a line (x, y) to (x, y), all of it but its ends and small gaps."""
    count = round(np.hypot(first[0] - last[0], first[1] - last[1]))
    along = np.linspace(0, 1, count)[round(_ENDS * count) : round((1 - _ENDS) * count)]
    xs = np.round(first[0] + along * (last[0] - first[0])).astype(int)
    ys = np.round(first[1] + along * (last[1] - first[1])).astype(int)
    inside = (xs >= 0) & (ys >= 0)
    return bool(inside.any()) and float(near[ys[inside], xs[inside]].mean()) >= _DRAWN
