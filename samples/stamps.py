"""Rubber stamps with straight sides: ĐẾN, HỎA TỐC, MẬT, SAO Y, titles and names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from samples.faces import STAMP_FACES, PrintFace, print_font
from samples.typesetting import mm

if TYPE_CHECKING:
    import random

    from numpy.typing import NDArray

__all__ = ["Form", "arrow_stamp", "boxed_stamp", "incoming_stamp", "lines_stamp"]


@dataclass(frozen=True, slots=True)
class Form:
    """A stamp with blanks.

    Attributes:
        plate: (H, W) uint8, 255 = rubber.
        text: Its printed lines.
        blanks: Name → (x, baseline, width) inside the plate, pixels.
    """

    plate: NDArray[np.uint8]
    text: str
    blanks: dict[str, tuple[float, float, float]]


def _fit(face: PrintFace, text: str, size: float, width: float) -> object:
    font = print_font(face, "bold", round(size, 1))
    wide = font.getlength(text)
    return font if wide <= width else print_font(face, "bold", round(size * width / wide, 1))


def incoming_stamp(rng: random.Random, receiver: str) -> Form:
    """The stamp ĐẾN of the receiving office, with blanks `number`, `date`, `forward`.

    Three cuts are about: the form of Nghị định 30 (35 × 50 mm and its variants), one with ĐẾN
    in a cell on the left, and an older one that ends in `Lưu hồ sơ số`.
    """
    face = rng.choice(STAMP_FACES)
    cut = rng.choice(("cell", "cell", "form", "old"))
    width, height = {
        "cell": (rng.uniform(46, 62), rng.uniform(20, 25)),
        "form": (rng.uniform(46, 54), rng.uniform(32, 36)),
        "old": (rng.uniform(50, 62), rng.uniform(28, 34)),
    }[cut]
    w, h = mm(width), mm(height)
    picture = Image.new("L", (int(w) + 12, int(h) + 12), 0)
    pen = ImageDraw.Draw(picture)
    border = rng.choice((3, 4, 6))
    pen.rectangle((4, 4, w, h), outline=255, width=border)
    head = mm(rng.uniform(5.2, 6.4))
    font = _fit(face, receiver, mm(3.6), w - mm(3))
    pen.text((w / 2, 4 + head / 2), receiver, font=font, fill=255, anchor="mm")  # type: ignore[arg-type]
    pen.line((4, 4 + head, w, 4 + head), fill=255, width=max(2, border - 1))
    words = [receiver]
    arrived = rng.choice(("ĐẾN", "ĐẾN", "CV\nĐẾN", "CÔNG VĂN\nĐẾN"))
    cell = mm(rng.uniform(13, 17))
    rows = {
        "cell": ["Số:", "Ngày:", "Chuyển:"],
        "form": ["Số:", "Ngày:", "Chuyển:", "Số và ký hiệu HS:"],
        "old": ["Số:", "Ngày:", "Chuyển:", "Lưu hồ sơ số:"],
    }[cut]
    if cut == "form":
        arrived = "ĐẾN"
        lead = head + mm(6)
        pen.text(
            (w / 2, 4 + head + mm(3.2)),
            arrived,
            font=print_font(face, "bold", round(mm(5))),
            fill=255,
            anchor="mm",
        )
        left = 4 + mm(2)
    else:
        lead, left = head, 4 + cell + mm(1.5)
        pen.line((4 + cell, 4 + head, 4 + cell, h), fill=255, width=max(2, border - 1))
        size = mm(5.4 if "\n" not in arrived else 4.4)
        for index, part in enumerate(lines := arrived.split("\n")):
            y = 4 + head + (h - head) * (index + 1) / (len(lines) + 1)
            pen.text(
                (4 + cell / 2, y),
                part,
                font=_fit(face, part, size, cell - mm(1.5)),
                fill=255,
                anchor="mm",
            )  # type: ignore[arg-type]
    words.append(arrived)
    label = print_font(face, rng.choice(("regular", "bold")), round(mm(rng.uniform(3.2, 3.8))))
    pitch = (h - lead - mm(1)) / len(rows)
    blanks: dict[str, tuple[float, float, float]] = {}
    names = dict(zip(("Số:", "Ngày:", "Chuyển:"), ("number", "date", "forward"), strict=True))
    for index, row in enumerate(rows):
        y = lead + pitch * (index + 0.82) + 2
        pen.text((left, y), row, font=label, fill=255, anchor="ls")
        x = left + label.getlength(row) + 4
        at = x
        while at < w - mm(1.5):
            pen.ellipse((at, y - 3, at + 2.6, y), fill=255)
            at += 9
        if row in names:
            blanks[names[row]] = (x, y, w - mm(1.5) - x)
        words.append(row)
    return Form(np.asarray(picture), "\n".join(words), blanks)


def boxed_stamp(rng: random.Random, text: str, *, double: bool) -> NDArray[np.uint8]:
    """Urgency (one border) or secrecy (two borders a millimetre apart), 8 mm high."""
    face = STAMP_FACES[rng.choice((0, 1, 2))]
    font = print_font(face, "bold", round(mm(rng.uniform(4.4, 5.0))))
    w = max(mm(20), font.getlength(text) + mm(6))
    h = mm(8 if not double else 9)
    picture = Image.new("L", (int(w) + 8, int(h) + 8), 0)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((3, 3, w + 3, h + 3), outline=255, width=5)
    if double:
        pen.rectangle((13, 13, w - 7, h - 7), outline=255, width=3)
    pen.text((w / 2 + 3, h / 2 + 3), text, font=font, fill=255, anchor="mm")
    return np.asarray(picture)


def arrow_stamp(text: str) -> NDArray[np.uint8]:
    """Urgency in an arrow, as it is often cut."""
    w, h = mm(36), mm(13)
    picture = Image.new("L", (int(w) + 10, int(h) + 10), 0)
    pen = ImageDraw.Draw(picture)
    shaft, top, low = mm(27), h * 0.22, h * 0.78
    outline = [
        (5, top),
        (shaft, top),
        (shaft, 5),
        (w, h / 2),
        (shaft, h),
        (shaft, low),
        (5, low),
        (mm(4), h / 2),
    ]
    pen.line([*outline, outline[0], outline[1]], fill=255, width=5, joint="curve")
    font = _fit(STAMP_FACES[1], text, mm(4.4), shaft - mm(6))
    pen.text((shaft / 2 + mm(2), h / 2), text, font=font, fill=255, anchor="mm")  # type: ignore[arg-type]
    return np.asarray(picture)


def lines_stamp(
    face: PrintFace, lines: list[str], size: float, *, boxed: bool = False
) -> NDArray[np.uint8]:
    """Straight centred lines (a title and a name, SAO Y …), `size` in pixels."""
    font = print_font(face, "bold", round(size))
    pad = int(size * 0.6)
    w = max(font.getlength(line) for line in lines) + 2 * pad
    h = size * 1.35 * len(lines) + 2 * pad
    picture = Image.new("L", (int(w), int(h)), 0)
    pen = ImageDraw.Draw(picture)
    for index, line in enumerate(lines):
        pen.text((w / 2, pad + size * 1.35 * (index + 0.5)), line, font=font, fill=255, anchor="mm")
    if boxed:
        pen.rectangle((2, 2, w - 4, h - 4), outline=255, width=4)
    return np.asarray(picture)
