"""Sheets crowded with marks: what a patch of paper can carry, denser than any office would have it.

Letters, tables and marks come from `samples`; more marks are strewn over the text, so that the net
sees every kind of ink cross print, and more kinds of print are set, so that not all that is large,
thick, framed or sans is taken for a stamp.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from samples import annotating, handwriting, marking, stamping
from samples.faces import HANDS, PRINT_FACES, STAMP_FACES, PrintFace
from samples.ink import Impression, Ink
from samples.layout import lay_out
from samples.letters import make_letter
from samples.look import Look
from samples.markup import MarkPlan, mark_up
from samples.typesetting import Place, Sheet, mm
from samples.words import person

from .furniture import furnish
from .pens import initial, long_stroke

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from samples.letter import Letter, Paragraph

__all__ = ["PRINT_KINDS", "Marked", "draw_sheets"]

#: Rubber that is the text itself: the signer's name where print left it out. It stays.
PRINT_KINDS = frozenset({"name_stamp"})

_COURIER = PrintFace(
    "DejaVu Sans Mono",
    "fonts-dejavu-core",
    "DejaVuSansMono.ttf",
    "DejaVuSansMono-Bold.ttf",
    "DejaVuSansMono-Oblique.ttf",
    "DejaVuSansMono-BoldOblique.ttf",
)
_CHARIS = PrintFace(
    "Charis SIL",
    "fonts-sil-charis",
    "CharisSIL-Regular.ttf",
    "CharisSIL-Bold.ttf",
    "CharisSIL-Italic.ttf",
    "CharisSIL-BoldItalic.ttf",
)
#: Printing faces with weights. Stamps are cut in sans: pages in sans teach that print is, too.
_TRAINING_PRINT = (
    (PRINT_FACES[0], 50),
    (PRINT_FACES[1], 20),
    (_CHARIS, 5),
    (STAMP_FACES[0], 3),
    (STAMP_FACES[1], 12),
    (_COURIER, 5),
)
_HELD_OUT_PRINT = ((PRINT_FACES[2], 3), (PRINT_FACES[3], 1))
_HELD_OUT_HANDS = ("charm", "mansalva", "patrick-hand")
_TRAINING_HANDS = tuple(name for name in HANDS if name not in _HELD_OUT_HANDS)


@dataclass(frozen=True, slots=True)
class Marked:
    """A printed sheet and the ink that came later, in the order it came."""

    sheet: Sheet
    marks: tuple[Impression, ...]


@contextmanager
def _hands(names: tuple[str, ...]) -> Iterator[None]:
    """Let only some people write: `samples` takes any hand of its list."""
    before = handwriting.HANDS
    handwriting.HANDS = names
    try:
        yield
    finally:
        handwriting.HANDS = before


def draw_sheets(rng: random.Random, *, held_out: bool) -> list[Marked]:
    """A document's sheets with their marks.

    Args:
        rng: Decides everything.
        held_out: Print and write in the faces that training never sees.
    """
    with _hands(_HELD_OUT_HANDS if held_out else _TRAINING_HANDS):
        faces = _HELD_OUT_PRINT if held_out else _TRAINING_PRINT
        face = rng.choices([f for f, _ in faces], [w for _, w in faces])[0]
        look = replace(Look.drawn(rng), face=face)
        letter = make_letter(rng, pen=0.8, amount=rng.choice((1, 2, 3, 5)))
        if rng.random() < 0.15:
            letter = replace(letter, stamp_signer=True)
        letter = replace(letter, body=tuple(_styled(rng, p) for p in letter.body))
        sheets = lay_out(letter, look, listed=rng.random() < 0.4)
        marks, _ = mark_up(rng, sheets, letter, _plan(rng))
        for sheet, own in zip(sheets, marks, strict=True):
            furnish(rng, sheet)
            for _ in range(rng.choice((1, 2, 3, 4, 6))):
                own.extend(_strewn(rng, sheet, sheets, letter))
        return [Marked(s, tuple(m)) for s, m in zip(sheets, marks, strict=True)]


def _styled(rng: random.Random, paragraph: Paragraph) -> Paragraph:
    """Half of the paragraphs in italics or bold: slanted letters are not yet handwriting."""
    sign = rng.choices(("", "*", "**"), (5, 4, 1))[0]
    if not sign or "*" in paragraph.text:
        return paragraph
    return replace(paragraph, text=f"{sign}{paragraph.text}{sign}")


def _plan(rng: random.Random) -> MarkPlan:
    urgent = ("HỎA TỐC", "KHẨN", "THƯỢNG KHẨN", "MẬT", "TỐI MẬT")
    return MarkPlan(
        seal=rng.random() < 0.9,
        signature=rng.random() < 0.95,
        incoming=rng.random() < 0.85,
        boxed=rng.choice(urgent) if rng.random() < 0.3 else None,
        copy=rng.random() < 0.2,
        notes=rng.randint(0, 4),
        ticks=rng.randint(0, 3),
        underlines=rng.randint(0, 5),
        strikes=rng.randint(0, 3),
    )


def _strewn(
    rng: random.Random, sheet: Sheet, sheets: list[Sheet], letter: Letter
) -> list[Impression]:
    """One more mark anywhere on the sheet, over the text or beside it."""
    anywhere = Place(mm(5), mm(8), sheet.width - mm(5), sheet.height - mm(10))
    signed = next((s for s in reversed(sheets) if "name" in s.slots), None)
    kinds = ("seal", "signature", "note", "incoming", "copy", "initial", "stroke")
    kind = rng.choices(kinds, (5, 5, 3, 2, 1, 2, 2))[0]
    if kind in {"seal", "signature"} and signed and "signature" in signed.slots:
        seal = kind == "seal"
        made = marking.seal(rng, signed, letter) if seal else marking.signature(rng, signed)
        return [_moved(rng, made, sheet)]
    if kind == "note":
        words = (person(rng), "Lưu hồ sơ", "đã xem", f"{rng.randint(1, 2999)}", "Kính chuyển")
        lines = [rng.choice(words) for _ in range(rng.randint(1, 3))]
        note = annotating.note(rng, sheet, [], lines=lines, within=anywhere)
        return [_moved(rng, note, sheet) if rng.random() < 0.6 else note] if note else []
    if kind == "incoming":
        stamped = stamping.incoming(rng, sheet, letter, [], within=anywhere)
        return stamped[0] if stamped else []
    if kind in {"initial", "stroke"}:
        return [initial(rng, sheet) if kind == "initial" else long_stroke(rng, sheet)]
    copy = stamping.copy_stamp(rng, sheet, [])
    return [_moved(rng, copy, sheet) if rng.random() < 0.5 else copy] if copy else []


def _moved(rng: random.Random, mark: Impression, sheet: Sheet) -> Impression:
    """The mark somewhere else; mostly in the middle of the page, where the text is."""
    height, width = mark.alpha.shape
    x = rng.triangular(-width * 0.3, sheet.width - width * 0.7)
    y = rng.triangular(-height * 0.3, sheet.height - height * 0.7)
    ink = Ink.drawn(rng, "black") if rng.random() < 0.3 else mark.ink
    return replace(mark, x=round(x), y=round(y), ink=ink)
