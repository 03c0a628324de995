"""Sets one line of text as ink on an empty strip, fine enough for a scanner to look at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from .faces import Face, font_path

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

POINTS_PER_INCH = 72.0


@dataclass(frozen=True, slots=True)
class Setting:
    """How the typist set a line.

    Attributes:
        face: The family.
        points: Size of the letters.
        bold: Whether the line is bold.
        italic: Whether it slants.
        lead_words: So many first words have the other weight (`**Điều 1.** Phạm vi`).
        tracking_em: Extra space after every letter, in em.
        word_space: Width of a space, as a share of the face's own; lines are justified.
        underline: Whether a rule is drawn below the letters.
        small_capitals: Whether all but the first letter of a word are drawn smaller.
    """

    face: Face
    points: float
    bold: bool = False
    italic: bool = False
    lead_words: int = 0
    tracking_em: float = 0.0
    word_space: float = 1.0
    underline: bool = False
    small_capitals: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class InkLine:
    """A line as ink, before any scanner saw it.

    Attributes:
        ink: (H, W) float32, 1 = ink.
        baseline: The row that letters stand on.
        em: Height of the type in pixels.
        top: First row with ink of this line.
        bottom: Row after the last with ink.
    """

    ink: NDArray[np.float32]
    baseline: int
    em: float
    top: int
    bottom: int


def draw_setting(faces: tuple[Face, ...], text: str, dice: Generator) -> Setting:
    """Choose face, size and style as office paper has them; capitals are mostly headings."""
    weights = np.array([face.weight for face in faces])
    face = faces[dice.choice(len(faces), p=weights / weights.sum())]
    capitals = text.isupper()
    bold = dice.random() < (0.6 if capitals else 0.2)
    italic = dice.random() < (0.05 if capitals else 0.2)
    lead = int(dice.integers(1, 5)) if dice.random() < 0.1 else 0
    return Setting(
        face=face,
        points=float(dice.choice([9, 10, 11, 12, 13, 13, 13.5, 14, 14, 14, 14.5, 15])),
        bold=bold,
        italic=italic,
        lead_words=lead,
        tracking_em=float(dice.uniform(-0.02, 0.14)) if dice.random() < 0.12 else 0.0,
        word_space=float(dice.uniform(0.8, 2.0)) if dice.random() < 0.6 else 1.0,
        underline=bool(dice.random() < 0.035),
        small_capitals=bool(capitals and dice.random() < 0.05),
    )


@lru_cache(maxsize=256)
def _font(name: str, pixels: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font_path(name)), pixels, layout_engine=ImageFont.Layout.BASIC)


def set_line(text: str, setting: Setting, dots_per_inch: float) -> InkLine:
    """Draw the text as ink; the strip leaves room above and below for neighbours and skew.

    Args:
        text: One line, words parted by single spaces.
        setting: How it is set.
        dots_per_inch: Of the strip; two to five times that of the scan.
    """
    pixels = max(8, round(setting.points / POINTS_PER_INCH * dots_per_inch))
    words = text.split(" ")
    plain = _cut(setting, pixels, bold=setting.bold)
    space = plain.getlength(" ") * setting.word_space
    tracking = setting.tracking_em * pixels
    margin = pixels // 2
    baseline = round(1.9 * pixels)
    pieces: list[tuple[float, str, ImageFont.FreeTypeFont]] = []
    at = float(margin)
    for number, word in enumerate(words):
        bold = setting.bold != (number < setting.lead_words)
        font = _cut(setting, pixels, bold=bold)
        for piece, cut in _runs(word, font, setting, pixels, bold=bold):
            if tracking:
                for letter in piece:
                    pieces.append((at, letter, cut))
                    at += cut.getlength(letter) + tracking
            else:
                pieces.append((at, piece, cut))
                at += cut.getlength(piece)
        at += space
    strip = Image.new("L", (round(at - space) + margin, round(2.9 * pixels)), 0)
    pen = ImageDraw.Draw(strip)
    for left, piece, cut in pieces:
        pen.text((left, baseline), piece, font=cut, fill=255, anchor="ls")
    rows = np.flatnonzero(np.asarray(strip).max(axis=1) > 127)
    if setting.underline:
        low = baseline + round(0.13 * pixels)
        pen.rectangle((margin, low, at - space, low + max(1, pixels // 22)), fill=255)
    ink = np.asarray(strip, dtype=np.float32) / 255.0
    top, bottom = (int(rows[0]), int(rows[-1]) + 1) if rows.size else (baseline - 1, baseline)
    return InkLine(ink, baseline, float(pixels), top, bottom)


def _cut(setting: Setting, pixels: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    return _font(setting.face.file(bold=bold, italic=setting.italic), pixels)


def _runs(
    word: str, font: ImageFont.FreeTypeFont, setting: Setting, pixels: int, *, bold: bool
) -> list[tuple[str, ImageFont.FreeTypeFont]]:
    if not setting.small_capitals or len(word) == 1:
        return [(word, font)]
    return [(word[0], font), (word[1:], _cut(setting, round(0.8 * pixels), bold=bold))]
