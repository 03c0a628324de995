"""Names and subject against the language, and against the same words elsewhere on the paper."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from pipeline.record.check import Check
from pipeline.record.gazetteer import PLACES
from pipeline.record.lexicon import SURNAMES
from pipeline.text.folding import fold, old_style
from pipeline.text.syllables import is_valid_syllable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.record.parts import Parts
    from pipeline.values.document import Field
    from pipeline.values.readings import Line, PageReading

__all__ = ["is_misspelt", "spelt_alike", "syllables_of_names"]

_NAMED = ("org", "subject", "signer")
# So many words in a row are the same phrase, not the same letters by chance.
_RUN = 3
# The other place tells nothing where it is itself in doubt.
_SURE = 0.9
# Names that follow no rule of syllables: Bắc Kạn, Đắk Lắk, Ksor.
_NAMES = frozenset(word.lower() for name in (*PLACES, *SURNAMES) for word in name.split())
# Signs that belong to no word (a stop or quote between spaces, a dash before a joining word), and
# two years whose dash was lost.
_STRAY = re.compile(
    r"(?:^|\s)[.,;:!?'|_\\]+(?=\s|$)|\s-\s(?=(?:và|của|cho|về|trong)\b)|[|_\\]"
    r"|\b(?:19|20)\d\d\s+(?:19|20)\d\d\b"
)
_STOP = re.compile(r"\b[^\W\d_]{3,}\.\s+([^\W\d_])")
# Words of one letter with a mark; all other such letters are what is left of a word.
_ONE_LETTER = frozenset("ýởàạ")
# A consonant between words is what is left of one; at the end it names a house (CÔNG TY B).
_LEFTOVER = re.compile(r"(?<=\s)[BCDGHKLMNPQRSTVX](?=\s+[^\W\d_]{2,})")
_UNITS = frozenset(("km", "cm", "mm", "kg", "kv", "kw", "tr", "m", "g", "l", "w", "v", "đ", "t"))


def syllables_of_names(fields: Mapping[str, Field]) -> Iterator[Check]:
    """A word that no Vietnamese syllable can be was misread, and so were signs that stand alone."""
    for key in _NAMED:
        value = fields[key].value
        if not isinstance(value, str):
            continue
        wrong = [word for word in re.findall(r"[^\W\d_]+", value) if is_misspelt(word)]
        wrong += _LEFTOVER.findall(value) if key == "org" else []
        said = ", ".join(f"“{word}”" for word in wrong[:3])
        yield Check(f"{key}.syllables", (key,), f"{said} không phải tiếng Việt" if wrong else None)
        stray = [match[0] for match in _STRAY.finditer(value)]
        stray += [match[0] for match in _STOP.finditer(value) if match[1].islower()]
        if stray:
            yield Check(f"{key}.signs", (key,), f"có dấu lạc chỗ: “{stray[0].strip()}”")


def is_misspelt(word: str) -> bool:
    """Whether a word cannot be as it stands: marks on no syllable, or small letters without vowel.

    Abbreviations, foreign names and units are left alone.

    >>> [is_misspelt(word) for word in ("PHÁẢM", "ng", "Mgọc")]
    [True, True, True]
    >>> [is_misspelt(word) for word in ("THPT", "HĐND", "website", "km", "LẮK", "Kpă", "phòng")]
    [False, False, False, False, False, False, False]
    """
    apart = unicodedata.normalize("NFD", word)
    if len(word) == 1 and word.islower() and len(apart) > 1:
        return word not in _ONE_LETTER
    if is_valid_syllable(word.lower()) or word.lower() in _NAMES:
        return False
    if any(unicodedata.combining(sign) for sign in apart):
        return not (word.isupper() and not re.search(r"[aeiouy]", fold(word)))
    bare = fold(word)
    return word.islower() and bare not in _UNITS and not re.search(r"[aeiouyw]", bare)


class _Said(NamedTuple):
    """A word as it stands elsewhere: for comparing (folded), as printed, and how sure."""

    folded: str
    spelt: str
    confidence: float


def spelt_alike(parts: Parts, fields: Mapping[str, Field]) -> Iterator[Check]:
    """Three words that stand elsewhere too, with other accents: one of the two was misread."""
    index: dict[tuple[str, ...], list[tuple[Line, list[_Said]]]] | None = None
    for key in _NAMED:
        field = fields[key]
        words = re.findall(r"[^\W_]+", field.value) if isinstance(field.value, str) else []
        if len(words) < _RUN:
            continue
        index = index if index is not None else _phrases(parts.pages)
        last = len(words) - _RUN
        checked = [
            _compared(words[i : i + _RUN], field, index, first=i == 0, last=i == last)
            for i in range(last + 1)
        ]
        wrong = next((said for said in checked if said), None)
        if wrong:
            yield Check(f"{key}.elsewhere", (key,), f"chỗ khác trên văn bản viết “{wrong}”")
        elif "" in checked:
            yield Check(f"{key}.elsewhere", (key,))


def _phrases(
    pages: tuple[PageReading, ...],
) -> dict[tuple[str, ...], list[tuple[Line, list[_Said]]]]:
    """Every run of words of the document, within a line or over a line's end."""
    found: dict[tuple[str, ...], list[tuple[Line, list[_Said]]]] = defaultdict(list)
    for page in pages:
        for zone in page.zones:
            said = [(line, word) for line in zone.lines for word in _words(line)]
            for i in range(len(said) - _RUN + 1):
                run = said[i : i + _RUN]
                found[tuple(word.folded for _, word in run)].append(
                    (run[0][0], [w for _, w in run])
                )
    return found


def _words(line: Line) -> Iterator[_Said]:
    for word in line.words:
        for token in re.findall(r"[^\W_]+", word.text):
            yield _Said(fold(token), _plain(token), word.confidence)


def _plain(token: str) -> str:
    return old_style(token).lower()


def _compared(
    words: list[str],
    field: Field,
    index: Mapping[tuple[str, ...], list[tuple[Line, list[_Said]]]],
    *,
    first: bool,
    last: bool,
) -> str | None:
    """Another spelling of a run; empty where it is spelt so elsewhere; None where it is nowhere.

    A word tells only between neighbours that agree, or at an end of the value: `công tác quản lý`
    and `nguyên tắc quản lý` are both right.
    """
    mine = [_plain(word) for word in words]
    others = [
        [word.spelt for word in run]
        for line, run in index.get(tuple(fold(word) for word in words), ())
        if not _is_own(line, field) and min(word.confidence for word in run) >= _SURE
    ]
    if mine in others:
        return ""
    tells = (first, True, last)
    for other in others:
        if any(at and a != b for at, a, b in zip(tells, mine, other, strict=True)):
            return " ".join(other)
    return None


def _is_own(line: Line, field: Field) -> bool:
    """Whether the field was read from that line."""
    if not line.id.startswith(f"p{field.page or 0:04d}"):
        return False
    return field.box is not None and line.box.intersection(field.box).area > 0
