"""Whole slots: what was written, the print around and under it, and what a scanner makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont
from samples.faces import FONT_ROOTS, MissingFontError

from .hands import BASE, SIZE, STRIP, written

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pipeline.recognition.forms import Form

    from .hands import Hands

__all__ = ["Slot", "draw_slot", "draw_text"]

#: Form → what stands printed before and behind it.
_BEFORE = {
    "number": ("Số:", "Số:", "Số", "Số :", "SỐ:"),
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
_WORDS = ("TTĐT", "C", "ký", "Vx", "BBT", "VP", "đ/c", "Ng", "ok", "KT", "h", "x", "xx", "Th", "L")
_FORMS: tuple[Form, ...] = ("number", "day", "month", "date")


@dataclass(frozen=True, slots=True)
class Slot:
    """A drawn slot.

    Attributes:
        gray: (H, W) uint8 as it comes from the page, 0 = ink.
        text: What the pen wrote, "/" for any separator; "" = no figures.
        form: What may stand there.
    """

    gray: NDArray[np.uint8]
    text: str
    form: Form


def draw_text(rng: np.random.Generator, form: Form) -> str:
    """What offices write: small numbers often, days and months of any year, leading zeros."""
    if form == "number":
        return _number(rng)
    day, month = int(rng.integers(1, 32)), int(rng.integers(1, 13))
    padded = rng.random() < 0.8
    spelt_day = f"{day:02d}" if padded else str(day)
    spelt_month = f"{month:02d}" if rng.random() < 0.4 else str(month)
    if form == "day":
        return spelt_day
    if form == "month":
        return f"{month:02d}" if padded else str(month)
    year = int(rng.integers(1985, 2032))
    spelt_year = rng.choice([f"/{year}", f"/{year % 100:02d}", ""], p=[0.5, 0.38, 0.12])
    return f"{spelt_day}/{spelt_month}{spelt_year}"


def _number(rng: np.random.Generator) -> str:
    dice = rng.random()
    if dice < 0.6:
        value = int(10 ** rng.uniform(0, 4.2))
        text = f"{value:02d}" if rng.random() < 0.8 else str(value)
    elif dice < 0.95:  # every neighbourhood of figures, as often as any other
        text = "".join(rng.choice(list("0123456789"), int(rng.choice([2, 3, 4, 5, 6], p=[
            0.25, 0.35, 0.25, 0.1, 0.05]))))  # fmt: skip
    else:
        text = f"{int(10 ** rng.uniform(0, 2.5)):02d}{rng.choice(list('abc'))}"
    return text


def draw_slot(rng: np.random.Generator, hands: Hands) -> Slot:
    """A slot as slots are found on scans: mostly filled in, sometimes empty or scrawled over."""
    form = _FORMS[int(rng.choice(4, p=[0.47, 0.23, 0.08, 0.22]))]
    dice = rng.random()
    if dice < 0.9:
        text = draw_text(rng, form)
        strip = _printed_figures(rng, text) if rng.random() < 0.04 else written(rng, text, hands)
    else:
        text = ""
        strip = _no_figures(rng, hands, empty=dice < 0.94)
    strip = _cropped(strip)
    ink = _with_surroundings(rng, strip, form)
    return Slot(_scanned(rng, _worn(rng, ink)), text, form)


def _cropped(strip: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The strip without empty sides."""
    columns = np.flatnonzero(strip.max(axis=0) > 90)
    if not len(columns):
        return strip[:, : 2 * SIZE]
    return strip[:, max(0, columns[0] - 1) : columns[-1] + 2]


@lru_cache(maxsize=64)
def _print_font(name: str, size: int) -> ImageFont.FreeTypeFont:
    for root in FONT_ROOTS:
        for path in root.rglob(name):
            return ImageFont.truetype(str(path), size)
    raise MissingFontError(name, "fonts-croscore")


def _type(rng: np.random.Generator, *, italic: bool) -> ImageFont.FreeTypeFont:
    """Times as it stands beside pens' figures: they are as tall as its capitals, or twice that."""
    name = "Tinos-Italic.ttf" if italic else "Tinos-Regular.ttf"
    return _print_font(name, int(SIZE / 0.66 / rng.choice([0.85, 1.0, 1.2, 1.4, 1.7])))


def _set(text: str, font: ImageFont.FreeTypeFont) -> NDArray[np.uint8]:
    picture = Image.new("L", (int(font.getlength(text)) + 8, STRIP), 0)
    ImageDraw.Draw(picture).text((4, BASE), text, font=font, fill=255, anchor="ls")
    return np.asarray(picture)


def _printed_figures(rng: np.random.Generator, text: str) -> NDArray[np.uint8]:
    return _set(text, _type(rng, italic=rng.random() < 0.5))


def _no_figures(rng: np.random.Generator, hands: Hands, *, empty: bool) -> NDArray[np.uint8]:
    """Nothing, a word, or strokes that are no figures."""
    strip = np.zeros((STRIP, int(SIZE * rng.uniform(1, 4))), np.uint8)
    if empty:
        return strip
    if rng.random() < 0.5:
        face = hands.faces[int(rng.integers(len(hands.faces)))]
        font = ImageFont.truetype(face, int(SIZE * rng.uniform(0.9, 1.6)))
        picture = Image.new("L", (int(SIZE * 5), STRIP), 0)
        word = _WORDS[int(rng.integers(len(_WORDS)))]
        ImageDraw.Draw(picture).text((SIZE, BASE), word, font=font, fill=255, anchor="ls")
        return np.asarray(picture)
    for _ in range(int(rng.integers(1, 4))):
        points = rng.uniform((0, BASE - 1.3 * SIZE), (strip.shape[1], BASE + 0.4 * SIZE), (4, 2))
        if rng.random() < 0.5:  # one long sweep rather than a scrawl
            points = points[np.argsort(points[:, 0])]
        smooth = cv2.resize(points.astype(np.float32)[:, None, :], (1, 40))[:, 0]
        cv2.polylines(strip, [smooth.astype(np.int32)], isClosed=False, color=255,
                      thickness=int(rng.integers(2, 7)), lineType=cv2.LINE_AA)  # fmt: skip
    return strip


def _with_surroundings(
    rng: np.random.Generator, strip: NDArray[np.uint8], form: Form
) -> NDArray[np.float32]:
    """The strip between its printed neighbours, over its rule: (STRIP, W) float32, 1 = ink."""
    # Print and rules were taken out before, more or less; sometimes they were not.
    kept = rng.random() < 0.45
    room = [rng.uniform(0.05, 0.5) if rng.random() < 0.8 else rng.uniform(0.5, 4) for _ in range(2)]
    parts = [np.zeros((STRIP, int(SIZE * r)), np.uint8) for r in room]
    row = [parts[0], strip, parts[1]]
    darkness = rng.uniform(0.45, 1.0)
    pen = [np.zeros(p.shape, np.float32) for p in row]
    pen[1] = strip.astype(np.float32) / 255 * darkness
    if kept:
        font = _type(rng, italic=form in ("day", "month"))
        reach = [int(SIZE * min(rng.exponential(0.35), 1.4)) for _ in range(2)]
        for side, words in ((0, _BEFORE[form]), (1, _BEHIND[form])):
            word = words[int(rng.integers(len(words)))]
            if not word or not reach[side] or rng.random() < 0.3:
                continue
            lettering = _set(word, font)
            if side == 0:
                pen.insert(0, lettering[:, -4 - reach[0] : -4] / np.float32(255))
            else:
                pen.append(lettering[:, 4 : 4 + reach[1]] / np.float32(255))
    ink = np.hstack(pen).astype(np.float32)
    if rng.random() < 0.5:
        ink = _ruled(rng, ink)
    if rng.random() < 0.06:
        ink = _framed(rng, ink)
    if rng.random() < 0.08:
        ink = _sealed(rng, ink)
    return ink


def _ruled(rng: np.random.Generator, ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """A dotted or solid rule under (and through) the figures, whole or in remains."""
    rule = np.zeros(ink.shape, np.uint8)
    y = BASE + rng.normal(2, 4)
    thick, slope = rng.uniform(1.2, 4.5), rng.normal(0, 0.006)
    if rng.random() < 0.75:
        step = thick * rng.uniform(1.7, 4)
        for x in np.arange(rng.uniform(0, step), ink.shape[1], step):
            centre = (int(x * 16), int((y + slope * x + rng.normal(0, 0.3)) * 16))
            cv2.circle(rule, centre, int(thick * 8), 255, -1, cv2.LINE_AA, 4)
    else:
        ends = (0, int(y * 16)), (ink.shape[1] * 16, int((y + slope * ink.shape[1]) * 16))
        cv2.line(rule, *ends, 255, max(1, round(thick * 0.7)), cv2.LINE_AA, 4)
    dice = rng.random()
    if dice < 0.3:  # taken out, and the figures cut where it ran
        return ink * (1 - rule / np.float32(255) * (rng.random() < 0.6))
    if dice < 0.5:  # remains
        cells = rng.random((1, ink.shape[1] // 12 + 2)).astype(np.float32)
        cells = cv2.resize(cells, (ink.shape[1], 1))
        rule = (rule * (cells > 0.65)).astype(np.uint8)
    return np.maximum(ink, rule / np.float32(255) * rng.uniform(0.4, 1))


def _framed(rng: np.random.Generator, ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """The edge of a stamp's frame, or a rule of the letterhead above."""
    ink = ink.copy()
    thick, grey = int(rng.integers(2, 6)), rng.uniform(0.5, 1)
    side = rng.integers(4)
    if side == 0:
        y = int(BASE - SIZE * rng.uniform(1.1, 1.5))
        ink[y : y + thick] = grey
    elif side == 1:
        y = int(BASE + SIZE * rng.uniform(0.25, 0.5))
        ink[y : y + thick] = grey
    elif side == 2:
        ink = np.pad(ink, ((0, 0), (0, thick + 4)))
        ink[:, -thick:] = grey
    else:
        ink = np.pad(ink, ((0, 0), (thick + 4, 0)))
        ink[:, :thick] = grey
    return ink


def _sealed(rng: np.random.Generator, ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """What is left of a seal that was lifted: pale arcs."""
    arcs = np.zeros(ink.shape, np.uint8)
    centre = (int(rng.uniform(-50, ink.shape[1] + 50)), int(rng.uniform(-80, STRIP + 80)))
    for _ in range(int(rng.integers(1, 4))):
        radius = int(rng.uniform(60, 260))
        cv2.circle(arcs, centre, radius, 255, int(rng.integers(2, 7)), cv2.LINE_AA)
    grain = cv2.resize(rng.random((9, ink.shape[1] // 16 + 2)).astype(np.float32), ink.shape[::-1])
    return np.clip(ink + arcs / np.float32(255) * grain * rng.uniform(0.1, 0.5), 0, 1)


def _worn(rng: np.random.Generator, ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """How the ink lies: a ballpoint skips; and where the slot was cut out of the page."""
    if rng.random() < 0.5:
        cells = (STRIP // 8, max(2, ink.shape[1] // 8))
        grain = cv2.resize(rng.normal(1, 0.16, cells).astype(np.float32), ink.shape[::-1])
        ink = np.clip(ink * grain, 0, 1)
    if rng.random() < 0.06:  # a neighbour was wiped out, with a sliver of the first or last figure
        sliver = int(rng.uniform(0, 0.12) * SIZE)
        ink = ink[:, sliver:] if rng.random() < 0.5 else ink[:, : ink.shape[1] - sliver]
    top = int(BASE - SIZE * rng.uniform(1.15, 1.9))
    bottom = int(BASE + SIZE * rng.uniform(0.3, 0.9))
    return ink[max(0, top) : min(STRIP, bottom)]


def _scanned(rng: np.random.Generator, ink: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Seen by a scanner: figures 11 to 60 pixels tall, gray with JPEG's traces, or 1-bit."""
    tall = float(np.exp(rng.uniform(np.log(11), np.log(60))))
    scale = tall / SIZE
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    if scale < 1:
        ink = cv2.GaussianBlur(ink, (0, 0), 0.3 / scale)
    ink = cv2.resize(ink, None, fx=scale * rng.uniform(0.93, 1.07), fy=scale, interpolation=way)
    if rng.random() < 0.6:
        ink = cv2.GaussianBlur(ink, (0, 0), rng.uniform(0.3, 0.3 + 0.022 * tall))
    paper, dark = rng.uniform(232, 255), rng.uniform(0, 90)
    gray = paper + (dark - paper) * ink
    gray += rng.normal(0, rng.choice([0.5, 2, 6]), gray.shape)
    if rng.random() < 0.15:
        for _ in range(int(rng.integers(1, 6))):
            y, x = (int(rng.integers(n)) for n in gray.shape)
            gray[y : y + int(rng.integers(1, 3)), x : x + int(rng.integers(1, 3))] = dark
    dice = rng.random()
    if dice < 0.35:
        noise = cv2.GaussianBlur(rng.normal(0, 14, gray.shape), (0, 0), 0.7)
        bits = gray + noise < paper - (paper - dark) * rng.uniform(0.22, 0.62)
        return np.where(bits, 0, 255).astype(np.uint8)
    gray = np.clip(gray, 0, 255).astype(np.uint8)
    if dice < 0.75:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(35, 95))]
        gray = cv2.imdecode(cv2.imencode(".jpg", gray, quality)[1], cv2.IMREAD_GRAYSCALE)
    return np.asarray(gray, np.uint8)
