"""Which ink is not black: coloured pixels, and dark strokes that are coloured as a whole.

A pixel's colour says *ink* surely where seals and blue pen are. Navy pen scans to nearly black, and
a scanner whose colour rows do not meet gives black letters coloured rims: there only the whole
piece tells, for rims of opposite colours cancel out and a pen's tint adds up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

from pipeline.geometry import Box
from pipeline.pixels.components import components

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.settings import InkCleaning

__all__ = ["InkPixels", "Tint", "coloured_ink", "spread_of", "tint_of"]

# Colour per darkness of whole pieces (sum of colour differences over sum of darkness). Of 78,000
# drawn letters 0.03 % have more, of 3,800 strokes of ink, the blackest navy pens with them, 99.9 %.
_TINTED = 0.15

# Pieces with more ink than any letter (mm²) need less, but so many times what is usual on the page.
_LONG_MM2, _TINTED_LONG, _USUAL = 2.5, 0.1, 9.0

# Least spread of RGB per darkness of a pixel that shows any ink: JPEG bleeds less into print.
_FAINT = 0.15

# Mean of the brightest channel over the coloured pixels of nearly black pens.
_BLACKISH = 90

# Beside surely coloured ink of the same family this is enough: 0.2 % of all letters have it.
_TINTED_BESIDE = 0.1
_BESIDE_MM = 3.0

# Darkness at which a piece of ink begins (gray), and the smallest piece that can be judged (mm²),
# alone and beside its like.
_DARK = 190
_LEAST_MM2, _LEAST_DOT_MM2 = 0.12, 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Tint:
    """Colour of pieces of ink: each (N,), index = the piece's number, 0 = the paper.

    Attributes:
        warmth: Sum of red − green over a piece and its rim, per darkness.
        yellow: Sum of (red + green) / 2 − blue, per darkness.
    """

    warmth: NDArray[np.float64]
    yellow: NDArray[np.float64]

    @property
    def strength(self) -> NDArray[np.float64]:
        """Colour per darkness, 0 = black or gray."""
        return np.hypot(self.warmth, self.yellow)

    @property
    def warm(self) -> NDArray[np.bool_]:
        """Red and its neighbours, apart from blue and green."""
        return _is_warm(self.warmth, self.yellow)


class InkPixels(NamedTuple):
    """The pixels of one family of hues, each (H, W) bool."""

    sure: NDArray[np.bool_]
    faint: NDArray[np.bool_]


class _Seen(NamedTuple):
    """A part of a page: (H, W, 3) RGB, (H, W) gray, (H, W) bool where it is faintly coloured."""

    image: NDArray[np.uint8]
    gray: NDArray[np.uint8]
    faint: NDArray[np.bool_]


def _is_warm(warmth: NDArray[np.floating], yellow: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Red, orange, brown, pink; violet and blue have more blue than red, green no red at all."""
    return np.asarray((warmth > 0) & (yellow > -0.55 * warmth))


def tint_of(
    labels: NDArray[np.int32], count: int, image: NDArray[np.uint8], gray: NDArray[np.uint8]
) -> Tint:
    """The colour of whole pieces of ink.

    Args:
        labels: (H, W) int32, piece that each pixel belongs to, rims of strokes included.
        count: Of labels, the paper's 0 included.
        image: (H, W, 3) RGB uint8, white paper.
        gray: (H, W) uint8.
    """
    inked = np.flatnonzero(labels > 0)
    of = labels.reshape(-1)[inked]
    pixels = image.reshape(-1, 3)[inked].astype(np.float32)
    red, green, blue = pixels[:, 0], pixels[:, 1], pixels[:, 2]
    darkness = np.bincount(of, 255.0 - gray.reshape(-1)[inked], count)
    darkness[darkness < 1] = 1
    warmth = np.bincount(of, red - green, count) / darkness
    yellow = np.bincount(of, (red + green) / 2 - blue, count) / darkness
    return Tint(warmth, yellow)


def coloured_ink(
    image: NDArray[np.uint8], gray: NDArray[np.uint8], dpi: float, settings: InkCleaning
) -> tuple[InkPixels, InkPixels]:
    """Where ink is not black: (warm, cool), red and its neighbours apart from blue and green.

    A blue signature across a red seal is two marks with two levels of ink. Each is given as ink
    that is sure, and as pixels that are faintly of its hue: its worn and blurred edges, if near.

    Args:
        image: (H, W, 3) RGB uint8, white paper.
        gray: (H, W) uint8, the same page.
        dpi: Of both.
        settings: Least chroma and spread of a coloured pixel.
    """
    mm = dpi / 25.4
    spread = spread_of(image)
    warm, cool = _coloured_pixels(image, spread, settings)
    # Of whole numbers what is above a limit is above its floor.
    limits = np.maximum(_FAINT * (255.0 - np.arange(256)), settings.spread // 2).astype(np.uint8)
    faint = spread > cv2.LUT(gray, limits)
    _add_tinted(image, gray, faint, mm, (warm, cool))
    seen = np.flatnonzero(faint)
    pixels = image.reshape(-1, 3)[seen].astype(np.float32)
    red, green, blue = pixels[:, 0], pixels[:, 1], pixels[:, 2]
    of_warm = np.zeros(faint.shape, dtype=bool)
    of_warm.reshape(-1)[seen] = _is_warm(red - green, (red + green) / 2 - blue)
    return InkPixels(warm, faint & of_warm), InkPixels(cool, faint & ~of_warm)


def spread_of(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Brightest less darkest channel of every pixel, (H, W, 3) RGB to (H, W)."""
    red, green, blue = cv2.split(image)
    high = cv2.max(cv2.max(red, green), blue)
    low = cv2.min(cv2.min(red, green), blue)
    return np.asarray(cv2.subtract(high, low), dtype=np.uint8)


def _coloured_pixels(
    image: NDArray[np.uint8], spread: NDArray[np.uint8], settings: InkCleaning
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Pixels whose own colour is beyond doubt: enough spread of RGB and enough Lab chroma."""
    warm, cool = np.zeros(spread.shape, dtype=bool), np.zeros(spread.shape, dtype=bool)
    ys, xs = np.nonzero(spread > settings.spread)
    if ys.size == 0:
        return warm, cool
    pixels = np.ascontiguousarray(image[ys, xs]).reshape(-1, 1, 3)
    lab = cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB).reshape(-1, 3).astype(np.float32)
    a, b = lab[:, 1] - 128, lab[:, 2] - 128
    enough = np.hypot(a, b) > settings.chroma
    reddish = (a > 0) & (b > -0.7 * a)
    warm[ys, xs] = enough & reddish
    cool[ys, xs] = enough & ~reddish
    # Colour fringes of a scanner's misaligned rows are a pixel wide; ink is wider.
    kernel = np.ones((2, 2), np.uint8)
    opened = [
        np.asarray(cv2.morphologyEx(ink.astype(np.uint8), cv2.MORPH_OPEN, kernel)) > 0
        for ink in (warm, cool)
    ]
    return opened[0], opened[1]


def _add_tinted(
    image: NDArray[np.uint8],
    gray: NDArray[np.uint8],
    faint: NDArray[np.bool_],
    mm: float,
    inks: tuple[NDArray[np.bool_], NDArray[np.bool_]],
) -> None:
    """Add, to `inks`, the strokes that are coloured as a whole."""
    tight = Box.of(faint & (gray < _DARK))
    if tight is None:
        return
    where = tight.grown(round(15 * mm), (gray.shape[0], gray.shape[1]))
    image, gray, faint = image[where.slices], gray[where.slices], faint[where.slices]
    inks = (inks[0][where.slices], inks[1][where.slices])
    dark = gray < _DARK
    pieces = components(dark.view(np.uint8))
    # Only a piece that has some coloured pixels can be coloured ink.
    some = np.bincount(pieces.labels[faint & dark], minlength=len(pieces) + 1)
    maybe = (some > 0.08 * pieces.stats[:, 4]) & (pieces.stats[:, 4] >= _LEAST_DOT_MM2 * mm * mm)
    maybe[0] = False
    if not maybe.any():
        return
    number = np.zeros(len(maybe), dtype=np.int32)
    number[maybe] = np.arange(1, int(maybe.sum()) + 1)
    around = Box.around(pieces.box(int(i)) for i in np.flatnonzero(maybe))
    part = around.grown(round(_BESIDE_MM * mm), (gray.shape[0], gray.shape[1])).slices
    seen = _Seen(np.ascontiguousarray(image[part]), np.ascontiguousarray(gray[part]), faint[part])
    _add_pieces(number[pieces.labels[part]], seen, mm, (inks[0][part], inks[1][part]))


def _add_pieces(
    labels: NDArray[np.int32],
    seen: _Seen,
    mm: float,
    inks: tuple[NDArray[np.bool_], NDArray[np.bool_]],
) -> None:
    """Add, to `inks`, those of some dark pieces (`labels`, from 1) that are coloured as a whole."""
    image, gray, faint = seen
    dark = gray < _DARK
    # Colour of the blackest pens shows at the rims of their strokes alone.
    rims = cv2.dilate(labels.astype(np.float32), np.ones((3, 3), np.uint8)).astype(np.int32)
    labels = np.where(dark, labels, rims)
    tint = tint_of(labels, int(labels.max()) + 1, image, gray)
    ys, xs = np.nonzero(labels > 0)
    of, inside = labels[ys, xs], dark[ys, xs]
    area = np.bincount(of[inside], minlength=len(tint.strength))
    # Print of a scanner with fringes has more colour; long strokes say more than letters.
    usual = float(np.clip(_USUAL * np.median(tint.strength[1:]), _TINTED_LONG, _TINTED))
    tinted = tint.strength > np.where(area > _LONG_MM2 * mm * mm, usual, _TINTED)
    tinted &= area > _LEAST_MM2 * mm * mm
    tinted[0] = False
    tinted |= _beside(tinted, tint, labels, inks, mm)
    # Ink that is not black itself shows its colour in every pixel: black ones are print beneath.
    shown = faint[ys, xs] & inside
    red, green, blue = image[ys[shown], xs[shown]].T
    bright = np.maximum(np.maximum(red, green), blue)
    shades = np.bincount(of[shown], bright, len(tinted))
    blackish = shades < _BLACKISH * np.bincount(of[shown], minlength=len(tinted))
    # A piece with both inks, or mostly sure already, is left to its pixels: print hangs on it.
    sure = [np.bincount(of[ink[ys, xs] & inside], minlength=len(tinted)) for ink in inks]
    mixed = np.minimum(*sure) > 0.1 * np.maximum(*sure)
    tinted &= ~mixed & (sure[0] + sure[1] < 0.5 * area)
    added = (tinted & blackish)[of] & inside | tinted[of] & shown
    for ink, family in zip(inks, (tint.warm, ~tint.warm), strict=True):
        its = added & family[of]
        ink[ys[its], xs[its]] = True


def _beside(
    tinted: NDArray[np.bool_],
    tint: Tint,
    labels: NDArray[np.int32],
    inks: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    mm: float,
) -> NDArray[np.bool_]:
    """Pieces of less tint beside ink of theirs: accents and dots of a nearly black pen."""
    across = round(_BESIDE_MM * mm) | 1
    kernel = np.ones((across, across), np.uint8)
    found = np.zeros_like(tinted)
    for ink, family in zip(inks, (tint.warm, ~tint.warm), strict=True):
        certain = ink | (tinted & family)[labels]
        near = cv2.dilate(certain.view(np.uint8), kernel) > 0
        beside = np.zeros_like(tinted)
        beside[labels[near]] = True
        found |= beside & family
    found &= tint.strength > _TINTED_BESIDE
    found[0] = False
    return found
