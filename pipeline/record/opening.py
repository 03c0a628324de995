"""Day and place of papers without a date line: contracts and minutes say them as they open."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.record import signs
from pipeline.record.document_type import title_line
from pipeline.record.gazetteer import known_places
from pipeline.text.folding import fold

if TYPE_CHECKING:
    from pipeline.record.parts import Parts
    from pipeline.record.pieces import Piece

__all__ = ["Opening", "opening_of", "parse_opening"]

_OPENED_SO = ("HỢP ĐỒNG", "PHỤ LỤC HỢP ĐỒNG", "BIÊN BẢN")
_OPENING = re.compile(
    r"\W*hom nay,?\s+(?:vao\s+(?:luc|hoi)\s+.{1,25}?,?\s+)?ngay\s*(?P<d>\d{1,2})\s*"
    r"(?:thang|[/.-])\s*(?P<m>\d{1,2})\s*(?:nam|[/.-])\s*(?P<y>\d{4})(?:,?\s+tai\s*:?\s+(?P<place>[^,.;:]+))?"
)
_FIRST_LINES = 20


@dataclass(frozen=True, slots=True)
class Opening:
    """What an opening says.

    Attributes:
        pieces: Its lines.
        date: The day.
        place: A known place; None where it names another kind of place, or none.
    """

    pieces: tuple[Piece, ...]
    date: dt.date
    place: str | None


def parse_opening(text: str) -> tuple[dt.date, str | None] | None:
    """Day and place of `Hôm nay, ngày ... tại ...`; None where a text does not open so.

    >>> parse_opening("Hôm nay, ngày 12 tháng 3 năm 2019, tại Hà Nội, chúng tôi gồm:")
    (datetime.date(2019, 3, 12), 'Hà Nội')
    >>> parse_opening("Hôm nay, ngày 12/3/2019, tại phòng họp UBND xã, chúng tôi gồm:")
    (datetime.date(2019, 3, 12), None)
    >>> parse_opening("Hôm nay, ngày 31/2/2019"), parse_opening("Ngày 12 tháng 3 năm 2019, tại Huế")
    (None, None)
    """
    match = _OPENING.match(fold(text))
    if not match:
        return None
    try:
        day = dt.date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return None
    place = text[slice(*match.span("place"))].strip() if match["place"] else ""
    return day, place if place in known_places(place) else None


def opening_of(parts: Parts) -> Opening | None:
    """The opening of a contract or of minutes; other papers' dates in the body are not theirs."""
    named = title_line(parts)
    if named is None or signs.starts_with(named[0], _OPENED_SO) is None:
        return None
    body = [piece for block in parts.flow for piece in block.pieces][:_FIRST_LINES]
    for i, piece in enumerate(body):
        if re.match(r"\W*hom nay\b", fold(piece.text)):
            lines = tuple(body[i : i + 2])
            said = parse_opening(" ".join(line.text for line in lines))
            return Opening(lines, *said) if said else None
    return None
