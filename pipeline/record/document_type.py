"""Type of document (tên loại): from the title, never from the code in the symbol."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.record.kinds import code_of, type_of
from pipeline.record.pieces import absent, found
from pipeline.record.type_names import LETTER
from pipeline.text.folding import fold
from pipeline.text.paragraphs import join_lines

if TYPE_CHECKING:
    from pipeline.record.parts import Parts
    from pipeline.values.document import Field

__all__ = ["title_line", "type_code_field", "type_field"]


def title_line(parts: Parts) -> tuple[str, str] | None:
    """The type's name as the closed lists spell it and what follows it on its line."""
    title = parts.of("type")
    return type_of(join_lines(piece.text for piece in title), titled=True) if title else None


def type_field(parts: Parts) -> Field:
    """The field `type`: the printed name, or `CÔNG VĂN` for a letter without a title.

    A page counts as a letter when it has a number line or a heading, and recipients or a subject
    where letters have theirs; so a continuation page is none.
    """
    title = parts.of("type")
    named = title_line(parts)
    if named:
        as_read = join_lines(piece.text for piece in title).strip(" *:.")
        exact = as_read == named[0] or bool(named[1])
        return found(
            title,
            named[0],
            "type.title",
            0.98 if exact else 0.85,
            alternatives=() if exact else (as_read,),
        )
    judgment = [p for p in parts.of("number") if re.match(r"\W*ban an\s+so", fold(p.text))]
    if judgment:  # courts print no title: the number's label says what it is
        return found(judgment, "BẢN ÁN", "type.number_label", 0.95)
    letterhead = parts.of("number") or parts.of("heading")
    addressed = parts.of("recipients") or parts.of("letter_subject")
    if letterhead and addressed:
        return found(addressed[:1], LETTER, "type.untitled_letter", 0.9)
    return absent(parts.head_problem or "không thấy tên loại văn bản", rule="type.title")


def type_code_field(parts: Parts, kind: Field) -> Field:
    """The field `type_code`: the code of the type's printed name (`QĐ`, `CV`).

    Args:
        parts: The document, sorted.
        kind: The field `type`.
    """
    pieces = parts.of("type") or parts.of("recipients") or parts.of("letter_subject")
    if kind.value is None or not pieces:
        return absent(kind.reason or "không thấy tên loại văn bản", rule="type_code.type")
    code = code_of(kind.value)
    if code is None:
        return absent("tên loại này không có chữ viết tắt", pieces[:1], rule="type_code.type")
    return found(pieces[:1], code, "type_code.type", kind.confidence, raw=kind.raw)
