"""Pen on the blanks of the number and date lines, told from print by how unsure the engine was.

In most letters number and day are written by hand. An engine for print turns pen into whatever
print resembles it: such a word is taken out of the text and kept as a mark, never as a value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.recognition.engine import EngineLine, EngineWord
from pipeline.values import Box

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Slotted", "without_pen"]

_LABEL = re.compile(r"^S[ốôóòỗộồo]\s*[:.;]?$|^S[ốôóòỗộồo][:.;]")
_DAY = re.compile(r"^ng[àaáảạâ][yỳv]", re.IGNORECASE)
_MONTH = re.compile(r"^\W*th[áaăắàâ]ng", re.IGNORECASE)
_YEAR = re.compile(r"^n[ăaâ]m", re.IGNORECASE)
_PRINTED_NUMBER = re.compile(r"^\d{1,5}[a-zđ]?(?=[/-])|^\d{1,5}$")
_PRINTED_DAY = re.compile(r"^\d{1,2}$")

# Number, place and date on one line, in letters; a line of the body has 70 and more.
_LONGEST = 66

# Least confidence of a printed number or day on the development scans: print stands above 0.90,
# pen that came out as digits below 0.86.
_PRINT = 0.88


@dataclass(frozen=True, slots=True)
class Slotted:
    """A line without pen, and the boxes that pen had filled, flat frame."""

    line: EngineLine
    filled: tuple[Box, ...]


def without_pen(line: EngineLine) -> Slotted:
    """Take unsure words out of a line's number and day slots."""
    words = list(line.words)
    dropped: list[Box] = []
    kept: list[EngineWord] = []
    slot: str | None = None
    short = len(line.text) <= _LONGEST
    number_line = short and bool(words) and bool(_LABEL.match(words[0].text))
    dated = short and _is_date_line(words)
    for i, word in enumerate(words):
        if number_line and i == 0:
            kept_word, box = _after_label(word)
            kept.append(kept_word)
            if box:
                dropped.append(box)
            slot = "number"
            continue
        if slot == "number":
            rest, box = _number_part(word)
            if box:
                dropped.append(box)
            if rest is not None:
                kept.append(rest)
            if re.search(r"[/-]", word.text):
                slot = None
            continue
        if dated and _DAY.match(word.text):
            kept_word, box = _glued_day(word)
            kept.append(kept_word)
            if box:
                dropped.append(box)
            slot = "day"
            continue
        if slot == "day":
            if _MONTH.match(word.text) and word.text[0].isalpha():
                slot = None
            elif word.confidence < _PRINT or not _PRINTED_DAY.match(word.text):
                rest, box = _month_after_pen(word)
                dropped.append(box)
                if rest is not None:
                    kept.append(rest)
                    slot = None
                continue
        kept.append(word)
    if not dropped or not kept:
        return Slotted(line, ())
    return Slotted(EngineLine(tuple(kept), Box.around(w.box for w in kept)), _joined(dropped))


def _is_date_line(words: Sequence[EngineWord]) -> bool:
    """`Hà Nội, ngày … tháng … năm 2026`: a year ends the line, a place begins it."""
    texts = [word.text for word in words]
    day = next((i for i, text in enumerate(texts) if _DAY.match(text)), None)
    year = next((i for i, text in enumerate(texts) if _YEAR.match(text)), None)
    return day is not None and year is not None and 0 < day < year >= len(texts) - 2


def _after_label(word: EngineWord) -> tuple[EngineWord, Box | None]:
    """`Số:07` in one word: the label stays, unsure digits go."""
    match = re.match(r"^(S\w[:.;]?)(.+)$", word.text)
    if not match or word.confidence >= _PRINT:
        return word, None
    return _cut(word, len(match[1]))


def _number_part(word: EngineWord) -> tuple[EngineWord | None, Box | None]:
    """What stays of a word in the number slot, and where pen was."""
    slash = re.search(r"[/-]", word.text)
    if slash is None:
        if word.confidence >= _PRINT and _PRINTED_NUMBER.match(word.text):
            return word, None
        return None, word.box
    if slash.start() == 0:
        return word, None
    if word.confidence >= _PRINT or (
        word.confidence >= 0.8 and _PRINTED_NUMBER.match(word.text)
    ):
        return word, None
    head, box = _cut(word, slash.start())
    share = slash.start() / len(word.text)
    x = word.box.x + round(word.box.width * share)
    rest = Box(x, word.box.y, word.box.right - x, word.box.height)
    return EngineWord(word.text[slash.start() :], rest, word.confidence), head.box if box else None


def _glued_day(word: EngineWord) -> tuple[EngineWord, Box | None]:
    """`ngày0P`: the pen touches the word before it."""
    match = re.match(r"^(ng\w[yỳv])(\W*\w.*)$", word.text, re.IGNORECASE)
    if not match or (word.confidence >= _PRINT and re.fullmatch(r"\d{1,2}", match[2])):
        return word, None
    return _cut(word, len(match[1]))


def _month_after_pen(word: EngineWord) -> tuple[EngineWord | None, Box]:
    """`†tháng`: the pen touches the word after it."""
    match = re.search(r"th[áaăắàâ]ng$", word.text, re.IGNORECASE)
    if not match or match.start() == 0:
        return None, word.box
    x = word.box.x + round(word.box.width * match.start() / len(word.text))
    rest = Box(x, word.box.y, word.box.right - x, word.box.height)
    pen = Box(word.box.x, word.box.y, x - word.box.x, word.box.height)
    return EngineWord(match[0], rest, word.confidence), pen


def _cut(word: EngineWord, at: int) -> tuple[EngineWord, Box | None]:
    """A word's first letters, and the box of the rest, in proportion to the letters."""
    x = word.box.x + round(word.box.width * at / len(word.text))
    head = Box(word.box.x, word.box.y, max(1, x - word.box.x), word.box.height)
    rest = Box(x, word.box.y, max(1, word.box.right - x), word.box.height)
    return EngineWord(word.text[:at], head, word.confidence), rest


def _joined(boxes: Sequence[Box]) -> tuple[Box, ...]:
    """Strokes of one slot are one mark."""
    done: list[Box] = []
    for box in sorted(boxes):
        if done and box.x - done[-1].right < max(box.height, done[-1].height):
            done[-1] = done[-1].union(box)
        else:
            done.append(box)
    return tuple(done)
