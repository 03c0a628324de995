"""A document as clerks name it: type, number and symbol, day, organ, subject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.text.document_number import number_said

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Title", "day_said", "number_or_file", "title_of"]


@dataclass(frozen=True, slots=True)
class Title:
    """What a document is called on a page.

    Attributes:
        head: `CÔNG VĂN số 1943-CV/QU ngày 30/7/2021`; the file's name where nothing was read.
        org: Whose it is; empty where it was not read.
        subject: What it is about; empty where it was not read.
    """

    head: str
    org: str
    subject: str


def title_of(fields: Mapping[str, str], file: str) -> Title:
    """Name a document by what was read of it.

    Args:
        fields: Of its record, those with a value.
        file: Name of the scanned file.

    >>> title_of({"type": "CÔNG VĂN", "number": "5", "symbol": "CV/QU", "date": "2021-07-30"}, "")
    Title(head='CÔNG VĂN số 5-CV/QU ngày 30/7/2021', org='', subject='')
    >>> title_of({"org": "QUẬN ỦY"}, "quận ủy/thư.pdf").head
    'thư.pdf'
    """
    number = _number(fields)
    parts = [
        fields.get("type", ""),
        f"{'số' if fields.get('number') else 'ký hiệu'} {number}" if number else "",
        f"ngày {day_said(fields['date'])}" if fields.get("date") else "",
    ]
    head = " ".join(part for part in parts if part) or _last(file)
    return Title(head, fields.get("org", ""), fields.get("subject", ""))


def number_or_file(fields: Mapping[str, Any], file: str) -> str:
    """Name a document in a word: its number and symbol, or its file where none was read.

    Args:
        fields: Of its record, those with a value.
        file: Name of the scanned file.

    >>> number_or_file({"type": "CÔNG VĂN", "number": "5", "symbol": "CV/QU"}, "")
    '5-CV/QU'
    >>> number_or_file({"org": "QUẬN ỦY"}, "quận ủy/thư.pdf")
    'thư.pdf'
    """
    return _number(fields) or _last(file)


def _number(fields: Mapping[str, Any]) -> str:
    return number_said(fields.get("number"), fields.get("symbol"), fields.get("year"))


def _last(file: str) -> str:
    return file.rpartition("/")[2]


def day_said(iso: str) -> str:
    """A day as it is written on paper; what is no day stays.

    >>> day_said("2021-07-05"), day_said("2021")
    ('5/7/2021', '2021')
    """
    parts = iso.split("-")
    if len(parts) != 3 or not all(part.isdecimal() for part in parts):
        return iso
    year, month, day = parts
    return f"{int(day)}/{int(month)}/{year}"
