"""Where on a page something stands, in a clerk's words; boxes stay in the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.geometry import Box
    from pipeline.values.readings import PageReading

__all__ = ["place_on", "where"]

_ROWS = (
    ("góc trên bên trái", "đầu trang", "góc trên bên phải"),
    ("bên trái", "giữa trang", "bên phải"),
    ("góc dưới bên trái", "cuối trang", "góc dưới bên phải"),
)


def where(page: int | None, box: Box | None, pages: Sequence[PageReading]) -> str:
    """Page, place on it, and the evidence picture when a mark lies there."""
    if page is None:
        return f"trang {pages[0].number}"
    reading = next((reading for reading in pages if reading.number == page), None)
    if box is None or reading is None:
        return f"trang {page}"
    said = f"trang {page}, {place_on(reading, box)}"
    # Of the marks there, the one that is most of all just this: stamps are large and lie over much.
    near = [
        (mark.box.intersection(box).area / mark.box.union(box).area, mark.crop)
        for mark in reading.marks
        if mark.crop and mark.box.intersection(box).area > 0
    ]
    return f"{said}, ảnh {max(near)[1]}" if near else said


def place_on(page: PageReading, box: Box) -> str:
    """One of nine places, as a person sees them who holds the page upright."""
    width, height = page.size_px
    across = (box.x + box.width / 2) / max(1, width)
    down = (box.y + box.height / 2) / max(1, height)
    across, down = {
        90: (1 - down, across),
        180: (1 - across, 1 - down),
        270: (down, 1 - across),
    }.get(page.rotation % 360, (across, down))
    return _ROWS[_third(down)][_third(across)]


def _third(share: float) -> int:
    return min(2, max(0, int(3 * share)))
