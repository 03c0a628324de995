"""Black ink in straight rows of equal height is print, whatever it was lifted as; pen is not."""

from __future__ import annotations

import random

import numpy as np
import pytest
from drawn_paper import Sheet, as_flat

from pipeline.geometry import Box
from pipeline.ink.clean import clean
from pipeline.ink.printed_rows import printed_rows, with_rows_given_back
from pipeline.settings import Settings
from pipeline.values.marks import CleanPage, Mark
from samples.handwriting import Writer, write
from samples.ink import Ink

MM = 200 / 25.4
SETTINGS = Settings()
FOOT = (
    "- Như trên;",
    "- Thường trực HĐND tỉnh;",
    "- CT, PCT UBND tỉnh;",
    "- Các phòng, đơn vị trực thuộc;",
    "- Lưu: VT, KTTH.",
)
NOTE = ("Gửi các đ/c PCT, Chánh VP", "chỉ đạo thực hiện ngay", "P. Tổng hợp 0613")


def foot() -> Sheet:
    """A list of receivers beside a title and a name."""
    sheet = Sheet(width=180, height=90)
    sheet.text(20, 20, "Nơi nhận:", pt=12, style="bold")
    for i, text in enumerate(FOOT):
        sheet.text(20, 25.5 + 4.8 * i, text, pt=11)
    sheet.centred(130, 20, "KT. GIÁM ĐỐC")
    sheet.centred(130, 27, "PHÓ GIÁM ĐỐC")
    sheet.centred(130, 62, "Nguyễn Mạnh Cường")
    return sheet


def all_pen(gray: np.ndarray) -> np.ndarray:
    """An ink net that takes everything for pen."""
    return np.stack([np.zeros_like(gray), np.full_like(gray, 255)])


def test_a_foot_that_the_net_took_for_pen_is_given_back():
    """List, title and name, lifted as one note, are print again; hardly a letter is missing."""
    sheet = foot()
    lifted = clean(as_flat(sheet.gray), SETTINGS.ink, all_pen)
    assert lifted.marks
    assert float((lifted.gray[sheet.gray < 60] > 200).mean()) > 0.95

    page = with_rows_given_back(lifted)

    assert float((page.gray[sheet.gray < 60] < 128).mean()) > 0.93
    left = sum(float(mark.mask.sum()) for mark in page.marks)
    assert left < 0.1 * float((sheet.gray < 150).sum())


def test_a_signature_between_title_and_name_stays_a_mark():
    """What is given back is the rows; the stroke through the middle remains lifted."""
    sheet, pen = foot(), Sheet(width=180, height=90)
    pen.signature(108, 44)
    gray = np.minimum(sheet.gray, pen.gray)
    page = with_rows_given_back(clean(as_flat(gray), SETTINGS.ink, all_pen))

    stroke = (pen.gray < 60) & (sheet.gray > 200)
    assert float((page.gray[stroke] > 200).mean()) > 0.97
    assert float((page.gray[sheet.gray < 60] < 128).mean()) > 0.9
    ink = np.zeros(gray.shape, dtype=bool)
    for mark in page.marks:
        ink[mark.box.slices] |= mark.mask
    assert float(ink[stroke].mean()) > 0.97


def handwriting(seed: int) -> np.ndarray:
    """Three lines by one hand: (H, W) bool."""
    rng = random.Random(seed)
    ink = np.zeros((round(60 * MM), round(110 * MM)), dtype=bool)
    writer = Writer.drawn(rng, Ink.drawn(rng, "black"))
    for i, text in enumerate(
        ("Gửi các đ/c PCT, Chánh VP", "chỉ đạo thực hiện ngay", "P. Tổng hợp 0613")
    ):
        alpha = write(rng, text, round(4.5 * MM), writer)
        alpha = alpha[: ink.shape[0], : ink.shape[1]]
        top = min(round((4 + 17 * i) * MM), ink.shape[0] - alpha.shape[0])
        ink[top : top + alpha.shape[0], : alpha.shape[1]] |= alpha > 110
    return ink


@pytest.mark.parametrize("seed", range(24))
def test_handwriting_stays(seed):
    """Hands run together, waver, and change their heights: no row of print is among them."""
    assert not printed_rows(handwriting(seed), MM).any()


def test_what_is_proved_is_left():
    """Seals, read stamps and coloured ink keep their ink, straight rows or not."""
    sheet = foot()
    mask = sheet.gray < 150
    box = Box(0, 0, mask.shape[1], mask.shape[0])
    white = np.full_like(sheet.gray, 255)
    for kind, colour in (("seal", "black"), ("copy_stamp", "black"), ("note", "blue")):
        mark = Mark(kind, box, mask.copy(), colour)
        page = CleanPage(as_flat(sheet.gray), white.copy(), sheet.gray, (mark,))
        assert with_rows_given_back(page) is page
