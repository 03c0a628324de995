"""Other spellings of the same words, for search keys and for tolerant rules; never for output."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

__all__ = ["differences", "fold", "old_style"]

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
# Open oa, oe, uy: the only rhymes whose tone mark has an old and a new place.
# `quý` is q + u + y: the u belongs to the onset, so the mark has one place only.
_NEW_STYLE = re.compile(r"(?<![qQ])([oO])([aAeE])([\u0300\u0301\u0303\u0309\u0323])(?![^\W\d_])")
_NEW_STYLE_UY = re.compile(r"(?<![qQ])([uU])([yY])([\u0300\u0301\u0303\u0309\u0323])(?![^\W\d_])")
_BARE = {"đ": "d", "Đ": "D", "ð": "d", "Ð": "D"}


@lru_cache(maxsize=4096)
def _bare(letter: str) -> str:
    """A letter without its marks; always exactly one character."""
    if letter in _BARE:
        return _BARE[letter]
    base = unicodedata.normalize("NFD", letter)[0]
    lower = base.lower()
    return lower if len(lower) == 1 else base


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Lower case without marks, one character for one, so that positions stay those of `text`.

    The text must be NFC, as everything stored is.

    >>> fold("Số 31-CT/TU, ĐẢNG ỦY")
    'so 31-ct/tu, dang uy'
    >>> len(fold("tháng → thắng")) == len("tháng → thắng")
    True
    """
    return "".join(_bare(letter).lower() if letter > "\x7f" else letter.lower() for letter in text)


@lru_cache(maxsize=8192)
def old_style(text: str) -> str:
    """Tone marks in their old places (`hòa`, `thúy`, `ủy`), as most of the archives print them.

    >>> old_style("hoà bình, UỶ BAN, khoẻ, thuý")
    'hòa bình, ỦY BAN, khỏe, thúy'
    >>> old_style("hoàn, huỳnh, quý, hoạt, loại")
    'hoàn, huỳnh, quý, hoạt, loại'
    """
    apart = unicodedata.normalize("NFD", text)
    for pattern in (_NEW_STYLE, _NEW_STYLE_UY):
        apart = pattern.sub(r"\1\3\2", apart)
    return unicodedata.normalize("NFC", apart)


def differences(a: str, b: str, most: int) -> int:
    """Letters to change, add or drop between two short texts, counted no further than `most` + 1.

    >>> differences("quyet dinh", "quyet djnh", 2)
    1
    >>> differences("chi thi", "ke hoach", 2)
    3
    """
    return Levenshtein.distance(a, b, score_cutoff=most)
