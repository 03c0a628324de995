"""The words of a page as invisible text, each where its ink stands.

Everything is laid out in the *upright* frame: the original picture turned as a reader holds it.
That is also what a viewer shows once the page's `/Rotate` is set, so that one affine leads from
upright pixels to the page's own space, whichever way the sheet went through the scanner.
"""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, NamedTuple

from pipeline.export.glyphless import ASCENT, WIDTH_EM, encode
from pipeline.geometry import Affine, Box
from pipeline.mark_kinds import of_family

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.values.readings import Line, PageReading

__all__ = ["FONT_NAME", "Sheet", "text_layer", "to_page_space"]

FONT_NAME = "/SohoaText"
_MOST_CLIMB = 0.4  # of the letters' size, over a line; Poppler tears lines from 0.5 on
_LEAST_GAP = 0.16  # of the letters' size; Poppler joins words that are 0.1 apart or less
_LEAST_WIDTH = 0.4  # of a word's own; so much of it stays marked, however near the next one is
_MOST_SIZE = 6.0  # times a letter's width; Poppler takes letters within 0.1 of it for doubled ones
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


class _Run(NamedTuple):
    """A piece of text and its box in the upright frame."""

    text: str
    box: Box


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

    A line's words share one base line that follows the skew of the page; each starts where its
    box does and is stretched to its width. Vietnamese marks above and below make word boxes
    uneven: set on them, a line would hop and copying would tear it apart.
    """
    turned = reading.rotation in (90, 270)
    size = reading.size_px[::-1] if turned else reading.size_px
    place = to_page_space((size[0], size[1]), sheet)
    slope = math.tan(math.radians(reading.skew_degrees))
    shown = "\n".join(
        part for runs in _lines(reading) for part in _set_line(runs, slope, place) if part
    )
    return f"q BT 3 Tr\n{shown}\nET Q\n".encode("ascii") if shown else b""


def _lines(reading: PageReading) -> Iterator[list[_Run]]:
    def turn(box: Box) -> Box:
        return box.upright(reading.rotation, reading.size_px)

    spoken: list[_Run] = []
    for line in reading.lines:
        runs = [_Run(text, turn(box)) for text, box in _words(line)]
        spoken += runs
        yield runs
    for mark in reading.marks:
        if not mark.text or mark.kind in _UNREAD_MARKS:
            continue
        box = turn(mark.box)
        if any(mark.text.strip() == r.text and r.box.intersection(box).area for r in spoken):
            continue  # pen that filled a blank and is already read with its line
        rows = [part for row in mark.text.splitlines() for part in _rows(row, box)]
        step = max(1, box.height // max(1, len(rows)))
        for index, row in enumerate(rows):
            yield _spread(row, Box(box.x, box.y + index * step, box.width, step))


def _words(line: Line) -> list[tuple[str, Box]]:
    found = [(word.text.strip(), word.box) for word in line.words]
    return [pair for pair in found if pair[0]] or [(line.text.strip(), line.box)]


def _rows(text: str, box: Box) -> list[str]:
    """A text of which only the whole box is known, in as many rows as make its letters upright."""
    letters = len(text.split()) and len(text)
    rows = max(1, round(math.sqrt(WIDTH_EM * letters * box.height / max(1, box.width))))
    return textwrap.wrap(text, math.ceil(letters / rows) + 2, break_long_words=False) or []


def _spread(text: str, box: Box) -> list[_Run]:
    """Words of a text of which only the whole box is known, by their share of its letters."""
    words = text.split()
    letter = box.width / (sum(map(len, words)) + len(words) - 1)
    runs, x = [], float(box.x)
    for word in words:
        runs.append(_Run(word, Box(round(x), box.y, max(1, round(len(word) * letter)), box.height)))
        x += (len(word) + 1) * letter
    return runs


def _set_line(runs: Sequence[_Run], slope: float, place: Affine) -> Iterator[str]:
    runs = [run for run in runs if run.text and run.box.area > 0]
    if not runs:
        return
    # An upright box around a slanted word is taller than the word by its width times the slope.
    lift = [abs(slope) * run.box.width / 2 for run in runs]
    drop = [slope * (run.box.x + run.box.width / 2) for run in runs]
    feet = [r.box.bottom - up - down for r, up, down in zip(runs, lift, drop, strict=True)]
    heads = [r.box.y + up - down for r, up, down in zip(runs, lift, drop, strict=True)]
    heights = sorted(max(1.0, foot - head) for foot, head in zip(feet, heads, strict=True))
    foot = max(feet)
    # One word whose box swallowed a neighbour's ink must not make the whole line huge.
    pitch = min(run.box.width / len(run.text) for run in runs if len(run.text) > 1 or run is runs[0])
    size = max(1.0, min(foot - min(heads), 2 * heights[len(heights) // 2], _MOST_SIZE * pitch))
    base = foot - (1 - ASCENT) * size

    # A line that climbs by half its height is torn apart by readers' programs (Poppler); a word
    # that is not level is torn too.  So words are level, and step up less than they should.
    middle = (max(drop) + min(drop)) / 2
    tame = min(1.0, _MOST_CLIMB * size / max(1e-9, max(drop) - min(drop)))
    yield f"{FONT_NAME} {size:.2f} Tf"
    right, up = (place.a, place.d), (-place.b, -place.e)
    for index, (text, box) in enumerate(runs):
        x, y = place.point(box.x, base + middle + tame * (drop[index] - middle))
        matrix = " ".join(f"{value:.6g}" for value in (*right, *up, x, y))
        stretch = 100 * _width(runs, index, size) / (WIDTH_EM * len(text) * size)
        gap = "" if index == len(runs) - 1 else "0020"
        yield f"{matrix} Tm {stretch:.2f} Tz <{encode(text)}{gap}> Tj"


def _width(runs: Sequence[_Run], index: int, size: float) -> float:
    """How wide a word is set: as its ink, but with a gap before the next one that readers see."""
    box = runs[index].box
    if index == len(runs) - 1 or runs[index + 1].box.x <= box.x:
        return box.width
    room = runs[index + 1].box.x - box.x - _LEAST_GAP * size
    return max(min(box.width, room), _LEAST_WIDTH * box.width)
