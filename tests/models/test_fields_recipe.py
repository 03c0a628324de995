"""The recipe of field confidence, on made-up fields and on one drawn paper."""

from __future__ import annotations

import random

import numpy as np
import pytest

from models.recipes.fields.read import draw_and_keep
from models.recipes.fields.rows import Row, rows_in
from pipeline.record.doubts import DOUBTS

NOTHING = dict.fromkeys(DOUBTS, 0.0)


def made_up(count, seed=0):
    """Fields of two kinds: right in 19 of 20, or in half where a word of theirs is odd."""
    dice = random.Random(seed)
    rows = []
    for number in range(count):
        odd = dice.random() < 0.3
        doubts = NOTHING | {"odd_words": float(odd), "long": dice.random()}
        right = dice.random() < (0.5 if odd else 0.95)
        key = dice.choice(["org", "subject"])
        rows.append(
            Row(f"paper {number // 5}", True, key, "rule", "print", (*doubts.values(),), 1.0, right)
        )
    return rows


@pytest.fixture
def recipe():
    pytest.importorskip("scipy", reason="the recipe's own requirements are not installed")
    from models.recipes.fields import fit, model

    return fit, model


def test_a_fit_gives_back_what_was_drawn(recipe):
    """Chances known beforehand come out, and what means nothing weighs next to nothing."""
    _, model = recipe
    trust = model.fit(made_up(4000), model.Pull(0.1, 1.0))

    assert trust.chance("org", "rule", NOTHING) == pytest.approx(0.95, abs=0.02)
    assert trust.chance("org", "rule", NOTHING | {"odd_words": 1.0}) == pytest.approx(0.5, abs=0.06)
    assert trust.weights["org"].get("long", 0.0) < 0.6


def test_a_figure_s_own_chance_is_not_counted_twice(recipe):
    """Pens right as often as their net says leave the place's own chance near 1."""
    _, model = recipe
    dice = random.Random(3)
    still = (*NOTHING.values(),)
    rows = [
        Row(f"p{i}", True, "number", "number.pen", "pen", still, own, dice.random() < own)
        for i in range(3000)
        for own in [dice.uniform(0.5, 1.0)]
    ]
    trust = model.fit(rows, model.Pull(0.1, 1.0))

    for own in (0.6, 0.9):
        chance = trust.chance("number", "number.pen", NOTHING, ink="pen", own=own)
        assert chance == pytest.approx(own, abs=0.03)


def test_a_rule_met_twice_is_not_believed(recipe):
    """It stays unknown, however right it was."""
    _, model = recipe
    still = (*NOTHING.values(),)
    rare = [Row("p", True, "org", "rare", "print", still, 1.0, right=True)] * 2
    trust = model.fit([*made_up(500), *rare], model.Pull(0.1, 1.0))

    assert set(trust.base["org"]) == {"rule"}
    assert trust.chance("org", "rare", NOTHING) == trust.prior < 1


def test_a_floor_is_where_withholding_costs_least(recipe):
    """Values that keep half their promise are withheld, those that keep it are not."""
    fit, _ = recipe
    still = (*NOTHING.values(),)
    rows = [
        Row(f"p{i}", True, key, "rule", "print", still, 1.0, right=i % part != 0)
        for key, part in (("bad", 2), ("good", 20))
        for i in range(100)
    ]
    told = np.full(len(rows), 0.6)

    assert fit.floors(rows, told) == {"bad": 0.65, "good": 0.5}
    few = [i for i, row in enumerate(rows) if row.key == "bad"][:10]
    assert fit.floors([rows[i] for i in few], told[few]) == {"bad": 0.5}


@pytest.mark.slow
def test_a_drawn_paper_is_read_kept_and_judged(tmp_path):
    """Readings and truth lie side by side, are not made twice, and give rows."""
    draw_and_keep(["clean"], 1, 4, "open", tmp_path)
    kept = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    draw_and_keep(["clean"], 1, 4, "open", tmp_path)
    rows = rows_in([tmp_path])

    assert set(kept) == {"clean-0004.readings.json", "clean-0004.truth.json"}
    assert kept == {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert {"org", "symbol", "date", "type"} <= {row.key for row in rows}
    assert all(len(row.doubts) == len(DOUBTS) and min(row.doubts) >= 0 for row in rows)
    assert sum(row.right for row in rows) > 0.8 * len(rows)
