"""Lines as an engine would say them, for pages that are never drawn."""

from __future__ import annotations

from pipeline.geometry import Box
from pipeline.layout.naming import Block
from pipeline.recognition.engine import EngineLine, EngineWord

MM = 200 / 25.4


def said(text: str, x: float = 30, y: float = 40, *, wide: float | None = None, sure=0.95):
    """A line of `text` at (x, y) mm from the top left, 4 mm high, 2 mm a letter unless `wide`."""
    letter = (wide or 2.0 * len(text)) / len(text)
    words, at = [], x
    for word in text.split(" "):
        box = Box(round(at * MM), round(y * MM), round(letter * len(word) * MM), round(4 * MM))
        words.append(EngineWord(word, box, sure))
        at += letter * (len(word) + 1)
    return EngineLine(tuple(words), Box.around(word.box for word in words))


def block(kind, *lines) -> Block:
    """A zone with these lines."""
    return Block(kind, Box.around(line.box for line in lines), lines)
