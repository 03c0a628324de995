"""Ink relative to the page's own ink and paper: pale print is brought to the level of black print.

Evening out gives the paper one level; this gives the print one. Toner that ran out, carbon copies
and scanners set too bright leave letters at half the darkness of others or less, and every later
stage would have to know of it. Here each letter's darkness is measured, and where letters of a
neighbourhood are pale, their place is stretched until they are as dark as print is. Where print is
dark already, not a pixel changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.pixels.components import components

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.pixels.components import Components

__all__ = ["Letters", "Paleness", "darkened", "letters_on", "neutral", "paleness_of"]

# Ink is darker than the mean of so much paper around it by so many levels, of 255; JPEG and paper
# leave less. A tenth of the range of gray, half of it lost in the blur of thin strokes.
_AROUND_MM, _DARKER, _PAPER = 12.0, 10, 240

# A letter's size: 6-point small letters are 0.9 mm high, capitals of headings 7.
_LEAST_MM, _HIGH_MM, _WIDE_MM, _NARROW_MM, _LEAST_MM2 = 0.8, 7.5, 20.0, 0.25, 0.1

# Nearer to the edge of the sheet lie its shadow, its neighbour and the holes of a binder.
_EDGE_MM = 5.0

# Letters so dark, or darker, are as they should be (the median letter of a good scan is at 10 to
# 90 of 255); paler ones are stretched to here.
_DARK_ENOUGH = 100.0
_BLACK = 50.0
# Rows that are stretched at a time.
_STRIP = 64

# Letters share their level with what stands so far beside them on their line: toner fades along a
# line, and one line may be paler than the next.
_ALONG_MM, _ACROSS_MM, _CELL_MM = 24.0, 2.0, 0.5

# Paler than this may be the back's print showing through (130 and more on the development scans).
_DOUBTFUL = 130.0

# Where fewer letters are neutral and so many share one tint, the print itself has that tint.
_NEUTRAL_SHARE, _SHARED_TINT, _TINTED, _ALIKE = 0.25, 0.7, 0.08, 0.12
_LEAST_LETTERS = 60


@dataclass(frozen=True, slots=True, eq=False)
class Letters:
    """Ink of a letter's size on an evened-out page.

    Attributes:
        pieces: All pieces of ink.
        numbers: (N,) int, which of them may be letters.
        levels: (N,) float, how bright each is at its darkest, 0–255.
        darkest: (M + 1,) float, the same of every piece; 255 for the paper.
    """

    pieces: Components
    numbers: NDArray[np.int64]
    levels: NDArray[np.float64]
    darkest: NDArray[np.float64]

    def parted(self, level: float) -> tuple[Letters, NDArray[np.bool_]]:
        """The letters that are as dark as a level, and where all fainter ink lies.

        Marks and dots of a letter are fainter than it: they stay with a dark letter near them.

        Returns:
            Letters, and (H, W) bool.
        """
        dark = self.levels <= level
        stats, labels = self.pieces.stats, self.pieces.labels
        near = np.zeros(labels.shape, np.uint8)
        for x, y, wide, high in stats[self.numbers[dark], :4]:
            reach = max(2, int(high))
            near[max(0, y - reach) : y + high + reach, max(0, x - reach) : x + wide + reach] = 1
        middles = stats[:, 1] + stats[:, 3] // 2, stats[:, 0] + stats[:, 2] // 2
        faint = (self.darkest > level) & (near[middles] == 0)
        faint[self.numbers[~dark]] = True
        faint[self.numbers[dark]] = False
        faint[0] = False
        part = Letters(self.pieces, self.numbers[dark], self.levels[dark], self.darkest)
        rims = cv2.dilate(self.pieces.where(faint).view(np.uint8), np.ones((5, 5), np.uint8)) > 0
        kept = ~faint
        kept[0] = False
        return part, np.asarray(rims & ~self.pieces.where(kept))


@dataclass(frozen=True, slots=True, eq=False)
class Paleness:
    """Where print is pale.

    Attributes:
        gain: (H, W) float32, what contrast is multiplied with; 1 where print is dark or none is.
        doubtful: (H, W) bool, where all ink is so pale that it may show through from the back.
    """

    gain: NDArray[np.float32]
    doubtful: NDArray[np.bool_]


def letters_on(gray: NDArray[np.uint8], dpi: float) -> Letters:
    """The pieces of ink that may be letters, by local contrast, and how dark each is.

    Args:
        gray: (H, W) uint8, paper evened out to 255.
        dpi: Of `gray`.
    """
    mm = dpi / 25.4
    around = round(_AROUND_MM * mm) | 1
    darker = cv2.subtract(cv2.blur(gray, (around, around)), gray) >= _DARKER
    pieces = components((darker & (gray < _PAPER)).view(np.uint8))
    stats = pieces.stats
    wide, high, area = stats[:, 2] / mm, stats[:, 3] / mm, stats[:, 4] / mm**2
    fits = (high >= _LEAST_MM) & (high <= _HIGH_MM) & (wide <= _WIDE_MM) & (wide >= _NARROW_MM)
    fits &= area >= _LEAST_MM2
    edge, (height, width) = round(_EDGE_MM * mm), gray.shape
    left, top = stats[:, 0], stats[:, 1]
    right, bottom = left + stats[:, 2], top + stats[:, 3]
    fits &= (left >= edge) & (right <= width - edge)
    fits &= (top >= edge) & (bottom <= height - edge)
    fits[0] = False
    numbers = np.flatnonzero(fits)
    darkest = _darkest(np.asarray(cv2.blur(gray, (3, 3)), np.uint8), pieces)
    return Letters(pieces, numbers, darkest[numbers], darkest)


def _darkest(gray: NDArray[np.uint8], pieces: Components) -> NDArray[np.float64]:
    """The least value of `gray` in each piece, by its number; 255 for the paper."""
    least = np.full(len(pieces) + 1, 255.0)
    inked = np.flatnonzero(pieces.labels != 0)
    of, values = pieces.labels.reshape(-1)[inked], gray.reshape(-1)[inked]
    if of.size:
        # Run by run first: a run of ink in a row is of one piece.
        starts = np.flatnonzero(np.r_[True, of[1:] != of[:-1]])
        np.minimum.at(least, of[starts], np.minimum.reduceat(values, starts).astype(np.float64))
    return least


def paleness_of(letters: Letters, dpi: float) -> Paleness | None:
    """Where a page's print is pale; None where all of it is dark."""
    pale = letters.levels > _DARK_ENOUGH
    if not pale.any():
        return None
    mm = dpi / 25.4
    height, width = letters.pieces.labels.shape
    cell = _CELL_MM * mm
    rows, columns = max(1, round(height / cell)), max(1, round(width / cell))
    stats = letters.pieces.stats[letters.numbers]
    # Of each letter a point or more along its width: a joined word weighs as its letters do.
    weight = np.zeros((rows, columns), np.float32)
    total = np.zeros((rows, columns), np.float32)
    steps = np.maximum(1, np.round(stats[:, 2] / (2 * cell)).astype(int))
    which = np.repeat(np.arange(len(stats)), steps)
    part = np.concatenate([(np.arange(n) + 0.5) / n for n in steps])
    xs = np.minimum(((stats[which, 0] + part * stats[which, 2]) / cell).astype(int), columns - 1)
    ys = np.minimum(((stats[which, 1] + 0.5 * stats[which, 3]) / cell).astype(int), rows - 1)
    np.add.at(weight, (ys, xs), 1.0)
    np.add.at(total, (ys, xs), letters.levels[which].astype(np.float32))
    along, across = round(_ALONG_MM / _CELL_MM) | 1, round(_ACROSS_MM / _CELL_MM) | 1
    near = cv2.boxFilter(weight, -1, (along, across), normalize=False)
    level = cv2.boxFilter(total, -1, (along, across), normalize=False) / np.maximum(near, 1e-3)
    level[near < 0.5] = 0.0
    # A letter's marks and tails reach beyond the row its middle lies in.
    tall = round(2.0 / _CELL_MM) | 1
    grown = np.asarray(cv2.dilate(level, np.ones((tall, 3), np.uint8)))
    level = np.where(level > 0, level, grown)
    gain = np.where(level > _DARK_ENOUGH, (255 - _BLACK) / (255 - np.minimum(level, 238)), 1.0)
    gain = cv2.resize(gain.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    in_doubt = np.asarray(level > _DOUBTFUL, dtype=np.uint8)
    doubtful = cv2.resize(in_doubt, (width, height), interpolation=cv2.INTER_NEAREST)
    return Paleness(np.asarray(gain, np.float32), np.asarray(doubtful > 0))


def darkened(gray: NDArray[np.uint8], gain: NDArray[np.float32]) -> NDArray[np.uint8]:
    """A page whose contrast is multiplied by `gain`; where that is 1 it is as it was."""
    dark = np.empty_like(gray)
    # Strip by strip: whole pages of floats would come and go by way of memory.
    for top in range(0, gray.shape[0], _STRIP):
        rows = slice(top, top + _STRIP)
        ink = (255 - gray[rows]).astype(np.float32)
        ink *= gain[rows] if gain.ndim else gain
        np.subtract(255, np.minimum(ink, 255).astype(np.uint8), out=dark[rows])
    return dark


def neutral(image: NDArray[np.uint8], letters: Letters) -> NDArray[np.uint8]:
    """A page whose print is black where the print itself has a tint: bluish toner, a carbon copy.

    Pens and seals are a small part of a page's letter-sized ink. Where hardly any of it is
    neutral and most shares one tint, that is the print, and every channel is stretched to the
    print's own level in it.

    Args:
        image: (H, W, 3) RGB uint8, each channel's paper evened out to 255.
        letters: On it in gray.
    """
    if letters.numbers.size < _LEAST_LETTERS:
        return image
    own = np.zeros(len(letters.pieces) + 1, bool)
    own[letters.numbers] = True
    inked = np.flatnonzero(letters.pieces.where(own))
    of = letters.pieces.labels.reshape(-1)[inked]
    count = len(own)
    ink = 255.0 - image.reshape(-1, 3)[inked].astype(np.float32)
    sums = np.stack([np.bincount(of, ink[:, i], count)[letters.numbers] for i in range(3)], axis=1)
    tone = sums / np.maximum(sums.mean(axis=1, keepdims=True), 1.0)  # (N, 3), mean 1
    strength = tone.max(axis=1) - tone.min(axis=1)
    if (strength < _TINTED).mean() > _NEUTRAL_SHARE:
        return image
    usual = np.median(tone, axis=0)
    if (np.abs(tone - usual).max(axis=1) < _ALIKE).mean() < _SHARED_TINT:
        return image
    if usual.max() - usual.min() < _TINTED:
        return image
    gains = usual.max() / usual
    out = [darkened(image[..., i], np.float32(gains[i])) for i in range(3)]  # type: ignore[arg-type]
    return np.ascontiguousarray(np.stack(out, axis=-1))
