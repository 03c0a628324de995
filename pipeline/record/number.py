"""Number and symbol (số, ký hiệu): from the number line of the letterhead only.

The number is mostly written or stamped by hand on a blank that print left for it.  Then its
digits come from the pen marks that were read there, or the field is null and says so; print is
never completed by guessing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.geometry import Box
from pipeline.record.codes import agreements, repair_symbol
from pipeline.record.filled import (
    is_struck,
    marks_in_slot,
    other_readings,
    pen_digits,
    sureness,
    why_unread,
    x_of,
)
from pipeline.record.pieces import absent, found
from pipeline.record.symbol import NumberLine, parse_number_line

if TYPE_CHECKING:
    from pipeline.record.parts import Parts
    from pipeline.record.pieces import Piece
    from pipeline.values.document import Field
    from pipeline.values.marks import MarkRecord

__all__ = ["NO_NUMBER_LINE", "number_and_symbol", "number_marks", "year_field"]

NO_NUMBER_LINE = "không thấy dòng số, ký hiệu"
BLANK_NUMBER = "chỗ ghi số để trống trên bản in: viết tay chưa đọc, hoặc chưa điền"
_REPAIRED, _PLAIN, _STRUCK = 0.8, 0.98, 0.6
# A symbol is as sure as its word was read, or as what else the page says bears it out: the type's
# code and the organ's, one of them, none.
_AGREED = (0.0, 0.85, 0.95)


def number_and_symbol(
    parts: Parts, *, issuer: str | None = None, kind: str | None = None
) -> tuple[Field, Field]:
    """The fields `number` and `symbol`.

    Args:
        parts: The document, sorted.
        issuer: The issuing organ, for the codes of Party committees.
        kind: The printed type, for codes that differ by an accent.
    """
    pieces = parts.of("number")
    line = parse_number_line(pieces[0].text) if pieces else None
    if not pieces or line is None:
        reason = parts.head_problem or NO_NUMBER_LINE
        return absent(reason, rule="number.line"), absent(reason, rule="symbol.line")
    return _number(pieces[0], line, parts), _symbol(pieces[0], line, issuer, kind)


def number_marks(piece: Piece, line: NumberLine, marks: tuple[MarkRecord, ...]) -> list[MarkRecord]:
    """The pen strokes in the number's slot: right of the label, left of the symbol."""
    right = x_of(piece, line.slash)
    if line.number is not None or "unreadable" in line.notes:
        right += piece.box.height  # a word that pen and print share has no clean edge
    else:
        right += 2 * piece.box.height
    return marks_in_slot(piece, marks, piece.box.x - 8 * piece.box.height, right)


def _number(piece: Piece, line: NumberLine, parts: Parts) -> Field:
    marks = number_marks(piece, line, parts.marks_on(piece.page))
    digits = pen_digits(marks)
    if digits is not None:
        printed = () if line.number in (None, digits) else (line.number,)
        confidence = sureness(marks) * (0.7 if printed else 1.0)
        box = Box.around(mark.box for mark in marks)
        struck = piece.line.struck or is_struck(box, parts.marks_on(piece.page))
        return replace(
            found([piece], digits, "number.pen", 1.0, alternatives=printed + other_readings(marks)),
            raw=f"~~{digits}~~" if struck else piece.line.raw,
            confidence=round(confidence * (_STRUCK if struck else 1.0), 4),
            box=box,
            ink="pen",
        )
    if marks:
        others = other_readings(marks) + ((line.number,) if line.number else ())
        return absent(
            why_unread(marks),
            [piece],
            rule="number.pen",
            ink="pen",
            box=Box.around(mark.box for mark in marks),
            alternatives=others,
        )
    if line.number is None:
        reason = "không đọc rõ chữ số" if "unreadable" in line.notes else BLANK_NUMBER
        return absent(reason, [piece], rule="number.line")
    certainty = _REPAIRED if "digits_repaired" in line.notes else _PLAIN
    certainty *= _STRUCK if "struck" in line.notes or piece.line.struck else 1.0
    return found([piece], line.number, "number.line", certainty)


def year_field(parts: Parts) -> Field:
    """The field `year`: of number lines that bear it (`30/2020/NĐ-CP`)."""
    pieces = parts.of("number")
    line = parse_number_line(pieces[0].text) if pieces else None
    if not pieces or line is None:
        return absent(parts.head_problem or NO_NUMBER_LINE, rule="year.number_line")
    if line.year is None:
        return absent("dòng số không ghi năm", pieces[:1], rule="year.number_line")
    field = found(pieces[:1], line.year, "year.number_line", _PLAIN)
    return replace(field, confidence=_word_confidence(pieces[0], line.slash, line.end))


def _symbol(piece: Piece, line: NumberLine, issuer: str | None, kind: str | None) -> Field:
    if line.symbol is None:
        return absent("không đọc được ký hiệu trên dòng số", [piece], rule="symbol.line")
    repaired = repair_symbol(line.symbol, issuer=issuer, kind=kind)
    same = repaired == line.symbol
    certainty = _PLAIN if same else _REPAIRED
    read = certainty * _word_confidence(piece, line.slash, line.end)
    agreed = _AGREED[len(agreements(repaired, issuer=issuer, kind=kind))]
    rule = "symbol.line" if same else "symbol.closed_list"
    if agreed > read:
        rule = f"{rule}.agrees"
    field = found([piece], repaired, rule, certainty, alternatives=() if same else (line.symbol,))
    return replace(field, confidence=round(max(read, agreed), 4))


def _word_confidence(piece: Piece, start: int, end: int) -> float:
    """How surely the least sure word of a part of the line was read; the line's without words."""
    at, least = 0, 1.0
    words = piece.line.words
    if " ".join(word.text for word in words) != piece.text:
        return piece.line.confidence
    for word in words:
        if at < end and at + len(word.text) > start and any(map(str.isalnum, word.text)):
            least = min(least, word.confidence)
        at += len(word.text) + 1
    return round(least, 4)
