"""Set the foot of a letter: Nơi nhận on the left, the signer on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samples.breaking import balance, break_lines, words_of
from samples.typesetting import Place, Type, mm

if TYPE_CHECKING:
    from samples.layout import Flow
    from samples.letter import Letter

__all__ = ["set_foot"]


def set_foot(flow: Flow, letter: Letter) -> None:
    """Set Nơi nhận on the left and the signer on the right, never cut by a page's end."""
    if not (letter.title or letter.authority or letter.noi_nhan or letter.signer):
        return
    if letter.cosigners:
        _set_signers(flow, letter)
        if letter.noi_nhan:
            _set_copies_below(flow, letter)
        return
    look = flow.look
    small, item = look.of(12, "bold_italic"), look.of(11)
    wide = mm(74)
    notes = [
        break_lines(words_of(f"- {text}", "regular"), item, wide, wide) for text in letter.noi_nhan
    ]
    note_height = small.em * 1.2 + sum(map(len, notes)) * item.em * 1.13
    name = look.of(look.points, "bold")
    title = look.of(look.points, "bold" if look.bold_title else "regular")
    titles = [*letter.authority, *([letter.title] if letter.title else [])]
    centre = min(flow.right - mm(38), mm(look.width * 0.7))
    sign_lines = [
        part for text in titles for part in balance(text, title, 2 * (flow.right - centre))
    ]
    pitch = title.em * 1.16
    sign_height = len(sign_lines) * pitch + mm(look.signature) + name.em * 1.3
    flow.y += mm(3)
    flow.room(max(note_height, sign_height))
    top = flow.y + small.em
    y = top
    if letter.noi_nhan:
        label = small if letter.noi_nhan_label.endswith(":") else small.at(13, "regular")
        line = flow.sheet.set_text(letter.noi_nhan_label, label, flow.left, y)
        if label is not small:
            flow.sheet.rule(line.place.left, line.place.right, y + mm(0.8), 0.6)
        for rows in notes:
            for index, row in enumerate(rows):
                y += item.em * 1.13
                indent = item.width("- ") if index else 0
                last = flow.sheet.set_words(row, item, flow.left + indent, y)
        flow.sheet.slots["noi_nhan_end"] = last.place
        flow.sheet.next_block()
    _signer(flow, letter, sign_lines, title, name, centre, top)
    flow.y = max(y, flow.sheet.slots["name"].bottom) + mm(4)


def _set_signers(flow: Flow, letter: Letter) -> None:
    """Set those who sign side by side, the signer on the right; each column is read downwards."""
    look = flow.look
    name, title = look.of(look.points, "bold"), look.of(look.points, "bold")
    own = (*letter.authority, *([letter.title] if letter.title else []))
    columns = [(c.titles, c.name) for c in letter.cosigners] + [(own, letter.signer or "")]
    width = (flow.right - flow.left) / len(columns)
    wrapped = [
        [part for text in titles for part in balance(text, title, width * 0.94)]
        for titles, _ in columns
    ]
    pitch = title.em * 1.16
    flow.y += mm(4)
    flow.room(max(map(len, wrapped)) * pitch + mm(look.signature) + pitch)
    sheet, top = flow.sheet, flow.y + title.em
    below = top + (max(map(len, wrapped)) - 1) * pitch + mm(look.signature)
    for i, (lines, (_, who)) in enumerate(zip(wrapped, columns, strict=True)):
        centre, y = flow.left + (i + 0.5) * width, top
        for line in lines:
            sheet.set_text(line, title, centre, y, centred=True)
            y += pitch
        sheet.slots["titles"] = Place(centre - width / 2, top - title.em, centre + width / 2, y)
        sheet.next_block()
        place = sheet.set_text(who, name, centre, below, centred=True).place
        sheet.next_block()
        sheet.slots["name"] = place
        sheet.slots["signature"] = Place(
            centre - width / 2, sheet.slots["titles"].bottom - pitch, centre + width / 2, place.top
        )
    flow.y = below + mm(6)


def _set_copies_below(flow: Flow, letter: Letter) -> None:
    look = flow.look
    small, item, wide = look.of(12, "bold_italic"), look.of(11), mm(74)
    pitch = item.em * 1.13
    notes = [
        break_lines(words_of(f"- {text}", "regular"), item, wide, wide) for text in letter.noi_nhan
    ]
    flow.room(small.em * 1.4 + sum(map(len, notes)) * pitch)
    flow.y += small.em
    last = flow.sheet.set_text("Nơi nhận:", small, flow.left, flow.y)
    for rows in notes:
        for index, row in enumerate(rows):
            flow.y += pitch
            last = flow.sheet.set_words(
                row, item, flow.left + (item.width("- ") if index else 0), flow.y
            )
    flow.sheet.slots["noi_nhan_end"] = last.place
    flow.sheet.next_block()
    flow.y += mm(4)


def _signer(
    flow: Flow,
    letter: Letter,
    titles: list[str],
    title: Type,
    name: Type,
    centre: float,
    top: float,
) -> None:
    y, look, sheet = top, flow.look, flow.sheet
    pitch = title.em * 1.16
    for line in titles:
        sheet.slots["last_title"] = sheet.set_text(line, title, centre, y, centred=True).place
        y += pitch
    sheet.slots["titles"] = Place(centre - mm(40), top - title.em, centre + mm(40), y)
    y = y - pitch + mm(look.signature)
    sheet.next_block()
    if letter.signer_office:
        sheet.set_text(letter.signer_office, name, centre, y, centred=True)
        y += pitch
    place = Place(centre - mm(22), y - name.em, centre + mm(22), y)
    if letter.signer and not letter.stamp_signer:
        place = sheet.set_text(letter.signer, name, centre, y, centred=True).place
    sheet.slots["name"] = place
    sheet.slots["signature"] = Place(
        centre - mm(30), sheet.slots["titles"].bottom - pitch, centre + mm(30), place.top
    )
    sheet.next_block()
