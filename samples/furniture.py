"""Set letterheads of companies and schools, their signs, and the lines at a page's foot."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from samples.breaking import balance
from samples.letterhead import (
    STATE_MOTTO,
    STATE_NAME,
    set_date,
    set_nation,
    set_number,
    set_subject,
)
from samples.typesetting import Place, mm

if TYPE_CHECKING:
    from samples.layout import Flow
    from samples.letter import Letter
    from samples.look import Look
    from samples.typesetting import Sheet

__all__ = ["set_footer", "set_furniture"]


def set_furniture(sheet: Sheet, letter: Letter, look: Look, y: float) -> float:
    """Print a letterhead from y on and return where the page goes on."""
    shape = letter.furniture.shape  # type: ignore[union-attr]
    y = {
        "logo": _logo_head,
        "centred": _centred_head,
        "large": _large_head,
        "sides": _sides_head,
        "nation": _nation_head,
    }[shape](sheet, letter, look, y)
    if shape == "nation" or (letter.number is None and letter.day is None):
        return y  # a contract's number stands under its title
    left, right = mm(look.left), mm(look.width - look.right)
    row = y + mm(look.head_gap)
    below = set_number(sheet, letter, look, left + (right - left) * 0.19, row)
    if letter.kind is None and letter.subject:
        below = set_subject(
            sheet, letter, look, left + (right - left) * 0.19, below, (right - left) * 0.36
        )
    sheet.next_block()
    set_date(sheet, letter, look, left + (right - left) * 0.72, row)
    sheet.next_block()
    return below


def set_footer(flow: Flow) -> None:
    """Print the lines at a page's foot under a rule."""
    if not flow.footer:
        return
    kind = flow.look.of(7.5)
    y = mm(flow.look.height - flow.look.bottom) - mm(3.2 * (len(flow.footer) - 1)) + mm(5)
    flow.sheet.next_block()
    flow.sheet.rule(flow.left, flow.right, y - mm(4), 0.5)
    for text in flow.footer:
        flow.sheet.set_text(text, kind, (flow.left + flow.right) / 2, y, centred=True)
        y += mm(3.2)


def _logo_head(sheet: Sheet, letter: Letter, look: Look, y: float) -> float:
    """The sign, the name beside it, small lines under it; the nation on the right or nothing."""
    head = letter.furniture
    left, right = mm(look.left - 4), mm(look.width - look.right + 2)
    size = mm(17)
    if head.logo >= 0:
        _sign(sheet, head.logo, Place(left, y, left + size, y + size))
    x = left + (size + mm(3) if head.logo >= 0 else 0)
    room = (left + (right - left) * 0.56 if head.nation else right) - x
    name, small = look.of(11.5, "bold"), look.of(head.small)
    at = y + name.em
    for line in balance(head.name, name, room):
        sheet.set_text(line, name, x, at)
        at += name.em * 1.15
    for text in head.lines:
        for line in balance(text, small, room):
            sheet.set_text(line, small, x, at - name.em * 0.15)
            at += small.em * 1.25
    sheet.next_block()
    if head.nation:
        middle = left + (right - left) * 0.79
        set_nation(sheet, letter, look, middle, y + mm(4), (right - left) * 0.41)
    sheet.slots["organ"] = Place(left, y, x + room, at)
    return max(at, y + size)


def _centred_head(sheet: Sheet, letter: Letter, look: Look, y: float) -> float:
    head = letter.furniture
    left, right = mm(look.left), mm(look.width - look.right)
    middle, name, small = (left + right) / 2, look.of(15, "bold"), look.of(head.small)
    if head.logo >= 0:
        _sign(sheet, head.logo, Place(middle - mm(8), y - mm(8), middle + mm(8), y + mm(8)))
        y += mm(9)
    for line in balance(head.name, name, right - left):
        y += name.em * 1.1
        sheet.set_text(line, name, middle, y, centred=True)
    for text in head.lines:
        y += small.em * 1.35
        sheet.set_text(text, small, middle, y, centred=True)
    sheet.rule(left, right, y + mm(2), 1.0)
    sheet.next_block()
    sheet.slots["organ"] = Place(left, y - mm(15), right, y)
    return y + mm(3)


def _large_head(sheet: Sheet, letter: Letter, look: Look, y: float) -> float:
    head = letter.furniture
    left, right = mm(look.left), mm(look.width - look.right)
    name, small = look.of(20, "bold"), look.of(head.small)
    for line in balance(head.name, name, (right - left) * 0.8):
        y += name.em * 1.05
        sheet.set_text(line, name, left, y)
    sheet.next_block()
    for text in head.lines:
        y += small.em * 1.3
        sheet.set_text(text, small, left, y)
    sheet.next_block()
    sheet.slots["organ"] = Place(left, y - mm(18), right, y)
    return y + mm(2)


def _sides_head(sheet: Sheet, letter: Letter, look: Look, y: float) -> float:
    """Name and address on the left, the form's number on the right, a rule under both."""
    head = letter.furniture
    left, right = mm(look.left), mm(look.width - look.right)
    name, small = look.of(10.5, "bold"), look.of(max(8.5, head.small))
    top = y
    for line in balance(head.name, name, (right - left) * 0.56):
        y += name.em * 1.2
        sheet.set_text(line, name, left, y)
    for text in head.lines:
        for line in balance(text, small, (right - left) * 0.56):
            y += small.em * 1.25
            sheet.set_text(line, small, left, y)
    sheet.next_block()
    other = top
    for index, text in enumerate(head.other):
        kind = name if index == 0 else small
        other += kind.em * 1.22
        sheet.set_text(text, kind, right - kind.width(text), other)
    sheet.next_block()
    y = max(y, other) + mm(2)
    sheet.rule(left, right, y, 0.75)
    sheet.slots["organ"] = Place(left, top, right, y)
    return y + mm(3)


def _nation_head(sheet: Sheet, letter: Letter, look: Look, y: float) -> float:
    """Only the nation's heading, centred over the page; a form's number stands in the corner."""
    head = letter.furniture
    middle = mm(look.width - look.right + look.left) / 2
    for text in head.other:
        kind = look.of(11, "bold")
        sheet.set_text(text, kind, mm(look.width - look.right) - kind.width(text), y)
        sheet.next_block()
        y += kind.em * 1.4
    name, motto = look.of(13, "bold"), look.of(13.5, "bold")
    sheet.set_text(STATE_NAME, name, middle, y + mm(2), centred=True)
    y += mm(2) + motto.em * 1.2
    line = sheet.set_text(STATE_MOTTO, motto, middle, y, centred=True)
    sheet.rule(line.place.left, line.place.right, y + mm(2.2))
    sheet.next_block()
    sheet.slots["organ"] = Place(line.place.left, y - mm(12), line.place.right, y)
    return y + mm(3)


def _sign(sheet: Sheet, number: int, place: Place) -> None:
    """A house's sign, one of some shapes: no letters, only forms."""
    pen, (left, top, right, bottom) = sheet.pen, place
    cx, cy, r = (left + right) / 2, (top + bottom) / 2, (right - left) / 2 - 4
    shape = number % 5
    if shape == 0:
        pen.ellipse((cx - r, cy - r, cx + r, cy + r), outline=255, width=9)
        pen.polygon(
            [(cx, cy - r * 0.6), (cx + r * 0.55, cy + r * 0.4), (cx - r * 0.55, cy + r * 0.4)],
            fill=255,
        )
    elif shape == 1:
        for k in range(3):
            pen.polygon(
                [
                    (left + k * r * 0.55, bottom - 6),
                    (left + (k + 1) * r * 0.55, top + 10 + k * 12),
                    (left + (k + 1.7) * r * 0.55, bottom - 6),
                ],
                fill=255,
            )
    elif shape == 2:
        pen.rectangle((left + 4, top + 4, right - 4, bottom - 4), outline=255, width=6)
        pen.ellipse((cx - r * 0.6, cy - r * 0.6, cx + r * 0.6, cy + r * 0.6), fill=255)
        pen.rectangle((cx - r * 0.12, cy - r, cx + r * 0.12, cy + r), fill=0)
    elif shape == 3:
        star = [
            (cx + r * f * math.sin(k * math.pi / 5), cy - r * f * math.cos(k * math.pi / 5))
            for k in range(10)
            for f in [1.0 if k % 2 == 0 else 0.42]
        ]
        pen.polygon(star, outline=255, width=6)
    else:
        for k in range(4):
            pen.arc(
                (cx - r, cy - r + k * 18, cx + r, cy + r + k * 18), 200, 340, fill=255, width=10
            )
