"""What two readings of one text differ in, in words and in lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from pipeline.document.unread import LABEL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["ChangedLines", "TextDifference", "text_difference"]

# Names of pictures, and the paragraphs that only name some: they are told as marks and unread ink.
_PICTURES = re.compile(r"p\d{4,}-[\w.-]+\.png,?")
_UNREAD = re.compile(rf"^{re.escape(LABEL)}.*$\n?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ChangedLines:
    """Lines that stand one for the other; empty where one side has none."""

    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextDifference:
    """Two readings of a text.

    Attributes:
        words_before: How many words the first has.
        words_after: How many words the second has.
        changed: Words that another stands for.
        missing: Words of the first that nothing stands for.
        added: Words of the second that stand for nothing.
        lines: The lines in which they differ, top to bottom.
    """

    words_before: int
    words_after: int
    changed: int = 0
    missing: int = 0
    added: int = 0
    lines: tuple[ChangedLines, ...] = ()


def text_difference(before: str, after: str) -> TextDifference:
    """Compare two canonical texts, word by word as they follow each other.

    >>> found = text_difference("Số: 05 năm nay", "Số: 06 năm")
    >>> (found.changed, found.missing, found.added)
    (1, 1, 0)
    """
    before, after = _without_pictures(before), _without_pictures(after)
    old, new = before.split(), after.split()
    counts = {"replace": 0, "delete": 0, "insert": 0}
    if old != new:
        for what, first, last, new_first, new_last in _opcodes(old, new):
            if what != "equal":
                counts[what] += max(last - first, new_last - new_first)
    return TextDifference(
        len(old),
        len(new),
        counts["replace"],
        counts["delete"],
        counts["insert"],
        tuple(_changed_lines(_lines(before), _lines(after))),
    )


def _without_pictures(text: str) -> str:
    return _PICTURES.sub("", _UNREAD.sub("", text))


def _lines(text: str) -> list[str]:
    return [line for line in map(str.strip, text.splitlines()) if line]


def _changed_lines(old: Sequence[str], new: Sequence[str]) -> Iterator[ChangedLines]:
    """Runs of lines that differ, each with what stands in its place."""
    run: tuple[list[str], list[str]] = ([], [])
    for what, first, last, new_first, new_last in _opcodes(old, new):
        if what == "equal":
            if any(run):
                yield ChangedLines(tuple(run[0]), tuple(run[1]))
            run = ([], [])
        else:
            run[0].extend(old[first:last])
            run[1].extend(new[new_first:new_last])
    if any(run):
        yield ChangedLines(tuple(run[0]), tuple(run[1]))


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    for step in Levenshtein.opcodes(old, new):
        yield step.tag, step.src_start, step.src_end, step.dest_start, step.dest_end
