"""How large the paper is, and so the true resolution of its picture.

Metadata lies (many scanners write 72 or 96 dpi); pixels and page box mostly do not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pikepdf

__all__ = ["A4_MM", "Paper", "paper_of", "true_dpi"]

A4_MM = (210.0, 297.0)
_POINTS_PER_INCH = 72.0
_LETTER = (0.0, 0.0, 612.0, 792.0)  # what qpdf and Poppler take for a page that does not say
_PLAUSIBLE_DPI = (40.0, 1300.0)
_PLAUSIBLE_MM = (70.0, 1300.0)  # long side: a visiting card to A0
_LARGEST_COMMON_MM = 450.0  # A3 with some margin
_LARGEST_BOX = 1e6  # points; a box that is larger is no paper
_COARSE_DPI = 100.0  # a sheet above A3 at less than this is a box of "one pixel, one point"


@dataclass(frozen=True, slots=True)
class Paper:
    """A page as a viewer shows it.

    Attributes:
        box: (left, bottom, right, top) of the crop box in page space, in points of `unit`.
        unit: `/UserUnit`: how many 1/72 inch a unit of page space is.
        rotate: Degrees clockwise the viewer turns it: 0, 90, 180, 270.
        known: False when the file says nothing usable and A4 is a guess.
    """

    box: tuple[float, float, float, float]
    unit: float = 1.0
    rotate: int = 0
    known: bool = True

    @property
    def size(self) -> tuple[float, float]:
        """(width, height) before turning, in units of page space."""
        left, bottom, right, top = self.box
        return (right - left, top - bottom)

    @property
    def shown_size(self) -> tuple[float, float]:
        """(width, height) as a viewer turns it, in units of page space."""
        width, height = self.size
        return (height, width) if self.rotate % 180 else (width, height)

    def pixels(self, dpi: float) -> tuple[int, int]:
        """(width, height) before turning, drawn at a resolution."""
        width, height = self.size
        scale = self.unit * dpi / _POINTS_PER_INCH
        return (math.ceil(width * scale), math.ceil(height * scale))


def paper_of(page: pikepdf.Page, *, lost_box: bool = False) -> Paper:
    """The page's crop box within its media box, inherited where the page itself is silent.

    Args:
        page: As opened.
        lost_box: qpdf said that it put a Letter box where one was missing.
    """
    media = _rectangle(_inherited(page.obj, "/MediaBox"))
    crop = _rectangle(_inherited(page.obj, "/CropBox"))
    rotate = _number(_inherited(page.obj, "/Rotate"), 0.0)
    turned = int(rotate) % 360 if rotate % 90 == 0 else 0
    unit = _number(page.obj.get("/UserUnit"), 1.0)
    unit = unit if 0 < unit < 1000 else 1.0
    box = media
    if media is not None and crop is not None:
        shared = (
            max(media[0], crop[0]),
            max(media[1], crop[1]),
            min(media[2], crop[2]),
            min(media[3], crop[3]),
        )
        box = shared if shared[2] - shared[0] > 1 and shared[3] - shared[1] > 1 else media
    if box is None or (lost_box and box == _LETTER):
        width, height = (mm / 25.4 * _POINTS_PER_INCH for mm in A4_MM)
        return Paper((0.0, 0.0, width, height), unit, turned, known=False)
    return Paper(box, unit, turned)


def true_dpi(
    pixels: tuple[int, int], inches: tuple[float, float] | None, own_dpi: float | None
) -> float:
    """Pixels per inch of paper, from the size on paper if that can be, else the image's own word.

    Args:
        pixels: (width, height) of the image.
        inches: (width, height) on paper; None when the page does not say.
        own_dpi: What the image's metadata say, if anything.

    Where neither can be believed, the sheet is taken for A4.

    >>> round(true_dpi((2480, 3508), (8.27, 11.69), 72))
    300
    >>> round(true_dpi((2480, 3508), (34.4, 48.7), None))  # one pixel, one point
    300
    """
    if inches is not None and min(inches) > 0:
        dpi = math.sqrt(pixels[0] / inches[0] * pixels[1] / inches[1])
        if _plausible(pixels, dpi):
            return dpi
    if own_dpi is not None and _plausible(pixels, own_dpi):
        return own_dpi
    return max(pixels) / (A4_MM[1] / 25.4)


def _plausible(pixels: tuple[int, int], dpi: float) -> bool:
    if not _PLAUSIBLE_DPI[0] <= dpi <= _PLAUSIBLE_DPI[1]:
        return False
    long_mm = max(pixels) / dpi * 25.4
    if long_mm > _LARGEST_COMMON_MM and dpi <= _COARSE_DPI:
        return False
    return _PLAUSIBLE_MM[0] <= long_mm <= _PLAUSIBLE_MM[1]


def _inherited(node: Any, key: str) -> Any:
    for _ in range(50):  # a page tree is never so deep; a loop in it is
        if node is None or not isinstance(node, pikepdf.Dictionary):
            return None
        if key in node:
            return node[key]
        node = node.get("/Parent")
    return None


def _rectangle(value: Any) -> tuple[float, float, float, float] | None:
    try:
        x0, y0, x1, y1 = (float(number) for number in value)
    except (TypeError, ValueError):
        return None
    left, right, bottom, top = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
    if not all(abs(side) <= _LARGEST_BOX for side in (left, right, bottom, top)):
        return None  # not numbers, too
    return (left, bottom, right, top) if right - left > 1 and top - bottom > 1 else None


def _number(value: Any, default: float) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return default
