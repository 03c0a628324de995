"""Blocks of columns side by side: the letterhead, the foot, two or three who sign together."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from pipeline.layout.bands import CELL_MM, gutters
from pipeline.values.readings import Zone

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.layout.bands import Band, Grid
    from pipeline.values.readings import ZoneKind

__all__ = ["columns_at", "columns_of"]

# Narrowest gutters: letterheads come as close as 3.5 mm, and nothing above them is justified;
# further down, gaps of justified words line up by chance below 3.5 mm.
_HEAD_GUTTER_MM = 2.5
_GUTTER_MM = 3.5
# Words of one line stand nearer to one another than columns do.
_WORD_GAP_MM = 6.0
# A line of running text has more gaps than these that are nearly as wide as its widest; the words
# of a typewritten letterhead stand nearly as far apart as its columns.
_LIKE_GUTTER = {False: 0.55, True: 0.8}
_WIDE_GAPS, _WORD_SPACE_MM = 3, 1.0
# Parts of one column stand so close; what a signature parts is further away.
_APART_MM = 24.0
_SIGNED_MM = 50.0


def columns_at(
    bands: list[Band], start: int, width: int, *, head: bool
) -> tuple[int, tuple[int, int]] | None:
    """The block of columns that begins at a band: (last band, widest gutter), or None.

    Args:
        bands: Of a stretch without tables.
        start: Where it may begin.
        width: Of the page in cells.
        head: Whether a letterhead may be here, whose gutter is narrower.
    """
    least = round((_HEAD_GUTTER_MM if head else _GUTTER_MM) / CELL_MM)
    here = bands[start]
    candidates = [
        g for g in gutters(here.columns, least) if 0.18 * width < (g[0] + g[1]) / 2 < 0.82 * width
    ]
    if not candidates:
        return None
    gutter = max(candidates, key=lambda g: g[1] - g[0])
    if _is_justified(here, gutter, head=head):
        return None
    columns = here.columns.copy()
    last, paired = start, 1
    left_alone = right_alone = False
    tall = here.bottom - here.top
    for j in range(start + 1, len(bands)):
        band = bands[j]
        apart = band.top - bands[j - 1].bottom
        merged = columns | band.columns
        left_side = merged[: gutter[0]].any() and band.columns[: gutter[0]].any()
        right_side = band.columns[gutter[1] :].any()
        narrowed = _narrowed(merged, gutter, least)
        both = left_side and right_side
        if narrowed is None or (both and _is_justified(band, narrowed, head=head)):
            break
        pinched = narrowed[1] - narrowed[0] < 0.45 * (gutter[1] - gutter[0])
        own = max(
            (b - a for a, b in gutters(band.columns, least) if a < gutter[1] and b > gutter[0]),
            default=0,
        )
        wide = own >= _WORD_GAP_MM / CELL_MM
        if apart > _APART_MM / CELL_MM and not (
            # Names under two offices, with room for two signatures between; a letterhead has
            # more than one row.
            wide and (paired == 1 or not head) and apart < _SIGNED_MM / CELL_MM
        ):
            break
        if pinched and apart > 3 / CELL_MM and not wide:
            break  # `Kính gửi: …` set apart below, with a word gap that falls in the gutter
        above = columns, bands[j - 1].columns
        if not both and not any(_belongs(band, side, narrowed, apart) for side in above):
            break
        if both:
            paired += 1
            tall = max(tall, band.bottom - band.top)
        left_alone |= not right_side
        right_alone |= not left_side
        gutter, columns, last = narrowed, merged, j
    # One line with a wide gap is a line with a tab, unless both of its parts go on below. A band
    # that is higher than a line is columns whose lines lie at different heights.
    line = 9 / CELL_MM
    if paired == 1 and tall < line and not (left_alone and right_alone):
        return None
    return last, gutter


def _narrowed(
    columns: NDArray[np.bool_], gutter: tuple[int, int], least: int
) -> tuple[int, int] | None:
    """What is left of a gutter between columns that have grown; None where nothing is."""
    free = [g for g in gutters(columns, least) if g[0] < gutter[1] and g[1] > gutter[0]]
    return max(free, key=lambda g: g[1] - g[0]) if free else None


def _is_justified(band: Band, gutter: tuple[int, int], *, head: bool) -> bool:
    """Whether a band is a line of words spread wide: its other gaps are hardly narrower."""
    enough = _LIKE_GUTTER[head] * (gutter[1] - gutter[0])
    gaps = [b - a for a, b in gutters(band.columns, round(_WORD_SPACE_MM / CELL_MM))]
    return sum(gap >= enough for gap in gaps) > _WIDE_GAPS


def _belongs(band: Band, columns: NDArray[np.bool_], gutter: tuple[int, int], apart: int) -> bool:
    """Whether a one-sided band goes on with what stands above: centred on it, or flush at its left.

    What stands on the right is centred; a title set apart below, in the middle of the page, may
    begin where the right column begins.
    """
    near = 9 / CELL_MM
    on_left = band.right <= gutter[0]
    side, offset = (columns[: gutter[0]], 0) if on_left else (columns[gutter[1] :], gutter[1])
    if not side.any():
        return False
    left = int(np.argmax(side)) + offset
    right = int(side.size - np.argmax(side[::-1])) + offset
    low = band.bottom - band.top <= 1.5 / CELL_MM
    if low and left - near < band.left and band.right < right + near:
        return True  # dots under the letters of the line above
    centred = abs((band.left + band.right) - (left + right)) / 2 < near
    flush = abs(band.left - left) < 3 / CELL_MM and (on_left or apart < 4 / CELL_MM)
    return centred or flush


def columns_of(grid: Grid, rows: list[Band], gutter: tuple[int, int]) -> list[Zone]:
    """The columns of a block from left to right, each cut to its own ink."""
    top, bottom = rows[0].top, rows[-1].bottom
    room = max((b.top - a.bottom for a, b in pairwise(rows)), default=0)
    upper = (top + bottom) / 2 < 0.4 * grid.height and room <= _APART_MM / CELL_MM
    middle = (gutter[0] + gutter[1]) // 2
    edges = [0, middle, grid.width]
    if not upper and len(rows) > 1:
        merged = np.logical_or.reduce([band.columns for band in rows])
        others = [
            g
            for g in gutters(merged, round(_WORD_GAP_MM / CELL_MM))
            if not g[0] <= middle <= g[1] and _signed(rows, g)
        ]
        edges = sorted([*edges, *((a + b) // 2 for a, b in others)])
    kinds: tuple[ZoneKind, ZoneKind] = (
        ("letterhead_left", "letterhead_right") if upper else ("foot_left", "foot_right")
    )
    zones = []
    for i, (a, b) in enumerate(pairwise(edges)):
        box = grid.tight(a, top, b, bottom)
        if box is not None:
            zones.append(Zone(kinds[0] if i < len(edges) - 2 else kinds[1], box))
    return zones


def _signed(rows: list[Band], gutter: tuple[int, int]) -> bool:
    """Whether first and last line of a block stand on both sides of a gutter: office and name."""
    a, b = gutter
    return all(band.columns[:a].any() and band.columns[b:].any() for band in (rows[0], rows[-1]))
