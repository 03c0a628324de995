"""The grammar of number and symbol (số, ký hiệu).

documents.md §2.3 and §2.4. Digits are read, never guessed: letters that look like digits count
only beside a real digit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.record.codes import closest
from pipeline.record.lexicon import ORG_CODES
from pipeline.record.type_names import TYPE_CODES
from pipeline.text.folding import fold

__all__ = ["NumberLine", "as_digits", "is_number_line", "parse_number_line"]

_LABEL = re.compile(
    r"[^\w/]*(?:s[oe06](?:\s*/\s*no\b)?|no(?=\s*[.:]))\s*"
    r"(?:\d?\s*[:.;,]|(?=[\s\d/~*_.…-])|$)\s*"
)
# `Luật số: 40/2013/QH13`, `CV số: 12/...`: a line of its own, unlike a citation.
_NAMED_SYMBOL = re.compile(r"[\d\s]+[/-][^\s,;]+(?:\s?[-/]\s?[^\s,;]+)*\W*")
_NAMED_LABEL = re.compile(
    r"\W*(?:luat|bo luat|nghi quyet|phap lenh|lenh|cv|cong van|hop dong|hd|giay phep|ban an|"
    r"quyet dinh)"
    r"\s+s[o06]\s*[:.]?\s*(?=\d)"
)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_AS_DIGITS = str.maketrans("OoQDlI|]iZzSsbBgq!", "000011111225568991")
_LIKE_DIGITS = re.compile(r"[0-9OoQDlI|\]iZzSsbBgq!]{1,6}")
_YEAR = re.compile(r"((?:19|20)\d{2})\s*/\s*(?=\S)")
_TAIL = re.compile(r"[^\W_][\w&.]*(?:\s*[-/]\s*[^\W_][\w&.()]*)*")
_UNLABELLED = re.compile(
    r"\W{0,2}\d{0,5}\s*[-/]\s*(?:(?:19|20)\d\d\s*/\s*)?[A-ZĐ][A-Za-zĐđ]{0,6}(?:[-/][A-ZĐƯ][\wĐđ]*)+"
)


@dataclass(frozen=True, slots=True)
class NumberLine:
    """What a number line says.

    Attributes:
        number: Digits (with a letter after them where printed: `12a`), None where blank.
        symbol: Without spaces; None where none was read.
        symbol_raw: As read.
        year: Of laws and decrees (`30/2020/NĐ-CP`).
        start: Where the number's place begins in the text, after the label.
        end: Where number and symbol end in the text.
        slash: Where the separator after the number stands, or the end of the number.
        notes: `struck`, `digits_repaired`, `symbol_repaired`, `separator_missing`, `unreadable`.
    """

    number: str | None
    symbol: str | None
    symbol_raw: str | None
    year: str | None
    start: int
    end: int
    slash: int
    notes: tuple[str, ...] = ()


def as_digits(token: str) -> str | None:
    """A token as digits when at least one truly is one and the rest look like digits.

    >>> as_digits("34O"), as_digits("l2"), as_digits("5 74"), as_digits("12a"), as_digits("Ol")
    ('340', '12', '574', '12a', None)
    """
    squeezed = re.sub(r"\s", "", token)
    if not any(letter.isdecimal() and letter.isascii() for letter in squeezed):
        return None
    if re.fullmatch(r"\d{1,6}[a-đ]?", squeezed):
        return squeezed
    return squeezed.translate(_AS_DIGITS) if _LIKE_DIGITS.fullmatch(squeezed) else None


def is_number_line(text: str) -> bool:
    """Whether a line can be the number line: label and symbol, or the symbol alone.

    >>> [is_number_line(t) for t in ("Số: 17/CT-UBND", "Só 237-CV/TU", "/QĐ-TTg", "Số:   /BC-UBND")]
    [True, True, True, True]
    >>> [is_number_line(t) for t in ("Sở Tài chính", "Số liệu năm 2020", "24/24h và 7 ngày/tuần")]
    [False, False, False]
    """
    plain = text.translate(_DASHES)
    if _UNLABELLED.fullmatch(plain.strip()):
        return True
    label = _label_of(plain)
    if not label or len(text) > 60:
        return False
    line = parse_number_line(text)
    named = ":" not in label[0] and not re.match(r"[\d~._…/-]", plain[label.end() :])
    if line is None or (named and not _starts_with_type(plain[label.end() :])):
        return False  # `SỞ LAO ĐỘNG - THƯƠNG BINH` is an organ
    return line.symbol is not None or (line.number is not None and ":" in label[0])


def _label_of(plain: str) -> re.Match[str] | None:
    folded = fold(plain)
    named = _NAMED_LABEL.match(folded)
    if named and _NAMED_SYMBOL.fullmatch(plain[named.end() :]):
        return named
    return _LABEL.match(folded)


def _starts_with_type(rest: str) -> bool:
    """`Số CV/ĐU`, `Số S-CV/ĐU`: number lost, or a letter read for it."""
    token = re.match(r"(?:[A-Za-z]-)?([A-ZĐ][A-Za-zĐđ]{0,4})\s*[-/]", rest)
    return token is not None and bool(closest(token[1], TYPE_CODES))


def parse_number_line(text: str) -> NumberLine | None:
    """Take a number line apart; None where there is no label and no symbol.

    >>> line = parse_number_line("Số 55- CV/ĐU")
    >>> line.number, line.symbol, line.year
    ('55', 'CV/ĐU', None)
    >>> line = parse_number_line("Số:      /2026/TT-BCA")
    >>> line.number, line.symbol, line.year
    (None, 'TT-BCA', '2026')
    >>> parse_number_line("Số ~~1337~~-CV/QU").notes
    ('struck',)
    >>> line = parse_number_line("Luật số: 40/2013/QH13")
    >>> line.number, line.symbol, line.year
    ('40', 'QH13', '2013')
    >>> parse_number_line("Luật số 27/2001/QH10 ngày 29 tháng 6 năm 2001") is None
    True
    """
    plain = text.translate(_DASHES)
    label = _label_of(plain)
    if not label and not _UNLABELLED.match(plain.strip()):
        return None
    start = label.end() if label else len(plain) - len(plain.lstrip())
    notes = ["struck"] if "~~" in plain else []
    head, tail_at = _cut(plain[start:], notes)
    tail_at += start
    token = re.sub(r"[~*._…:;,'\"]|\s(?=\s)", "", head).strip()
    number = as_digits(token)
    if number is not None and number != re.sub(r"\s", "", token):
        notes.append("digits_repaired")
    if number is None and re.search(r"\w", token):
        notes.append("unreadable")
    year, raw, length = _symbol_in(plain[tail_at:], notes)
    return NumberLine(
        number=number,
        symbol=re.sub(r"\s", "", raw) if raw else None,
        symbol_raw=raw,
        year=year,
        start=start,
        end=tail_at + length,
        slash=start + len(head.rstrip()),
        notes=tuple(dict.fromkeys(notes)),
    )


def _cut(rest: str, notes: list[str]) -> tuple[str, int]:
    """The number's place behind the label, and where year and symbol begin."""
    cut = re.search(r"[/\-]|(?<=\d)\s*~(?!~)\s*(?=[A-ZĐ])", rest)
    if not cut:
        words = re.match(r"\s*(\S*\d\S*)\s+(?=[A-ZĐ]{2})", rest)
        if not words:
            return rest, len(rest)
        notes.append("separator_missing")
        return words[1], words.end()
    head = rest[: cut.start()]
    # `55 CV/ĐU`, `CV/ĐU`: the type stands before the first separator.
    early = re.match(r"(.*?)(?:^|(?<=[\d\s]))([^\W\d_][A-Za-zĐđ]{1,4})\s*$", head)
    known = early and closest(early[2], TYPE_CODES)
    if not early or not (known or re.search(r"\d\S*\s+$", early[1])):
        plain = re.match(r"[\s/-]*(?:[A-ZĐ]|(?:19|20)\d\d)", rest[cut.end() :])
        scraps = None if plain else _behind_scraps(rest)
        return scraps or (head, cut.end())
    if re.search(r"\d", early[1]):
        notes.append("separator_missing")
    return early[1], early.start(2)


def _behind_scraps(rest: str) -> tuple[str, int] | None:
    """Where the symbol begins behind strokes that read as signs (`-®3f- -CV/QU`)."""
    for match in re.finditer(r"(?<=[-\s])([A-ZĐ][A-Za-zĐđ]{1,4})\s?[-/]\s?[A-ZĐ]{2}", rest):
        if match[1] in TYPE_CODES:
            return rest[: match.start()], match.start()
    return None


def _symbol_in(tail: str, notes: list[str]) -> tuple[str | None, str | None, int]:
    """Year, symbol as read, and where the symbol ends in the tail."""
    lead = len(tail) - len(tail.lstrip(" /-"))
    year = _YEAR.match(tail, lead)
    symbol = _TAIL.match(tail, year.end() if year else lead)
    said_year = year[1] if year else None
    if not symbol or not re.search(r"[A-ZĐ]", symbol[0]):
        return said_year, None, symbol.end() if symbol else len(tail)
    raw, end = symbol[0].rstrip(" .,;:"), symbol.end()
    unit = re.compile(r"\s+([A-ZĐ]{2,8})\b").match(tail, end)
    if unit and raw in TYPE_CODES and unit[1] in ORG_CODES:
        notes.append("separator_missing")
        raw, end = f"{raw}-{unit[1]}", unit.end()
    return said_year, raw, end
