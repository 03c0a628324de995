"""Set what stands beside the text: footnotes, words in the margin, leaders for the pen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samples.breaking import break_lines, words_of
from samples.typesetting import mm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samples.layout import Flow
    from samples.look import Look
    from samples.typesetting import SetLine, Sheet, Type

__all__ = ["add_note", "call_note", "notes_height", "set_leaders", "set_margin", "set_notes"]

_POINTS = 10.0


def notes_height(flow: Flow) -> float:
    """How much of the sheet its footnotes take."""
    if not flow.notes:
        return 0.0
    return sum(map(len, flow.notes)) * flow.look.of(_POINTS).em * 1.15 + mm(6)


def add_note(flow: Flow, text: str, pitch: float) -> None:
    """Keep room for a footnote on the sheet where the next two lines will stand."""
    kind, width = flow.look.of(_POINTS), flow.right - flow.left
    flow.room(pitch * 2)
    lines = break_lines(words_of(f"{flow.noted + 1} {text}", "regular"), kind, width, width)
    if flow.y + pitch * 3 + len(lines) * kind.em * 1.15 + mm(6) > flow.floor:
        flow.new_sheet()
    flow.noted += 1
    flow.notes.append(lines)


def call_note(flow: Flow, line: SetLine) -> None:
    """Print the small figure that calls the last footnote, behind the last word of a line."""
    small = flow.look.of(flow.look.points * 0.62)
    words, block = flow.sheet.lines, flow.sheet.block
    flow.sheet.set_text(str(flow.noted), small, line.place.right, flow.y - small.em * 0.55)
    del words[-1]
    flow.sheet.block = block


def set_notes(flow: Flow) -> None:
    """Print the footnotes of a sheet under their short rule."""
    if not flow.notes:
        return
    kind, sheet = flow.look.of(_POINTS), flow.sheet
    y = flow.floor + mm(4)
    sheet.rule(flow.left, flow.left + mm(50), y)
    y += mm(1)
    for note in flow.notes:
        sheet.next_block()
        for line in note:
            y += kind.em * 1.15
            sheet.set_words(line, kind, flow.left, y)
    flow.notes = []


def set_margin(sheet: Sheet, look: Look, lines: Sequence[str]) -> None:
    """Print small lines in the left margin, half way down."""
    kind, y = look.of(10, "italic"), mm(look.height * 0.5)
    sheet.next_block()
    for text in lines:
        sheet.set_text(text, kind, mm(look.left - 3) - kind.width(max(lines, key=len)), y)
        y += kind.em * 1.15


def set_leaders(flow: Flow, labels: Sequence[str], kind: Type, pitch: float) -> None:
    """Print labels with dots behind them; dots alone where a label is empty.

    The text has the labels: dots say only that there is room.
    """
    flow.room(pitch * 1.5)
    flow.y += pitch * 1.1
    width = (flow.right - flow.left) / len(labels)
    done: list[SetLine] = []
    for i, label in enumerate(labels):
        x = flow.left + i * width
        if label:
            done.append(flow.sheet.set_text(label, kind, x, flow.y))
            x = done[-1].place.right + kind.width(" ")
        end = flow.left + (i + 1) * width - kind.width("  ")
        dots = "." * int((end - x) / kind.width("."))
        flow.sheet.set_text(dots, kind, x, flow.y)
        del flow.sheet.lines[-1]
    if len(done) > 1:
        flow.sheet.join(len(flow.sheet.lines) - len(done))
    flow.sheet.next_block()
