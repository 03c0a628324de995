"""Printed lines with the place they stand in, and how a field points back to them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import fmean, median
from typing import TYPE_CHECKING, Any, Literal

from pipeline.geometry import Box
from pipeline.text.syllables import is_valid_syllable
from pipeline.values.document import Field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.values.readings import Line, Word, ZoneKind

__all__ = ["Piece", "absent", "found", "split_at", "split_at_gap", "without_scraps"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A printed line, or one column's part of a line that ran across both.

    Attributes:
        page: Number of its page in the scanned file.
        zone: Kind of the zone it was read in.
        zone_box: Of that zone, original pixels.
        line: The line; its words, text and box are the piece's own.
    """

    page: int
    zone: ZoneKind
    zone_box: Box
    line: Line

    @property
    def text(self) -> str:
        """What the piece says."""
        return self.line.text

    @property
    def box(self) -> Box:
        """Where it stands, original pixels."""
        return self.line.box


def found(
    pieces: Sequence[Piece],
    value: Any,
    rule: str,
    certainty: float,
    *,
    raw: str | None = None,
    alternatives: tuple[Any, ...] = (),
) -> Field:
    """A field read from print: box around its lines on the first one's page.

    Args:
        pieces: At least one.
        value: Not None.
        rule: `field.rule`, the name a reviewer can look up.
        certainty: 0–1, how far the rule can be trusted on perfectly read text.
        raw: What was read; the pieces' raw text when None.
        alternatives: Other readings.
    """
    page = pieces[0].page
    read = fmean(piece.line.confidence for piece in pieces)
    return Field(
        value=value,
        raw="\n".join(piece.line.raw for piece in pieces) if raw is None else raw,
        confidence=round(max(0.0, min(1.0, read * certainty)), 4),
        page=page,
        box=Box.around(piece.box for piece in pieces if piece.page == page),
        ink="print",
        rule=rule,
        alternatives=alternatives,
    )


def absent(
    reason: str,
    pieces: Sequence[Piece] = (),
    *,
    rule: str | None = None,
    ink: Literal["print", "pen", "stamp"] | None = None,
    box: Box | None = None,
    alternatives: tuple[Any, ...] = (),
) -> Field:
    """A field that was not read: why, and where a person should look when that is known."""
    where = list(pieces)
    return Field(
        value=None,
        raw="\n".join(piece.line.raw for piece in where) or None,
        page=where[0].page if where else None,
        box=box or (Box.around(p.box for p in where if p.page == where[0].page) if where else None),
        ink=ink,
        rule=rule,
        alternatives=alternatives,
        reason=reason,
    )


def split_at(piece: Piece, position: int) -> tuple[Piece, Piece]:
    """Cut a piece before the character at `position`, its words and box with it.

    Without words the box is cut in proportion to the letters.
    """
    text = piece.text
    left_text, right_text = text[:position].rstrip(), text[position:].lstrip()
    words = piece.line.words
    count, length = 0, 0
    for word in words:
        if length >= len(left_text):
            break
        length += len(word.text) + 1
        count += 1
    box = piece.box
    if 0 < count < len(words):
        boxes = [Box.around(w.box for w in part) for part in (words[:count], words[count:])]
    else:
        at = box.x + round(box.width * position / max(1, len(text)))
        boxes = [
            Box(box.x, box.y, at - box.x, box.height),
            Box(at, box.y, box.right - at, box.height),
        ]
        count = len(words)
    parts = ((left_text, words[:count], boxes[0]), (right_text, words[count:], boxes[1]))
    left, right = (
        replace(piece, line=replace(piece.line, text=said, raw=said, words=own, box=place))
        for said, own, place in parts
    )
    return left, right


def split_at_gap(piece: Piece, *, least_heights: float = 2.0) -> tuple[Piece, Piece] | None:
    """Cut a piece at its widest white gap, when that is a gutter and not a space.

    Args:
        piece: With words; without them there is no gap to see.
        least_heights: A gutter is wider than so many line heights.
    """
    words = piece.line.words
    if len(words) < 2:
        return None
    gaps = [right.box.x - left.box.right for left, right in pairwise(words)]
    widest = max(range(len(gaps)), key=gaps.__getitem__)
    height = median(word.box.height for word in words)
    if gaps[widest] < least_heights * height:
        return None
    position = len(" ".join(word.text for word in words[: widest + 1]))
    if position >= len(piece.text):
        return None
    return split_at(piece, position)


_SCRAP_SURE, _SCRAP_LETTERS = 0.5, 3


def without_scraps(piece: Piece, beside: Sequence[Piece]) -> Piece:
    """A line without what a logo or a pen beside it was read as.

    A scrap is short, was read with doubt, and stands apart: in small letters before capitals, left
    of where the lines beside it begin, or behind a wide space.

    Args:
        piece: With words; without them it is given back as it is.
        beside: The lines of the same name or column.
    """
    words = list(piece.line.words)
    edge = max((p.box.x for p in beside if p is not piece), default=None)
    while len(words) > 2 and _is_scrap(words[0], words[1:], edge, piece.box.height):
        words = words[1:]
    while len(words) > 2 and _trails(words[-2], words[-1], piece.box.height):
        words = words[:-1]
    if len(words) == len(piece.line.words):
        return piece
    text = " ".join(word.text for word in words)
    box = Box.around(word.box for word in words)
    return replace(piece, line=replace(piece.line, text=text, words=tuple(words), box=box))


def _is_scrap(word: Word, others: Sequence[Word], edge: int | None, height: int) -> bool:
    letters = [letter for letter in word.text if letter.isalnum()]
    if not letters:
        return word.confidence < _SCRAP_SURE
    if len(letters) > _SCRAP_LETTERS or word.confidence >= _SCRAP_SURE:
        return False
    if len(letters) == 1 and word.confidence < _SCRAP_SURE / 2:
        return True
    small = any(map(str.islower, letters)) and others[0].text.isupper()
    apart = others[0].box.x - word.box.right > 0.6 * height
    syllable = len(letters) > 1 and is_valid_syllable("".join(letters))
    outside = edge is not None and word.box.right <= edge and not syllable
    chain = len(others) > 2 and _is_scrap(others[0], others[1:], edge, height)
    return small or apart or outside or chain


def _trails(before: Word, word: Word, height: int) -> bool:
    """Lettering of a stamp or seal behind a wide space."""
    wide = word.box.x - before.box.right > 0.8 * height
    return wide and word.confidence < _SCRAP_SURE
