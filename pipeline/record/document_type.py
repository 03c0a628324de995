"""Type of document (tên loại): from the title, never from the code in the symbol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.record import signs
from pipeline.record.pieces import absent, found

if TYPE_CHECKING:
    from pipeline.record.parts import Parts
    from pipeline.values.document import Field

__all__ = ["LETTER", "type_field"]

LETTER = "CÔNG VĂN"


def type_field(parts: Parts) -> Field:
    """The field `type`: the printed name, or `CÔNG VĂN` for a letter without a title.

    A page counts as a letter when it has a number line or a heading, and recipients or a subject
    where letters have theirs; so a continuation page is none.
    """
    title = parts.of("type")
    if title:
        name = signs.type_of(title[0].text)
        if name:
            as_read = title[0].text.strip(" *:.")
            exact = as_read == name[0] or bool(name[1])
            return found(
                title[:1],
                name[0],
                "type.title",
                0.98 if exact else 0.85,
                alternatives=() if exact else (as_read,),
            )
    letterhead = parts.of("number") or parts.of("heading")
    addressed = parts.of("recipients") or parts.of("letter_subject")
    if letterhead and addressed:
        return found(addressed[:1], LETTER, "type.untitled_letter", 0.9)
    return absent(parts.head_problem or "không thấy tên loại văn bản", rule="type.title")
