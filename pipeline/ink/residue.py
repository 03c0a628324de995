"""What stays dark where coloured ink was lifted and yet is no print.

Three things do: crossings (blue over red multiplies to black), strokes of pens that are nearly
black themselves, and specks. Print tells itself by being black in every channel where the ink is
not, and by reaching out of the ink.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

from pipeline.geometry import Box
from pipeline.ink.tint import tint_of
from pipeline.pixels.colour import to_gray
from pipeline.pixels.components import components

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["InkLayer", "InkLevel", "residue_of"]

# The darkest of the later stages begins to see ink at this gray.
_DARK = 180

# A dot below a letter (dấu nặng) has 0.2 mm² at the least; what is smaller and lies wholly in ink
# is left of the ink.
_SPECK_MM2 = 0.1

# Ink whose brightest channel is below this is told from print by its tint alone.
_BLACKISH = 120.0


class InkLevel(NamedTuple):
    """What pure ink of a group of strokes looks like.

    `bright` is its brightest channel, `tint` its colour per darkness.
    """

    bright: float
    tint: float


@dataclass(frozen=True, slots=True, eq=False)
class InkLayer:
    """The ink of one family of hues on the page; flat frame.

    Attributes:
        core: (H, W) bool, coloured pixels.
        reach: (H, W) bool, `core` and its halo: all that lifting may change.
        group: (H, W) int32, number of the group of strokes from 1; 0 outside `reach`.
        levels: By group; the first is the paper's.
    """

    core: NDArray[np.bool_]
    reach: NDArray[np.bool_]
    group: NDArray[np.int32]
    levels: tuple[InkLevel, ...]


def residue_of(
    gray: NDArray[np.uint8], image: NDArray[np.uint8], layers: Sequence[InkLayer], dpi: float
) -> NDArray[np.bool_]:
    """Where ink is left on a page after lifting.

    Args:
        gray: (H, W) uint8, ink lifted.
        image: (H, W, 3) RGB uint8, before lifting.
        layers: The inks.
        dpi: Of the page.

    Returns:
        (H, W) bool; at most two pixels beyond the layers' reach.
    """
    mm = dpi / 25.4
    gone = np.zeros(gray.shape, dtype=bool)
    kernel = np.ones((5, 5), np.uint8)
    within = [cv2.dilate(layer.reach.astype(np.uint8), kernel) for layer in layers]
    either = np.asarray(sum(within[1:], start=within[0]) > 0)
    tight = Box.of(either)
    if tight is None:
        return gone
    part = tight.grown(round(6 * mm), (gray.shape[0], gray.shape[1])).slices
    either = either[part]
    dark = gray[part] < _DARK
    pieces = components(dark.astype(np.uint8))
    total = np.maximum(1, pieces.stats[:, 4])
    inside = np.bincount(pieces.labels[either & dark], minlength=len(total)) / total
    drop = (inside > 0.8) & (total < _SPECK_MM2 * mm * mm)
    if len(layers) == 2:
        cores = [layer.core[part] for layer in layers]
        drop |= _crossings(pieces.labels, total, inside, cores, mm)
    for layer in layers:
        drop |= (inside > 0.7) & _inky(pieces.labels, len(total), layer, image, part)
    drop[0] = False
    gone[part] = pieces.where(drop) & either
    return gone


def _crossings(
    labels: NDArray[np.int32],
    total: NDArray[np.int32],
    inside: NDArray[np.float64],
    cores: Sequence[NDArray[np.bool_]],
    mm: float,
) -> NDArray[np.bool_]:
    """Dark pieces that lie mostly inside the reach of both inks; a letter reaches out."""
    near, far = (
        _shared(labels, len(total), cores, max(3, round(across * mm)) | 1) / total
        for across in (0.5, 1.0)
    )
    return np.asarray((near >= 0.6) | ((inside > 0.97) & (far >= 0.5)))


def _shared(
    labels: NDArray[np.int32], count: int, cores: Sequence[NDArray[np.bool_]], across: int
) -> NDArray[np.int64]:
    """Pixels of every piece that lie within reach of both inks."""
    kernel = np.ones((across, across), np.uint8)
    first, second = (cv2.dilate(core.astype(np.uint8), kernel) for core in cores)
    both = cv2.bitwise_and(first, second) > 0
    return np.bincount(labels[both & (labels > 0)], minlength=count)


def _inky(
    labels: NDArray[np.int32],
    count: int,
    layer: InkLayer,
    image: NDArray[np.uint8],
    part: tuple[slice, slice],
) -> NDArray[np.bool_]:
    """Dark pieces that have the ink's own tint."""
    group = layer.group[part]
    ys, xs = np.nonzero((labels > 0) & (group > 0))
    of = np.zeros(count, dtype=np.int32)
    of[labels[ys, xs]] = group[ys, xs]
    blackish = np.array([level.bright < _BLACKISH for level in layer.levels])
    wanted = np.array([level.tint for level in layer.levels])
    gray = to_gray(np.ascontiguousarray(image[part]))
    own = tint_of(labels, count, image[part], gray).strength
    rims = cv2.dilate(labels.astype(np.float32), np.ones((3, 3), np.uint8)).astype(np.int32)
    rims = np.where(labels > 0, labels, rims)
    whole = tint_of(rims, count, image[part], gray).strength
    seen = np.where(blackish[of], whole, own)
    return np.asarray((of > 0) & (seen > np.maximum(0.12, 0.5 * wanted[of])))
