"""Cut a page into zones and put them in reading order (unfolding).

The letterhead and the foot of a Vietnamese document are columns side by side, read downwards;
everything else is one column, or a table, read row by row. Columns are found by the white gutter
between them, in blocks of rows; tables by their rules or by rows that stand at one height. What
stands in the margin or under the rule of footnotes is a zone of its own. No template of
millimetres: the same cut serves state, Party and old papers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.layout.abreast import lines_of_sides, read_across, text_columns_at
from pipeline.layout.asides import binding_holes, footnote_row, margin_notes, text_column
from pipeline.layout.bands import CELL_MM, Grid, bands, groups, letters_of
from pipeline.layout.columns import columns_at, columns_of
from pipeline.layout.leaders import find_leaders, ruled_blanks, tick_boxes
from pipeline.layout.open_tables import open_table_at
from pipeline.layout.ruled_tables import find_tables
from pipeline.mark_kinds import MARK_KINDS
from pipeline.pixels.components import components
from pipeline.pixels.rules import ruled_lines, without_rules, worn_on
from pipeline.values.readings import Zone

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.geometry import Box
    from pipeline.layout.bands import Band
    from pipeline.values.marks import CleanPage
    from pipeline.values.readings import ZoneKind

__all__ = ["Unfolded", "unfold"]

_HEAD_SHARE = 0.3
_INK = 160
# Of a table's print so much stands in its cells; the rest is rules' remains.
_IN_CELLS = 0.8
# Print that nothing else reads: as far apart as its words and lines, and at least a short word.
_WORDS_MM, _LINES_MM = 5.0, 3.0
_LEAST_WORD_MM = (4.0, 2.0)


@dataclass(frozen=True, slots=True, eq=False)
class Unfolded:
    """Zones in reading order, and the page picture they are to be read from.

    Attributes:
        zones: Flat frame.
        gray: (H, W) uint8: the clean page without ruled lines and leaders.
    """

    zones: tuple[Zone, ...]
    gray: NDArray[np.uint8]


def unfold(page: CleanPage) -> Unfolded:
    """Cut a clean page into zones.

    Args:
        page: Flat frame, about 200 dpi.

    Returns:
        The zones with kinds as far as shape tells them; text decides the rest.
    """
    gray, dpi = page.gray, page.flat.dpi
    text, horizontal, tables = _ruled(gray, dpi)
    mm = dpi / 25.4
    ink = (text < _INK).view(np.uint8)
    pieces = components(ink)
    leaders = find_leaders(pieces, mm)
    if leaders.dots is not None:
        text[leaders.dots] = 255
        ink[leaders.dots] = 0
    boxes = tick_boxes(ink, pieces, mm)
    if boxes.any():
        text[boxes > 0] = 255
        pieces = components((text < _INK).view(np.uint8))
    letters = letters_of(pieces, mm)
    blanks = leaders.runs | boxes | ruled_blanks(horizontal, letters, mm)
    for mark in page.marks:
        if MARK_KINDS[mark.kind].has_blanks:
            blanks[mark.box.slices] = 0  # a stamp has blanks of its own
    grid = Grid.of(letters | blanks, mm)
    for hole in binding_holes(grid):
        grid.clear(hole)
    printed = grid.occupied.copy()
    tables = tuple(table for table in tables if _holds(table, grid))
    for table in tables:
        grid.clear(table.box.grown(round(CELL_MM * mm), grid.shape))  # rules lean
    column = text_column(grid)
    margin = [Zone("margin", box) for box in margin_notes(grid, column)]
    for note in margin:
        grid.clear(note.box)
    notes = footnote_row(grid, horizontal, tables, column)
    zones: list[Zone] = list(tables)
    for top, bottom in _between(grid.height, [grid.rows(t.box) for t in tables]):
        end = bottom if notes is None else min(bottom, max(top, notes))
        zones += _cut(grid, text, top, end)
        if end < bottom:
            zones += _single(grid, bands(grid.occupied, end, bottom), "footnote")
    zones += _left_over(grid, text, printed, [*zones, *margin])
    # A zone around a note in the margin reads it already: no text comes out twice.
    margin = [m for m in margin if not any(_covers(zone.box, m.box) for zone in zones)]
    return Unfolded((*_in_order(zones), *margin), text)


def _ruled(
    gray: NDArray[np.uint8], dpi: float
) -> tuple[NDArray[np.uint8], NDArray[np.uint8], tuple[Zone, ...]]:
    """The page without its rules, the rules that run across, and the tables that rules make."""
    ink = (gray < _INK).view(np.uint8)
    horizontal, vertical = ruled_lines(ink, dpi)
    worn = worn_on(horizontal, ink, dpi, across=True), worn_on(vertical, ink, dpi, across=False)
    tables = find_tables(*worn, dpi)
    for table in tables:
        for rules, dashes in zip((horizontal, vertical), worn, strict=True):
            rules[table.box.slices] |= dashes[table.box.slices]
    text = without_rules(gray, horizontal, vertical, ink)
    return text, horizontal, tables


def _holds(table: Zone, grid: Grid) -> bool:
    """Whether what is printed in a table stands in its cells; else its rules were misunderstood."""
    inside = grid.occupied[grid.cells_of(table.box)]
    in_cells = sum(int(grid.occupied[grid.cells_of(box)].sum()) for _, _, box in table.cells)
    return in_cells >= _IN_CELLS * int(inside.sum())


def _left_over(
    grid: Grid, gray: NDArray[np.uint8], printed: NDArray[np.bool_], zones: list[Zone]
) -> list[Zone]:
    """Zones for print that no other zone reads, as beside a table: nothing is passed over."""
    left = printed.copy()
    for zone in zones:
        left[grid.cells_of(zone.box)] = False
    found = []
    for box in groups(left, wide_mm=_WORDS_MM, high_mm=_LINES_MM):
        wide, high = box.width * CELL_MM, box.height * CELL_MM
        if wide < _LEAST_WORD_MM[0] or high < _LEAST_WORD_MM[1]:
            continue
        place = grid.box(box.x, box.y, box.right, box.bottom)
        # One piece of ink alone is the hole of a punch or a staple, not a word.
        if len(components((gray[place.slices] < _INK).view(np.uint8))) > 1:
            found.append(Zone("body", place))
    return found


def _covers(box: Box, other: Box) -> bool:
    shared = box.intersection(other)
    return shared.width * shared.height > 0.4 * other.width * other.height


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


def _cut(grid: Grid, gray: NDArray[np.uint8], top: int, bottom: int) -> list[Zone]:
    """Zones of a stretch without ruled tables: columns, open tables, the single column between."""
    rows = bands(grid.occupied, top, bottom)
    zones: list[Zone] = []
    single: list[Band] = []
    i = 0
    while i < len(rows):
        # Two rows above a letterhead are a page number and a pen note; more are text, and so are
        # rows below one.
        above = len(single) <= 2 and not (zones and single)
        head = rows[i].top < _HEAD_SHARE * grid.height and above
        last, found = _side_by_side(grid, gray, rows, i, head=head)
        if found:
            zones += [*_single(grid, single), *found]
            single = []
        else:
            single += rows[i : last + 1]
        i = last + 1
    return zones + _single(grid, single)


def _side_by_side(
    grid: Grid, gray: NDArray[np.uint8], rows: list[Band], start: int, *, head: bool
) -> tuple[int, list[Zone]]:
    """What begins at a band and has white down its middle: (last band, zones).

    Running text in two columns, a table without rules, or columns read downwards; no zones where
    the bands up to `last` are lines of the single column.
    """
    text = text_columns_at(grid, gray, rows, start)
    if text is not None:
        return text
    # A letterhead whose two columns are both flush at their left is no table of two columns.
    table = open_table_at(grid, gray, rows, start, least_columns=3 if head else 2)
    if table is not None:
        return table[0], [table[1]]
    block = columns_at(rows, start, grid.width, head=head)
    if block is None:
        return start, []
    last, gutter = block
    block_rows = rows[start : last + 1]
    if not head and read_across(*lines_of_sides(grid, gray, block_rows, gutter)):
        # Labels and values may stand right above a table.
        for j in range(start + 1, last + 1):
            if open_table_at(grid, gray, rows, j, least_columns=3) is not None:
                return j - 1, []
        return last, []
    return last, columns_of(grid, block_rows, gutter)


def _single(grid: Grid, rows: list[Band], kind: ZoneKind = "body") -> list[Zone]:
    """One zone for a stretch of full-width rows, apart from what stands far above or below it."""
    groups: list[list[Band]] = []
    for band in rows:
        if not groups or band.top - groups[-1][-1].bottom > 18 / CELL_MM:
            groups.append([])
        groups[-1].append(band)
    zones = []
    for group in groups:
        xs = np.flatnonzero(np.logical_or.reduce([band.columns for band in group]))
        zones.append(Zone(kind, grid.box(xs[0], group[0].top, xs[-1] + 1, group[-1].bottom)))
    return zones


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
