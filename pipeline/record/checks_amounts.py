"""Amounts in words (bằng chữ) against the figures before them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.record.check import Check
from pipeline.record.checks_sums import figure
from pipeline.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.record.parts import Parts

__all__ = ["amount_in_words", "amounts"]

_AMOUNT = re.compile(
    r"(?<![\d.,])(?P<figure>\d{1,3}(?:\.\d{3})+|\d{4,12})\s*(?:dong|vnd|d)?\W{0,6}"
    r"(?:so tien\s+)?(?:viet\s+)?(?:bang\s+)chu\s*:?\s*(?P<words>[a-z\s,]{5,160}?)\s*dong\b"
)
_DIGITS = {
    "khong": 0,
    "mot": 1,
    "hai": 2,
    "ba": 3,
    "bon": 4,
    "tu": 4,
    "nam": 5,
    "lam": 5,
    "nham": 5,
    "sau": 6,
    "bay": 7,
    "tam": 8,
    "chin": 9,
}
_SCALES = {"nghin": 10**3, "ngan": 10**3, "trieu": 10**6, "ty": 10**9, "ti": 10**9}
_BETWEEN = frozenset({"linh", "le", "va"})


def amounts(parts: Parts) -> Iterator[Check]:
    """`1.500.000 đồng (Bằng chữ: Một triệu năm trăm nghìn đồng)`: both say the same."""
    for page in parts.pages:
        text = fold(" ".join(line.text for line in page.lines))
        for match in _AMOUNT.finditer(text):
            written, said = figure(match["figure"]), amount_in_words(match["words"])
            if written is None or said is None:
                continue
            same = written == said
            told = f"{said:,}".replace(",", ".")
            why = None if same else f"số {match['figure']} nhưng bằng chữ là {told}"
            yield Check("amount.words", (), why, page.number)


def amount_in_words(words: str) -> int | None:
    """What an amount in words is; None where a word is no numeral.

    >>> amount_in_words("Một triệu năm trăm nghìn"), amount_in_words("hai mươi mốt tỷ lẻ ba")
    (1500000, 21000000003)
    >>> amount_in_words("mười lăm nghìn tỷ"), amount_in_words("một trăm hai mươi")
    (15000000000000, 120)
    >>> amount_in_words("một trắn") is None
    True
    """
    total, group, digit = 0, 0, None
    for word in re.findall(r"[a-z]+", fold(words)):
        if word in _DIGITS:
            group, digit = group + (digit or 0), _DIGITS[word]
        elif word == "tram":
            group, digit = group + (1 if digit is None else digit) * 100, None
        elif word == "muoi":
            group, digit = group + (1 if digit is None else digit) * 10, None
        elif word in _SCALES:
            scale = _SCALES[word]
            group, digit = group + (digit or 0), None
            # `nghìn tỷ`: all that was said so far is counted in it.
            total = (total + group) * scale if total < scale else total + group * scale
            group = 0
        elif word not in _BETWEEN:
            return None
    return total + group + (digit or 0)
