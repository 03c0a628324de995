"""Cut marked text into words, and words into lines, as Word does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from samples.faces import Style
    from samples.typesetting import Type, Word

__all__ = ["balance", "break_lines", "words_of"]

_MARKUP = re.compile(r"(\*\*.+?\*\*|\*[^*\s][^*]*?\*)")


def words_of(text: str, base: Style) -> list[Word]:
    """Cut marked text into words."""
    words: list[list[tuple[str, Style]]] = [[]]
    for marked in _MARKUP.split(text):
        part, style = marked, base
        if part.startswith("**") and len(part) > 4:
            part, style = part[2:-2], "bold" if "italic" not in base else "bold_italic"
        elif part.startswith("*") and part.endswith("*") and len(part) > 2 and part[1] != "*":
            part, style = part[1:-1], "italic" if "bold" not in base else "bold_italic"
        for index, piece in enumerate(part.split(" ")):
            if index:
                words.append([])
            if piece:
                words[-1].append((piece, style))
    return [tuple(word) for word in words if word]


def _at_hyphen(word: Word, kind: Type, room: float) -> tuple[Word, Word] | None:
    """Break a long code after a hyphen (`STC-` / `HCSN`), as Word does."""
    if len(word) != 1:
        return None
    text, style = word[0]
    for cut in range(len(text) - 1, 1, -1):
        if (
            text[cut - 1] == "-"
            and text[cut].isalnum()
            and text[cut - 2].isalnum()
            and kind.width(text[:cut], style) <= room
        ):
            return ((text[:cut], style),), ((text[cut:], style),)
    return None


def break_lines(words: list[Word], kind: Type, first: float, rest: float) -> list[list[Word]]:
    """Fill lines greedily: the first `first` pixels wide, the others `rest`."""
    space = kind.width(" ")
    lines: list[list[Word]] = [[]]
    room = first
    for word in words:
        todo: Word | None = word
        while todo is not None:
            gap = space if lines[-1] else 0.0
            width = kind.word_width(todo)
            if width + gap <= room or not lines[-1]:
                lines[-1].append(todo)
                room -= width + gap
                todo = None
                continue
            cut = _at_hyphen(todo, kind, room - gap)
            if cut:
                lines[-1].append(cut[0])
                todo = cut[1]
            lines.append([])
            room = rest
    return lines


def balance(text: str, kind: Type, width: float) -> list[str]:
    """Break a heading into lines of like length, each at most `width` pixels."""
    words = text.split(" ")
    total = kind.width(text)
    count = max(1, -(-int(total) // int(width)))
    for aim in (total / count * factor for factor in (1.02, 1.1, 1.2, 1.35)):
        lines = break_lines([((w, kind.style),) for w in words], kind, aim, aim)
        if len(lines) <= count:
            break
    else:
        lines = break_lines([((w, kind.style),) for w in words], kind, width, width)
    return [" ".join("".join(p for p, _ in w) for w in line) for line in lines]
