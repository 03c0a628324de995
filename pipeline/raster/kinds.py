"""What kind of file a scan is, by its first bytes: names lie, and nobody renames ten thousand.

A PDF called `.tif` is read as a PDF, a JPEG called `.pdf` as a JPEG.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["HEADER_WITHIN", "FileKind", "kind_of_file", "kind_of_head", "suffix_of"]

FileKind = Literal["pdf", "tiff", "jpeg", "png", "jp2", "j2k"]

HEADER_WITHIN = 1024
"""Bytes in which PDF readers look for `%PDF-`."""

_MAGIC: tuple[tuple[bytes, FileKind], ...] = (
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "jp2"),
    (b"\xff\x4f\xff\x51", "j2k"),
)
_SUFFIXES: dict[FileKind, str] = {
    "pdf": ".pdf",
    "tiff": ".tif",
    "jpeg": ".jpg",
    "png": ".png",
    "jp2": ".jp2",
    "j2k": ".j2k",
}


def kind_of_head(head: bytes) -> FileKind | None:
    """The kind of a file by its first `HEADER_WITHIN` bytes; None for what is no scan.

    >>> kind_of_head(b"%PDF-1.7"), kind_of_head(b"Dear Sir")
    ('pdf', None)
    """
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    return "pdf" if b"%PDF-" in head[:HEADER_WITHIN] else None


def kind_of_file(path: Path) -> FileKind | None:
    """The same of a file on this machine."""
    with path.open("rb") as file:
        return kind_of_head(file.read(HEADER_WITHIN))


def suffix_of(kind: FileKind) -> str:
    """The ending its kind of file has, with the dot."""
    return _SUFFIXES[kind]
