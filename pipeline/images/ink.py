"""Coloured ink off black print: seals, stamps and pen lifted, the letters beneath kept.

Method and thresholds as measured on drawn crops (bright, dull and dark seals, blue and navy pen):
a mask where Lab chroma and the spread of RGB say *colour*, dilated for JPEG's halo; inside it the
brightest channel, stretched so that the pure ink's level goes to the paper and black stays black.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.images.components import components
from pipeline.values import Box, Mark

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.settings import InkCleaning
    from pipeline.values import MarkKind

__all__ = ["Lifted", "lift_colour"]

# Darkness (255 − gray) of red ink: seals on the development scans have 90 and more, their ghosts
# on neighbouring pages under 60.
_FAINT = 70.0

# Coloured rims of a line of print add up to less than this; larger marks that lie all along print
# are underlines and seals.
_FRINGE_MM2 = 25.0
_FRINGE_PIECES = 8

# Percentile of a mark's brightness that counts as pure ink.
_INK_LEVEL = 30.0

# Opponent hues in degrees of the Lab plane (atan2(b, a)), where office inks lie.
_HUES = (
    ("red", -35.0, 75.0),
    ("green", 110.0, 215.0),
    ("blue", 215.0, 305.0),
    ("violet", 305.0, 325.0),
)


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
    mm = dpi / 25.4
    inks = _coloured(image, settings)
    found = [found for ink in inks for found in _marks_of(ink, image, evened, mm, settings)]
    if not found:
        return Lifted(evened, ())
    gray = evened.copy()
    for mark, cleaned in found:
        part = gray[mark.box.slices]
        # Where two inks overlap, each takes off its own: the brighter result is nearer to paper.
        part[mark.mask] = np.maximum(part, cleaned)[mark.mask]
    _drop_crossings(gray, inks, mm)
    marks = sorted((mark for mark, _ in found), key=lambda mark: -mark.box.area)
    return Lifted(gray, _whole_seals(marks))


def _whole_seals(marks: list[Mark]) -> tuple[Mark, ...]:
    """Seals with all that lies in them: star and inner lettering stand apart from the ring."""
    whole: list[Mark] = []
    for mark in marks:
        for i, seal in enumerate(whole):
            inside = seal.box.intersection(mark.box)
            same = seal.kind in {"seal", "set_off"} and seal.colour == mark.colour
            if same and inside.area > 0.9 * mark.box.area:
                mask = seal.mask.copy()
                rows = slice(inside.y - seal.box.y, inside.bottom - seal.box.y)
                columns = slice(inside.x - seal.box.x, inside.right - seal.box.x)
                part = Box(inside.x - mark.box.x, inside.y - mark.box.y, *inside[2:])
                mask[rows, columns] |= mark.mask[part.slices]
                whole[i] = replace(seal, mask=mask)
                break
        else:
            whole.append(mark)
    return tuple(whole)


def _marks_of(
    ink: NDArray[np.bool_],
    image: NDArray[np.uint8],
    evened: NDArray[np.uint8],
    mm: float,
    settings: InkCleaning,
) -> list[tuple[Mark, NDArray[np.uint8]]]:
    """The marks of one ink, each with its part of the page as it looks without them."""
    if not ink.any():
        return []
    halo = cv2.dilate(ink.astype(np.uint8), np.ones((5, 5), np.uint8))
    gap = max(3, round(2.0 * mm)) | 1
    # Letters cut a seal into pieces: close gaps of 2 mm before counting marks.
    joined = cv2.dilate(halo, np.ones((gap, gap), np.uint8))
    pieces = components(np.asarray(joined, dtype=np.uint8))
    found = []
    for label, box in pieces.boxes():
        inside = pieces.labels[box.slices] == label
        core = ink[box.slices] & inside
        ink_mm2 = float(core.sum()) / mm**2
        if ink_mm2 < settings.least_ink_mm2:
            continue
        mask = (halo[box.slices] > 0) & inside
        cleaned = _without_ink(image[box.slices], core, mask)
        rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
        part = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
        height, width = mask[part].shape
        tight = Box(box.x + int(columns[0]), box.y + int(rows[0]), width, height)
        cut = np.ascontiguousarray(mask[part])
        hue = _hue_name(image[box.slices][core])
        kind, confidence = _kind(tight, cut, hue, ink_mm2, mm)
        if hue == "red" and 255 - float(np.median(evened[box.slices][core])) < _FAINT:
            # A seal's ghost, pressed onto this sheet by the next one in the stack.
            kind, confidence = "set_off", 0.6
        rim = ink_mm2 < _FRINGE_MM2 and _is_rim(core, evened[box.slices])
        found.append((rim, Mark(kind, tight, cut, hue, confidence), cleaned[part]))
    # A navy stroke has a coloured rim too; a scanner's fringe is all over the page.
    fringed = sum(rim for rim, _, _ in found) >= _FRINGE_PIECES
    return [(mark, part) for rim, mark, part in found if not (rim and fringed)]


def _is_rim(core: NDArray[np.bool_], evened: NDArray[np.uint8]) -> bool:
    """Whether colour is only the rim of black print: a scanner whose colour rows do not meet."""
    black = ((evened < 110) & ~core).astype(np.uint8)
    rim = cv2.dilate(black, np.ones((5, 5), np.uint8)) > 0
    return float((core & rim).sum()) > 0.7 * float(core.sum())


def _drop_crossings(
    gray: NDArray[np.uint8], inks: tuple[NDArray[np.bool_], NDArray[np.bool_]], mm: float
) -> None:
    """Paint white, on `gray`, what two inks made black where they cross.

    Blue over red multiplies to black. Dark pieces that lie for the most part inside the reach of
    both inks are such crossings; a letter reaches out of them.
    """
    reach = max(3, round(0.5 * mm)) | 1
    kernel = np.ones((reach, reach), np.uint8)
    warm, cool = (cv2.dilate(ink.astype(np.uint8), kernel) for ink in inks)
    both = cv2.bitwise_and(warm, cool)
    if not both.any():
        return
    rows, columns = np.flatnonzero(both.any(axis=1)), np.flatnonzero(both.any(axis=0))
    around = Box(
        int(columns[0]),
        int(rows[0]),
        int(columns[-1] - columns[0]) + 1,
        int(rows[-1] - rows[0]) + 1,
    ).grown(round(6 * mm), (gray.shape[0], gray.shape[1]))
    dark = (gray[around.slices] < 160).astype(np.uint8)
    inside = both[around.slices] > 0
    pieces = components(dark)
    total = pieces.stats[:, 4]
    shared = np.bincount(pieces.labels[inside], minlength=len(total))
    crossing = shared >= 0.6 * total
    crossing[0] = False
    either = cv2.bitwise_or(warm, cool)[around.slices] > 0
    gone = crossing[pieces.labels] & either
    gray[around.slices][gone] = 255


def _coloured(
    image: NDArray[np.uint8], settings: InkCleaning
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Where ink is not black: (warm, cool), red and its neighbours apart from blue and green.

    Colour is enough spread of RGB and enough Lab chroma. A blue signature across a red seal is
    two marks with two levels of ink.
    """
    high = cv2.max(cv2.max(image[..., 0], image[..., 1]), image[..., 2])
    low = cv2.min(cv2.min(image[..., 0], image[..., 1]), image[..., 2])
    maybe = np.asarray(cv2.subtract(high, low)) > settings.spread
    warm, cool = np.zeros(maybe.shape, dtype=bool), np.zeros(maybe.shape, dtype=bool)
    rows = np.flatnonzero(maybe.any(axis=1))
    if rows.size == 0:
        return warm, cool
    columns = np.flatnonzero(maybe.any(axis=0))
    # Lab only where the cheap test left something: most of a page is white.
    where = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    ys, xs = np.nonzero(maybe[where])
    pixels = np.ascontiguousarray(image[where][ys, xs]).reshape(-1, 1, 3)
    lab = cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB).reshape(-1, 3).astype(np.float32)
    a, b = lab[:, 1] - 128, lab[:, 2] - 128
    enough = np.hypot(a, b) > settings.chroma
    reddish = (a > 0) & (b > -0.7 * a)
    warm[where][ys, xs] = enough & reddish
    cool[where][ys, xs] = enough & ~reddish
    # Colour fringes of a scanner's misaligned rows are a pixel wide; ink is wider.
    kernel = np.ones((2, 2), np.uint8)
    opened = [
        np.asarray(cv2.morphologyEx(ink.astype(np.uint8), cv2.MORPH_OPEN, kernel)) > 0
        for ink in (warm, cool)
    ]
    return opened[0], opened[1]


def _without_ink(
    image: NDArray[np.uint8], core: NDArray[np.bool_], mask: NDArray[np.bool_]
) -> NDArray[np.uint8]:
    """The brightest channel, stretched so that pure ink of this mark becomes paper."""
    bright = image.max(axis=2)
    # Pens press unevenly: what is as bright as the darker half of the ink becomes paper too.
    # Below 90 the ink is nearly black in every channel: stretching would erase print with it.
    level = float(np.clip(np.percentile(bright[core], _INK_LEVEL) * 0.94, 90, 255))
    black = 35.0
    stretched = (bright.astype(np.float32) - black) * (255.0 / max(1.0, level - black))
    out = np.clip(stretched, 0, 255).astype(np.uint8)
    out[~mask] = 255
    return np.asarray(out, dtype=np.uint8)


def _hue_name(pixels: NDArray[np.uint8]) -> str:
    """The ink's colour in a word, by the median hue of its pixels (N, 3)."""
    lab = cv2.cvtColor(pixels.reshape(-1, 1, 3), cv2.COLOR_RGB2LAB).reshape(-1, 3)
    a, b = (float(np.median(lab[:, i])) - 128 for i in (1, 2))
    hue = float(np.degrees(np.arctan2(b, a)))
    hue = hue + 360 if hue < -35 else hue
    for name, low, high in _HUES:
        if low <= hue < high:
            return name
    return "other"


def _kind(
    box: Box, mask: NDArray[np.bool_], hue: str, ink_mm2: float, mm: float
) -> tuple[MarkKind, float]:
    """What a coloured mark is, by size, shape and colour (documents.md: seals are 30–42 mm)."""
    width, height = box.width / mm, box.height / mm
    fill = ink_mm2 / max(1e-6, width * height)
    squareness = min(width, height) / max(width, height, 1e-6)
    if 14 <= width <= 70 and 6 <= height <= 45 and _framed(mask):
        return ("urgency", 0.5) if hue == "red" and height <= 12 else ("incoming_stamp", 0.6)
    if hue == "red" and 24 <= max(width, height) <= 60 and ink_mm2 > 60:
        if squareness > 0.68:
            return "seal", 0.95 if squareness > 0.85 and 28 <= width <= 46 else 0.7
        if squareness > 0.3:
            return "stamp", 0.5  # oblong, and its frame too worn to tell which form it is
    if hue in {"blue", "violet", "green"}:
        if height <= 12 and width <= 25:
            return "fill_in", 0.5
        return ("signature", 0.6) if fill < 0.25 and width > 15 else ("note", 0.4)
    return "unknown", 0.5


def _framed(mask: NDArray[np.bool_]) -> bool:
    """Whether a mark has a frame: ink along most of three sides; the fourth may have worn off.

    A ring's outer sixth covers 75 % of its width, its outer tenth 60 % of its height.
    """
    height, width = mask.shape
    band_y, band_x = max(2, height // 6), max(2, width // 10)
    sides = sorted(
        float(side)
        for side in (
            mask[:band_y].any(axis=0).mean(),
            mask[-band_y:].any(axis=0).mean(),
            mask[:, :band_x].any(axis=1).mean(),
            mask[:, -band_x:].any(axis=1).mean(),
        )
    )
    return sides[1] > 0.65 and sides[2] > 0.8
