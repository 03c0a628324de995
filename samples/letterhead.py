"""Set the letterhead: who writes on the left, in whose name on the right, number and date."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from samples.breaking import balance, words_of
from samples.faces import print_font
from samples.typesetting import Place, SetLine, Sheet, Type, mm

if TYPE_CHECKING:
    from samples.letter import Letter
    from samples.look import Look

__all__ = [
    "STATE_MOTTO",
    "STATE_NAME",
    "set_annex_head",
    "set_date",
    "set_letterhead",
    "set_nation",
    "set_number",
    "set_subject",
]

STATE_NAME = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
STATE_MOTTO = "Độc lập - Tự do - Hạnh phúc"
PARTY_NAME = "ĐẢNG CỘNG SẢN VIỆT NAM"
YOUTH_NAME = "ĐOÀN TNCS HỒ CHÍ MINH"

#: Share of the text width that the left column takes (official diagrams: 38 and 43 %).
LEFT_SHARE = {"state": 0.38, "party": 0.43, "mass": 0.43}


def set_letterhead(sheet: Sheet, letter: Letter, look: Look, y: float) -> float:
    """Print the letterhead from y on and return where the page goes on."""
    left, right = mm(look.left - 2), mm(look.width - look.right + 2)
    split = left + (right - left) * LEFT_SHARE[letter.system]
    left_middle, right_middle = (left + split) / 2, (split + right) / 2
    top = y + mm(4)
    left_end = _organ(sheet, letter, look, left_middle, top, (split - left) * 0.97)
    organ_blocks = sheet.block
    right_lines = len(sheet.lines)
    right_end = set_nation(sheet, letter, look, right_middle, top, right - split)
    heading = sheet.lines[right_lines:]
    del sheet.lines[right_lines:]
    row = max(left_end, right_end) + mm(look.head_gap)
    # Reading order is organ, number, subject; then the right-hand column.
    below = set_number(sheet, letter, look, left_middle, row)
    if letter.kind is None:
        below = set_subject(sheet, letter, look, left_middle, below, (split - left) * 0.95)
    sheet.next_block()
    shift = sheet.block - organ_blocks
    for line in heading:
        sheet.lines.append(replace(line, block=line.block + shift))
    sheet.next_block()
    set_date(sheet, letter, look, right_middle, row)
    sheet.next_block()
    return below


def set_annex_head(sheet: Sheet, letter: Letter, look: Look, y: float) -> float:
    """Print organ and national heading over a form that is annexed, without number and date."""
    left, right = mm(look.left - 2), mm(look.width - look.right + 2)
    split = left + (right - left) * LEFT_SHARE[letter.system]
    ends = (
        _organ(sheet, letter, look, (left + split) / 2, y + mm(4), (split - left) * 0.97),
        set_nation(sheet, letter, look, (split + right) / 2, y + mm(4), right - split),
    )
    return max(ends) + mm(10)


def _organ(
    sheet: Sheet, letter: Letter, look: Look, middle: float, y: float, width: float
) -> float:
    party = letter.system != "state"
    parent = look.of(13.5 if party else 12.5)
    organ = look.of(13.5 if party else 13, "bold")
    start = y
    for text, kind in ((letter.parent, parent), (letter.org, organ)):
        for given in text.split("\n") if text else ():
            for line in _fitting(given, kind, width):
                fits = kind.at(kind.points * min(1.0, width * 1.05 / kind.width(line)))
                sheet.set_text(line, fits, middle, y, centred=True)
                y += kind.em * 1.17
    y -= organ.em * 1.17
    if letter.star:
        y += organ.em * 1.05
        sheet.set_text(letter.star, look.of(14), middle, y, centred=True)
        y -= organ.em * 0.4
    elif letter.system == "state":
        half = max(mm(9), min(mm(15), width * 0.22))
        sheet.rule(middle - half, middle + half, y + mm(2.2))
    sheet.next_block()
    sheet.slots["organ"] = Place(middle - width / 2, start - organ.em, middle + width / 2, y)
    return y


def _fitting(text: str, kind: Type, width: float) -> list[str]:
    """Whole where it fits, else balanced."""
    return [text] if kind.width(text) <= width * 1.16 else balance(text, kind, width)


def set_nation(
    sheet: Sheet, letter: Letter, look: Look, middle: float, y: float, width: float
) -> float:
    """Print the nation's heading, the Party's or the union's; returns its last baseline."""
    if letter.system in ("state", None):
        name, motto = look.of(12.5, "bold"), look.of(13.5, "bold")
        name = name.at(min(13, 12.5 * width * 1.02 / name.width(STATE_NAME)))
        sheet.set_text(STATE_NAME, name, middle, y, centred=True)
        y += motto.em * 1.15
        line = sheet.set_text(STATE_MOTTO, motto, middle, y, centred=True)
    else:
        text = PARTY_NAME if letter.system == "party" else YOUTH_NAME
        kind = look.of(14.5 if letter.system == "party" else 14, "bold")
        line = sheet.set_text(text, kind, middle, y, centred=True)
    sheet.rule(line.place.left, line.place.right, y + mm(2.2))
    sheet.next_block()
    return y


def _blank(
    sheet: Sheet, look: Look, kind: Type, x: float, y: float, name: str, width: float
) -> None:
    """Leave room for the pen and remember where."""
    sheet.slots[name] = Place(x, y - kind.em, x + width, y)
    if look.dotted:
        dot = kind.width(".")
        at = x + dot
        while at < x + width - 2 * dot:
            sheet.pen.text(
                (at, y), ".", font=print_font(kind.face, kind.style, kind.em), fill=255, anchor="ls"
            )
            at += dot


def _with_blanks(
    sheet: Sheet,
    look: Look,
    kind: Type,
    middle: float,
    y: float,
    parts: list[str | tuple[str, float]],
) -> None:
    """Print a line whose blanks (name, millimetres) stay empty."""
    width = sum(kind.width(part) if isinstance(part, str) else mm(part[1]) for part in parts)
    x = middle - width / 2
    start, first = x, len(sheet.lines)
    for part in parts:
        if isinstance(part, str):
            if part.strip():
                lead = kind.width(" ") if part.startswith(" ") else 0.0
                sheet.set_words(words_of(part.strip(), kind.style), kind, x + lead, y)
            x += kind.width(part)
        else:
            _blank(sheet, look, kind, x, y, part[0], mm(part[1]))
            x += mm(part[1])
    pieces = sheet.lines[first:]
    del sheet.lines[first:]
    text = " ".join(" ".join(part for part in parts if isinstance(part, str)).split())
    place = Place(
        start,
        min(p.place.top for p in pieces),
        pieces[-1].place.right,
        max(p.place.bottom for p in pieces),
    )
    words = tuple(word for piece in pieces for word in piece.words)
    sheet.lines.append(SetLine(text, place, sheet.block, words))


def set_number(sheet: Sheet, letter: Letter, look: Look, middle: float, y: float) -> float:
    """Print `Số:` with its number, or room for the pen; returns where the page goes on."""
    kind = look.of(14 if letter.system in ("party", "mass") else 13)
    if letter.number is None:
        return y
    if letter.pen_number:
        parts: list[str | tuple[str, float]] = [
            letter.before,
            ("number", 5.5 + 3.4 * len(letter.number)),
            letter.after,
        ]
    else:
        parts = [f"{letter.before}{letter.number}{letter.after}"]
    _with_blanks(sheet, look, kind, middle, y, parts)
    return y + kind.em * 0.3


def set_date(sheet: Sheet, letter: Letter, look: Look, middle: float, y: float) -> None:
    """Print place and date, or room for the pen."""
    if letter.day is None:
        return
    kind = look.of(14 if letter.system in ("party", "mass") else 13.5, "italic")
    day, month, year = letter.date_parts()
    parts: list[str | tuple[str, float]] = [f"{letter.place}, ngày "]
    parts += [("day", 9.0)] if letter.pen_day else [day]
    parts.append(" tháng ")
    parts += [("month", 8.0)] if letter.pen_month else [month]
    parts.append(f" năm {year}")
    merged: list[str | tuple[str, float]] = []
    for part in parts:
        if merged and isinstance(part, str) and isinstance(merged[-1], str):
            merged[-1] += part
        else:
            merged.append(part)
    _with_blanks(sheet, look, kind, middle, y, merged)


def set_subject(
    sheet: Sheet, letter: Letter, look: Look, middle: float, y: float, width: float
) -> float:
    """Print what a letter without a title is about, under its number."""
    kind = look.of(12, "italic" if letter.system == "party" else "regular")
    subject = letter.lead + letter.subject
    lines = subject.split("\n") if "\n" in subject else balance(subject, kind, width * 0.95)
    y += mm(1.2)
    for line in lines:
        y += kind.em * 1.16
        sheet.set_text(line, kind, middle, y, centred=True)
    return y
