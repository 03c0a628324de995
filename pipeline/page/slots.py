"""Pen on the blanks of the number and date lines, told from print by how it stands in the line.

In most letters number and day are written by hand. An engine for print turns pen into whatever
print resembles it: such a word is taken out of the text and kept as a mark, never as a value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.images.lettering import misfit
from pipeline.recognition.engine import EngineLine, EngineWord
from pipeline.values import Box

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Slotted", "without_pen"]

_LABEL = re.compile(r"^S[ốôóòỗộồo](?:\s*[:.;]?$|[:.;])")
_SMALL_LABEL = re.compile(r"^s[ốôóòỗộồo](?:\s*[:.;]?$|[:.;])")
_DAY = re.compile(r"^ng[àaáảạâ][yỳv]", re.IGNORECASE)
_MONTH = re.compile(r"^\W*th[áaăắàâ]ng", re.IGNORECASE)
_GLUED_LABEL = re.compile(r"^([Ss][ốôóòỗộồo](?:[:.;]|(?=\d)))(?=.)")  # not `Sông`
_GLUED_DAY = re.compile(r"^(ng[àaáảạâ][yỳv])(?=.)", re.IGNORECASE)
_GLUED_MONTH = re.compile(r"^(.{1,4})(?=th[áaăắàâ]ng$)", re.IGNORECASE)
_YEAR = re.compile(r"^n[ăaâ]m", re.IGNORECASE)
_FIGURES = re.compile(r"^\d{1,5}[a-zđ]?$")

# Number, place and date on one line, in letters; a line of the body has 70 and more.
_LONGEST = 66


@dataclass(frozen=True, slots=True)
class Slotted:
    """A line without pen, and the boxes that pen had filled, flat frame."""

    line: EngineLine
    filled: tuple[Box, ...]


def without_pen(line: EngineLine, gray: NDArray[np.uint8], *, letterhead: bool = False) -> Slotted:
    """Take pen out of a line's number and day slots.

    Args:
        line: As read, flat frame.
        gray: (H, W) uint8, the flat page it was read from.
        letterhead: The line stands in a column of the letterhead: there `số` begins a number
            line too (the capital misread); elsewhere it may begin a line of the body.
    """
    if len(line.text) > _LONGEST:
        return Slotted(line, ())
    words = _unglued(line.words)
    numbered = bool(words) and (
        bool(_LABEL.match(words[0].text))
        or (letterhead and bool(_SMALL_LABEL.match(words[0].text)))
    )
    slots = [*(_number_slot(words) if numbered else ()), *_day_slot(words)]
    pen = [i for i in slots if not _is_print(words[i], gray, line.box)]
    kept = [word for i, word in enumerate(words) if i not in pen]
    if not pen or not kept:
        return Slotted(line, ())
    joined = _glued(kept, line.words)
    return Slotted(
        EngineLine(tuple(joined), Box.around(word.box for word in joined)),
        _joined([words[i].box for i in pen]),
    )


def _number_slot(words: Sequence[EngineWord]) -> list[int]:
    """The words between `Số:` and the symbol's `/` or `-`, by their places in the line."""
    slot = []
    for i, word in enumerate(words[1:], start=1):
        if word.text[0] in "/-":
            break
        slot.append(i)
        if word.text[-1] in "/-":
            break
    return slot


def _day_slot(words: Sequence[EngineWord]) -> list[int]:
    """The words between `ngày` and `tháng` of a place-and-date line, by their places in it."""
    if not _is_date_line(words):
        return []
    start = next(i for i, word in enumerate(words) if _DAY.match(word.text))
    slot = []
    for i, word in enumerate(words[start + 1 :], start=start + 1):
        if _MONTH.match(word.text) and word.text[0].isalpha():
            break
        if _YEAR.match(word.text):
            break
        slot.append(i)
    return slot


def _is_print(word: EngineWord, gray: NDArray[np.uint8], line: Box) -> bool:
    """Whether the figures of a slot are type.

    On the development scans and the drawn pages pen is read with a confidence under 0.85 or stands
    off the line by 0.15 capital heights and more, nearly always both; type stands within 0.1, and
    its confidence is low only where the engine dislikes the code that it is glued to.
    """
    if not _FIGURES.match(word.text):
        return False
    stray = misfit(gray, word.box, line)
    return (stray < 0.12 and word.confidence >= 0.7) or (stray < 0.25 and word.confidence >= 0.95)


def _unglued(words: Sequence[EngineWord]) -> list[EngineWord]:
    """Words cut where a slot begins or ends: `Số:07/QĐ-UB`, `ngày0P`, `†tháng`.

    Figures cut from a code are given 0.25 more confidence: an engine for words is unsure of any
    code, and its doubt falls on the whole.
    """
    cut: list[EngineWord] = []
    for i, word in enumerate(words):
        for pattern in (_GLUED_LABEL, _GLUED_DAY, _GLUED_MONTH):
            match = pattern.match(word.text)
            if match and (pattern is not _GLUED_LABEL or i == 0):
                head, rest = _cut(word, match.end(1))
                cut += [head, *_code(rest, after_label=pattern is _GLUED_LABEL)]
                break
        else:
            first = words[0].text
            after_label = 0 < i <= 2 and bool(_LABEL.match(first) or _SMALL_LABEL.match(first))
            cut += _code(word, after_label=after_label)
    return cut


def _code(word: EngineWord, *, after_label: bool) -> list[EngineWord]:
    """`85-BC/HU` as its figures and its symbol; other words whole."""
    slash = re.search(r"[/-]", word.text)
    if not after_label or slash is None or slash.start() == 0:
        return [word]
    figures, symbol = _cut(word, slash.start())
    surer = EngineWord(figures.text, figures.box, min(1.0, figures.confidence + 0.25))
    return [surer, symbol]


def _glued(kept: list[EngineWord], original: Sequence[EngineWord]) -> list[EngineWord]:
    """Pieces that were one word and lie side by side are one word again."""
    starts = {word.box.x for word in original}
    result: list[EngineWord] = []
    for word in kept:
        if result and word.box.x not in starts and abs(word.box.x - result[-1].box.right) <= 1:
            before = result[-1]
            result[-1] = EngineWord(
                before.text + word.text,
                before.box.union(word.box),
                min(before.confidence, word.confidence),
            )
        else:
            result.append(word)
    return result


def _is_date_line(words: Sequence[EngineWord]) -> bool:
    """`Hà Nội, ngày … tháng … năm 2026`: a year ends the line, a place begins it."""
    texts = [word.text for word in words]
    day = next((i for i, text in enumerate(texts) if _DAY.match(text)), None)
    year = next((i for i, text in enumerate(texts) if _YEAR.match(text)), None)
    return day is not None and year is not None and 0 < day < year >= len(texts) - 2


def _cut(word: EngineWord, at: int) -> tuple[EngineWord, EngineWord]:
    """A word's first letters and its rest, boxes in proportion to the letters."""
    x = word.box.x + round(word.box.width * at / len(word.text))
    head = Box(word.box.x, word.box.y, max(1, x - word.box.x), word.box.height)
    rest = Box(x, word.box.y, max(1, word.box.right - x), word.box.height)
    return (
        EngineWord(word.text[:at], head, word.confidence),
        EngineWord(word.text[at:], rest, word.confidence),
    )


def _joined(boxes: Sequence[Box]) -> tuple[Box, ...]:
    """Strokes of one slot are one mark."""
    done: list[Box] = []
    for box in sorted(boxes):
        if done and box.x - done[-1].right < max(box.height, done[-1].height):
            done[-1] = done[-1].union(box)
        else:
            done.append(box)
    return tuple(done)
