"""Coloured ink as marks: seals by their rings, forms by their frames, the rest by nearness.

A signature that breaks in three is one mark, and so are the words and lines of a note (bút phê); a
seal, the name stamp beside it and the signature across it are three.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.geometry import Box
from pipeline.ink.mark_shapes import hue_name, is_framed, is_line, kind_of
from pipeline.ink.seals import find_rings
from pipeline.ink.tint import tint_of
from pipeline.pixels.components import components
from pipeline.values.marks import Mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipeline.ink.residue import InkLayer
    from pipeline.ink.seals import FoundSeal
    from pipeline.values.marks import MarkKind

__all__ = ["marks_of"]

# Darkness (255 − gray) that a fifth of red ink has, pixels that are black in all channels left out:
# worn seals, drawn and real, have 115 and more, half of one 100, their ghosts on neighbouring pages
# under 97. Where rings can be followed all around or half, seals with too little ink have 80.
_FAINT, _FAINT_RING = 98.0, 70.0

# Seals are red by rule; in other colours loops of signatures are rounder than most rings are whole.
_SURE_OTHER = 0.8

# No dot or stroke of a letter is smaller.
_CRUMB_MM2 = 0.5

# Radians of hue between pieces of one ink: JPEG and thin strokes blur it so far.
_HUE = 0.45


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """Strokes that hang together.

    Attributes:
        number: On the label map.
        box: Of their ink.
        hue: Radians of their mean colour.
        line: One stroke from left to right.
        framed: A form's frame.
    """

    number: int
    box: Box
    hue: float
    line: bool
    framed: bool


def marks_of(
    layers: Sequence[InkLayer], image: NDArray[np.uint8], evened: NDArray[np.uint8], dpi: float
) -> tuple[Mark, ...]:
    """The marks of a page's inks, largest first; together they cover all that lifting changed.

    Args:
        layers: Inks, with what lifting changed in their reach.
        image: (H, W, 3) RGB uint8, before lifting.
        evened: (H, W) uint8, before lifting.
        dpi: Of all.
    """
    mm = dpi / 25.4
    marks: list[Mark] = []
    rests = []
    for layer in layers:
        rest = layer.reach.copy()
        for ring in find_rings(layer.core, dpi):
            box, mask = _within(ring, rest, mm)
            mark = _mark(mask, box, layer, image, evened, mm, ring)
            if mark is not None and (mark.colour == "red" or ring.shown > _SURE_OTHER):
                marks.append(mark)
                rest[box.slices] &= ~mask
        rests.append(_pieces(rest, layer.core, image, mm))
    forms = [piece.box for _, found in rests for piece in found if piece.framed]
    for layer, (labels, found) in zip(layers, rests, strict=True):
        for group in _groups(found, forms, mm):
            box = Box.around(piece.box for piece in group)
            mask = np.isin(labels[box.slices], [piece.number for piece in group])
            if (mark := _mark(mask, box, layer, image, evened, mm, None)) is not None:
                marks.append(mark)
    return tuple(sorted(marks, key=lambda mark: -mark.box.area))


def _pieces(
    rest: NDArray[np.bool_], core: NDArray[np.bool_], image: NDArray[np.uint8], mm: float
) -> tuple[NDArray[np.int32], list[_Piece]]:
    """Strokes nearer than 0.4 mm as one piece: labels (H, W), and what is known of each."""
    gap = max(3, round(0.4 * mm)) | 1
    near = cv2.dilate(rest.astype(np.uint8), np.ones((gap, gap), np.uint8))
    joined = components(np.asarray(near, dtype=np.uint8))
    labels = np.where(rest, joined.labels, 0)
    tint = tint_of(np.where(core, labels, 0), len(joined) + 1, image, image[..., 1])
    hues = np.arctan2(tint.yellow, tint.warmth)
    found = []
    for number, full in joined.boxes():
        ink = Box.of(labels[full.slices] == number)
        if ink is None:
            continue
        box = ink.moved(full.x, full.y)
        own = labels[box.slices] == number
        framed = 14 <= box.width / mm <= 75 and 6 <= box.height / mm <= 55 and is_framed(own)
        found.append(_Piece(number, box, float(hues[number]), is_line(own, mm), framed))
    return labels, found


def _within(ring: FoundSeal, reach: NDArray[np.bool_], mm: float) -> tuple[Box, NDArray[np.bool_]]:
    """The ink inside a seal's ring, with the ring's own thickness: a box, and the mask in it."""
    rim = round(1.0 * mm)
    box = ring.box((reach.shape[0], reach.shape[1])).grown(rim, (reach.shape[0], reach.shape[1]))
    circle = np.zeros(box.shape, dtype=np.uint8)
    middle = (round(ring.x) - box.x, round(ring.y) - box.y)
    cv2.circle(circle, middle, round(ring.radius) + rim, 1, -1)
    inside = reach[box.slices] & (circle > 0)
    # Crumbs of its ink lie around a seal.
    outside = components((reach[box.slices] & ~inside).astype(np.uint8))
    crumb = outside.stats[:, 4] < _CRUMB_MM2 * mm * mm
    crumb[0] = False
    return box, np.asarray(inside | outside.where(crumb))


def _groups(found: list[_Piece], forms: list[Box], mm: float) -> list[list[_Piece]]:
    """Pieces that are one mark: all of one ink that lies in a frame, and handwriting together.

    What pens fill into a form (`forms`, frames of any ink) is a mark a row.
    """
    owner = list(range(len(found)))

    def root(i: int) -> int:
        while owner[i] != i:
            i = owner[i]
        return i

    for i, one in enumerate(found):
        for j, other in enumerate(found[:i]):
            if _alike(one, other) and _together(one, other, _in_form(one, other, forms), mm):
                owner[root(i)] = root(j)
    alone = Counter(map(root, range(len(found))))
    _add_crumbs(found, owner, {i for i in range(len(found)) if alone[root(i)] == 1}, mm)
    groups: dict[int, list[_Piece]] = {}
    for i, piece in enumerate(found):
        groups.setdefault(root(i), []).append(piece)
    return list(groups.values())


def _alike(one: _Piece, other: _Piece) -> bool:
    """Whether two pieces may be one ink: pens and stamps of one family differ by more."""
    apart = abs(one.hue - other.hue)
    return min(apart, 2 * np.pi - apart) < _HUE


def _in_form(one: _Piece, other: _Piece, forms: list[Box]) -> bool:
    """Whether both pieces lie in one form."""
    both = one.box.union(other.box)
    return any(form.intersection(both).area > 0.8 * both.area for form in forms)


def _add_crumbs(found: list[_Piece], owner: list[int], alone: set[int], mm: float) -> None:
    """Give lone pieces smaller than a letter to the mark beside them: worn ink leaves crumbs."""
    small = [max(piece.box.width, piece.box.height) < 2.2 * mm for piece in found]
    for i, one in enumerate(found):
        if not small[i] or i not in alone:
            continue
        near = [
            (apart, j)
            for j, other in enumerate(found)
            if j != i and not small[j] and (apart := _apart(one.box, other.box)) < 3 * mm
        ]
        if near:
            owner[i] = min(near)[1]


def _apart(a: Box, b: Box) -> int:
    """How far two boxes are from each other, pixels; 0 where they touch."""
    across = max(a.x, b.x) - min(a.right, b.right)
    down = max(a.y, b.y) - min(a.bottom, b.bottom)
    return max(0, across, down)


def _together(one: _Piece, other: _Piece, in_form: bool, mm: float) -> bool:
    """Whether two pieces of one ink are parts of one mark."""
    a, b = one.box, other.box
    across = max(a.x, b.x) - min(a.right, b.right)
    down = max(a.y, b.y) - min(a.bottom, b.bottom)
    if one.framed or other.framed:
        frame, inner = (a, b) if a.area >= b.area else (b, a)
        return frame.intersection(inner).area > 0.8 * inner.area
    if one.line or other.line:
        # A line under words is a mark of its own; broken, it goes on at the same height.
        return one.line and other.line and across < 3 * mm and down < 0.5 * mm
    if across < 0.6 * mm and down < (-0.1 if in_form else 0.6) * mm:
        return True
    high = min(max(a.height, b.height), 9 * mm)
    if down < -0.3 * min(a.height, b.height):
        return across < max(2.0 * mm, min(5.0 * mm, 0.9 * high))
    if in_form:
        return False
    beside = across < -0.2 * min(a.width, b.width)
    return beside and down < max(1.2 * mm, min(4.0 * mm, 0.55 * high))


def _mark(
    mask: NDArray[np.bool_],
    within: Box,
    layer: InkLayer,
    image: NDArray[np.uint8],
    evened: NDArray[np.uint8],
    mm: float,
    ring: FoundSeal | None,
) -> Mark | None:
    """A mark of an ink with its kind, by its mask in a box; None where that is empty."""
    ink = Box.of(mask)
    if ink is None:
        return None
    box = ink.moved(within.x, within.y)
    own = np.ascontiguousarray(mask[ink.slices])
    core = layer.core[box.slices] & own
    seen = core if core.any() else own
    colour = hue_name(image[box.slices][seen])
    kind: MarkKind
    if ring is not None:
        kind, confidence = "seal", ring.confidence
    else:
        kind, confidence = kind_of(own, colour, mm)
    # What is wider than any seal, or much wider than high, is a stamp with too little ink.
    oblong = box.width > min(47 * mm, max(25 * mm, 1.7 * box.height)) and kind != "seal"
    limit = _FAINT if ring is None else _FAINT_RING
    if (
        colour == "red"
        and not oblong
        and _darkness(image[box.slices][seen], evened[box.slices][seen]) < limit
    ):
        # A seal's ghost, pressed onto this sheet by the next one in the stack.
        kind, confidence = "set_off", 0.6 if ring is None else 0.8
    return Mark(kind, box, own, colour, confidence)


def _darkness(pixels: NDArray[np.uint8], gray: NDArray[np.uint8]) -> float:
    """How dark ink, (N, 3) and (N,), is where it is darkest, print beneath it left out."""
    own = gray[pixels.max(axis=1) > 150]
    return 255.0 - float(np.percentile(own, 20)) if own.size else 255.0
