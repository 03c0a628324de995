"""Lists in print: whom a document goes to (Kính gửi) and who gets a copy (Nơi nhận)."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.record.list_items import columns_apart, items, line_says
from pipeline.record.pieces import absent, found
from pipeline.record.signs import RECIPIENTS_LABEL
from pipeline.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.record.parts import Parts
    from pipeline.record.pieces import Piece
    from pipeline.values.document import Field

__all__ = ["noi_nhan_field", "recipients_field"]

_NOI_NHAN = re.compile(r"\W*n[o0][il1]\s*nhan\s*[:.;]?\s*")
_LABEL_ALONE = re.compile(r"g[uioy][il1]\s*[:.;]?\W*$")
_STAMP_LINE = re.compile(
    r"\W*(?:(?:c[o0]ng van )?den\W*|c[o0]ng van\W*|(?:chuyen|ngay|so|gio|luu ho so(?: so)?)\s*:.*)"
)
_WHOLE, _TWO_AS_ONE = 0.95, 0.3
_LEAST_WORDS = 3  # of a line, to know how tall it is
# A list's last item: nothing but scraps stands below it.
_LAST = re.compile(r"\W*luu\b")


def _listed(pieces: Sequence[Piece], label: re.Pattern[str], edge: int) -> list[str]:
    lines = columns_apart(pieces)
    says = [line_says(piece) for piece in lines]
    opening = label.match(fold(says[0]))
    if opening:
        says[0] = says[0][opening.end() :]
    kept = [(p, text) for p, text in zip(lines, says, strict=True) if text.strip()]
    return items([text for _, text in kept], _fits([piece for piece, _ in kept], edge))


def _fits(pieces: Sequence[Piece], edge: int) -> list[bool]:
    """For each line, whether its first word would have fitted on the line above."""
    fits = [False]
    for above, below in pairwise(pieces):
        first = below.line.words[0].box.width if below.line.words else below.box.width
        fits.append(above.box.right + first + above.box.height < edge and below.box.y > above.box.y)
    return fits


def _edge(parts: Parts, pieces: Sequence[Piece], *, whole: bool) -> int:
    """The right edge of the column that a list stands in."""
    page = next(page for page in parts.pages if page.number == pieces[0].page)
    widest = max(piece.box.right for piece in pieces)
    if not whole:
        return widest
    inside = [z for z in page.zones if z.kind in ("body", "title", "recipients", "table")]
    return max([widest, *(line.box.right for zone in inside for line in zone.lines)])


def recipients_field(parts: Parts) -> Field:
    """The field `recipients`."""
    pieces = parts.of("recipients")
    if len(pieces) == 1 and _LABEL_ALONE.search(fold(pieces[0].text)):
        pieces = (*pieces, *_beside(parts, pieces[0]))
    pieces = tuple(_whole(parts, pieces))
    if not pieces:
        return absent(parts.head_problem or "không có Kính gửi", rule="recipients.kinh_gui")
    listed = _listed(pieces, RECIPIENTS_LABEL, _edge(parts, pieces, whole=True))
    if not listed:
        return absent("Kính gửi không ghi nơi nào đọc được", pieces, rule="recipients.kinh_gui")
    return found(pieces, listed, "recipients.kinh_gui", _certainty(pieces))


def _whole(parts: Parts, pieces: Sequence[Piece]) -> list[Piece]:
    """Addressees' lines with what a column's edge cut off them: it goes on one word further."""
    whole: list[Piece] = []
    for piece in pieces:
        whole.append(piece)
        height = piece.box.height
        whole += [
            rest
            for rest in parts.of("other")
            if rest.page == piece.page
            and abs(rest.box.bottom - piece.box.bottom) < height
            and 0 <= rest.box.x - piece.box.right < height
            and rest not in pieces
            and not _STAMP_LINE.fullmatch(fold(rest.text))
        ]
    return whole


def _beside(parts: Parts, label: Piece) -> list[Piece]:
    """Addressees that stand beside their label, and were read apart from it."""
    near = sorted(
        (
            piece
            for piece in parts.of("other")
            if piece.page == label.page
            and piece.box.x > label.box.right - label.box.height
            and piece.box.bottom > label.box.y - 1.5 * label.box.height
            and not _STAMP_LINE.fullmatch(fold(piece.text))
        ),
        key=lambda piece: piece.box.y,
    )
    found_lines: list[Piece] = []
    bottom = label.box.bottom
    for piece in near:
        if piece.box.y > bottom + 1.5 * label.box.height:
            break
        found_lines.append(piece)
        bottom = max(bottom, piece.box.bottom)
    return found_lines


def noi_nhan_field(parts: Parts) -> Field:
    """The field `noi_nhan`, of the first foot."""
    pieces = _without_afterthoughts(parts.first("noi_nhan"))
    if not pieces:
        return absent("không thấy Nơi nhận", rule="noi_nhan.foot")
    listed = _listed(pieces, _NOI_NHAN, _edge(parts, pieces, whole=False))
    if not listed:
        return absent("Nơi nhận không ghi nơi nào đọc được", pieces, rule="noi_nhan.foot")
    return found(pieces, listed, "noi_nhan.foot", _certainty(pieces))


def _certainty(pieces: Sequence[Piece]) -> float:
    """How far a list can be trusted: not where two of its lines were read as one."""
    return _TWO_AS_ONE if any(map(_is_of_two_lines, pieces)) else _WHOLE


def _is_of_two_lines(piece: Piece) -> bool:
    """Whether some words of a line begin a line higher than the others: the one above is lost.

    Brackets and capitals with accents are taller too, by a third of a line.
    """
    boxes = [word.box for word in piece.line.words if sum(map(str.isalnum, word.text)) > 1]
    if len(boxes) < _LEAST_WORDS:
        return False
    height = sorted(box.height for box in boxes)[len(boxes) // 3]
    top = max(box.y for box in boxes if box.height <= height)
    higher = [box for box in boxes if top - box.y > 0.8 * height and box.height > 1.5 * height]
    return len(higher) > 1


def _without_afterthoughts(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """A list up to `Lưu …`: what stands well below it is pen, a page's number, a footer."""
    for i, piece in enumerate(pieces[:-1]):
        below = pieces[i + 1]
        gap = below.box.y - piece.box.bottom
        dashed = re.match(r"\s*[-–+•*]", below.text)
        pen = below.line.confidence < 0.6 * piece.line.confidence
        far = gap > 1.2 * piece.box.height
        if _LAST.match(fold(piece.text)) and (far or pen) and not dashed:
            return pieces[: i + 1]
    return pieces
