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
    from pipeline.values import Field

__all__ = ["subject_field", "without_label"]

_LABEL = re.compile(r"\W*(?:v\s*[/\\|l1]?\s*[vy]\b\s*[:.]?|ve\s*viec\b\s*:?)\s*")
_LETTER_LABEL = re.compile(r"\W*(?:v\s*[/\\|l1]?\s*[vy]\b\s*[:.]?|ve\s*viec\b\s*:?|ve\b)\s*")


def without_label(text: str, *, letter: bool) -> str:
    """A subject without `V/v` or `Về việc`, and without its last stop.

    A plain `Về` is a label in a letter; under a title (`CHỈ THỊ / về tăng cường ...`) it is part
    of the name of the document.

    >>> without_label("V/v cơ chế.", letter=True), without_label("Về việc giao", letter=False)
    ('cơ chế', 'giao')
    >>> without_label("Về thực hiện", letter=True), without_label("về tăng cường", letter=False)
    ('thực hiện', 'về tăng cường')
    """
    label = (_LETTER_LABEL if letter else _LABEL).match(fold(text))
    bare = text[label.end() :] if label else text
    return re.sub(r"[\s.;,:]+$", "", bare.strip(" *_~")).strip()


def subject_field(parts: Parts) -> Field:
    """The field `subject`, its printed lines joined."""
    title, under = parts.of("type"), parts.of("title_subject")
    if title:
        rest = (signs.type_of(title[0].text) or ("", ""))[1]
        lines = ([rest] if rest else []) + [piece.text for piece in under]
        value = without_label(join_lines(line.strip(" *_") for line in lines), letter=False)
        if value:
            pieces = (*title[:1], *under) if rest else under
            return found(pieces, value, "subject.title", 0.95)
    letter = parts.of("letter_subject")
    if letter:
        value = without_label(join_lines(piece.text.strip(" *_") for piece in letter), letter=True)
        if value:
            labelled = signs.is_subject_start(letter[0].text)
            return found(letter, value, "subject.letter", 0.95 if labelled else 0.85)
    return absent(parts.head_problem or "không thấy trích yếu", rule="subject.title")
