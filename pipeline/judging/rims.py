"""The edges of a picture: what was cut there, and how wide the dark around the sheet is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.pixels.colour import to_gray
from pipeline.pixels.components import components
from pipeline.values.judging import Edges

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.values.scanned import Page, Survey

__all__ = ["border_widths", "cut_edges"]

_STRIP_DPI = 150.0
_STRIP_MM = 8.0
# What comes so near to the picture's edge runs off it: scanners paint over the last rows.
_REACH_MM = 0.5
# Ink is so much darker than the paper about it.
_INK = 0.62
# Cut letters and strokes: smaller is dust, longer along the edge is the sheet's own edge, and what
# does not reach inwards is its shadow.
_LEAST_MM, _LONGEST_MM, _DEEP_MM = 0.5, 14.0, 0.9
# More than this of a side lies in the dark: the sheet ends within the picture, nothing is cut.
_COVERED = 0.3
_WIDEST_MM = 80.0


def cut_edges(page: Page, survey: Survey) -> Edges:
    """How much of each edge of a picture has print or marks running off it, millimetres.

    Args:
        page: As scanned.
        survey: Of it; a side that shows the bed or the lid is whole.
    """
    found = []
    for turns in range(4):  # top, right, bottom, left, each turned to the top
        if np.rot90(survey.border, turns)[:2].mean() > _COVERED:
            found.append(0.0)
            continue
        light = np.rot90(survey.paper, turns)
        found.append(_cut_at_top(np.rot90(page.image, turns), light, page.dpi))
    return Edges(*(round(value, 1) for value in found))


def _cut_at_top(image: NDArray[np.uint8], paper: NDArray[np.uint8], dpi: float) -> float:
    """Of an edge that was turned to the top; `paper` is the light on it, (h, w)."""
    rows = max(4, round(_STRIP_MM * dpi / 25.4))
    # Skipping pixels first saves most of the time, as in the survey.
    step = max(1, int(dpi / _STRIP_DPI))
    strip = to_gray(np.ascontiguousarray(image[:rows:step, ::step]))
    mm = dpi / step / 25.4
    height, width = strip.shape
    beside = max(1, round(paper.shape[0] * height / (image.shape[0] / step)))
    light = np.median(paper[:beside], axis=0).astype(np.uint8)[np.newaxis]
    light = cv2.resize(np.ascontiguousarray(light), (width, 1), interpolation=cv2.INTER_LINEAR)
    found = components((strip < _INK * light).view(np.uint8))
    stats = found.stats[1:]
    if not len(stats):
        return 0.0
    x, y, wide, high, _ = stats.T
    reach = max(1, round(_REACH_MM * mm))
    cut = (y <= reach) & (high >= _DEEP_MM * mm) & (y + high < height)
    cut &= (wide >= _LEAST_MM * mm) & (wide <= _LONGEST_MM * mm)
    cut &= (x > 0) & (x + wide < width)
    return float(wide[cut].sum()) / mm


def border_widths(survey: Survey) -> Edges:
    """How wide the dark around the sheet is seen at each side, millimetres, in its middle half."""
    mm = survey.dpi / 25.4
    found = []
    for turns in range(4):
        # A side is seen far enough in: what is wider is no border but a page in the dark.
        side = np.rot90(survey.border, turns)[: round(_WIDEST_MM * mm)]
        middle = side[:, side.shape[1] // 4 : max(1, side.shape[1] * 3 // 4) : 2]
        ends = np.where(middle.all(axis=0), len(middle), np.argmin(middle, axis=0))
        found.append(round(float(np.median(ends)) / mm, 1))
    return Edges(*found)
