"""The grammar of the place-and-date line (địa danh, ngày tháng).

documents.md §3: `<place>, ngày DD tháng M năm YYYY`; days under 10 and months 1 and 2 are padded.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from pipeline.text.folding import fold

__all__ = ["DateLine", "is_date_line", "parse_date_line"]

_LINE = re.compile(
    r"(?P<place>.*?)[\s,.;:]*(?<![a-z])(?P<ngay>n[gq]a[yv])(?![a-z])(?P<d>.{0,12}?)"
    r"(?P<thang>(?:[tl]h?|h)[ao]n[gq])(?P<m>.{0,12}?)(?P<nam>(?<![a-z])n[ao]m)(?![a-z])(?P<y>.{0,8})"
)
_SLASHES = re.compile(
    r"(?P<place>.*?)[\s,.;:]*\bn[gq]a[yv]\s*(?P<d>\d{1,2})\s*[-/.]\s*(?P<m>\d{1,2})\s*[-/.]"
    r"\s*(?P<y>\d{4})\b"
)
_LIKE = str.maketrans("oqdil|]![)zsb", "0001111111256")
_WORDS = {
    "gieng": 1, "mot": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5, "sau": 6, "bay": 7,
    "tam": 8, "chin": 9, "muoi": 10, "muoi mot": 11, "muoi hai": 12, "chap": 12,
}  # fmt: skip
_FIRST_YEAR, _LAST_YEAR = 1930, 2100


@dataclass(frozen=True, slots=True)
class DateLine:
    """What a date line says; a part that is blank or unreadable is None.

    Attributes:
        place: As printed, None where missing.
        day: 1–31.
        month: 1–12.
        year: Four digits.
        day_slot: (start, end) in the text between `ngày` and `tháng`.
        month_slot: Between `tháng` and `năm`.
        repaired: A letter stood for a digit.
        padded_well: Zeros stand where the rule wants them; None where that cannot be said.
    """

    place: str | None
    day: int | None
    month: int | None
    year: int | None
    day_slot: tuple[int, int]
    month_slot: tuple[int, int]
    repaired: bool = False
    padded_well: bool | None = None

    def on(self, day: int | None, month: int | None) -> dt.date | None:
        """The date with what pen filled in; None when a part is missing or there is no such day."""
        day, month = day or self.day, month or self.month
        if not day or not month or not self.year:
            return None
        try:
            return dt.date(self.year, month, day)
        except ValueError:
            return None


def is_date_line(text: str) -> bool:
    """Whether a line is a place-and-date line and not a sentence with a date in it.

    >>> is_date_line("Hà Nội, ngày    tháng    năm 2026"), is_date_line("ngay O2 thang 8 nam 2021")
    (True, True)
    >>> [is_date_line(f"{place}, ngày    tháng 3 năm 2017") for place in ("Nghi Sơn", "Từ Sơn")]
    [True, True]
    >>> is_date_line("Căn cứ Luật Tổ chức Chính phủ ngày 19 tháng 02 năm 2025;")
    False
    """
    line = parse_date_line(text)
    if line is None or len(text) > 75:
        return False
    start = re.search(r"n[gq]a[yv]", fold(text))
    before = text[: start.start()].strip(" ,.;:*") if start else ""
    words = before.split()
    if not _LINE.match(fold(text)) and line.place is None:
        return False  # `Ngày 29/7/2020` is a stamp's
    if re.search(r"[/;]|\bso\b", fold(before)):
        return False
    return len(words) <= 7 and not re.match(
        r"(?:can cu|hom nay|ban hanh|kem theo|theo|tai|tu$|thuc hien|xet|so|luat|nghi (?:dinh|"
        r"quyet)|quyet dinh)\b",
        fold(before),
    )


def parse_date_line(text: str) -> DateLine | None:
    """Take a date line apart; None where it has no `ngày ... tháng ... năm`.

    >>> line = parse_date_line("Hà Đông, ngày 02 tháng 8 năm 2021")
    >>> line.place, line.on(None, None), line.padded_well
    ('Hà Đông', datetime.date(2021, 8, 2), True)
    >>> line = parse_date_line("Quảng Ngãi, ngày tháng 02 năm 2025")
    >>> line.day, line.month, line.year, line.on(4, None)
    (None, 2, 2025, datetime.date(2025, 2, 4))
    >>> parse_date_line("7p Hồ Chí Minh, ngày háng năm 2020").place
    'Tp. Hồ Chí Minh'
    >>> parse_date_line("Ha Đông. ngay O2 thắng 8 nam 202]").on(None, None)
    datetime.date(2021, 8, 2)
    """
    folded = fold(text)
    match = _LINE.match(folded)
    if match:
        slots = (match.end("ngay"), match.start("thang")), (match.end("thang"), match.start("nam"))
    else:
        match = _SLASHES.match(folded)
        if not match:
            return None
        slots = match.span("d"), match.span("m")
    day, day_repaired = _number(match["d"], 31)
    month, month_repaired = _number(match["m"], 12)
    if month is None:
        month = _WORDS.get(" ".join(re.findall(r"[a-z]+", match["m"])))
    year, year_repaired = _number(match["y"][:6], _LAST_YEAR)
    year = year if year and year >= _FIRST_YEAR else None
    place = _place(text[: match.end("place")])
    return DateLine(
        place=place,
        day=day,
        month=month,
        year=year,
        day_slot=slots[0],
        month_slot=slots[1],
        repaired=day_repaired or month_repaired or year_repaired,
        padded_well=_padded_well(match["d"], match["m"]),
    )


def _place(before: str) -> str | None:
    """The place's name, strokes and single figures in front of it left off.

    >>> _place('"- Đồng Tháp,'), _place("5 Hà Nội,"), _place("7p, Hồ Chí Minh"), _place("Quận 1,")
    ('Đồng Tháp', 'Hà Nội', 'Tp. Hồ Chí Minh', 'Quận 1')
    """
    said = before.strip(" ,.;:*~_-")
    city = re.match(r"\W*[7T]\s*([Pp])\s*[.,:;]?(\s*)(?=[^\W\d_]{2})", said)
    if city and said.lstrip("\"'-–•. ")[0] == "7":  # a T in italics reads as a 7
        said = f"T{city[1]}.{city[2] or ' '}{said[city.end() :]}"
    said = re.sub(r"^(?:[\W_]+|\d{1,2}\s+|[a-zđ]\s+)+(?=[^\W\d_])", "", said)
    return said if sum(map(str.isalpha, said)) >= 2 else None


def _number(slot: str, most: int) -> tuple[int | None, bool]:
    """The number a slot holds and whether letters had to be taken for digits."""
    token = re.sub(r"[\s.,…_:;'*~-]", "", slot)
    if not token or len(token) > 4:
        return None, False
    digits = token.translate(_LIKE)
    if not digits.isdecimal() or not digits.isascii() or not 0 < int(digits) <= most:
        return None, False
    return int(digits), digits != token


def _padded_well(day: str, month: str) -> bool | None:
    d, m = day.strip(), month.strip()
    if not (d.isdecimal() and m.isdecimal()):
        return None
    wanted = f"{int(m):02d}" if int(m) < 3 else str(int(m))
    return len(d) == 2 and m == wanted
