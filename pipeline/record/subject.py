"""Subject (trích yếu): under the title, or under the number of an untitled letter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.record import signs
from pipeline.record.pieces import absent, found
from pipeline.text.folding import fold
from pipeline.text.paragraphs import join_lines

if TYPE_CHECKING:
    from pipeline.record.parts import Parts
    from pipeline.values.document import Field

__all__ = ["subject_field", "without_label"]

_LONG_LABEL = re.compile(r"\W*(?:v\s*[/\\|l1]?\s*[vy]\b\s*[:.]?|ve\s*viec\b\s*:?)\s*")
_LABEL = re.compile(r"\W*(?:v\s*[/\\|l1]?\s*[vy]\b\s*[:.]?|ve\s*viec\b\s*:?|ve\b)\s*")


def without_label(text: str, *, after_author: bool = False) -> str:
    """A subject without `V/v`, `Về việc` or `Về`, and without its last stop.

    After an author's line the plain `về` goes on with the sentence (`CHỈ THỊ / CỦA BAN THƯỜNG VỤ
    / về tăng cường ...`) and stays.

    >>> without_label("V/v cơ chế."), without_label("Về việc giao"), without_label("Về thực hiện")
    ('cơ chế', 'giao', 'thực hiện')
    >>> without_label("về tăng cường", after_author=True)
    'về tăng cường'
    """
    label = (_LONG_LABEL if after_author else _LABEL).match(fold(text))
    bare = text[label.end() :] if label else text
    return re.sub(r"[\s.;,:]+$", "", bare.strip(" *_~")).strip()


def subject_field(parts: Parts) -> Field:
    """The field `subject`, its printed lines joined."""
    title, under = parts.of("type"), parts.of("title_subject")
    if title:
        rest = (signs.type_of(title[0].text) or ("", ""))[1]
        lines = ([rest] if rest else []) + [piece.text for piece in under]
        joined = join_lines(line.strip(" *_") for line in lines)
        value = without_label(joined, after_author=bool(parts.of("author")))
        if value:
            pieces = (*title[:1], *under) if rest else under
            return found(pieces, value, "subject.title", 0.95)
    letter = parts.of("letter_subject")
    if letter:
        value = without_label(join_lines(piece.text.strip(" *_") for piece in letter))
        if value:
            labelled = signs.is_subject_start(letter[0].text)
            return found(letter, value, "subject.letter", 0.95 if labelled else 0.85)
    return absent(parts.head_problem or "không thấy trích yếu", rule="subject.title")
