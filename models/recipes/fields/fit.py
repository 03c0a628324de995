"""Fits how probably a field is right, and shows how well that holds where it was not fitted.

python -m models.recipes.fields.fit build/fields ... --out models/fields.json \
  [--real build/fields-real] [--check build/fields-other ...] [--manifest models/MANIFEST.toml]
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from scipy.optimize import minimize_scalar

from .figures import note, noted_of, table
from .model import Pull, chances, fit
from .rows import rows_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from pipeline.record.trust import FieldTrust

    from .rows import Row

    Numbers = NDArray[np.float64]

_FOLDS = 5
_PULLS = [Pull(common, own) for common, own in product((0.1, 0.3, 1.0), (1.0, 3.0, 10.0))]
# A value that is wrong and given is worse than a right one that is only offered: nobody looks for
# it. So many right ones are worth one wrong one. What is more probably wrong than right is never
# given; what is surer than chances that keep their word would ask for, always.
_WRONG_COSTS = 3.0
_FLOORS = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75)
_FEWEST = 20  # an ink or field of fewer real or drawn values tells nothing of its own
_SURE = 1e-4


def held_out(rows: Sequence[Row], pull: Pull, sharpness: dict[str, float] | None = None) -> Numbers:
    """How probably each row is right by a fit that has not seen its document."""
    documents = sorted({row.document for row in rows})
    fold = {document: index % _FOLDS for index, document in enumerate(documents)}
    told = np.zeros(len(rows))
    for out in range(_FOLDS):
        trust = fit([row for row in rows if fold[row.document] != out], pull)
        trust = replace(trust, sharpness=sharpness or {})
        mine = [index for index, row in enumerate(rows) if fold[row.document] == out]
        told[mine] = chances(trust, [rows[index] for index in mine])
    return told


def surprise(told: Numbers, right: Numbers) -> float:
    """Mean −log of what was promised to what came true."""
    kept = np.where(right > 0, told, 1 - told)
    return float(-np.log(np.maximum(kept, _SURE)).mean())


def floors(rows: Sequence[Row], told: Numbers) -> dict[str, float]:
    """By field, the least probability with which a value is given, from held-out figures.

    Pen is left out: its net has a line of its own (`pen.accept`), below which it says nothing.
    """
    found = {}
    for key in sorted({row.key for row in rows}):
        mine = [i for i, row in enumerate(rows) if row.key == key and row.ink != "pen"]
        right = np.array([rows[index].right for index in mine])
        sure = told[mine]

        def cost(floor: float, right: Numbers = right, sure: Numbers = sure) -> float:
            given = sure >= floor
            return float(_WRONG_COSTS * (given & ~right).sum() + (~given & right).sum())

        found[key] = min(_FLOORS, key=cost) if len(mine) >= _FEWEST else _FLOORS[0]
    return found


def sharpness(trust: FieldTrust, real: Sequence[Row]) -> dict[str, float]:
    """By ink, what log-odds are multiplied by on real paper.

    Only where that helps documents left out, by more than the error of what it helps.
    """
    found = {}
    for ink in sorted({row.ink for row in real}):
        rows = [row for row in real if row.ink == ink and row.own == 1.0]
        if len(rows) < _FEWEST:
            continue
        right = np.array([row.right for row in rows], float)
        plain = chances(trust, rows)
        documents = sorted({row.document for row in rows})
        told = np.zeros(len(rows))
        for out in documents:
            mine = np.array([row.document == out for row in rows])
            told[mine] = _raised(plain[mine], _temper(plain[~mine], right[~mine]))
        better = [
            surprise(plain[mine], right[mine]) - surprise(told[mine], right[mine])
            for mine in (np.array([row.document == out for row in rows]) for out in documents)
        ]
        if np.mean(better) > np.std(better) / len(better) ** 0.5:
            found[ink] = round(_temper(plain, right), 3)
    return found


def _raised(told: Numbers, power: float) -> Numbers:
    """Chances whose log-odds are multiplied."""
    sure = np.clip(told, 1e-9, 1 - 1e-9)
    return 1 / (1 + ((1 - sure) / sure) ** power)


def _temper(told: Numbers, right: Numbers) -> float:
    return float(
        minimize_scalar(
            lambda power: surprise(_raised(told, power), right), bounds=(0.4, 1.6), method="bounded"
        ).x
    )


def main() -> None:
    """Fit from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", help="what `read` kept of drawn papers")
    parser.add_argument("--out", type=Path, required=True, help="the file that ships")
    parser.add_argument("--real", type=Path, help="what `read` kept of real scans: sharpness")
    parser.add_argument("--check", type=Path, nargs="*", default=[], help="others, to check on")
    parser.add_argument("--manifest", type=Path, help="where the file's digest and figures go")
    given = parser.parse_args()
    rows = rows_in(given.folders)
    right = np.array([row.right for row in rows], float)
    tried = {pull: held_out(rows, pull) for pull in _PULLS}
    pull = min(tried, key=lambda pull: surprise(tried[pull], right))
    trust = fit(rows, pull)
    real = rows_in([given.real]) if given.real else []
    trust = replace(trust, sharpness=sharpness(trust, real))
    told = held_out(rows, pull, trust.sharpness)
    trust = replace(trust, floors=floors(rows, told))
    given.out.write_bytes(msgspec.json.format(msgspec.json.encode(trust), indent=1) + b"\n")
    _say(f"{len({row.document for row in rows})} documents, {pull}; left out in turn:")
    _say("\n".join(table(rows, told, trust)))
    rare = Counter(row.rule for row in rows if row.rule not in trust.base.get(row.key, {}))
    _say("too rare to be believed: " + ", ".join(f"{rule} ({rare[rule]})" for rule in sorted(rare)))
    noted = {
        "documents": len({row.document for row in rows}),
        **noted_of("drawn", rows, told, trust),
    }
    if real:
        _say(f"{given.real}, sharpness {trust.sharpness}:")
        _say("\n".join(table(real, chances(trust, real), trust)))
        noted |= noted_of("real", real, chances(trust, real), trust)
    for folder in given.check:
        other = rows_in([folder])
        _say(f"{folder}, not fitted on:")
        _say("\n".join(table(other, chances(trust, other), trust)))
    if given.manifest:
        note(given.manifest, given.out, noted)


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
