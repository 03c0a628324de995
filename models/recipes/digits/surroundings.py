"""What stands around a pen's figures: print, rules, frames, what seals and wiping left behind.

Ink is (STRIP, W) float32, 1 = full ink; print stands on the line `BASE`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont
from samples.faces import FONT_ROOTS, MissingFontError

from .hands import BASE, SIZE, STRIP

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pipeline.recognition.forms import Form

    Ink = NDArray[np.float32]

__all__ = ["printed", "surrounded"]

#: Form → what stands printed before and behind it.
_BEFORE = {
    "number": ("Số:", "Số:", "Số:", "Số", "Số :", "SỐ:"),
    "day": ("ngày", "ngày", "Ngày"),
    "month": ("tháng", "tháng"),
    "date": ("Ngày:", "ngày", "Ngày", "đến ngày:"),
}
_BEHIND = {
    "number": ("/UBND-KT", "/QĐ-TTg", "/2026/TT", "/BC-UB", "-CV/ĐU", "- QĐ/TU", "/CT-UB", "-NQ/"),
    "day": ("tháng 3", "tháng", "tháng 11"),
    "month": ("năm 2025", "năm", "năm 20"),
    "date": ("", "", "Giờ"),
}
_OTHER_LINES = ("CHUYỂN: Lưu hồ sơ", "V/v đăng ký bổ sung", "TỈNH QUẢNG NGÃI", "Độc lập - Tự do")
#: Stamps' lines are dotted; a letterhead's number and day often have no rule.
_RULES = {"number": 0.45, "day": 0.35, "month": 0.4, "date": 0.75}


@lru_cache(maxsize=64)
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    for root in FONT_ROOTS:
        for path in root.rglob(name):
            return ImageFont.truetype(str(path), size)
    raise MissingFontError(name, "fonts-croscore")


def _type(rng: np.random.Generator, *, italic: bool) -> ImageFont.FreeTypeFont:
    """Times as it stands beside pens' figures: they are as tall as its capitals, or twice that."""
    name = "Tinos-Italic.ttf" if italic else "Tinos-Regular.ttf"
    return _font(name, int(SIZE / 0.66 / rng.choice([0.85, 1.0, 1.2, 1.4, 1.7])))


def _set(text: str, font: ImageFont.FreeTypeFont, base: float = BASE) -> NDArray[np.uint8]:
    picture = Image.new("L", (int(font.getlength(text)) + 8, STRIP), 0)
    ImageDraw.Draw(picture).text((4, base), text, font=font, fill=255, anchor="ls")
    return np.asarray(picture)


def printed(rng: np.random.Generator, text: str) -> NDArray[np.uint8]:
    """Figures in type: (STRIP, W) uint8, 255 = ink."""
    return _set(text, _type(rng, italic=rng.random() < 0.5))


def surrounded(rng: np.random.Generator, strip: NDArray[np.uint8], form: Form) -> Ink:
    """A strip of figures between its neighbours, over its rule."""
    room = [rng.uniform(0.05, 0.5) if rng.random() < 0.8 else rng.uniform(0.5, 4) for _ in range(2)]
    left, right = (int(SIZE * r) for r in room)
    pen = strip.astype(np.float32) / 255 * np.float32(rng.uniform(0.45, 1.0))
    ink = np.pad(pen, ((0, 0), (left, right)))
    # Print and rules were taken out before, more or less; sometimes they were not.
    if rng.random() < 0.45:
        ink = _between_print(rng, ink, form)
    if rng.random() < _RULES[form]:
        ink = _ruled(rng, ink)
    if rng.random() < 0.06:
        ink = _framed(rng, ink)
    if rng.random() < 0.06:
        ink = _under_another_line(rng, ink)
    if rng.random() < 0.08:
        ink = _sealed(rng, ink)
    if rng.random() < 0.04:  # the pen rested, or a fly did
        spot = (int(rng.uniform(0, ink.shape[1])), int(BASE - SIZE * rng.uniform(0, 1)))
        ink = np.array(ink)
        cv2.circle(ink, spot, int(rng.integers(2, 5)), float(rng.uniform(0.4, 1)), -1, cv2.LINE_AA)
    return ink


def _between_print(rng: np.random.Generator, ink: Ink, form: Form) -> Ink:
    """The ends of the words before and behind, apart from the figures or touched by them."""
    font = _type(rng, italic=form in ("day", "month"))
    base = BASE + rng.normal(0, 4)  # the pen keeps no line
    for behind, words in enumerate((_BEFORE[form], _BEHIND[form])):
        word = words[int(rng.integers(len(words)))]
        reach = int(SIZE * min(rng.exponential(0.35), 1.4))
        if not word or reach < 2 or rng.random() < 0.3:
            continue
        if word.startswith("/") and rng.random() < 0.4:  # found, and cut off
            continue
        lettering = _set(word, font, base)
        piece = lettering[:, 4 : 4 + reach] if behind else lettering[:, -4 - reach : -4]
        piece = piece.astype(np.float32) / 255
        wide = piece.shape[1]
        beside = max(2, wide - int(SIZE * rng.uniform(0, 0.35))) if rng.random() < 0.35 else wide
        ink = np.pad(ink, ((0, 0), (0, beside) if behind else (beside, 0)))
        place = slice(ink.shape[1] - wide, None) if behind else slice(0, wide)
        ink[:, place] = np.maximum(ink[:, place], piece[:, : ink[:, place].shape[1]])
    return ink


def _ruled(rng: np.random.Generator, ink: Ink) -> Ink:
    """A dotted or solid rule under (and through) the figures, whole or in remains."""
    rule = np.zeros(ink.shape, np.uint8)
    y = BASE + rng.normal(0, 6)
    thick, slope = rng.uniform(1.2, 6), rng.normal(0, 0.008)
    if rng.random() < 0.75:
        step = thick * rng.uniform(1.5, 4)
        for x in np.arange(rng.uniform(0, step), ink.shape[1], step):
            centre = (int(x * 16), int((y + slope * x + rng.normal(0, 0.3)) * 16))
            cv2.circle(rule, centre, int(thick * 8), 255, -1, cv2.LINE_AA, 4)
    else:
        ends = (0, int(y * 16)), (ink.shape[1] * 16, int((y + slope * ink.shape[1]) * 16))
        cv2.line(rule, *ends, 255, max(1, round(thick * 0.6)), cv2.LINE_AA, 4)
    dice = rng.random()
    if dice < 0.25:  # taken out, and the figures cut where it ran
        return ink * (1 - rule / np.float32(255) * np.float32(rng.random() < 0.6))
    if dice < 0.45:  # remains
        cells = rng.random((1, ink.shape[1] // 12 + 2)).astype(np.float32)
        cells = cv2.resize(cells, (ink.shape[1], 1))
        rule = (rule * (cells > 0.65)).astype(np.uint8)
    return np.maximum(ink, rule / np.float32(255) * np.float32(rng.uniform(0.4, 1)))


def _framed(rng: np.random.Generator, ink: Ink) -> Ink:
    """The edge of a stamp's frame, or a rule of the letterhead above."""
    thick, shade = int(rng.integers(2, 6)), np.float32(rng.uniform(0.5, 1))
    side = rng.integers(4)
    if side >= 2:
        ink = np.pad(ink, ((0, 0), (thick + 4, 0) if side == 2 else (0, thick + 4)))
        place = slice(0, thick) if side == 2 else slice(-thick, None)
        ink[:, place] = shade
        return ink
    away = -rng.uniform(1.1, 1.5) if side else rng.uniform(0.25, 0.5)
    y = int(BASE + SIZE * away)
    ink = ink.copy()
    ink[y : y + thick] = shade
    return ink


def _under_another_line(rng: np.random.Generator, ink: Ink) -> Ink:
    """The feet of the line above or the heads of the line below, which the slot's box cut off."""
    above = rng.random() < 0.5
    base = BASE - SIZE * rng.uniform(1.2, 1.6) if above else BASE + SIZE * rng.uniform(1.0, 1.5)
    text = _OTHER_LINES[int(rng.integers(len(_OTHER_LINES)))] * 3
    other = _set(text, _type(rng, italic=False), base)
    start = int(rng.integers(0, 60))
    other = other[:, start : start + ink.shape[1]].astype(np.float32) / 255
    ink = ink.copy()
    ink[:, : other.shape[1]] = np.maximum(ink[:, : other.shape[1]], other)
    return ink


def _sealed(rng: np.random.Generator, ink: Ink) -> Ink:
    """What is left of a seal that was lifted: pale arcs."""
    arcs = np.zeros(ink.shape, np.uint8)
    centre = (int(rng.uniform(-50, ink.shape[1] + 50)), int(rng.uniform(-80, STRIP + 80)))
    for _ in range(int(rng.integers(1, 4))):
        radius = int(rng.uniform(60, 260))
        cv2.circle(arcs, centre, radius, 255, int(rng.integers(2, 7)), cv2.LINE_AA)
    grain = cv2.resize(rng.random((9, ink.shape[1] // 16 + 2)).astype(np.float32), ink.shape[::-1])
    stain = arcs / np.float32(255) * grain * np.float32(rng.uniform(0.1, 0.5))
    return np.clip(ink + stain, 0, 1).astype(np.float32)
