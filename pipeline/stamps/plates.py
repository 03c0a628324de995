"""A stamp's lettering as a clean picture: straight, alone, without frame and dotted lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.geometry import Affine, Box
from pipeline.paper.skew import skew_degrees
from pipeline.pixels.components import components
from pipeline.stamps.form_lines import stands_framed, without_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipeline.values.marks import CleanPage, Mark

__all__ = [
    "BLACK",
    "Plate",
    "as_dark_as_print",
    "leans",
    "left_over",
    "make_plate",
    "own_ink",
    "shows_form",
    "shows_lettering",
    "shows_slanting_letters",
    "stand_in_print",
]

#: Black print under coloured ink is dark in every channel.
BLACK = 105


def own_ink(page: CleanPage, marks: Sequence[Mark], box: Box) -> NDArray[np.uint8]:
    """Paper with the ink of some marks alone, cut to a box: (h, w) uint8.

    Black print that coloured ones lie over is left out; where it crosses lettering, that has gaps.
    """
    plain = page.plain[box.slices]
    own = np.zeros(box.shape, dtype=bool)
    for mark in marks:
        shared = mark.box.intersection(box)
        if shared.area:
            own[shared.slices_in(box)] |= mark.ink_in(shared)
    if page.flat.image.ndim == 3 and any(mark.colour != "black" for mark in marks):
        own &= page.flat.image[box.slices].max(axis=2) >= BLACK
    gray: NDArray[np.uint8] = np.where(own, plain, 255).astype(np.uint8)
    return gray


def as_dark_as_print(gray: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Pale rubber and pale colours made as dark as print; (h, w) uint8."""
    ink = gray[gray < 215]
    if not ink.size:
        return gray
    level = float(np.percentile(ink, 40))
    if level < 60:
        return gray
    darker = 255 - (255 - gray.astype(np.float32)) * (200.0 / max(40.0, 255 - level))
    return np.asarray(np.clip(darker, 0, 255), dtype=np.uint8)


def _tilt(gray: NDArray[np.uint8], dpi: float) -> float:
    """The tilt of a stamp's lines and frame in degrees, positive = downhill to the right.

    An arrow (HỎA TỐC) may lean by half a right angle: long narrow ink has its own direction.
    """
    scale = min(1.0, 75.0 / dpi)
    ink = (gray < 160).astype(np.uint8) * 255
    padded = np.pad(ink, round(0.15 * max(ink.shape)))
    small = cv2.resize(padded, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    aspect, lean = _direction(small > 60)
    if aspect > 1.9 and 11 < abs(lean) <= 60:
        return lean
    return skew_degrees(np.asarray(small, dtype=np.uint8), limit=11.0)


def _direction(ink: NDArray[np.bool_]) -> tuple[float, float]:
    """How much longer than wide ink is, and its lean in degrees, −90 to 90."""
    points = cv2.findNonZero(ink.astype(np.uint8))
    if points is None or len(points) <= 20:
        return 1.0, 0.0
    _, (wide, high), angle = cv2.minAreaRect(points)
    lean = angle if wide >= high else angle - 90
    return max(wide, high) / max(1.0, min(wide, high)), float((lean + 90) % 180 - 90)


def leans(mask: NDArray[np.bool_]) -> bool:
    """Whether a mark is long and narrow and stands aslant, as an arrow (HỎA TỐC) may."""
    aspect, lean = _direction(np.ascontiguousarray(mask))
    return aspect > 1.9 and 11 < abs(lean) <= 60


def _straighten(
    gray: NDArray[np.uint8], box: Box, degrees: float
) -> tuple[NDArray[np.uint8], Affine]:
    """Cut a box out and turn it straight.

    Args:
        gray: (H, W) uint8, 0 = ink.
        box: Around the stamp, in pixels of `gray`.
        degrees: Its tilt, positive = downhill to the right.

    Returns:
        The part, (h, w) uint8, and the map from its pixels to those of `gray`.
    """
    middle = (box.x + box.width / 2, box.y + box.height / 2)
    angle = np.radians(degrees)
    cos, sin = float(np.cos(angle)), float(np.sin(angle))
    # The upright rectangle inside the box around a tilted one.
    width, height = _unturned(box.width, box.height, abs(float(angle)))
    turn = Affine(cos, -sin, 0, sin, cos, 0)
    at = turn.point(width / 2, height / 2)
    back = Affine(cos, -sin, middle[0] - at[0], sin, cos, middle[1] - at[1])
    straight = cv2.warpAffine(
        gray,
        np.array(back, dtype=np.float64).reshape(2, 3),
        (max(1, round(width)), max(1, round(height))),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=255,
    )
    return np.asarray(straight, dtype=np.uint8), back


def _unturned(width: float, height: float, angle: float) -> tuple[float, float]:
    """Sides of a rectangle whose turned self has a box of (width, height)."""
    cos, sin = float(np.cos(angle)), float(np.sin(angle))
    span = cos * cos - sin * sin
    if span < 0.5:
        return width, height
    inner = ((width * cos - height * sin) / span, (height * cos - width * sin) / span)
    return (inner[0], inner[1]) if min(inner) > 0.3 * min(width, height) else (width, height)


def shows_lettering(ink: NDArray[np.bool_], mm: float) -> bool:
    """Whether ink can be a line of type: letters of one height in a row, on a straight line.

    Pen runs together or wavers. On the drawn pages this passes every stamp that can be read and a
    third of the notes.

    Args:
        ink: (h, w) bool.
        mm: Pixels a millimetre.
    """
    stats = components(np.ascontiguousarray(ink).astype(np.uint8)).stats[1:].astype(float)
    x, y, w, h = (stats[:, i] for i in range(4))
    letters = (h >= 1.3 * mm) & (h <= 6.5 * mm) & (w >= 0.3 * mm) & (w <= 1.6 * h + mm)
    x, feet, h = (x + w / 2)[letters], (y + h)[letters], h[letters]
    for i in range(len(x)):
        near = (np.abs(feet - feet[i]) < 0.25 * np.abs(x - x[i]) + 0.3 * mm) & (
            np.abs(x - x[i]) < 22 * mm
        )
        near &= (h > 0.75 * h[i]) & (h < 1.33 * h[i])
        if near.sum() < 3:
            continue
        slope, foot = np.polyfit(x[near], feet[near], 1)
        off = np.abs(feet[near] - slope * x[near] - foot)
        if float(np.median(off)) < 0.15 * float(np.median(h[near])):
            return True
    return False


def shows_slanting_letters(gray: NDArray[np.uint8], dpi: float) -> bool:
    """Whether ink that leans shows letters in a row when it is turned straight.

    Args:
        gray: (h, w) uint8, the ink alone.
        dpi: Of `gray`.
    """
    return shows_lettering(_turned_straight(gray, dpi) < 170, dpi / 25.4)


def shows_form(gray: NDArray[np.uint8], dpi: float) -> bool:
    """Whether ink has straight lines around it, at whatever tilt: a form's frame, worn.

    Args:
        gray: (h, w) uint8, the ink alone.
        dpi: Of `gray`.
    """
    return stands_framed(_turned_straight(gray, dpi), dpi)


def _turned_straight(gray: NDArray[np.uint8], dpi: float) -> NDArray[np.uint8]:
    """A whole picture without its tilt."""
    whole = Box(0, 0, gray.shape[1], gray.shape[0])
    return _straighten(gray, whole, _tilt(gray, dpi))[0]


def stand_in_print(
    gray: NDArray[np.uint8], box: Box, parts: Sequence[Box], dpi: float
) -> list[bool]:
    """Which parts of a stamp stand on the height of a line of print that runs into it.

    Args:
        gray: (H, W) uint8, the cleaned page.
        box: The stamp's.
        parts: Boxes in it.
        dpi: Of `gray`.
    """
    around = box.grown(round(25 * dpi / 25.4), (gray.shape[0], gray.shape[1]))
    letters = _letters_outside(gray, box, around, dpi)
    middles = [part.y + part.height / 2 for part in parts]
    return [
        int(((letters[:, 0] < middle) & (letters[:, 1] > middle)).sum()) >= 3 for middle in middles
    ]


def _letters_outside(
    gray: NDArray[np.uint8], box: Box, around: Box, dpi: float
) -> NDArray[np.float64]:
    """Heads and feet of letters that lie about a box and not in it: (N, 2), rows of the page."""
    mm = dpi / 25.4
    stats = components((gray[around.slices] < 200).astype(np.uint8)).stats[1:].astype(float)
    x, y, w, h = stats[:, 0] + around.x, stats[:, 1] + around.y, stats[:, 2], stats[:, 3]
    inside = (x >= box.x) & (y >= box.y) & (x + w <= box.right) & (y + h <= box.bottom)
    letters = ~inside & (h >= 1.2 * mm) & (h <= 6 * mm) & (w >= 0.3 * mm) & (w <= 14 * mm)
    return np.stack([y[letters], (y + h)[letters]], axis=1)


def left_over(gray: NDArray[np.uint8], box: Box, dpi: float) -> NDArray[np.bool_]:
    """What is still to be seen of a stamp where it stood: ink that is no line of print.

    Print that runs into the stamp or past its edges stays: whatever stands on the height of at
    least three letters outside, the marks above and below them counted in.

    Args:
        gray: (H, W) uint8, the cleaned page.
        box: The stamp's, with its frame.
        dpi: Of `gray`.

    Returns:
        Shape `box.shape`, True where ink of the stamp is left.
    """
    mm = dpi / 25.4
    around = box.grown(round(25 * mm), (gray.shape[0], gray.shape[1]))
    letters = _letters_outside(gray, box, around, dpi)
    # With the marks above and below its letters a line is so much higher than they are.
    heads, feet = letters[:, 0] - 1.8 * mm - box.y, letters[:, 1] + 1.2 * mm - box.y
    pieces = components((gray[box.slices] < 200).astype(np.uint8))
    gone = np.ones(len(pieces) + 1, dtype=bool)
    gone[0] = False
    for i, part in pieces.boxes():
        rim = part.x == 0 or part.y == 0 or part.right == box.width or part.bottom == box.height
        beside = int(((heads < part.bottom) & (feet > part.y)).sum()) >= 3
        gone[i] = not rim and (part.height >= 8 * mm or not beside)
    return pieces.where(gone)


@dataclass(frozen=True, slots=True, eq=False)
class Plate:
    """A stamp straightened, in the pictures its readers need; all of one shape.

    Attributes:
        gray: (h, w) uint8, its own ink, with its lines.
        lettering: (h, w) uint8, the same without frame, rules and dots.
        pen: (h, w) uint8, all ink but the stamp's where colour tells them apart: for fill-ins.
        dpi: Of all.
        framed: A frame stands around it.
        to_flat: Pixel of these pictures → flat pixel.
    """

    gray: NDArray[np.uint8]
    lettering: NDArray[np.uint8]
    pen: NDArray[np.uint8]
    dpi: float
    framed: bool
    to_flat: Affine


def make_plate(
    page: CleanPage, marks: Sequence[Mark], box: Box, degrees: float | None, *, apart: bool = False
) -> Plate:
    """A stamp's pictures.

    Args:
        page: Cleaned.
        marks: Its marks; of coloured ones their ink alone is shown, of black ones all that
            stands in the box, as it was before cleaning.
        box: Around it, flat frame.
        degrees: Its tilt, where its frame was found; None: to be found out.
        apart: Pen of another colour lies over it: what was filled in can be told by colour.
    """
    dpi = page.flat.dpi
    room = box.grown(round(0.8 * dpi / 25.4), (page.plain.shape[0], page.plain.shape[1]))
    plain = page.plain[room.slices]
    alone = own_ink(page, marks, room)
    coloured = any(mark.colour != "black" for mark in marks)
    own = as_dark_as_print(alone if coloured else plain)
    tilt = _tilt(alone if marks else own, dpi) if degrees is None else degrees
    whole = Box(0, 0, room.width, room.height)
    gray, to_room = _straighten(own, whole, tilt)
    pen = plain
    if apart and coloured:
        pen = plain.copy()
        pen[(own < 200) & (page.flat.image[room.slices].max(axis=2) >= BLACK)] = 255
    straight, _ = _straighten(np.ascontiguousarray(pen), whole, tilt)
    framed = degrees is not None or stands_framed(gray, dpi)
    to_flat = to_room.then(Affine(1, 0, room.x, 0, 1, room.y))
    return Plate(gray, without_lines(gray, dpi, framed=framed), straight, dpi, framed, to_flat)
