"""A zone's lines, cut out one by one and read."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from pipeline.geometry import Box
from pipeline.pixels.components import components
from pipeline.print.lines import find_lines
from pipeline.text.syllables import is_valid_syllable, syllable_share

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.recognition.engine import EngineLine
    from pipeline.recognition.reader import SingleReader

__all__ = ["PrintedPage", "is_noise", "read_block"]

log = logging.getLogger(__name__)

# Surer words are right 99 times in 100 on the development scans, whatever lay over them.
_SURE = 0.9
# Less lifted ink beside a line cannot have changed a letter.
_LEAST_LIFTED_MM2 = 0.3
_BEYOND_MM = 0.9
_SMALL_MM2 = 0.6
_PAPER = 235
# A word trusted so much may as well be right as wrong when ink lies on it.
_NEITHER = 0.8
_BETTER_LETTERS = 2.5

_CODE = re.compile(
    r"\d{2,}|\w/\w|\w@\w|\bwww\.|\w[.,](?:vn|com|net|org)\b|\b(?:e-?mail|website|fax)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True, eq=False)
class PrintedPage:
    """What lines are read from; flat frame.

    Attributes:
        gray: (H, W) uint8, the page without rules and without lifted ink.
        inked: (H, W) uint8, the page before ink was lifted.
        lifted: (H, W) bool, where lifted ink lay; None = readings are not compared.
        dpi: Of all.
        doubtful: (H, W) bool, the part of `lifted` that may have been print: black, and small.
    """

    gray: NDArray[np.uint8]
    inked: NDArray[np.uint8]
    lifted: NDArray[np.bool_] | None
    dpi: float
    doubtful: NDArray[np.bool_] | None = None


def read_block(page: PrintedPage, box: Box, reader: SingleReader) -> list[EngineLine]:
    """The lines of one column of print, top to bottom.

    Lifting ink may take print with it. A line where black ink was lifted, and an unsure line where
    any was, is read with that ink as well, and the better reading is kept; of that one second
    opinions are heard.

    Args:
        page: What to read from.
        box: The column, flat frame.
        reader: Reads a line at a time; a `LineReader` hears second opinions too.

    Returns:
        Lines with boxes in the flat frame; lines in which nothing was read are left out.
    """
    lines: list[EngineLine] = []
    for cut in find_lines(page.gray[box.slices], page.dpi):
        room = Box(box.x + cut.offset[0], box.y + cut.offset[1], *cut.gray.shape[::-1])
        look = _look(cut.gray, room, page.dpi, reader)
        unsure = look.line is None or min(word.confidence for word in look.line.words) < _SURE
        if page.lifted is not None and (unsure or _much(page.doubtful, room, page)):
            look = _compared(look, page, reader)
        if look.line is not None:
            above = lines[-1].text if lines else ""
            settled = reader.settled(look.line, look.gray, page.dpi, above)
            lines.append(settled.moved(look.room.x, look.room.y))
    return lines


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    """A line's picture and its first reading.

    Attributes:
        gray: (h, w) uint8, the line alone.
        room: Where `gray` lies, flat frame.
        line: What was read, boxes in pixels of `gray`; None = nothing.
    """

    gray: NDArray[np.uint8]
    room: Box
    line: EngineLine | None


def _look(gray: NDArray[np.uint8], room: Box, dpi: float, reader: SingleReader) -> _Look:
    return _Look(gray, room, reader.first(gray, dpi))


def _compared(cleaned: _Look, page: PrintedPage, reader: SingleReader) -> _Look:
    """The better of a line's readings without and with the ink that was lifted off it."""
    if page.lifted is None:
        return cleaned
    room = cleaned.room
    # What was lifted may be the letters' heads or feet: look a little beyond what is left.
    wide = room.grown(round(_BEYOND_MM * page.dpi / 25.4), page.gray.shape)
    lifted = page.lifted[wide.slices]
    if not _much(page.lifted, wide, page):
        return cleaned
    inside = page.inked[wide.slices]
    own = lifted.copy()
    top, left = room.y - wide.y, room.x - wide.x
    own[top : top + room.height, left : left + room.width] |= cleaned.gray < _PAPER
    # Whole pieces of ink: what cleaning left of a letter may have been too little for the cut.
    pieces = components((inside < _PAPER).astype(np.uint8))
    belongs = np.zeros(len(pieces) + 1, dtype=bool)
    belongs[pieces.labels[own]] = True
    # Tone marks and dots that stand by the letters.
    belongs |= pieces.stats[:, 4] < _SMALL_MM2 * (page.dpi / 25.4) ** 2
    belongs[0] = False
    with_ink = np.where(pieces.where(belongs), inside, np.uint8(255))
    inked = _look(with_ink, wide, page.dpi, reader)
    if inked.line is None:
        return cleaned
    without = _worth(cleaned.line) if cleaned.line else 0.0
    keep_ink = _worth(inked.line) >= without + _BETTER_LETTERS
    kept, other = (inked, cleaned) if keep_ink else (cleaned, inked)
    log.info(
        "compared readings kept=%s worth=%.1f other=%.1f",
        "inked" if keep_ink else "cleaned",
        _worth(inked.line) if keep_ink else without,
        without if keep_ink else _worth(inked.line),
    )
    if kept.line is None:
        return kept
    said = other.line.text if other.line else ""
    return replace(kept, line=replace(kept.line, other=said, kept_ink=keep_ink))


def _much(ink: NDArray[np.bool_] | None, room: Box, page: PrintedPage) -> bool:
    """Whether enough ink lies in a line's room to have changed a letter."""
    if ink is None:
        return False
    dark = ink[room.slices] & (page.inked[room.slices] < 150)
    return bool(dark.sum() >= _LEAST_LIFTED_MM2 * (page.dpi / 25.4) ** 2)


def _worth(line: EngineLine) -> float:
    """How many letters a reading is surely good for: sure ones count for it, unsure ones against.

    Pen and stamps read as letters are seldom trusted to 0.8, and seldom Vietnamese; print is, even
    under a seal. So ink adds to a reading's worth only where it was print.
    """
    worth = 0.0
    for word in line.words:
        sure = min(1.0, max(-1.0, (word.confidence - _NEITHER) * 5))
        worth += len(word.text) * (sure if _plausible(word.text) else -abs(sure))
    return worth


def _plausible(word: str) -> bool:
    return bool(_CODE.search(word)) or word.isdigit() or syllable_share(word) > 0.5


def is_noise(line: EngineLine) -> bool:
    """Whether a line is strokes of pen or stamp that an engine took for letters.

    Unsure and not Vietnamese: below 0.6 on the development scans stand seals' rims and pen, and
    lines of print only where they hold numbers (`112/2025/QH15;`), which are kept.
    """
    text = line.text
    if not re.search(r"\w", text):
        return True
    if line.confidence >= 0.7:
        return False
    if _CODE.search(text) and (line.confidence >= 0.35 or _has_sure_word(line)):
        return False
    words = _WORD.findall(text)
    if not words:
        return line.confidence < 0.6
    share = syllable_share(text)
    return line.confidence < 0.35 or (share < 0.5 and line.confidence < 0.6)


def _has_sure_word(line: EngineLine) -> bool:
    """Whether a word of a line is surely print: beside one speck an engine doubts a whole code."""
    return any(
        word.confidence >= _SURE and _WORD.fullmatch(word.text) and is_valid_syllable(word.text)
        for word in line.words
    )
