"""The recipes of the language model and of calibrated confidence, on little data."""

from __future__ import annotations

import gzip
import math

import numpy as np
import pytest

from models.recipes.language.train import Counts, build, paragraphs, perplexity
from models.recipes.trust.words import figures
from pipeline.recognition.language import UNKNOWN, LanguageModel
from pipeline.recognition.trust import FEATURES

TEXTS = [("Căn cứ Luật Tổ chức chính quyền địa phương;", 1)] * 4 + [
    ("Căn cứ đề nghị của Sở", 1)
] * 4


@pytest.fixture
def model(tmp_path):
    path = tmp_path / "small.npz"
    np.savez_compressed(path, **build(Counts(TEXTS)))
    return LanguageModel(path)


def test_what_was_counted_is_likely(model):
    """After `căn cứ` comes `luật` or `đề`, half and half; nothing else."""
    after = {word: math.exp(-model.cost(("căn", "cứ"), word)) for word in ("luật", "đề", "sở")}

    assert after["luật"] == pytest.approx(after["đề"], rel=0.1)
    assert after["sở"] < 0.2 * after["đề"]
    assert model.cost(("căn", "cứ"), "cử") > model.cost(("căn", "cứ"), "sở")


def test_chances_add_up(model):
    """All words after any two come to one, to the bytes' rounding."""
    for before in (("căn", "cứ"), ("của", "sở"), ("zz", "căn")):
        total = sum(math.exp(-model.cost(before, word)) for word in model._ids if word != UNKNOWN)
        assert 0.8 < total < 1.1


def test_the_same_text_gives_the_same_bytes(tmp_path):
    """So that a digest in the manifest can be made again."""
    for name in ("a", "b"):
        np.savez_compressed(tmp_path / f"{name}.npz", **build(Counts(TEXTS)))

    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_held_out_paragraphs_are_not_counted(tmp_path):
    """Every 41st paragraph judges the model and does not teach it."""
    lines = [f"đoạn số {number} của văn bản" for number in range(100)]
    for name, text in (("administrative", "\n".join(lines)), ("names", "Long Biên")):
        (tmp_path / f"{name}.txt.gz").write_bytes(gzip.compress(text.encode()))
    learnt = [text for text, _weight in paragraphs(tmp_path)]
    held = [text for text, _weight in paragraphs(tmp_path, held_out=True)]

    assert held == [lines[0], lines[41], lines[82]]
    assert not set(held) & set(learnt)


def test_a_model_knows_its_own_text_best(model):
    """Perplexity of what it was counted on is low, of the words in no order high."""
    assert perplexity(model, TEXTS[:1]) < 2 < perplexity(model, [("Sở Căn phương Luật của", 1)])


def test_figures_say_what_a_clerk_is_given_to_check():
    """Three of four wrong words among the two tenths below the line, promises half a point off."""
    chance = np.r_[np.full(800, 0.985), np.full(200, 0.5)]
    right = np.r_[np.zeros(8), np.ones(792), np.zeros(24), np.ones(176)]

    told = figures(chance, right)

    assert (told["words"], told["wrong_percent"]) == (1000, 3.2)
    assert (told["below_check_percent"], told["wrong_below_check_percent"]) == (20.0, 75.0)
    assert told["calibration_error_percent"] == pytest.approx(0.8 * 0.5 + 0.2 * 38)


def test_trees_are_calibrated_and_written_as_they_are(tmp_path):
    """Words drawn with known chances: the file gives them back, with the odds raised."""
    pytest.importorskip("skl2onnx", reason="the recipe's own requirements are not installed")
    from models.recipes.trust.fit import HARDER, chances, fit, write

    dice = np.random.default_rng(5)
    known = np.zeros((20000, len(FEATURES)))
    known[:, :2] = dice.uniform(0, 3, size=(20000, 2))
    odds = np.exp(known[:, 0] - 0.5 + 0.3 * known[:, 1])
    right = (dice.random(20000) < odds / (1 + odds)).astype(float)

    write(fit(known, right), tmp_path / "trust.onnx")

    told = chances(known, tmp_path / "trust.onnx")
    raised = told / (1 - told) * HARDER
    assert figures(raised / (1 + raised), right)["calibration_error_percent"] < 1.5
    assert np.abs(raised / (1 + raised) - odds / (1 + odds)).mean() < 0.03
