"""Whether a word's confidence is what it says: promised and kept, band by band.

Reliability diagram and expected calibration error after Guo et al. 2017 (On Calibration of Modern
Neural Networks), over bands that are narrow where most words lie.
"""

from __future__ import annotations

import difflib
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from evaluation.measure.distances import normal
from evaluation.measure.tabulate import Cells, percent
from pipeline.document.review import CHECK

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evaluation.measure.figures import PageFigures
    from evaluation.measure.rows import Group
    from evaluation.truth.blocks import Truth
    from pipeline.values.readings import PageReading

__all__ = [
    "Reliability",
    "pages_of",
    "reliability",
    "reliability_of",
    "reliability_table",
    "right_words",
    "whole",
]

EDGES = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1.0)
# A line less like anything on the page than this, of 100, is pen or scrap: no word of it is right.
_LIKE = 60.0


@dataclass(frozen=True, slots=True)
class Reliability:
    """Words by confidence, for each band between two of `EDGES`.

    Attributes:
        words: How many words.
        right: How many of them are right.
        promised: Sum of their confidences.
    """

    words: tuple[int, ...] = (0,) * (len(EDGES) - 1)
    right: tuple[int, ...] = (0,) * (len(EDGES) - 1)
    promised: tuple[float, ...] = (0.0,) * (len(EDGES) - 1)

    def __add__(self, other: Reliability) -> Reliability:
        return Reliability(
            tuple(a + b for a, b in zip(self.words, other.words, strict=True)),
            tuple(a + b for a, b in zip(self.right, other.right, strict=True)),
            tuple(a + b for a, b in zip(self.promised, other.promised, strict=True)),
        )

    @property
    def error(self) -> float | None:
        """Expected calibration error, 0–1; None without words."""
        total = sum(self.words)
        gaps = (abs(p - r) for p, r in zip(self.promised, self.right, strict=True))
        return sum(gaps) / total if total else None

    @property
    def checked(self) -> float | None:
        """The share of all words that stand below `CHECK`."""
        total = sum(self.words)
        return sum(self.words[: EDGES.index(CHECK)]) / total if total else None

    @property
    def caught(self) -> float | None:
        """The share of the wrong words that stand below `CHECK`; None where none is wrong."""
        wrong = [w - r for w, r in zip(self.words, self.right, strict=True)]
        return sum(wrong[: EDGES.index(CHECK)]) / sum(wrong) if sum(wrong) else None


def reliability_of(truth: Truth, reading: PageReading) -> Reliability:
    """How sure each word of a page was, and whether it was right."""
    pages = pages_of(truth)
    return reliability(
        (word.confidence, good)
        for line in reading.lines
        # Whether struck print counts is not the reader's to say.
        if not line.struck and "~~" not in line.text
        for word, good in zip(
            line.words, right_words([word.text for word in line.words], pages), strict=True
        )
    )


def reliability(judged: Iterable[tuple[float, bool]]) -> Reliability:
    """Words by confidence.

    Args:
        judged: How sure each word is, 0–1, and whether it is right.
    """
    words = [0] * (len(EDGES) - 1)
    right, promised = list(words), [0.0] * len(words)
    for sure, good in judged:
        band = min(len(words) - 1, bisect_right(EDGES, sure) - 1)
        words[band] += 1
        right[band] += good
        promised[band] += sure
    return Reliability(tuple(words), tuple(right), tuple(promised))


def pages_of(truth: Truth) -> tuple[str, ...]:
    """All that a page says: as printed, with what a pen filled in, and what a stamp may say."""
    return tuple(normal(text) for text in (*truth.said, *truth.optional))


def right_words(words: Sequence[str], pages: Sequence[str]) -> list[bool]:
    """Which words of a line stand so, and in that order, in the place of the page it was read from.

    Args:
        words: As read, left to right.
        pages: All that the page says, normalised as for measuring, single spaces; in every form
            that is right.

    >>> right_words(["Căn", "cư", "Luật"], ["Kính gửi: Căn cứ Luật Tổ chức"])
    [True, False, True]
    """
    said = [normal(word) for word in words]
    found = [_right_in(said, page) for page in pages]
    return [any(forms) for forms in zip(*found, strict=True)] if found else [False] * len(said)


def _right_in(said: Sequence[str], page: str) -> list[bool]:
    text = " ".join(said)
    if not text or not page:
        return [False] * len(said)
    if f" {text} " in f" {page} ":
        return [True] * len(said)
    found = fuzz.partial_ratio_alignment(text, page, score_cutoff=_LIKE)
    if found is None:
        return [False] * len(said)
    # Whole words, and one more on either side: what was left out must not cost its neighbour.
    start = page.rfind(" ", 0, max(0, page.rfind(" ", 0, found.dest_start + 1))) + 1
    end = page.find(" ", found.dest_end + 1)
    end = len(page) if end < 0 else end
    there = page[start:end].split(" ")
    right = [False] * len(said)
    matcher = difflib.SequenceMatcher(None, said, there, autojunk=False)
    for at, _there, size in matcher.get_matching_blocks():
        right[at : at + size] = [True] * size
    return right


def whole(pages: Iterable[PageFigures]) -> Reliability:
    """Of all pages together."""
    return sum((page.sureness for page in pages if page.sureness), Reliability())


def reliability_table(pages: Sequence[PageFigures], groups: Mapping[str, Group]) -> Cells:
    """A row for each group: what bands promise and keep, and what a clerk is given to check."""
    bands = [f"{low:.2f}–{high:.2f}" for low, high in pairwise(EDGES)]
    head = ["Tin cậy từng chữ", "chữ", "sai", "ECE", f"dưới {CHECK}", "chữ sai trong đó", *bands]
    lines = []
    for name, group in groups.items():
        found = whole(group.pages(pages))
        total = sum(found.words)
        if not total:
            continue
        kept = [
            f"{percent(promised / words, 1)} → {percent(right / words, 1)}" if words else "–"
            for words, right, promised in zip(found.words, found.right, found.promised, strict=True)
        ]
        wrong = percent(1 - sum(found.right) / total, 2)
        shares = [
            "–" if share is None else percent(share, 2)
            for share in (found.error, found.checked, found.caught)
        ]
        lines.append([name, str(total), wrong, *shares, *kept])
    return Cells(head, lines)
