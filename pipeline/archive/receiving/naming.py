"""What a file that was sent is called in the inbox: never what its sender says unseen."""

from __future__ import annotations

import re
import unicodedata

from pipeline.archive.quarantine import safe_name
from pipeline.errors import ScanError
from pipeline.raster.kinds import FileKind, suffix_of
from pipeline.values.scanned import SCAN_SUFFIXES

__all__ = ["NotSentError", "name_of", "numbered", "safe_fonds"]

_PLAIN = "ban-quet"
_SAME: dict[FileKind, tuple[str, ...]] = {
    "pdf": (".pdf",),
    "tiff": (".tif", ".tiff"),
    "jpeg": (".jpg", ".jpeg"),
    "png": (".png",),
    "jp2": (".jp2", ".jpx"),
    "j2k": (".j2k",),
}


class NotSentError(ScanError):
    """What was sent cannot come into the inbox: (file name, detail with the remedy)."""

    code = "not-sent"

    def __str__(self) -> str:
        return f"{self.name}: không nhận được tệp này: {self.args[1]}."


def name_of(said: str, kind: FileKind) -> str:
    r"""A file's name in the inbox.

    Args:
        said: By the sender: it may hold a path, controls, or nothing.
        kind: By its first bytes: the ending says so, too.

    >>> name_of("C:\\quét\\công văn 55.PDF", "pdf")
    'công văn 55.pdf'
    >>> name_of("../.~bẫy.exe", "jpeg")
    'bẫy.exe.jpg'
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", said))[-1].strip().lstrip("~. ")
    stem, _, ending = last.rpartition(".")
    suffix = f".{ending.lower()}"
    if not stem or suffix not in SCAN_SUFFIXES:
        stem = last
    if suffix not in _SAME[kind] or stem == last:
        suffix = suffix_of(kind)
    return f"{safe_name(stem) if stem.strip('. ') else _PLAIN}{suffix}"


def numbered(name: str, number: int) -> str:
    """Another name where one is taken.

    >>> numbered("công văn.pdf", 1), numbered("công văn.pdf", 2)
    ('công văn.pdf', 'công văn (2).pdf')
    """
    stem, _, ending = name.rpartition(".")
    return name if number == 1 else f"{stem} ({number}).{ending}"


def safe_fonds(said: str) -> str:
    """The folder of a fonds; empty = the inbox itself.

    Raises:
        NotSentError: No folder may be called so.
    """
    fonds = unicodedata.normalize("NFC", said)
    if fonds and (fonds != safe_name(fonds) or fonds.startswith(("~", "."))):
        why = "tên phông là tên một thư mục: không có / \\ : * ? và không bắt đầu bằng dấu chấm"
        raise NotSentError(said, why)
    return fonds
