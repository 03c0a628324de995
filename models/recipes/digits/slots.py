"""Whole slots: what was written, the print around and under it, and what a scanner makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont
from pipeline.pen.slotting import without_form

from .hands import BASE, SIZE, STRIP, written
from .surroundings import printed, surrounded

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pipeline.recognition.forms import Form

    from .hands import Hands

__all__ = ["Slot", "draw_slot", "draw_text"]

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
    if form == "month":  # by the rule only 1 and 2 get a zero
        return f"{month:02d}" if rng.random() < 0.4 else str(month)
    year = int(rng.integers(1985, 2032))
    spelt_year = rng.choice([f"/{year}", f"/{year % 100:02d}", ""], p=[0.5, 0.38, 0.12])
    return f"{spelt_day}/{spelt_month}{spelt_year}"


def _number(rng: np.random.Generator) -> str:
    dice = rng.random()
    if dice < 0.5:
        value = int(10 ** rng.uniform(0, 4.2))
        return f"{value:02d}" if rng.random() < 0.8 else str(value)
    if dice < 0.93:  # every neighbourhood of figures, as often as any other
        long = int(rng.choice([2, 3, 4, 5, 6], p=[0.22, 0.33, 0.33, 0.08, 0.04]))
        text = "".join(rng.choice(list("0123456789"), long))
        return text if int(text) else _number(rng)
    return f"{int(10 ** rng.uniform(0, 2.5)):02d}{rng.choice(list('abc'))}"


def draw_slot(rng: np.random.Generator, hands: Hands) -> Slot:
    """A slot as slots are found on scans: mostly filled in, sometimes empty or scrawled over."""
    form = _FORMS[int(rng.choice(4, p=[0.52, 0.21, 0.11, 0.16]))]
    dice = rng.random()
    if dice < 0.9:
        text = draw_text(rng, form)
        strip = printed(rng, text) if rng.random() < 0.04 else written(rng, text, hands)
    else:
        text = ""
        strip = _no_figures(rng, hands, empty=dice < 0.94)
    strip = _cropped(strip)
    ink = surrounded(rng, strip, form)
    tall = float(np.exp(rng.uniform(np.log(11), np.log(60))))
    gray = _scanned(rng, _worn(rng, ink), tall)
    if rng.random() < 0.5:
        # As the pipeline hands slots on: rules taken out, and strokes that look like rules.
        dpi = tall / rng.uniform(2.6, 5.5) * 25.4
        apart = without_form(np.pad(gray, int(0.2 * tall) + 2, constant_values=255), dpi)
        if not text or (apart < 160).sum() >= 0.75 * (gray < 160).sum():
            gray = apart
    return Slot(gray, text, form)


def _cropped(strip: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The strip without empty sides."""
    columns = np.flatnonzero(strip.max(axis=0) > 90)
    if not len(columns):
        return strip[:, : 2 * SIZE]
    return strip[:, max(0, columns[0] - 1) : columns[-1] + 2]


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


def _scanned(rng: np.random.Generator, ink: NDArray[np.float32], tall: float) -> NDArray[np.uint8]:
    """Seen by a scanner: figures `tall` pixels high, gray with JPEG's traces, or 1-bit."""
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
        # Offices set the threshold so that pens come out: it lies below the ink that is there.
        level = float(np.percentile(ink[ink > 0.12], 75)) if (ink > 0.12).any() else 1.0
        noise = cv2.GaussianBlur(rng.normal(0, 14, gray.shape), (0, 0), 0.7)
        bits = gray + noise < paper - (paper - dark) * level * rng.uniform(0.25, 0.65)
        return np.where(bits, 0, 255).astype(np.uint8)
    gray = np.clip(gray, 0, 255).astype(np.uint8)
    if dice < 0.75:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(35, 95))]
        gray = cv2.imdecode(cv2.imencode(".jpg", gray, quality)[1], cv2.IMREAD_GRAYSCALE)
    return np.asarray(gray, np.uint8)
