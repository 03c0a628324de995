"""A signer's name on a line of a foot: rank and degree before it, scraps of seal and pen around it.

A name is never put right: what the engine made of it stands, or nothing does. The list of surnames
only says which words of a line are the name.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from pipeline.record import signs
from pipeline.record.lexicon import SURNAMES
from pipeline.text.folding import fold
from pipeline.text.syllables import is_valid_syllable

__all__ = ["Person", "is_known_surname", "is_name", "is_spoilt", "person_of"]

_SCRAPS = " .,;:*~_-–—|'\"“”‘’`´^°=+<>«»()[]{}\\/!?•·"
_ABBREVIATED = (
    r"pgs|gs|tskh|ts|th\.?\s?s|(?:bs|ds|dd|yt)?\s?\.?\s?ck\s?\.?\s?(?:i{1,2}|l{1,2}|1|2)|bs|ds|ks|"
    r"kts|cn|ls|ncs|cvcc?|ngut|ngnd|ttut|ttnd|dr|ktv|dcd"
)
_DEGREE = re.compile(
    rf"(?:(?:{_ABBREVIATED})(?:\s*[.,]\s*|\s+|$)|"
    r"(?:pho giao su|giao su|thac si|tien si|bac si|duoc si|ky su|luat su|cu nhan|kien truc su)"
    r"[.,]?\s+)+"
)
_RANK = re.compile(
    r"(?:(?:dai|thuong|trung|thieu)\s+(?:tuong|ta|uy)|(?:chuan |pho )?do doc|"
    r"(?:thuong|trung|ha)\s+s[iy])[.,:]?\s+"
)
_ADDRESS = re.compile(r"(?:ong|ba|d/c|dong chi|hoa thuong|thuong toa|dai duc|linh muc)[.:]?\s+")
_LONGEST = 7  # `Công Tằng Tôn Nữ Thị Ngọc Trâm`
# Single letters that are words of names of the Highlands and the Chăm.
_LETTERS = frozenset("YHKA")
_BY_FOLD = frozenset(map(fold, SURNAMES))


# Peoples whose names are not made of Vietnamese syllables.
_OTHERS = frozenset(
    ("y", "h", "a", "k", "ksor", "ro", "siu", "rah", "kpa", "dieu", "nie", "ma", "ka")
)


class Person(NamedTuple):
    """Who a line of a foot names.

    Attributes:
        name: As printed; set in capitals it stays so.
        rank: `Đại tá`; None where none is printed.
        academic: `PGS.TS.`; None where none is printed.
        clean: Nothing but rank, degree and name stood on the line.
    """

    name: str
    rank: str | None
    academic: str | None
    clean: bool


def is_known_surname(name: str) -> bool:
    """Whether a name begins with a surname of the list, accents misread or not.

    >>> is_known_surname("NGUYỄN VĂN A"), is_known_surname("H'Yim Kđoh"), is_known_surname("Chức")
    (True, True, False)
    """
    first = fold(name.split(maxsplit=1)[0]) if name.split() else ""
    return first in _BY_FOLD or first[:2] == "h'"


def is_spoilt(name: str) -> bool:
    """Whether a word of a Vietnamese name is none: a letter under a seal was misread.

    >>> [is_spoilt(name) for name in ("Vũ Hữu Tóàm", "Trần Mgọc Thịnh", "Trần Ngọc Thịnh")]
    [True, True, False]
    >>> [is_spoilt(name) for name in ("Y Thanh Hà Niê Kđăm", "H'Yim Kđoh", "Rơ Châm Long")]
    [False, False, False]
    """
    words = name.split()
    if "'" in name.replace("’", "'") or fold(words[0]) in _OTHERS:
        return False
    return not all(is_valid_syllable(word.strip(".")) or len(word) <= 2 for word in words)


def person_of(text: str) -> Person | None:
    """The signer whom a line of a signature names; None where it can be no name.

    >>> person_of("PGS.TS. Trần Văn Bê")
    Person(name='Trần Văn Bê', rank=None, academic='PGS.TS.', clean=True)
    >>> person_of("Đại tá, TS. Lê Cường") is None, person_of("Đại tá Lê Cường").rank
    (False, 'Đại tá')
    >>> person_of("“- Lương Duy Vân |").name, person_of("Y Thanh Hà Niê Kđăm").name
    ('Lương Duy Vân', 'Y Thanh Hà Niê Kđăm')
    >>> [person_of(t) for t in ("Như trên;", "Lưu: VT", "và các ông", "CỤC TRƯỞNG")]
    [None, None, None, None]
    """
    bare = text.strip(_SCRAPS)
    trimmed = _trimmed(bare)
    if trimmed is None:
        return None
    rank, academic, name = _apart(trimmed)
    if not _is_words_of_name(name):
        return None
    # `vũ Đình Tuấn`: a capital whose head a seal hid.
    return Person(name[0].upper() + name[1:], rank, academic, trimmed == bare and name[0].isupper())


def is_name(text: str) -> bool:
    """Whether a whole line is a name in small letters with capitals, a rank perhaps before it.

    >>> [is_name(t) for t in ("Lê Thành Công", "PGS.TS. Trần Văn B", "Đại tá Lê C", "H'Yim Kđoh")]
    [True, True, True, True]
    >>> [is_name(t) for t in ("PHÓ BÍ THƯ", "Như trên;", "Lưu: VT", "Lưu VPTU.", "và các ông")]
    [False, False, False, False, False]
    """
    if re.match(r"\s*[-–—•+]\s", text) or signs.is_noi_nhan(text):
        return False
    _, _, name = _apart(text.strip(" .,;:*~_-–|'\""))
    words = name.split()
    return (
        2 <= len(words) <= _LONGEST
        and all(map(_is_word_of_name, words))
        and not signs.is_caps(name)
        and _mostly_syllables(words)
    )


def _apart(text: str) -> tuple[str | None, str | None, str]:
    """(rank, degree, name) of a line."""
    rank = academic = None
    while True:
        folded = fold(text)
        if match := _RANK.match(folded):
            rank = text[: match.end()].strip(" .,:")
        elif (match := _DEGREE.match(folded)) and text[0].isupper():
            academic = " ".join(filter(None, (academic, text[: match.end()].strip(" ,"))))
        elif not (match := _ADDRESS.match(folded)) or not text[0].isupper():
            return rank, academic, text.strip(_SCRAPS)
        text = text[match.end() :]


def _trimmed(bare: str) -> str | None:
    """A line without words at its ends that are none; None where nothing is left."""
    words = bare.split()
    if words and not _DEGREE.match(fold(bare)) and not _RANK.match(fold(bare)):
        while len(words) > 2 and _is_scrap(words[0]) and not _opens_name(words):
            words = words[1:]
    while len(words) > 2 and _is_scrap(words[-1]) and not words[-1].rstrip(".").isupper():
        words = words[:-1]
    return " ".join(words).strip(_SCRAPS) or None


def _is_scrap(word: str) -> bool:
    """No letters, figures among them, or one or two letters that no name has."""
    letters = [letter for letter in word if letter.isalpha()]
    if not letters or any(map(str.isdigit, word)):
        return True
    if len(letters) == 1:
        return not word.isalpha() or word.upper() not in _LETTERS or word.islower()
    return len(letters) == 2 and word.islower() and fold(word) not in _BY_FOLD


def _opens_name(words: list[str]) -> bool:
    """`Y Duy Tú`: one letter that is a surname."""
    return words[0].upper() in _LETTERS and words[0].isupper()


def _is_words_of_name(name: str) -> bool:
    words = name.split()
    if not 2 <= len(words) <= _LONGEST or signs.is_noi_nhan(name):
        return False
    if signs.is_caps(name):
        return is_known_surname(name) and all(w.replace("'", "").isalpha() for w in words)
    if words[0][0].islower() and fold(words[0]) in _BY_FOLD:
        words = [words[0].capitalize(), *words[1:]]
    return all(map(_is_word_of_name, words)) and _mostly_syllables(words)


def _is_word_of_name(word: str) -> bool:
    """A capital, then small letters; `H'Yim`, `K'rể`, and a lone capital with its stop besides."""
    bare = word.replace("’", "'").rstrip(".")
    if not bare or not bare[0].isupper() or not bare.replace("'", "").isalpha():
        return False
    return all(
        letter.islower() or letter == "'" or before == "'" for before, letter in pairwise(bare)
    )


def _mostly_syllables(words: list[str]) -> bool:
    valid = sum(
        is_valid_syllable(word.strip(".")) or len(word.strip(".")) == 1 or "'" in word
        for word in words
    )
    return valid >= len(words) / 2
