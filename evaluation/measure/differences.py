"""Where a reading departs from the truth, word by word: what a person looks at.

Every block of the truth is laid against its nearest stretch of the reading, as the measure does,
so a column read before its neighbour is not painted red. What no block claims is extra.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from evaluation.measure.distances import bare, distance, edits, nearest, normal, without_marks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evaluation.truth.blocks import Block, Truth

__all__ = ["BlockDifference", "Exact", "Piece", "differences", "exact_tokens", "extra_words"]

How = Literal["right", "tone", "wrong", "missing", "extra"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A word of the truth and what was read in its place.

    Attributes:
        how: `right`; `tone` = the letters agree, a diacritic does not; `wrong`; `missing` = nothing
            was read; `extra` = words that the truth does not have here.
        wanted: The truth's word, empty for `extra`.
        read: The reading's, empty for `missing`.
    """

    how: How
    wanted: str
    read: str


@dataclass(frozen=True, slots=True)
class BlockDifference:
    """A block of the truth with its words; `name` as in `Block`."""

    name: str
    pieces: tuple[Piece, ...]


def _read_as(wanted: str, read: str) -> list[str]:
    """What each letter of `wanted` was read as."""
    letters = [""] * len(wanted)
    i = j = 0
    for step in edits(wanted, read):
        if step == "I":
            i += 1
        elif step == "D":
            # A letter that only the reading has belongs to the one before it, so that "Banh" for
            # "Ban" is one wrong word and not a right one with a loose "h" behind.
            letters[max(0, i - 1)] += read[j]
            j += 1
        else:
            letters[i] += read[j]
            i, j = i + 1, j + 1
    return letters


def _pieces(wanted: str, read: str) -> tuple[Piece, ...]:
    letters = _read_as(wanted, read)
    pieces: list[Piece] = []
    for match in re.finditer(r"\S+", wanted):
        word, seen = match.group(), "".join(letters[match.start() : match.end()]).strip()
        if seen == word:
            how: How = "right"
        elif not seen:
            how = "missing"
        else:
            how = "tone" if bare(seen) == bare(word) else "wrong"
        pieces.append(Piece(how, word, seen))
        if between := "".join(letters[match.end() : match.end() + 1]).strip():
            pieces.append(Piece("extra", "", between))
    return tuple(pieces)


def _difference(block: Block, text: str) -> tuple[BlockDifference, int, int]:
    form = min(map(normal, block.forms), key=lambda wanted: distance(wanted, text))
    if distance(form, text) >= 0.6 * len(form):
        # Nearest stretches that far away are chance: better to say that nothing was read.
        words = tuple(Piece("missing", word, "") for word in form.split())
        return BlockDifference(block.name, words), 0, 0
    start, end = nearest(form, text)
    return BlockDifference(block.name, _pieces(form, text[start:end])), start, end


def differences(truth: Truth, text: str) -> tuple[tuple[BlockDifference, ...], tuple[str, ...]]:
    """The truth's blocks with what was read for each word, and what was read beyond them.

    >>> from evaluation.truth.blocks import truth_of
    >>> blocks, extra = differences(truth_of("Tổng cục Thuế"), "ĐẾN Tống cục Thuê 12")
    >>> [(p.how, p.wanted, p.read) for p in blocks[0].pieces]
    [('tone', 'Tổng', 'Tống'), ('right', 'cục', 'cục'), ('tone', 'Thuế', 'Thuê')]
    >>> extra
    ('ĐẾN', '12')
    """
    text = normal(without_marks(text))
    found = [_difference(block, text) for block in truth.blocks]
    free = list(text)
    for _, start, end in found:
        free[start:end] = " " * (end - start)
    return tuple(block for block, _, _ in found), tuple("".join(free).split())


def extra_words(words: Iterable[str], truth: Truth) -> tuple[str, ...]:
    """Of words that no block claims, those that are noise: they stand nowhere in the truth."""
    known = {
        word
        for wording in (*(b.forms[-1] for b in truth.blocks), *truth.optional)
        for word in re.findall(r"\w+", normal(wording))
    }
    return tuple(word for word in words if any(w not in known for w in re.findall(r"\w+", word)))


TOKENS: dict[str, re.Pattern[str]] = {
    # 71/2016/NĐ-CP, 168/UBND-KTTH, 287/STC- HCSN (cut at the line's end), 55-CV/ĐU
    "symbol": re.compile(
        r"\b\d{1,5}(?:/\d{4})?/[A-ZĐ][\w&]*(?:-\s?[A-ZĐ][\w&]*)*|\b\d{1,5}-[A-ZĐ]\w*/[A-ZĐ]\w*"
    ),
    "date": re.compile(
        r"\b\d{1,2}[/-]\d{1,2}[/-]\d{4}\b|\bngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}\b"
    ),
    "number": re.compile(r"\d+(?:[.,]\d+)*"),
}


_BLANK_DATE = re.compile(r"\bngày\s+tháng\b|\btháng\s+năm\b")


@dataclass(frozen=True, slots=True)
class Exact:
    """How many tokens of a kind the truth has, and how many the reading has letter by letter."""

    kind: str
    wanted: int
    found: int


def _tokens(text: str) -> dict[str, Counter[str]]:
    """Symbols, dates and other numbers; one is cut out before the next is looked for."""
    tokens: dict[str, Counter[str]] = {}
    for kind, pattern in TOKENS.items():
        # A line's end is no part of what is cut by it.
        found = (" ".join(token.split()) for token in pattern.findall(text))
        tokens[kind] = Counter(token.replace("- ", "-") for token in found)
        text = pattern.sub(" ", text)
    return tokens


def exact_tokens(truth: Truth, text: str) -> tuple[Exact, ...]:
    """Numbers, dates and symbols in the text: what must be exact to be of any use.

    >>> from evaluation.truth.blocks import truth_of
    >>> page = truth_of("Công văn số 287/STC-HCSN ngày 04/02/2025 về kỳ họp thứ 31")
    >>> exact_tokens(page, "Công văn số 287/STC-HCSN ngày 04/02/2026 về kỳ họp thứ 31")
    (Exact(kind='symbol', wanted=1, found=1), Exact(kind='date', wanted=1, found=0), \
Exact(kind='number', wanted=1, found=1))
    """
    got = _tokens(normal(without_marks(text)))
    # The line of a date with a blank is the pen's: filled in, its year is part of a date.
    forms = (
        [normal(form) for form in block.forms]
        for block in truth.blocks
        if not _BLANK_DATE.search(block.forms[0])
    )
    want = _tokens(
        "\n".join(
            min(of_block, key=lambda form: _missing(_tokens(form), got)) for of_block in forms
        )
    )
    return tuple(
        Exact(kind, want[kind].total(), (want[kind] & got[kind]).total()) for kind in TOKENS
    )


def _missing(want: dict[str, Counter[str]], got: dict[str, Counter[str]]) -> int:
    return sum((want[kind] - got[kind]).total() for kind in TOKENS)
