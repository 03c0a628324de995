"""How probably a word is right: what the engine, the phrase and the second look say of it, weighed.

The engine's own confidence is no probability. Two logistic regressions (`models/trust.json`, recipe
`models/recipes/trust`), one for words that were looked at once and one for those looked at twice,
turn what is known of a word into one. Here the phrase has a say in every word, capitals and names
too: it may say that a word looks wrong, never what it should be.
"""

from __future__ import annotations

import functools
import json
import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import MissingModelError
from pipeline.recognition.digest import sha256_of
from pipeline.recognition.language import END, NUMBER, START, tokens
from pipeline.recognition.lattice import cost_of, letters_of, shared_stretches
from pipeline.text.syllables import is_valid_syllable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.recognition.engine import EngineLine, EngineWord
    from pipeline.recognition.language import LanguageModel

__all__ = ["FEATURES", "SEEN_TWICE", "Trust", "known_of", "make_trust", "trust_sha256"]

_MODEL = Path(__file__).resolve().parents[2] / "models" / "trust.json"

FEATURES = (
    "bias",
    "confidence",  # −log(1 − the engine's own)
    "low",  # how far that is under 0.9
    "nearest",  # the cheapest other letter offered, in nats
    "doubt",  # log of what all other letters weigh together
    "phrase",  # what the word costs in its phrase, in nats
    "better",  # what the best offered letter would save in the phrase, less its own cost
    "invalid",  # letters that are no Vietnamese syllable
    "number",
    "capitals",
    "title",
    "mixed",  # letters and figures, or marks alone
    "short",
    "long",
    "line",  # the mean of the line's other words
    "worst",  # the least of the line's words
)
SEEN_TWICE = (
    *FEATURES,
    "differs",  # the second look says something else
    "against",  # what this word would cost there, in nats
    "second",  # the second look's confidence there
    "changed",  # an opinion put this word here
)
_CAP = 15.0
_DEAREST = 12.0
# A line with a word less sure than this is looked at again.
_DOUBTFUL = 0.85


@dataclass(frozen=True, slots=True)
class Trust:
    """Two logistic regressions over what is known of a word.

    Attributes:
        once: Weight of each of `FEATURES`.
        twice: Weight of each of `SEEN_TWICE`.
    """

    once: tuple[float, ...]
    twice: tuple[float, ...]

    def doubts(self, line: EngineLine, model: LanguageModel) -> bool:
        """Whether a line has a word that a second look may mend."""
        known = known_of(line, None, model)
        return any(_chance(self.once, row) < _DOUBTFUL for row in known)

    def told(self, line: EngineLine, other: EngineLine | None, model: LanguageModel) -> EngineLine:
        """A line whose words say how probably each is right.

        Args:
            line: As decided.
            other: The second look's reading; None = there was none.
            model: Weighs phrases.
        """
        weights = self.once if other is None else self.twice
        known = known_of(line, other, model)
        words = tuple(
            replace(word, trust=round(_chance(weights, row), 4))
            for word, row in zip(line.words, known, strict=True)
        )
        return replace(line, words=words)


def _chance(weights: Sequence[float], row: Sequence[float]) -> float:
    odds = sum(w * x for w, x in zip(weights, row, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def known_of(
    line: EngineLine, other: EngineLine | None, model: LanguageModel
) -> list[tuple[float, ...]]:
    """What is known of each word, in the order of `FEATURES` or, seen twice, of `SEEN_TWICE`.

    Args:
        line: The words asked about.
        other: The same line as a second look read it; None = looked at once.
        model: Weighs phrases.
    """
    said = [tokens(word.text) for word in line.words]
    least = min((word.confidence for word in line.words), default=0.0)
    total = sum(word.confidence for word in line.words)
    second = _beside(line, other) if other is not None else None
    rows = []
    for i, word in enumerate(line.words):
        before = [START, START, *(t for part in said[max(0, i - 2) : i] for t in part)]
        after = [*(t for part in said[i + 1 : i + 3] for t in part)][:2] or [END]
        rest = (total - word.confidence) / max(1, len(line.words) - 1)
        row = [
            1.0,
            min(4.0, -math.log(max(1e-6, 1 - word.confidence))),
            max(0.0, 0.9 - word.confidence),
            *_offered(word),
            *_in_phrase(word, said[i], before, after, model),
            *_kind(word.text),
            rest if len(line.words) > 1 else word.confidence,
            least,
        ]
        rows.append((*row, *second[i]) if second else tuple(row))
    return rows


def _offered(word: EngineWord) -> tuple[float, float]:
    """The cheapest other letter, and what all others weigh together."""
    costs = [min(place.values(), default=_CAP) for place in word.offers]
    weight = sum(math.exp(-cost) for place in word.offers for cost in place.values())
    return min([_CAP, *costs]) / _CAP, math.log(1e-4 + weight)


def _in_phrase(
    word: EngineWord,
    said: Sequence[str],
    before: Sequence[str],
    after: Sequence[str],
    model: LanguageModel,
) -> tuple[float, float]:
    """What a word costs where it stands, and what the best letter offered beside would save."""
    letters = [token for token in said if token[0].isalpha()]
    if not letters:
        return 0.0, 0.0
    own = model.phrase_cost(before, said, ())
    with_rest = model.phrase_cost(before, said, after)
    better = 0.0
    for i, place in enumerate(word.offers):
        for letter, cost in place.items():
            if cost >= _DEAREST or not letter.isalpha() or not word.text[i].isalpha():
                continue
            text = word.text[:i] + letter + word.text[i + 1 :]
            saved = with_rest - model.phrase_cost(before, tokens(text), after)
            better = max(better, saved - cost)
    return min(_CAP, own) / _CAP, min(_CAP, better) / _CAP


def _kind(text: str) -> tuple[float, ...]:
    """Invalid, number, capitals, title, mixed, short, long: 1 or 0 each."""
    letters = "".join(letter for letter in text if letter.isalpha())
    figures = any(letter.isdigit() for letter in text)
    word = bool(letters) and not figures
    invalid = word and not all(
        is_valid_syllable(part) for part in tokens(text) if part[0].isalpha() and part != NUMBER
    )
    capitals = word and len(letters) > 1 and letters.isupper()
    title = word and not capitals and letters[0].isupper()
    flags = (
        invalid,
        figures and not letters,
        capitals,
        title,
        (figures and bool(letters)) or not (letters or figures),
        len(text) <= 2,
        len(text) >= 8,
    )
    return tuple(float(flag) for flag in flags)


def _beside(line: EngineLine, other: EngineLine) -> list[tuple[float, ...]]:
    """For each word what the second look says in its place."""
    own = [word.text for word in line.words]
    changed = " ".join(fix.rpartition(" → ")[2] for fix in line.fixes).split()
    found: list[tuple[float, ...]] = []
    for start, end, there, until in shared_stretches(own, [word.text for word in other.words]):
        text = " ".join(own[start:end])
        words = other.words[there:until]
        against = min(_CAP, cost_of(text, letters_of(words))) / _CAP
        sure = min((word.confidence for word in words), default=0.0)
        differs = text != " ".join(word.text for word in words)
        found += [
            (float(differs), against, sure, float(word in changed)) for word in own[start:end]
        ]
    return found


def trust_sha256() -> str:
    """SHA-256 of the weights in use."""
    return sha256_of(_MODEL)


@functools.cache
def make_trust() -> Trust:
    """The weights that ship; read once a process.

    Raises:
        MissingModelError: Their file is not there.
    """
    if not _MODEL.is_file():
        raise MissingModelError(_MODEL.name, str(_MODEL.parent))
    stored: Mapping[str, Mapping[str, float]] = json.loads(_MODEL.read_text(encoding="utf-8"))
    return Trust(
        tuple(float(stored["once"][name]) for name in FEATURES),
        tuple(float(stored["twice"][name]) for name in SEEN_TWICE),
    )
