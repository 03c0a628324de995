"""What is kept of a document's pages, so that it is found again among a hundred thousand.

Two pages are worth comparing when they share a *band*: a few values of a MinHash of their text
(`minhash`), which pages with 65 % of their letter groups in common do in 19 of 20 cases; the same
of their numbers, which tells a page from a thousand others of its form; or, where hardly anything
is printed, a piece of the picture's fingerprint.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from pipeline.likeness.minhash import minhash
from pipeline.text.folding import fold
from pipeline.values.likeness import SheetPrint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.values.document import Document
    from pipeline.values.readings import PageReading

__all__ = ["NUMBERS", "alike_pictures", "alike_words", "prints_of"]

NUMBERS = 1
"""Bands of numbers are odd, all others even: they are asked for apart."""
_GROUP = 5  # letters
_VALUES, _BAND = 64, 4
_NUMBER_VALUES, _NUMBER_BAND = 12, 2
_LEAST_LETTERS, _LEAST_NUMBERS = 60, 3
_PIECE = 4  # hex digits of a picture's 64


def prints_of(document: Document) -> tuple[SheetPrint, ...]:
    """One for each page, blank ones too: those have no bands."""
    return tuple(_print_of(page) for page in document.pages)


def alike_words(one: SheetPrint, other: SheetPrint) -> float:
    """How many of their letter groups two pages share, 0–1, as far as the MinHash tells."""
    if not (one.words and other.words):
        return 0.0
    return float(np.mean(np.array(one.words) == np.array(other.words)))


def alike_pictures(one: SheetPrint, other: SheetPrint) -> int | None:
    """In how many of 256 bits two pictures differ; None where one of them is blank."""
    if one.picture is None or other.picture is None:
        return None
    return (int(one.picture, 16) ^ int(other.picture, 16)).bit_count()


def _print_of(page: PageReading) -> SheetPrint:
    picture = page.scan.fingerprint if page.scan and not page.blank else None
    text = fold(" ".join(line.text for line in page.lines))
    letters = "".join(sign for sign in text if sign.isalnum())
    if len(letters) < _LEAST_LETTERS:
        return SheetPrint(page.number, picture, (), tuple(_of_picture(picture)))
    words = minhash({letters[i : i + _GROUP] for i in range(len(letters) - _GROUP + 1)}, _VALUES)
    bands = list(_bands("words", words, _BAND))
    numbers = set(re.findall(r"\d+", text))
    if len(numbers) >= _LEAST_NUMBERS:
        bands += _bands("numbers", minhash(numbers, _NUMBER_VALUES), _NUMBER_BAND)
    return SheetPrint(page.number, picture, words, tuple(bands))


def _bands(kind: str, values: tuple[int, ...], size: int) -> Iterator[int]:
    for start in range(0, len(values), size):
        yield _number(f"{kind}{start}:{values[start : start + size]}", odd=kind == "numbers")


def _of_picture(picture: str | None) -> Iterator[int]:
    for start in range(0, len(picture or ""), _PIECE):
        yield _number(f"picture{start}:{(picture or '')[start : start + _PIECE]}", odd=False)


def _number(said: str, *, odd: bool) -> int:
    """63 bits: every database has a whole number so long."""
    whole = int.from_bytes(blake2b(said.encode(), digest_size=8).digest()) >> 1
    return whole | NUMBERS if odd else whole & ~NUMBERS
