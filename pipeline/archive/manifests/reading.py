"""A list out of its bytes: sums of any system, CSV, XLSX; bytes of strangers, read within bounds.

Read in a process that may be killed, as scans are: XLSX is a nest of compressed XML.
"""

from __future__ import annotations

import csv
import io
import posixpath
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pipeline.archive.manifests.listed import (
    MOST_BYTES,
    Kind,
    Listed,
    Manifest,
    ManifestError,
    algorithm_of,
    named,
)
from pipeline.archive.manifests.naming import bag_of, is_sums
from pipeline.profiles.opening import TooLargeError, open_workbook, utf_text
from pipeline.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["read_manifest"]

_MOST_LINES, _MOST_COLUMNS = 500_000, 200
_MOST_REFUSED = 20
_HEAD_WITHIN = 20
"""Tables made by people begin with the name of an office, a title, an empty row."""
_LONGEST_CELL = 4000

_GNU = re.compile(r"(\\?)([0-9a-fA-F]{32,128})[ \t]+\*?(\S.*)")
_BSD = re.compile(r"(\\?)[A-Za-z0-9/-]+ ?\((.+)\) ?= ?([0-9a-fA-F]{32,128})")
_ALONE = re.compile(r"[0-9a-fA-F]{32,128}")
_ESCAPES = {"\\\\": "\\", "\\n": "\n", "\\r": "\r"}
_PERCENT = {"%0A": "\n", "%0D": "\r", "%25": "%"}

_HEADS = {
    "name": """ten tep|ten tap tin|ten file|file|filename|file name|tep|tap tin|ten tep tin|path
        |duong dan|ten tep quet|ten tep pdf|ten file pdf|ten tep so hoa""",
    "pages": "so trang|tong so trang|trang|pages|page count|number of pages",
    "digest": """ma bam|gia tri bam|chuoi bam|hash|checksum|digest|ma kiem tra|md5|sha1|sha-1
        |sha256|sha-256|sha512|sha-512|ma bam md5|ma bam sha1|ma bam sha256|ma bam sha-256
        |ma bam sha512""",
    "urgency": "do khan|muc do khan|khan|urgency",
}
"""What columns are called, folded: without accents, in small letters."""
_MEANS = {head.strip(): key for key, heads in _HEADS.items() for head in heads.split("|")}


class _Lines:
    """Lines as they are found; refuses what is no name and what contradicts itself."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self._found: dict[str, Listed] = {}
        self._refused: list[str] = []
        self._number = 0

    def add(self, row: int, said: str, digest: str, pages: str = "", urgency: str = "") -> None:
        """A line of the list; empty is what it does not say."""
        name = named(said)
        if name is None:
            self.refuse(row, "tên tệp không hợp lệ hoặc dẫn ra ngoài thư mục")
            return
        known = None
        if digest:
            known = algorithm_of(digest)
            if known is None:
                self.refuse(row, f"“{digest[:20]}…” không phải mã băm")
                return
        algorithm, plain = known or (None, None)
        line = Listed(name, algorithm, plain, _whole(pages), urgency)
        before = self._found.get(name)
        if before is None:
            self._found[name] = line
        elif (line.digest, line.pages) == (before.digest, before.pages):
            return  # said twice
        elif line.algorithm == before.algorithm:
            self.refuse(row, f"“{name}” có hai dòng nói khác nhau")
            self._found[name] = replace(before, algorithm=None, digest=None, pages=None)

    def refuse(self, row: int, why: str) -> None:
        """A line that says nothing; told with its number."""
        self._number += 1
        if len(self._refused) < _MOST_REFUSED:
            self._refused.append(f"dòng {row}: {why}")

    def manifest(self) -> Manifest:
        """What was found."""
        return Manifest(self.kind, tuple(self._found.values()), tuple(self._refused), self._number)


def read_manifest(name: str, data: bytes) -> Manifest | None:
    """What a list says; None for a table that is no list of files.

    Args:
        name: Of the file, in the inbox; tells what it is.
        data: Its bytes, no more than `MOST_BYTES`.

    Raises:
        ManifestError: It is called as a list is, and cannot be read.
    """
    if len(data) > MOST_BYTES:
        raise ManifestError(name, f"danh sách lớn hơn {MOST_BYTES >> 20} MB, hãy chia nhỏ")
    if name.lower().endswith(".xlsx"):
        return _out_of_table(name, "xlsx", _rows_of_book(name, data))
    try:
        text = utf_text(data)
    except UnicodeDecodeError:
        detail = "chữ không phải UTF-8 hay UTF-16; hãy lưu lại với kiểu CSV UTF-8 hoặc .xlsx"
        raise ManifestError(name, detail) from None
    if not is_sums(name):
        return _out_of_table(name, "csv", _rows_of_text(name, text))
    return _out_of_sums(name, text)


def _out_of_sums(name: str, text: str) -> Manifest:
    bag = bag_of(name)
    lines = _Lines("bagit" if bag else "sums")
    said = text.split("\n")
    if len(said) > _MOST_LINES:
        raise ManifestError(name, f"danh sách dài hơn {_MOST_LINES} dòng, hãy chia nhỏ")
    for row, raw in enumerate(said, 1):
        line = raw.rstrip("\r")
        if not line.strip() or line.lstrip().startswith(("#", ";")):
            continue
        if found := _GNU.fullmatch(line):
            escaped, digest, file = found.groups()
        elif found := _BSD.fullmatch(line.strip()):
            escaped, file, digest = found.groups()
        elif _ALONE.fullmatch(line.strip()):  # of the one file it is named after
            escaped, digest = "", line.strip()
            file = posixpath.basename(name).rpartition(".")[0]
        else:
            lines.refuse(row, "không hiểu dòng này")
            continue
        if escaped:
            file = re.sub(r"\\[\\nr]", lambda sign: _ESCAPES[sign[0]], file)
        if bag:
            file = re.sub("%0[AaDd]|%25", lambda sign: _PERCENT[sign[0].upper()], file)
        lines.add(row, file, digest)
    return lines.manifest()


def _out_of_table(name: str, kind: Kind, rows: Iterable[Sequence[Any]]) -> Manifest | None:
    """A table with a column of files, and one of pages or hashes; None for any other table."""
    columns: dict[str, int] = {}
    lines = _Lines(kind)
    for row, cells in enumerate(rows, 1):
        if row > _MOST_LINES:
            raise ManifestError(name, f"danh sách dài hơn {_MOST_LINES} dòng, hãy chia nhỏ")
        if not columns:
            columns = _heads(cells)
            if not columns and row >= _HEAD_WITHIN:
                return None
            continue
        said = {key: _said(cells, columns.get(key)) for key in _HEADS}
        if said["name"]:
            lines.add(row, said["name"], said["digest"], said["pages"], said["urgency"])
    return lines.manifest() if columns else None


def _heads(cells: Sequence[Any]) -> dict[str, int]:
    """Which columns say what; none where the row is no head of a list."""
    found: dict[str, int] = {}
    for at, cell in enumerate(cells[:_MOST_COLUMNS]):
        said = fold(" ".join(str(cell or "").split())).strip(" .:*")
        if said in _MEANS:
            found.setdefault(_MEANS[said], at)
    return found if "name" in found and ("pages" in found or "digest" in found) else {}


def _rows_of_text(name: str, text: str) -> Iterator[Sequence[str]]:
    head = "\n".join(text.split("\n", _HEAD_WITHIN)[:_HEAD_WITHIN])
    comma = max(",;\t", key=head.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=comma)
    except csv.Error as error:
        raise ManifestError(name, f"không phải CSV đúng cách ({error})") from None


def _rows_of_book(name: str, data: bytes) -> Iterator[Sequence[Any]]:
    """Rows of the first sheet that has a head of a list; of the last one where none has."""
    try:
        book = open_workbook(data, read_only=True)
        sheets = book.worksheets
        chosen = next((sheet for sheet in sheets if _has_head(sheet)), None)
        if chosen is not None:
            yield from chosen.iter_rows(max_col=_MOST_COLUMNS, values_only=True)
    except ManifestError:
        raise
    except TooLargeError:
        raise ManifestError(name, "bảng tính quá lớn khi mở ra") from None
    except Exception as error:  # noqa: BLE001  # openpyxl raises whatever broken XML makes it raise
        detail = f"không mở được bảng tính ({type(error).__name__}); hãy lưu lại kiểu .xlsx"
        raise ManifestError(name, detail) from None


def _has_head(sheet: Any) -> bool:
    rows = sheet.iter_rows(max_row=_HEAD_WITHIN, max_col=_MOST_COLUMNS, values_only=True)
    return any(_heads(row) for row in rows)


def _said(cells: Sequence[Any], at: int | None) -> str:
    value = cells[at] if at is not None and at < len(cells) else None
    return "" if value is None else str(value).strip()[:_LONGEST_CELL]


def _whole(said: str) -> int | None:
    """A number of pages: Excel gives `12.0`, people write `12 trang`."""
    found = re.fullmatch(r"(\d{1,6})(?:[.,]0+)?(?:\s*tr(?:ang)?\.?)?", said)
    return int(found[1]) if found else None
