"""Pen on a blank that print left for it: which marks stand in a slot of a printed line."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.geometry import Box
    from pipeline.record.pieces import Piece
    from pipeline.values.marks import MarkRecord

__all__ = [
    "is_struck",
    "marks_in_slot",
    "other_readings",
    "pen_digits",
    "sureness",
    "why_unread",
    "x_of",
]

_UNREAD = "viết tay, chưa đọc"
_UNSURE = "viết tay, đọc không chắc"


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
    # A slot that was read is read whole: strokes beside its figures are no part of the number.
    read = [mark for mark in inside if mark.text or mark.alternatives]
    return sorted(read or inside, key=lambda mark: mark.box.x)


def pen_digits(marks: Sequence[MarkRecord]) -> str | None:
    """The digits that pen wrote in a slot; None as soon as one stroke was not read as digits."""
    said = "".join(mark.text or "?" for mark in marks)
    digits = re.sub(r"[\s.,_/-]", "", said)
    return digits if marks and re.fullmatch(r"\d{1,6}[a-đ]?", digits) else None


def sureness(marks: Iterable[MarkRecord]) -> float:
    """How likely all of some marks were read right: each may be wrong for itself."""
    return math.prod(mark.confidence for mark in marks)


def is_struck(box: Box, marks: Iterable[MarkRecord]) -> bool:
    """Whether a stroke of a pen runs through most of what stands in a box."""
    return any(
        mark.kind == "strike_through"
        and mark.box.intersection(box).width >= 0.6 * box.width
        and mark.box.intersection(box).height > 0
        for mark in marks
    )


def other_readings(marks: Sequence[MarkRecord]) -> tuple[str, ...]:
    """What else a slot may say, likeliest first; nothing where several strokes share it."""
    if len(marks) != 1:
        return tuple(mark.text for mark in marks if mark.text)
    own = pen_digits(marks)
    said = [*((marks[0].text,) if own is None and marks[0].text else ())]
    return (*said, *(text for text, _ in marks[0].alternatives))


def why_unread(marks: Iterable[MarkRecord]) -> str:
    """Why a slot with pen in it gives no value, for a clerk."""
    return _UNSURE if any(mark.text or mark.alternatives for mark in marks) else _UNREAD
