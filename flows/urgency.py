"""How urgent a file is before anybody has read it: by what people call it or its folder, and lists.

The mark on the paper is known only when its first page is read, and that is most of the work.
"""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from typing import Literal

from pipeline.text.folding import fold

__all__ = ["Degree", "degree_of", "degree_said"]

Degree = Literal[0, 1, 2, 3]
"""None, KHẨN, THƯỢNG KHẨN, HỎA TỐC."""

_DEGREES: tuple[tuple[Degree, str], ...] = (
    (3, r"h[oỏ][aả][ _.-]*t[oố]c"),  # old and new style of tones, and no accents
    (2, r"th[uư][oợ]ng[ _.-]*kh[aẩ]n"),
)
_BOTH = [(degree, re.compile(rf"(?<![^\W_]){words}(?![^\W_])")) for degree, words in _DEGREES]
_WITH_ACCENTS = re.compile(r"(?<![^\W_])khẩn(?![^\W_])(?![ _.-]*(?:trương|cấp thiết|cầu|thiết))")
_ALONE = re.compile(r"[\W_\d]*khan[\W_\d]*")
"""Without accents `khan` is many words; it is this one where nothing else stands in a name."""


@lru_cache(maxsize=8192)
def degree_of(name: str) -> Degree:
    """The degree that a file's name, or one of its folders', says.

    >>> degree_of("HỎA TỐC/a.pdf"), degree_of("2026/cv_thuong-khan_12.pdf"), degree_of("KHẨN/a.pdf")
    (3, 2, 1)
    >>> degree_of("Khan/a.pdf"), degree_of("khẩn trương triển khai.pdf"), degree_of("khan hiếm.pdf")
    (1, 0, 0)
    """
    return max(degree_said(part) for part in posixpath.splitext(name)[0].split("/"))


@lru_cache(maxsize=8192)
def degree_said(words: str) -> Degree:
    """The degree that words say.

    >>> degree_said("Hoả tốc"), degree_said("Thượng khẩn"), degree_said("thường")
    (3, 2, 0)
    """
    said = words.lower()
    for degree, pattern in _BOTH:
        if pattern.search(said):
            return degree
    return 1 if _WITH_ACCENTS.search(said) or _ALONE.fullmatch(fold(said)) else 0
