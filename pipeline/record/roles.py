"""The parts a printed line can play in a document (documents.md §1.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pipeline.record.pieces import Piece

__all__ = ["HEAD_ORDER", "Block", "Role"]

Role = Literal[
    "organ",  # parent and issuing organ
    "heading",  # quốc hiệu and tiêu ngữ, or the Party's name
    "date",
    "number",
    "letter_subject",  # V/v under the number of an untitled letter
    "printed_mark",  # HỎA TỐC, MẬT set in print
    "other",  # head lines of no known part
    "type",
    "author",  # CỦA BAN THƯỜNG VỤ ... under the type
    "title_subject",
    "recipients",
    "body",
    "table",
    "noi_nhan",
    "signature",
    "second_signature",
    "footnote",
    "margin",  # what stands in the margin
    "furniture",  # stars, rules, page numbers
]

#: The order of documents.md §6: by block, although number and date share a baseline.
HEAD_ORDER: tuple[Role, ...] = (
    *("organ", "heading", "date", "number", "letter_subject", "printed_mark", "other"),
    *("type", "author", "title_subject", "recipients"),
)


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that play one part together; of one page."""

    role: Role
    pieces: tuple[Piece, ...]

    @property
    def page(self) -> int:
        """Number of its page."""
        return self.pieces[0].page
