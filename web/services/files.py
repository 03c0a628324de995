"""What can be had of a document as files: those in its bag, and those made when they are asked for.

Names come from the bag's own list; nothing that a client says is part of a path.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

from pipeline.archive.store import DOCUMENTS
from pipeline.errors import ArchiveError
from pipeline.export.bag_files import MANIFEST, BrokenTagFileError, read_manifest
from pipeline.export.on_request import files_asked
from pipeline.record.schema import to_json
from web.services.naming import texts_of, title_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.archive import Archive
    from pipeline.values.document import Document

__all__ = [
    "MADE",
    "Made",
    "StoredFile",
    "called",
    "made_file",
    "media_of",
    "stored_files",
    "zipped_bag",
]

Made = Literal["record.json", "document.hocr", "pages.page.zip", "bag.zip"]
MADE: dict[Made, str] = {
    "record.json": "Bản ghi đã có quyết định của người (JSON)",
    "document.hocr": "Chữ kèm vị trí, hOCR",
    "pages.page.zip": "Chữ kèm vị trí, PAGE XML từng trang",
    "bag.zip": "Cả gói lưu trữ (BagIt)",
}
"""What is made when it is asked for, and what a clerk calls it."""

_MEDIA = {
    ".pdf": "application/pdf",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".jp2": "image/jp2",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".json": "application/json",
    ".xml": "application/xml",
    ".hocr": "text/vnd.hocr+html; charset=utf-8",
    ".zip": "application/zip",
}
_SAID = {
    "document.pdf": "Bản PDF/A hai lớp, tìm được chữ",
    "text.txt": "Chữ của văn bản",
    "text.md": "Chữ có đề mục, bảng (Markdown)",
    "document.json": "Những gì máy đọc (JSON)",
    "premis.xml": "Lịch sử bảo quản (PREMIS)",
}
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in a document's bag.

    Attributes:
        name: From `data/`: `document.pdf`, `pages/0001.alto.xml`.
        path: In the store.
        sha256: As the bag's list has it.
        size: Bytes.
    """

    name: str
    path: str
    sha256: str
    size: int

    @property
    def folder(self) -> str:
        """Of the bag, with `/` at its end; empty for its files on top."""
        return self.name[: self.name.rfind("/") + 1]

    @property
    def said(self) -> str:
        """What a clerk calls it."""
        if self.name.startswith("original."):
            return "Bản gốc, đúng như đã quét"
        if self.name.startswith("pages/"):
            return f"Trang {int(PurePosixPath(self.name).name[:4])}, ALTO"
        return _SAID.get(self.name, PurePosixPath(self.name).name)


def stored_files(archive: Archive, document_id: str) -> dict[str, StoredFile]:
    """Name → file, of all that the bag's own list names and that is there.

    Raises:
        ArchiveError: The list is not there, or damaged.
    """
    home = f"{DOCUMENTS}/{document_id}"
    try:
        listed = read_manifest(archive.store.read(f"{home}/{MANIFEST}") or b"")
    except BrokenTagFileError as error:
        detail = f"{home}/{MANIFEST} {error}; chạy sohoa verify"
        raise ArchiveError(archive.store.location, detail) from error
    there = archive.store.objects(home)
    return {
        path.removeprefix("data/"): StoredFile(
            path.removeprefix("data/"), f"{home}/{path}", sha256, there[path].size
        )
        for path, sha256 in listed.items()
        if path in there and path.startswith("data/")
    }


def made_file(archive: Archive, document_id: str, name: Made) -> bytes:
    """A file that is made when it is asked for; `bag.zip` is not, see `zipped_bag`."""
    document = archive.read_decided(document_id)
    if name == "record.json":
        return to_json(document)
    now = datetime.now(UTC)
    if name == "document.hocr":
        (data,) = files_asked(document, "hocr", now).values()
        return data
    pages = {str(path): data for path, data in files_asked(document, "page", now).items()}
    return b"".join(zipped((path, iter((data,))) for path, data in pages.items()))


def media_of(name: str) -> str:
    """A file's media type, by its ending: all were written by us, or taken in as scans."""
    return _MEDIA.get(PurePosixPath(name).suffix.lower(), "application/octet-stream")


def called(document: Document, name: str) -> str:
    """What a file is called on a clerk's disk: the document's own name, and what it is of it.

    The original is called as it was when it was scanned.
    """
    if name.startswith("original."):
        own = PurePosixPath(document.source.name)
        return _safe(own.stem) + PurePosixPath(name).suffix
    head = _safe(title_of(texts_of(document), document.source.name).head.replace("/", "-"))
    if name == "document.pdf":
        return f"{head}.pdf"
    return f"{head} - {_safe(PurePosixPath(name).name)}"


def _safe(text: str) -> str:
    """A text as a part of a file's name, on any system.

    >>> _safe('a/b: "c"'), _safe("..")
    ('a b c', 'văn bản')
    """
    return " ".join(_FORBIDDEN.sub(" ", text).split())[:_LONGEST].strip(". ") or "văn bản"


def zipped_bag(archive: Archive, document_id: str) -> Iterator[bytes]:
    """A document's whole bag as a ZIP, block by block as it is read."""
    home = f"{DOCUMENTS}/{document_id}"
    names = sorted(archive.store.objects(home))
    return zipped(
        (f"{document_id}/{name}", archive.store.blocks(f"{home}/{name}")) for name in names
    )


class _Passed:
    """What a ZIP's writer has written since somebody last took it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


def zipped(files: Iterator[tuple[str, Iterator[bytes]]]) -> Iterator[bytes]:
    """Files as a ZIP, block by block; stored as they are: pictures and PDFs grow no smaller."""
    passed = _Passed()
    with zipfile.ZipFile(passed, "w", zipfile.ZIP_STORED) as packed:  # type: ignore[call-overload]
        for name, blocks in files:
            entry = zipfile.ZipInfo(name, datetime.now(UTC).timetuple()[:6])
            entry.external_attr = 0o644 << 16
            with packed.open(entry, "w", force_zip64=True) as target:
                for block in blocks:
                    target.write(block)
                    yield passed.take()
        yield passed.take()
    yield passed.take()
