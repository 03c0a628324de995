"""What a file lays over its scan, as marks of a kind of its own: `digital`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.evidence.crops import cut_png
from pipeline.geometry import Box
from pipeline.values.marks import MarkRecord

if TYPE_CHECKING:
    from pipeline.values.scanned import Page

__all__ = ["digital_marks"]


def digital_marks(page: Page) -> tuple[tuple[MarkRecord, ...], dict[str, bytes]]:
    """Overlays as they are stored.

    Returns:
        Records, `fields["what"]` telling `typed`, `signature`, `picture` or `cover`, and file
        name → PNG: that part of the page as a viewer shows it.
    """
    marks: list[MarkRecord] = []
    pictures: dict[str, bytes] = {}
    for number, overlay in enumerate(page.overlays, start=1):
        crop = None
        if overlay.picture is not None:
            crop = f"p{page.number:04d}-d{number:02d}-digital.png"
            height, width = overlay.picture.shape[:2]
            pictures[crop] = cut_png(overlay.picture, Box(0, 0, width, height))
        fields = {"what": overlay.what, **overlay.fields}
        marks.append(
            MarkRecord("digital", overlay.box, 1.0, text=overlay.text, crop=crop, fields=fields)
        )
    return tuple(marks), pictures
