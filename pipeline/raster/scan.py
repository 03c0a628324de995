"""Can this file be read as a scan at all? Answered before any page is."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zlib
from typing import TYPE_CHECKING, Any

import pikepdf

from pipeline.errors import (
    CorruptScanError,
    EmptyFileError,
    EncryptedScanError,
    NoPagesError,
    NotAPdfError,
)
from pipeline.raster.contents import contents_of
from pipeline.raster.damage import in_words
from pipeline.raster.stream import filters_of
from pipeline.values import Scan

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["open_scan"]

_HEADER_WITHIN = 1024  # bytes; where readers look for "%PDF-"
_MOST_PAGES = 100_000
_CONTENTS = re.compile(rb"/Contents\b")
_REPAIR = "reconstruct"
_LOST_STREAM = "unable to recover stream data"  # as qpdf says it


def open_scan(path: Path, *, name: str | None = None) -> Scan:
    """The file as a scan: its hash and its number of pages.

    A file that had to be repaired is accepted only when nothing of it was lost: every page that
    its page tree counts is there, and every picture on them is whole.

    Args:
        path: A local file.
        name: The name the clerk knows it by, if it is not the path's.

    Raises:
        EmptyFileError: Zero bytes.
        NotAPdfError: Something else with that ending.
        EncryptedScanError: A password is needed (an empty one is tried).
        NoPagesError: A PDF without pages.
        CorruptScanError: Truncated or broken.
    """
    known_as = unicodedata.normalize("NFC", name if name is not None else path.name)
    head, digest = _head_and_digest(path)
    if not head:
        raise EmptyFileError(known_as)
    if not head.strip(b"\0"):
        raise CorruptScanError(known_as, "đầu tệp toàn byte 0")
    if b"%PDF-" not in head:
        raise NotAPdfError(known_as)
    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            pages = len(pdf.pages)
            repaired = any(_REPAIR in str(warning) for warning in pdf.get_warnings())
            promised = _promised_pages(pdf)
            if repaired and promised and pages < promised:
                raise CorruptScanError(known_as, f"chỉ còn {pages} trong {promised} trang")
            if pages == 0:
                raise (
                    CorruptScanError(known_as, "mất cây trang")
                    if repaired
                    else NoPagesError(known_as)
                )
            if pages > _MOST_PAGES:
                raise CorruptScanError(known_as, f"{pages} trang")
            if repaired:
                _refuse_losses(pdf, known_as)
    except pikepdf.PasswordError:
        raise EncryptedScanError(known_as) from None
    except (
        pikepdf.PdfError,
        RuntimeError,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
    ) as error:
        raise CorruptScanError(known_as, in_words(error, path)) from None
    return Scan(path, known_as, digest, pages)


def _head_and_digest(path: Path) -> tuple[bytes, str]:
    digest = hashlib.sha256()
    head = b""
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            head = head or block[:_HEADER_WITHIN]
            digest.update(block)
    return head, digest.hexdigest()


def _promised_pages(pdf: pikepdf.Pdf) -> int:
    """How many pages the page tree says there are; 0 when it does not."""
    try:
        return int(pdf.Root.Pages.get("/Count", 0))
    except (AttributeError, TypeError, ValueError, LookupError):
        return 0


def _refuse_losses(pdf: pikepdf.Pdf, name: str) -> None:
    for number, page in enumerate(pdf.pages, start=1):
        # A reference to a lost object reads as if the key were not there: look at the source.
        named = _CONTENTS.search(page.obj.unparse())
        if named and page.obj.get("/Contents") is None:
            raise CorruptScanError(name, f"trang {number} mất nội dung")
        contents = contents_of(page)
        if contents.lost:
            raise CorruptScanError(name, f"trang {number} mất ảnh")
        for placed in contents.placements:
            if placed.image is not None and not _whole(placed.image):
                raise CorruptScanError(name, f"ảnh ở trang {number} bị cắt cụt")
    if any(_LOST_STREAM in str(warning) for warning in pdf.get_warnings()):
        raise CorruptScanError(name, "dữ liệu bị cắt cụt")


def _whole(image: Any) -> bool:
    """Whether an image's stream runs to its end; without keeping what it holds."""
    raw = image.read_raw_bytes()
    names, _ = filters_of(image)
    if names == ["/DCTDecode"]:
        return b"\xff\xd9" in raw[-64:]
    if names and names[0] == "/FlateDecode":
        unpack = zlib.decompressobj()
        try:
            left = raw
            while left and not unpack.eof:
                unpack.decompress(left, 1 << 20)
                left = unpack.unconsumed_tail
        except zlib.error:
            return False
        return unpack.eof
    return bool(raw)
