"""The words of a line where a person has typed another text.

Words that stayed keep their places; those between them share the room of what they replace, each
by its letters.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from pipeline.geometry import Box
from pipeline.values.readings import Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.values.readings import PageReading

__all__ = ["laid_words"]


def laid_words(text: str, words: Sequence[Word], box: Box, page: PageReading) -> tuple[Word, ...]:
    """Lay a text out as words.

    Args:
        text: As a person typed it.
        words: That were read there; may be none.
        box: Of the line, original pixels.
        page: Which way up it stands.

    Returns:
        The words of `text`, in their order, as sure as a person is.
    """
    said = text.split()
    read = [word.text for word in words]
    places = [_turned(word.box, page) for word in words]
    line = _turned(box, page)
    laid: list[Box] = []
    for _, i1, i2, j1, j2 in SequenceMatcher(None, read, said, autojunk=False).get_opcodes():
        new = said[j1:j2]
        if i2 - i1 == len(new):
            laid += places[i1:i2]
        elif new:
            laid += _shared(new, _room(places, i1, i2, line))
    return tuple(
        Word(word, _back(place, page), 1.0) for word, place in zip(said, laid, strict=True)
    )


def _room(places: Sequence[Box], start: int, end: int, line: Box) -> Box:
    """Where words go: the place of those they replace, or the gap they are put into."""
    if start < end:
        return Box.around(places[start:end])
    left = places[start - 1].right if start else line.x
    right = places[end].x if end < len(places) else line.right
    return Box(left, line.y, max(1, right - left), line.height)


def _shared(words: Sequence[str], room: Box) -> Iterator[Box]:
    letters = sum(map(len, words)) + len(words) - 1
    at = 0
    for word in words:
        left = room.x + room.width * at // letters
        right = room.x + room.width * (at + len(word)) // letters
        yield Box(left, room.y, max(1, right - left), room.height)
        at += len(word) + 1


def _turned(box: Box, page: PageReading) -> Box:
    return box.upright(page.rotation, page.size_px)


def _back(box: Box, page: PageReading) -> Box:
    width, height = page.size_px
    size = (height, width) if page.rotation in (90, 270) else (width, height)
    return box.upright(-page.rotation % 360, size)
