"""Pictures of a place on a page, cut by the server: upright, small, asked for when looked at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.geometry import Box
from pipeline.values.decisions import standing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.values.decisions import Decision
    from pipeline.values.document import Document
    from pipeline.values.readings import PageReading

__all__ = ["Crop", "crop_of", "page_as_shown", "page_picture", "turns_of"]

_MARGIN_MM = 0.8
_DPI = 200.0  # of a page that does not tell its own: a hole


@dataclass(frozen=True, slots=True)
class Crop:
    """A picture to put into a page.

    Attributes:
        url: IIIF Image API 3.0, of the layer `original`.
        width: Pixels, as it comes.
        height: The same.
        box: What it shows: original pixels.
    """

    url: str
    width: int
    height: int
    box: Box


def crop_of(
    document_id: str,
    page: PageReading,
    box: Box,
    *,
    most_high: int = 64,
    most_wide: int = 1200,
    turned: int | None = None,
) -> Crop:
    """A place on a page with a little paper around it, upright.

    Args:
        document_id: The page's.
        page: It; boxes are in pixels of its original.
        box: The place.
        most_high: Of the picture, pixels; it is never enlarged.
        most_wide: The same across.
        turned: Degrees clockwise to upright; None = as the page was read.
    """
    width, height = page.size_px
    margin = round(_MARGIN_MM * (page.dpi or _DPI) / 25.4)
    shown = box.grown(margin, (height, width))
    degrees = page.rotation if turned is None else turned
    lying = degrees % 180 == 90
    across, down = (shown.height, shown.width) if lying else (shown.width, shown.height)
    scale = min(1.0, most_high / max(1, down), most_wide / max(1, across))
    size = max(1, round(shown.width * scale)), max(1, round(shown.height * scale))
    region = ",".join(map(str, shown))
    url = (
        f"/documents/{document_id}/pages/{page.number}/iiif/original/"
        f"{region}/{size[0]},{size[1]}/{degrees}/default.jpg"
    )
    return Crop(url, *(size[::-1] if lying else size), shown)


def page_picture(
    document_id: str, page: PageReading, *, most_high: int = 240, turned: int | None = None
) -> Crop:
    """A whole page, small and upright."""
    whole = Box(0, 0, *page.size_px)
    return crop_of(
        document_id, page, whole, most_high=most_high, most_wide=most_high, turned=turned
    )


def turns_of(decisions: Sequence[Decision]) -> dict[int, int]:
    """Pages that a person turned, and by how many degrees clockwise they stand upright."""
    return {
        one.change.target.page: int(one.change.after)
        for one in standing(decisions)
        if one.change.act == "turn" and one.change.target.page is not None
    }


def page_as_shown(
    document: Document, decisions: Sequence[Decision], number: int
) -> PageReading | None:
    """A page as it was read, but turned as a person has turned it; None where there is none."""
    page = next((one for one in document.pages if one.number == number), None)
    if page is None:
        return None
    return replace(page, rotation=turns_of(decisions).get(number, page.rotation))
