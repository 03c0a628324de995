"""How well a document answers, by our own measure, so that every database puts them in one order.

Which asking found it comes first; within one, how close together the words stand, in the record or
on the pages; then the younger document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.archive.search.leaves import Leaves

__all__ = ["NOWHERE", "Place", "Terms", "best_place", "holds_phrases", "likeness", "terms_of"]

_OFF = 0.05  # what a letter that is wrong, or a word off the edge of a field, takes from likeness
_SHORT, _REACH = 3, 41  # letters; of the longest word and the space behind it
_GAP = 6  # signs of a word and the space behind it, about


@dataclass(frozen=True, slots=True)
class Terms:
    """What is looked for in a text.

    Attributes:
        pattern: Finds any of the words, whole.
        term_of: Word → place of its term in the question.
        count: How many terms there are.
        length: Signs that they take where they stand together.
        phrases: Words that must stand one behind the other.
        only_words: Nothing but words is asked for: no field, number or time.
        named: Words that may be a name or a title; nothing where they are too few.
        years: Bare years beside such a name.
    """

    pattern: re.Pattern[str] | None
    term_of: dict[str, int]
    count: int
    length: int
    phrases: tuple[str, ...]
    only_words: bool = False
    named: tuple[str, ...] = ()
    years: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where the words of a question stand closest.

    Attributes:
        closeness: 0–1: 1 where all stand together.
        start: Of the first one, in the text.
        end: Of the last one.
        share: How many of the terms the text has at all, 0–1.
        together: How many that are neighbours in the question are neighbours in it, 0–1.
    """

    closeness: float
    start: int = 0
    end: int = 0
    share: float = 0.0
    together: float = 0.0


NOWHERE = Place(0.0)
"""None of the words stands there."""


def terms_of(found: Leaves, near: Callable[[str], tuple[str, ...]] | None = None) -> Terms:
    """The terms of a question; with words that look like them where nothing else was found."""
    # Who signed stands far from the date: what looks like his name is near enough by itself.
    words = list(dict.fromkeys((near and found.named) or found.order))
    term_of: dict[str, int] = {}
    for at, word in enumerate(words):
        term_of.setdefault(word, at)
        for other in near(word) if near else ():
            term_of.setdefault(other, at)
    alternatives = "|".join(map(re.escape, sorted(term_of, key=lambda one: (-len(one), one))))
    pattern = re.compile(f" ({alternatives})(?= )") if term_of else None
    phrases = tuple(f" {' '.join(phrase)} " for phrase in found.phrases)
    only_words = found.order == [form.folded for form in found.forms]
    length, named = len(" ".join(words)), tuple(found.named)
    years = tuple(found.years) if named else ()
    return Terms(pattern, term_of, len(words), length, phrases, only_words, named, years)


def holds_phrases(terms: Terms, *texts: str) -> bool:
    """Whether each phrase stands in one of the texts word by word."""
    return all(any(phrase in text for text in texts) for phrase in terms.phrases)


def best_place(terms: Terms, text: str) -> Place:
    """The closest place of a text: as many terms as it has, in as few signs as it takes.

    >>> from pipeline.archive.search.leaves import leaves
    >>> from pipeline.archive.search.parsing import parse
    >>> terms = terms_of(leaves(parse("phong dich")))
    >>> best_place(
    ...     terms, " phong hop ve phong dich "
    ... ), best_place(terms, " hop ")  # doctest: +ELLIPSIS
    (Place(closeness=1.0, start=14, end=24, share=1.0, together=1.0), Place(closeness=0.0, ...
    """
    if terms.pattern is None:
        return NOWHERE
    found = [(m.start(1), m.end(1), terms.term_of[m[1]]) for m in terms.pattern.finditer(text)]
    there = len({term for _, _, term in found})
    if not there:
        return NOWHERE
    best = _smallest(found, there)
    start, end = best
    closeness = min(1.0, (terms.length + _GAP) / (end - start + _GAP))
    share = there / terms.count
    beside = {
        one[2] for one, two in pairwise(found) if two[2] == one[2] + 1 and two[0] == one[1] + 1
    }
    together = len(beside) / max(1, terms.count - 1)
    return Place(round(closeness * share**2, 4), start, end, round(share, 4), round(together, 4))


def likeness(words: Sequence[str], text: str) -> float:
    """How nearly words stand one behind the other, 0–1; 0 where one of them is no such word.

    Two neighbours must be right: beside them even a short word is known by what is left of it, and
    one may be off the edge of a field.

    >>> name = ["cao", "ngoc", "tuyet"]
    >>> likeness(name, " chu tich ca ngoc tuyet "), likeness(name, " ong vu ngoc tuyet ")
    (0.9833, 0.0)
    >>> likeness(name, " van thu | ngoc tuyet | 5 "), likeness([*name, "mai"], " ngoc tuyet ")
    (0.9833, 0.0)
    """
    best = 0.0
    for at, pair in enumerate(pairwise(words)):
        said = f" {' '.join(pair)} "
        start = text.find(said)
        while start >= 0:
            end = start + len(said)
            before = text[max(0, start - _REACH * at) : start].split()[::-1]
            left = list(reversed(words[:at]))
            right = list(words[at + 2 :])
            after = text[end : end + _REACH * len(right)].split()
            met = [*_beside(left, before), *_beside(right, after)]
            off = [_off(word, found) for word, found in met]
            if None not in off and sum(not found for _, found in met) <= 1:
                best = max(best, 1 - _OFF * sum(one or 0 for one in off) / len(words))
            start = text.find(said, start + 1)
    return round(best, 4)


def _beside(words: Sequence[str], found: Sequence[str]) -> list[tuple[str, str]]:
    """Each word and what stands in its place; nothing beyond the edge of a field."""
    there = list(found[: len(words)])
    if "|" in there:
        there = there[: there.index("|")]
    return [(word, there[i] if i < len(there) else "") for i, word in enumerate(words)]


def _off(word: str, found: str) -> int | None:
    """Letters that are wrong; None where it is another word."""
    if not found:
        return 1
    distance = OSA.distance(word, found)
    if len(word) <= _SHORT:
        # One letter for another makes another name of it: Lò, Võ, Hồ.
        same = distance == 0 or (distance == 1 and len(word) != len(found))
        return int(distance) if same else None
    return int(distance) if distance <= len(word) // 2 else None


def _smallest(found: Sequence[tuple[int, int, int]], wanted: int) -> tuple[int, int]:
    """The shortest stretch that has so many different terms; the first of equal ones."""
    counts: dict[int, int] = {}
    left = 0
    best: tuple[int, int, int] | None = None
    for _, end, term in found:
        counts[term] = counts.get(term, 0) + 1
        while len(counts) == wanted:
            begin = found[left][0]
            if best is None or end - begin < best[0]:
                best = (end - begin, begin, end)
            gone = found[left][2]
            counts[gone] -= 1
            if not counts[gone]:
                del counts[gone]
            left += 1
    if best is None:
        raise ValueError(f"{wanted} terms are not in {found}")
    return best[1], best[2]
