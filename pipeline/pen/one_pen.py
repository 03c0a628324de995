"""Coloured pen in a blank, apart from the black print that it touches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.geometry import Box
from pipeline.pen.slotting import cut_slot
from pipeline.pixels.components import components

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from pipeline.pen.slotting import SlotInk, SlotPlace
    from pipeline.values.marks import Mark

__all__ = ["of_one_pen"]


def of_one_pen(
    gray: NDArray[np.uint8], pens: Iterable[Mark], ink: SlotInk, place: SlotPlace
) -> tuple[SlotInk, str]:
    """What one coloured pen wrote into a blank, and its colour; all of the ink where none did.

    Args:
        gray: (H, W) uint8, the page without stamps.
        pens: Coloured marks of the page.
        ink: All that stands in the blank.
        place: The blank.
    """
    for mark in pens:
        if not mark.box.intersection(ink.box).area:
            continue
        alone = np.full_like(gray, 255)
        own = _with_pale_parts(mark, ink)
        alone[ink.box.slices][own] = gray[ink.box.slices][own]
        coloured = cut_slot(alone, place)
        if coloured is not None and coloured.mask.sum() >= 0.6 * ink.mask.sum():
            return coloured, mark.colour
    return ink, "black"


def _with_pale_parts(mark: Mark, ink: SlotInk) -> NDArray[np.bool_]:
    """Which ink of a blank a coloured pen put there, (H, W) bool, shape `ink.box.shape`.

    Scanners make thin strokes of a blue pen gray here and there: a piece of ink that is coloured
    in a good part is the pen's as a whole, unless it goes on beside the colour, as print does.
    """
    coloured = np.zeros(ink.box.shape, dtype=bool)
    shared = mark.box.intersection(ink.box)
    if shared.area:
        coloured[shared.slices_in(ink.box)] = mark.ink_in(shared)
    coloured &= ink.mask
    pieces = components(ink.mask.astype(np.uint8))
    own = coloured.copy()
    for number, box in pieces.boxes():
        piece = pieces.labels == number
        seen = Box.of(coloured & piece)
        if seen is None or (coloured & piece).sum() < 0.3 * piece.sum():
            continue
        beside = max(seen.x - box.x, box.right - seen.right)
        if beside <= 0.3 * max(box.height, 1):
            own |= piece
    return own
