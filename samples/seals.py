"""Round organ seals (con dấu), cut in rubber and pressed with too little or too much ink."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image, ImageChops, ImageDraw

from samples.faces import STAMP_FACES, PrintFace, print_font
from samples.ink import bent, field_of, turned

if TYPE_CHECKING:
    import random

    from numpy.typing import NDArray

__all__ = ["pressed", "round_seal"]

#: Seals are cut at twice the sheet's resolution, then reduced.
SCALE = 2


class _Plate:
    """The rubber plate: a square picture, drawn about its centre."""

    def __init__(self, radius: float) -> None:
        self.radius = radius
        self.size = int(2 * radius + 16 * SCALE)
        self.middle = self.size / 2
        self.picture = Image.new("L", (self.size, self.size), 0)
        self.pen = ImageDraw.Draw(self.picture)

    def ring(self, share: float, width: float) -> None:
        r = self.radius * share
        m = self.middle
        self.pen.ellipse((m - r, m - r, m + r, m + r), outline=255, width=max(2, round(width)))

    def star(self, x: float, y: float, size: float, *, hollow: bool = False) -> None:
        def corners(reach: float) -> list[tuple[float, float]]:
            return [
                (
                    self.middle
                    + x
                    + reach * (1 if k % 2 == 0 else 0.4) * math.sin(k * math.pi / 5),
                    self.middle
                    + y
                    - reach * (1 if k % 2 == 0 else 0.4) * math.cos(k * math.pi / 5),
                )
                for k in range(10)
            ]

        self.pen.polygon(corners(size), fill=255)
        if hollow:
            self.pen.polygon(corners(size * 0.62), fill=0)

    def arc_text(
        self, text: str, face: PrintFace, size: float, share: float, *, middle: float, spread: float
    ) -> None:
        """Letters along a circle, upright at `middle` degrees clockwise from the top."""
        font = print_font(face, "bold", round(size))
        widths = [font.getlength(c) for c in text]
        radius = self.radius * share
        natural = math.degrees(sum(widths) / radius)
        stretch = min(spread, natural * 1.9) / natural
        if natural > spread:
            font = print_font(face, "bold", round(size * spread / natural))
            widths = [font.getlength(c) for c in text]
            stretch = spread / math.degrees(sum(widths) / radius)
        at = middle - math.degrees(sum(widths) / radius) * stretch / 2
        for character, width in zip(text, widths, strict=True):
            wide = math.degrees(width / radius) * stretch
            if character != " ":
                self._letter(character, font, at + wide / 2, radius)
            at += wide

    def _letter(self, character: str, font: object, degrees: float, radius: float) -> None:
        side = int(font.size * 2.2)  # type: ignore[attr-defined]
        tile = Image.new("L", (side, side), 0)
        ImageDraw.Draw(tile).text((side / 2, side / 2), character, font=font, fill=255, anchor="mm")  # type: ignore[arg-type]
        tile = tile.rotate(-degrees, Image.Resampling.BILINEAR)
        x = self.middle + radius * math.sin(math.radians(degrees)) - side / 2
        y = self.middle - radius * math.cos(math.radians(degrees)) - side / 2
        box = (int(x), int(y), int(x) + side, int(y) + side)
        self.picture.paste(ImageChops.lighter(self.picture.crop(box), tile), box)

    def lines(self, texts: list[str], face: PrintFace, size: float, y: float, width: float) -> None:
        """Straight centred lines about y."""
        pitch = size * 1.15
        top = y - pitch * (len(texts) - 1) / 2
        for index, text in enumerate(texts):
            font = print_font(face, "bold", round(size))
            if font.getlength(text) > width:
                font = print_font(face, "bold", round(size * width / font.getlength(text)))
            self.pen.text(
                (self.middle, self.middle + top + index * pitch),
                text,
                font=font,
                fill=255,
                anchor="mm",
            )


def _emblem(plate: _Plate, rng: random.Random, share: float) -> None:
    """The national emblem as a worn seal shows it: star, ears of rice, cogwheel, ribbon."""
    r, m, pen = plate.radius * share, plate.middle, plate.pen
    seeds = np.random.default_rng(rng.getrandbits(32))
    for side in (-1, 1):
        for row in np.linspace(0.66, 0.96, 5):
            for step in np.linspace(0.14, 0.86, int(34 * row)):
                angle = math.pi * (1 - step) * 0.97 + seeds.normal(0, 0.02)
                x = m + side * r * row * math.sin(angle)
                y = m - r * row * math.cos(angle)
                grain = r * 0.035 * seeds.uniform(0.6, 1.25)
                pen.ellipse((x - grain, y - grain * 1.3, x + grain, y + grain * 1.3), fill=255)
    pen.ellipse((m - r, m - r, m + r, m + r), outline=255, width=max(2, round(r * 0.02)))
    plate.star(0, -r * 0.3, r * 0.3, hollow=rng.random() < 0.7)
    hub = m + r * 0.52
    for tooth in range(9):
        angle = math.pi * (tooth / 8 - 0.5)
        x, y = m + r * 0.36 * math.sin(angle), hub - r * 0.36 * math.cos(angle)
        side = r * 0.055
        pen.rectangle((x - side, y - side, x + side, y + side), fill=255)
    for radius in (0.33, 0.24, 0.13):
        reach = r * radius
        pen.arc(
            (m - reach, hub - reach, m + reach, hub + reach),
            180,
            360,
            fill=255,
            width=max(2, round(r * 0.045)),
        )
    for lift in (0.5, 0.6, 0.72, 0.84):
        half = r * (0.78 - 0.45 * abs(lift - 0.58))
        pen.arc(
            (m - half, m + r * (lift - 0.14), m + half, m + r * (lift + 0.14)),
            20,
            160,
            fill=255,
            width=max(2, round(r * 0.04)),
        )
    plate.lines(["VIỆT NAM"], STAMP_FACES[1], r * 0.11, r * 0.68, r * 0.6)


def _hammer(plate: _Plate, size: float) -> None:
    """Hammer and sickle: the blade a tapering crescent, the hammer's handle across it."""
    m, pen = plate.middle, plate.pen

    def at(x: float, y: float) -> tuple[float, float]:
        return (m + x * size, m + y * size)

    angles = np.linspace(math.radians(-100), math.radians(140), 40)
    outer = [at(math.cos(a), math.sin(a)) for a in angles]
    taper = np.linspace(0.98, 0.7, 40)
    inner = [at(r * math.cos(a), r * math.sin(a)) for a, r in zip(angles, taper, strict=True)]
    pen.polygon([*outer, *inner[::-1]], fill=255)
    pen.line((*at(-0.62, 0.5), *at(-1.0, 0.95)), fill=255, width=round(size * 0.2))
    pen.line((*at(-0.5, -0.45), *at(0.85, 0.95)), fill=255, width=round(size * 0.2))
    pen.polygon([at(-1.0, -0.35), at(-0.35, -1.0), at(-0.12, -0.7), at(-0.72, -0.1)], fill=255)


def round_seal(rng: random.Random, organ: str, system: str, diameter: float) -> NDArray[np.uint8]:
    """A clean print of an organ's seal.

    Args:
        rng: Decides its cut.
        organ: Upper case, one line.
        system: `state`, `party` or `mass`.
        diameter: Sheet pixels.

    Returns:
        (H, W) uint8, 255 = rubber.
    """
    plate = _Plate(diameter / 2 * SCALE)
    r = plate.radius
    face = rng.choice(STAMP_FACES)
    plate.ring(1.0, r * 0.028)
    plate.ring(0.945, r * rng.uniform(0.008, 0.016))
    inner = rng.uniform(0.62, 0.68)
    plate.ring(inner, r * 0.014)
    letters = r * 0.2
    band = (inner + 0.93) / 2
    emblem = system == "state" and rng.random() < 0.72
    nation = system == "party" and rng.random() < 0.4
    if nation:
        plate.arc_text("ĐẢNG CỘNG SẢN VIỆT NAM", face, letters, band, middle=0, spread=270)
        plate.star(0, r * band, r * 0.085)
    elif emblem or len(organ) <= 22:
        plate.arc_text(organ, face, letters, band, middle=0, spread=292)
        plate.star(0, r * band, r * 0.085)
    else:
        words = organ.split(" ")
        cut = max(1, round(len(words) * 0.62))
        plate.arc_text(" ".join(words[:cut]), face, letters, band, middle=0, spread=282)
        plate.star(0, r * band, r * 0.08)
    if emblem:
        _emblem(plate, rng, inner * 0.97)
    elif system == "party" and not nation and rng.random() < 0.5:
        _hammer(plate, r * 0.3)
    else:
        words = organ.split(" ")
        middle = words if nation or len(organ) <= 22 else words[-max(2, len(words) // 2) :]
        half = max(1, len(middle) // 2)
        texts = [" ".join(middle[:half]), " ".join(middle[half:])]
        plate.lines([t for t in texts if t], face, r * 0.2, 0, r * inner * 1.7)
        if rng.random() < 0.5:
            plate.star(0, -r * inner * 0.62, r * 0.1)
    side = plate.size // SCALE
    return cv2.resize(np.asarray(plate.picture), (side, side), interpolation=cv2.INTER_AREA)


def pressed(
    rng: random.Random, plate: NDArray[np.uint8], *, wear: float, degrees: float = 0.0
) -> NDArray[np.uint8]:
    """What a stamp leaves on paper: bled, patchy, grainy, turned.

    Args:
        rng: Decides the patches.
        plate: A clean print, 255 = rubber.
        wear: 0 = even and full, 1 = hardly legible.
        degrees: Clockwise.
    """
    alpha = turned(plate, degrees) if degrees else plate
    alpha = bent(rng, alpha, 1.2, 60)
    height, width = alpha.shape
    soft = cv2.GaussianBlur(alpha, (0, 0), 1.0).astype(np.float32)
    level = 118 + field_of(rng, alpha.shape, 90, -45, 45) + field_of(rng, alpha.shape, 3.0, -60, 60)
    edges = np.clip((soft - level) * 3.2 + 128, 0, 255) * (soft > 30)
    slope = rng.uniform(0, 2 * math.pi)
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    ramp = (
        ((xs / width - 0.5) * math.cos(slope) + (ys / height - 0.5) * math.sin(slope)) * wear * 1.4
    )
    patches = field_of(rng, alpha.shape, max(16, width / 5), -wear, wear * 0.5)
    grain = field_of(rng, alpha.shape, 2.2, -0.9, 0.7) * (0.25 + wear)
    strength = np.clip(1.12 - wear * 0.35 + ramp + patches + grain, 0, 1)
    strength = np.clip((strength - 0.22) * 1.6, 0, 1)
    return (edges * strength).astype(np.uint8)
