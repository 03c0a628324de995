"""Names of files and folders, by rule: file code, `.` and ordinal; safe on every system."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["archive_code", "document_name", "folder_name"]

_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_LONGEST = 100
_BARE = str.maketrans({"đ": "d", "Đ": "D"})


def archive_code(file_code: str, ordinal: int) -> str:
    """TT05's mã lưu trữ của tài liệu: file code and seven figures.

    >>> archive_code("H49.64.33.2019.160", 7)
    'H49.64.33.2019.160.0000007'
    """
    return f"{file_code}.{ordinal:07d}"


def folder_name(file_code: str) -> str:
    """A file's code as a folder of every system has it: ASCII, no sign that Windows refuses.

    Two codes may give one name; whoever uses names checks that they differ.

    >>> folder_name("H49.64.33.2019.160"), folder_name("01/HS-ĐU")
    ('H49.64.33.2019.160', '01-HS-DU')
    >>> folder_name("con"), folder_name("..")
    ('con_', 'ho-so')
    """
    bare = unicodedata.normalize("NFD", file_code.translate(_BARE))
    plain = "".join(sign for sign in bare if not unicodedata.combining(sign))
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", plain).strip("-. ")[:_LONGEST].strip("-. ")
    if _RESERVED.fullmatch(plain):
        plain += "_"
    return plain or "ho-so"


def document_name(folder: str, ordinal: int) -> str:
    """A document's PDF: the file's name and its ordinal.

    >>> document_name("H49.64.33.2019.160", 7)
    'H49.64.33.2019.160.0000007.pdf'
    """
    return f"{archive_code(folder, ordinal)}.pdf"
