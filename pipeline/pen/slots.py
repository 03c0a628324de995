"""Pen on the blanks of the number and date lines: found, told from type, taken out and read.

In most letters number and day are written by hand.  An engine for print turns pen into whatever
print resembles it: what stands in a blank and is not type is taken out of the text and kept as a
mark, whose figures a reader of digits says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from pipeline.geometry import Box
from pipeline.mark_kinds import of_family
from pipeline.pen.anchors import blanks_of, unglued
from pipeline.pen.edges import edged
from pipeline.pen.lettering import misfit, print_band
from pipeline.pen.one_pen import of_one_pen
from pipeline.pen.slot_figures import against, agreed, believed, pen_mark, read_slot
from pipeline.pen.slotting import SlotPlace, cut_slot, snapped
from pipeline.pen.type_widths import type_scale
from pipeline.recognition.engine import joined
from pipeline.recognition.forms import same_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.pen.anchors import Blank
    from pipeline.pen.slotting import SlotInk
    from pipeline.recognition.digits import DigitReading
    from pipeline.recognition.engine import EngineLine, EngineWord
    from pipeline.recognition.forms import Form
    from pipeline.settings import Pen
    from pipeline.values.marks import CleanPage, Mark

__all__ = ["PenDesk", "Slotted"]

# Number, place and date on one line, in letters; a line of the body has 70 and more.
_LONGEST = 75
_STAMPS = of_family("round", "stamp")

_FIGURES = re.compile(r"\d{1,5}[a-zđ]?")

# On the development scans and drawn pages type strays from its line by less, in capital heights,
# but where thin or coarse print misleads the measure; pen by more. Between 0.09 and 0.25 lie both.
_TYPE_STRAYS, _MONTH_STRAYS, _PEN_STRAYS = 0.09, 0.15, 0.25

_Judged = Literal["type", "likely type", "likely pen", "pen"]


@dataclass(frozen=True, slots=True)
class Slotted:
    """A line without pen, and what pen had filled in."""

    line: EngineLine
    filled: tuple[Mark, ...]


class PenDesk:
    """A page's ink as far as pen is looked for: stamps taken off, pens apart by colour.

    Args:
        page: Flat and clean.
        settings: What is believed.
    """

    def __init__(self, page: CleanPage, settings: Pen) -> None:
        self._dpi = page.flat.dpi
        self._settings = settings
        self._pens = [m for m in page.marks if m.kind not in _STAMPS and m.colour != "black"]
        self._filled_in = [m for m in page.marks if m.kind == "fill_in"]
        ink = page.plain.copy()
        for mark in page.marks:
            if mark.kind in _STAMPS:
                ink[mark.box.slices][mark.mask] = page.gray[mark.box.slices][mark.mask]
        self._ink = ink

    def without_pen(self, line: EngineLine, *, letterhead: bool = False) -> Slotted:
        """Take pen out of a line's blanks and read it.

        Args:
            line: As read, flat frame.
            letterhead: The line stands in a column of the letterhead.
        """
        if len(line.text) > _LONGEST or not line.words:
            return Slotted(line, ())
        scale = type_scale(line.words, line.box.height)
        words = unglued(line.words, scale)
        filled: list[Mark] = []
        gone: set[int] = set()
        for guessed in blanks_of(words, scale, letterhead=letterhead):
            blank = edged(self._ink, line.box, words, guessed)
            mark = self._filled(line, words, blank)
            if mark is not None:
                filled.append(mark)
                gone.update(blank.inside)
                words = _trimmed(words, blank)
        kept = [word for i, word in enumerate(words) if i not in gone]
        if not filled or not kept:
            return Slotted(line, ())
        joined = _glued(kept, line.words)
        box = Box.around(word.box for word in joined)
        return Slotted(replace(line, words=tuple(joined), box=box), tuple(filled))

    def _filled(self, line: EngineLine, words: Sequence[EngineWord], blank: Blank) -> Mark | None:
        """The pen in a blank; None where it is empty or holds type."""
        room = Box(blank.left, line.box.y, max(1, blank.right - blank.left), line.box.height)
        band = print_band(self._ink, line.box, room)
        if band is None:
            return None
        place = SlotPlace(blank.left, blank.right, *band)
        found = self._pen_in(place)
        if found is None:
            return None
        ink, colour = found
        inside = [words[i] for i in blank.inside]
        if _covers(inside, ink.box, place.capital):
            figures = Box.around(word.box for word in inside)
            judged = _judged(inside, misfit(self._ink, figures, line.box), blank.form)
            if judged in ("type", "likely type") and self._taken_for_pen(ink):
                judged = "likely pen"
        else:
            judged = "pen"
        if judged == "type":
            return None
        reading = read_slot(ink.picture, self._dpi, blank.form)
        weighed = self._weighed(reading, inside, judged, blank.form)
        return pen_mark(ink, colour, weighed, self._settings) if weighed else None

    def _taken_for_pen(self, ink: SlotInk) -> bool:
        """Whether the page's cleaning had set most of a blank's ink apart as pen."""
        for mark in self._filled_in:
            shared = mark.box.intersection(ink.box)
            if shared.area:
                own = mark.ink_in(shared) & ink.mask[shared.slices_in(ink.box)]
                if own.sum() >= 0.6 * ink.mask.sum():
                    return True
        return False

    def _pen_in(self, place: SlotPlace) -> tuple[SlotInk, str] | None:
        """The pen's ink between two printed words and its colour."""
        place = place._replace(
            left=snapped(self._ink, place.left, place), right=snapped(self._ink, place.right, place)
        )
        ink = cut_slot(self._ink, place)
        if ink is None or ink.box.height < 0.55 * place.capital:
            return None
        return of_one_pen(self._ink, self._pens, ink, place)

    def _weighed(
        self, reading: DigitReading, inside: Sequence[EngineWord], judged: _Judged, form: Form
    ) -> DigitReading | None:
        """What the reader of pen and the engine for print say together; None = it is type."""
        said = "".join(word.text for word in inside)
        figures = bool(inside) and all(_FIGURES.fullmatch(word.text) for word in inside)
        if figures and same_value(said, form) == same_value(reading.text, form):
            both = agreed(reading)
            if judged == "likely pen":
                return both._replace(confidence=max(both.confidence, _sureness(inside)))
            return both if judged == "pen" else None
        if judged == "pen":
            return reading
        # Two readers, both sure, of which one must be wrong: a person decides.
        return against(reading, said) if believed(reading, self._settings) else None


def _sureness(words: Sequence[EngineWord]) -> float:
    """How sure the engine is of the least sure of some words."""
    return min(word.confidence for word in words)


def _covers(words: Sequence[EngineWord], ink: Box, capital: int) -> bool:
    """Whether the words account for the ink of their blank: of type an engine misses no figure."""
    if not words:
        return False
    read = Box.around(word.box for word in words)
    return max(read.x - ink.x, ink.right - read.right) < 0.6 * capital


def _judged(words: Sequence[EngineWord], stray: float | None, form: Form) -> _Judged:
    """Whether what was read in a blank is type: how it stands and how surely it was read.

    Args:
        words: Read in the blank.
        stray: How far its figures stray from the line; None where that cannot be told.
        form: What belongs there: a month is nearly always printed.
    """
    figures = all(_FIGURES.fullmatch(word.text) for word in words)
    sure = _sureness(words)
    if stray is None:
        return "type" if figures and sure >= 0.7 else "pen"
    if stray < (_MONTH_STRAYS if form == "month" and figures else _TYPE_STRAYS):
        # Type misread (`1O4`, `59- CV`) is for the record to repair.
        return "likely type" if figures and sure < 0.5 else "type"
    return "likely pen" if figures and sure >= 0.95 and stray < _PEN_STRAYS else "pen"


def _trimmed(words: Sequence[EngineWord], blank: Blank) -> list[EngineWord]:
    """The printed words around a blank without the pen that was boxed with them."""
    trimmed = list(words)
    if blank.before >= 0:
        word = words[blank.before]
        width = min(word.box.width, max(1, blank.left - word.box.x))
        trimmed[blank.before] = replace(word, box=word.box._replace(width=width))
    word = trimmed[blank.behind]
    x = min(max(word.box.x, blank.right), word.box.right - 1)
    box = word.box._replace(x=x, width=word.box.right - x)
    trimmed[blank.behind] = replace(word, box=box)
    return trimmed


def _glued(kept: list[EngineWord], original: Sequence[EngineWord]) -> list[EngineWord]:
    """Pieces that were one word and lie side by side are one word again."""
    starts = {word.box.x for word in original}
    result: list[EngineWord] = []
    for word in kept:
        if result and word.box.x not in starts and abs(word.box.x - result[-1].box.right) <= 1:
            before = result[-1]
            result[-1] = joined(before, word)
        else:
            result.append(word)
    return result
