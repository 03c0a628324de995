"""One page of a scanned file, whatever kind of file it is."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf

from pipeline.errors import PageCorruptError, PageError
from pipeline.raster.kinds import kind_of_file
from pipeline.raster.leaves import leaves_of
from pipeline.raster.page import read_pdf_page
from pipeline.raster.pictures import read_picture

if TYPE_CHECKING:
    from pipeline.raster.leaves import Leaves
    from pipeline.settings import Raster
    from pipeline.values.scanned import Page

__all__ = ["read_page"]


def read_page(path: Path, number: int, settings: Raster, *, overlays: bool = True) -> Page:
    """The page as a viewer shows it, what was laid over a scan later apart from it.

    Args:
        path: A file that `open_scan` accepted: a PDF or a picture file.
        number: From 1.
        settings: Limits and the resolution for pages that are not scans.
        overlays: Tell apart what lies over a scan; without it a scan is given as it was stored.

    Raises:
        PageCorruptError: The page or its picture is damaged, or the file has no such page.
        PageTooLargeError: More pixels than allowed; decided before anything is decoded.
        PageTookTooLongError: Poppler passed its time limit.
    """
    kind = kind_of_file(path)
    if kind is None:
        raise PageCorruptError(path.name, number, "không còn là tệp quét")
    if kind != "pdf":
        return read_picture(path, number, kind, settings)
    try:
        leaves = leaves_of(path)
    except pikepdf.PdfError:
        raise PageCorruptError(path.name, number, "cây trang sai") from None
    if leaves.all_there:
        return read_pdf_page(path, number, settings, overlays=overlays)
    return _read_where_some_miss(path, number, leaves, settings, overlays=overlays)


def _read_where_some_miss(
    path: Path, number: int, leaves: Leaves, settings: Raster, *, overlays: bool
) -> Page:
    """A page of a file in which others are missing: Poppler numbers such pages its own way."""
    index = leaves.index(number)
    if index is None:
        raise PageCorruptError(path.name, number, _missing(number, leaves))
    with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
        alone = Path(folder, path.name)
        with pikepdf.open(path, suppress_warnings=True) as pdf, pikepdf.Pdf.new() as one:
            one.add_pages_from(pdf, [index])
            one.save(alone)
        try:
            page = read_pdf_page(alone, 1, settings, overlays=overlays)
        except PageError as error:
            raise type(error)(path.name, number, *error.args[2:]) from None
    return page.numbered(number)


def _missing(number: int, leaves: Leaves) -> str:
    if leaves.unplaced and number == leaves.pages:
        return f"tệp ghi có {leaves.promised} trang nhưng chỉ còn {len(leaves.places)}"
    return "tệp có ghi trang này nhưng không còn nội dung của nó"
