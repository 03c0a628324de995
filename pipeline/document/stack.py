"""Where one document ends and the next begins in a stack that was scanned as one file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.record.head import sort_head
from pipeline.record.parts import pieces_of
from pipeline.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.record.pieces import Piece
    from pipeline.values.readings import PageReading

__all__ = ["split", "starts_document"]

# A form or list that belongs to the document before, although it may bear a national heading.
_ANNEX = re.compile(
    r"\W*(?:phu luc|phu bieu|mau\s+(?:so|bieu|don|\d)|bieu\s+(?:mau|so|\d)|danh muc kem|"
    r"\(?\s*(?:ban hanh\s+)?kem theo)\b"
)
_TOP_LINES = 8
_TOP_SHARE = 0.45


def split(pages: Sequence[PageReading]) -> list[tuple[PageReading, ...]]:
    """Cut a stack into documents, in order; no page is lost.

    The first page always begins one.  A page with a letterhead of its own begins the next; blank
    backs, continuation pages, annexes and pages that could not be read stay with the document
    before, and blank pages at the front with the document after.
    """
    found: list[list[PageReading]] = []
    for page in pages:
        only_blank = bool(found) and all(before.blank for before in found[-1])
        if not found or (starts_document(page) and not only_blank):
            found.append([page])
        else:
            found[-1].append(page)
    return [tuple(group) for group in found]


def starts_document(page: PageReading) -> bool:
    """Whether a page's top bears a letterhead: heading with organ, number or date; or all three."""
    if page.blank or page.problem is not None:
        return False
    top = [
        piece
        for piece in pieces_of(page)
        if piece.zone not in ("foot_left", "foot_right", "table")
        and piece.box.y < _TOP_SHARE * page.size_px[1]
    ]
    if not top or any(_ANNEX.match(fold(piece.text)) for piece in _highest(top)):
        return False
    blocks, _ = sort_head(top)
    roles = {block.role for block in blocks}
    if "heading" in roles:
        return bool(roles & {"number", "organ", "date", "type"})
    return {"number", "organ", "date"} <= roles


def _highest(pieces: list[Piece]) -> list[Piece]:
    return sorted(pieces, key=lambda piece: piece.box.y)[:_TOP_LINES]
