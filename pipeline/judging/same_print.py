"""Whether the ink at given places of two pictures is the same: what no reading has to be asked for.

A place of the one picture is laid onto the other and moved about a little; where the same strokes
lie in both, they cover each other whatever scanner saw them. It tells a 5 from a 6 where the
engine took one for the other, and two figures from each other where it did not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.geometry import Affine
from pipeline.paper.background import even_out, paper_level
from pipeline.pixels.colour import resized, to_gray
from pipeline.values.likeness import SameInk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipeline.values.likeness import Spot
    from pipeline.values.scanned import Page

__all__ = ["compared"]

_DPI = 150.0
# Paper warps and words are boxed loosely: so far a place may lie from where it should.
_PLAY_MM, _ROOM_MM, _SOFT_MM = 1.2, 0.25, 0.12
# Darker than this share of the paper's light is ink, when evened out.
_INK, _PAPER = 150, 225
# A letter is so wide beside its line; so many pixels it may sit elsewhere than its word.
_LETTER, _SLACK = 0.6, 2
# A part with less ink than this share is empty.
_LEAST = 0.06


def compared(first: Page, second: Page, spots: Sequence[Spot]) -> list[SameInk | None]:
    """Compare two pictures at some places; None for a place that lies outside of one.

    Args:
        first: Whose pixels the boxes of `spots` count.
        second: The other one; may lie turned, finer, in other colours.
        spots: Where to look.
    """
    mine, my_scale = _even(first)
    other, other_scale = _even(second)
    return [_at(mine, my_scale, other, other_scale, spot) for spot in spots]


def _even(page: Page) -> tuple[NDArray[np.uint8], float]:
    """Black ink on white paper at one resolution, softened alike; and its scale."""
    scale = _DPI / page.dpi
    gray = resized(to_gray(page.image), scale)
    even = even_out(gray, paper_level(gray, _DPI))
    even = np.asarray(cv2.GaussianBlur(even, (0, 0), _SOFT_MM * _DPI / 25.4), np.uint8)
    # Pale print counts as ink, too: its darkest fifth is made black.
    ink = even[even < _PAPER]
    dark = float(np.percentile(ink, 20)) if ink.size else 0.0
    stretched = (even.astype(np.float32) - dark) * (255.0 / max(1.0, 255.0 - dark))
    return np.clip(stretched, 0, 255).astype(np.uint8), scale


def _at(
    mine: NDArray[np.uint8], my_scale: float, other: NDArray[np.uint8], scale: float, spot: Spot
) -> SameInk | None:
    mm = _DPI / 25.4
    room, play = _ROOM_MM * mm, round(_PLAY_MM * mm)
    x, y = spot.box.x * my_scale - room, spot.box.y * my_scale - room
    width = round(spot.box.width * my_scale + 2 * room)
    height = round(spot.box.height * my_scale + 2 * room)
    left, top = round(x), round(y)
    if left < 0 or top < 0 or left + width > mine.shape[1] or top + height > mine.shape[0]:
        return None
    patch = mine[top : top + height, left : left + width]
    onto = Affine(1 / my_scale, 0, 0, 0, 1 / my_scale, 0).then(spot.onto)
    onto = onto.then(Affine(scale, 0, 0, 0, scale, 0))
    corners = [onto.point(left + dx * width, top + dy * height) for dx in (0, 1) for dy in (0, 1)]
    if not all(0 <= u <= other.shape[1] and 0 <= v <= other.shape[0] for u, v in corners):
        return None
    # Pixel (i, j) of the wider patch is (left − play + i, top − play + j) of the first picture.
    here = Affine(1, 0, left - play, 0, 1, top - play).then(onto)
    wide = np.asarray(
        cv2.warpAffine(
            other,
            np.array(here, dtype=np.float64).reshape(2, 3),
            (width + 2 * play, height + 2 * play),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderValue=255,
        ),
        np.uint8,
    )
    middle = wide[play : play + height, play : play + width]
    inks = float((patch < _INK).mean()), float((middle < _INK).mean())
    scores = cv2.matchTemplate(wide, patch, cv2.TM_CCOEFF_NORMED)
    _, whole, _, best = cv2.minMaxLoc(np.nan_to_num(scores, posinf=0.0, neginf=0.0))
    return SameInk(min(whole, _weakest(patch, wide, best)), *inks)


def _weakest(patch: NDArray[np.uint8], wide: NDArray[np.uint8], best: Sequence[int]) -> float:
    """How alike the least alike part is, about a letter wide: one digit of a long number."""
    height, width = patch.shape
    across = width >= height
    thick = min(height, width)
    long = max(height, width)
    part_long = min(long, max(6, round(_LETTER * thick)))
    found = 1.0
    for start in range(0, long - part_long + 1, max(1, part_long // 3)):
        x, y = (start, 0) if across else (0, start)
        w, h = (part_long, thick) if across else (thick, part_long)
        part = patch[y : y + h, x : x + w]
        left, top = max(0, best[0] + x - _SLACK), max(0, best[1] + y - _SLACK)
        there = wide[top : best[1] + y + h + _SLACK, left : best[0] + x + w + _SLACK]
        # A rim of a letter says nothing.
        if max(np.count_nonzero(part < _INK), np.count_nonzero(there < _INK)) < _LEAST * part.size:
            continue
        score = cv2.matchTemplate(there, part, cv2.TM_CCOEFF_NORMED)
        found = min(found, float(np.nan_to_num(score, posinf=0.0, neginf=0.0).max()))
    return found
