"""Set what opens a letter: its title, and to whom it goes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from samples.breaking import balance, break_lines, words_of
from samples.typesetting import mm

if TYPE_CHECKING:
    from samples.layout import Flow
    from samples.letter import Letter
    from samples.typesetting import Type

__all__ = ["set_recipients", "set_title"]


def set_title(flow: Flow, letter: Letter) -> None:
    """Set the kind of document, its author, what it is about, and the rule under it."""
    look = flow.look
    middle = (flow.left + flow.right) / 2
    big = look.of(look.points + (1 if letter.system == "party" else 0), "bold")
    if letter.heading:
        points, spacing = letter.heading
        big = replace(big, points=points, spacing=spacing)
    flow.y += mm(8) + big.em * 0.6
    flow.sheet.set_text(letter.kind or "", big, middle, flow.y, centred=True)
    kind = look.of(look.points, "bold")
    subject = letter.lead + letter.subject
    lines = [letter.author] if letter.author else []
    lines += (
        subject.split("\n")
        if "\n" in subject
        else balance(subject, kind, (flow.right - flow.left) * 0.86)
    )
    for line in lines:
        flow.y += kind.em * 1.18
        flow.sheet.set_text(line, kind, middle, flow.y, centred=True)
    if letter.system == "state":
        flow.sheet.rule(middle - mm(19), middle + mm(19), flow.y + mm(2.4))
        flow.y += mm(3)
    elif letter.system == "party":
        flow.y += kind.em
        flow.sheet.set_text("-----", look.of(look.points), middle, flow.y, centred=True)
    flow.sheet.next_block()
    flow.y += mm(6)
    if letter.issuer:
        for line in balance(letter.issuer, kind, (flow.right - flow.left) * 0.9):
            flow.y += kind.em * 1.2
            flow.sheet.set_text(line, kind, middle, flow.y, centred=True)
        flow.sheet.next_block()
        flow.y += mm(4)


def set_recipients(flow: Flow, letter: Letter, *, listed: bool) -> None:
    """Set Kính gửi: on one line, or as a list with dashes."""
    if not letter.recipients:
        return
    look, kind = flow.look, flow.look.of(flow.look.points)
    flow.y += mm(look.head_gap + 3)
    pitch = kind.em * max(1.15, look.leading)
    items = [name + end for name, end in zip(letter.recipients, letter.recipients_end, strict=True)]
    if letter.greeting:
        _greet(flow, items, kind, pitch, letter.greeting)
    elif len(items) == 1:
        text = f"Kính gửi: {items[0]}"
        kinds = break_lines(words_of(text, "regular"), kind, mm(125), mm(125))
        start = max(flow.left, (flow.left + flow.right) / 2 - mm(60))
        if len(kinds) == 1:
            start = (flow.left + flow.right - kind.width(text)) / 2
        for index, line in enumerate(kinds):
            at = start + (kind.width("Kính gửi: ") if index else 0)
            flow.sheet.set_words(line, kind, at, flow.y)
            flow.y += pitch
    else:
        _recipient_list(flow, items, kind, pitch, listed=listed)
    flow.sheet.next_block()
    flow.y += mm(4)


def _recipient_list(
    flow: Flow, items: list[str], kind: Type, pitch: float, *, listed: bool
) -> None:
    label = flow.left + mm(20)
    start = label + kind.width("Kính gửi: ") + (mm(8) if listed else 0)
    if listed:
        flow.sheet.set_text("Kính gửi:", kind, label, flow.y)
        flow.y += pitch
    for index, item in enumerate(items):
        lines = break_lines(
            words_of(f"- {item}", "regular"), kind, flow.right - start, flow.right - start
        )
        for row, line in enumerate(lines):
            if index == row == 0 and not listed:
                whole = words_of("Kính gửi:", "regular") + line
                flow.sheet.set_words(whole, kind, label, flow.y)
            else:
                flow.sheet.set_words(line, kind, start + (kind.width("- ") if row else 0), flow.y)
            flow.y += pitch


def _greet(flow: Flow, items: list[str], kind: Type, pitch: float, greeting: str) -> None:
    """Set the label apart from its list: before the first, before the middle one, or above."""
    sheet, label = flow.sheet, "Kính gửi:"
    if greeting == "centred":
        for text in (label, *items):
            sheet.set_text(text, kind, (flow.left + flow.right) / 2, flow.y, centred=True)
            flow.y += pitch
        return
    start = flow.left + mm(24 if greeting == "hung" else 42)
    rows = [
        row
        for item in items
        for row in break_lines(
            words_of(item, "regular"), kind, flow.right - start, flow.right - start
        )
    ]
    beside = 0 if greeting == "hung" else len(rows) // 2
    first, x = len(sheet.lines), flow.left + mm(0 if greeting == "hung" else 18)
    sheet.set_text(label, kind.at(kind.points, "italic"), x, flow.y + beside * pitch)
    for index, row in enumerate(rows):
        sheet.set_words(row, kind, start, flow.y)
        if index == beside == 0:
            sheet.join(first)
        flow.y += pitch
