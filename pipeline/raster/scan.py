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
    NotAScanError,
    ScanTooHeavyError,
)
from pipeline.raster.contents import contents_of
from pipeline.raster.damage import in_words
from pipeline.raster.frames import ODD_PICTURE, count_frames, frame_sizes, opened
from pipeline.raster.inflation import MOST_INFLATED_BYTES, inflates_too_far
from pipeline.raster.kinds import HEADER_WITHIN, kind_of_head
from pipeline.raster.leaves import leaves_of, promised_in_bytes
from pipeline.raster.stream import filters_of
from pipeline.raster.weighing import page_sizes
from pipeline.values.scanned import PageSize, Scan

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.raster.kinds import FileKind

__all__ = ["open_scan"]

_MOST_PAGES = 100_000
_CONTENTS = re.compile(rb"/Contents\b")
_REPAIR = "reconstruct"
_LOST_STREAM = "unable to recover stream data"  # as qpdf says it


def open_scan(path: Path, *, name: str | None = None) -> Scan:
    """The file as a scan: its hash and its number of pages.

    Pages that the file names and does not have are counted: reading one says that it is missing.
    A PDF that had to be repaired is accepted only when nothing of it was lost: every page that
    its page tree counts is there, and every picture on them is whole.

    Args:
        path: A local file.
        name: The name the clerk knows it by, if it is not the path's.

    Raises:
        EmptyFileError: Zero bytes.
        NotAScanError: Neither a PDF nor a picture file, whatever its name says.
        EncryptedScanError: A password is needed (an empty one is tried).
        NoPagesError: A file without pages.
        CorruptScanError: Truncated or broken.
    """
    known_as = unicodedata.normalize("NFC", name if name is not None else path.name)
    head, digest = _head_and_digest(path)
    if not head:
        raise EmptyFileError(known_as)
    if not head.strip(b"\0"):
        raise CorruptScanError(known_as, "đầu tệp toàn byte 0")
    kind = kind_of_head(head)
    if kind is None:
        raise NotAScanError(known_as)
    if kind != "pdf":
        return _pictures(path, known_as, digest, kind)
    try:
        leaves = leaves_of(path)
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            _refuse_broken(pdf, path, known_as, leaves.promised)
            there = page_sizes(pdf)
    except pikepdf.PasswordError:
        raise EncryptedScanError(known_as) from None
    except (
        pikepdf.PdfError,
        RuntimeError,
        ValueError,
        TypeError,
        LookupError,
        ArithmeticError,
        AttributeError,
    ) as error:
        if inflates_too_far(path):
            most = MOST_INFLATED_BYTES / 1e6
            raise ScanTooHeavyError(known_as, "chỗ khi bung nén", most) from None
        raise CorruptScanError(known_as, in_words(error, path)) from None
    indices = [leaves.index(number) for number in range(1, leaves.pages + 1)]
    sizes = tuple(PageSize(0.0, 1, 1.0) if i is None else there[i] for i in indices)
    return Scan(path, known_as, digest, leaves.pages, sizes)


def _pictures(path: Path, name: str, digest: str, kind: FileKind) -> Scan:
    """A picture file: a page a picture."""
    try:
        frames = count_frames(path, kind)
        with opened(path, kind):  # its first picture can at least be described
            pass
    except ODD_PICTURE:
        raise CorruptScanError(name, "phần đầu của tệp ảnh sai hoặc bị cắt cụt") from None
    return Scan(path, name, digest, frames.pages, frame_sizes(path, kind, frames))


def _head_and_digest(path: Path) -> tuple[bytes, str]:
    digest = hashlib.sha256()
    head = b""
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            head = head or block[:HEADER_WITHIN]
            digest.update(block)
    return head, digest.hexdigest()


def _refuse_broken(pdf: pikepdf.Pdf, path: Path, name: str, promised: int) -> None:
    """Refuse a file that broke off and had to be put together: it is to be copied again."""
    pages = len(pdf.pages)
    repaired = any(_REPAIR in str(warning) for warning in pdf.get_warnings())
    if repaired:
        promised = max(promised, promised_in_bytes(path))
    if repaired and pages < promised:
        raise CorruptScanError(name, f"chỉ còn {pages} trong {promised} trang")
    if pages == 0:
        raise (CorruptScanError(name, "mất cây trang") if repaired else NoPagesError(name))
    if pages > _MOST_PAGES:
        raise CorruptScanError(name, f"{pages} trang")
    if repaired:
        _refuse_losses(pdf, name)


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
