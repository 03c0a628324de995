"""A zone's lines, cut out one by one and read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.images.lines import find_lines
from pipeline.recognition.engine import EngineLine, EngineWord
from pipeline.text.syllables import syllable_share
from pipeline.values import Box

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipeline.recognition.engine import Engine

__all__ = ["is_noise", "read_block"]

_CODE = re.compile(r"\d{2,}|\w/\w")
_WORD = re.compile(r"[^\W\d_]{2,}")


def read_block(gray: NDArray[np.uint8], box: Box, dpi: float, engine: Engine) -> list[EngineLine]:
    """The lines of one column of print, top to bottom.

    Args:
        gray: (H, W) uint8, the whole flat page without rules.
        box: The column, flat frame.
        dpi: Of `gray`.
        engine: Reads a line at a time.

    Returns:
        Lines with boxes in the flat frame; lines in which nothing was read are left out.
    """
    lines = []
    for cut in find_lines(gray[box.slices], dpi):
        x, y = box.x + cut.offset[0], box.y + cut.offset[1]
        words = [
            EngineWord(word.text, _moved(word.box, x, y), word.confidence)
            for part in engine.read(cut.gray, dpi, "line")
            for word in part.words
        ]
        if words:
            words.sort(key=lambda word: word.box.x)
            lines.append(EngineLine(tuple(words), Box.around(word.box for word in words)))
    return lines


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
    if _CODE.search(text) and line.confidence >= 0.35:
        return False
    words = _WORD.findall(text)
    if not words:
        return line.confidence < 0.6
    share = syllable_share(text)
    return line.confidence < 0.35 or (share < 0.5 and line.confidence < 0.6)


def _moved(box: Box, x: int, y: int) -> Box:
    return Box(box.x + x, box.y + y, box.width, box.height)
