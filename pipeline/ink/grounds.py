"""Print on printed grounds: white letters on black, light or dark ones on grey, put on white.

Headings and heads of tables are set on filled bands. To all later stages dark is ink, so a black
band is one huge piece of it and its letters are holes. Here a band is found by what it is: a
straight box of one even tone, darker than the paper around it, with an unbroken margin of that
tone about letters that stand in it. Photographs are not even, seals not straight, bar codes have
no margin, and a box that was blacked out holds no letters: all these stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.geometry import Box
from pipeline.pixels.colour import resized, to_gray
from pipeline.pixels.components import components

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Ground", "find_grounds", "without_grounds"]

# Looked for on a picture so small: letters are a part of their ground there, dots of a screen gone.
_FAR_DPI = 50.0
# The tone of a place is the median of so much around it, more than half of which is ground.
_AROUND_MM = 3.5
# Paper is what no ground covers: the lightest in so much around.
_PAPER_MM = 28.0
# A ground is darker than its paper by so much of it; smaller ones hold no line of print.
_DARKER = 0.1
_LEAST_MM, _MOST_MM = (8.0, 4.2), 60.0
_FILLED = 0.5
# Of a row or column through white letters so much is ground.
_COVERED = 0.4

# Dots of a screen melt together in this, letters do not.
_MELT_MM = 0.55
# Of a ground's margin, so broad, no more is lighter than the ground by this share of its distance
# from the paper; rules at its sides and through it are darker.
_MARGIN_MM, _EVEN, _LIGHT, _DARK = 0.5, 0.35, 0.07, 0.3

# Letters differ from their ground by so much of its distance from paper, or from black.
_LIGHTER, _BLACKER = 0.4, 0.5
_LETTER_MM, _LONG_MM, _LEAST_LETTERS = (0.9, 10.0), 30.0, 2
# Of what is lighter or darker in a ground, so much are letters; a picture has blotches.
_LETTERS = 0.6

# Rules of a table come up to its head from below; so long, and at least so many.
_RULE_MM, _RULES = 3.0, 2


@dataclass(frozen=True, slots=True)
class Ground:
    """A filled box with letters in it.

    Attributes:
        box: Flat frame.
        level: Its tone, 0–255.
        letters: Tone of its letters where they are lighter; None where they are darker.
        screened: It is made of dots.
    """

    box: Box
    level: float
    letters: float | None
    screened: bool


def without_grounds(image: NDArray[np.uint8], dpi: float) -> NDArray[np.uint8]:
    """A page with the print on its grounds in black on white.

    Args:
        image: (H, W, 3) RGB or (H, W) gray uint8; flat frame.
        dpi: Of `image`.

    Returns:
        `image` itself where there are no grounds; else a copy, the same outside their boxes.
    """
    gray = to_gray(image)
    grounds = find_grounds(gray, dpi)
    if not grounds:
        return image
    out = image.copy()
    for ground in grounds:
        printed = _on_white(gray, ground, dpi)
        out[ground.box.slices] = printed if image.ndim == 2 else printed[..., None]
    return out


def find_grounds(gray: NDArray[np.uint8], dpi: float) -> list[Ground]:
    """The grounds of a page, top to bottom.

    Args:
        gray: (H, W) uint8, as scanned.
        dpi: Of `gray`.
    """
    scale = min(1.0, _FAR_DPI / dpi)
    small = resized(gray, scale)
    mm = dpi * scale / 25.4
    tone = cv2.medianBlur(small, round(_AROUND_MM * mm) | 1)
    reach = round(_PAPER_MM * mm) | 1
    paper = cv2.morphologyEx(
        cv2.medianBlur(small, 3), cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8)
    )
    pieces = components((tone < (1 - _DARKER) * paper.astype(np.float32)).astype(np.uint8))
    found = []
    for number, box in pieces.boxes():
        wide, high = box.width / mm, box.height / mm
        if wide < _LEAST_MM[0] or not _LEAST_MM[1] <= high <= _MOST_MM:
            continue
        own = pieces.labels[box.slices] == number
        if float(own.mean()) < _FILLED:
            continue
        white = float(np.median(paper[box.slices][own]))
        level = float(np.median(tone[box.slices][own]))
        # The median rounds a box's corners off, and a quarter of a letter's height at its sides.
        around = Box(*(round(side / scale) for side in box)).grown(
            round(1.5 * mm / scale), gray.shape
        )
        ground = _ground_in(gray, around, level, white, dpi)
        if ground is not None:
            found.append(ground)
    return found


def _ground_in(
    gray: NDArray[np.uint8], around: Box, level: float, white: float, dpi: float
) -> Ground | None:
    """The ground in a part of the page, None where what is dark there is something else."""
    mm = dpi / 25.4
    part = gray[around.slices]
    melt = max(3, round(_MELT_MM * mm)) | 1
    melted = np.asarray(cv2.blur(part, (melt, melt)), dtype=np.uint8)
    dark = melted < (level + white) / 2
    inner = _straight(dark)
    if inner is None:
        return None
    kept = _tone_of_margin(melted[inner.slices], white - level, mm)
    if kept is None:
        return None
    level = kept
    box = inner.moved(around.x, around.y)
    raw = gray[box.slices]
    screened = float((cv2.absdiff(raw, melted[inner.slices]) > 40).mean()) > 0.3
    seen = melted[inner.slices] if screened else raw
    light = seen > level + _LIGHTER * (white - level)
    black = seen < _BLACKER * level
    letters, blacks = _letters(light, mm), _letters(black, mm) if level > 60 else 0
    if max(letters, blacks) < _LEAST_LETTERS:
        return None
    if letters <= blacks:
        return Ground(box, level, None, screened)
    return Ground(box, level, float(np.percentile(seen[light], 70)), screened)


def _tone_of_margin(melted: NDArray[np.uint8], contrast: float, mm: float) -> float | None:
    """The tone of a box's margin, None where paper or letters break it."""
    margin = max(2, round(_MARGIN_MM * mm))
    if min(melted.shape) < 6 * margin:
        return None
    # The outermost pixels are half paper, or a rule around the ground.
    own = melted[margin:-margin, margin:-margin]
    sides = (own[:margin], own[-margin:], own[:, :margin], own[:, -margin:])
    level = float(np.median(np.concatenate([side.reshape(-1) for side in sides])))
    spread = _EVEN * contrast
    broken = any(float((side > level + spread).mean()) > _LIGHT for side in sides)
    broken |= any(float((side < level - spread).mean()) > _DARK for side in sides)
    return None if broken else level


def _straight(dark: NDArray[np.bool_]) -> Box | None:
    """The rows and columns about the middle that are dark for the most part: a ground's own box."""
    rows = _run(dark.mean(axis=1))
    if rows is None:
        return None
    columns = _run(dark[rows].mean(axis=0))
    if columns is None:
        return None
    return Box(columns.start, rows.start, columns.stop - columns.start, rows.stop - rows.start)


def _run(shares: NDArray[np.float64]) -> slice | None:
    """The stretch about the middle along which shares of dark are high; None = not even there."""
    dark, middle = shares > _COVERED, shares.size // 2
    if not dark[middle]:
        return None
    before, after = np.flatnonzero(~dark[:middle]), np.flatnonzero(~dark[middle:])
    start = int(before[-1]) + 1 if before.size else 0
    return slice(start, middle + int(after[0]) if after.size else shares.size)


def _letters(ink: NDArray[np.bool_], mm: float) -> int:
    """How many pieces are letters; 0 where much of the ink is something else."""
    stats = components(ink.astype(np.uint8)).stats[1:]
    x, y, wide, high, area = (stats[:, i] for i in range(5))
    inside = (x > 0) & (y > 0) & (x + wide < ink.shape[1]) & (y + high < ink.shape[0])
    # What touches the edge is paper at a slanting side, or a rule between the cells of a head.
    large = inside & (area > 0.05 * mm**2)
    sized = large & (high >= _LETTER_MM[0] * mm) & (high <= _LETTER_MM[1] * mm)
    sized &= (wide <= _LONG_MM * mm) & (area > 0.15 * mm**2)
    if area[sized].sum() < _LETTERS * area[large].sum():
        return 0
    return int(sized.sum())


def _on_white(gray: NDArray[np.uint8], ground: Ground, dpi: float) -> NDArray[np.uint8]:
    """A ground's print in black on white, with the rules of the table whose head it is."""
    mm, box, level = dpi / 25.4, ground.box, ground.level
    seen = gray[box.slices]
    if ground.screened:
        melt = max(3, round(_MELT_MM * mm)) | 1
        seen = np.asarray(cv2.blur(seen, (melt, melt)), dtype=np.uint8)
    value = seen.astype(np.float32)
    if ground.letters is None:
        out = value / (0.92 * max(1.0, level))
    else:
        # The first part of the way from ground to letters is noise of the ground, or its dots.
        bend, slope = (1.35, 1.7) if ground.screened else (1.1, 1.3)
        out = bend - slope * (value - level) / max(1.0, ground.letters - level)
        if level > 50:
            out = np.minimum(out, (value / level - 0.35) / 0.3)  # black rules between the cells
    printed = np.asarray(np.clip(255 * out, 0, 255), dtype=np.uint8)
    rim = max(1, round(0.25 * mm))
    printed[:rim] = printed[-rim:] = 255
    printed[:, :rim] = printed[:, -rim:] = 255
    _draw_rules(printed, gray, box, mm)
    return printed


def _draw_rules(printed: NDArray[np.uint8], gray: NDArray[np.uint8], box: Box, mm: float) -> None:
    """Let the upright rules of a table go on through its head, and close it at the top."""
    long = round(_RULE_MM * mm)
    start = box.bottom + max(1, round(0.5 * mm))
    below = gray[start : start + long, max(0, box.x - 2) : box.right + 2]
    if below.shape[0] < long:
        return
    ruled = np.flatnonzero((below < 140).mean(axis=0) > 0.9)
    if not ruled.size:
        return
    runs = np.split(ruled, np.flatnonzero(np.diff(ruled) > 2) + 1)
    runs = [run for run in runs if run.size <= 1.2 * mm]
    if len(runs) < _RULES:
        return
    thick = max(2, round(0.25 * mm))
    for run in runs:
        middle = int(np.clip(run.mean() - 2, 0, box.width - thick))
        column = printed[:, middle : middle + thick]
        if float((printed[:, max(0, middle - 1) : middle + thick + 1] < 128).mean()) < 0.2:
            column[:] = 0  # a heading over several columns is not cut
    printed[:thick] = printed[-thick:] = 0
