"""Where on the pages of a document stands what a question asks for: the same words, as folded."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.archive.search.leaves import leaves
from pipeline.archive.search.parsing import parse
from pipeline.archive.search.words import WORD, form_of, forms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pipeline.geometry import Box
    from pipeline.values.document import Document
    from pipeline.values.readings import Line, PageReading

__all__ = ["Meant", "boxes_on", "marks_in", "meant_by"]


@dataclass(frozen=True, slots=True)
class Meant:
    """What is to be marked.

    Attributes:
        words: Folded words, each by itself.
        runs: Folded words that are marked only one behind the other: phrases, numbers.
    """

    words: frozenset[str]
    runs: tuple[tuple[str, ...], ...]

    def where(self, said: Sequence[str]) -> set[int]:
        """Which of these folded words, in their order, are meant.

        >>> Meant(frozenset({"dich"}), (("5", "cv"),)).where(["5", "cv", "cv", "dich"])
        {0, 1, 3}
        """
        found = {at for at, word in enumerate(said) if word in self.words}
        for run in self.runs:
            for at in range(len(said) - len(run) + 1):
                if tuple(said[at : at + len(run)]) == run:
                    found.update(range(at, at + len(run)))
        return found


def meant_by(question: str, near: Callable[[str], tuple[str, ...]] | None = None) -> Meant:
    """What a question asks for.

    Args:
        question: See `parsing`; empty = nothing.
        near: Of a folded word those that it may be misspelt for; they are meant too.

    Raises:
        QueryError: It cannot be understood.
    """
    if not question.strip():
        return Meant(frozenset(), ())
    found = leaves(parse(question))
    runs = tuple(run for parts in (*found.phrases, *found.numbers) if (run := _present(parts)))
    single = Counter(found.order) - Counter(word for run in runs for word in run)
    words = {*single, *(word for one in single for word in (near(one) if near else ()))}
    return Meant(frozenset(words), runs)


def _present(parts: Sequence[str]) -> tuple[str, ...]:
    return tuple(part for part in parts if part)


def marks_in(text: str, meant: Meant) -> list[tuple[int, int]]:
    """(start, end) of what is meant in a text."""
    spans = [match.span() for match in WORD.finditer(text)]
    said = [form_of(text[start:end]).folded for start, end in spans]
    return [spans[at] for at in sorted(meant.where(said))]


def boxes_on(document: Document, meant: Meant) -> dict[int, list[Box]]:
    """Page number → boxes of what is meant there, original pixels; pages without are left out.

    Of a line that does not know where its words stand the whole line is meant, and of what pen and
    stamps say the mark.
    """
    found: dict[int, list[Box]] = {}
    for page in document.pages:
        boxes = [*_printed(page, meant), *_marked(page, meant)]
        if boxes:
            found[page.number] = boxes
    return found


def _printed(page: PageReading, meant: Meant) -> Iterator[Box]:
    """Over the page as a whole: a phrase goes on in the next line."""
    said: list[str] = []
    places: list[Box] = []
    for line in page.lines:
        for box, words in _pieces(line):
            said += words
            places += [box] * len(words)
    yield from dict.fromkeys(places[at] for at in sorted(meant.where(said)))


def _pieces(line: Line) -> Iterator[tuple[Box, list[str]]]:
    pieces = line.text.split()
    if [word.text for word in line.words] == pieces:
        for word in line.words:
            yield word.box, [form.folded for form in forms(word.text)]
    else:
        yield line.box, [form.folded for form in forms(line.text)]


def _marked(page: PageReading, meant: Meant) -> Iterator[Box]:
    for mark in page.marks:
        if mark.text and marks_in(mark.text, meant):
            yield mark.box
