"""The day of issue against every other day the paper tells."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from pipeline.record.check import Check
from pipeline.record.symbol import parse_number_line
from pipeline.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.record.parts import Parts
    from pipeline.values.document import Field

__all__ = ["arrival", "cited_dates", "symbol_year", "weekdays"]

_DAY = (
    r"(?P<d>\d{1,2})\s?(?:[/.-]\s?(?P<m>\d{1,2})\s?[/.-]\s?(?P<y>\d{4})"
    r"|thang\s+(?P<mm>\d{1,2})\s+nam\s+(?P<yy>\d{4}))"
)
_NAMED = r"(?P<name>thu\s+(?:hai|ba|tu|nam|sau|bay|[2-7])|chu\s+nhat)"
_WEEKDAY = (
    re.compile(rf"\b{_NAMED}\s*,?\s*\(?(?:ngay\s+)?{_DAY}(?!\d)"),
    re.compile(rf"\bngay\s+{_DAY}\s*[,(]\s*{_NAMED}\b"),
)
_WEEK = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5, "nhat": 6}
_WEEK |= {str(number): number - 2 for number in range(2, 8)}
_NAMES = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def _iso(said: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None  # a stamp that says less than a whole date


def _written(day: dt.date) -> str:
    return day.strftime("%d/%m/%Y")


def symbol_year(parts: Parts, fields: Mapping[str, Field]) -> Iterator[Check]:
    """`30/2020/NĐ-CP` was issued in 2020."""
    pieces = parts.of("number")
    line = parse_number_line(pieces[0].text) if pieces else None
    issued = _iso(fields["date"].value)
    if line is None or line.year is None or issued is None:
        return
    same = int(line.year) == issued.year
    why = None if same else f"ký hiệu ghi năm {line.year}, ngày văn bản là {_written(issued)}"
    yield Check("date.symbol_year", ("date", "symbol"), why)


def cited_dates(fields: Mapping[str, Field]) -> Iterator[Check]:
    """Nothing cites what was issued after it.

    A single cited day is as easily misread as a printed day of issue; only pen, or several cited
    days together, throw doubt on the day of issue itself.
    """
    date, cited = fields["date"], fields["cited_documents"]
    issued = _iso(date.value)
    days = [day for entry in cited.value or () if (day := _iso(entry.get("date"))) is not None]
    if issued is None or not days:
        return
    later = sorted(day for day in days if day > issued)
    if not later:
        yield Check("date.cited", ("date",))
        return
    why = f"ngày {_written(issued)} trước ngày của văn bản được dẫn ({_written(later[0])})"
    doubtful = date.ink != "print" or len(later) > 1
    yield Check(
        "date.cited", ("date", "cited_documents") if doubtful else ("cited_documents",), why
    )


def arrival(fields: Mapping[str, Field]) -> Iterator[Check]:
    """Nothing arrives before it was issued."""
    date, stamp = fields["date"], fields["incoming_stamp"]
    issued, arrived = _iso(date.value), _iso((stamp.value or {}).get("date"))
    if issued is None or arrived is None:
        return
    if arrived >= issued:
        yield Check("date.arrival", ("date", "incoming_stamp"))
        return
    why = f"ngày đến {_written(arrived)} trước ngày văn bản {_written(issued)}"
    doubtful = date.ink != "print"
    yield Check(
        "date.arrival", ("date", "incoming_stamp") if doubtful else ("incoming_stamp",), why
    )


def weekdays(parts: Parts) -> Iterator[Check]:
    """`thứ Hai, ngày 12/8/2024` in the text: the calendar knows."""
    for page in parts.pages:
        text = " ".join(line.text for line in page.lines)
        for pattern in _WEEKDAY:
            for match in pattern.finditer(fold(text)):
                yield from _weekday(match, text[match.start() : match.end()], page.number)


def _weekday(match: re.Match[str], said: str, page: int) -> Iterator[Check]:
    year, month = match["y"] or match["yy"], match["m"] or match["mm"]
    try:
        day = dt.date(int(year), int(month), int(match["d"]))
    except ValueError:
        yield Check("text.weekday", (), f"“{said}”: không có ngày này", page)
        return
    same = _WEEK[match["name"].split()[-1]] == day.weekday()
    why = None if same else f"“{said}”: ngày {_written(day)} là {_NAMES[day.weekday()]}"
    yield Check("text.weekday", (), why, page)
