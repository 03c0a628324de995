"""The fit itself: log-odds of rules and weights of doubts, drawn towards one another.

A logistic regression in which no doubt can raise a probability (weights of 0 or more), every rule
is drawn towards its field, and every field's weights towards those of all fields, so that what is
rare borrows from what is common (partial pooling; Gelman and Hill 2007).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from pipeline.record.doubts import DOUBTS
from pipeline.record.trust import FieldTrust
from scipy.optimize import minimize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from .rows import Row

    Numbers = NDArray[np.float64]

# Drawn papers are of every rule's common case: a rule seen now and then may still fail anywhere.
_RULE_PULL, _FIELD_PULL = 1.0, 0.1
_FEWEST = 3  # a rule given less often than this was not seen
_SURE = 1e-6
# What two parts of a paper contradict is doubted however seldom drawn papers do: half the odds.
_LEAST = {"flags": 0.7}


@dataclass(frozen=True, slots=True)
class Pull:
    """How strongly weights are held back.

    Attributes:
        common: Of all fields' weights towards 0.
        own: Of a field's weights towards those of all fields.
    """

    common: float
    own: float


def fit(rows: Sequence[Row], pull: Pull) -> FieldTrust:
    """Fit on fields of which it is known whether they are right; without floors.

    Args:
        rows: In any order.
        pull: See there.
    """
    seen = _seen(rows)
    rows = [row for row in rows if (row.key, row.rule) in seen]
    keys = sorted({key for key, _ in seen})
    rules = sorted(seen)
    field_of = np.array([keys.index(key) for key, _ in rules])
    rule = np.array([rules.index((row.key, row.rule)) for row in rows])
    field = field_of[rule]
    doubts = np.array([row.doubts for row in rows])
    own = np.array([row.own for row in rows])
    right = np.array([row.right for row in rows], float)
    shapes = [(1,), (len(keys),), (len(rules),), (len(DOUBTS),), (len(keys), len(DOUBTS))]
    cuts = np.cumsum([int(np.prod(shape)) for shape in shapes])

    def unpack(flat: Numbers) -> list[Numbers]:
        parts = np.split(flat, cuts[:-1])
        return [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]

    def loss(flat: Numbers) -> tuple[float, Numbers]:
        level, by_field, by_rule, common, weights = unpack(flat)
        odds = level[0] + by_field[field] + by_rule[rule] - (doubts * weights[field]).sum(axis=1)
        slot = 1 / (1 + np.exp(-odds))
        told = np.clip(own * slot, _SURE, 1 - _SURE)
        away = weights - common
        total = -(right * np.log(told) + (1 - right) * np.log(1 - told)).sum()
        total += 0.5 * _FIELD_PULL * (by_field**2).sum() + 0.5 * _RULE_PULL * (by_rule**2).sum()
        total += 0.5 * pull.common * (common**2).sum() + 0.5 * pull.own * (away**2).sum()
        # d(−log likelihood)/d(odds), through told = own · slot
        slope = (told - right) / (told * (1 - told)) * own * slot * (1 - slot)
        on_weights = np.zeros_like(weights)
        np.add.at(on_weights, field, -slope[:, None] * doubts)
        parts = [
            np.array([slope.sum()]),
            np.bincount(field, slope, len(keys)) + _FIELD_PULL * by_field,
            np.bincount(rule, slope, len(rules)) + _RULE_PULL * by_rule,
            pull.common * common - pull.own * away.sum(axis=0),
            on_weights + pull.own * away,
        ]
        return float(total), np.concatenate([part.ravel() for part in parts])

    free, held = int(cuts[2]), int(cuts[-1] - cuts[2])
    start = np.zeros(int(cuts[-1]))
    start[0] = 2.0
    least = [_LEAST.get(doubt, 0.0) for doubt in DOUBTS] * (held // len(DOUBTS))
    limits = [(None, None)] * free + [(at_least, None) for at_least in least]
    found = minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=limits, options={"maxiter": 3000}
    )
    level, by_field, by_rule, _, weights = unpack(found.x)
    base: dict[str, dict[str, float]] = {}
    for index, (key, name) in enumerate(rules):
        odds = level[0] + by_field[field_of[index]] + by_rule[index]
        base.setdefault(key, {})[name] = round(float(odds), 3)
    return FieldTrust(
        base=base,
        weights={
            key: {
                doubt: round(float(weight), 3)
                for doubt, weight in zip(DOUBTS, weights[index], strict=True)
                if weight >= 0.0005
            }
            for index, key in enumerate(keys)
        },
        floors={},
        prior=_prior(rows, rules),
        sharpness={},
    )


def chances(trust: FieldTrust, rows: Sequence[Row]) -> Numbers:
    """How probably each row is right, as a fit says."""
    return np.array(
        [
            trust.chance(
                row.key,
                row.rule,
                dict(zip(DOUBTS, row.doubts, strict=True)),
                ink=row.ink,
                own=row.own,
            )
            for row in rows
        ]
    )


def _seen(rows: Sequence[Row]) -> set[tuple[str, str]]:
    pairs = [(row.key, row.rule) for row in rows]
    return {pair for pair in set(pairs) if pairs.count(pair) >= _FEWEST}


def _prior(rows: Sequence[Row], rules: Sequence[tuple[str, str]]) -> float:
    """What three in four rules keep more than, one right and one wrong added to each."""
    kept = []
    for pair in rules:
        of_rule = [row.right for row in rows if (row.key, row.rule) == pair]
        kept.append((sum(of_rule) + 1) / (len(of_rule) + 2))
    return round(float(np.quantile(kept, 0.25)), 3)
