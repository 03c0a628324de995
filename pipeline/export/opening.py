"""Scanned files of any kind as PDFs whose pages are their own, and PDFs to files."""

from __future__ import annotations

import io
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import pikepdf
from pikepdf import ObjectStreamMode, Pdf, StreamDecodeLevel
from pikepdf.exceptions import PageCopyWarning

from pipeline.errors import CorruptScanError
from pipeline.export.wrapping import add_missing_page, wrapped
from pipeline.raster.damage import in_words
from pipeline.raster.kinds import kind_of_file
from pipeline.raster.leaves import leaves_of
from pipeline.raster.stream import BrokenImageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["pages_of", "save"]

# What a page that is not what it says raises while it is followed and rewritten.
_BROKEN = (
    pikepdf.PdfError,
    RuntimeError,
    BrokenImageError,
    TypeError,
    UnicodeError,
    LookupError,
    AttributeError,
    ArithmeticError,
)


class _Sink(io.RawIOBase):
    """A file for qpdf to write to, which keeps the first refusal of the disk to itself.

    qpdf ends the whole process when a write fails; a full disk must only end this document.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._refusal: OSError | None = None

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        if self._refusal is None:
            try:
                self._file.write(data)
            except OSError as error:
                self._refusal = error
        return len(data)

    def finish(self) -> None:
        """Close the file; raises the `OSError` that was kept."""
        try:
            self._file.close()
        except OSError as error:
            self._refusal = self._refusal or error
        if self._refusal is not None:
            raise self._refusal


def save(pdf: Pdf, target: Path) -> None:
    """Write a PDF so that its streams keep their bytes and the same pages give the same file.

    Raises:
        OSError: The disk refused.
    """
    sink = _Sink(target)
    try:
        with warnings.catch_warnings():
            # Forms that an original has badly connected are its own affair.
            warnings.simplefilter("ignore", PageCopyWarning)
            pdf.save(
                cast("BinaryIO", sink),
                force_version="1.7",
                object_stream_mode=ObjectStreamMode.disable,  # read by any program, in any year
                compress_streams=False,  # pictures keep their bytes
                stream_decode_level=StreamDecodeLevel.none,
                deterministic_id=True,  # the same reading gives the same file
            )
    finally:
        sink.finish()


@contextmanager
def pages_of(path: Path, name: str) -> Iterator[Pdf]:
    """A scanned file of any kind as a PDF with a page for each that it names."""
    kind = kind_of_file(path)
    if kind is None:
        raise CorruptScanError(name, "không còn là tệp quét")
    if kind != "pdf":
        with wrapped(path, kind, name) as pdf:
            yield pdf
        return
    try:
        leaves = leaves_of(path)
        with Pdf.open(path) as pdf:
            for index, place in enumerate(leaves.places):
                if place is None:
                    add_missing_page(pdf, index)
            if leaves.unplaced:
                add_missing_page(pdf, len(pdf.pages))
            yield pdf
    except _BROKEN as error:
        # pikepdf raises RuntimeError for broken objects that qpdf meets while writing
        raise CorruptScanError(name, in_words(error, path)) from error
