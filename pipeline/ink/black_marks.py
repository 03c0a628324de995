"""Marks without colour: signatures, stamps, seals and pen in black, told from print by the ink net.

Colour is gone on gray and 1-bit scans, and signatures are black on many colour ones. The net says
for each pixel how surely it is print and how surely it is not; here its answer is made whole
(letters are not taken off by halves, nor lone specks at all) and grouped into marks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.geometry import Box
from pipeline.ink.mark_shapes import kind_of
from pipeline.ink.print_map import map_print
from pipeline.ink.seals import find_rings
from pipeline.pixels.components import components
from pipeline.pixels.occupied import COARSE, held
from pipeline.pixels.rules import ruled_lines
from pipeline.values.marks import Mark

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.ink.print_map import InkNet
    from pipeline.ink.seals import FoundSeal
    from pipeline.values.marks import MarkKind

__all__ = ["LiftedBlack", "lift_black"]

# Of 255. A letter lost is worse than a stroke too many: what may be print stays.
_REMOVABLE = 127
_PRINTED = 102
_INK = 200
_DARK = 150

# A piece of ink of which so much is removable is removable, of which so little is print.
_MOSTLY = 0.85
_HARDLY = 0.10
# No part of a letter is taken off unless more than this goes: the tail of an italic Q looks like an
# underline. A letter that pen touches is one piece with the stroke and larger.
_HARDLY_A_LETTER = 0.5
_LETTER_MM = 6.5
# Nearly all of a piece may go, but not where the net is as sure as this that it is print.
_SURELY_PRINTED = 190

# Marks with less ink stay: tone marks, dots and specks are as small.
_LEAST_MM2 = 1.0
# Strokes nearer to one another than this are one mark.
_GAP_MM = 2.5
# No round seal is smaller.
_LEAST_SEAL_MM = 24.0


@dataclass(frozen=True, slots=True, eq=False)
class LiftedBlack:
    """A gray page without its black marks, and these."""

    gray: NDArray[np.uint8]
    marks: tuple[Mark, ...]


def lift_black(gray: NDArray[np.uint8], dpi: float, look: InkNet) -> LiftedBlack:
    """Take off black ink that came after printing.

    Args:
        gray: (H, W) uint8, evened out, coloured ink lifted; flat frame.
        dpi: Of `gray`.
        look: The ink net.

    Returns:
        The page with the marks painted white; outside their masks it is `gray` to the pixel.
    """
    mm = dpi / 25.4
    sight = map_print(gray, dpi, look)
    ink = gray < _INK
    off = ink & (sight.removable > _REMOVABLE) & (sight.printed < _PRINTED)
    if not off.any():
        return LiftedBlack(gray, ())
    out = gray.copy()
    marks: list[Mark] = []
    for place, own in _places(off, mm):
        part = gray[place.slices]
        printed = sight.printed[place.slices]
        for whole, kind, sure in _apart(_made_whole(own, part, printed, mm), part, dpi):
            ink_box = Box.of(whole)
            if ink_box is None or float(whole.sum()) < _LEAST_MM2 * mm**2:
                continue
            small = ink_box.grown(1, part.shape)
            shape = whole[small.slices]
            box = small.moved(place.x, place.y)
            grown = cv2.dilate(shape.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
            # The soft rim of a stroke goes with it; ink that stays is not touched.
            grown &= shape | ~ink[box.slices]
            out[box.slices][grown] = 255
            named = (kind, sure) if kind else kind_of(np.ascontiguousarray(shape), "black", mm)
            marks.append(Mark(named[0], box, np.ascontiguousarray(grown), "black", named[1]))
    return LiftedBlack(out, tuple(marks))


def _places(off: NDArray[np.bool_], mm: float) -> list[tuple[Box, NDArray[np.bool_]]]:
    """Where strokes lie near one another: boxes with room for whole letters, and their strokes.

    Nearness is judged on a picture a quarter as wide: 0.5 mm do not matter, and most of a page is
    never touched.
    """
    small = held(off)
    gap = max(1, round(_GAP_MM * mm / COARSE)) | 1
    joined = cv2.dilate(small, np.ones((gap, gap), np.uint8))
    pieces = components(np.asarray(joined, dtype=np.uint8))
    room = round(_LETTER_MM * mm)
    places = []
    for label, part in pieces.boxes():
        x, y = part.x * COARSE, part.y * COARSE
        box = Box(x, y, part.width * COARSE, part.height * COARSE).grown(room, off.shape)
        across = np.arange(box.x, box.right) // COARSE
        down = np.arange(box.y, box.bottom) // COARSE
        meant = pieces.labels[np.ix_(down, across)] == label
        places.append((box, off[box.slices] & meant))
    return places


def _made_whole(
    off: NDArray[np.bool_], gray: NDArray[np.uint8], printed: NDArray[np.uint8], mm: float
) -> NDArray[np.bool_]:
    """The net's answer by pieces of ink: nearly all of a piece is all of it, hardly any is none."""
    pieces = components((gray < _DARK).astype(np.uint8))
    total = pieces.stats[:, 4].astype(float)
    gone = np.bincount(pieces.labels[off], minlength=len(total))
    share = gone / np.maximum(total, 1)
    share[0] = 0.5  # the rims between dark and paper are left as the net said
    letter = np.maximum(pieces.stats[:, 2], pieces.stats[:, 3]) < _LETTER_MM * mm
    whole, none = share > _MOSTLY, share < np.where(letter, _HARDLY_A_LETTER, _HARDLY)
    result = off & ~pieces.where(none)
    return np.asarray(result | (pieces.where(whole) & (printed < _SURELY_PRINTED) & (gray < _DARK)))


def _apart(
    off: NDArray[np.bool_], gray: NDArray[np.uint8], dpi: float
) -> list[tuple[NDArray[np.bool_], MarkKind | None, float]]:
    """Strokes that lie near one another by what they belong to: forms, round seals, the rest."""
    mm = dpi / 25.4
    left = off.copy()
    around = Box.of(off)
    if around is None:
        return []
    found: list[tuple[NDArray[np.bool_], MarkKind | None, float]] = []
    if around.width > 18 * mm and around.height > 8 * mm:
        horizontal, vertical = ruled_lines((gray < _DARK).astype(np.uint8), dpi)
        for box in _frames(horizontal, vertical, mm):
            rule = (horizontal[box.slices] | vertical[box.slices]) > 0
            if float((off[box.slices] & rule).sum()) < 0.5 * float(rule.sum()):
                continue  # a printed frame
            found.append((_inside(left, box), "incoming_stamp", 0.6))
            left &= ~found[-1][0]
    if min(around.width, around.height) > _LEAST_SEAL_MM * mm:
        for seal in find_rings(left, dpi, gray):
            disc = _disc(seal, left.shape, mm)
            found.append((left & disc, "seal", seal.confidence))
            left &= ~disc
    return [*found, (left, None, 0.0)]


def _inside(mask: NDArray[np.bool_], box: Box) -> NDArray[np.bool_]:
    """A mask with nothing outside a box."""
    part = np.zeros_like(mask)
    part[box.slices] = mask[box.slices]
    return part


def _disc(seal: FoundSeal, shape: tuple[int, ...], mm: float) -> NDArray[np.bool_]:
    """All that lies inside a seal's ring, with the ring's own thickness."""
    disc = np.zeros(shape, np.uint8)
    cv2.circle(disc, (round(seal.x), round(seal.y)), round(seal.radius + 1.0 * mm), 1, -1)
    return np.asarray(disc > 0)


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
            found.append(box.grown(round(0.7 * mm), horizontal.shape))
    return found
