"""Numbers put on by a numbering stamp: wheels of type that stand uneven, print uneven and slip."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont
from samples.faces import FONT_ROOTS, MissingFontError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["HELD_OUT_WHEELS", "WHEELS", "stamped"]

#: Faces of the wheels, of Debian's fonts-croscore, fonts-dejavu and fonts-freefont-ttf.
WHEELS = (
    "Arimo-Regular.ttf",
    "Arimo-Bold.ttf",
    "Cousine-Bold.ttf",
    "Tinos-Bold.ttf",
    "DejaVuSans.ttf",
    "DejaVuSansMono-Bold.ttf",
    "FreeMonoBold.ttf",
    "FreeSerifBold.ttf",
)
#: Wheels that training never sees.
HELD_OUT_WHEELS = ("Cousine-Regular.ttf", "DejaVuSerif-Bold.ttf", "FreeSansBold.ttf")


@lru_cache(maxsize=32)
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """A face whose figures are `size` pixels tall."""
    for root in FONT_ROOTS:
        for path in root.rglob(name):
            trial = ImageFont.truetype(str(path), 100)
            _, top, _, bottom = trial.getbbox("0258", anchor="ls")
            return ImageFont.truetype(str(path), 100 * size / (bottom - top))
    raise MissingFontError(name, "fonts-croscore fonts-dejavu fonts-freefont-ttf")


def stamped(
    rng: np.random.Generator, text: str, wheels: tuple[str, ...], place: tuple[int, int, int]
) -> NDArray[np.uint8]:
    """A number as a numbering stamp prints it.

    Args:
        rng: Decides.
        text: Figures, and what stands between them.
        wheels: Faces to choose from.
        place: Height of a figure, row of the baseline, height of the strip.

    Returns:
        (strip, W) uint8, 255 = ink.
    """
    size, base, height = place
    font = _font(wheels[int(rng.integers(len(wheels)))], size)
    strip = np.zeros((height, int(size * (1.6 * len(text) + 3))), np.uint8)
    uneven, turned = rng.uniform(0, 0.08), rng.uniform(0, 4)
    gap, wide = rng.uniform(0.02, 0.35) * size, rng.uniform(0.65, 1.15)
    broken = rng.random() < 0.15
    x = float(size)
    for character in text:
        figure = _wheel(rng, character, font, size, wide, turned)
        if broken and rng.random() < 0.7:  # a stencil, or a wheel that wore
            row = int(rng.uniform(0.4, 0.9) * figure.shape[0])
            figure[row : row + int(rng.integers(1, 5))] = 0
        y = int(base - 1.5 * size + rng.normal(0, uneven) * size)
        part = strip[y : y + figure.shape[0], int(x) : int(x) + figure.shape[1]]
        shade = rng.uniform(0.6, 1.0) if rng.random() < 0.4 else 1.0
        pale = (figure[: part.shape[0], : part.shape[1]] * shade).astype(np.uint8)
        np.maximum(part, pale, out=part)
        x += figure.shape[1] + gap
    strip = strip[:, : int(x) + size]
    if rng.random() < 0.25:  # the stamp slipped, or was set down twice
        slip = np.float32([[1, 0, rng.normal(0, 0.07) * size], [0, 1, rng.normal(0, 0.05) * size]])
        again = cv2.warpAffine(strip, slip, strip.shape[::-1])
        strip = np.maximum(strip, (again * rng.uniform(0.3, 0.9)).astype(np.uint8))
    if rng.random() < 0.6:
        cells = (height // 10, max(2, strip.shape[1] // 10))
        grain = cv2.resize(rng.normal(1, 0.3, cells).astype(np.float32), strip.shape[::-1])
        strip = np.clip(strip * grain, 0, 255).astype(np.uint8)
    return strip


def _wheel(
    rng: np.random.Generator,
    character: str,
    font: ImageFont.FreeTypeFont,
    size: int,
    wide: float,
    turned: float,
) -> NDArray[np.uint8]:
    """One figure, twice its height tall with its foot at three quarters, cut at its sides."""
    picture = Image.new("L", (3 * size, 2 * size), 0)
    at = (1.5 * size, 1.5 * size)
    ImageDraw.Draw(picture).text(at, character, font=font, fill=255, anchor="ms")
    turn = cv2.getRotationMatrix2D(at, float(rng.normal(0, turned)), 1.0)
    turn[0] *= wide
    figure = cv2.warpAffine(np.asarray(picture), turn, picture.size)
    columns = np.flatnonzero(figure.max(axis=0) > 90)
    return np.array(figure[:, columns[0] : columns[-1] + 1])
