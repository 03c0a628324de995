"""The printed words around the blanks of number and date lines, and where each blank lies.

`Số: …/UBND`, `ngày … tháng … năm`: pen runs into its neighbours and an engine then reads both as
one word.  Such words are cut where print must end or begin: by the width its letters have in type,
measured on the surely read words of the same line.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from pipeline.geometry import Box
from pipeline.pen.type_widths import width_in_ems
from pipeline.recognition.engine import EngineWord
from pipeline.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Blank", "blanks_of", "unglued"]

_LABEL = re.compile(r"^\W?s[oe06][:.;,]?$")
_GLUED_LABEL = re.compile(r"^(s[oe](?:[:.;]|(?=\d)))(?=.)")  # not `Sông`
_DAY = re.compile(r"^\W?n[gq]a[yv]$")
_GLUED_DAY = re.compile(r"^(n[gq]a[yv])(?=.)")
_MONTH = re.compile(r"^[tl]h?[aeo]n[gq]$")
_GLUED_MONTH = re.compile(r"^(.{1,4}?)(?=th[aeo]n[gq])")
_AFTER_MONTH = re.compile(r"^([tl]h[aeo]n[gq])(?=.)")
_GLUED_YEAR = re.compile(r"^(.{1,3})(?=n[ao]m$)")
_YEAR = re.compile(r"^n[ao]m")
# `/UBND-TH`, `-CV/ĐU`, `/2026/TT-BCA`: what stands behind the number.
_SYMBOL = re.compile(r"^[/-](?:(?:19|20)\d\d/)?[A-ZĐ][\w&.]*(?:[-/][\w&.]+)*")
_IN_SYMBOL = re.compile(r"[/-](?=(?:(?:19|20)\d\d/)?[A-ZĐ])")
# `QĐ-SYT`, its slash boxed with the pen that touches it: `yQĐ-SYT`.
_BARE_SYMBOL = re.compile(r"[A-ZĐ]{2,5}-[A-ZĐ]{2,}[\w&.]*(?:-[\w&.]+)*")
_BEFORE_BARE = re.compile(r"[^A-ZĐ/-]{1,6}(?=[A-ZĐ]{2,5}-[A-ZĐ]{2,})")

# A sentence that names a law or a paper with its date, not a place with a date.
_SENTENCE = re.compile(
    r"\W*(?:can cu|ban hanh|kem theo|theo|thuc hien|xet|luat|nghi (?:dinh|quyet)|quyet dinh)\b"
)

# Words that are read as surely have no pen in them on the development scans.
_SURE = 0.88


class Blank(NamedTuple):
    """A blank between printed words of a line; flat frame.

    Attributes:
        form: What belongs there.
        inside: Places in the line of the words that were read in it.
        before: Place in the line of the printed word before it; -1 where pen made it unreadable.
        behind: Of the printed word behind it.
        left: First column behind the print before it.
        right: Column where the print behind it begins.
    """

    form: Literal["number", "day", "month"]
    inside: tuple[int, ...]
    before: int
    behind: int
    left: int
    right: int


def unglued(words: Sequence[EngineWord], scale: float) -> list[EngineWord]:
    """Words cut where a blank begins or ends: `Số:07/QĐ-UB`, `ngày0P`, `†tháng`, `Đ14/UBND`."""
    cut: list[EngineWord] = []
    for i, word in enumerate(words):
        labelled = i == 0 or (i <= 2 and bool(_LABEL.match(fold(words[0].text))))
        cut += _pieces(word, scale, first=i == 0, labelled=labelled)
    return cut


def _pieces(word: EngineWord, scale: float, *, first: bool, labelled: bool) -> list[EngineWord]:
    folded = fold(word.text)
    if len(folded) != len(word.text):
        return [word]
    if first and (match := _GLUED_LABEL.match(folded)):
        head, rest = _cut(word, match.end(1), scale, printed="head")
        return [head, *_pieces(rest, scale, first=False, labelled=True)]
    for pattern in (_GLUED_DAY, _AFTER_MONTH):
        if match := pattern.match(folded):
            head, rest = _cut(word, match.end(1), scale, printed="head")
            return [head, *_pieces(rest, scale, first=False, labelled=False)]
    for pattern in (_GLUED_MONTH, _GLUED_YEAR):
        if match := pattern.match(folded):
            head, rest = _cut(word, match.end(1), scale, printed="rest")
            return [head, *_pieces(rest, scale, first=False, labelled=False)]
    return _before_symbol(word, scale, glued=not first) if labelled else [word]


def _before_symbol(word: EngineWord, scale: float, *, glued: bool) -> list[EngineWord]:
    """Figures and symbol apart; `glued`: the slash between them may be lost in the pen."""
    bare = _BEFORE_BARE.match(word.text) if glued and word.confidence < _SURE else None
    if bare:
        return list(_cut(word, bare.end(), scale, printed="rest"))
    match = _IN_SYMBOL.search(word.text)
    if not match or not match.start():
        return [word]
    figures, symbol = _cut(word, match.start(), scale, printed="rest")
    # An engine for words is unsure of any code, and its doubt falls on the whole.
    sure = min(1.0, figures.confidence + 0.25)
    return [replace(figures, confidence=sure), symbol]


def _cut(
    word: EngineWord, at: int, scale: float, *, printed: Literal["head", "rest"]
) -> tuple[EngineWord, EngineWord]:
    """A word's first letters and its rest; the printed part gets the width it has in type."""
    text, box = word.text, word.box
    if word.confidence >= _SURE:  # no pen in it: the word is its own measure
        scale = box.width / width_in_ems(text)
    if printed == "head":
        x = box.x + round(scale * width_in_ems(text[:at]))
    else:
        x = box.right - round(scale * width_in_ems(text[at:]))
    x = min(max(x, box.x + 1), box.right - 1)
    head = Box(box.x, box.y, x - box.x, box.height)
    rest = Box(x, box.y, box.right - x, box.height)
    return (
        EngineWord(text[:at], head, word.confidence, trust=word.trust),
        EngineWord(text[at:], rest, word.confidence, trust=word.trust),
    )


def blanks_of(words: Sequence[EngineWord], scale: float, *, letterhead: bool) -> list[Blank]:
    """The blanks of a line, empty ones too.

    Args:
        words: Cut by `unglued`.
        scale: Pixels an em.
        letterhead: The line stands in a column of the letterhead: there `số` begins a number
            line too (the capital misread); elsewhere it may begin a line of the body.
    """
    return [*_number_blank(words, scale, letterhead=letterhead), *_date_blanks(words, scale)]


def _number_blank(words: Sequence[EngineWord], scale: float, *, letterhead: bool) -> list[Blank]:
    """Between `Số:` and the symbol."""
    first = words[0].text
    # In the body a small `số` begins a line like any word; with a colon it is a label there too.
    named = first[0] != "s" or letterhead or first[-1] == ":"
    label = named and bool(_LABEL.match(fold(first)))
    behind = next((i for i in range(1, len(words)) if _begins_symbol(words, i)), None)
    if behind is None or behind > 5:
        return []
    if words[behind].text in ("/", "-") and any(_surely_said(word) for word in words[1:behind]):
        return []  # `SỞ LAO ĐỘNG - THƯƠNG BINH` is an organ
    head = words[0].box
    # Pen over the label made one unreadable word of both: the label has its place all the same.
    lost = letterhead and not label and all(word.confidence < 0.6 for word in words[:behind])
    if not (label or lost):
        return []
    left = min(head.right, head.x + round(1.1 * scale * width_in_ems("Số:")))
    symbol = words[behind]
    swallowed = _swallows(symbol, symbol.text, scale)
    right = _start(symbol, symbol.text, scale, swallowed=True) if swallowed else symbol.box.x
    if _BARE_SYMBOL.fullmatch(symbol.text):
        right -= round(0.3 * scale)  # its slash stands before it
    return [
        Blank(
            "number",
            tuple(range(not lost, behind)),
            -1 if lost else 0,
            behind,
            left,
            right,
        )
    ]


def _swallows(word: EngineWord, text: str, scale: float) -> bool:
    """Whether pen before a printed word was boxed with it: that makes it wide and unsure."""
    return word.confidence < _SURE and word.box.width > 1.22 * scale * width_in_ems(text)


def _surely_said(word: EngineWord) -> bool:
    return word.confidence >= _SURE and bool(re.fullmatch(r"[^\W\d_]{3,}", word.text))


def _begins_symbol(words: Sequence[EngineWord], i: int) -> bool:
    """`/UBND-TH`, or a separator alone before a code: `- NQ/QU`."""
    if words[i].text in ("/", "-"):
        return i + 1 == len(words) or bool(re.match(r"[A-ZĐ]|(?:19|20)\d\d/", words[i + 1].text))
    bare = i > 1 and _BARE_SYMBOL.fullmatch(words[i].text)
    return bool(bare or _SYMBOL.match(words[i].text))


def _date_blanks(words: Sequence[EngineWord], scale: float) -> list[Blank]:
    """Between `ngày`, `tháng` and `năm` of a place-and-date line."""
    texts = [fold(word.text) for word in words]
    day = next((i for i, text in enumerate(texts) if _DAY.match(text)), None)
    if not day:  # a place stands before it
        return []
    year = next((i for i in range(day + 1, len(texts)) if _YEAR.match(texts[i])), None)
    if year is None or year < len(texts) - 2 or _SENTENCE.match(" ".join(texts[:day])):
        return []  # a year ends the line
    month = _month_between(words, texts, day, year, scale)
    if month is None:
        return []
    return [
        Blank(
            "day",
            tuple(range(day + 1, month)),
            day,
            month,
            _end(words[day], "ngày", scale),
            _start(
                words[month],
                "tháng",
                scale,
                swallowed=day + 1 == month < year - 1 or _swallows(words[month], "tháng", scale),
            ),
        ),
        Blank(
            "month",
            tuple(range(month + 1, year)),
            month,
            year,
            _end(words[month], "tháng", scale),
            _start(words[year], "năm", scale, swallowed=_swallows(words[year], "năm", scale)),
        ),
    ]


def _month_between(
    words: Sequence[EngineWord], texts: Sequence[str], day: int, year: int, scale: float
) -> int | None:
    """The place of `tháng`; where pen made it unreadable, of the word that has its width."""
    for i in range(day + 1, year):
        if _MONTH.match(texts[i].strip(".,;:'*")):
            return i
    wanted = scale * width_in_ems("tháng")
    wide = [i for i in range(day + 1, year) if 0.8 < words[i].box.width / wanted < 1.3]
    return wide[0] if len(wide) == 1 else None


def _end(word: EngineWord, text: str, scale: float) -> int:
    """Where a printed word ends: pen beside it may have been boxed with it."""
    return min(word.box.right, word.box.x + round(1.08 * scale * width_in_ems(text)))


def _start(word: EngineWord, text: str, scale: float, *, swallowed: bool) -> int:
    """Where a printed word begins; `swallowed`: pen before it may have been boxed with it.

    Thin type loses its first stroke: a box narrower than the word is set begins too late.
    """
    width = scale * width_in_ems(text)
    if swallowed:
        return max(word.box.x, word.box.right - round(1.08 * width))
    return min(word.box.x, word.box.right - round(0.95 * width))
