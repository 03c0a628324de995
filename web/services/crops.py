"""Small pictures of a place on a page, upright, for a field or a line of text.

`static/js/crop.js` does the same for places that a script comes upon.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pipeline.geometry import Box

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Crop", "crop_of"]

_MARGIN_MM = 1.0  # beside a place; above and below it letters have their marks inside the box
_USUAL_DPI = 200.0
_DENSEST = 2  # pixels of a screen for one of CSS


@dataclass(frozen=True, slots=True)
class Crop:
    """A picture of a place.

    Attributes:
        address: Where the browser finds it.
        width: CSS pixels.
        height: CSS pixels.
        alt: What it is, for whoever does not see it.
    """

    address: str
    width: int
    height: int
    alt: str


def crop_of(
    view: Mapping[str, Any], page: int, box: Sequence[int], height: int, what: str = "Ảnh cắt"
) -> Crop | None:
    """A place on a page with a margin, turned upright.

    Args:
        view: `picture_view` of the document.
        page: Number in the scanned file.
        box: Of the place, in pixels of the scan.
        height: CSS pixels.
        what: What stands there.

    Returns:
        None where the page is not known, or its size, or the place lies beside it.
    """
    told = next((one for one in view["pages"] if one["number"] == page), None)
    if told is None or not (told["width"] and told["height"]):
        return None
    margin = round(_MARGIN_MM * (told["dpi"] or _USUAL_DPI) / 25.4)
    x, y, wide, high = box
    whole = Box(0, 0, told["width"], told["height"])
    region = Box(x - margin, y - margin, wide + 2 * margin, high + 2 * margin).intersection(whole)
    if not region.area:
        return None
    lies = told["rotation"] % 180 != 0
    across, down = region[2:] if not lies else (region.height, region.width)
    sharp = min(down, _DENSEST * height)
    size = f"{sharp}," if lies else f",{sharp}"
    address = (
        f"/documents/{quote(view['documentId'])}/pages/{page}/iiif/original/"
        f"{','.join(map(str, region))}/{size}/{told['rotation']}/default.jpg?v={view['version']}"
    )
    return Crop(address, max(1, round(across * height / down)), height, f"{what}, trang {page}")
