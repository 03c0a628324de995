"""Coloured ink off black print: seals, stamps and pen lifted, the letters beneath kept.

Inside the mask of an ink the page is its brightest channel, stretched so that the ink's own level
goes to the paper and black stays black (measured on drawn crops against six other ways). What is
dark after that is print, but for crossings, strokes of pens that are nearly black, and specks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.geometry import Box
from pipeline.ink.grouping import marks_of
from pipeline.ink.residue import InkLayer, InkLevel, residue_of
from pipeline.ink.tint import coloured_ink, spread_of, tint_of
from pipeline.pixels.components import components
from pipeline.pixels.occupied import occupied_boxes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.ink.tint import InkPixels
    from pipeline.pixels.components import Components
    from pipeline.settings import InkCleaning
    from pipeline.values.marks import Mark

__all__ = ["Lifted", "lift_colour"]

# Coloured rims of a line of print add up to less than this; larger marks that lie all along print
# are underlines and seals.
_FRINGE_MM2 = 25.0
_FRINGE_PIECES = 8

# Of a fringe, the rims of a letter or two that touch have less (mm²).
_LETTERS_RIM_MM2 = 3.0

# Colour per darkness of letters with their fringes; navy pen has 0.15 and more (`tint`).
_FRINGE_TINT = 0.1

# Room around coloured ink that is looked at with it: so far apart are the lines of a note.
_ROOM_MM = 5.0

# Strokes are joined and looked at no farther about than this, and ten pixels.
_REACH_MM = 2.0

# Percentile of a mark's brightness that counts as pure ink.
_INK_LEVEL = 30.0

# Black in the brightest channel, as print scans after the paper was evened out.
_BLACK = 35.0


@dataclass(frozen=True, slots=True, eq=False)
class Lifted:
    """A gray page without its coloured ink, and what was coloured.

    Attributes:
        gray: (H, W) uint8, paper white.
        marks: Flat frame, largest first.
    """

    gray: NDArray[np.uint8]
    marks: tuple[Mark, ...]


def lift_colour(
    image: NDArray[np.uint8], evened: NDArray[np.uint8], dpi: float, settings: InkCleaning
) -> Lifted:
    """Take coloured ink off a page.

    Args:
        image: (H, W, 3) RGB uint8, flat frame, paper's tint evened out to white.
        evened: (H, W) uint8, the gray page to clean.
        dpi: Of both.
        settings: Thresholds.

    Returns:
        The cleaned gray page: outside the marks' masks it equals `evened` exactly.
    """
    gray = evened.copy()
    marks: list[Mark] = []
    # Most of a page has no colour: only where there is some is it looked at, with room around it.
    spread = spread_of(image)
    for place in occupied_boxes(spread > settings.spread, round(_ROOM_MM * dpi / 25.4)):
        part = np.ascontiguousarray(image[place.slices])
        lifted = _lift_place(part, np.ascontiguousarray(evened[place.slices]), dpi, settings)
        gray[place.slices] = lifted.gray
        marks += [replace(mark, box=mark.box.moved(place.x, place.y)) for mark in lifted.marks]
    if not marks:
        return Lifted(evened, ())
    return Lifted(gray, tuple(sorted(marks, key=lambda mark: -mark.box.area)))


def _lift_place(
    image: NDArray[np.uint8], evened: NDArray[np.uint8], dpi: float, settings: InkCleaning
) -> Lifted:
    mm = dpi / 25.4
    layers = [
        layer
        for pixels in coloured_ink(image, evened, dpi, settings)
        if (layer := _layer_of(pixels, image, evened, mm, settings)) is not None
    ]
    if not layers:
        return Lifted(evened, ())
    gray = evened.copy()
    for layer in layers:
        _lift(gray, image, layer)
    gone = residue_of(gray, image, layers, dpi)
    gray[gone] = 255
    # What was dropped belongs to the ink beside it.
    accounted = [
        replace(layer, reach=layer.reach | (gone & _grown(layer.reach, 5))) for layer in layers
    ]
    return Lifted(gray, marks_of(accounted, image, evened, dpi))


def _grown(mask: NDArray[np.bool_], across: int) -> NDArray[np.bool_]:
    """A mask with all that lies within half of `across` pixels, an odd number, of it."""
    grown = cv2.dilate(mask.view(np.uint8), np.ones((across, across), np.uint8))
    return np.asarray(grown, dtype=np.uint8).view(np.bool_)


def _layer_of(
    pixels: InkPixels,
    image: NDArray[np.uint8],
    evened: NDArray[np.uint8],
    mm: float,
    settings: InkCleaning,
) -> InkLayer | None:
    """The groups of strokes of one ink that are marks; None where there is none."""
    tight = Box.of(pixels.sure)
    if tight is None:
        return None
    shape = (evened.shape[0], evened.shape[1])
    where = tight.grown(round(_REACH_MM * mm) + 10, shape)
    part = where.slices
    image, evened, sure = image[part], evened[part], np.ascontiguousarray(pixels.sure[part])
    pieces = _joined(sure, mm)
    kept = _marks_among(pieces, sure, image, evened, settings, mm)
    core = _without_rims(sure & pieces.where(kept), image, evened, mm)
    left = np.bincount(pieces.labels[core], minlength=len(kept)) / mm**2
    core &= pieces.where(left >= settings.least_ink_mm2)
    if not core.any():
        return None
    reach = max(3, round(0.5 * mm)) | 1
    core |= _grown(core, reach) & pixels.faint[part]
    # JPEG leaves a halo.
    halo = _grown(core, 5)
    groups = _joined(core, mm)
    levels = [InkLevel(0.0, 0.0)]
    for i, box in groups.boxes():
        its = core[box.slices] & (groups.labels[box.slices] == i)
        levels.append(_level(image[box.slices][its]))
    layer = InkLayer(
        np.zeros(shape, dtype=bool),
        np.zeros(shape, dtype=bool),
        np.zeros(shape, dtype=np.int32),
        tuple(levels),
    )
    layer.core[part], layer.reach[part] = core, halo
    layer.group[part] = np.where(halo, groups.labels, 0)
    return layer


def _joined(ink: NDArray[np.bool_], mm: float) -> Components:
    """Strokes nearer than 2 mm as one group: letters cut a seal into pieces."""
    gap = max(5, round(2.0 * mm) + 4) | 1
    return components(_grown(ink, gap).view(np.uint8))


def _marks_among(
    pieces: Components,
    ink: NDArray[np.bool_],
    image: NDArray[np.uint8],
    evened: NDArray[np.uint8],
    settings: InkCleaning,
    mm: float,
) -> NDArray[np.bool_]:
    """Which groups are marks, by number: ink enough, and not the colour fringe of black print."""
    area = np.bincount(pieces.labels[ink], minlength=len(pieces) + 1) / mm**2
    kept = area >= settings.least_ink_mm2
    kept[0] = False
    rims = [
        i
        for i, box in pieces.boxes()
        if kept[i]
        and area[i] < _FRINGE_MM2
        and _is_rim(ink[box.slices] & (pieces.labels[box.slices] == i), evened[box.slices])
    ]
    # A navy stroke has a coloured rim too; a scanner's fringe is all over the page.
    for i in rims:
        kept[i] = len(rims) < _FRINGE_PIECES and not _is_black(pieces.box(i), image, evened)
    return np.asarray(kept)


def _without_rims(
    core: NDArray[np.bool_],
    image: NDArray[np.uint8],
    evened: NDArray[np.uint8],
    mm: float,
) -> NDArray[np.bool_]:
    """Ink without the coloured rims of single letters that stand near it."""
    pieces = components(_grown(core, 5).view(np.uint8))
    area = np.bincount(pieces.labels[core], minlength=len(pieces) + 1) / mm**2
    rim = np.zeros(len(area), dtype=bool)
    for i, box in pieces.boxes():
        if area[i] < _LETTERS_RIM_MM2:
            own = core[box.slices] & (pieces.labels[box.slices] == i)
            rim[i] = _is_rim(own, evened[box.slices]) and _is_black(
                box.grown(round(0.5 * mm), core.shape), image, evened
            )
    return np.asarray(core & ~pieces.where(rim))


def _is_rim(core: NDArray[np.bool_], evened: NDArray[np.uint8]) -> bool:
    """Whether colour is only the rim of black print: a scanner whose colour rows do not meet."""
    rim = _grown((evened < 110) & ~core, 5)
    return float((core & rim).sum()) > 0.7 * float(core.sum())


def _is_black(box: Box, image: NDArray[np.uint8], evened: NDArray[np.uint8]) -> bool:
    """Whether all that is dark in a box is black in sum: a fringe's opposite colours cancel out."""
    letters = (evened[box.slices] < 230).astype(np.int32)
    tint = tint_of(letters, 2, image[box.slices], evened[box.slices])
    return float(tint.strength[1]) < _FRINGE_TINT


def _level(pixels: NDArray[np.uint8]) -> InkLevel:
    """What pure ink of a group looks like, by its pixels (N, 3)."""
    bright = pixels.max(axis=1)
    level = float(np.percentile(bright, _INK_LEVEL))
    # Pens press unevenly: pure ink is the darker half; its rims are paper for the most part.
    pure = pixels[bright <= np.percentile(bright, 2 * _INK_LEVEL)]
    red, green, blue = (float(channel) for channel in pure.mean(axis=0))
    darkness = max(1.0, 255 - (0.299 * red + 0.587 * green + 0.114 * blue))
    tint = float(np.hypot(red - green, (red + green) / 2 - blue)) / darkness
    return InkLevel(level, tint)


def _lift(gray: NDArray[np.uint8], image: NDArray[np.uint8], layer: InkLayer) -> None:
    """Paint a layer's ink to paper on `gray`, print beneath it stays."""
    ys, xs = np.nonzero(layer.reach)
    pixels = image[ys, xs]
    bright = pixels.max(axis=1).astype(np.float32)
    of = layer.group[ys, xs]
    # Pens press unevenly: what is as bright as the darker half of the ink becomes paper too.
    # Below 90 the ink is nearly black in every channel: stretching would erase print with it.
    level = np.array([min(255.0, max(90.0, ink.bright * 0.94)) for ink in layer.levels])[of]
    stretched = (bright - _BLACK) * (255.0 / (level - _BLACK))
    clean = np.clip(stretched, 0, 255).astype(np.uint8)
    # Where two inks overlap, each takes off its own: the lighter result is nearer to paper.
    gray[ys, xs] = np.maximum(gray[ys, xs], clean)
