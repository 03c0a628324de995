"""How wide print is set: Times' letters in ems, and the ems of a line."""

from __future__ import annotations

import re
from statistics import median
from typing import TYPE_CHECKING

from pipeline.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.recognition.engine import EngineWord

__all__ = ["type_scale", "width_in_ems"]

# Advance widths in Times, thousandths of an em; upright and italic hardly differ in sum.
_WIDTHS = {
    **dict.fromkeys("il/:;.,'tj|", 278), **dict.fromkeys("-fr()", 333),
    **dict.fromkeys("cezsaJ", 440), **dict.fromkeys("SPFE", 580),
    **dict.fromkeys("LTZ", 611), **dict.fromkeys("BCR", 667),
    **dict.fromkeys("wADGHKNOQUVXY", 722), **dict.fromkeys("mM", 790), "W": 940,
}  # fmt: skip
_FIGURE = 500
# Words that pen and leaders have no part in: letters, or a code after its separator.
_OF_TYPE = re.compile(r"[^\W\d_]{2,}[,:]?|[/-][^\W\d_]{2,}(?:[/-][^\W\d_]+)*")
_WITH_FIGURES = re.compile(r"[\w:/-]*[^\W\d_]{2,}[\w:/-]*")


def width_in_ems(text: str) -> float:
    """How wide print is set, in ems.

    >>> width_in_ems("tháng")
    2.218
    """
    plain = (("đ" if c == "đ" else "Đ" if c == "Đ" else _bare(c)) for c in text)
    return sum(_WIDTHS.get(c, 722 if c == "Đ" else _FIGURE) for c in plain) / 1000


def _bare(letter: str) -> str:
    low = fold(letter)
    return low.upper() if letter.isupper() else low


def type_scale(words: Sequence[EngineWord], height: int) -> float:
    """Pixels an em has on this line, by its surely read words.

    Args:
        words: Of the line.
        height: Of the line, where no word is sure: tones and tails included it has 1.1 em.
    """
    for sure, kind in ((0.85, _OF_TYPE), (0.85, _WITH_FIGURES), (0.6, _OF_TYPE)):
        sizes = [
            word.box.width / width_in_ems(word.text)
            for word in words
            if word.confidence >= sure and kind.fullmatch(word.text)
        ]
        if sizes:
            return median(sizes)
    return height / 1.1
