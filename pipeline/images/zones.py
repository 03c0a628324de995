"""Cut a page into zones and put them in reading order (unfolding).

The letterhead and the foot of a Vietnamese document are two columns side by side; everything else
is one column, or a table. Columns are found by the white gutter between them, in blocks of rows;
tables by their rules. No template of millimetres: the same cut serves state, Party and old papers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.images.components import components
from pipeline.images.rules import ruled_lines, without_rules
from pipeline.images.tables import find_tables
from pipeline.values import Box, Zone

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.values import CleanPage, ZoneKind

__all__ = ["Unfolded", "unfold"]

# Narrowest gutters: letterheads come as close as 3.5 mm, and nothing above them is justified;
# further down, gaps of justified words line up by chance below 3.5 mm.
_HEAD_GUTTER_MM = 2.5
_GUTTER_MM = 3.5
_HEAD_SHARE = 0.3
# Words of one line stand nearer to one another than columns do.
_WORD_GAP_MM = 6.0
_CELL_MM = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Unfolded:
    """Zones in reading order, and the page picture they are to be read from.

    Attributes:
        zones: Flat frame.
        gray: (H, W) uint8: the clean page without ruled lines.
    """

    zones: tuple[Zone, ...]
    gray: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class _Band:
    """Rows of cells with ink, top to bottom exclusive, and where the ink's columns lie."""

    top: int
    bottom: int
    columns: NDArray[np.bool_]

    @property
    def left(self) -> int:
        return int(np.argmax(self.columns))

    @property
    def right(self) -> int:
        return int(self.columns.size - np.argmax(self.columns[::-1]))


def unfold(page: CleanPage) -> Unfolded:
    """Cut a clean page into zones.

    Args:
        page: Flat frame, about 200 dpi.

    Returns:
        The zones with kinds as far as shape tells them; text decides the rest.
    """
    gray, dpi = page.gray, page.flat.dpi
    mm = dpi / 25.4
    ink = (gray < 160).astype(np.uint8)
    horizontal, vertical = ruled_lines(ink, dpi)
    tables = find_tables(horizontal, vertical, dpi)
    text = without_rules(gray, horizontal, vertical, ink)
    occupied = _occupied(text, mm)
    cell = _CELL_MM * mm
    for table in tables:
        occupied[_cells(table.box, cell)] = False
    zones: list[Zone] = list(tables)
    for top, bottom in _between(occupied.shape[0], [_rows(t.box, cell) for t in tables]):
        zones += _cut(occupied, top, bottom, cell, gray.shape)
    return Unfolded(_in_order(zones), text)


def _occupied(gray: NDArray[np.uint8], mm: float) -> NDArray[np.bool_]:
    """Cells of 0.5 mm that hold ink of a letter's size; specks do not hold columns together."""
    ink = (gray < 160).astype(np.uint8)
    pieces = components(ink)
    stats = pieces.stats
    keep = (np.maximum(stats[:, 2], stats[:, 3]) >= 0.8 * mm) & (stats[:, 4] >= 0.1 * mm * mm)
    keep[0] = False
    letters = keep[pieces.labels].astype(np.uint8)
    height, width = gray.shape
    rows, columns = (max(1, round(v / (_CELL_MM * mm))) for v in (height, width))
    share = cv2.resize(letters * 255, (columns, rows), interpolation=cv2.INTER_AREA)
    return np.asarray(share > 8)


def _cells(box: Box, cell: float) -> tuple[slice, slice]:
    top, bottom = _rows(box, cell)
    return (slice(top, bottom), slice(int(box.x / cell), int(np.ceil(box.right / cell))))


def _rows(box: Box, cell: float) -> tuple[int, int]:
    return (int(box.y / cell), int(np.ceil(box.bottom / cell)))


def _between(rows: int, cut_out: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches of rows that tables leave."""
    found, start = [], 0
    for top, bottom in sorted(cut_out):
        if top > start:
            found.append((start, top))
        start = max(start, bottom)
    if start < rows:
        found.append((start, rows))
    return found


def _bands(occupied: NDArray[np.bool_], top: int, bottom: int) -> list[_Band]:
    """Maximal runs of rows with ink."""
    on = occupied[top:bottom].any(axis=1)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], on.view(np.int8), [0])))) + top
    return [
        _Band(int(a), int(b), np.asarray(occupied[a:b].any(axis=0)))
        for a, b in zip(edges[::2], edges[1::2], strict=True)
    ]


def _gutters(columns: NDArray[np.bool_], least: int) -> list[tuple[int, int]]:
    """Runs of empty columns, at least `least` wide, with ink on both sides."""
    if not columns.any():
        return []
    left = int(np.argmax(columns))
    right = int(columns.size - np.argmax(columns[::-1]))
    free = ~columns[left:right]
    edges = np.flatnonzero(np.diff(np.concatenate(([0], free.view(np.int8), [0])))) + left
    return [
        (int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a >= least
    ]


def _cut(
    occupied: NDArray[np.bool_], top: int, bottom: int, cell: float, shape: tuple[int, int]
) -> list[Zone]:
    """Zones of a stretch without tables: two-column blocks and the single column between them."""
    bands = _bands(occupied, top, bottom)
    if not bands:
        return []
    width = occupied.shape[1]
    zones: list[Zone] = []
    single: list[_Band] = []
    i = 0
    while i < len(bands):
        # Two rows above a letterhead are a page number and a pen note; more are text.
        head = bands[i].top < _HEAD_SHARE * occupied.shape[0] and len(single) <= 2
        least = round((_HEAD_GUTTER_MM if head else _GUTTER_MM) / _CELL_MM)
        block = _block_at(bands, i, least, width)
        if block is None:
            single.append(bands[i])
            i += 1
            continue
        last, gutter = block
        if single:
            zones += _single(single, cell, shape)
            single = []
        rows = bands[i : last + 1]
        zones += _columns(occupied, rows, gutter, cell, shape)
        i = last + 1
    if single:
        zones += _single(single, cell, shape)
    return zones


def _block_at(
    bands: list[_Band], start: int, least: int, width: int
) -> tuple[int, tuple[int, int]] | None:
    """The two-column block that begins at a band: (last band, gutter), or None."""
    here = bands[start]
    candidates = [
        g for g in _gutters(here.columns, least) if 0.18 * width < (g[0] + g[1]) / 2 < 0.82 * width
    ]
    if not candidates:
        return None
    gutter = max(candidates, key=lambda g: g[1] - g[0])
    columns = here.columns.copy()
    last, paired = start, 1
    left_alone = right_alone = False
    tall = here.bottom - here.top
    for j in range(start + 1, len(bands)):
        band = bands[j]
        apart = band.top - bands[j - 1].bottom
        if apart > 24 / _CELL_MM:
            break
        merged = columns | band.columns
        left_side = merged[: gutter[0]].any() and band.columns[: gutter[0]].any()
        right_side = band.columns[gutter[1] :].any()
        free = [g for g in _gutters(merged, least) if g[0] < gutter[1] and g[1] > gutter[0]]
        if not free:
            break
        narrowed = max(free, key=lambda g: g[1] - g[0])
        pinched = narrowed[1] - narrowed[0] < 0.45 * (gutter[1] - gutter[0])
        own = max(
            (b - a for a, b in _gutters(band.columns, least) if a < gutter[1] and b > gutter[0]),
            default=0,
        )
        if pinched and apart > 3 / _CELL_MM and own < _WORD_GAP_MM / _CELL_MM:
            break  # `Kính gửi: …` set apart below, with a word gap that falls in the gutter
        if not (left_side and right_side) and not _belongs(band, columns, narrowed):
            break
        if left_side and right_side:
            paired += 1
            tall = max(tall, band.bottom - band.top)
        left_alone |= not right_side
        right_alone |= not left_side
        gutter, columns, last = narrowed, merged, j
    # One line with a wide gap is a line with a tab, unless both of its parts go on below. A band
    # that is higher than a line is columns whose lines lie at different heights.
    line = 9 / _CELL_MM
    if paired == 1 and tall < line and not (left_alone and right_alone):
        return None
    return last, gutter


def _belongs(band: _Band, columns: NDArray[np.bool_], gutter: tuple[int, int]) -> bool:
    """Whether a one-sided band goes on with its column: centred on it, or flush with its left."""
    near = 9 / _CELL_MM
    sides = (
        (columns[: gutter[0]], 0) if band.right <= gutter[0] else (columns[gutter[1] :], gutter[1])
    )
    side, offset = sides
    if not side.any():
        return False
    left = int(np.argmax(side)) + offset
    right = int(side.size - np.argmax(side[::-1])) + offset
    centred = abs((band.left + band.right) - (left + right)) / 2 < near
    flush = abs(band.left - left) < 3 / _CELL_MM
    return centred or flush


def _columns(
    occupied: NDArray[np.bool_],
    rows: list[_Band],
    gutter: tuple[int, int],
    cell: float,
    shape: tuple[int, int],
) -> list[Zone]:
    """Left and right zone of a block, each cut to its own ink."""
    top, bottom = rows[0].top, rows[-1].bottom
    middle = (gutter[0] + gutter[1]) // 2
    upper = (top + bottom) / 2 < 0.4 * occupied.shape[0]
    kinds: tuple[ZoneKind, ZoneKind] = (
        ("letterhead_left", "letterhead_right") if upper else ("foot_left", "foot_right")
    )
    zones = []
    for kind, (a, b) in zip(kinds, ((0, middle), (middle, occupied.shape[1])), strict=True):
        part = occupied[top:bottom, a:b]
        ys, xs = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
        if ys.size:
            zones.append(
                Zone(
                    kind,
                    _box(a + xs[0], top + ys[0], a + xs[-1] + 1, top + ys[-1] + 1, cell, shape),
                )
            )
    return zones


def _single(bands: list[_Band], cell: float, shape: tuple[int, int]) -> list[Zone]:
    """One zone for a stretch of full-width rows, apart from what stands far above or below it."""
    groups: list[list[_Band]] = [[bands[0]]]
    for band in bands[1:]:
        if band.top - groups[-1][-1].bottom > 18 / _CELL_MM:
            groups.append([])
        groups[-1].append(band)
    zones = []
    for group in groups:
        columns = np.logical_or.reduce([band.columns for band in group])
        xs = np.flatnonzero(columns)
        box = _box(xs[0], group[0].top, xs[-1] + 1, group[-1].bottom, cell, shape)
        zones.append(Zone("body", box))
    return zones


def _box(
    left: float, top: float, right: float, bottom: float, cell: float, shape: tuple[int, int]
) -> Box:
    """Cells to pixels, with 1 mm around so that marks above capitals are inside."""
    x, y = int(left * cell), int(top * cell)
    box = Box(x, y, int(np.ceil(right * cell)) - x, int(np.ceil(bottom * cell)) - y)
    return box.grown(round(cell / _CELL_MM), shape)


def _in_order(zones: list[Zone]) -> tuple[Zone, ...]:
    """Top to bottom; of two zones side by side the left one first."""
    ordered = sorted(zones, key=lambda z: (z.box.y, z.box.x))
    result: list[Zone] = []
    for zone in ordered:
        place = len(result)
        while place and _beside(result[place - 1], zone) and zone.box.x < result[place - 1].box.x:
            place -= 1
        result.insert(place, zone)
    return tuple(result)


def _beside(a: Zone, b: Zone) -> bool:
    shared = min(a.box.bottom, b.box.bottom) - max(a.box.y, b.box.y)
    return shared > 0 and a.box.intersection(b.box).width <= 0.1 * min(a.box.width, b.box.width)
