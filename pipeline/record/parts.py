"""A document's printed lines, each in the part it plays (thể thức): the only view extractors have.

Zones say where a line stands, its words say what it is; where both disagree the words win, so that
a number line that landed in the body still is the number line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pipeline.record.feet import sort_flow
from pipeline.record.head import sort_head
from pipeline.record.pieces import Piece

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.record.roles import Block, Role
    from pipeline.values.marks import MarkRecord
    from pipeline.values.readings import PageReading

__all__ = ["Parts", "pieces_of", "sort_parts"]

Order = Literal["head", "flow"]


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one document.

    Attributes:
        pages: The document's pages.
        head: Blocks of the letterhead and title, in canonical order, one a role.
        flow: What follows, page by page in reading order.
        head_problem: Why there is no letterhead to read, None when its page was read.
    """

    pages: tuple[PageReading, ...]
    head: tuple[Block, ...]
    flow: tuple[Block, ...]
    head_problem: str | None = None

    @property
    def blocks(self) -> Iterator[Block]:
        """All blocks in canonical order."""
        yield from self.head
        yield from self.flow

    def of(self, role: Role) -> tuple[Piece, ...]:
        """All lines that play a part, in order."""
        return tuple(piece for block in self.blocks if block.role == role for piece in block.pieces)

    def first(self, role: Role) -> tuple[Piece, ...]:
        """The first block that plays a part; a document with annexes can have two feet."""
        return next((block.pieces for block in self.blocks if block.role == role), ())

    def marks_on(self, page: int) -> tuple[MarkRecord, ...]:
        """Stamps and pen on one page."""
        return next((reading.marks for reading in self.pages if reading.number == page), ())


def pieces_of(page: PageReading) -> list[Piece]:
    """A page's lines in reading order, page numbers left out."""
    return [
        Piece(page.number, zone.kind, zone.box, line)
        for zone in page.zones
        if zone.kind != "page_number"
        for line in zone.lines
        if line.text.strip()
    ]


def sort_parts(pages: Sequence[PageReading]) -> Parts:
    """Sort the lines of one document's pages.

    The letterhead is looked for on the first page that is not blank, nowhere else.
    """
    readable = [page for page in pages if not page.blank]
    problem = None
    head: list[Block] = []
    flow: list[Block] = []
    for page in readable:
        pieces = pieces_of(page)
        if page is readable[0]:
            if page.problem is not None:
                problem = f"trang {page.number} không đọc được"
            head, pieces = sort_head(pieces)
        flow.extend(sort_flow(pieces, page.size_px))
    if not readable:
        problem = "tài liệu chỉ có trang trắng"
    return Parts(tuple(pages), tuple(head), tuple(flow), problem)
