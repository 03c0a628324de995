"""A cell of the plan, read: text, codes, numbers and days in the forms that people write."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from pipeline.text.normalise import drop_invisible, plain_spaces

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pipeline.profiles.plan_columns import CellKind, Column

__all__ = ["CellError", "day_of", "read_cell", "tidy"]

_FIRST_YEAR = 1800  # no scanned office paper is older
_LONGEST_CELL = 32_767
_DAY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_WRITE_DAYS = "viết ngày dạng DD/MM/YYYY, ví dụ 05/03/2019"


class CellError(ValueError):
    """A cell cannot be read: (what is wrong, what to do), in Vietnamese."""

    @property
    def what(self) -> str:
        """Is wrong."""
        return str(self.args[0])

    @property
    def remedy(self) -> str:
        """What to do."""
        return str(self.args[1])


def tidy(text: str) -> str:
    r"""Text as everything is stored: NFC, plain spaces, nothing invisible, nothing at its ends.

    >>> tidy(" Hồ sơ\u00a0số\u200b 1\r\n")
    'Hồ sơ số 1'
    """
    return unicodedata.normalize("NFC", drop_invisible(plain_spaces(text))).strip()


def read_cell(column: Column, value: Any) -> str:
    """What a cell says, as plans keep it: codes as codes, days as DD/MM/YYYY; empty: nothing.

    Args:
        column: What it should hold.
        value: Text, a number, a day or None, as the file has it.

    Raises:
        CellError: It does not hold that.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        raise CellError("ô là giá trị đúng/sai (TRUE/FALSE)", "ghi thành chữ")
    if isinstance(value, str):
        value = tidy(value)
        if not value:
            return ""
        if len(value) > _LONGEST_CELL:
            raise CellError(f"ô dài {len(value)} ký tự", f"rút còn {_LONGEST_CELL} ký tự")
    return _READERS[column.kind](column, value)


def written(day: date) -> str:
    """A day as regulations write it.

    >>> written(date(2019, 3, 5))
    '05/03/2019'
    """
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def day_of(value: Any) -> date:
    """The day that a date cell or a text says.

    >>> day_of("5/3/2019"), day_of("2019-03-05"), day_of("05.03.2019")
    (datetime.date(2019, 3, 5), datetime.date(2019, 3, 5), datetime.date(2019, 3, 5))

    Raises:
        CellError: It says none.
    """
    if isinstance(value, datetime):
        if (value.hour, value.minute, value.second) != (0, 0, 0):
            raise CellError(f"ô ngày có cả giờ ({value:%H:%M:%S})", "chỉ ghi ngày")
        return _checked(value.date())
    if isinstance(value, date):
        return _checked(value)
    if not isinstance(value, str):
        raise CellError(
            f"{value!r} là số, không phải ngày", f"định dạng ô là ngày, hoặc {_WRITE_DAYS}"
        )
    if match := _ISO.fullmatch(value):
        year, month, day = map(int, match.groups())
    elif match := _DAY.fullmatch(value):
        day, month, year = map(int, match.groups())
    else:
        raise CellError(f"“{value}” không phải ngày đầy đủ", _WRITE_DAYS)
    try:
        return _checked(date(year, month, day))
    except ValueError as error:
        if isinstance(error, CellError):
            raise
        raise CellError(
            f"không có ngày “{value}”", f"{_WRITE_DAYS} (ngày trước, tháng sau)"
        ) from None


def _checked(day: date) -> date:
    if day.year < _FIRST_YEAR:
        raise CellError(f"năm {day.year} quá sớm", "xem lại năm")
    return day


def _text(_column: Column, value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value)
    raise CellError(
        "ô là số lẻ hoặc ngày, không phải chữ", "định dạng ô là Văn bản (Text) rồi gõ lại"
    )


def _ident(_column: Column, value: Any) -> str:
    if not isinstance(value, str):
        raise CellError(
            "ô là số hoặc ngày, số 0 ở đầu hay cuối có thể đã mất",
            "định dạng ô là Văn bản (Text) rồi gõ lại mã",
        )
    if "\n" in value:
        raise CellError("mã có xuống dòng", "viết mã trên một dòng")
    return value


def _number(_column: Column, value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    said = str(value)
    if not re.fullmatch(r"\d{1,10}", said, re.ASCII):
        raise CellError(f"“{said}” không phải số nguyên", "ghi số, không có dấu chấm hay chữ")
    return str(int(said))


def _day(_column: Column, value: Any) -> str:
    return written(day_of(value))


def _code(column: Column, value: Any) -> str:
    table = column.codes
    if table is None:
        raise ValueError(f"column {column.key} has no codes")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    code = table.code(str(value))
    if code is None:
        raise CellError(f"không có mã hay tên “{value}”", f"dùng một trong: {table.told}")
    return code


def _codes(column: Column, value: Any) -> str:
    parts = [part for part in re.split(r"[;,]", str(value)) if part.strip()]
    return ";".join(dict.fromkeys(_code(column, part) for part in parts))


def _list(_column: Column, value: Any) -> str:
    said = _ident(_column, value)
    return ";".join(part.strip() for part in re.split(r"[;,]", said) if part.strip())


_READERS: Mapping[CellKind, Callable[[Column, Any], str]] = {
    "text": _text,
    "ident": _ident,
    "num": _number,
    "date": _day,
    "code": _code,
    "codes": _codes,
    "list": _list,
}
