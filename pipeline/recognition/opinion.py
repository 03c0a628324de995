"""Several readings of one line made one, letter by letter, and weighed as a phrase.

The readings' stretches between common spaces are compared (ROVER, Fiscus 1997, on letters). What
may stand in a stretch is what the engine itself offered: the readings, their letters exchanged,
and letters that it named beside its choice. The cheapest wins, by the engine's own costs; of words
in small letters the language model has a say. Numbers, codes, names and capitals it never touches.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.geometry import Box
from pipeline.recognition.language import END, START, tokens
from pipeline.recognition.lattice import cost_of, letters_of, shared_stretches

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.recognition.engine import EngineLine, EngineWord
    from pipeline.recognition.language import LanguageModel
    from pipeline.recognition.lattice import Letter

__all__ = ["merged"]

# Letters offered beside the choice count up to so many nats.
_OFFERED = 20.0
# How much a nat of the language model weighs against one of the engine's.
_PHRASE = 1.0
# However unlikely a phrase, what was read clearly stays: authors slip too (`thẩm quyền gải quyết`).
_MOST_PHRASE = 15.0
# A word may be likelier once its neighbours are right: `năm băt` → `nắm bắt`.
_ROUNDS = 2
# A change must be worth so many nats: what was read stays where both are as good.
_WORTH = 1.0
# A stretch with more letters is exchanged whole or not at all.
_LONGEST = 40
# Of two readings as dear, one that the engine doubts so much yields to one it believes so much.
_DOUBTED, _BELIEVED = 0.3, 0.6
# Readings that differ in more places than this are exchanged whole.
_MOST_MIXED = 3

# Words that the phrase has a say in: small letters, with the marks that stand around a word. One
# letter with a mark counts a list off (`c.`, `c)`): which mark is the author's habit, no phrase.
_SMALL = re.compile(r"[(\[\"“]*[^\W\d_]{2,}(?:[-/][^\W\d_]+)*[)\]\"”.,;:]*")


@dataclass(frozen=True, slots=True, eq=False)
class _Stretch:
    """The readings of one stretch of a line.

    Attributes:
        words: Each reading's words, the first reading's first.
        letters: Each reading's letters.
    """

    words: tuple[tuple[EngineWord, ...], ...]
    letters: tuple[tuple[Letter, ...], ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """Each reading's text."""
        return tuple(" ".join(word.text for word in words) for words in self.words)


def merged(
    first: EngineLine,
    others: Sequence[EngineLine],
    model: LanguageModel | None,
    before: str = "",
) -> EngineLine:
    """The line that several readings of one picture agree on best.

    Args:
        first: The reading that is kept where nothing speaks against it.
        others: Readings of the same line, from other looks; may be none.
        model: What weighs phrases; None = the engine's word alone.
        before: The line above, where the phrase may have begun.

    Returns:
        `first`, with `fixes` and `first` set where words were changed.
    """
    stretches = _stretches(first, [other for other in others if other.words])
    texts = [stretch.texts[0] for stretch in stretches]
    opinions = [""] * len(stretches)
    costs = [_costs(stretch) for stretch in stretches]
    for _ in range(_ROUNDS):
        so_far = list(texts)
        for i, stretch in enumerate(stretches):
            left, right = [before, *texts[:i]], texts[i + 1 : i + 3]
            texts[i], opinions[i] = _best(stretch, costs[i], left, right, model)
        if texts == so_far:
            break
    words: list[EngineWord] = []
    fixes = []
    for stretch, text, opinion in zip(stretches, texts, opinions, strict=True):
        words += _reworded(stretch, text) if opinion else stretch.words[0]
        if opinion:
            fixes.append(f"{opinion}: {stretch.texts[0]} → {text}")
    if not fixes:
        return first
    box = Box.around(word.box for word in words)
    return replace(first, words=tuple(words), box=box, first=first.text, fixes=tuple(fixes))


def _stretches(first: EngineLine, others: Sequence[EngineLine]) -> list[_Stretch]:
    """The smallest stretches whose ends all readings share."""
    own = [word.text for word in first.words]
    parts = [shared_stretches(own, [word.text for word in other.words]) for other in others]
    ends = set(range(1, len(own) + 1))
    for part in parts:
        ends &= {end for _start, end, *_other in part}
    found = []
    start = 0
    for end in sorted(ends):
        words = [first.words[start:end]]
        for other, part in zip(others, parts, strict=True):
            within = [p for p in part if start <= p[0] and p[1] <= end]
            words.append(other.words[within[0][2] : within[-1][3]])
        found.append(_Stretch(tuple(words), tuple(letters_of(w) for w in words)))
        start = end
    return found


def _costs(stretch: _Stretch) -> dict[str, float]:
    """What may stand in a stretch, and what the engine's looks say of it together, in nats."""
    candidates = _candidates(stretch)
    if len(candidates) == 1:
        return dict.fromkeys(candidates, 0.0)
    return {
        text: sum(cost_of(text, letters) for letters in stretch.letters) / len(stretch.letters)
        for text in candidates
    }


def _best(
    stretch: _Stretch,
    costs: Mapping[str, float],
    before: Sequence[str],
    after: Sequence[str],
    model: LanguageModel | None,
) -> tuple[str, str]:
    """The best text of a stretch, and whose opinion it is; no opinion where the first reading is.

    Args:
        stretch: The readings.
        costs: What may stand there, by the engine's word.
        before: Texts to the left, as decided so far.
        after: Texts to the right, as decided so far.
        model: What weighs phrases.
    """
    own = stretch.texts[0]
    if len(costs) == 1:
        return own, ""
    opinion = "second_opinion"
    if model is not None and _SMALL.fullmatch(own) and own.islower():
        # Fewer words and marks always make the likelier phrase: how many there are is not its say.
        likely = {
            text
            for text in costs
            if _SMALL.fullmatch(text) and text.islower() and len(tokens(text)) == len(tokens(own))
        }
        by_phrase = _phrases(likely, before, after, model)
        heard = {
            text: costs[text] + _PHRASE * max(by_phrase[text], by_phrase[own] - _MOST_PHRASE)
            for text in likely
        }
        best = min(sorted(heard), key=heard.__getitem__)
        if costs[best] > costs[own] - _WORTH:
            opinion = "language_model"
        costs = heard
    else:
        best = min(sorted(costs), key=costs.__getitem__)
    if costs[best] <= costs[own] - _WORTH:
        return best, opinion
    for words, text in zip(stretch.words[1:], stretch.texts[1:], strict=True):
        as_dear = text in costs and costs[text] < costs[own] + _WORTH
        if as_dear and _least(stretch.words[0]) < _DOUBTED and _least(words) > _BELIEVED:
            return text, "second_opinion"
    return own, ""


def _least(words: Sequence[EngineWord]) -> float:
    return min((word.confidence for word in words), default=0.0)


def _phrases(
    texts: set[str], before: Sequence[str], after: Sequence[str], model: LanguageModel
) -> dict[str, float]:
    left = [START, START, *tokens(" ".join(before[-3:]))]
    right = tokens(" ".join(after))[:2] if after else (END,)
    return {text: model.phrase_cost(left, tokens(text), right) for text in texts}


def _candidates(stretch: _Stretch) -> set[str]:
    """What may stand in a stretch, by the engine's own word."""
    own = stretch.texts[0]
    if len(own) > _LONGEST:  # two looks that share no space for so long saw no print
        return {text for text in stretch.texts if text}
    found = {own}
    for text in stretch.texts[1:]:
        found |= _mixed(own, text)
    for text, letters in zip(stretch.texts, stretch.letters, strict=True):
        for i, letter in enumerate(letters):
            for other, cost in letter.offers.items():
                if cost < _OFFERED:
                    found.add(text[:i] + other + text[i + 1 :])
    # Words stand where a reading has them: as many as one of the readings, none of them empty.
    sizes = {len(words) for words in stretch.words}
    return {text for text in found if len(text.split()) in sizes and text == " ".join(text.split())}


def _mixed(own: str, other: str) -> set[str]:
    """Two readings, and where they are as long every mixture of the letters they differ in."""
    differing = [i for i, (a, b) in enumerate(zip(own, other, strict=False)) if a != b]
    if len(own) != len(other) or len(differing) > _MOST_MIXED:
        return {own, other}
    found = {own}
    for i in differing:
        found |= {text[:i] + other[i] + text[i + 1 :] for text in found}
    return found


def _reworded(stretch: _Stretch, text: str) -> list[EngineWord]:
    """The words of a stretch as decided, each where a reading with so many words has it."""
    said = text.split(" ")
    places = next(words for words in stretch.words if len(words) == len(said))
    return [
        replace(place, text=word, offers=place.offers if place.text == word else ())
        for place, word in zip(places, said, strict=True)
    ]
