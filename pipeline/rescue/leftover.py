"""The books are closed: what no word and no mark accounts for is looked at once more, or is shown.

After everything was read the account of the ink says what is left: half a line that the layout cut
off, a letter in the margin, a heading on its side. It is read as sparse text, upright and turned;
what reads joins the page's text at its place. What still stands is unread: it is stored with its
place and picture, and a person is called.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.ink.account import (
    LEAST_MM,
    at_the_edge,
    box_of,
    boxes_to_tick,
    neighbours,
)
from pipeline.ink.square_codes import square_codes
from pipeline.layout.placing import with_lines
from pipeline.layout.sides import Block
from pipeline.mark_kinds import of_family
from pipeline.print.straight import rows_of, straight_rows, turned
from pipeline.rescue.giants import unread_giants
from pipeline.rescue.giving_back import in_question, rows_in, without_ink
from pipeline.rescue.looking import best_look
from pipeline.rescue.sideways import read_sideways

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipeline.geometry import Box
    from pipeline.ink.account import Account
    from pipeline.recognition.engine import EngineLine
    from pipeline.recognition.reader import SingleReader
    from pipeline.values.marks import CleanPage, Mark

__all__ = ["Books", "Leftover", "close_books"]

log = logging.getLogger(__name__)

# Stamps own what stands in their frames: their lettering is seldom lifted whole.
_FRAMED = of_family("stamp")
_PEN = of_family("pen") - {"signature"}
_AROUND_FRAME_MM = 1.0
# So many rows of print across marks prove that pen was told wrong: no hand keeps two so straight.
_ROWS = 2
# What is left is read together over gaps of words and of lines.
_WORDS_MM, _LINES_MM = 6.0, 3.0
# Fewer pieces in a row are specks: dust, staples, the remains of a stroke.
_LEAST = 3
# Letters are no slivers: the shadow of the sheet's edge breaks into such.
_THIN_MM = 0.2
# What reaches the edge of the sheet goes on beyond it.
_TOUCHES_MM = 0.5
# A band so thin, so near to it, is its shadow, unless it reads.
_BAND_MM, _NEAR_MM = 3.5, 9.0
# A hole, a thumb, a blot: so large and so full is no letter.
_BLOT_MM, _FULL = 3.0, 0.7


@dataclass(frozen=True, slots=True, eq=False)
class Leftover:
    """What was not read; flat frame. `area_mm2` is of its ink."""

    box: Box
    area_mm2: float


@dataclass(frozen=True, slots=True, eq=False)
class Books:
    """A page's closed account.

    Attributes:
        account: Every piece is claimed, or lies in one of `unread`.
        blocks: With what was read at the last look.
        marks: Without the ink that was read then.
        unread: Top to bottom.
    """

    account: Account
    blocks: list[Block]
    marks: list[Mark]
    unread: tuple[Leftover, ...]


def close_books(
    account: Account,
    page: CleanPage,
    gray: NDArray[np.uint8],
    blocks: Sequence[Block],
    marks: Sequence[Mark],
    reader: SingleReader,
) -> Books:
    """Claim what was read and marked, look once more at the rest, and say what is left.

    Args:
        account: Of the page's ink, nothing claimed but by its edges.
        page: Clean.
        gray: (H, W) uint8, the clean page without rules and leaders, to read from.
        blocks: As read, flat frame.
        marks: All that the page bears.
        reader: Reads lines.
    """
    sideways = read_sideways(account, page, gray, blocks, marks, reader)
    blocks, marks = sideways.blocks, _without(marks, sideways.words)
    account = account.read(
        word.box for block in blocks for line in block.lines for word in line.words
    )
    account = _marked(account, marks)
    if page.doubtful is not None:
        account = account.claimed("show_through", page.doubtful)
    account = _bordered(account)
    account = account.claimed_pieces("rule", boxes_to_tick(account))
    if account.unclaimed.size:
        account = account.claimed_in("code", square_codes(account))
    upright: list[EngineLine] = []
    aside: list[EngineLine] = []
    for group in _groups(account):
        look = best_look(group, account, page, gray, reader)
        (aside if look.turns else upright).extend(look.lines)
    log.info("last look: upright=%d turned=%d", len(upright), len(aside))
    upright.sort(key=lambda line: (line.box.y, line.box.x))
    found = with_lines(blocks, upright, account.mm)
    found += [Block("margin", line.box, (line,)) for line in aside]
    words = [word.box for line in (*upright, *aside) for word in line.words]
    account = account.read(words)
    groups = []
    for group in _groups(account):
        if _runs_along_an_edge(box_of(account, group), account):
            account = account.claimed_pieces("border", group)
        else:
            groups.append(group)
    held = np.concatenate([*groups, np.empty(0, np.int64)])
    large = unread_giants(account, found, marks)
    unread = []
    for group in (*groups, *(row for row in large if not np.isin(row, held).any())):
        box = box_of(account, group)
        area = float(account.pieces.stats[group, 4].sum()) / account.mm**2
        unread.append(Leftover(box, round(area, 2)))
    account = account.claimed_pieces("speck", np.setdiff1d(account.unclaimed, held))
    return Books(
        account, found, _without(marks, words), tuple(sorted(unread, key=lambda part: part.box.y))
    )


def _without(marks: Sequence[Mark], words: Sequence[Box]) -> list[Mark]:
    """Marks without ink that was read as print after all; one that was nothing else is gone."""
    kept = []
    for mark in marks:
        gone = np.zeros_like(mark.mask)
        for box in words if in_question(mark) else ():
            both = mark.box.intersection(box)
            if both.area:
                gone[both.slices_in(mark.box)] = True
        kept += [mark] if not (mark.mask & gone).any() else without_ink(mark, gone)
    return kept


def _marked(account: Account, marks: Sequence[Mark]) -> Account:
    """What marks account for; black that stands as print does they cannot claim by their shape.

    On a blurred page whole tables are taken for pen, a word or a letter a mark. Rows that go across
    marks tell so, and then none of such marks is believed.
    """
    where = np.zeros(account.pieces.labels.shape, dtype=bool)
    straight = [np.empty(0, np.int64)]
    black = [mark for mark in marks if in_question(mark) and mark.colour == "black"]
    pen = [mark for mark in black if mark.kind in _PEN]
    if len(rows_in(pen, account, surely=True)) >= _ROWS:
        log.info("black pen is not believed marks=%d", len(pen))
        marks = [mark for mark in marks if mark not in pen]
    for mark in marks:
        where[mark.box.slices] |= mark.mask
        if mark in black:
            straight += rows_in([mark], account, surely=True)
    printed = np.concatenate(straight)
    if printed.size:
        where &= ~np.isin(account.pieces.labels, printed)
    account = account.claimed("mark", where)
    framed = [mark.box for mark in marks if mark.kind in _FRAMED]
    return account.claimed_in("mark", framed, beyond_mm=_AROUND_FRAME_MM)


def _bordered(account: Account) -> Account:
    """What lies at the sheet's edge is its shadow, but where it stands as print does."""
    account = account.claimed_pieces("border", at_the_edge(account, within_mm=_TOUCHES_MM))
    near = at_the_edge(account)
    rows = straight_rows(account.pieces.stats[near], account.mm) if near.size else []
    printed = near[np.concatenate([*rows, np.empty(0, np.int64)])]
    return account.claimed_pieces("border", np.setdiff1d(near, printed))


def _runs_along_an_edge(box: Box, account: Account) -> bool:
    """Whether something thin lies along the sheet's edge: its shadow, when it did not read."""
    (height, width), mm = account.pieces.labels.shape, account.mm
    thin, near = _BAND_MM * mm, _NEAR_MM * mm
    beside = box.width <= thin and (box.right <= near or box.x >= width - near)
    along = box.height <= thin and (box.bottom <= near or box.y >= height - near)
    return beside or along


def _groups(account: Account) -> list[NDArray[np.int64]]:
    """What nobody claims, as far as it may be print: pieces near one another, some in a row."""
    stats, mm = account.pieces.stats, account.mm
    left = account.unclaimed
    wide, high = stats[left, 2] / mm, stats[left, 3] / mm
    full = stats[left, 4] / np.maximum(1, stats[left, 2] * stats[left, 3])
    blot = (np.minimum(wide, high) > _BLOT_MM) & (full > _FULL)
    left = left[(wide >= _THIN_MM) & ~blot]
    groups = neighbours(account, left, wide_mm=_WORDS_MM, high_mm=_LINES_MM)
    return [
        group
        for group in groups
        if _stand_in_a_row(stats[group], mm) or _stand_in_a_row(turned(stats[group]), mm)
    ]


def _stand_in_a_row(stats: NDArray[np.int32], mm: float) -> bool:
    high = stats[stats[:, 3] >= LEAST_MM * mm]
    return any(row.size >= _LEAST for row in rows_of(high, mm))
