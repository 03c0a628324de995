"""How probably a word is right: what the engine, the phrase and the words beside it say, weighed.

The engine's own confidence is no probability. Gradient-boosted trees (`models/trust.onnx`, recipe
`models/recipes/trust`) turn what is known of a word into one. Here the phrase has a say in every
word, capitals and names too: it may say that a word looks wrong, never what it should be.
"""

from __future__ import annotations

import functools
import math
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pipeline.digests import kept_sha256_of
from pipeline.recognition.language import END, NUMBER, START, tokens
from pipeline.recognition.session import open_session
from pipeline.text.syllables import is_valid_syllable

if TYPE_CHECKING:
    from collections.abc import Sequence

    import onnxruntime

    from pipeline.recognition.engine import EngineLine, EngineWord
    from pipeline.recognition.language import LanguageModel

__all__ = ["FEATURES", "Trust", "known_of", "make_trust", "trust_sha256"]

_MODEL = Path(__file__).resolve().parents[2] / "models" / "trust.onnx"

# What is known of a word, and which way a word with more of it may be trusted: more (1), less
# (-1), or either (0). The trees are held to these ways, so that none of them learns a whim.
FEATURES = {
    "confidence": 1,  # −log(1 − the engine's own)
    "nearest": 1,  # the cheapest other letter offered, in caps
    "doubt": -1,  # log of what all other letters weigh together
    "other_letter": 1,  # the cheapest letter offered for a letter, in caps
    "other_mark": 1,  # the cheapest mark offered for the last letter, in caps
    "phrase": -1,  # what the word costs in its phrase, in caps
    "better": -1,  # what the best offered letter would save in the phrase, less its own cost
    "invalid": 0,  # letters that are no Vietnamese syllable
    "number": 0,
    "capitals": 0,
    "title": 0,
    "mixed": 0,  # letters and figures, or marks alone
    "short": 0,
    "long": 0,
    "colon": 0,  # the mark it ends in: `;` is easily read as `:`
    "semicolon": 0,
    "stop": 0,
    "comma": 0,
    "first": 0,  # its place in the line
    "last": 0,
    "words": 0,  # how many the line has
    "before": 1,  # the engine's confidence in the words beside; 1 where there is none
    "behind": 1,
    "rest": 1,  # the mean of the line's other words
    "worst": 1,  # the least of the line's words
}
_MARKS = ":;.,"
# Nats that count as "nothing else was offered".
_CAP = 15.0
_DEAREST = 12.0
# A line is looked at again for a word that is more likely wrong than right and that the engine did
# not read surely. In plain words of small letters the phrase chooses between the looks: there it
# is looked again sooner, and whatever the engine says where the word is no syllable or doubtful.
# That is all that second looks mend (454 lines of development scans and drawn pages), at half of
# what it costs to look again wherever a word may be wrong.
_WRONG, _SURE = 0.35, 0.9
_UNSURE, _DOUBTFUL = 0.85, 0.6
_PLAIN = re.compile(r"[^\W\d_]{2,}")


class Trust:
    """How probably each word of a line is right.

    Args:
        session: Trees over rows of `FEATURES`; None = no opinion, every word half sure.
    """

    def __init__(self, session: onnxruntime.InferenceSession | None) -> None:
        self._session = session

    def doubts(self, told: EngineLine) -> bool:
        """Whether a line, told how sure its words are, has one that a second look may mend."""
        return any(_is_doubtful(word) for word in told.words)

    def told(self, line: EngineLine, model: LanguageModel) -> EngineLine:
        """A line whose words say how probably each is right.

        Args:
            line: As decided.
            model: Weighs phrases.
        """
        chances = self._chances(line, model)
        words = tuple(
            replace(word, trust=round(chance, 4))
            for word, chance in zip(line.words, chances, strict=True)
        )
        return replace(line, words=words)

    def _chances(self, line: EngineLine, model: LanguageModel) -> list[float]:
        if self._session is None or not line.words:
            return [0.5] * len(line.words)
        rows = np.asarray(known_of(line, model), np.float32)
        found: list[float] = self._session.run(["right"], {"known": rows})[0].ravel().tolist()
        return found


def _is_doubtful(word: EngineWord) -> bool:
    unsure = word.confidence < _SURE
    if _PLAIN.fullmatch(word.text) and word.text.islower():
        odd = word.probability < _DOUBTFUL or not is_valid_syllable(word.text)
        return word.probability < _UNSURE and (unsure or odd)
    return word.probability < _WRONG and unsure


def known_of(line: EngineLine, model: LanguageModel) -> list[tuple[float, ...]]:
    """What is known of each word, in the order of `FEATURES`.

    Args:
        line: The words asked about.
        model: Weighs phrases.
    """
    said = [tokens(word.text) for word in line.words]
    sure = [word.confidence for word in line.words]
    count, total, least = len(sure), sum(sure), min(sure, default=0.0)
    rows = []
    for i, word in enumerate(line.words):
        before = [START, START, *(t for part in said[max(0, i - 2) : i] for t in part)]
        after = [*(t for part in said[i + 1 : i + 3] for t in part)][:2] or [END]
        rows.append(
            (
                min(4.0, -math.log(max(1e-6, 1 - sure[i]))),
                *_offered(word),
                *_in_phrase(word, said[i], before, after, model),
                *_kind(word.text),
                *(float(word.text.endswith(mark)) for mark in _MARKS),
                float(i == 0),
                float(i == count - 1),
                float(count),
                sure[i - 1] if i else 1.0,
                sure[i + 1] if i + 1 < count else 1.0,
                (total - sure[i]) / (count - 1) if count > 1 else sure[i],
                least,
            )
        )
    return rows


def _offered(word: EngineWord) -> tuple[float, float, float, float]:
    """The cheapest other sign; what all others weigh; the cheapest other letter, and last mark."""
    every = [cost for place in word.offers for cost in place.values()]
    letters = [
        cost
        for own, place in zip(word.text, word.offers, strict=False)
        for other, cost in place.items()
        if own.isalpha() and other.isalpha()
    ]
    last = word.offers[-1] if word.offers else {}
    marks = [cost for mark, cost in last.items() if mark in _MARKS]
    return (
        min([_CAP, *every]) / _CAP,
        math.log(1e-4 + sum(math.exp(-cost) for cost in every)),
        min([_CAP, *letters]) / _CAP,
        min([_CAP, *marks]) / _CAP,
    )


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


def trust_sha256() -> str:
    """SHA-256 of the trees in use."""
    return kept_sha256_of(_MODEL)


@functools.cache
def make_trust() -> Trust:
    """The trees that ship; read once a process.

    Raises:
        MissingModelError: Their file is not there.
    """
    return Trust(open_session(_MODEL))
