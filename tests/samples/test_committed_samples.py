"""The committed scans: complete, small, and drawn by the program that says so."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import pytest

from samples.committed import COMMITTED, FOLDER
from samples.draw import write_scan
from samples.seeds import NAMES


def truth_of(name):
    return json.loads((FOLDER / f"{name}.truth.json").read_text(encoding="utf-8"))


def squeezed(text):
    """Letters only, as target texts are compared: without marks, spaces and struck numbers."""
    text = unicodedata.normalize("NFC", text)
    return re.sub(r"[\s*~]+", "", text)


def test_every_committed_scan_is_there_and_small():
    """Two dozen scans that a clone does not suffer from."""
    sizes = [(FOLDER / f"{name}.pdf").stat().st_size for name in COMMITTED]

    assert {p.stem for p in FOLDER.glob("*.pdf")} == set(COMMITTED)
    assert max(sizes) < 3_000_000
    assert sum(sizes) < 14_000_000


def test_the_readme_says_what_each_is_for():
    """Nobody wonders why a sample is kept."""
    readme = (FOLDER.parent / "README.md").read_text(encoding="utf-8")

    assert [name for name in COMMITTED if f"`{name}.pdf`" not in readme] == []


@pytest.mark.parametrize("index", range(5))
def test_a_target_text_is_on_its_pages(index):
    """Every paragraph of the five target texts is printed or written on the drawn pages."""
    truth = truth_of(f"target-{NAMES[index]}")
    text = (FOLDER.parent / "texts" / f"{NAMES[index]}.txt").read_text(encoding="utf-8")
    printed = squeezed("".join(page["text"] for page in truth["pages"]))
    # Page numbers stand between the halves of a paragraph that a page's end cuts.
    for page in truth["pages"][1:]:
        number, _, rest = page["text"].partition("\n\n")
        printed = printed.replace(squeezed(number + rest)[:40], squeezed(rest)[: 40 - len(number)])
    written = squeezed("".join(m["text"] or "" for p in truth["pages"] for m in p["marks"]))
    body = text[text.index("\n\n", 400) : text.index("Nơi nhận")]
    missing = [
        paragraph
        for paragraph in body.split("\n\n")
        if squeezed(paragraph) and squeezed(paragraph) not in printed + written
    ]
    assert missing == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["upside-down", "balance-sheet", "overlaid-letter"])
def test_a_committed_scan_is_what_the_program_draws(name, tmp_path):
    """The truth beside a committed scan is redrawn to the letter."""
    write_scan(COMMITTED[name](), tmp_path, name)

    assert json.loads((tmp_path / f"{name}.truth.json").read_text(encoding="utf-8")) == truth_of(
        name
    )


def test_font_files_are_those_of_the_table():
    """Each handwriting face has its licence beside it and its hash in the table."""
    import hashlib

    fonts = FOLDER.parent / "fonts"
    table = (fonts / "README.md").read_text(encoding="utf-8")
    for path in sorted(fonts.glob("*.ttf")):
        assert hashlib.sha256(path.read_bytes()).hexdigest() in table, path.name
        assert Path(path.with_suffix(".LICENSE")).exists()
