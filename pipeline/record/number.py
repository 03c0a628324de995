"""Number and symbol (số, ký hiệu): from the number line of the letterhead only.

The number is mostly written or stamped by hand on a blank that print left for it.  Then its
digits come from the pen marks that were read there, or the field is null and says so; print is
never completed by guessing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.geometry import Box
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
from pipeline.record.symbol import NumberLine, parse_number_line, repair_symbol

if TYPE_CHECKING:
    from pipeline.record.parts import Parts
    from pipeline.record.pieces import Piece
    from pipeline.values.document import Field
    from pipeline.values.marks import MarkRecord

__all__ = ["NO_NUMBER_LINE", "number_and_symbol", "number_marks"]

NO_NUMBER_LINE = "không thấy dòng số, ký hiệu"
BLANK_NUMBER = "chỗ ghi số để trống trên bản in: viết tay chưa đọc, hoặc chưa điền"
_REPAIRED, _PLAIN, _STRUCK = 0.8, 0.98, 0.6


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


def _symbol(piece: Piece, line: NumberLine, issuer: str | None, kind: str | None) -> Field:
    if line.symbol is None:
        return absent("không đọc được ký hiệu trên dòng số", [piece], rule="symbol.line")
    repaired = repair_symbol(line.symbol, issuer=issuer, kind=kind)
    if repaired == line.symbol:
        return found([piece], repaired, "symbol.line", _PLAIN)
    return found([piece], repaired, "symbol.closed_list", _REPAIRED, alternatives=(line.symbol,))
