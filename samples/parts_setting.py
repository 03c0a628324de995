"""Set the parts of forms, contracts and lists down a sheet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from samples.breaking import balance, break_lines, words_of
from samples.faces import print_font
from samples.ledgers import set_ledger
from samples.letter import Paragraph, Table
from samples.parts import Banner, Boxes, Columns, Heading, Hung, Ledger, Pair, Stretched
from samples.tables import set_table
from samples.typesetting import Place, mm

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from samples.layout import Flow
    from samples.parts import Part
    from samples.typesetting import Type

__all__ = ["set_part"]


def set_part(flow: Flow, part: Part) -> None:
    """Set one part where the page stands, and end its block."""
    _SETTERS[type(part)](flow, part)


def _body(flow: Flow) -> tuple[Type, float]:
    kind = flow.look.of(flow.look.points)
    return kind, kind.em * flow.look.leading


def _end(flow: Flow) -> None:
    flow.sheet.next_block()
    flow.y += mm(flow.look.gap)


def _hung(flow: Flow, part: Hung) -> None:
    kind, pitch = _body(flow)
    at = flow.left + mm(part.depth)
    start = at + mm(part.tab)
    width = flow.right - start
    lines = break_lines(words_of(part.text, "regular"), kind, width, width)
    for index, line in enumerate(lines):
        flow.room(pitch)
        flow.y += pitch
        first = len(flow.sheet.lines)
        if index == 0 and part.mark:
            flow.sheet.set_text(part.mark, kind, at, flow.y)
        last = index == len(lines) - 1
        flow.sheet.set_words(line, kind, start, flow.y, stretch_to=0 if last else width)
        flow.sheet.join(first)
    _end(flow)


def _pair(flow: Flow, part: Pair) -> None:
    kind, pitch = _body(flow)
    flow.room(pitch * 1.2)
    flow.y += pitch
    left = flow.left + mm(part.depth)
    share = (flow.right - left) / len(part.fields)
    first, rest = len(flow.sheet.lines), []
    for column, (label, value) in enumerate(part.fields):
        x = left + column * share
        end = x + share - kind.width("  ") * (column < len(part.fields) - 1)
        if label:
            flow.sheet.set_text(label, kind, x, flow.y)
        at = x + kind.width(f"{label} ") if label else x
        at = max(at, x + mm(part.tab))
        if value:
            style = kind.at(kind.points, part.style)
            lines = break_lines(words_of(value, part.style), style, end - at, end - at)
            done = flow.sheet.set_words(lines[0], style, at, flow.y)
            rest = [(at, line, style) for line in lines[1:]]
            at = done.place.right + kind.width(" ")
        if part.dots and not rest:
            _dots(flow, kind, at, end)
    if len(flow.sheet.lines) > first:
        flow.sheet.join(first)
    for at, line, style in rest:
        flow.room(pitch)
        flow.y += pitch
        flow.sheet.set_words(line, style, at, flow.y)
    _end(flow)


def _dots(flow: Flow, kind: Type, left: float, right: float) -> None:
    """Leaders, which are no text: they say only that there is room."""
    count = int((right - left) / kind.width("."))
    font = print_font(kind.face, kind.style, kind.em)
    flow.sheet.pen.text((left, flow.y), "." * max(0, count), font=font, fill=255, anchor="ls")


def _boxes(flow: Flow, part: Boxes) -> None:
    kind, pitch = _body(flow)
    flow.room(pitch * 1.4)
    flow.y += pitch * 1.15
    size, gap, x = kind.em * 0.72, kind.em * 0.3, flow.left
    first = len(flow.sheet.lines)
    if part.label:
        done = flow.sheet.set_text(part.label, kind, x, flow.y)
        x = done.place.right + kind.em
    for index, option in enumerate(part.options):
        wide = kind.width(option) + size + gap
        if x + wide > flow.right:
            flow.sheet.join(first)
            flow.room(pitch)
            first, x = len(flow.sheet.lines), flow.left
            flow.y += pitch * 1.15
        box = x + kind.width(option) + gap if part.behind else x
        _box(flow, box, size, filled=index in part.ticked)
        flow.sheet.set_text(option, kind, x if part.behind else x + size + gap, flow.y)
        x += wide + kind.em * 1.6
    flow.sheet.join(first)
    _end(flow)


def _box(flow: Flow, x: float, size: float, *, filled: bool) -> None:
    place = (x, flow.y - size, x + size, flow.y)
    pen = flow.sheet.pen
    pen.rectangle(place, outline=255, width=3)
    if filled:
        pen.line((x + 6, flow.y - size + 6, x + size - 6, flow.y - 6), fill=255, width=5)
        pen.line((x + 6, flow.y - 6, x + size - 6, flow.y - size + 6), fill=255, width=5)


def _heading(flow: Flow, part: Heading) -> None:
    look = flow.look
    kind = replace(look.of(part.points or look.points, part.style), spacing=part.spacing)
    flow.y += mm(part.gap)
    for line in part.text.split("\n"):
        for piece in balance(line, kind, flow.right - flow.left):
            flow.room(kind.em * 2.4)
            flow.y += kind.em * 1.2
            x = {
                "left": flow.left,
                "centre": (flow.left + flow.right) / 2,
                "right": flow.right - kind.width(piece),
            }[part.side]
            flow.sheet.set_text(piece, kind, x, flow.y, centred=part.side == "centre")
    _end(flow)


def _banner(flow: Flow, part: Banner) -> None:
    kind = flow.look.of(flow.look.points, "bold")
    high = kind.em * 1.7
    flow.room(high + kind.em * 2)
    flow.y += mm(2)
    width = kind.width(part.text) + kind.em
    left = flow.left if part.whole else (flow.left + flow.right - width) / 2
    right = flow.right if part.whole else left + width
    within = flow.sheet.ground(Place(left, flow.y, right, flow.y + high), part.ground)
    words = words_of(part.text, "bold")
    x = left + kind.em / 2 if part.whole else (flow.left + flow.right - width) / 2 + kind.em / 2
    flow.sheet.set_words(
        words, kind, x, flow.y + high * 0.68, within=within if part.white else None
    )
    flow.y += high + mm(1)
    _end(flow)


def _stretched(flow: Flow, part: Stretched) -> None:
    kind, pitch = _body(flow)
    width, indent = flow.right - flow.left, mm(flow.look.indent)
    lines = [
        line
        for index, text in enumerate(part.lines)
        for line in break_lines(
            words_of(text, "regular"), kind, width - (0 if index else indent), width
        )
    ]
    for index, line in enumerate(lines):
        flow.room(pitch)
        flow.y += pitch
        start = flow.left + (0 if index else indent)
        natural = index == len(lines) - 1 or len(line) < 4
        flow.sheet.set_words(
            line, kind, start, flow.y, stretch_to=0.0 if natural else flow.right - start
        )
    _end(flow)


def _columns(flow: Flow, part: Columns) -> None:
    kind, pitch = _body(flow)
    width = (flow.right - flow.left - mm(part.gutter)) / 2
    todo = [
        (line, index == len(lines) - 1, order)
        for order, text in enumerate(part.paragraphs)
        for lines in [break_lines(words_of(text, "regular"), kind, width, width)]
        for index, line in enumerate(lines)
    ]
    while todo:
        flow.room(pitch * 4)
        rows = max(1, int((flow.floor - flow.y) / pitch))
        rows = min(rows, -(-len(todo) // 2))
        top = flow.y
        for column in range(2):
            start = flow.left + column * (width + mm(part.gutter))
            for row, (line, last, order) in enumerate(todo[:rows]):
                if row and order != todo[row - 1][2]:
                    flow.sheet.next_block()
                flow.sheet.set_words(
                    line, kind, start, top + pitch * (row + 1), stretch_to=0.0 if last else width
                )
            flow.sheet.next_block()
            todo = todo[rows:]
        flow.y = top + pitch * rows
        if part.ruled:
            x = (flow.left + flow.right) / 2
            flow.sheet.pen.rectangle((x, top + pitch * 0.3, x + 2, flow.y), fill=255)
    _end(flow)


_SETTERS: dict[type, Callable[[Flow, Any], None]] = {
    Paragraph: lambda flow, part: flow.paragraph(part),
    Table: set_table,
    Ledger: set_ledger,
    Hung: _hung,
    Pair: _pair,
    Boxes: _boxes,
    Heading: _heading,
    Banner: _banner,
    Stretched: _stretched,
    Columns: _columns,
}
