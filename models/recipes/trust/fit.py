"""Fits how probably a word is right, and shows how well that holds on pages it was not fitted on.

python -m models.recipes.trust.fit --drawn DIR ... --out models/trust.onnx [--check DIR ...]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from onnx import helper
from pipeline.recognition.session import open_session
from pipeline.recognition.trust import FEATURES
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType
from sklearn.ensemble import HistGradientBoostingClassifier

from .words import figures, words_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Rows = NDArray[np.float64]

# Chosen on pages of one seed with trees fitted on those of others: more trees or larger ones find
# no more of the wrong words among the least sure.
TREES = {
    "max_iter": 120,
    "learning_rate": 0.06,
    "max_leaf_nodes": 16,
    "min_samples_leaf": 80,
    "l2_regularization": 5.0,
    "early_stopping": False,
    "random_state": 0,
}
# Unseen scans are worse than those fitted on, so the odds of a wrong word are raised by so much.
# It makes 0.9 the line below which five in six wrong words of unseen drawn pages lie, and 3 % of
# all words, for half a point of calibration error.
HARDER = 6.0
OPSET = {"": 21, "ai.onnx.ml": 3}
AS_FITTED = 1e-4  # how far the file's answers may be from those of the trees it was made from


def fit(known: Rows, right: Rows) -> HistGradientBoostingClassifier:
    """Gradient-boosted trees (Friedman 2001), held to the ways in `FEATURES`.

    Args:
        known: (N, F) in the order of `FEATURES`.
        right: (N,), 1 = the word is right.
    """
    trees = HistGradientBoostingClassifier(**TREES, monotonic_cst=list(FEATURES.values()))
    trees.fit(known, right)
    trees._baseline_prediction -= np.log(HARDER)  # noqa: SLF001 -- the odds' starting point
    return trees


def write(trees: HistGradientBoostingClassifier, path: Path) -> None:
    """Write trees as ONNX: `known` (N, F) float32 in, `right` (N, 1) float32 out.

    Raises:
        RuntimeError: The file does not answer as the trees do.
    """
    model = convert_sklearn(
        trees,
        name="trust",
        initial_types=[("known", FloatTensorType([None, len(FEATURES)]))],
        options={"zipmap": False},
        target_opset=OPSET,
    )
    graph = model.graph
    answers = next(out.name for out in graph.output if out.name == "probabilities")
    column = helper.make_tensor("column", 7, [1], [1])  # 7 = int64
    graph.initializer.append(column)
    graph.node.append(helper.make_node("Gather", [answers, "column"], ["right"], axis=1))
    del graph.output[:]
    graph.output.append(helper.make_tensor_value_info("right", 1, [None, 1]))  # 1 = float32
    path.write_bytes(model.SerializeToString())
    dice = np.random.default_rng(0)
    rows = np.float32(dice.uniform(-1, 4, (1000, len(FEATURES))))
    apart = np.abs(chances(rows, path) - trees.predict_proba(rows)[:, 1]).max()
    if apart > AS_FITTED:
        raise RuntimeError(f"{path.name} is {apart:.5f} away from the trees it was made from")


def chances(known: Any, path: Path) -> Rows:
    """How probably each word is right, as a file says."""
    found = open_session(path).run(["right"], {"known": np.asarray(known, np.float32)})[0]
    return np.asarray(found, np.float64).ravel()


def main() -> None:
    """Fit from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--drawn", type=Path, nargs="+", required=True, help="pages to fit on")
    parser.add_argument("--out", type=Path, required=True, help="the trees' file")
    parser.add_argument("--check", type=Path, nargs="*", default=[], help="other pages, to check")
    given = parser.parse_args()
    seen = {folder: words_of(folder) for folder in given.drawn}
    rows = [words.arrays() for both in seen.values() for words in both]
    trees = fit(np.vstack([known for known, _ in rows]), np.concatenate([y for _, y in rows]))
    write(trees, given.out)
    for folder, both in [*seen.items(), *((path, words_of(path)) for path in given.check)]:
        for name, words in zip(("once", "twice"), both, strict=True):
            known, right = words.arrays()
            told = json.dumps(figures(chances(known, given.out), right))
            print(folder.name, name, told, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
