"""Text and workbooks that an office sends, opened within bounds."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

__all__ = ["MOST_UNPACKED", "TooLargeError", "open_workbook", "utf_text"]

MOST_UNPACKED = 200 * 1024**2
"""Bytes of a workbook when it is unpacked: a few kilobytes may hold gigabytes."""


class TooLargeError(Exception):
    """A workbook that unpacks to more than `MOST_UNPACKED`."""


def utf_text(data: bytes) -> str:
    """Text in UTF-8, or in UTF-16 as Excel writes it, with its mark of the order of bytes.

    Other encodings are not guessed, for a wrong guess spoils names.

    Raises:
        UnicodeDecodeError: It is neither.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig")


def open_workbook(data: bytes, *, read_only: bool = False) -> Workbook:
    """A workbook (XLSX) out of its bytes; openpyxl raises whatever broken XML makes it raise.

    Args:
        data: Of the file.
        read_only: Rows one after the other, cells without a look.

    Raises:
        TooLargeError: It unpacks to too much.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED:
            raise TooLargeError
    import openpyxl  # noqa: PLC0415  # slow to load, and most nights open no workbook

    return openpyxl.load_workbook(io.BytesIO(data), read_only=read_only, data_only=read_only)
