"""Set ruled tables; a row never breaks across pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samples.typesetting import Place, break_lines, mm, words_of

if TYPE_CHECKING:
    from samples.layout import Flow
    from samples.letter import Table

__all__ = ["set_table"]


def set_table(flow: Flow, table: Table) -> None:
    """Print a table across the text width; short columns are centred, long ones set left.

    The page's text has one block a row, its cells from left to right.
    """
    look = flow.look
    size = max(11.0, look.points - 2)
    total = flow.right - flow.left
    edges = [flow.left]
    for share in table.widths:
        edges.append(edges[-1] + total * share / sum(table.widths))
    pad = mm(1.6)
    flow.y += mm(3)
    for index, row in enumerate(table.rows):
        kind = look.of(size, "bold" if index == 0 else "regular")
        pitch = kind.em * 1.15
        cells = []
        for column, text in enumerate(row):
            width = edges[column + 1] - edges[column] - 2 * pad
            cells.append(break_lines(words_of(text, kind.style), kind, width, width))
        height = max(map(len, cells)) * pitch + 2 * pad
        flow.room(height + mm(2))
        top = flow.y
        for column, lines in enumerate(cells):
            left, right = edges[column], edges[column + 1]
            y = top + pad + (height - 2 * pad - len(lines) * pitch) / 2 + kind.em * 0.9
            centred = index == 0 or table.widths[column] < 0.2 * sum(table.widths)
            for line in lines:
                width = sum(map(kind.word_width, line)) + kind.width(" ") * (len(line) - 1)
                x = (left + right - width) / 2 if centred else left + pad
                if line:
                    flow.sheet.set_words(line, kind, x, y)
                y += pitch
            flow.sheet.pen.rectangle((left, top, right, top + height), outline=255, width=2)
        flow.sheet.slots["table"] = Place(flow.left, top, flow.right, top + height)
        flow.sheet.next_block()
        flow.y = top + height
    flow.y += mm(4)
