"""What a mark is, by its shape, size and colour alone.

Said here is what shape can say: a form with a frame, an oblong red stamp, a signature, words, a
figure or two, a tick, a line under print or through it. What a stamp says, and what a stroke does
to the print beside it, is found out later by reading; confidence is low where shape is not enough.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.values.marks import MarkKind

__all__ = ["hue_name", "is_framed", "is_line", "kind_of"]

# Hues in degrees of the Lab plane (atan2(b, a)), where office inks lie.
_HUES = (
    ("red", -35.0, 50.0),
    ("orange", 50.0, 85.0),
    ("yellow", 85.0, 110.0),
    ("green", 110.0, 215.0),
    ("blue", 215.0, 303.0),
    ("violet", 303.0, 325.0),
)

_WARM = {"red", "orange", "yellow"}


def hue_name(pixels: NDArray[np.uint8]) -> str:
    """The ink's colour in a word, by its pixels (N, 3)."""
    lab = cv2.cvtColor(pixels.reshape(-1, 1, 3), cv2.COLOR_RGB2LAB).reshape(-1, 3)
    a, b = (float(np.mean(lab[:, i], dtype=np.float64)) - 128 for i in (1, 2))
    hue = float(np.degrees(np.arctan2(b, a)))
    hue = hue + 360 if hue < -35 else hue
    return next(name for name, low, high in _HUES if low <= hue < high)


def kind_of(mask: NDArray[np.bool_], colour: str, mm: float) -> tuple[MarkKind, float]:
    """What a mark is and how sure that is; round seals are told by their rings before this.

    Args:
        mask: (H, W) bool, just the mark.
        colour: As in `Mark`.
        mm: Pixels of a millimetre.
    """
    height, width = mask.shape[0] / mm, mask.shape[1] / mm
    if 14 <= width <= 75 and 6 <= height <= 55 and is_framed(mask):
        return _framed_kind(width, height, colour)
    if colour in _WARM and 24 <= max(width, height) <= 60 and mask.sum() > 60 * mm * mm:
        squareness = min(width, height) / max(width, height)
        if squareness > 0.68:
            return "seal", 0.6
        if squareness > 0.3:
            return "stamp", 0.5  # oblong, and its frame too worn to tell which form it is
    if is_line(mask, mm):
        return "underline", 0.4
    if _is_tick(mask, mm):
        return "tick", 0.5
    return _written_kind(mask, width, height, mm)


def _framed_kind(width: float, height: float, colour: str) -> tuple[MarkKind, float]:
    """Forms with a frame: ĐẾN is 35 × 50 mm by rule, marks of urgency and secrecy 8 mm high."""
    if height <= 13 and colour in _WARM:
        return "urgency", 0.5
    if height >= 17 and width >= 32:
        return "incoming_stamp", 0.6
    return "stamp", 0.5


def is_framed(mask: NDArray[np.bool_]) -> bool:
    """Whether a mark has a frame: ink along most of three sides; the fourth may have worn off.

    A ring's outer sixth covers 75 % of its width, its outer tenth 60 % of its height.
    """
    height, width = mask.shape
    band_y, band_x = max(2, height // 6), max(2, width // 10)
    sides = sorted(
        float(side)
        for side in (
            mask[:band_y].any(axis=0).mean(),
            mask[-band_y:].any(axis=0).mean(),
            mask[:, :band_x].any(axis=1).mean(),
            mask[:, -band_x:].any(axis=1).mean(),
        )
    )
    return sides[1] > 0.65 and sides[2] > 0.8


def is_line(mask: NDArray[np.bool_], mm: float) -> bool:
    """Whether a mark is one stroke from left to right, as pens underline and strike through."""
    height, width = mask.shape
    if width < 7 * mm or height > max(3.5 * mm, 0.12 * width):
        return False
    thick = mask.sum(axis=0) / mm
    return bool((thick > 0).mean() > 0.85 and np.median(thick[thick > 0]) < 2.0)


def _is_tick(mask: NDArray[np.bool_], mm: float) -> bool:
    """A check mark: down, then up further to the right, in one stroke of 3 to 14 mm."""
    height, width = mask.shape[0] / mm, mask.shape[1] / mm
    if not (2.5 <= height <= 12 and 2.5 <= width <= 14):
        return False
    columns = np.flatnonzero(mask.any(axis=0))
    if columns.size < 0.95 * mask.shape[1]:
        return False
    # One stroke: hardly any column is crossed more than once, but for the narrow foot.
    runs = (np.diff(np.pad(mask, ((1, 0), (0, 0))).astype(np.int8), axis=0) > 0).sum(axis=0)
    if (runs <= 1).mean() < 0.75 or mask.mean() > 0.4:
        return False
    middle = np.array([np.flatnonzero(mask[:, x]).mean() for x in columns]) / mask.shape[0]
    lowest = int(np.argmax(middle)) / columns.size
    return bool(0.08 <= lowest <= 0.6 and middle[0] < 0.8 and middle[-1] < 0.3)


def _written_kind(
    mask: NDArray[np.bool_], width: float, height: float, mm: float
) -> tuple[MarkKind, float]:
    """Handwriting: one sweeping hand is a signature, a figure or two a fill-in, words a note."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    large = stats[1:][stats[1:, 4] > 0.15 * mm * mm]
    if count < 2 or large.size == 0:
        return "unknown", 0.3
    sweep = float(large[:, 2].max()) / mm
    tall = float(large[:, 3].max()) / mm
    fill = float(mask.mean())
    if sweep > 15 and tall > 6.5 and fill < 0.4 and sweep > 0.45 * width:
        return "signature", 0.65 if height > 9 else 0.5
    if height <= 10 and width <= 25:
        return "fill_in", 0.5
    if len(large) >= 4:
        return "note", 0.55
    return ("signature", 0.4) if tall > 9 and fill < 0.3 else ("unknown", 0.4)
