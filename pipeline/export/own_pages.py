"""A document's own pages out of the files they lie in, untouched."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from pipeline.export.pdf import Leaf, count_pages, write_leaves
from pipeline.raster.frames import count_frames
from pipeline.raster.kinds import kind_of_file, suffix_of
from pipeline.raster.tiff_copy import copy_pages

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["Leaf", "write_own_pages"]


def write_own_pages(leaves: Sequence[Leaf], name: str, folder: Path) -> str:
    """Write pages as `original.pdf` or `original.tif`; all pages of one file as that file.

    Of a TIFF they are a TIFF, unless one is missing or contradicts the file: that page can be
    shown only as a crossed-out sheet of a PDF. Pages of several files are a PDF.

    Args:
        leaves: In order.
        name: What the clerk calls the file they once were scanned in.
        folder: Of the new file.

    Returns:
        The new file's ending.

    Raises:
        CorruptScanError: A file cannot be read, or has no such page.
    """
    numbers = [leaf.number for leaf in leaves]
    path = leaves[0].path
    if all(leaf.path == path for leaf in leaves):
        kind = kind_of_file(path) or "pdf"
        if numbers == list(range(1, count_pages(path, name) + 1)):
            shutil.copyfile(path, folder / f"original{suffix_of(kind)}")
            return suffix_of(kind)
        if kind == "tiff" and max(numbers) <= count_frames(path, kind).whole:
            try:
                copy_pages(path, numbers, folder / "original.tif")
            except ValueError:
                (folder / "original.tif").unlink()
            else:
                return suffix_of(kind)
    write_leaves(leaves, name, folder / "original.pdf")
    return suffix_of("pdf")
