"""What is known of a page before anything on it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.values.readings import PageReading

if TYPE_CHECKING:
    from pipeline.values.scanned import FlatPage, Page

__all__ = ["facts_of"]


def facts_of(page: Page, flat: FlatPage) -> PageReading:
    """A page's number, size and how it lay in the scanner, as a reading without any text."""
    return PageReading(
        number=page.number,
        size_px=page.size_px,
        dpi=round(page.dpi, 2),
        origin=page.origin,
        rotation=flat.rotation,
        skew_degrees=round(flat.skew_degrees, 2),
        orientation_sure=flat.orientation_sure,
    )
