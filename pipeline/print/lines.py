"""Lines of print inside one zone, each cut out alone with all its marks.

Tesseract's own line finder clips the marks above capitals (`Ố`, `Ể`, `Ữ`), where Vietnamese carries
its tones: a letter's marks must go with the letter. Here letters make the line, and every small
component, a mark, a dot, a comma, goes to the line of the letter it stands by.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.geometry import Box
from pipeline.pixels.components import components
from pipeline.print.type_sizes import capital_height, one_size_each

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.pixels.components import Components

__all__ = ["LineCut", "find_lines"]

# What a pixel of a line's picture may be, besides paper.
_OWN, _FOREIGN = 1, 2


@dataclass(frozen=True, slots=True, eq=False)
class LineCut:
    """One line of print.

    Attributes:
        box: Its ink, flat frame of the zone's picture.
        gray: (h, w) uint8: the line alone, foreign ink painted white, rows from `top`.
        offset: (x, y) of `gray`'s corner in the zone's picture.
        letter_px: Height of its letters without marks, in pixels.
        foot: Where its letters stand, in the zone's picture.
    """

    box: Box
    gray: NDArray[np.uint8]
    offset: tuple[int, int]
    letter_px: float
    foot: float


@dataclass(slots=True)
class _Row:
    """A line being gathered: component numbers, and the rows of its letters."""

    letters: list[int]
    top: float
    bottom: float


def find_lines(gray: NDArray[np.uint8], dpi: float) -> tuple[LineCut, ...]:
    """Cut a zone of one column into its lines, top to bottom.

    Args:
        gray: (H, W) uint8, 0 = ink, rules taken out, tilt taken out to 0.3°.
        dpi: Of `gray`.
    """
    mm = dpi / 25.4
    ink = (gray < 170).astype(np.uint8)
    pieces = components(ink)
    stats = pieces.stats[1:].astype(np.int64)
    y, w, h = stats[:, 1], stats[:, 2], stats[:, 3]
    some = _letters(h, w, mm)
    parts = one_size_each(y[some], h[some], gray.shape[0])
    if len(parts) == 1:
        return tuple(_lines_of_a_size(gray, pieces, mm))
    return tuple(
        _lower(cut, top)
        for top, bottom in parts
        for cut in _lines_of_a_size(gray[top:bottom], components(ink[top:bottom]), mm)
    )


def _lower(cut: LineCut, by: int) -> LineCut:
    """A line of a part, in the picture that the part lies in."""
    x, y = cut.offset
    return replace(cut, box=cut.box.moved(0, by), offset=(x, y + by), foot=cut.foot + by)


def _lines_of_a_size(gray: NDArray[np.uint8], pieces: Components, mm: float) -> list[LineCut]:
    if not len(pieces):
        return []
    x, y, w, h, area = (pieces.stats[:, i].astype(np.int64) for i in range(5))
    real = area >= max(2.0, 0.02 * mm * mm)
    real[0] = False
    high = _letter_height(h[real], w[real], mm)
    if high is None:
        return []
    letters = real & (h >= 0.54 * high) & (h <= 2.0 * high) & (w <= 10 * high)
    rows = _rows(np.flatnonzero(letters), x, y, h, high)
    in_rows = np.zeros(real.size, dtype=bool)
    in_rows[[i for row in rows for i in row.letters]] = True
    owner = _owners(rows, real & ~in_rows, x, y, w, h, high) if rows else np.full(real.size, -1)
    cuts = (
        _cut_out(gray, pieces.labels, owner, i, row, (x, y, w, h)) for i, row in enumerate(rows)
    )
    return [cut for cut in cuts if cut is not None]


def _letter_height(h: NDArray[np.int64], w: NDArray[np.int64], mm: float) -> float | None:
    """The height of capitals and ascenders among pieces of all kinds."""
    some = _letters(h, w, mm)
    return capital_height(h[some]) if some.any() else None


def _letters(h: NDArray[np.int64], w: NDArray[np.int64], mm: float) -> NDArray[np.bool_]:
    """What may be letters of any size in use."""
    return (h >= 1.0 * mm) & (h <= 7.5 * mm) & (w >= 0.3 * mm) & (w <= 20 * mm)


def _rows(
    letters: NDArray[np.int64],
    x: NDArray[np.int64],
    y: NDArray[np.int64],
    h: NDArray[np.int64],
    high: float,
) -> list[_Row]:
    """Gather letters into lines, going right and following the line's drift."""
    rows: list[_Row] = []
    recent: list[tuple[float, float]] = []  # per row: rows of its last few letters, smoothed
    going_right = letters[np.argsort(x[letters], kind="stable")]
    tops, bottoms = y[going_right].tolist(), (y + h)[going_right].tolist()
    for i, top, bottom in zip(going_right.tolist(), tops, bottoms, strict=True):
        # The foot of a letter is steadier than its head: capitals, ascenders and joined marks
        # change the head, only g, p, q, y the foot. Compare by overlap of the letter bodies.
        best, best_share = -1, 0.34
        for number, (row_top, row_bottom) in enumerate(recent):
            if row_top >= bottom or row_bottom <= top:
                continue
            shared = min(bottom, row_bottom) - max(top, row_top)
            share = shared / min(bottom - top, row_bottom - row_top)
            if share > best_share:
                best, best_share = number, share
        if best < 0:
            rows.append(_Row([i], top, bottom))
            recent.append((top, bottom))
            continue
        row = rows[best]
        row.letters.append(i)
        row_top, row_bottom = recent[best]
        if bottom - top <= 1.25 * high:
            recent[best] = (0.85 * row_top + 0.15 * top, 0.85 * row_bottom + 0.15 * bottom)
    for row in rows:
        tops, bottoms = y[row.letters], (y + h)[row.letters]
        row.top, row.bottom = _median(tops), _median(bottoms)
    rows = _set_apart(_merged(rows), h, high)
    rows.sort(key=lambda row: row.top + row.bottom)
    return rows


def _set_apart(rows: list[_Row], h: NDArray[np.int64], high: float) -> list[_Row]:
    """Only lines a line's distance apart: what stands between two is marks and specks.

    Lines of print are at least 1.5 capital heights apart (single spacing, 10 pt under 14). The
    fuller line stays; the letters of the other wait to be given to their neighbours like any
    small component.
    """
    kept: list[_Row] = []
    for row in sorted(rows, key=lambda row: -len(row.letters)):
        few = len(row.letters) <= 4 and float(h[row.letters].max()) < 0.8 * high
        least = (1.45 if few else 1.2) * high
        if all(abs(row.bottom - other.bottom) >= least for other in kept):
            kept.append(row)
    return kept


def _merged(rows: list[_Row]) -> list[_Row]:
    """Lines that began twice (a capital before small letters, a gap in the middle) made one."""
    rows = sorted(rows, key=lambda row: -len(row.letters))
    kept: list[_Row] = []
    for row in rows:
        for other in kept:
            shared = min(row.bottom, other.bottom) - max(row.top, other.top)
            if shared > 0.5 * min(row.bottom - row.top, other.bottom - other.top):
                other.letters += row.letters
                break
        else:
            kept.append(row)
    return kept


def _owners(
    rows: list[_Row],
    small: NDArray[np.bool_],
    x: NDArray[np.int64],
    y: NDArray[np.int64],
    w: NDArray[np.int64],
    h: NDArray[np.int64],
    high: float,
) -> NDArray[np.int64]:
    """For each component the number of its line, −1 for none.

    A small component inside a line's band is the line's. Between two lines it is a dot, a comma or
    a nặng of the upper one when it hangs close under the upper baseline, else a mark of the lower
    one; a mark that all but touches something of the lower line (a tone on a circumflex on a
    capital, which reaches up to the upper baseline) is the lower line's wherever it is.
    """
    owner = np.full(x.size, -1, dtype=np.int64)
    for number, row in enumerate(rows):
        owner[row.letters] = number
    waiting = np.flatnonzero(small)
    if waiting.size == 0:
        return owner
    middle_x, middle_y = x + w / 2, y + h / 2
    base = np.array([_baseline(row, middle_x, y + h, high) for row in rows])  # (rows, 2)
    # (rows, waiting): how far below each baseline a component's middle lies, in letter heights.
    below = (
        middle_y[waiting][None, :] - (base[:, :1] * middle_x[waiting][None, :] + base[:, 1:])
    ) / high
    # A line owns nothing far from its letters: a stray stroke in the margin is no line's tone.
    reach = np.array([_away_from(row, x, w, middle_x[waiting]) for row in rows]) <= 2.5 * high
    upper = np.where((below > 0) & reach, below, np.inf)
    lower = np.where((below <= 0) & reach, -below, np.inf)
    above_it, beneath_it = upper.argmin(axis=0), lower.argmin(axis=0)
    hangs, stands = upper.min(axis=0), lower.min(axis=0)
    close = _nearly_touching(waiting, owner, x, y, w, h, high)
    for k, i in enumerate(waiting):
        if stands[k] <= 1.05:
            owner[i] = beneath_it[k]  # inside the band of the letters
        elif hangs[k] <= 0.5 and not (close[k] >= 0 and close[k] == beneath_it[k]):
            owner[i] = above_it[k]
        elif stands[k] <= 2.3:
            owner[i] = beneath_it[k]
        elif hangs[k] <= 0.8:
            owner[i] = above_it[k]
    return owner


def _away_from(
    row: _Row, x: NDArray[np.int64], w: NDArray[np.int64], places: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How far each place is, along the line, from the nearest of the line's letters."""
    left, right = np.sort(x[row.letters]), np.sort((x + w)[row.letters])
    begun, ended = np.searchsorted(left, places, side="right"), np.searchsorted(right, places)
    far = np.full(places.size, np.inf)
    before, behind = ended > 0, begun < left.size
    far[before] = places[before] - right[ended[before] - 1]
    far[behind] = np.minimum(far[behind], left[begun[behind]] - places[behind])
    return np.where(begun > ended, 0.0, far)  # within a letter


def _baseline(
    row: _Row, middles: NDArray[np.float64], bottoms: NDArray[np.int64], high: float
) -> tuple[float, float]:
    """(slope, height at x = 0) of the line its letters stand on; g, p, q, y hang through it."""
    xs, ys = middles[row.letters], bottoms[row.letters].astype(float)
    slope, level = 0.0, _median(ys)
    for tolerance in (0.5, 0.2, 0.15):
        fit = np.abs(ys - (slope * xs + level)) <= tolerance * high
        if fit.sum() < 6 or np.ptp(xs[fit]) < 5 * high:
            return 0.0, _median(ys[fit]) if fit.any() else level
        slope, level = (float(v) for v in np.polyfit(xs[fit], ys[fit], 1))
    return slope, level


def _median(values: NDArray[np.int64] | NDArray[np.float64]) -> float:
    """The middle value, or the mean of both: numpy's own takes ten times as long for a line."""
    ordered = np.sort(values)
    middle = ordered.size // 2
    if ordered.size % 2:
        return float(ordered[middle])
    return float(ordered[middle - 1] + ordered[middle]) / 2


def _nearly_touching(
    waiting: NDArray[np.int64],
    owner: NDArray[np.int64],
    x: NDArray[np.int64],
    y: NDArray[np.int64],
    w: NDArray[np.int64],
    h: NDArray[np.int64],
    high: float,
) -> NDArray[np.int64]:
    """Per waiting component: the line of what lies right beneath it, −1 for nothing.

    A tone stands on a circumflex and that on its letter: look through small ones to letters.
    """
    right, bottom = x + w, y + h
    pool = np.concatenate((np.flatnonzero(owner >= 0), waiting))
    pool = pool[np.argsort(y[pool], kind="stable")]
    starts = np.searchsorted(y[pool], bottom[waiting] - 0.1 * high - 1).tolist()
    ends = np.searchsorted(y[pool], bottom[waiting] + 0.14 * high + 1).tolist()
    numbers, lefts, rights, tops = (a.tolist() for a in (pool, x[pool], right[pool], y[pool]))
    lines = owner.copy()
    for k in np.argsort(-bottom[waiting]):  # lowest first: what it stands on is known by then
        i = int(waiting[k])
        left, end, foot = int(x[i]), int(right[i]), int(bottom[i])
        for at in range(starts[k], ends[k]):  # from the highest: the first that fits is nearest
            if lefts[at] >= end or rights[at] <= left or numbers[at] == i:
                continue
            if -0.1 * high <= tops[at] - foot <= 0.14 * high:
                lines[i] = lines[numbers[at]]
                break
    return lines[waiting]


def _cut_out(
    gray: NDArray[np.uint8],
    labels: NDArray[np.int32],
    owner: NDArray[np.int64],
    number: int,
    row: _Row,
    edges: tuple[NDArray[np.int64], ...],
) -> LineCut | None:
    """One line alone on white."""
    x, y, w, h = edges
    own = np.flatnonzero(owner == number)
    if own.size == 0:
        return None
    whose = np.full(owner.size, _FOREIGN, dtype=np.uint8)
    whose[own], whose[0] = _OWN, 0
    left, right = int(x[own].min()), int((x + w)[own].max())
    top, bottom = int(y[own].min()), int((y + h)[own].max())
    box = Box(left, top, right - left, bottom - top)
    # The recogniser scales a line by its height: a line of small letters alone (`như sau`) must
    # not come out larger than its neighbours, so the cut spans ascenders and descenders.
    pad = 2
    high_here = row.bottom - row.top
    top = min(top, round(row.bottom - 1.75 * high_here)) - pad
    bottom = max(bottom, round(row.bottom + 0.32 * high_here)) + pad
    top, bottom = max(0, top), min(gray.shape[0], bottom)
    left, right = max(0, left - pad), min(gray.shape[1], right + pad)
    where = (slice(top, bottom), slice(left, right))
    part = np.take(whose, labels[where], mode="clip")
    foreign = part == _FOREIGN
    picture = gray[where].copy()
    if foreign.any():
        soft = cv2.dilate(foreign.view(np.uint8), np.ones((3, 3), np.uint8)) > 0
        picture[soft & (part != _OWN)] = 255
    return LineCut(box, picture, (left, top), high_here, row.bottom)
