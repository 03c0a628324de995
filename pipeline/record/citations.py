"""Documents that this one cites: number, symbol, date, type, how often (documents.md §2.3)."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.record.pieces import absent, found
from pipeline.text.paragraphs import join_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.record.parts import Parts
    from pipeline.record.pieces import Piece
    from pipeline.values.document import Field

__all__ = ["Citation", "citations_field", "find_citations"]

_TYPE = (
    r"Nghị\s+quyết(?:\s+liên\s+tịch)?|Quyết\s+định|Chỉ\s+thị|Kết\s+luận|Quy\s+định|Quy\s+chế|"
    r"Thông\s+tri|Thông\s+tư(?:\s+liên\s+tịch)?|Thông\s+báo|Thông\s+cáo|Hướng\s+dẫn|"
    r"Chương\s+trình|Kế\s+hoạch|Phương\s+án|Đề\s+án|Dự\s+án|Báo\s+cáo|Tờ\s+trình|Biên\s+bản|"
    r"Công\s+văn|Công\s+điện(?:\s+khẩn)?|Điện|Nghị\s+định|Bộ\s+luật|Luật|Pháp\s+lệnh|Lệnh|"
    r"Hợp\s+đồng|Giấy\s+mời|Văn\s+bản(?:\s+chỉ\s+đạo)?|Điều\s+lệ"
)
_CODE = r"\d{1,5}[a-zđ]?\s?[-/]\s?(?:\d{4}\s?/\s?)?[A-ZĐ][\wĐđ&]*(?:\s?[-/]\s?[A-ZĐ][\wĐđ&.]*)*"
_DATE = (
    r"(?:,?\s*(?:ban\s+hành\s+)?ngày\s+(?:(?P<d>\d{1,2})\s?[/.-]\s?(?P<m>\d{1,2})\s?[/.-]\s?"
    r"(?P<y>\d{4})|(?P<dd>\d{1,2})\s+tháng\s+(?P<mm>\d{1,2})\s+năm\s+(?P<yy>\d{4})))?"
)
_NUMBERED = re.compile(
    rf"(?<!\w)(?:(?P<type>(?i:{_TYPE}))\s*:?\s+)?(?:(?P<so>[Ss]ố)\s*:?\s*)?(?P<code>{_CODE})(?!\w)"
    + _DATE
)
_LIST = re.compile(rf"(?i:các|những)\s+(?P<type>(?i:{_TYPE}))")
_DATED = re.compile(
    r"(?<!\w)(?P<type>Chỉ\s+thị|Điện|Công\s+điện|Nghị\s+quyết|Quyết\s+định|Kế\s+hoạch|Thông\s+báo|"
    rf"Kết\s+luận|Công\s+văn|Tờ\s+trình){_DATE[:-1]}"
)
_LAW = re.compile(
    r"(?<!\w)(?P<type>Bộ\s+luật|Luật|Pháp\s+lệnh)\s+"
    rf"(?P<name>[A-ZĐÀ-Ỹ][^.;:()\n]{{3,120}}?){_DATE[:-1]}"
)


@dataclass(slots=True)
class Citation:
    """One cited document.

    Attributes:
        type: As the text names it, `Công văn`; None where it names none.
        number: Digits; None for one cited by date alone.
        symbol: As in the record: `CV/QU`, `CT-UBND`, `NĐ-CP`.
        printed: Number and symbol as printed, without spaces: `644-CV/QU`, `71/2016/NĐ-CP`.
        date: ISO, of the first mention that has one.
        mentions: How often.
        at: Where the first mention stands in the text.
        name: Of a law cited by name.
    """

    type: str | None
    number: str | None
    symbol: str | None
    printed: str | None
    date: str | None
    at: int
    mentions: int = 1
    name: str | None = None

    def entry(self) -> dict[str, Any]:
        """As the record stores it."""
        entry = {
            "type": self.type,
            "number": self.number,
            "symbol": self.symbol,
            "printed": self.printed,
            "date": self.date,
            "mentions": self.mentions,
        }
        return entry | ({"name": self.name} if self.name else {})


def find_citations(text: str) -> list[Citation]:
    """The documents that a text cites, in order of their first mention.

    Mentions of one number and symbol are one entry.  In a list (`các Công văn: số ..., số ...`)
    the type goes on.

    >>> [c.entry() for c in find_citations("theo Chỉ thị số 17/CT-UBND ngày 23/7/2021")]
    ... # doctest: +NORMALIZE_WHITESPACE
    [{'type': 'Chỉ thị', 'number': '17', 'symbol': 'CT-UBND', 'printed': '17/CT-UBND',
      'date': '2021-07-23', 'mentions': 1}]
    >>> [c.printed for c in find_citations("Nghị quyết 20-NQ/TW, trực 24/24h, 7 ngày/tuần, F1")]
    ['20-NQ/TW']
    """
    known: dict[str, Citation] = {}
    lists = [(m.start(), _spaced(m["type"])) for m in _LIST.finditer(text)]
    spans: list[tuple[int, int]] = []
    for match in _NUMBERED.finditer(text):
        code = re.sub(r"\s", "", match["code"]).rstrip(".")
        parts = re.match(r"(\d+[a-zđ]?)[-/](?:(\d{4})/)?(.+)", code)
        if not parts or not (match["type"] or match["so"] or _plain_code(parts[3])):
            continue
        spans.append(match.span())
        said = _spaced(match["type"]) if match["type"] else _of_list(lists, match.start(), text)
        date = _iso(match)
        if code in known:
            citation = known[code]
            citation.mentions += 1
            citation.date = citation.date or date
            citation.type = citation.type or said
        else:
            known[code] = Citation(said, parts[1], parts[3], code, date, match.start())
    for pattern in (_LAW, _DATED):
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in spans):
                continue
            name = _spaced(match["name"]) if "name" in match.groupdict() else None
            key = f"{_spaced(match['type'])} {name} {_iso(match)}".casefold()
            if key in known:
                known[key].mentions += 1
            else:
                known[key] = Citation(
                    _spaced(match["type"]), None, None, None, _iso(match), match.start(), name=name
                )
    return sorted(known.values(), key=lambda citation: citation.at)


def _plain_code(symbol: str) -> bool:
    """Without a type or `số` before it, only a symbol of two codes counts (`17/CT-UBND`)."""
    return bool(re.fullmatch(r"[A-ZĐ][\wĐđ]*[-/][A-ZĐ]{2}[\wĐđ&.-]*", symbol))


def _spaced(text: str) -> str:
    joined = " ".join(text.split())
    return joined[:1].upper() + joined[1:]


def _of_list(lists: list[tuple[int, str]], at: int, text: str) -> str | None:
    """The type of the enumeration a number stands in, when that began in the same sentence."""
    before = [(start, name) for start, name in lists if start < at]
    if not before:
        return None
    start, name = before[-1]
    return None if re.search(r"[.;]\s|\n", text[start:at]) else name


def _iso(match: re.Match[str]) -> str | None:
    day = match["d"] or match["dd"]
    month, year = match["m"] or match["mm"], match["y"] or match["yy"]
    if not day:
        return None
    try:
        return dt.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def citations_field(parts: Parts) -> Field:
    """The field `cited_documents`: from subject and body, page and box of the first mention."""
    pieces = [
        piece
        for block in parts.blocks
        if block.role in ("letter_subject", "title_subject", "body", "table")
        for piece in block.pieces
    ]
    citations = find_citations(_running_text(pieces))
    if not citations:
        return absent("không thấy văn bản nào được dẫn số", rule="cited_documents.grammar")
    first = citations[0].number or citations[0].type or ""
    line = next((piece for piece in pieces if first in piece.text), pieces[0])
    entries = [citation.entry() for citation in citations]
    return found([line], entries, "cited_documents.grammar", 0.85)


def _running_text(pieces: Sequence[Piece]) -> str:
    """All lines as one text: a citation may run across lines and pages."""
    return join_lines(piece.text for piece in pieces)
