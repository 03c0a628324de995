"""What a stamp says is the stamp's: its lettering, where cleaning left it, is no line of the page.

A stamp beside or across print cannot always be lifted whole without harming the print. What it says
was read before; words in its box that say the same are its own.
"""

from __future__ import annotations

from dataclasses import replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from pipeline.geometry import Box
from pipeline.mark_kinds import MARK_KINDS
from pipeline.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.recognition.engine import EngineLine, EngineWord
    from pipeline.values.marks import Mark

__all__ = ["without_lettering"]

# So much of a word lies in the stamp's box.
_INSIDE = 0.7
# Of the letters in the box, so many stand in the stamp's text in this order: misreadings included.
_ALIKE = 0.55
_LEAST = 6


def without_lettering(line: EngineLine, marks: Sequence[Mark]) -> EngineLine | None:
    """A line without the words that are a stamp's own; None where nothing else is left.

    Args:
        line: As read, flat frame.
        marks: Of the page; stamps with what they say.
    """
    left = line
    for mark in marks:
        if not MARK_KINDS[mark.kind].claims_text or not mark.text:
            continue
        inside = [word for word in left.words if _lies_in(word, mark.box)]
        if not inside or not _says(mark.text, inside):
            continue
        words = tuple(word for word in left.words if word not in inside)
        if not words:
            return None
        left = replace(left, words=words, box=Box.around(word.box for word in words))
    return left


def _lies_in(word: EngineWord, box: Box) -> bool:
    return word.box.intersection(box).area >= _INSIDE * word.box.area


def _says(text: str, words: Sequence[EngineWord]) -> bool:
    """Whether words repeat a part of a stamp's text, letter by letter and accents aside."""
    stamp = "".join(c for c in fold(text) if c.isalnum())
    said = "".join(c for c in fold("".join(word.text for word in words)) if c.isalnum())
    if not said:
        return True  # strokes in a stamp are its frame and its dots
    if len(said) < _LEAST:
        return False  # `ngày` is said by the stamp's form and by the date line beside it
    blocks = SequenceMatcher(None, stamp, said, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size >= 2) >= _ALIKE * len(said)
