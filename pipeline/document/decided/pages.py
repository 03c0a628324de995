"""Lines, unread print, marks and which way up a page stands, as people decided.

A decision finds its thing by where it stands on the original picture.  What it no longer finds, for
another reading sees the page otherwise, is given back, to be told: nothing is dropped in silence.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pipeline.document.assemble import lines_with_pen
from pipeline.document.canonical import PERSON
from pipeline.document.decided.places import at_place
from pipeline.document.decided.words import laid_words
from pipeline.values.readings import Line, PageReading, UnreadPrint, ZoneReading

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.geometry import Box
    from pipeline.values.decisions import Decision

__all__ = ["DecidedPage", "decided_page"]


@dataclass(slots=True)
class DecidedPage:
    """A page while decisions are laid over it.

    Attributes:
        reading: As it stands now.
        lines: Ids of lines that were decided.
        unread: Unread print that was looked at, and stays unread.
        turned: Somebody has said which way up the page stands.
        lost: Decisions that found nothing.
    """

    reading: PageReading
    lines: set[str] = field(default_factory=set)
    unread: list[UnreadPrint] = field(default_factory=list)
    turned: bool = False
    lost: list[Decision] = field(default_factory=list)


def decided_page(page: PageReading, decisions: Sequence[Decision]) -> DecidedPage:
    """Lay decisions over a page.

    Args:
        page: As read.
        decisions: Those about it that hold, oldest first; the last word on a thing counts.
    """
    done = DecidedPage(page)
    for decision in decisions:
        if not _LAID[decision.change.target.kind](done, decision):
            done.lost.append(decision)
    return done


def _turn(done: DecidedPage, decision: Decision) -> bool:
    change = decision.change
    rotation = change.after if change.act == "turn" else change.before
    page = replace(done.reading, orientation_sure=True)
    done.reading = replace(page, rotation=rotation) if isinstance(rotation, int) else page
    done.turned = True
    return True


def _lay_line(done: DecidedPage, decision: Decision) -> bool:
    box, change = decision.change.target.box, decision.change
    line = at_place(done.reading.lines, box)
    if line is not None:
        if change.act == "unreadable":
            _take_out(done, line)
            _keep_unread(done, UnreadPrint(line.box, 0.0))
        elif change.act == "confirm" and _is_as_read(done, line, _text_of(decision)):
            _believe_line(done, line)
        else:
            _write_line(done, line, _text_of(decision))
        return True
    part = at_place(done.reading.unread, box)
    if part is not None and change.act != "unreadable":
        _write_unread(done, part, _text_of(decision))
        return True
    return _says(done.reading, box, _text_of(decision))


def _lay_unread(done: DecidedPage, decision: Decision) -> bool:
    """Unread print: typed, found to be none (`correct` with nothing), or seen to be unreadable."""
    box, text = decision.change.target.box, _text_of(decision)
    part = at_place(done.reading.unread, box)
    if part is not None:
        if decision.change.act == "correct":
            _write_unread(done, part, text)
        else:
            done.unread.append(part)
        return True
    if decision.change.act != "correct":
        return True  # another reading has read it, or sees nothing there
    line = at_place(done.reading.lines, box)
    if line is not None and text:
        _write_line(done, line, text)
        return True
    return _says(done.reading, box, text)


def _lay_mark(done: DecidedPage, decision: Decision) -> bool:
    mark = at_place(done.reading.marks, decision.change.target.box)
    if mark is None:
        return False
    change = decision.change
    if change.act == "name":
        new = replace(mark, kind=change.after, confidence=1.0)
    elif change.act == "correct":
        new = replace(mark, text=change.after or None, alternatives=())
    elif change.act == "unreadable":
        new = replace(mark, text=None, alternatives=())
    else:
        new = replace(mark, confidence=1.0)
    marks = tuple(new if one is mark else one for one in done.reading.marks)
    done.reading = replace(done.reading, marks=marks)
    return True


_LAID: dict[str, Callable[[DecidedPage, Decision], bool]] = {
    "page": _turn,
    "line": _lay_line,
    "unread": _lay_unread,
    "mark": _lay_mark,
}


def _text_of(decision: Decision) -> str:
    change = decision.change
    return str((change.before if change.act == "confirm" else change.after) or "")


def _says(page: PageReading, box: Box | None, text: str) -> bool:
    """Whether the lines at a place say what a person has said, however they are cut now."""
    there = [one.text for one in page.lines if box and one.box.intersection(box).area]
    return " ".join(text.split()) in " ".join(" ".join(there).split()) if text else not there


def _write_line(done: DecidedPage, line: Line, text: str) -> None:
    if not text:
        _take_out(done, line)
        return
    words = laid_words(text, line.words, line.box, done.reading)
    new = replace(line, text=text, words=words, confidence=1.0, fixes=(PERSON,), struck=False)
    done.lines.add(line.id)
    _put(done, line, new)


def _is_as_read(done: DecidedPage, line: Line, text: str) -> bool:
    """Whether a text is a line's print, bare or with the pen in its blank."""
    # The second asks for the whole page's text; most lines have no pen in them.
    return text == line.text or text == lines_with_pen([done.reading]).get(line.id)


def _believe_line(done: DecidedPage, line: Line) -> None:
    """Print that a person found right says what it said: pen still stands in its slots."""
    words = tuple(replace(word, confidence=1.0) for word in line.words)
    done.lines.add(line.id)
    _put(done, line, replace(line, words=words, confidence=1.0))


def _take_out(done: DecidedPage, line: Line) -> None:
    _put(done, line, None)


def _keep_unread(done: DecidedPage, part: UnreadPrint) -> None:
    done.unread.append(part)
    done.reading = replace(done.reading, unread=(*done.reading.unread, part))


def _put(done: DecidedPage, line: Line, new: Line | None) -> None:
    zones = []
    for zone in done.reading.zones:
        if any(one is line for one in zone.lines):
            lines = tuple(new if one is line else one for one in zone.lines)
            zone = _with_lines(zone, tuple(one for one in lines if one is not None), line)  # noqa: PLW2901
        zones.append(zone)
    done.reading = replace(done.reading, zones=tuple(zones))


def _with_lines(zone: ZoneReading, lines: tuple[Line, ...], changed: Line) -> ZoneReading:
    """A zone with other lines; the table's cell that one of them stands in says the same."""
    rows = tuple(
        replace(
            row,
            cells=tuple(
                replace(cell, text=_cell_text(lines, row.row, cell.column))
                if (row.row, cell.column) == (changed.row, changed.column)
                else cell
                for cell in row.cells
            ),
        )
        for row in zone.rows
    )
    return replace(zone, lines=lines, rows=rows)


def _cell_text(lines: Sequence[Line], row: int, column: int) -> str:
    return "\n".join(line.text for line in lines if (line.row, line.column) == (row, column))


def _write_unread(done: DecidedPage, part: UnreadPrint, text: str) -> None:
    """Print that nobody had read stands as a line where it lies; without a text it is none."""
    page = done.reading
    left = tuple(one for one in page.unread if one is not part)
    done.unread = [one for one in done.unread if one is not part]
    done.reading = replace(page, unread=left)
    if not text:
        return
    number = page.unread.index(part) + 1
    name = f"p{page.number:04d}-u{number:02d}-{part.box.x}-{part.box.y}"
    words = laid_words(text, (), part.box, page)
    line = Line(name, text, "", part.box, 1.0, words, (PERSON,))
    done.lines.add(name)
    done.reading = replace(done.reading, zones=_with_new(done.reading, line))


def _with_new(page: PageReading, line: Line) -> tuple[ZoneReading, ...]:
    """A page's zones with one line more: in the zone it lies in, above what lies below it."""

    def upright(box: Box) -> Box:
        return box.upright(page.rotation, page.size_px)

    own = upright(line.box)

    def away(zone: ZoneReading) -> tuple[int, int]:
        box = upright(zone.box)
        across = max(0, box.x - own.right, own.x - box.right)
        down = max(0, box.y - own.bottom, own.y - box.bottom)
        return (across + down, box.area)

    zones = [zone for zone in page.zones if zone.kind != "page_number"]
    if not zones:
        return (*page.zones, ZoneReading("body", line.box, (line,)))
    home = min(zones, key=away)
    middle = own.y + own.height / 2
    above = sum(_middle(upright(one.box)) < middle for one in home.lines)
    lines = (*home.lines[:above], line, *home.lines[above:])
    new = replace(home, box=home.box.union(line.box), lines=lines)
    return tuple(new if zone is home else zone for zone in page.zones)


def _middle(box: Box) -> float:
    return box.y + box.height / 2
