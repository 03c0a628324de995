"""A document's number as clerks write it: number, year where it has one, and symbol in one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["number_of", "number_said"]


def number_of(fields: Mapping[str, str]) -> str:
    """The number of a document by what was read of its fields; empty where nothing was.

    >>> number_of({"number": "55", "symbol": "CV/ĐU", "org": "ĐẢNG ỦY"}), number_of({})
    ('55-CV/ĐU', '')
    """
    return number_said(fields.get("number"), fields.get("symbol"), fields.get("year"))


def number_said(number: str | None, symbol: str | None, year: str | None = None) -> str:
    """Số, năm và ký hiệu, as they stand on the paper; empty where neither number nor symbol is.

    Legal documents bear the year between number and symbol, and are cited by it: `37/TT-BCA` would
    be another document than `37/2026/TT-BCA`.  The Party parts number and symbol with a hyphen;
    its symbols are told by their stroke.  A symbol whose number was not read stands alone.

    >>> number_said("574", "TTr-UBND"), number_said("55", "CV/ĐU")
    ('574/TTr-UBND', '55-CV/ĐU')
    >>> number_said("37", "TT-BCA", "2026"), number_said("40", "QH13", "2013")
    ('37/2026/TT-BCA', '40/2013/QH13')
    >>> number_said("574", None), number_said(None, "CV/ĐU"), number_said(None, None, "2026")
    ('574', 'CV/ĐU', '')
    """
    if not number or not symbol:
        return number or symbol or ""
    if year:
        return f"{number}/{year}/{symbol}"
    return f"{number}-{symbol}" if "/" in symbol else f"{number}/{symbol}"
