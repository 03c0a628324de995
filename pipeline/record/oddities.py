"""What in a value's own letters speaks against it: signs, words, ends and codes it cannot have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.record.gazetteer import PLACES, known_places
from pipeline.record.lexicon import OFFICES, ORG_CODES, ORGAN_HEADS, SURNAMES
from pipeline.record.signs import starts_with
from pipeline.record.type_names import TYPE_CODES, TYPES
from pipeline.text.syllables import is_valid_syllable, syllables

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["LISTED", "is_open", "odd_signs", "odd_words"]

_ODD = re.compile(r"[^\w\s.,;:()/&%'’“”\"\-–+]|_|\s[.,;:]|(?<!\w)\.|[.,;:]{2}")
_ODD_IN: dict[str, re.Pattern[str]] = {
    "number": re.compile(r"\D"),
    "symbol": re.compile(r"[^\w\-/&.]|_"),
    "place": re.compile(r"[^\w\s.'’\-]|_|\d"),
    "signer": re.compile(r"[^\w\s.'’\-]|_|\d"),
}
# As they are spelt: without accents half of them are names (`Đầu tư`, `Quảng Nam`, `vận tải`).
_JOINING = frozenset(
    {
        *("và", "của", "về", "các", "cho", "tại", "với", "trong", "theo", "đến", "từ", "những"),
        *("một", "do", "để", "hoặc", "nhằm", "ngày", "tháng", "năm"),
    }
)
_WHOLE = re.compile(r"\b(?:tự do|lý do|(?:\d+|hàng|hằng|trong|mỗi|cả|nhiều) (?:ngày|tháng|năm))$")
# Words of other tongues that offices print every day.
_LOANS = frozenset(
    {
        *("website", "web", "email", "internet", "online", "fax", "logo", "video", "clip", "metro"),
        *("wifi", "container", "inox", "gas", "karaoke", "covid", "smart", "marketing"),
    }
)
# Of places whose names are no Vietnamese syllables (`Krông`, `Đắk`, `Pleiku`).
_PLACE_WORDS = frozenset(word for name in PLACES for word in re.findall(r"[^\W\d_]+", name.lower()))
# No syllable has four consonants in a row: an abbreviation, however long (`VKSNDTC`, `UBMTTQVN`).
_ABBREVIATION = re.compile(r"[A-ZĐ]*[B-DF-HJ-NP-TV-XZĐ]{4}[A-ZĐ]*")
# Who typed a document, behind `Lưu: VT, ...`; anywhere else such letters are a torn word.
_INITIALS = re.compile(r"[b-df-hj-np-tv-xzđ]{2,4}")


def odd_signs(key: str, text: str) -> int:
    """How many signs a value has that such a value does not have, struck print among them."""
    return len(_ODD_IN.get(key, _ODD).findall(text))


def odd_words(key: str, text: str) -> int:
    """Words that no Vietnamese text has; of a name or place, in which other tongues have a say."""
    if key in ("number", "symbol", "date", "system"):
        return 0
    kept = key == "noi_nhan" and re.match(r"\s*Lưu\b", text) is not None
    return sum(
        not is_valid_syllable(word)
        and word.lower() not in _LOANS | _PLACE_WORDS
        and not _ABBREVIATION.fullmatch(word)
        and not (kept and _INITIALS.fullmatch(word))
        for word in syllables(text)
    )


def is_open(text: str) -> bool:
    """Whether a text ends in the middle of something."""
    words = re.findall(r"\w+", text.lower())
    if not words:
        return True
    joins = words[-1] in _JOINING and not _WHOLE.search(" ".join(words))
    unpaired = any(text.count(a) != text.count(b) for a, b in ("()", "[]", "“”"))
    return joins or unpaired or text[-1] in ",:-–(/"


def _codes_known(symbol: str) -> bool:
    codes = re.split(r"[-/]", symbol)
    known = {*TYPE_CODES, *ORG_CODES}
    return len(codes) > 1 and all(code in known for code in codes)


def _kind_of_organ_known(name: str) -> bool:
    return starts_with(name, ORGAN_HEADS) is not None and name not in TYPES


LISTED: dict[str, Callable[[str], bool]] = {
    "symbol": _codes_known,
    "place": lambda text: text in known_places(text),
    "type": TYPES.__contains__,
    "title": lambda text: starts_with(text, OFFICES) is not None,
    "signer": lambda text: any(word in SURNAMES for word in text.split()[:-1]),
    "org": _kind_of_organ_known,
    "parent_org": _kind_of_organ_known,
}
"""Whether a value is of those that lists know; other fields have no list."""
