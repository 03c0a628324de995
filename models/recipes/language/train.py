"""Counts the corpus and writes the syllable model.

python -m models.recipes.language.train --corpus DIR --out models/syllables.npz
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import itertools
import json
import math
import unicodedata
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pipeline.recognition.language import END, START, STEP, UNKNOWN, LanguageModel, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

HELD_OUT = 41  # every 41st paragraph is for validation only, as for the print reader
# Paragraphs up to this line of the corpus are Party and local state paper, of which there is less
# than of laws; they count three times.
NEAR_REGISTER, NEAR_WEIGHT = 38_027, 3
LEAST_WORD = 3  # rarer words are unknown ones
LEAST_TRIPLE = 2  # triples seen once teach nothing that their pairs do not
DISCOUNT = 0.8
# What is left to triples that were cut, in counts, for every pair.
CUT_MASS = 2.0


def paragraphs(corpus: Path, *, held_out: bool = False) -> Iterator[tuple[str, int]]:
    """Paragraphs and names with their weights."""
    with gzip.open(corpus / "administrative.txt.gz", "rt", encoding="utf-8") as file:
        for number, line in enumerate(file):
            if (number % HELD_OUT == 0) == held_out:
                yield _plain(line), NEAR_WEIGHT if number < NEAR_REGISTER else 1
    if not held_out:
        with gzip.open(corpus / "names.txt.gz", "rt", encoding="utf-8") as file:
            yield from ((_plain(line), 1) for line in file)


def _plain(line: str) -> str:
    return unicodedata.normalize("NFC", line.strip()).replace("–", "-")


class Counts:
    """How often words, pairs and triples of words stand in the corpus."""

    def __init__(self, texts: Iterable[tuple[str, int]]) -> None:
        sentences = [((START, *tokens.__wrapped__(text), END), weight) for text, weight in texts]
        seen = Counter(word for words, _weight in sentences for word in words)
        known = {word for word, n in seen.items() if n >= LEAST_WORD}
        self.pairs: Counter[tuple[str, str]] = Counter()
        triples: Counter[tuple[str, str, str]] = Counter()
        often: Counter[tuple[str, str, str]] = Counter()
        for spelt, weight in sentences:
            words = tuple(word if word in known else UNKNOWN for word in spelt)
            for pair in itertools.pairwise(words):
                self.pairs[pair] += weight
            for triple in zip(words, words[1:], words[2:], strict=False):
                triples[triple] += weight
                often[triple] += 1
        self.triples = Counter({t: n for t, n in triples.items() if often[t] >= LEAST_TRIPLE})


def _steps(chances: Iterable[float]) -> NDArray[np.uint8]:
    costs = [-math.log(max(chance, 1e-11)) / STEP for chance in chances]
    return np.clip(np.round(costs), 0, 255).astype(np.uint8)


def build(counts: Counts) -> dict[str, NDArray[np.generic]]:
    """The arrays of the model's file, as `LanguageModel` describes them."""
    follows = Counter(b for _a, b in counts.pairs)
    words = sorted({UNKNOWN, START, END, *follows})
    ids = {word: i for i, word in enumerate(words)}
    size, kinds = len(words), sum(follows.values())
    alone = {word: (follows[word] + 0.5) / (kinds + 0.5 * size) for word in words}
    firsts, kinds_after = Counter[str](), Counter[str]()
    for (a, _b), n in counts.pairs.items():
        firsts[a] += n
        kinds_after[a] += 1
    word_rest = {a: DISCOUNT * kinds_after[a] / n for a, n in firsts.items()}
    pair_chance = {
        (a, b): (n - DISCOUNT) / firsts[a] + word_rest[a] * alone[b]
        for (a, b), n in counts.pairs.items()
    }
    seconds, kinds_second = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for (a, b, _c), n in counts.triples.items():
        seconds[a, b] += n
        kinds_second[a, b] += 1
    left = {
        pair: (DISCOUNT * kinds_second[pair] + CUT_MASS) / (n + CUT_MASS)
        for pair, n in seconds.items()
    }
    pairs = sorted(counts.pairs, key=lambda p: ids[p[0]] * size + ids[p[1]])
    triples = sorted(
        counts.triples, key=lambda t: (ids[t[0]] * size + ids[t[1]]) * size + ids[t[2]]
    )
    pair_keys = [ids[a] * size + ids[b] for a, b in pairs]
    triple_keys = [(ids[a] * size + ids[b]) * size + ids[c] for a, b, c in triples]
    return {
        "words": np.frombuffer("\n".join(words).encode(), np.uint8),
        "alone": _steps(alone[word] for word in words),
        "word_rests": _steps(word_rest.get(word, 1.0) for word in words),
        "pairs": np.diff(np.array(pair_keys, np.uint64), prepend=np.uint64(0)),
        "pair_costs": _steps(pair_chance[pair] for pair in pairs),
        "pair_rests": _steps(left.get(pair, 1.0) for pair in pairs),
        "triples": np.diff(np.array(triple_keys, np.uint64), prepend=np.uint64(0)),
        "triple_costs": _steps(
            (counts.triples[a, b, c] - DISCOUNT) / (seconds[a, b] + CUT_MASS)
            + left[a, b] * pair_chance[b, c]
            for a, b, c in triples
        ),
    }


def perplexity(model: LanguageModel, texts: Iterable[tuple[str, int]]) -> float:
    """Perplexity a token, ends of paragraphs included."""
    total, number = 0.0, 0
    for text, _weight in texts:
        words = (*tokens(text), END)
        total += model.phrase_cost((START, START), words, ())
        number += len(words)
    return math.exp(total / max(1, number))


def main() -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="folder of the text corpus")
    parser.add_argument("--out", type=Path, required=True, help="the model's file")
    given = parser.parse_args()
    counts = Counts(paragraphs(given.corpus))
    np.savez_compressed(given.out, **build(counts))  # type: ignore[arg-type]
    model = LanguageModel(given.out)
    held = list(paragraphs(given.corpus, held_out=True))[::3]
    figures = {
        "pairs": len(counts.pairs),
        "triples": len(counts.triples),
        "bytes": given.out.stat().st_size,
        "sha256": hashlib.sha256(given.out.read_bytes()).hexdigest(),
        "held_out_perplexity": round(perplexity(model, held), 2),
    }
    print(json.dumps(figures, indent=1))  # noqa: T201


if __name__ == "__main__":
    main()
