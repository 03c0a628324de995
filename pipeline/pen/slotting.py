"""The pen's ink in a blank of a printed line, apart from the print beside it and the rule under it.

A blank's picture is what a reader of digits gets: pen dark on white, nothing else.  Lengths are
counted in capital heights of the line (2.9 mm at 13 pt), because pen keeps to the size of print.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

from pipeline.geometry import Box
from pipeline.pixels.components import components

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.pixels.components import Components

__all__ = ["SlotInk", "SlotPlace", "cut_slot", "snapped", "without_form"]

# Pen is paler than print: pale blue ballpoint on the development scans is at 120-170 of 255.
_INK = 175
# Hands overshoot upwards: by so many capital heights at most on the development scans, and more.
_ABOVE = 1.8
# A figure may lean over the edge of its blank by so many capital heights.
_LEANS_OVER = 0.55
# Paper's grain and what shows through from the back are paler.
_PALEST = 215


class SlotPlace(NamedTuple):
    """Where a blank lies, flat frame.

    Attributes:
        left: First column behind the print before it.
        right: Column where the print behind it begins.
        head: Row of the capitals' heads.
        baseline: First row under the capitals' feet.
    """

    left: int
    right: int
    head: int
    baseline: int

    @property
    def capital(self) -> int:
        """Height of the line's capitals, at least 8 pixels."""
        return max(8, self.baseline - self.head)


@dataclass(frozen=True, slots=True, eq=False)
class SlotInk:
    """What pen put into a blank.

    Attributes:
        box: Of the ink, flat frame.
        mask: (H, W) bool, shape `box.shape`, True = ink.
        picture: (h, w) uint8, the ink alone, dark on white, with a white margin.
    """

    box: Box
    mask: NDArray[np.bool_]
    picture: NDArray[np.uint8]


def cut_slot(gray: NDArray[np.uint8], place: SlotPlace) -> SlotInk | None:
    """Take the pen's ink out of a blank; None where it is empty.

    Args:
        gray: (H, W) uint8, paper white, without stamps.
        place: The blank. Pen may stand out of it, above by more than a capital.
    """
    capital = place.capital
    room = Box(
        place.left - capital,
        place.head - round(_ABOVE * capital),
        place.right - place.left + 2 * capital,
        round((_ABOVE + 2) * capital),
    ).intersection(Box(0, 0, gray.shape[1], gray.shape[0]))
    if place.right - place.left < 0.3 * capital or not room.area:
        return None
    part = gray[room.slices]
    local = SlotPlace(
        place.left - room.x, place.right - room.x, place.head - room.y, place.baseline - room.y
    )
    kept = _pen(part, local, _INK)
    if not kept.any():
        return None
    # Halfway from the pen's own level to the paper: pale ink is cut out whole, too.
    own = 255 - 0.45 * (255 - float(np.percentile(part[kept], 20)))
    if own > _INK + 5:
        kept = _pen(part, local, min(own, _PALEST))
    tight = Box.of(kept)
    if tight is None:
        return None
    mask = np.ascontiguousarray(kept[tight.slices])
    box = tight.moved(room.x, room.y)
    return SlotInk(box, mask, _picture(gray[box.slices], mask, max(3, capital // 5)))


def _pen(part: NDArray[np.uint8], place: SlotPlace, level: float) -> NDArray[np.bool_]:
    """The pen's ink in a room around a blank: what is darker than `level` and its own."""
    ink = _without_rules((part < level).astype(np.uint8), 2 * place.capital)
    return _own(components(ink), place)


def snapped(gray: NDArray[np.uint8], x: int, place: SlotPlace, reach: float = 0.3) -> int:
    """The column nearest to `x` where the least ink of the line stands.

    Args:
        gray: (H, W) uint8.
        x: Where print should end or begin.
        place: For the line's head and baseline.
        reach: So many capital heights to either side are searched.
    """
    width = max(2, round(reach * place.capital))
    first, last = max(0, x - width), min(gray.shape[1], x + width + 1)
    rows = slice(max(0, place.head), place.baseline + place.capital // 5)
    if last - first < 2 or not 0 <= x < gray.shape[1]:
        return x
    dark = (gray[rows, first:last] < _INK).sum(axis=0).astype(float)
    far = np.abs(np.arange(first, last) - x) / width
    return first + int(np.argmin(dark + 2.0 * far))


def without_form(picture: NDArray[np.uint8], dpi: float) -> NDArray[np.uint8]:
    """A blank's picture without rules, rows of dots, specks and what leans in from its rim.

    Args:
        picture: (H, W) uint8, one blank cut out generously, paper white.
        dpi: Of it.
    """
    mm = dpi / 25.4
    ink = _without_rules((picture < _INK).astype(np.uint8), max(8, round(5.5 * mm)))
    ink = _without_rules(ink.T, max(8, round(6.5 * mm))).T
    pieces = components(np.ascontiguousarray(ink))
    x, y, w, h, area = (pieces.stats[:, i].astype(float) for i in range(5))
    height, width = picture.shape
    keep = (np.maximum(w, h) >= 0.55 * mm) & (area >= 0.08 * mm * mm)
    rim = (x <= 1) | (y <= 1) | (x + w >= width - 1) | (y + h >= height - 1)
    # What touches the rim is a neighbour's unless it is as high as a figure of this blank.
    tallest = float(h[1:][keep[1:]].max(initial=0.0))
    keep &= ~(rim & (h < 0.6 * tallest))
    keep[0] = False
    return _picture(picture, pieces.where(keep), max(3, round(0.6 * mm)))


def _picture(gray: NDArray[np.uint8], mask: NDArray[np.bool_], margin: int) -> NDArray[np.uint8]:
    """Masked ink with the soft rim of its strokes on white."""
    framed = np.pad(gray, margin, constant_values=255)
    wide = np.pad(mask, margin).astype(np.uint8)
    rim = cv2.dilate(wide, np.ones((3, 3), np.uint8)) > 0
    return np.where(rim, framed, np.uint8(255)).astype(np.uint8)


def _without_rules(ink: NDArray[np.uint8], least: int) -> NDArray[np.uint8]:
    """Ink without straight horizontal lines of `least` pixels and more; strokes across stay."""
    ink = np.ascontiguousarray(ink)
    if ink.shape[1] < least:
        return ink
    rule = np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, least), np.uint8)))
    if not rule.any():
        return ink
    thick = max(2, least // 9)
    # A bar is thicker than a rule: what a vertical opening leaves is no rule.
    solid = cv2.morphologyEx(rule, cv2.MORPH_OPEN, np.ones((thick + 1, 1), np.uint8))
    rule = cv2.subtract(rule, solid)
    rule = cv2.bitwise_and(cv2.dilate(rule, np.ones((3, 1), np.uint8)), ink)
    rest = cv2.subtract(ink, rule)
    # A stroke that crosses goes on above and below.
    reach = np.ones((2 * thick + 3, 1), np.uint8)
    bridged = cv2.morphologyEx(rest, cv2.MORPH_CLOSE, reach)
    return np.asarray(cv2.bitwise_or(rest, cv2.bitwise_and(bridged, rule)), dtype=np.uint8)


def _own(pieces: Components, place: SlotPlace) -> NDArray[np.bool_]:
    """Which ink of a room around a blank is the pen's in it, (H, W) bool."""
    labels, capital = pieces.labels, float(place.capital)
    count = len(pieces.stats)
    x, y, w, h, area = (pieces.stats[:, i].astype(float) for i in range(5))
    inside = np.zeros(labels.shape, dtype=bool)
    inside[:, max(0, place.left) : max(0, place.right)] = True
    within = np.bincount(labels[inside], minlength=count).astype(float)
    share = within / np.maximum(area, 1)
    # Another line's letters only lean into the room; pen stands on this one.
    foot, head = place.baseline + 0.2 * capital, place.head - 0.2 * capital
    standing = np.minimum(y + h, foot) - np.maximum(y, head)
    ours = (standing >= 0.5 * h) | (standing >= 0.45 * capital)
    # Figures set high, as hands do where a letter's tail is in the way, still reach the line.
    raised = (h >= 0.7 * capital) & (y + h > place.head + 0.1 * capital)
    ours |= raised & (y + h / 2 > place.head - 0.65 * capital) & (share >= 0.85)
    # Dots of a leader are round and stand at the feet; a broken stroke is neither.
    dot = (np.maximum(w, h) < 0.32 * capital) & (y > place.baseline - 0.4 * capital)
    large = (np.maximum(w, h) >= 0.22 * capital) & ~dot
    whole = ours & large & (share >= 0.85)
    part = ours & large & ~whole & (within >= 0.25 * area) & (within >= 0.06 * capital**2)
    # A figure that leans over the edge is not print that the pen runs into: it ends soon.
    over = np.maximum(place.left - x, x + w - place.right)
    leaning = part & (share >= 0.5) & (over < _LEANS_OVER * capital) & (w < 1.6 * capital)
    whole |= leaning
    part &= ~leaning
    whole[0] = part[0] = False
    scraps = ~dot & ~part & (share >= 0.85) & (np.maximum(w, h) >= 0.12 * capital)
    scraps &= h <= 0.7 * capital
    scraps[0] = False
    whole |= _with_scraps(pieces, whole | part, scraps, place)
    return np.asarray(whole[labels] | (part[labels] & inside), dtype=bool)


def _with_scraps(
    pieces: Components,
    kept: NDArray[np.bool_],
    maybe: NDArray[np.bool_],
    place: SlotPlace,
) -> NDArray[np.bool_]:
    """Pieces of figures that broke where the pen was lifted or pale, and bars that stand apart.

    They lie in the blank, close to what is kept already, and not below the line.
    """
    x, y, w, h = (pieces.stats[:, i].astype(float) for i in range(4))
    near = 0.3 * place.capital
    maybe = maybe & (y < place.baseline) & (y + h > place.head - 0.7 * place.capital)
    found = kept.copy()
    for _ in range(2):
        for i in np.flatnonzero(found):
            across = np.maximum(x, x[i]) - np.minimum(x + w, x[i] + w[i])
            down = np.maximum(y, y[i]) - np.minimum(y + h, y[i] + h[i])
            found = found | (maybe & (across < near) & (down < near))
    return np.asarray(found & ~kept, dtype=bool)
