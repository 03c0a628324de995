"""Where the print beside a number's blank ends and begins, by the ink itself.

An engine's boxes cannot tell: pen that touches `Số:` or the slash behind it is boxed with them.
The label's letters and the slash have shapes and places of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pipeline.geometry import Box
from pipeline.pen.lettering import print_band
from pipeline.pen.slotting import SlotPlace
from pipeline.pen.type_widths import width_in_ems
from pipeline.pixels.components import components

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipeline.pen.anchors import Blank
    from pipeline.recognition.engine import EngineWord

__all__ = ["Label", "edged", "printed_label", "slash_start"]

_INK = 175
# From the left of S to the right of o in Times, ems.
_LETTERS = 0.985


class Label(NamedTuple):
    """The printed `Số:` of a line.

    Attributes:
        end: First column behind it.
        em: Pixels, by the width of its letters.
    """

    end: int
    em: float


def edged(gray: NDArray[np.uint8], line: Box, words: Sequence[EngineWord], blank: Blank) -> Blank:
    """A number's blank between the ink of its label and of its slash; other blanks as they are.

    Args:
        gray: (H, W) uint8, paper white.
        line: The whole printed line.
        words: Of the line.
        blank: As the words' boxes have it.
    """
    if blank.form != "number":
        return blank
    room = Box(blank.left, line.y, max(1, blank.right - blank.left), line.height)
    band = print_band(gray, line, room)
    if band is None:
        return blank
    place = SlotPlace(blank.left, blank.right, *band)
    label = printed_label(gray, words[0].box.x, place) if blank.before >= 0 else None
    symbol = words[blank.behind]
    slashed = not symbol.text.startswith("-")
    right = slash_start(gray, blank.right, place) if slashed else None
    if right is None and label:
        # Pen that was boxed with the symbol makes it wider than it is set.
        begins = symbol.box.right - round(label.em * width_in_ems(symbol.text))
        right = begins if begins > blank.right + 0.3 * place.capital else None
    return blank._replace(left=label.end if label else blank.left, right=right or blank.right)


def printed_label(gray: NDArray[np.uint8], x: int, place: SlotPlace) -> Label | None:
    """The printed `Số:`; None where its letters cannot be told from pen.

    Args:
        gray: (H, W) uint8, paper white.
        x: Where the label begins.
        place: For the line's head and baseline.
    """
    capital = place.capital
    room = Box(
        x - capital // 4,
        place.head - round(0.15 * capital),
        round(3.6 * capital),
        round(1.35 * capital),
    ).intersection(Box(0, 0, gray.shape[1], gray.shape[0]))
    if not room.area:
        return None
    stats = components((gray[room.slices] < _INK).astype(np.uint8)).stats[1:].astype(float)
    left, top, wide, high = (stats[:, i] for i in range(4))
    foot = top + high
    baseline = place.baseline - room.y
    on_line = np.abs(foot - baseline) < 0.22 * capital
    letters = [
        i
        for i in np.argsort(left)
        if on_line[i] and 0.5 * capital < high[i] and 0.35 * capital < wide[i] < 1.1 * capital
    ]
    if len(letters) < 2:
        return None
    first, second = letters[:2]
    gap = left[second] - left[first] - wide[first]
    if left[first] > 0.6 * capital or not -0.1 * capital < gap < 0.35 * capital:
        return None
    if high[first] < 0.8 * capital:
        return None
    end = left[second] + wide[second]
    em = (end - left[first]) / _LETTERS
    # The colon: two dots one above the other, maybe after a space; pen may have taken it in.
    dot = (np.maximum(wide, high) < 0.36 * capital) & (left >= end - 1)
    dot &= (left < end + 0.95 * capital) & (foot > baseline - 0.85 * capital)
    low = dot & on_line
    for i in np.flatnonzero(low):
        above = dot & ~low & (np.abs(left + wide / 2 - left[i] - wide[i] / 2) < 0.15 * capital)
        if above.any():
            end = max(left[i] + wide[i], float((left + wide)[above].max()))
            break
    return Label(room.x + round(end) + 1, em)


def slash_start(gray: NDArray[np.uint8], x: int, place: SlotPlace) -> int | None:
    """First column of the printed slash behind a blank; None where pen touches it.

    Args:
        gray: (H, W) uint8, paper white.
        x: Where an engine says that the symbol begins.
        place: For the line's head and baseline.
    """
    capital = place.capital
    room = Box(
        x - round(0.4 * capital),
        place.head - round(0.6 * capital),
        round(2.8 * capital),
        round(2.2 * capital),
    ).intersection(Box(0, 0, gray.shape[1], gray.shape[0]))
    if not room.area:
        return None
    found = components((gray[room.slices] < _INK).astype(np.uint8))
    best: int | None = None
    for i in range(1, len(found.stats)):
        left, top, wide, high = (int(v) for v in found.stats[i, :4])
        if not (0.75 * capital < high < 1.45 * capital and 0.12 * capital < wide < 0.62 * capital):
            continue
        head, foot = room.y + top, room.y + top + high
        if abs(head - place.head) > 0.35 * capital or abs(foot - place.baseline) > 0.35 * capital:
            continue
        if left > 1.8 * capital:
            continue  # within the symbol's letters
        mask = found.labels[top : top + high, left : left + wide] == i
        if _is_slash(mask):
            best = room.x + left if best is None else max(best, room.x + left)
    return best


def _is_slash(mask: NDArray[np.bool_]) -> bool:
    """One straight stroke from the foot at the left to the head at the right."""
    rows, columns = np.nonzero(mask)
    slope, offset = np.polyfit(rows, columns, 1)
    lean = -slope * mask.shape[0]
    width = np.bincount(rows, minlength=mask.shape[0])
    stroke = float(np.median(width))
    off = np.abs(columns - (slope * rows + offset))
    return bool(
        lean > 0.45 * (mask.shape[1] - stroke)
        and off.max() < 0.5 * stroke + 1.5
        and stroke < 0.3 * mask.shape[0]
    )
