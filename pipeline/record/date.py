"""Place and date of issue: from the place-and-date line of the letterhead only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.geometry import Box
from pipeline.record.dateline import DateLine, parse_date_line
from pipeline.record.filled import (
    marks_in_slot,
    other_readings,
    pen_digits,
    sureness,
    why_unread,
    x_of,
)
from pipeline.record.gazetteer import known_places
from pipeline.record.opening import Opening, opening_of
from pipeline.record.pieces import absent, found

if TYPE_CHECKING:
    from pipeline.record.parts import Parts
    from pipeline.record.pieces import Piece
    from pipeline.values.document import Field
    from pipeline.values.marks import MarkRecord

__all__ = ["date_marks", "place_and_date"]

NO_DATE_LINE = "không thấy dòng địa danh, ngày tháng"
_OPENED = 0.85
NO_SUCH_DAY = "ngày tháng đọc được không phải một ngày có thật"
_PLAIN, _REPAIRED, _UNKNOWN_PLACE, _WRONG_PAD = 0.98, 0.8, 0.8, 0.93


def place_and_date(parts: Parts) -> tuple[Field, Field]:
    """The fields `place` and `date`."""
    pieces = parts.of("date")
    line = parse_date_line(pieces[0].text) if pieces else None
    if not pieces or line is None:
        opening = opening_of(parts)
        if opening is not None:
            return _opened(opening)
        reason = parts.head_problem or NO_DATE_LINE
        return absent(reason, rule="place.date_line"), absent(reason, rule="date.date_line")
    return _place(pieces[0], line), _date(pieces[0], line, parts.marks_on(pieces[0].page))


def _opened(opening: Opening) -> tuple[Field, Field]:
    """Place and date where no line of the letterhead says them."""
    pieces = opening.pieces
    date = found(pieces, opening.date.isoformat(), "date.opening", _OPENED)
    if opening.place is None:
        return absent("lời mở đầu không ghi địa danh", pieces, rule="place.opening"), date
    return found(pieces, opening.place, "place.opening", _OPENED), date


def _place(piece: Piece, line: DateLine) -> Field:
    """What stands before the date; the gazetteer judges it and never overwrites it."""
    if line.place is None:
        return absent("dòng ngày tháng không ghi địa danh", [piece], rule="place.date_line")
    spellings = known_places(line.place)
    if line.place in spellings:
        return found([piece], line.place, "place.date_line", _PLAIN, raw=line.place)
    return found(
        [piece],
        line.place,
        "place.date_line",
        _UNKNOWN_PLACE,
        raw=line.place,
        alternatives=spellings,
    )


def date_marks(
    piece: Piece, line: DateLine, marks: tuple[MarkRecord, ...]
) -> tuple[list[MarkRecord], list[MarkRecord]]:
    """The pen strokes in the slots of day and month, left to right."""
    slots = []
    for start, end in (line.day_slot, line.month_slot):
        before = x_of(piece, start - 1)
        after = x_of(piece, min(end, len(piece.text) - 1))
        slots.append(marks_in_slot(piece, marks, before, after + piece.box.height))
    in_day = [mark for mark in slots[0] if mark not in slots[1] or line.month is not None]
    return in_day, [mark for mark in slots[1] if mark not in in_day]


def _date(piece: Piece, line: DateLine, marks: tuple[MarkRecord, ...]) -> Field:
    in_day, in_month = date_marks(piece, line, marks)
    day, month = _as_number(in_day, 31), _as_number(in_month, 12)
    pen = in_day + in_month
    unread = (in_day and day is None) or (in_month and month is None)
    date = None if unread else line.on(day, month)
    if date is None:
        known = f"{line.year}-{month or line.month:02d}" if _known(line, month) else None
        partial = (known,) if known else (str(line.year),) if line.year else ()
        return absent(
            _why(line, pen),
            [piece],
            rule="date.date_line",
            ink="pen" if pen else None,
            box=Box.around(mark.box for mark in pen) if pen else None,
            alternatives=(*_other_dates(line, in_day, in_month), *partial),
        )
    if pen:
        printed = line.on(None, None)
        before = (printed.isoformat(),) if printed and printed != date else ()
        return replace(
            found([piece], date.isoformat(), "date.pen", 1.0),
            confidence=round(sureness(pen), 4),
            ink="pen",
            box=Box.around(mark.box for mark in pen),
            alternatives=(*before, *_other_dates(line, in_day, in_month)),
        )
    certainty = _REPAIRED if line.repaired else _PLAIN
    certainty *= _WRONG_PAD if line.padded_well is False else 1.0
    return found([piece], date.isoformat(), "date.date_line", certainty)


def _as_number(marks: list[MarkRecord], most: int) -> int | None:
    digits = pen_digits(marks)
    if digits is None or not digits.isdecimal() or not 0 < int(digits) <= most:
        return None
    return int(digits)


def _other_dates(
    line: DateLine, in_day: list[MarkRecord], in_month: list[MarkRecord]
) -> tuple[str, ...]:
    """The dates that other readings of the pen give, likeliest first; impossible ones left out."""
    read = (_as_number(in_day, 31), _as_number(in_month, 12))
    days = [read[0], *_numbers(in_day, 31)]
    months = [read[1], *_numbers(in_month, 12)]
    dates = [line.on(day, month) for day in days for month in months]
    own = line.on(*read) if (read[0] or not in_day) and (read[1] or not in_month) else None
    return tuple(dict.fromkeys(date.isoformat() for date in dates if date and date != own))[:5]


def _numbers(marks: list[MarkRecord], most: int) -> list[int]:
    """What else a slot may say, of numbers from 1 to `most`."""
    return [int(t) for t in other_readings(marks) if t.isdecimal() and 0 < int(t) <= most]


def _known(line: DateLine, month: int | None) -> bool:
    return bool(line.year and (month or line.month))


def _why(line: DateLine, pen: list[MarkRecord]) -> str:
    if pen:
        read = all(mark.text for mark in pen) and bool(line.year)
        return NO_SUCH_DAY if read else why_unread(pen)
    missing = [
        name
        for name, part in (("ngày", line.day), ("tháng", line.month), ("năm", line.year))
        if part is None
    ]
    if not missing:
        return NO_SUCH_DAY
    return (
        f"chỗ ghi {', '.join(missing)} để trống hoặc không đọc rõ: "
        "viết tay chưa đọc, hoặc chưa điền"
    )
