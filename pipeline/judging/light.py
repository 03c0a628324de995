"""The light on the paper: how bright it is, and how much of it is lost to shadow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from pipeline.values.scanned import Survey

__all__ = ["light_on"]

# Nearer to the edge the sheet's own edge throws a shadow that harms nothing.
_MARGIN_MM = 8.0
_LEAST_SEEN = 0.2
# Printed grounds (heads of tables, bars) are dark too, and narrower than a shadow that matters.
_STEP, _GROUND_MM = 6, 30.0


def light_on(survey: Survey) -> tuple[float, float] | None:
    """Brightness of the paper (0–255), and the share of its light that it loses in shadow (0–1).

    Args:
        survey: Of the scan.

    Returns:
        None where hardly any paper is seen.
    """
    margin = round(_MARGIN_MM * survey.dpi / 25.4)
    inner = (slice(margin, -margin), slice(margin, -margin))
    paper = np.ascontiguousarray(survey.paper[inner][::_STEP, ::_STEP])
    if not paper.size:
        return None
    size = round(_GROUND_MM * survey.dpi / _STEP / 25.4)
    paper = np.asarray(cv2.morphologyEx(paper, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8)))
    seen = paper[~survey.border[inner][::_STEP, ::_STEP]]
    if seen.size < _LEAST_SEEN * paper.size:
        return None
    dark, middle, bright = (float(v) for v in np.percentile(seen, (3, 50, 97)))
    return middle, 1 - dark / max(1.0, bright)
