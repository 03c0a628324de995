"""The measure gives the figures of the yardstick that the project is judged by."""

from __future__ import annotations

import importlib.util
import json
import random
from pathlib import Path

import pytest

from evaluation.measure.distances import score
from evaluation.truth.blocks import truth_of

SHARED = Path(__file__).parents[3].parent / "shared"
TRUTHS = sorted((SHARED / "scans").rglob("*.gt.txt")) if (SHARED / "scans").is_dir() else []

pytestmark = [
    pytest.mark.scans,
    pytest.mark.skipif(
        not TRUTHS or not (SHARED / "tools" / "score.py").is_file(),
        reason="the development scans or their yardstick are not beside the project",
    ),
]


@pytest.fixture(scope="module")
def yardstick():
    spec = importlib.util.spec_from_file_location("yardstick", SHARED / "tools" / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def perturbed(text: str, seed: int) -> str:
    """The text as a poor engine would give it: slips, lost lines, woven columns, stamps."""
    rng = random.Random(seed)
    lines = text.split("\n")
    if seed % 3 == 1:
        rng.shuffle(lines)
    kept = [line for line in lines if rng.random() > 0.04 * (seed % 4)]
    out = []
    for line in kept:
        letters = list(line)
        for i, letter in enumerate(letters):
            chance = rng.random()
            if chance < 0.01 * seed:
                letters[i] = rng.choice(
                    ["", "ă", "1", letter * 2, "Đ", "\N{COMBINING ACUTE ACCENT}"]
                )
        out.append("".join(letters))
    if seed % 2:
        out.insert(rng.randrange(len(out) + 1), "\n[Dấu đến] Số: 12\nNgày: 3/4\n")
        out.insert(rng.randrange(len(out) + 1), "\n[Chữ chưa đọc] p0001-u01.png\n")
        out.insert(rng.randrange(len(out) + 1), "\n[Ký số] Nguyễn Văn A\n15/4/2024\n")
        out.insert(rng.randrange(len(out) + 1), "TRUNG TÂM CÔNG BÁO “ĐẾN” – 07")
    return "\n".join(out)


@pytest.mark.slow
@pytest.mark.parametrize("path", TRUTHS, ids=lambda p: p.name.removesuffix(".gt.txt"))
def test_figures_equal_the_yardsticks(path, yardstick):
    """CER by block and by line, word recall, noise and tone agree to 1e-9 on perturbed truths."""
    name = path.relative_to(SHARED / "scans").as_posix().removesuffix(".gt.txt")
    record = json.loads((SHARED / "scans" / "fields.json").read_text("utf-8")).get(name)
    text = path.read_text("utf-8")
    for seed in range(6):
        reading = perturbed(text, seed)
        by_block, by_line = (
            yardstick.score(form, reading) for form in yardstick.truth(path, record)
        )
        ours = score(truth_of(text, record), reading)
        for rate in ("cer", "word_recall", "noise", "tone"):
            assert getattr(ours, rate) == pytest.approx(by_block[rate], abs=1e-9), (rate, seed)
        assert ours.line_cer == pytest.approx(by_line["cer"], abs=1e-9), seed
        assert ours.blocks == pytest.approx(by_block["blocks"], abs=1e-9)


def test_an_empty_reading_is_all_wrong(yardstick):
    """Nothing read: every letter is an error and there is no noise."""
    text = TRUTHS[0].read_text("utf-8")
    ours = score(truth_of(text), "")
    assert (ours.cer, ours.word_recall, ours.noise) == (1.0, 0.0, 0.0)
    assert ours.cer == yardstick.score(yardstick.truth(TRUTHS[0])[0], "")["cer"]
