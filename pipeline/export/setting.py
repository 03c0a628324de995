"""How words are set so that readers' programs give them back: whole, in order, and apart.

A line's words share one base line that follows the skew of the page; each starts where its box
does and is stretched to its width. Vietnamese marks above and below make word boxes uneven: set on
them, a line would hop and copying would tear it apart. The bounds are Poppler's (TextOutputDev.cc)
and PDFium's (cpdf_textpage.cpp), the strictest of the engines that are measured.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from pipeline.export.glyphless import ASCENT, WIDTH_EM, encode
from pipeline.geometry import Box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.geometry import Affine

__all__ = ["Run", "SetLine", "kept_apart", "set_line", "written"]

_MOST_CLIMB = 0.4  # of the letters' size, over a line; Poppler tears lines from 0.5 on
_LEAST_GAP = 0.16  # of the letters' size; Poppler joins words that are 0.1 apart or less
_LEAST_WIDTH = 0.25  # of a word's own; so much of it stays marked, however near the next one is
_MOST_SIZE = 6.0  # times a letter's width; Poppler takes letters within 0.1 of it for doubled ones
_LEAST_LETTER = 0.13  # of the letters' size, for the same reason
_APART = 0.62  # of the letters' size; lines nearer than half of it are one line to Poppler
_LETTER_APART = 0.6  # of a letter's width; lines nearer than half of it are one line to PDFium
_LEAST_SIZE = 0.3  # of what ink says; smaller letters could not be marked with a mouse
_LEAST_POINTS = 1.0


class Run(NamedTuple):
    """A piece of text and its box in the upright frame."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line as it is set, in pixels of the upright frame.

    Attributes:
        runs: Its words.
        bases: Of each, where its base line is.
        size: Of the letters.
    """

    runs: tuple[Run, ...]
    bases: tuple[float, ...]
    size: float

    @property
    def base(self) -> float:
        """In the middle of the line."""
        return (max(self.bases) + min(self.bases)) / 2

    @property
    def widest(self) -> float:
        """A letter of the word that is spread most."""
        return max(run.box.width / len(run.text) for run in self.runs)

    def lowered(self, by: float) -> SetLine:
        """The line a little further down."""
        return replace(self, bases=tuple(base + by for base in self.bases))

    @property
    def columns(self) -> tuple[int, int]:
        """The first that its words stand in, and the first behind them."""
        whole = Box.around(run.box for run in self.runs)
        return whole.x, whole.right


def set_line(runs: Sequence[Run], slope: float) -> SetLine | None:
    """Words side by side on a base line; None where there are none.

    Args:
        runs: In reading order.
        slope: Of the page's lines, downwards to the right.
    """
    runs = [run for run in runs if run.text and run.box.area > 0]
    if not runs:
        return None
    # An upright box around a slanted word is taller than the word by its width times the slope.
    lift = [abs(slope) * run.box.width / 2 for run in runs]
    drop = [slope * (run.box.x + run.box.width / 2) for run in runs]
    feet = [r.box.bottom - up - down for r, up, down in zip(runs, lift, drop, strict=True)]
    heads = [r.box.y + up - down for r, up, down in zip(runs, lift, drop, strict=True)]
    heights = sorted(max(1.0, foot - head) for foot, head in zip(feet, heads, strict=True))
    foot = max(feet)
    # One word whose box swallowed a neighbour's ink must not make the whole line huge.
    size = min(foot - min(heads), 2 * heights[len(heights) // 2])
    letters = [run.box.width / len(run.text) for run in runs if len(run.text) > 1]
    size = max(_LEAST_POINTS, min([size, *(_MOST_SIZE * width for width in letters)]))
    base = foot - (1 - ASCENT) * size
    # A line that climbs by half its height is torn apart by readers' programs (Poppler); a word
    # that is not level is torn too.  So words are level, and step up less than they should.
    middle = (max(drop) + min(drop)) / 2
    tame = min(1.0, _MOST_CLIMB * size / max(1e-9, max(drop) - min(drop)))
    bases = tuple(base + middle + tame * (down - middle) for down in drop)
    return SetLine(tuple(runs), bases, size)


def kept_apart(lines: Sequence[SetLine | None]) -> list[SetLine | None]:
    """Lines that were read over one another, made small enough to be told apart.

    A stamp over a line, two readings of one row of a table: set at their full size they would be
    woven into one another, letter by letter.
    """
    placed = {at: line for at, line in enumerate(lines) if line is not None}
    # Where a line stands is asked once, not once for each other line: of all pairs few are near.
    columns = {at: line.columns for at, line in placed.items()}
    bases = {at: line.base for at, line in placed.items()}
    order = list(placed)
    for before, at in ((before, at) for count, at in enumerate(order) for before in order[:count]):
        if columns[at][0] >= columns[before][1] or columns[before][0] >= columns[at][1]:
            continue  # no word of one stands over or under, or on, a word of the other
        if abs(bases[at] - bases[before]) < max(placed[at].size, placed[before].size):
            placed[before], placed[at] = _told_apart(placed[before], placed[at])
            bases[at] = placed[at].base
    return [placed.get(at) for at in range(len(lines))]


def _told_apart(other: SetLine, here: SetLine) -> tuple[SetLine, SetLine]:
    """Two lines nearer than the size of their letters, made smaller; the second a little lower."""
    size = max(other.size, here.size)
    wide = min(size, _LETTER_APART * max(other.widest, here.widest))
    apart = abs(here.base - other.base)
    if apart >= max(_APART * size, wide):
        return other, here
    least = max(_APART * _LEAST_SIZE * size, wide)
    if apart < least:
        here = here.lowered(least - (here.base - other.base))
        apart = least
    most = apart / _APART
    return replace(other, size=min(other.size, most)), replace(here, size=min(here.size, most))


def written(line: SetLine, place: Affine, font: str) -> str:
    """A line as text operators.

    Args:
        line: Upright.
        place: From the upright frame to page space.
        font: Name of the font among the page's resources.
    """
    said = [f"{font} {line.size:.2f} Tf"]
    right, up = (place.a, place.d), (-place.b, -place.e)
    for index, ((text, box), base) in enumerate(zip(line.runs, line.bases, strict=True)):
        x, y = place.point(box.x, base)
        matrix = " ".join(f"{value:.6g}" for value in (*right, *up, x, y))
        stretch = 100 * _width(line, index) / (WIDTH_EM * len(text) * line.size)
        gap = "" if index == len(line.runs) - 1 else "0020"
        said.append(f"{matrix} Tm {stretch:.2f} Tz <{encode(text)}{gap}> Tj")
    return "\n".join(said)


def _width(line: SetLine, index: int) -> float:
    """How wide a word is set: as its ink, but with a gap before the next one that readers see."""
    text, box = line.runs[index]
    after = line.runs[index + 1].box.x if index < len(line.runs) - 1 else box.x
    if after <= box.x:
        return float(box.width)
    room = after - box.x - _LEAST_GAP * line.size
    letters = min(box.width, _LEAST_LETTER * line.size * len(text))
    return max(min(box.width, room), _LEAST_WIDTH * box.width, letters)
