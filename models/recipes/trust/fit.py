"""Fits how probably a word is right, and shows how well that holds on pages it was not fitted on.

python -m models.recipes.trust.fit --drawn DIR --out models/trust.json [--check DIR ...]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pipeline.document.review import CHECK
from pipeline.recognition.trust import FEATURES, SEEN_TWICE

from .words import words_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .words import Words

    Rows = NDArray[np.float64]

# Weight of the penalty on large weights, in words.
PENALTY = 1.0
# Unseen scans are worse than those fitted on, so the odds of a wrong word are raised by so much.
# It makes 0.9 the line below which four in five wrong words lie, for about one point of
# calibration error.
HARDER = 2.5
ROUNDS = 80


def fit(known: Rows, right: Rows) -> Rows:
    """Weights of a logistic regression, by Newton's method on standardised features.

    Args:
        known: (N, F), the first column 1.
        right: (N,), 1 = the word is right.
    """
    mean, spread = known.mean(axis=0), known.std(axis=0)
    mean[0], spread[spread < 1e-9] = 0.0, 1.0
    scaled = (known - mean) / spread
    free = np.r_[0.0, np.full(known.shape[1] - 1, PENALTY)]
    weights = np.zeros(known.shape[1])
    for _ in range(ROUNDS):
        chance = chances(scaled, weights)
        slope = scaled.T @ (right - chance) - free * weights
        bend = (scaled * (chance * (1 - chance))[:, None]).T @ scaled + np.diag(free + 1e-9)
        step = np.linalg.solve(bend, slope)
        weights += step
        if np.abs(step).max() < 1e-7:
            break
    plain = weights / spread
    plain[0] = weights[0] - float((weights[1:] * mean[1:] / spread[1:]).sum())
    return np.asarray(plain, np.float64)


def chances(known: Rows, weights: Rows) -> Rows:
    """How probably each word is right."""
    return np.asarray(1 / (1 + np.exp(-np.clip(known @ weights, -30, 30))), np.float64)


def figures(words: Words, weights: Rows) -> dict[str, float]:
    """Calibration error, and what lies below `CHECK`."""
    known, right = words.arrays()
    chance = chances(known, weights)
    bands = np.digitize(chance, (0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99))
    gaps = [
        (bands == band).mean() * abs(chance[bands == band].mean() - right[bands == band].mean())
        for band in np.unique(bands)
    ]
    low = chance < CHECK
    wrong = 1 - right
    return {
        "words": len(right),
        "wrong_percent": round(100 * float(wrong.mean()), 2),
        "calibration_error_percent": round(100 * float(sum(gaps)), 2),
        "below_check_percent": round(100 * float(low.mean()), 2),
        "wrong_below_check_percent": round(100 * float(wrong[low].sum() / max(1, wrong.sum())), 1),
    }


def main() -> None:
    """Fit from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--drawn", type=Path, required=True, help="drawn pages to fit on")
    parser.add_argument("--out", type=Path, required=True, help="the weights' file")
    parser.add_argument("--check", type=Path, nargs="*", default=[], help="other pages, to check")
    given = parser.parse_args()
    fitted = []
    seen = words_of(given.drawn)
    for words in seen:
        weights = fit(*words.arrays())
        weights[0] -= np.log(HARDER)
        fitted.append(weights)
    stored = {
        name: dict(zip(features, np.round(weights, 4).tolist(), strict=True))
        for name, features, weights in zip(
            ("once", "twice"), (FEATURES, SEEN_TWICE), fitted, strict=True
        )
    }
    given.out.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    for folder, both in [(given.drawn, seen), *((path, words_of(path)) for path in given.check)]:
        for name, words, weights in zip(("once", "twice"), both, fitted, strict=True):
            print(folder.name, name, json.dumps(figures(words, weights)), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
