"""Letters whose foot is changed by pen and rubber: who acts for the head, stamped titles, names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image, ImageDraw

from samples.faces import HELD_PRINT_FACES, PRINT_FACES, hand, print_font
from samples.handwriting import Writer, write
from samples.ink import Ink
from samples.letter import Acting
from samples.letters import make_letter
from samples.marking import placed
from samples.seals import pressed
from samples.splits import share_of
from samples.typesetting import mm

if TYPE_CHECKING:
    import random

    from numpy.typing import NDArray
    from PIL import ImageFont

    from samples.ink import Impression
    from samples.letter import Letter
    from samples.look import Look
    from samples.splits import Split
    from samples.typesetting import Place, Sheet

__all__ = ["acting", "acting_marks"]

#: (printed title, pen's mark, stamped title)
_WAYS = (
    ("GIÁM ĐỐC", "KT.", "PHÓ GIÁM ĐỐC"),
    ("CHỦ TỊCH", "KT.", "PHÓ CHỦ TỊCH"),
    ("TRƯỞNG PHÒNG", "KT.", "PHÓ TRƯỞNG PHÒNG"),
    ("HIỆU TRƯỞNG", "KT.", "PHÓ HIỆU TRƯỞNG"),
    ("ỦY BAN NHÂN DÂN", "TM.", "CHỦ TỊCH"),
    ("GIÁM ĐỐC", "TL.", "CHÁNH VĂN PHÒNG"),
    ("HIỆU TRƯỞNG", "", ""),
    ("CỤC TRƯỞNG", "KT.", ""),
    ("GIÁM ĐỐC", "", "PHÓ GIÁM ĐỐC"),
)


def acting(rng: random.Random, split: Split, look: Look) -> tuple[Letter, Look]:
    """A short letter whose signer is told by pen and rubber, not by print alone."""
    title, mark, stamped = rng.choice(share_of(_WAYS, split))
    letter = make_letter(rng, system="state", amount=rng.choice((1, 2, 3)), pen=0.8)
    letter = replace(
        letter,
        table=None,
        authority=(),
        title=title,
        stamp_signer=rng.random() < 0.8,
        acting=Acting(mark, stamped) if mark or stamped else None,
    )
    return letter, replace(look, signature=rng.uniform(24, 34))


def acting_marks(rng: random.Random, sheet: Sheet, letter: Letter) -> list[Impression]:
    """The pen's `KT.` before the printed title, the stamped title under it, the stamped name."""
    marks = []
    title, name = sheet.slots["last_title"], sheet.slots["name"]
    middle = (title.left + title.right) / 2
    shade = rng.choices(("red", "blue", "violet", "black", "dull red"), (6, 4, 2, 2, 1))[0]
    face = rng.choice((*PRINT_FACES[:2], *HELD_PRINT_FACES[:1]))
    if letter.acting and letter.acting.mark:
        marks.append(_by_pen(rng, letter.acting.mark, title))
    if letter.acting and letter.acting.title:
        alpha = _rubber(rng, letter.acting.title, print_font(face, "bold", round(mm(4.6))))
        y = title.bottom + mm(rng.uniform(0.8, 2.5))
        x = middle - alpha.shape[1] / 2 + mm(rng.gauss(0, 2.5))
        ink = Ink.drawn(rng, shade)
        marks.append(
            placed(
                alpha,
                x,
                y,
                "name_stamp",
                ink,
                text=letter.acting.title,
                source="stamp",
                note="dấu chức danh",
            )
        )
    if letter.stamp_signer and letter.signer:
        script = rng.random() < 0.4
        font = (
            hand(rng.choice(("charm", "dancing-script")), round(mm(7)))
            if script
            else print_font(face, "bold", round(mm(5)))
        )
        alpha = _rubber(rng, letter.signer, font)
        x = middle - alpha.shape[1] / 2 + mm(rng.gauss(3, 4))
        y = (name.top + name.bottom) / 2 - alpha.shape[0] / 2 + mm(rng.gauss(0, 1.2))
        own = shade if rng.random() < 0.7 else rng.choice(("red", "blue", "black"))
        marks.append(
            placed(
                alpha,
                x,
                y,
                "name_stamp",
                Ink.drawn(rng, own),
                text=letter.signer,
                source="stamp",
                note="dấu tên",
            )
        )
    return marks


def _by_pen(rng: random.Random, text: str, title: Place) -> Impression:
    writer = replace(
        Writer.drawn(rng, Ink.drawn(rng, rng.choice(("blue", "navy", "black")))), pencil=False
    )
    alpha = write(rng, text, mm(rng.uniform(3.2, 4.6)), writer)
    x = title.left - alpha.shape[1] - mm(rng.uniform(0.3, 2.0))
    y = title.bottom - alpha.shape[0] + mm(rng.uniform(-0.8, 0.8))
    return placed(alpha, x, y, "fill_in", writer.ink, text=text, note="quyền ký")


def _rubber(rng: random.Random, text: str, font: ImageFont.FreeTypeFont) -> NDArray[np.uint8]:
    """One line of rubber, pressed a little askew."""
    left, top, right, bottom = font.getbbox(text)
    picture = Image.new("L", (int(right - left) + 24, int(bottom - top) + 24), 0)
    ImageDraw.Draw(picture).text((12 - left, 12 - top), text, font=font, fill=255)
    alpha = pressed(
        rng, np.asarray(picture), wear=rng.choice((0.1, 0.25, 0.4)), degrees=rng.gauss(0, 1.5)
    )
    wide = mm(62)
    if alpha.shape[1] > wide:
        scale = wide / alpha.shape[1]
        alpha = cv2.resize(alpha, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return alpha
