"""Print that looks like a mark and is none: logos, codes, frames, rules, large titles, forms."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image
from samples.faces import PRINT_FACES, STAMP_FACES, print_font
from samples.typesetting import Place, Sheet, mm

if TYPE_CHECKING:
    import random

__all__ = ["furnish"]

_TITLES = (
    "PHIẾU TRÌNH",
    "BÁO CÁO TỔNG KẾT",
    "LÝ LỊCH ĐẢNG VIÊN",
    "GIẤY CHỨNG NHẬN",
    "PHỤ LỤC I",
    "DANH SÁCH",
    "HỒ SƠ",
    "TỜ KHAI",
    "BIÊN BẢN",
)
_FIELDS = ("Họ và tên:", "Ngày sinh:", "Quê quán:", "Chức vụ:", "Đơn vị:", "Số CCCD:", "Ghi chú:")


def furnish(rng: random.Random, sheet: Sheet) -> None:
    """Print a few such things where the sheet is still white."""
    for _ in range(rng.choice((0, 1, 2, 3))):
        made = rng.choices(
            (_title, _form, _grid, _frame, _rules, _logo, _code, _photo), (4, 4, 4, 4, 3, 3, 2, 1)
        )[0]
        width, height = mm(rng.uniform(18, 120)), mm(rng.uniform(12, 60))
        if made in {_logo, _code, _photo}:
            width = height = mm(rng.uniform(9, 26))
        spot = _free(rng, sheet, width, height)
        if spot is not None:
            made(rng, sheet, spot)


def _free(rng: random.Random, sheet: Sheet, width: float, height: float) -> Place | None:
    ink = np.asarray(sheet.ink.reduce(8))
    for _ in range(25):
        x = rng.uniform(mm(6), max(mm(7), sheet.width - mm(6) - width))
        y = rng.uniform(mm(6), max(mm(7), sheet.height - mm(8) - height))
        under = ink[int(y / 8) : int((y + height) / 8) + 2, int(x / 8) : int((x + width) / 8) + 2]
        if under.size and not under.any():
            return Place(x, y, x + width, y + height)
    return None


def _logo(rng: random.Random, sheet: Sheet, at: Place) -> None:
    """A printed emblem: filled shapes, small and sharp, without a seal's lettered double ring."""
    radius = (at.right - at.left) / 2
    x, y = at.left + radius, at.top + radius
    pen, shade = sheet.pen, rng.randint(150, 255)
    shape = rng.choice(("disc", "shield", "star", "leaf"))
    if shape == "disc":
        pen.ellipse((at.left, at.top, at.right, at.bottom), fill=shade)
        inner = radius * 0.7
        pen.ellipse((x - inner, y - inner, x + inner, y + inner), fill=0)
    elif shape == "shield":
        pen.rounded_rectangle((at.left, at.top, at.right, at.bottom), radius * 0.3, fill=shade)
        pen.rectangle(
            (x - radius * 0.6, y - radius * 0.1, x + radius * 0.6, y + radius * 0.1), fill=0
        )
    elif shape == "leaf":
        for k in range(6):
            turn = k * math.pi / 3
            cx, cy = x + radius * 0.6 * math.cos(turn), y + radius * 0.6 * math.sin(turn)
            reach = radius * 0.32
            pen.ellipse((cx - reach, cy - reach, cx + reach, cy + reach), fill=shade)
    corners = [
        (
            x + radius * 0.55 * (1 if k % 2 == 0 else 0.4) * math.sin(k * math.pi / 5),
            y - radius * 0.55 * (1 if k % 2 == 0 else 0.4) * math.cos(k * math.pi / 5),
        )
        for k in range(10)
    ]
    pen.polygon(corners, fill=255)


def _code(rng: random.Random, sheet: Sheet, at: Place) -> None:
    """A square code or a bar code."""
    side = rng.choice((21, 25, 29))
    rows = side if rng.random() < 0.6 else 1
    bits = np.random.default_rng(rng.getrandbits(32)).integers(
        0, 2, (rows, side if rows > 1 else 3 * side)
    )
    size = (int(at.right - at.left), int((at.bottom - at.top) * (1 if rows > 1 else 0.45)))
    picture = Image.fromarray((bits * 255).astype(np.uint8)).resize(size, Image.Resampling.NEAREST)
    sheet.ink.paste(picture, (int(at.left), int(at.top)))


def _title(rng: random.Random, sheet: Sheet, at: Place) -> None:
    """Words far larger than the body."""
    face = rng.choice((*PRINT_FACES[:2], STAMP_FACES[1]))
    text = rng.choice(_TITLES)
    width = at.right - at.left
    font = print_font(face, "bold", 100)
    size = min(mm(16), 100 * width / font.getlength(text))
    font = print_font(face, rng.choice(("bold", "regular")), round(size, 1))
    sheet.pen.text((at.left, at.top), text, font=font, fill=255, anchor="lt")


def _form(rng: random.Random, sheet: Sheet, at: Place) -> None:
    """Labels with dotted lines to be written on, some with a box to be ticked."""
    font = print_font(rng.choice((PRINT_FACES[0], STAMP_FACES[1])), "regular", 54)
    y = at.top + 54
    while y < at.bottom:
        label = rng.choice(_FIELDS)
        sheet.pen.text((at.left, y), label, font=font, fill=255, anchor="ls")
        x = at.left + font.getlength(label) + 10
        while x < at.right:
            sheet.pen.ellipse((x, y - 4, x + 3.4, y - 1), fill=255)
            x += 12
        if rng.random() < 0.3:
            side = mm(4)
            box = (at.right + 6, y - side, at.right + 6 + side, y)
            sheet.pen.rectangle(box, outline=255, width=3)
        y += 54 * rng.uniform(1.3, 1.8)


def _grid(rng: random.Random, sheet: Sheet, at: Place) -> None:
    """A small table of figures, of the size of a stamp or larger."""
    font = print_font(rng.choice((*PRINT_FACES[:2], STAMP_FACES[1])), "regular", 46)
    columns, rows = rng.randint(2, 6), rng.randint(2, 6)
    width, height = (at.right - at.left) / columns, (at.bottom - at.top) / rows
    weight = rng.choice((2, 3, 4))
    for k in range(rows + 1):
        y = at.top + k * height
        sheet.pen.line((at.left, y, at.right, y), fill=255, width=weight)
    for k in range(columns + 1):
        x = at.left + k * width
        sheet.pen.line((x, at.top, x, at.bottom), fill=255, width=weight)
    for row in range(rows):
        for column in range(columns):
            middle = (at.left + (column + 0.5) * width, at.top + (row + 0.5) * height)
            text = rng.choice(("", str(rng.randint(1, 9999)), "x", "Tổng", "Quý II", "Số"))
            if font.getlength(text) < width and height > 50:
                sheet.pen.text(middle, text, font=font, fill=255, anchor="mm")


def _frame(rng: random.Random, sheet: Sheet, at: Place) -> None:
    """Words in a printed frame: a note to the reader, a form's number."""
    sheet.pen.rectangle(tuple(at), outline=255, width=rng.choice((2, 3, 5)))
    font = print_font(rng.choice((PRINT_FACES[0], STAMP_FACES[1])), "regular", rng.randint(44, 58))
    y = at.top + 70
    while y < at.bottom - 16:
        text = f"Mẫu số {rng.randint(1, 30):02d}" if rng.random() < 0.3 else rng.choice(_FIELDS)
        if font.getlength(text) < at.right - at.left - 30:
            sheet.pen.text((at.left + 15, y), text, font=font, fill=255, anchor="ls")
        y += 75


def _rules(rng: random.Random, sheet: Sheet, at: Place) -> None:
    """Rules: thick, thin, double, upright, a star between two halves."""
    y = (at.top + at.bottom) / 2
    weight = rng.choice((2, 3, 5, 9))
    sheet.pen.line((at.left, y, at.right, y), fill=255, width=weight)
    if rng.random() < 0.4:
        sheet.pen.line((at.left, y + 3 * weight, at.right, y + 3 * weight), fill=255, width=2)
    if rng.random() < 0.3:
        sheet.pen.line((at.left, at.top, at.left, at.bottom), fill=255, width=weight)


def _photo(rng: random.Random, sheet: Sheet, at: Place) -> None:
    """A small screened picture, as on personal files."""
    size = (int(at.right - at.left), int(at.bottom - at.top))
    seeds = np.random.default_rng(rng.getrandbits(32))
    coarse = Image.fromarray(seeds.integers(20, 230, (9, 7)).astype(np.uint8))
    picture = coarse.resize(size, Image.Resampling.BICUBIC)
    sheet.ink.paste(picture, (int(at.left), int(at.top)))
