"""Days, months, quarters, years and spans of them, as clerks write them."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import NamedTuple

from pipeline.errors import QueryError

__all__ = ["EARLIEST", "LATEST", "Span", "said_in_text", "span_at"]

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)

_D, _M, _Y = r"(?P<d>\d{1,2})", r"(?P<m>\d{1,2})", r"(?P<y>\d{4})"
_SEP = r"\s?[/.\-]\s?"
_END = r"(?!\d)"
# On folded text; the first that fits counts.
_MOMENTS = tuple(
    re.compile(pattern + _END)
    for pattern in (
        rf"(?:ngay\s+)?{_D}\s+thang\s+{_M}\s+nam\s+{_Y}",
        rf"(?:ngay\s+)?{_D}{_SEP}{_M}{_SEP}(?P<y>\d{{4}}|\d{{2}})",
        rf"{_Y}-{_M}-{_D}",
        rf"thang\s+{_M}(?:{_SEP}|\s+nam\s+|\s+){_Y}",
        rf"{_M}{_SEP}{_Y}",
        rf"{_Y}-(?P<m>0[1-9]|1[0-2])",
        rf"quy\s+(?P<q>iv|i{{1,3}}|[1-4])(?:{_SEP}|\s+nam\s+|\s+){_Y}",
        rf"(?:nam\s+)?{_Y}",
    )
)
# In a running text a lone figure is no year, and two digits are none.
_SAID = (_MOMENTS[0], re.compile(rf"(?:ngay\s+)?{_D}{_SEP}{_M}{_SEP}{_Y}{_END}"), _MOMENTS[3],
         _MOMENTS[6], re.compile(rf"nam\s+{_Y}{_END}"))  # fmt: skip
_TO = re.compile(r"\s*(?:\.{2,3}|…|-|–|\s+den\s+)\s*")
_OPEN = re.compile(r"\.{2,3}|…")
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_THIS_CENTURY = 40  # `21` is 2021, `89` is 1989


class Span(NamedTuple):
    """From a first to a last day, and where in the text it ends."""

    first: date
    last: date
    end: int


def span_at(folded: str, at: int) -> Span | None:
    """The moment or span that is written at a place of a folded text; None where none is.

    >>> span_at("2020..2022 phong dich", 0)
    Span(first=datetime.date(2020, 1, 1), last=datetime.date(2022, 12, 31), end=10)
    >>> span_at("thang 7/2021", 0)[:2], span_at("quy iii/2021", 0)[:2]  # doctest: +ELLIPSIS
    ((datetime.date(2021, 7, 1), datetime.date(2021, 7, 31)), (datetime.date(2021, 7, 1), ...

    Raises:
        QueryError: It is written like a date and is none, or ends before it begins.
    """
    if opening := _OPEN.match(folded, at):
        last = _moment(_MOMENTS, folded, opening.end())
        return Span(EARLIEST, last.last, last.end) if last else None
    first = _moment(_MOMENTS, folded, at)
    if first is None:
        return None
    if to := _TO.match(folded, first.end):
        last = _moment(_MOMENTS, folded, to.end())
        if last is not None:
            if last.last < first.first:
                said = folded[at : last.end]
                raise QueryError(said, "khoảng ngày kết thúc trước khi bắt đầu")
            return Span(first.first, last.last, last.end)
        if _OPEN.fullmatch(to.group().strip()):
            return Span(first.first, LATEST, to.end())
    return first


def said_in_text(folded: str, at: int) -> Span | None:
    """A moment as running text says it (`ngày 30 tháng 7 năm 2021`, `tháng 7/2021`); or None."""
    try:
        return _moment(_SAID, folded, at)
    except QueryError:
        return None  # there it is only words


def _moment(patterns: tuple[re.Pattern[str], ...], folded: str, at: int) -> Span | None:
    for pattern in patterns:
        if match := pattern.match(folded, at):
            return _span(match)
    return None


def _span(match: re.Match[str]) -> Span:
    parts = match.groupdict()
    year = int(parts["y"])
    if len(parts["y"]) == 2:
        year += 2000 if year <= _THIS_CENTURY else 1900
    try:
        if quarter := parts.get("q"):
            number = _QUARTERS.get(quarter) or int(quarter)
            first, last = date(year, 3 * number - 2, 1), _end_of_month(year, 3 * number)
        elif parts.get("d"):
            first = last = date(year, int(parts["m"]), int(parts["d"]))
        elif parts.get("m"):
            month = int(parts["m"])
            first, last = date(year, month, 1), _end_of_month(year, month)
        else:
            first, last = date(year, 1, 1), date(year, 12, 31)
    except ValueError:
        raise QueryError(match.group(), "không có ngày hoặc tháng này") from None
    if not EARLIEST <= first <= LATEST:
        raise QueryError(match.group(), f"năm phải từ {EARLIEST.year} đến {LATEST.year}")
    return Span(first, last, match.end())


def _end_of_month(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
