# ruff: noqa: INP001 - a recipe is run by its path
"""How `excerpts.txt` and `grounds.txt` were taken from a corpus of official documents.

    python samples/texts/recipe.py administrative.txt.gz

The corpus has one paragraph a line in document order. Only the stretch of state documents is
used: official texts are outside copyright (Luật Sở hữu trí tuệ, Điều 15 khoản 2). Runs of
paragraphs that follow one another are kept together, so that drawn letters read like letters.
"""

from __future__ import annotations

import gzip
import random
import re
import sys
from pathlib import Path

#: First and last line used, counted from 1: decisions, plans, notices and letters of the state.
STRETCH = (4128, 38688)
PERSON = re.compile(r"\b(?:[Ôô]ng|[Bb]à|[Đđ]ồng chí) [A-ZĐ]")
WANTED = re.compile(r"^(?:\d+(?:\.\d+)*\.|[a-eđ]\)|[-+]|Điều \d+\.|[A-ZĐÀ-Ỹ])")
SIGNS = re.compile(r"[^\w\s.,;:/()%“”\"&+–-]")


def is_plain(paragraph: str) -> bool:
    """A whole, readable paragraph: no forms, no persons, no gaps, of letter-like length."""
    return (
        60 <= len(paragraph) <= 620
        and bool(WANTED.match(paragraph))
        and not any(s in paragraph for s in ("...", "…", "(tên", "Mẫu số", "http", "(B)"))
        and not PERSON.search(paragraph)
        and not SIGNS.search(paragraph)
        and paragraph[-1] in ".;:"
    )


def runs(paragraphs: list[str], least: int, most: int) -> list[list[str]]:
    """Stretches of `least` to `most` good paragraphs that follow one another."""
    found: list[list[str]] = []
    now: list[str] = []
    for paragraph in paragraphs:
        good = is_plain(paragraph) and not paragraph.startswith("Căn cứ")
        if good:
            now.append(paragraph)
        if not good or len(now) == most:
            if len(now) >= least and now[-1].endswith("."):
                found.append(now)
            now = []
    return found


def main(corpus: Path) -> None:
    """Write the two files beside this one."""
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        stretch = [line.rstrip("\n") for line in lines][STRETCH[0] - 1 : STRETCH[1]]
    rng = random.Random(2)
    here = Path(__file__).parent
    chosen = rng.sample(runs(stretch, 4, 9), 90)
    (here / "excerpts.txt").write_text(
        "\n\n".join("\n".join(run) for run in chosen) + "\n", encoding="utf-8"
    )
    grounds = sorted(
        {p for p in stretch if p.startswith("Căn cứ ") and 60 < len(p) < 330 and p.endswith(";")}
    )
    grounds = [p for p in grounds if not SIGNS.search(p)]
    (here / "grounds.txt").write_text("\n".join(rng.sample(grounds, 80)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
