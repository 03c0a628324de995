"""Stored evidence held against the scan it was cut from, and cut from it again.

A cut-out proves itself: laid over the erased scan it gives the scan again exactly where each pixel
of its ink is the scan's own (`putting_back`). A crop is a part of the scan. Of a page that was
drawn (several pictures, vectors) another version of the drawing program gives nearly the same
pixels, and other settings another size, which nothing can be held against.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from pipeline.evidence.crops import cut_png
from pipeline.evidence.putting_back import read_cutout
from pipeline.evidence.stored_marks import shown_around
from pipeline.geometry import Box

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from pipeline.values.readings import PageReading
    from pipeline.values.scanned import Page

__all__ = ["cut_again", "misfits"]

_NEAR = 24  # levels that the middle one of a drawn page's pixels may differ by
_OVERLAY = re.compile(r"p\d+-d(\d+)-digital[.]png")


def misfits(
    page: Page, reading: PageReading, picture: Callable[[str], bytes | None]
) -> Iterator[tuple[str, str]]:
    """Pictures of a page's evidence that are not what the scan shows there.

    Args:
        page: The scan as it lies in the archive.
        reading: What was read of it.
        picture: File name under `evidence/` → PNG; None for one that is not to be looked at.

    Yields:
        (file name, what is wrong, in Vietnamese).
    """
    drawn = page.origin != "embedded"
    if page.size_px != tuple(reading.size_px):
        if not drawn:
            for name in reading.pictures:
                yield name, f"ảnh trang là {page.size_px}, hồ sơ ghi {tuple(reading.size_px)}"
        return
    most = _NEAR if drawn else 0
    for name, part in _parts(page, reading):
        stored = picture(name)
        if stored is not None and not _shows(stored, part, most):
            yield name, "ảnh cắt không giống bản quét ở chỗ đó"
    for mark in reading.marks:
        stored = picture(mark.cutout) if mark.cutout else None
        if mark.cutout and stored is not None and not _fits(page.image, stored, mark.box, most):
            yield mark.cutout, "nét mực đặt lại lên trang không cho ra bản quét"


def cut_again(page: Page, reading: PageReading) -> dict[str, bytes]:
    """A page's crops, file name → PNG; cut-outs are left out: nothing else knows their ink."""
    return {
        name: cut_png(part, Box(0, 0, part.shape[1], part.shape[0]))
        for name, part in _parts(page, reading)
    }


def _parts(page: Page, reading: PageReading) -> Iterator[tuple[str, NDArray[np.uint8]]]:
    """What each crop of a page shows: a part of the scan, or what lies over it."""
    crops = [(mark.crop, mark.box) for mark in reading.marks]
    for name, box in (*crops, *((part.crop, part.box) for part in reading.unread)):
        laid = _OVERLAY.fullmatch(name or "")
        if laid is not None:
            overlay = next(iter(page.overlays[int(laid[1]) - 1 :]), None)
            if overlay is not None and overlay.picture is not None:
                yield laid[0], overlay.picture
        elif name is not None:
            yield name, page.image[shown_around(page, box).slices]


def _fits(image: NDArray[np.uint8], png: bytes, box: Box, most: int) -> bool:
    """Whether a cut-out's ink is the scan's own, on a box that lies on the scan."""
    try:
        cutout = read_cutout(png, box)
    except (OSError, ValueError, SyntaxError):
        return False
    under = image[box.slices]
    if under.shape[:2] != cutout.mask.shape or not cutout.mask.any():
        return False
    ink = cutout.ink[..., :3] if image.ndim == 3 else cutout.ink[..., 0]
    return _near(ink[cutout.mask], under[cutout.mask], most)


def _shows(png: bytes, part: NDArray[np.uint8], most: int) -> bool:
    """Whether a file shows a part of the page, in colour or gray."""
    try:
        with Image.open(io.BytesIO(png)) as picture:
            seen = np.asarray(picture.convert("L" if part.ndim == 2 else "RGB"))
    except (OSError, ValueError, SyntaxError):
        return False
    return seen.shape == part.shape and _near(seen, part, most)


def _near(one: NDArray[np.uint8], two: NDArray[np.uint8], most: int) -> bool:
    if most == 0:
        return bool(np.array_equal(one, two))
    return bool(np.median(np.abs(one.astype(np.int16) - two)) <= most)
