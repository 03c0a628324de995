"""Print that was passed over, counted without a transcription.

A word counts as surely printed where plain Tesseract is sure of it, it has three letters or more
and is a possible syllable.  It was passed over where our text of the same page has it less often;
letters are compared without marks, so that a wrong tone is no omission.  A few in a hundred are
Tesseract's own mistakes: a page above 3 % is worth a look, one above 10 % has lost whole lines.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from pipeline.text.syllables import is_valid_syllable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["LEAST_WORDS", "LOST_LINES", "WORTH_A_LOOK", "passed_over", "sure_words", "words_in_tsv"]

SURE = 92.0
"""Of 100: Tesseract's own confidence."""
LEAST_LETTERS = 3
LEAST_WORDS = 15
"""A page with fewer sure words says nothing: one mistake would be a tenth of it."""
WORTH_A_LOOK, LOST_LINES = 0.03, 0.10
_WORD = 5
"""Level of a word in Tesseract's TSV."""


def words_in_tsv(tsv: str) -> Iterator[tuple[str, float]]:
    """Words of Tesseract's TSV output with their confidence, 0–100."""
    for row in csv.DictReader(tsv.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["level"] == str(_WORD):
            yield row["text"] or "", float(row["conf"])


def sure_words(words: Iterable[tuple[str, float]]) -> tuple[str, ...]:
    """The words that are surely printed, as they are compared.

    Args:
        words: As plain Tesseract read them, with its confidence, 0–100.

    >>> sure_words([("(Quyết", 96.1), ("định", 91.0), ("số", 99.0), ("Abcd", 97.0), ("2024", 96.0)])
    ('quyet',)
    """
    bare = ((re.sub(r"^\W+|\W+$", "", text), sure) for text, sure in words)
    return tuple(
        _folded(word)
        for word, sure in bare
        if sure >= SURE
        and len(word) >= LEAST_LETTERS
        and word.isalpha()
        and is_valid_syllable(word.lower())
    )


def passed_over(sure: Sequence[str], text: str) -> tuple[str, ...]:
    """The words among these that our text of the page does not have, as often as it lacks them.

    Args:
        sure: From `sure_words`.
        text: Ours, whole.

    >>> passed_over(("quyet", "dinh", "dinh"), "QUYẾT ĐỊNH"), passed_over(("dinh",), "QuyếtĐịnh")
    (('dinh',), ())
    """
    have = Counter(_folded(word) for word in re.findall(r"\w+", text))
    run = _folded(text)
    return tuple(
        word
        for word, count in Counter(sure).items()
        # Words that run together are there all the same.
        if have[word] or word not in run
        for _ in range(count - have[word])
    )


def _folded(text: str) -> str:
    """Small letters without marks, nothing else."""
    letters = unicodedata.normalize("NFD", text.casefold()).replace("đ", "d")
    return re.sub(r"[^a-z]", "", letters)
