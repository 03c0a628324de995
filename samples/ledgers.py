"""Set statements and lists: items, codes and right-aligned figures, with and without rules."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from samples.breaking import break_lines, words_of
from samples.typesetting import Place, mm

if TYPE_CHECKING:
    from samples.layout import Flow
    from samples.parts import Entry, Ledger
    from samples.typesetting import Type, Word

__all__ = ["set_ledger"]

_PAD = 1.0
"""Millimetres between a cell's edge and its words."""


def set_ledger(flow: Flow, ledger: Ledger) -> None:
    """Print a ledger across the text width, one block a row, its cells from the left."""
    total, at = sum(ledger.widths), flow.left
    edges = [at]
    for share in ledger.widths:
        at += (flow.right - flow.left) * share / total
        edges.append(at)
    flow.y += mm(2)
    if ledger.head:
        _head(flow, ledger, edges)
    for entry in ledger.entries:
        _row(flow, ledger, entry, edges)
    flow.y += mm(3)


def _head(flow: Flow, ledger: Ledger, edges: list[float]) -> None:
    kind = flow.look.of(ledger.points, "bold")
    pitch = kind.em * 1.18
    cells = [
        [
            line
            for given in text.split("\n")
            for line in break_lines(
                words_of(given, "bold"), kind, *(2 * [right - left - 2 * mm(_PAD)])
            )
        ]
        for text, left, right in zip(ledger.head, edges, edges[1:], strict=False)
    ]
    height = max(map(len, cells)) * pitch + 2 * mm(_PAD)
    flow.room(height + pitch * 3)
    within = None
    if ledger.ground:
        place = Place(flow.left, flow.y, flow.right, flow.y + height)
        within = flow.sheet.ground(place, ledger.ground)
    for lines, left, right in zip(cells, edges, edges[1:], strict=False):
        y = flow.y + height - mm(_PAD) - kind.em * 0.25 - (len(lines) - 1) * pitch
        for line in lines:
            if line:
                x = (left + right - _width(kind, line)) / 2
                spared = within if ledger.ground >= 0.5 else None
                flow.sheet.set_words(line, kind, x, y, within=spared)
            y += pitch
    _frame(flow, ledger, edges, flow.y, flow.y + height, head=True)
    flow.sheet.next_block()
    flow.y += height


def _row(flow: Flow, ledger: Ledger, entry: Entry, edges: list[float]) -> None:
    kind = flow.look.of(ledger.points, entry.style)
    pitch, pad = kind.em * ledger.leading, mm(_PAD)
    columns = []
    for column, text in enumerate(entry.cells):
        indent = mm(entry.indent) if column == 0 else 0.0
        width = edges[column + 1] - edges[column] - 2 * pad - indent
        lines = break_lines(words_of(text, entry.style), kind, width, width)
        columns.append((indent, lines))
    deep = max(len(lines) for _, lines in columns)
    height = deep * pitch + (2 * pad if ledger.rules in ("rows", "grid") else 0.0)
    flow.room(height)
    top = flow.y + (pad if ledger.rules in ("rows", "grid") else 0.0)
    for column, (indent, lines) in enumerate(columns):
        for row, line in enumerate(lines):
            if not line:
                continue
            left, right = edges[column] + pad + indent, edges[column + 1] - pad
            x = {
                "l": left,
                "c": (edges[column] + edges[column + 1] - _width(kind, line)) / 2,
                "r": right - _width(kind, line),
            }[ledger.sides[column]]
            done = flow.sheet.set_words(line, kind, x, top + pitch * row + kind.em * 0.95)
        if entry.total and ledger.sides[column] == "r" and lines[0]:
            left = min(done.place.left, edges[column + 1] - mm(24)) - mm(1)
            flow.sheet.rule(left, edges[column + 1] - pad, top, 0.5)
            for below in (0.0, mm(0.7)):
                flow.sheet.rule(left, edges[column + 1] - pad, top + kind.em * 1.2 + below, 0.5)
    _frame(flow, ledger, edges, flow.y, flow.y + height)
    flow.sheet.next_block()
    flow.y += height


def _width(kind: Type, line: list[Word]) -> float:
    return sum(map(kind.word_width, line)) + kind.width(" ") * (len(line) - 1)


def _frame(
    flow: Flow, ledger: Ledger, edges: list[float], top: float, bottom: float, *, head: bool = False
) -> None:
    if ledger.rules == "grid":
        for left, right in pairwise(edges):
            flow.sheet.pen.rectangle((left, top, right, bottom), outline=255, width=2)
    elif ledger.rules == "rows" or (ledger.rules == "head" and head):
        flow.sheet.rule(edges[0], edges[-1], bottom, 0.5)
