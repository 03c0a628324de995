"""Lists in print: whom a document goes to (Kính gửi) and who gets a copy (Nơi nhận)."""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import fmean
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


def _certainty(pieces: Sequence[Piece]) -> float:
    """A list is right only where each of its lines is: the least sure one counts most."""
    sure = [piece.line.confidence for piece in pieces]
    mean = fmean(sure)
    return 0.97 * (0.4 * mean + 0.6 * min(sure)) / mean if mean else 0.0


def recipients_field(parts: Parts) -> Field:
    """The field `recipients`."""
    pieces = parts.of("recipients")
    if not pieces:
        return absent(parts.head_problem or "không có Kính gửi", rule="recipients.kinh_gui")
    listed = _listed(pieces, RECIPIENTS_LABEL, _edge(parts, pieces, whole=True))
    if not listed:
        return absent("Kính gửi không ghi nơi nào đọc được", pieces, rule="recipients.kinh_gui")
    return found(pieces, listed, "recipients.kinh_gui", _certainty(pieces))


def noi_nhan_field(parts: Parts) -> Field:
    """The field `noi_nhan`, of the first foot."""
    pieces = _without_afterthoughts(parts.first("noi_nhan"))
    if not pieces:
        return absent("không thấy Nơi nhận", rule="noi_nhan.foot")
    listed = _listed(pieces, _NOI_NHAN, _edge(parts, pieces, whole=False))
    if not listed:
        return absent("Nơi nhận không ghi nơi nào đọc được", pieces, rule="noi_nhan.foot")
    return found(pieces, listed, "noi_nhan.foot", _certainty(pieces))


def _without_afterthoughts(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """A list up to `Lưu …`: what stands well below it is pen, a page's number, a footer."""
    for i, piece in enumerate(pieces[:-1]):
        below = pieces[i + 1]
        gap = below.box.y - piece.box.bottom
        dashed = re.match(r"\s*[-–+•*]", below.text)
        if _LAST.match(fold(piece.text)) and gap > 1.2 * piece.box.height and not dashed:
            return pieces[: i + 1]
    return pieces
