"""Where print that was not read belongs in a document's text, and how it is told there.

It stands in a paragraph of its own, `[Chữ chưa đọc]` with the names of its pictures, before the
first line below it that opens a paragraph or a row of a table in the same column.  What lies beside
the letterhead follows the letterhead, and what has nothing below it ends its page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.geometry import Box
from pipeline.text.paragraphs import starts_item

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.record.pieces import Piece
    from pipeline.record.roles import Block
    from pipeline.values.readings import PageReading, UnreadPrint

__all__ = ["LABEL", "Gaps", "paragraph_of"]

LABEL = "[Chữ chưa đọc]"
# So many pictures are named in the text; the record and the evidence have all of them.
_NAMED = 3


def paragraph_of(parts: Sequence[UnreadPrint]) -> str:
    """The paragraph that stands for some unread print; empty where there is none.

    >>> from pipeline.values.readings import UnreadPrint
    >>> paragraph_of([UnreadPrint(Box(0, 0, 9, 9), 2.5, "p0001-u01.png")])
    '[Chữ chưa đọc] p0001-u01.png'
    """
    if not parts:
        return ""
    names = [part.crop for part in parts if part.crop]
    more = [f"và {len(names) - _NAMED} ảnh nữa"] if len(names) > _NAMED else []
    return " ".join([LABEL, ", ".join([*names[:_NAMED], *more])]).rstrip()


@dataclass(slots=True)
class Gaps:
    """The unread print of one page, given out from the top while the text of the page is written.

    Attributes:
        page: The page.
        waiting: What has no place in the text yet, top to bottom.
    """

    page: PageReading
    waiting: list[UnreadPrint] = field(init=False)

    def __post_init__(self) -> None:
        self.waiting = sorted(self.page.unread, key=lambda part: _middle(self._upright(part.box)))

    def cut(self, block: Block) -> Iterator[tuple[str, tuple[Piece, ...]]]:
        """A block in parts, with the paragraph for the unread print that belongs above each.

        Only between paragraphs and between rows of a table: a speck must not tear a sentence.
        """
        pieces = block.pieces
        cuts, above = [0], [self._above(pieces)]
        for i, (before, piece) in enumerate(pairwise(pieces), 1):
            if self.waiting and _may_part(block, before, piece) and (gap := self._above([piece])):
                cuts.append(i)
                above.append(gap)
        for gap, start, end in zip(above, cuts, [*cuts[1:], len(pieces)], strict=True):
            yield gap, pieces[start:end]

    def rest(self) -> str:
        """The paragraph for all that has nothing below it."""
        left, self.waiting = self.waiting, []
        return paragraph_of(left)

    def _above(self, pieces: Sequence[Piece]) -> str:
        """The paragraph for what lies above some lines, in their column."""
        if not self.waiting:
            return ""
        found = [part for part in self.waiting if self._lies_above(part, pieces)]
        self.waiting = [part for part in self.waiting if part not in found]
        return paragraph_of(found)

    def _lies_above(self, part: UnreadPrint, pieces: Sequence[Piece]) -> bool:
        box = self._upright(part.box)
        column = self._upright(Box.around(piece.zone_box.union(piece.box) for piece in pieces))
        beside = box.x < column.right and column.x < box.right
        return beside and all(_middle(box) < self._top_at(piece, box) for piece in pieces)

    def _top_at(self, piece: Piece, box: Box) -> int:
        """Where a line begins downwards at the place of a box: the box of a tilted line is tall."""
        words = [self._upright(word.box) for word in piece.line.words]
        return min(words, key=lambda word: _apart(word, box), default=self._upright(piece.box)).y

    def _upright(self, box: Box) -> Box:
        return box.upright(self.page.rotation, self.page.size_px)


def _middle(box: Box) -> float:
    return box.y + box.height / 2


def _apart(word: Box, box: Box) -> int:
    """How far two boxes are from one another across the page; 0 where one is above the other."""
    return max(0, word.x - box.right, box.x - word.right)


def _may_part(block: Block, before: Piece, piece: Piece) -> bool:
    """Whether a paragraph or a row begins with `piece`, which stands after `before`."""
    if block.role == "table":
        return piece.line.row is None or piece.line.row != before.line.row
    if block.role != "body":
        return False
    return piece.line.starts_paragraph or starts_item(piece.text, before.text)
