"""The words of a page as invisible text, each where its ink stands.

Everything is laid out in the *upright* frame: the original picture turned as a reader holds it.
That is also what a viewer shows once the page's `/Rotate` is set, so that one affine leads from
upright pixels to the page's own space, whichever way the sheet went through the scanner.
"""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, NamedTuple

from pipeline.export.glyphless import WIDTH_EM
from pipeline.export.pdfa.metadata import foreign_language
from pipeline.export.setting import Run, kept_apart, set_line, written
from pipeline.geometry import Affine, Box
from pipeline.mark_kinds import of_family

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.values.readings import Line, PageReading

__all__ = ["FONT_NAME", "Sheet", "text_layer", "to_page_space"]

FONT_NAME = "/SohoaText"
_UNREAD_MARKS = of_family("round")  # a seal's lettering is not the document's text


class Sheet(NamedTuple):
    """The part of a PDF page that a viewer shows.

    Attributes:
        left, bottom, right, top: The crop box in page space, y upwards.
        rotate: Degrees clockwise that the viewer turns it.
    """

    left: float
    bottom: float
    right: float
    top: float
    rotate: int = 0


def to_page_space(size: tuple[int, int], sheet: Sheet) -> Affine:
    """From pixels of the picture as shown, (width, height), to the page's own space.

    >>> to_page_space((100, 200), Sheet(0, 0, 50, 100)).point(0, 0)
    (0.0, 100.0)
    """
    left, bottom, right, top, rotate = sheet
    across, up = right - left, top - bottom
    width, height = size
    if rotate == 90:
        return Affine(0.0, across / height, left, up / width, 0.0, bottom)
    if rotate == 180:
        return Affine(-across / width, 0.0, right, 0.0, up / height, bottom)
    if rotate == 270:
        return Affine(0.0, -across / height, right, -up / width, 0.0, top)
    return Affine(across / width, 0.0, left, 0.0, -up / height, top)


def text_layer(reading: PageReading, sheet: Sheet) -> bytes:
    """What the page says as a content stream in text render mode 3; empty when it says nothing.

    Args:
        reading: Boxes are original pixels; the whole picture covers the sheet.
        sheet: `rotate` is the one the page will have, so that it stands upright.

    How words are set so that every reader finds them again is `setting`'s to know.
    """
    turned = reading.rotation in (90, 270)
    size = reading.size_px[::-1] if turned else reading.size_px
    place = to_page_space((size[0], size[1]), sheet)
    slope = math.tan(math.radians(reading.skew_degrees))
    spoken = list(_lines(reading))
    lines = kept_apart([set_line(line.runs, slope) for line in spoken])
    shown = "\n".join(
        _in_language(line.language, written(one, place, FONT_NAME))
        for line, one in zip(spoken, lines, strict=True)
        if one is not None
    )
    return f"q BT 3 Tr\n{shown}\nET Q\n".encode("ascii") if shown else b""


def _in_language(language: str | None, shown: str) -> str:
    """What is shown in another language than the document's, marked so."""
    return f"/Span <</Lang ({language})>> BDC\n{shown}\nEMC" if language else shown


class _Line(NamedTuple):
    """Words that stand side by side, and their language where it is not the document's."""

    runs: list[Run]
    language: str | None = None


def _lines(reading: PageReading) -> Iterator[_Line]:
    def turn(box: Box) -> Box:
        return box.upright(reading.rotation, reading.size_px)

    spoken: list[Run] = []
    for zone in reading.zones:
        language = foreign_language(zone.text)
        for line in zone.lines:
            runs = [Run(text, turn(box)) for text, box in _words(line)]
            spoken += runs
            yield _Line(runs, language)
    for mark in reading.marks:
        if not mark.text or mark.kind in _UNREAD_MARKS:
            continue
        box = turn(mark.box)
        if any(mark.text.strip() == r.text and r.box.intersection(box).area for r in spoken):
            continue  # pen that filled a blank and is already read with its line
        rows = [part for row in mark.text.splitlines() for part in _rows(row, box)]
        step = max(1, box.height // max(1, len(rows)))
        for index, row in enumerate(rows):
            yield _Line(_spread(row, Box(box.x, box.y + index * step, box.width, step)))


def _words(line: Line) -> list[tuple[str, Box]]:
    found = [(word.text.strip(), word.box) for word in line.words]
    return [pair for pair in found if pair[0]] or [(line.text.strip(), line.box)]


def _rows(text: str, box: Box) -> list[str]:
    """A text of which only the whole box is known, in as many rows as make its letters upright."""
    letters = len(text.split()) and len(text)
    rows = max(1, round(math.sqrt(WIDTH_EM * letters * box.height / max(1, box.width))))
    return textwrap.wrap(text, math.ceil(letters / rows) + 2, break_long_words=False) or []


def _spread(text: str, box: Box) -> list[Run]:
    """Words of a text of which only the whole box is known, by their share of its letters."""
    words = text.split()
    letter = box.width / (sum(map(len, words)) + len(words) - 1)
    runs, x = [], float(box.x)
    for word in words:
        runs.append(Run(word, Box(round(x), box.y, max(1, round(len(word) * letter)), box.height)))
        x += (len(word) + 1) * letter
    return runs
