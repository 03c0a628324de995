"""Day and place of papers without a letterhead: statements and forms say them at their foot.

`Hà Nội, ngày 30 tháng 3 năm 2022` above the signature, or `Ngày 30 tháng 3 năm 2022` beside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.record.dateline import parse_date_line
from pipeline.record.foot_words import is_office, is_written_office
from pipeline.record.gazetteer import known_places, printed_place
from pipeline.text.folding import fold

if TYPE_CHECKING:
    import datetime as dt

    from pipeline.record.parts import Parts
    from pipeline.record.pieces import Piece

__all__ = ["FootDate", "foot_date_of", "parse_foot_date"]

_ALONE = re.compile(
    r"\W*(?:(?P<place>[^\d,:;]{2,30}?)[,.]\s*)?ngay\s*\d{1,2}\s*thang\s*\d{1,2}\s*nam\s*\d{4}\W*"
)
_OFFICES = re.compile(
    r"\W*(?:(?:pho )?(?:tong )?giam doc|ke toan truong|nguoi (?:lap|khai|de nghi|viet don|lam don)"
    r"|thu truong|chu (?:ho|tich)|dai dien|thu ky|chu toa)\b"
)
_NEAR = 6  # lines between the day and the office that signs


@dataclass(frozen=True, slots=True)
class FootDate:
    """What a foot says.

    Attributes:
        piece: Its line.
        date: The day.
        place: A known place; None where it names none.
    """

    piece: Piece
    date: dt.date
    place: str | None


def parse_foot_date(text: str) -> tuple[dt.date, str | None] | None:
    """Day and place of a line that says nothing else; None for every other line.

    >>> parse_foot_date("Hà Nội, ngày 30 tháng 3 năm 2022")
    (datetime.date(2022, 3, 30), 'Hà Nội')
    >>> parse_foot_date("Ngày 05 tháng 03 năm 2020")
    (datetime.date(2020, 3, 5), None)
    >>> parse_foot_date("Cho năm tài chính kết thúc ngày 31 tháng 12 năm 2021") is None
    True
    >>> parse_foot_date("Tại phòng họp, ngày 3 tháng 2 năm 2021") is None
    True
    >>> parse_foot_date("Ngày 31 tháng 2 năm 2021") is None
    True
    """
    match = _ALONE.fullmatch(fold(text))
    line = parse_date_line(text) if match else None
    day = line.on(None, None) if line else None
    if match is None or line is None or day is None or line.repaired:
        return None
    if not match["place"]:
        return day, None
    place = printed_place(line.place or "")
    return (day, place) if place in known_places(place) else None


def foot_date_of(parts: Parts) -> FootDate | None:
    """The day beside the offices that sign; None where a foot says none, or several say others.

    A paper with a number is dated in its letterhead: what stands below is of something else.
    """
    if parts.of("number"):
        return None
    flow = [piece for block in parts.flow for piece in block.pieces]
    told: list[FootDate] = []
    for i, piece in enumerate(flow):
        said = parse_foot_date(piece.text)
        around = flow[max(0, i - _NEAR) : i + _NEAR + 1]
        if said and any(other.page == piece.page and _signs(other.text) for other in around):
            told.append(FootDate(piece, *said))
    return told[0] if len({entry.date for entry in told}) == 1 else None


def _signs(text: str) -> bool:
    """Whether a line is of those who sign: an office, or several abreast."""
    return is_office(text) or is_written_office(text) or bool(_OFFICES.match(fold(text)))
