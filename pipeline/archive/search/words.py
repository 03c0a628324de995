"""Words as the index has them: folded, and where they bear marks also as they are written.

A word is a run of letters and digits.  Folded, it has no marks, `đ` is `d`, `ky` is `ki`, and a
number has no zeros before it; as written, its tone stands in the old place (`hòa`).  Everything
between two words is nothing: `1943-CV/QU`, `1943 CV QU` and `1943/cv-qu` are the same three.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from pipeline.text.folding import fold, old_style

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["WORD", "Form", "form_of", "forms", "is_number", "is_year", "joined", "pairs"]

WORD = re.compile(r"[^\W_]+")
_LONGEST = 40  # nobody asks for more, and both databases index as much
_Y_ALONE = re.compile(r"(?:[hklmstv]|qu)y")  # kỷ, lý, mỹ, quý: also written with i
_Y = re.compile("y(?=[\u0300-\u036f]*$)")


class Form(NamedTuple):
    """A word in both spellings.

    Attributes:
        folded: Without marks.
        exact: With its marks, in small letters; None where it bears none.
    """

    folded: str
    exact: str | None


@lru_cache(maxsize=1 << 16)
def form_of(word: str) -> Form:
    """One word's spellings.

    >>> form_of("Ủy"), form_of("uỷ")
    (Form(folded='uy', exact='ủy'), Form(folded='uy', exact='ủy'))
    >>> form_of("kỷ") == form_of("KỈ"), form_of("05").folded, form_of("ban")
    (True, '5', Form(folded='ban', exact=None))
    """
    lower = unicodedata.normalize("NFC", word.lower())[:_LONGEST]
    folded = fold(lower)
    if folded.isdecimal() and folded.isascii():
        return Form(folded.lstrip("0") or "0", None)
    exact = old_style(lower)
    if _Y_ALONE.fullmatch(folded):
        folded = folded[:-1] + "i"
        exact = unicodedata.normalize("NFC", _Y.sub("i", unicodedata.normalize("NFD", exact)))
    return Form(folded, exact if exact != folded else None)


def forms(text: str) -> list[Form]:
    """A text's words in their order.

    >>> [form.folded for form in forms("Số 05-CV/ĐU (phòng, chống)")]
    ['so', '5', 'cv', 'du', 'phong', 'chong']
    """
    return [form_of(word) for word in WORD.findall(unicodedata.normalize("NFC", text))]


def pairs(words: Sequence[str]) -> Iterator[str]:
    """Each word with the next one.

    >>> list(pairs(["phong", "chong", "dich"]))
    ['phong_chong', 'chong_dich']
    """
    return (f"{one}_{two}" for one, two in pairwise(words))


def joined(words: Sequence[str]) -> str:
    """Words written as one: how numbers and symbols are known, however they were spaced.

    >>> joined(["1943", "cv", "qu"])
    '1943cvqu'
    """
    return "".join(words)


def is_number(word: str) -> bool:
    """Whether a folded word begins as a document's number does (`1943`, `12a`)."""
    return word[:1].isdecimal() and len(word) <= 6


def is_year(word: str) -> bool:
    """Whether a folded word is most likely a year of documents (`2021`)."""
    return len(word) == 4 and word.isdecimal() and "1945" <= word <= "2099"
