"""A reading as letters with what else each may be, and what another text would cost there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.recognition.engine import EngineWord

__all__ = ["DEAR", "Letter", "cost_of", "letters_of", "shared_stretches"]

# A letter that the engine did not offer costs so many nats, and so does one more or less.
DEAR = 12.0
_NOTHING: Mapping[str, float] = {}


@dataclass(frozen=True, slots=True)
class Letter:
    """One place of a reading: the letter chosen, and the cost of others offered there, in nats."""

    text: str
    offers: Mapping[str, float]


def letters_of(words: Sequence[EngineWord]) -> tuple[Letter, ...]:
    """The letters of some words, a space between each two."""
    letters: list[Letter] = []
    for word in words:
        if letters:
            letters.append(Letter(" ", _NOTHING))
        offers = word.offers or (_NOTHING,) * len(word.text)
        letters += [Letter(*place) for place in zip(word.text, offers, strict=True)]
    return tuple(letters)


def cost_of(text: str, letters: Sequence[Letter]) -> float:
    """How much dearer than the reading itself another text is in its place, in nats.

    >>> cost_of("bổ", (Letter("b", {}), Letter("ố", {"ổ": 3.0})))
    3.0
    >>> cost_of("bố", (Letter("b", {}), Letter("ố", {"ổ": 3.0})))
    0.0
    """
    above = [i * DEAR for i in range(len(letters) + 1)]
    for number, wanted in enumerate(text, start=1):
        row = [number * DEAR]
        for i, letter in enumerate(letters):
            other = 0.0 if wanted == letter.text else min(DEAR, letter.offers.get(wanted, DEAR))
            row.append(min(above[i] + other, above[i + 1] + DEAR, row[-1] + DEAR))
        above = row
    return above[-1]


def shared_stretches(first: Sequence[str], other: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Parts two readings of a line into stretches between the spaces that both have.

    Args:
        first: Words of one reading.
        other: Words of another.

    Returns:
        `(start, end, other_start, other_end)`: the words of each that cover one stretch.

    >>> shared_stretches(["thực", "hiện.", "/."], ["thực", "hiện./."])
    [(0, 1, 0, 1), (1, 3, 1, 2)]
    """
    if list(first) == list(other):
        return [(i, i + 1, i, i + 1) for i in range(len(first))]
    a, b = " ".join(first), " ".join(other)
    cuts = []
    for step in Levenshtein.opcodes(a, b):
        if step.tag == "equal":
            pairs = zip(
                range(step.src_start, step.src_end),
                range(step.dest_start, step.dest_end),
                strict=True,
            )
            cuts += [(i, j) for i, j in pairs if a[i] == " "]
    stretches = []
    at = other_at = 0
    for i, j in [*cuts, (len(a), len(b))]:
        end = a[:i].count(" ") + 1
        other_end = b[:j].count(" ") + 1
        stretches.append((at, end, other_at, other_end))
        at, other_at = end, other_end
    return stretches
