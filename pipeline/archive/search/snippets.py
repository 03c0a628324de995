"""What is shown of a hit: a few words of it, where they stand on the page, and which were meant."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from pipeline.archive.search.entries import IndexedLine, lines_of
from pipeline.archive.search.words import WORD, form_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.archive.search.ranking import Place, Terms

__all__ = ["Snippet", "from_field", "from_pages"]

BoxFigures = tuple[int, int, int, int]

_LONGEST = 220
_AROUND = 60


class Snippet(NamedTuple):
    """Some words of a document.

    Attributes:
        text: The words.
        marks: (start, end) in `text` of what was asked for.
        page: They stand on; the first one where they run over two.
        boxes: Original pixels of that page: of the marked words, or of their lines.
    """

    text: str
    marks: tuple[tuple[int, int], ...]
    page: int | None
    boxes: tuple[BoxFigures, ...]


def from_field(text: str, page: int | None, box: Sequence[int] | None, terms: Terms) -> Snippet:
    """A field of the record, with the place it was read at."""
    shown = text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
    boxes = (_figures(box),) if box else ()
    return Snippet(shown, _marks(shown, terms), page, boxes)


def from_pages(packed: bytes, body: str, place: Place, terms: Terms) -> Snippet:
    """Printed lines around a place of the body."""
    lines = lines_of(packed)
    ends = list(accumulate(line.words for line in lines))
    first_word = body.count(" ", 0, place.start) - 1
    last_word = body.count(" ", 0, place.end) - 1
    first = next(i for i, end in enumerate(ends) if end > first_word)
    last = next(i for i, end in enumerate(ends) if end > last_word)
    shown = _lines_around(lines, first, last)
    text, marks = _shortened(" ".join(line.text for line in shown), terms)
    page = lines[first].page
    boxes = [
        box for line in lines[first : last + 1] if line.page == page for box in _boxes(line, terms)
    ]
    return Snippet(text, marks, page, tuple(boxes))


def _lines_around(lines: list[IndexedLine], first: int, last: int) -> list[IndexedLine]:
    """The lines of a place, and more before and behind while there is room."""
    size = sum(len(line.text) for line in lines[first : last + 1])
    while size < _LONGEST // 2:
        grown = size
        if last + 1 < len(lines) and lines[last + 1].page == lines[last].page:
            last += 1
            size += len(lines[last].text)
        if size < _LONGEST // 2 and first and lines[first - 1].page == lines[first].page:
            first -= 1
            size += len(lines[first].text)
        if size == grown:
            break
    return lines[first : last + 1]


def _shortened(text: str, terms: Terms) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A text about the marked words, cut at spaces, with an ellipsis where it was cut."""
    marks = _marks(text, terms)
    if len(text) > _LONGEST:
        start = max(0, marks[0][0] - _AROUND) if marks else 0
        start = text.rfind(" ", 0, start) + 1 if start else 0
        end = min(len(text), start + _LONGEST)
        if end < len(text):
            end = text.rfind(" ", start, end)
            end = end if end > start else start + _LONGEST
        text = ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")
        marks = _marks(text, terms)
    return text, marks


def _marks(text: str, terms: Terms) -> tuple[tuple[int, int], ...]:
    return tuple(
        match.span()
        for match in WORD.finditer(text)
        if form_of(match.group()).folded in terms.term_of
    )


def _boxes(line: IndexedLine, terms: Terms) -> list[BoxFigures]:
    """Boxes of a line's marked words; the line's own where its words have none."""
    if not line.boxes:
        return [line.box] if _marks(line.text, terms) and any(line.box) else []
    pieces = zip(line.text.split(), range(0, len(line.boxes), 4), strict=False)
    return [_figures(line.boxes[at : at + 4]) for piece, at in pieces if _marks(piece, terms)]


def _figures(box: Sequence[int]) -> BoxFigures:
    x, y, width, height = box
    return (x, y, width, height)
