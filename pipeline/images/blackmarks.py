"""Marks without colour: signatures, framed stamps and seals in black, told from print by size.

Colour is gone on gray and 1-bit scans, and signatures are black on many colour ones. What is much
larger than a letter, and neither a rule nor a table, is not print. Where such a mark crosses a line
of print, its strokes stay in the line's band: a letter lost is worse than a stroke too many.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.images.components import components
from pipeline.images.rules import ruled_lines
from pipeline.values import Box, Mark

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.images.components import Components
    from pipeline.values import MarkKind

__all__ = ["LiftedBlack", "lift_black"]

# Capitals of 16 pt with a mark above and one below are 7 mm high: nothing printed is higher
# but rules, tables and pictures.
_PRINT_MM = 7.2


@dataclass(frozen=True, slots=True, eq=False)
class LiftedBlack:
    """A gray page without its large black marks, and these."""

    gray: NDArray[np.uint8]
    marks: tuple[Mark, ...]


def lift_black(gray: NDArray[np.uint8], dpi: float) -> LiftedBlack:
    """Take off what is too large to be letters.

    Args:
        gray: (H, W) uint8, evened out, coloured ink lifted; flat frame.
        dpi: Of `gray`.

    Returns:
        The page with the marks painted white; `marks` in the order found.
    """
    mm = dpi / 25.4
    ink = (gray < 150).astype(np.uint8)
    pieces = components(ink)
    horizontal, vertical = ruled_lines(ink, dpi)
    letters = _letters(pieces.stats, mm)
    out = gray.copy()
    marks: list[Mark] = []
    for box in _frames(horizontal, vertical, mm):
        shape = (ink[box.slices] > 0) & ~_bands_of_print(box, _outside(letters, box), mm)
        marks.append(_lift(out, ink, box, shape, shape, ("incoming_stamp", 0.6)))
    framed = [mark.box for mark in marks]
    large = [
        (i, box)
        for i, box in pieces.boxes()
        if box.height > _PRINT_MM * mm
        and box.width > 5 * mm
        and not any(box.intersection(frame).area > 0.5 * box.area for frame in framed)
    ]
    rules = horizontal | vertical
    for i, box in large:
        shape = pieces.labels[box.slices] == i
        judged = _kind(box, shape, rules[box.slices] > 0, mm)
        if judged is None:
            continue
        if judged[0] == "incoming_stamp":
            shape = _with_inside(shape, pieces, box)
        mask = shape & ~_bands_of_print(box, letters, mm)
        if mask.any():
            marks.append(_lift(out, ink, box, mask, shape, judged))
    return LiftedBlack(out, tuple(marks))


def _lift(
    out: NDArray[np.uint8],
    ink: NDArray[np.uint8],
    box: Box,
    mask: NDArray[np.bool_],
    own: NDArray[np.bool_],
    judged: tuple[MarkKind, float],
) -> Mark:
    """Paint a mark white on `out`, with the soft rim of its strokes; other ink is not touched."""
    grown = cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    grown &= ~((ink[box.slices] > 0) & ~own)
    out[box.slices][grown] = 255
    return Mark(judged[0], box, np.ascontiguousarray(grown), "black", judged[1])


def _frames(horizontal: NDArray[np.uint8], vertical: NDArray[np.uint8], mm: float) -> list[Box]:
    """Frames of the size of a stamp (35 × 50 mm by rule, 18 × 8 to 80 × 50 in practice).

    Stamped frames break and bend: three of four sides must be there for the most part.
    """
    reach = max(3, round(2.0 * mm)) | 1
    joined = cv2.dilate(horizontal | vertical, np.ones((reach, reach), np.uint8))
    found = []
    half = reach // 2
    for _, (x, y, w, h) in components(np.asarray(joined, dtype=np.uint8)).boxes():
        box = Box(x + half, y + half, max(1, w - 2 * half), max(1, h - 2 * half))
        if not (18 <= box.width / mm <= 80 and 8 <= box.height / mm <= 50):
            continue
        across, down = horizontal[box.slices] > 0, vertical[box.slices] > 0
        band_y, band_x = max(3, round(2.5 * mm)), max(3, round(2.5 * mm))
        sides = sorted(
            (
                float(across[:band_y].any(axis=0).mean()),
                float(across[-band_y:].any(axis=0).mean()),
                float(down[:, :band_x].any(axis=1).mean()),
                float(down[:, -band_x:].any(axis=1).mean()),
            )
        )
        if sides[1] > 0.5 and sides[2] > 0.6:
            grown = round(0.7 * mm)
            found.append(box.grown(grown, horizontal.shape))
    return found


def _outside(letters: NDArray[np.int32], box: Box) -> NDArray[np.int32]:
    """Letters that do not lie within a box: a stamp's own lettering is no line of the page."""
    if letters.size == 0:
        return letters
    x, y, w, h = letters[:, 0], letters[:, 1], letters[:, 2], letters[:, 3]
    within = (x >= box.x) & (y >= box.y) & (x + w <= box.right) & (y + h <= box.bottom)
    return np.asarray(letters[~within], dtype=np.int32)


def _letters(stats: NDArray[np.int32], mm: float) -> NDArray[np.int32]:
    """Rows of `stats` that have a letter's size, (N, 5)."""
    width, height = stats[1:, 2], stats[1:, 3]
    size = (height >= 1.2 * mm) & (height <= 6 * mm) & (width >= 0.3 * mm) & (width <= 14 * mm)
    return np.asarray(stats[1:][size], dtype=np.int32)


def _kind(
    box: Box, shape: NDArray[np.bool_], rules: NDArray[np.bool_], mm: float
) -> tuple[MarkKind, float] | None:
    """What a large black component is; None = print (a table, a rule, a picture)."""
    width, height = box.width / mm, box.height / mm
    ink = float(shape.sum())
    straight = float((shape & rules).sum()) / max(1.0, ink)
    fill = ink / max(1, box.area)
    if 18 <= width <= 80 and 8 <= height <= 50 and _framed(shape):
        return "incoming_stamp", 0.6
    if straight > 0.45:
        return None
    if 26 <= width <= 50 and 26 <= height <= 50 and min(width, height) > 0.75 * max(width, height):
        return "seal", 0.7
    if fill > 0.45:
        return None  # a picture, a bar
    if width > 120 and height > 60:
        return None  # a drawing as large as half a page is content
    return ("signature", 0.6) if width > 12 else ("unknown", 0.5)


def _framed(shape: NDArray[np.bool_]) -> bool:
    """A printed frame: ink along nearly all of all four sides."""
    height, width = shape.shape
    band_y, band_x = max(3, height // 8), max(3, width // 12)
    sides = (
        shape[:band_y].any(axis=0).mean(),
        shape[-band_y:].any(axis=0).mean(),
        shape[:, :band_x].any(axis=1).mean(),
        shape[:, -band_x:].any(axis=1).mean(),
    )
    return bool(min(sides) > 0.8)


def _with_inside(shape: NDArray[np.bool_], pieces: Components, box: Box) -> NDArray[np.bool_]:
    """A frame with all that lies wholly inside it."""
    inside, stats = pieces.labels[box.slices], pieces.stats
    found = np.unique(inside)
    within = [
        i
        for i in found
        if i
        and stats[i, 0] >= box.x
        and stats[i, 1] >= box.y
        and stats[i, 0] + stats[i, 2] <= box.right
        and stats[i, 1] + stats[i, 3] <= box.bottom
    ]
    return np.asarray(shape | np.isin(inside, within))


def _bands_of_print(box: Box, letters: NDArray[np.int32], mm: float) -> NDArray[np.bool_]:
    """Where lines of print run into a mark's box: shape `box.shape`, True = keep the strokes.

    A line counts when at least three letters of it stand beside the box at one height; its band
    reaches into the box by 8 mm: what a signature or a seal's rim usually covers of a name.
    """
    keep = np.zeros(box.shape, dtype=bool)
    if letters.size == 0:
        return keep
    x, y, w, h = letters[:, 0], letters[:, 1], letters[:, 2], letters[:, 3]
    reach, near = round(8 * mm), round(25 * mm)
    across = (y < box.bottom) & (y + h > box.y)
    for side in ("right", "left"):
        if side == "right":
            beside = across & (x + w > box.right) & (x < box.right + near)
        else:
            beside = across & (x < box.x) & (x + w > box.x - near)
        middles = np.sort((y + h / 2)[beside])
        while middles.size >= 3:
            line = middles[middles < middles[0] + 2.2 * mm]
            if line.size >= 3:
                rows = beside & (np.abs(y + h / 2 - line.mean()) < 2.2 * mm)
                edge = x[rows].min() if side == "right" else (x + w)[rows].max()
                gap = edge - box.right if side == "right" else box.x - edge
                if gap < 3 * mm:
                    top = max(0, int(np.percentile(y[rows], 20)) - box.y)
                    bottom = max(0, int(np.percentile((y + h)[rows], 80)) - box.y)
                    if side == "right":
                        keep[top:bottom, max(0, int(edge - box.x) - reach) :] = True
                    else:
                        keep[top:bottom, : max(0, int(edge - box.x) + reach)] = True
            middles = middles[line.size :]
    return keep
