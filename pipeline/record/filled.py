"""Pen on a blank that print left for it: which marks stand in a slot of a printed line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.record.pieces import Piece
    from pipeline.values import MarkRecord

__all__ = ["PEN_UNREAD", "marks_in_slot", "pen_digits", "x_of"]

PEN_UNREAD = "viết tay, chưa đọc"


def x_of(piece: Piece, position: int) -> float:
    """Where the character at `position` of a piece begins, in original pixels.

    From the word it belongs to; in proportion to the letters where there are no words.
    """
    at = 0
    for word in piece.line.words:
        if position <= at:
            return word.box.x
        if position < at + len(word.text):
            return word.box.x + word.box.width * (position - at) / max(1, len(word.text))
        at += len(word.text) + 1
    if piece.line.words:
        return piece.box.right
    return piece.box.x + piece.box.width * position / max(1, len(piece.text))


def marks_in_slot(
    piece: Piece, marks: Iterable[MarkRecord], left: float, right: float
) -> list[MarkRecord]:
    """The pen strokes filled in between two columns of a line, left to right.

    Args:
        piece: The printed line.
        marks: Of its page.
        left: Original pixels; a mark's centre lies right of it.
        right: And left of this.
    """
    box = piece.box
    inside = []
    for mark in marks:
        if mark.kind != "fill_in":
            continue
        shared = min(box.bottom, mark.box.bottom) - max(box.y, mark.box.y)
        centre = mark.box.x + mark.box.width / 2
        if shared >= 0.3 * min(box.height, mark.box.height) and left <= centre <= right:
            inside.append(mark)
    return sorted(inside, key=lambda mark: mark.box.x)


def pen_digits(marks: Sequence[MarkRecord]) -> str | None:
    """The digits that pen wrote in a slot; None as soon as one stroke was not read as digits."""
    said = "".join(mark.text or "?" for mark in marks)
    digits = re.sub(r"[\s.,_/-]", "", said)
    return digits if marks and re.fullmatch(r"\d{1,6}[a-đ]?", digits) else None
