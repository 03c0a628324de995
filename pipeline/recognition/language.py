"""How likely a syllable is after the two before it, in the register of state and Party paper.

A trigram model over syllables (`models/syllables.npz`, recipe `models/recipes/language`): absolute
discounting, interpolated, the lowest order by continuation counts (Kneser and Ney 1995). It only
says which of several readings is the likelier phrase; it never offers a word of its own.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pipeline.digests import kept_sha256_of
from pipeline.errors import MissingModelError
from pipeline.text.folding import old_style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = [
    "END",
    "NUMBER",
    "START",
    "STEP",
    "UNKNOWN",
    "LanguageModel",
    "language_sha256",
    "make_language_model",
    "tokens",
]

START, END, NUMBER, UNKNOWN = "<s>", "</s>", "<n>", "<?>"
# Costs are stored in bytes of so many nats.
STEP = 0.1
# How much dearer one unknown word is than all of them together: there are some 10,000.
_ONE_OF_UNKNOWN = 9.2

_MODEL = Path(__file__).resolve().parents[2] / "models" / "syllables.npz"
_TOKEN = re.compile(r"[^\W\d_]+|\d(?:[\w/.,-]*\w)?|[^\w\s]")
_CLOSES = frozenset(".!?")
_PAUSES = frozenset(",;:")


@functools.lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[str, ...]:
    """What the model sees of a text: small syllables, numbers as one, three kinds of marks.

    >>> tokens("Căn cứ Luật số 23/2004/QH11, uỷ ban")
    ('căn', 'cứ', 'luật', 'số', '<n>', ',', 'ủy', 'ban')
    """
    seen = []
    for word in _TOKEN.findall(old_style(text)):
        if word[0].isdigit():
            seen.append(NUMBER)
        elif word[0].isalpha():
            seen.append(word.lower())
        else:
            seen.append("." if word in _CLOSES else "," if word in _PAUSES else "-")
    return tuple(seen)


class LanguageModel:
    """Costs of syllables in their context, in nats.

    Args:
        path: The `.npz` that the recipe writes: `words` (the vocabulary, one a line, UTF-8 bytes),
            `alone` (V,) uint8 costs; `pairs`, `triples` sorted uint64 keys in base V as first
            differences, with `pair_costs`, `triple_costs`; `word_rests` (V,) and `pair_rests`:
            what is added where the longer context was never seen. Costs are in steps of `STEP`.
    """

    def __init__(self, path: Path) -> None:
        with np.load(path, allow_pickle=False) as stored:
            words = bytes(stored["words"]).decode().split("\n")
            self._ids = {word: i for i, word in enumerate(words)}
            self._alone = stored["alone"]
            self._word_rests = stored["word_rests"]
            self._pairs = np.cumsum(stored["pairs"], dtype=np.uint64)
            self._pair_costs, self._pair_rests = stored["pair_costs"], stored["pair_rests"]
            self._triples = np.cumsum(stored["triples"], dtype=np.uint64)
            self._triple_costs = stored["triple_costs"]
        self._size = len(words)
        self._unknown = self._ids[UNKNOWN]
        self._cost = functools.lru_cache(maxsize=65536)(self._looked_up)

    def cost(self, before: Sequence[str], word: str) -> float:
        """−log P(word | the last two of `before`), in nats.

        Args:
            before: Tokens to the left; `START` where the text begins.
            word: A token.
        """
        a, b = (*([START] * (2 - len(before))), *before)[-2:]
        return self._cost(a, b, word)

    def phrase_cost(
        self, before: Sequence[str], words: Sequence[str], after: Sequence[str]
    ) -> float:
        """What a few words cost between what stands before and behind them, in nats."""
        seen = [*before[-2:]]
        total = 0.0
        for word in (*words, *after):
            total += self.cost(seen, word)
            seen.append(word)
        return total

    def knows(self, word: str) -> bool:
        """Whether a token is in the vocabulary."""
        return word in self._ids

    def _looked_up(self, before: str, last: str, word: str) -> float:
        a, b, c = (self._ids.get(w, self._unknown) for w in (before, last, word))
        extra = _ONE_OF_UNKNOWN if c == self._unknown else 0.0
        pair = a * self._size + b
        at = _find(self._triples, pair * self._size + c)
        if at >= 0:
            return float(self._triple_costs[at]) * STEP + extra
        rest = 0.0
        at = _find(self._pairs, pair)
        if at >= 0:
            rest += float(self._pair_rests[at]) * STEP
        at = _find(self._pairs, b * self._size + c)
        if at >= 0:
            return rest + float(self._pair_costs[at]) * STEP + extra
        alone = float(self._word_rests[b]) + float(self._alone[c])
        return rest + alone * STEP + extra


def _find(keys: NDArray[np.uint64], key: int) -> int:
    at = int(np.searchsorted(keys, np.uint64(key)))
    return at if at < keys.size and int(keys[at]) == key else -1


def language_sha256() -> str:
    """SHA-256 of the language model in use."""
    return kept_sha256_of(_MODEL)


@functools.cache
def make_language_model() -> LanguageModel:
    """The language model; one a process, kept.

    Raises:
        MissingModelError: Its file is not there.
    """
    if not _MODEL.is_file():
        raise MissingModelError(_MODEL.name, str(_MODEL.parent))
    return LanguageModel(_MODEL)
