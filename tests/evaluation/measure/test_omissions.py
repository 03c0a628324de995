"""Words that plain Tesseract is sure of and our text has not."""

from __future__ import annotations

import importlib.util
import random
from pathlib import Path

import pytest

from evaluation.measure.omissions import passed_over, sure_words, words_in_tsv

SHARED = Path(__file__).parents[3].parent / "shared"
YARDSTICK = SHARED / "tools" / "omissions.py"
TRUTHS = sorted((SHARED / "scans").rglob("*.gt.txt")) if (SHARED / "scans").is_dir() else []
HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight"


def tsv_of(*words):
    """Tesseract's TSV of these (word, confidence) on one line, with the rows of page and line."""
    rows = [
        f"{HEAD}\tconf\ttext",
        "1\t1\t0\t0\t0\t0\t0\t0\t9\t9\t-1\t",
        "4\t1\t1\t1\t1\t0\t0\t0\t9\t9\t-1\t",
    ]
    rows += [
        f"5\t1\t1\t1\t1\t{n}\t0\t0\t9\t9\t{sure}\t{text}" for n, (text, sure) in enumerate(words, 1)
    ]
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize(
    ("word", "sure", "counts"),
    [
        ("định", 92.0, True),
        ("định", 91.9, False),  # not sure
        ("(định,", 96.0, True),  # signs around it are not looked at
        ("số", 99.0, False),  # two letters
        ("2024", 99.0, False),
        ("3/QĐ", 99.0, False),
        ("quyt", 99.0, False),  # no syllable
        ("ĐỊNH", 95.0, True),
    ],
)
def test_only_words_that_are_surely_printed_count(word, sure, counts):
    """Sure, three letters, letters only, a possible syllable."""
    assert bool(sure_words(words_in_tsv(tsv_of((word, sure))))) == counts


def test_quotes_in_the_output_are_letters_like_others():
    """A quotation mark does not swallow the rows that follow it."""
    words = list(words_in_tsv(tsv_of(('"Quyết', 95.0), ("định", 96.0))))
    assert words == [('"Quyết', 95.0), ("định", 96.0)]


@pytest.mark.parametrize(
    ("text", "missed"),
    [
        ("Ủy ban nhân dân quyết định: nhân dân", 0),
        ("Uy ban nhan dan quyet dinh nhan dan", 0),  # wrong marks are no omission
        ("Ủy ban nhân dân quyết định", 2),  # as often as it is printed
        ("Ủy ban nhândân quyếtđịnh nhân", 1),  # run together is there; `nhân` is twice printed
        ("", 7),
        ("dân định quyết nhân ban nhân dân", 0),  # whatever the order
    ],
)
def test_what_the_text_has_not_was_passed_over(text, missed):
    """As multisets, letters without marks; words run together are there."""
    words = ("ban", "nhan", "dan", "quyet", "dinh", "nhan", "dan")
    assert len(passed_over(words, text)) == missed


@pytest.mark.scans
@pytest.mark.skipif(
    not TRUTHS or not YARDSTICK.is_file(),
    reason="the development scans or their yardstick are not beside the project",
)
@pytest.mark.parametrize("path", TRUTHS, ids=lambda p: p.name.removesuffix(".gt.txt"))
def test_figures_equal_the_yardsticks(path, tmp_path):
    """Sure words and omissions agree with the tool the project is judged by, on torn truths."""
    spec = importlib.util.spec_from_file_location("omissions", YARDSTICK)
    yardstick = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(yardstick)
    text = path.read_text("utf-8")
    for seed in range(4):
        rng = random.Random(seed)
        tsv = tsv_of(*((word, rng.choice((50.0, 91.99, 92.0, 96.5))) for word in text.split()))
        kept = "\n".join(line for line in text.split("\n") if rng.random() > 0.1 * seed)
        (tmp_path / "p.tsv").write_text(tsv, "utf-8")
        (tmp_path / "p.txt").write_text(kept, "utf-8")
        words = sure_words(words_in_tsv(tsv))
        theirs = yardstick.page(tmp_path / "p.tsv", tmp_path / "p.txt")
        assert (len(words), len(passed_over(words, kept))) == theirs
