"""The words of a reading laid under its page: which part of the sheet, which way up."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Name, Pdf

from pipeline.export.hidden import remove_hidden_text
from pipeline.export.layer import FONT_NAME, Sheet, text_layer
from pipeline.raster.contents import contents_of
from pipeline.raster.paper import paper_of
from pipeline.raster.placing import share_of_page

if TYPE_CHECKING:
    from pipeline.raster.contents import Contents, Placement
    from pipeline.raster.paper import Paper
    from pipeline.values.readings import PageReading

__all__ = ["add_layer"]


def add_layer(pdf: Pdf, page: pikepdf.Page, reading: PageReading, font: pikepdf.Object) -> bool:
    """Lay the words under one page and turn it upright; True if an older layer had to go."""
    if reading.problem is not None:
        return False  # nothing better than what is there
    paper = paper_of(page)
    rotate = (paper.rotate + reading.rotation) % 360
    if rotate != paper.rotate:
        page.obj.Rotate = rotate
    if reading.origin == "born_digital":
        return False  # its own text is the text
    contents = contents_of(page)
    scan = _the_scan(contents, paper) if reading.origin == "embedded" else None
    covered = scan is not None and scan.text_before > 0
    removed = (contents.hidden_text > 0 or covered) and remove_hidden_text(
        pdf, page, scanned=covered
    )
    layer = text_layer(reading, Sheet(*_shown_part(scan, paper), rotate))
    if layer:
        page.add_resource(font, Name.Font, Name(FONT_NAME))
        stream = pikepdf.Stream(pdf, b"")
        stream.write(zlib.compress(layer, 6), filter=Name.FlateDecode)
        # Before the page's own content, whose graphics state may not be left as it was found.
        page.contents_add(stream, prepend=True)
    return removed


def _the_scan(contents: Contents, paper: Paper) -> Placement | None:
    """The one image that was read as the page."""
    return max(
        contents.placements,
        key=lambda placed: share_of_page(placed.bounds, paper),
        default=None,
    )


def _shown_part(scan: Placement | None, paper: Paper) -> tuple[float, float, float, float]:
    """What part of the page the picture that was read covers; mostly all of it."""
    if scan is None or not paper.known:
        return paper.box
    inside, page = scan.bounds, paper.box
    return (
        max(inside[0], page[0]),
        max(inside[1], page[1]),
        min(inside[2], page[2]),
        min(inside[3], page[3]),
    )
