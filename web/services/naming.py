"""A document as clerks name it: type, number and symbol, day, organ, subject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.text.document_number import number_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.values.document import Document

__all__ = ["Title", "day_said", "label_of", "texts_of", "title_of"]


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
    number = number_of(fields)
    parts = [
        fields.get("type", ""),
        f"{'số' if fields.get('number') else 'ký hiệu'} {number}" if number else "",
        f"ngày {day_said(fields['date'])}" if fields.get("date") else "",
    ]
    head = " ".join(part for part in parts if part) or file.rpartition("/")[2]
    return Title(head, fields.get("org", ""), fields.get("subject", ""))


def texts_of(document: Document) -> dict[str, str]:
    """Those fields of a record that are text, for `title_of` and `label_of`."""
    return {k: field.value for k, field in document.fields.items() if isinstance(field.value, str)}


def label_of(fields: Mapping[str, str], file: str) -> str:
    """Name a document in short: its number and symbol, or its file where none was read.

    >>> label_of({"type": "CÔNG VĂN", "number": "5", "symbol": "CV/QU"}, "")
    '5-CV/QU'
    >>> label_of({"org": "QUẬN ỦY"}, "quận ủy/thư.pdf")
    'thư.pdf'
    """
    return number_of(fields) or file.rpartition("/")[2]


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
