"""The signer's column read whole: titles and names that rubber or a lifted line put there.

Where somebody signs, ink of three kinds lies one over another: print, a seal with a signature, and
rubber stamps that set a deputy's title and the signer's name. Cleaning lifts what is coloured or
looks like pen. Here each ink is looked at alone, row by row below the printed title, and what reads
as an office or a name is one, whatever mark it was taken for.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from pipeline.geometry import Box
from pipeline.mark_kinds import of_family
from pipeline.record.acting import sign_said
from pipeline.record.foot_words import is_office
from pipeline.stamps.candidates import ink_of
from pipeline.stamps.plates import as_dark_as_print, own_ink, shows_lettering
from pipeline.stamps.rubber import rubber_lines
from pipeline.stamps.signers import TITLE_MM, signer_columns
from pipeline.values.marks import Mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.layout.sides import Block
    from pipeline.recognition.engine import Engine, Layout
    from pipeline.stamps.rubber import RubberLine
    from pipeline.stamps.signers import SignerColumn
    from pipeline.values.marks import CleanPage

__all__ = ["read_signing"]

# An office of the lists, however badly it was read, is as sure as this.
_LEAST_SURE = 0.4
# A line of rubber is so wide and so high; pen before a title is smaller.
_LINE_MM = ((15.0, 80.0), (3.5, 15.0))
_SIGN_MM = ((2.5, 18.0), (2.0, 10.0))
# Blue among a red seal's ink before a title: seals show none there, a pen's `KT.` 1.5 mm² and more.
_BLUE_MM2, _BLUER, _VIVID = 1.2, 12, 25
_BEFORE_MM = 14.0

_OPEN = (of_family("pen") - {"signature"}) | {"stamp", "underline", "tick"}
_LOOKED_AT = _OPEN | {"seal", "signature"}
_RUBBER = {"red", "orange", "violet"}


def read_signing(page: CleanPage, blocks: Sequence[Block], engine: Engine) -> CleanPage:
    """Read what rubber and pen say in the signers' columns.

    Args:
        page: Its stamps read, its print read into `blocks`.
        blocks: Flat frame.
        engine: Reads lettering.

    Returns:
        The page with `name_stamp` marks for the titles and names found (one without text where a
        stamped name could not be read) and with what a pen's sign before a title says. All ink
        stays lifted, and every mark that is more than the lettering stays a mark.
    """
    mm = page.flat.dpi / 25.4
    for column in signer_columns(blocks, page.plain.shape, mm):
        page = _with_lettering(page, column, engine, mm)
        page = _with_signs(page, column, engine, mm)
    return page


def _with_lettering(page: CleanPage, column: SignerColumn, engine: Engine, mm: float) -> CleanPage:
    """Stamped titles and names of one column as marks."""
    here = [mark for mark in page.marks if mark.box.intersection(column.box).area]
    named = column.named or any(mark.kind == "name_stamp" and mark.text for mark in here)
    lines = [line for line in _rubber_in(page, column, engine, mm) if not _of_a_seal(line, page)]
    titles = [line for line in lines if is_office(line.text)]
    names = [line for line in lines if not is_office(line.text) and not named]
    marks = list(page.marks)
    for found in (titles, names):
        if found:
            marks = _taken_in(marks, max(found, key=lambda line: line.confidence), page)
    split = round(column.title.bottom + TITLE_MM * mm)
    if not titles:
        marks = _unread(marks, column, page, mm, (column.title.bottom - round(2 * mm), split))
    if not names and not named:
        marks = _unread(marks, column, page, mm, (split, column.box.bottom))
    return replace(page, marks=tuple(marks))


def _rubber_in(
    page: CleanPage, column: SignerColumn, engine: Engine, mm: float
) -> list[RubberLine]:
    """What every ink in a column says, looked at alone."""
    inks: dict[str, list[int]] = {}
    for i, mark in enumerate(page.marks):
        if (mark.kind in _LOOKED_AT or _says_nothing(mark)) and mark.box.intersection(
            column.box
        ).area:
            inks.setdefault(ink_of(mark.colour), []).append(i)
    return [
        line
        for members in inks.values()
        for line in rubber_lines(page, column, tuple(members), engine, mm)
    ]


def _says_nothing(mark: Mark) -> bool:
    """A form's shape in which nothing was read: two lines of rubber and a signature have it too."""
    return mark.kind == "incoming_stamp" and mark.text is None and not mark.fields


def _of_a_seal(found: RubberLine, page: CleanPage) -> bool:
    """Whether an office is the seal's own: `TRƯỜNG ...` stands straight in many; no deputy does.

    Rubber of another ink across a seal is not.
    """
    if found.text.startswith("PHÓ "):
        return False
    own = [page.marks[i] for i in found.members]
    return any(
        mark.kind == "seal" and mark.box.intersection(found.box).area > 0.6 * found.box.area
        for mark in own
    )


def _taken_in(marks: list[Mark], stamped: RubberLine, page: CleanPage) -> list[Mark]:
    """A line of rubber as a mark: open marks that lie in it go into it, others keep their ink."""
    box = stamped.box.grown(round(page.flat.pixels(1.0)), page.plain.shape)
    members = [page.marks[i] for i in stamped.members]
    kept = [mark for mark in marks if not (mark in members and _lies_in(mark, box))]
    mask = np.zeros(box.shape, dtype=bool)
    for mark in members:
        both = mark.box.intersection(box)
        if both.area:
            mask[both.slices_in(box)] |= mark.ink_in(both)
    confidence = round(min(0.85, max(_LEAST_SURE, stamped.confidence)), 3)
    kept.append(Mark("name_stamp", box, mask, members[0].colour, confidence, stamped.text))
    return kept


def _lies_in(mark: Mark, box: Box) -> bool:
    both = mark.box.intersection(box)
    if mark.kind not in _OPEN or not both.area:
        return False
    return bool(mark.ink_in(both).sum() > 0.75 * mark.mask.sum())


def _unread(
    marks: list[Mark], column: SignerColumn, page: CleanPage, mm: float, rows: tuple[int, int]
) -> list[Mark]:
    """The lowest line of rubber that begins in some rows is a stamped title or name, unread."""
    lines = [
        mark
        for mark in marks
        if mark.kind in _OPEN
        and rows[0] <= mark.box.y < rows[1]
        and mark.box.intersection(column.box).area > 0.4 * mark.box.area
        and _is_line_of_rubber(mark, page, mm)
    ]
    if not lines:
        return marks
    lowest = max(lines, key=lambda mark: mark.box.bottom)
    named = replace(lowest, kind="name_stamp", confidence=0.5)
    return [named if mark is lowest else mark for mark in marks]


def _is_line_of_rubber(mark: Mark, page: CleanPage, mm: float) -> bool:
    """Oblong and of many pieces: stamped in a colour of rubber, or plainly letters in a row."""
    (least, most), (low, high) = _LINE_MM
    if not (least <= mark.box.width / mm <= most and low <= mark.box.height / mm <= high):
        return False
    if mark.box.width < 2.5 * mark.box.height:
        return False
    if mark.colour in _RUBBER:
        return True
    return shows_lettering(own_ink(page, [mark], mark.box) < 170, mm)


def _with_signs(page: CleanPage, column: SignerColumn, engine: Engine, mm: float) -> CleanPage:
    """What pen before a title says, where it is `KT.`, `TM.`, `TL.`, `TUQ.`."""
    marks: list[Mark] = []
    for mark in (*page.marks, *_pen_in_seals(page, column, mm)):
        across, down = mark.box.x + mark.box.width / 2, mark.box.y + mark.box.height / 2
        (least, most), (low, high) = _SIGN_MM
        fits = least <= mark.box.width / mm <= most and low <= mark.box.height / mm <= high
        before = any(
            title.x - 22 * mm < across < title.x + 3 * mm
            and title.y - 0.8 * title.height < down < title.bottom
            for title in column.titles
        )
        if mark.kind in _OPEN and mark.text is None and fits and before:
            said = _sign_of(page, mark, engine, mm)
            marks.append(replace(mark, kind="fill_in", text=said) if said else mark)
        else:
            marks.append(mark)
    return replace(page, marks=tuple(marks))


def _pen_in_seals(page: CleanPage, column: SignerColumn, mm: float) -> list[Mark]:
    """Blue pen before a title that was lifted with the red seal over it, as marks of its own.

    The seal keeps the ink as well.
    """
    if page.flat.image.ndim == 2:
        return []
    found = []
    for title in column.titles:
        left = max(0, round(title.x - _BEFORE_MM * mm))
        top = max(0, round(title.y - 0.6 * title.height))
        room = Box(left, top, title.x - left, title.bottom - top)
        for seal in page.marks:
            both = seal.box.intersection(room)
            if seal.kind != "seal" or seal.colour != "red" or not both.area:
                continue
            colours = page.flat.image[both.slices].astype(np.int16)
            blue = colours[..., 2] > colours[..., 0] + _BLUER
            vivid = colours.max(axis=2) - colours.min(axis=2) > _VIVID
            pen = seal.ink_in(both) & blue & vivid
            ink = Box.of(pen)
            if ink is not None and float(pen.sum()) > _BLUE_MM2 * mm**2:
                box = ink.moved(both.x, both.y)
                found.append(Mark("fill_in", box, pen[ink.slices].copy(), "blue", 0.5))
    # A mark of its own already, or the signature that runs through the seal.
    known = [mark.box for mark in page.marks if mark.kind in _OPEN | {"signature"}]
    return [
        mark
        for mark in found
        if all(box.intersection(mark.box).area < 0.3 * mark.box.area for box in known)
    ]


def _sign_of(page: CleanPage, mark: Mark, engine: Engine, mm: float) -> str | None:
    room = mark.box.grown(round(mm), page.plain.shape)
    picture = as_dark_as_print(own_ink(page, [mark], room))
    layouts: tuple[Layout, ...] = ("line", "word")
    for layout in layouts:
        read = engine.read(picture, page.flat.dpi, layout)
        said = sign_said(" ".join(line.text for line in read))
        if said is not None:
            return said
    return None
