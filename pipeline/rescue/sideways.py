"""Lines that lie on their side and were read as if they stood: letter by letter, unsurely.

A label along the margin or in the head of a narrow column makes a stack of letters. Read upright
each is some sign, and its word would account for the ink. So before anything is claimed what no
sure word explains is looked at from the side: where it stands there as print does, letter beside
letter, and reads, its line takes the place of the signs.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from pipeline.geometry import Box
from pipeline.ink.account import box_of, neighbours
from pipeline.layout.sides import Block
from pipeline.print.straight import straight_rows, turned
from pipeline.rescue.giving_back import in_question
from pipeline.rescue.looking import best_look

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipeline.ink.account import Account
    from pipeline.recognition.engine import EngineLine
    from pipeline.recognition.reader import SingleReader
    from pipeline.values.marks import CleanPage, Mark

__all__ = ["Sideways", "read_sideways"]

log = logging.getLogger(__name__)

# Signs that letters on their side were taken for have 0.6 and less.
_SURE = 0.7
# Letters of a line are nearer to one another than lines are, in heights of a letter: a column of
# figures is as straight, but lies a line's pitch apart.
_LETTERS_APART = 0.35
# Words of a line on its side, and its lines, are no farther apart.
_LINES_MM, _WORDS_MM = 2.0, 6.0
# Marks above and tails below letters lie so far from them, in heights of a letter.
_MARKS = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Sideways:
    """What was read on its side.

    Attributes:
        blocks: As they were read, without the signs, and with the lines in the margin.
        words: Where the lines' words lie; flat frame.
    """

    blocks: list[Block]
    words: tuple[Box, ...]


def read_sideways(
    account: Account,
    page: CleanPage,
    gray: NDArray[np.uint8],
    blocks: Sequence[Block],
    marks: Sequence[Mark],
    reader: SingleReader,
) -> Sideways:
    """Read what lies on its side among what no sure word and no proved mark explains.

    Args:
        account: Of the page's ink, nothing claimed but by its edges.
        page: Clean.
        gray: (H, W) uint8, the clean page without rules and leaders, to read from.
        blocks: As read, flat frame.
        marks: All that the page bears.
        reader: Reads lines.
    """
    groups = _standing(account, blocks, marks)
    if not groups:
        return Sideways(list(blocks), ())
    # Dots and hats of such letters were lifted with the signs that they made.
    gray = _with_ink_of([mark for mark in marks if in_question(mark)], page, gray)
    lines: list[EngineLine] = []
    for group in groups:
        lines += best_look(group, account, page, gray, reader, aside=True).lines
    if not lines:
        return Sideways(list(blocks), ())
    log.info("read on its side: lines=%d", len(lines))
    words = tuple(word.box for line in lines for word in line.words)
    places = [line.box for line in lines]
    freed = (_without_signs(block, places) for block in blocks)
    kept = [block for block in freed if block.lines or block.grid]
    return Sideways([*kept, *(Block("margin", line.box, (line,)) for line in lines)], words)


def _with_ink_of(
    marks: Sequence[Mark], page: CleanPage, gray: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """The page to read from with the ink of marks put back."""
    whole = gray.copy()
    for mark in marks:
        whole[mark.box.slices][mark.mask] = page.plain[mark.box.slices][mark.mask]
    return whole


def _standing(
    account: Account, blocks: Sequence[Block], marks: Sequence[Mark]
) -> list[NDArray[np.int64]]:
    """Pieces that stand as print does, seen from the side, and that nothing sure explains."""
    words = [word for block in blocks for line in block.lines for word in line.words]
    sure = [word.box for word in words if word.probability > _SURE]
    rest = account.read(sure)
    where = np.zeros(account.pieces.labels.shape, dtype=bool)
    for mark in marks:
        if not in_question(mark):
            where[mark.box.slices] = True
    left = rest.claimed("mark", where).unclaimed
    if not left.size:
        return []
    stats = turned(account.pieces.stats[left])
    rows = [row for row in straight_rows(stats, account.mm, surely=True) if _close(stats[row])]
    if not rows:
        return []
    seeds = left[np.concatenate(rows)]
    groups = neighbours(account, seeds, wide_mm=_LINES_MM, high_mm=_WORDS_MM)
    return [_around(group, left, account) for group in groups]


def _close(stats: NDArray[np.int32]) -> bool:
    """Whether pieces of a row, left to right, stand as near as letters of words do."""
    gaps = stats[1:, 0] - (stats[:-1, 0] + stats[:-1, 2])
    return float(np.median(gaps)) <= _LETTERS_APART * float(np.median(stats[:, 3]))


def _around(
    group: NDArray[np.int64], left: NDArray[np.int64], account: Account
) -> NDArray[np.int64]:
    """A group with the other pieces among it: words at its ends, marks and tails of letters."""
    shape = (account.pieces.labels.shape[0], account.pieces.labels.shape[1])
    box = box_of(account, group)
    ends = round(_WORDS_MM * account.mm)
    beside = round(_MARKS * float(np.median(account.pieces.stats[group, 2])))
    reach = Box(box.x - beside, box.y - ends, box.width + 2 * beside, box.height + 2 * ends)
    reach = reach.intersection(Box(0, 0, shape[1], shape[0]))
    stats = account.pieces.stats[left]
    x, y = stats[:, 0] + stats[:, 2] / 2, stats[:, 1] + stats[:, 3] / 2
    inside = (x >= reach.x) & (x < reach.right) & (y >= reach.y) & (y < reach.bottom)
    return np.union1d(group, left[inside])


def _without_signs(block: Block, places: Sequence[Box]) -> Block:
    """A block without the unsure words that lie where lines were read on their side."""
    lines, cells = [], []
    for i, read in enumerate(block.lines):
        signs = [word for word in read.words if word.probability <= _SURE]
        gone = [word for word in signs if _lies_in(word.box, places)]
        words = tuple(word for word in read.words if word not in gone)
        if not words:
            continue
        line = read
        if gone:
            line = replace(read, words=words, box=Box.around(word.box for word in words))
        lines.append(line)
        cells += [block.cells[i]] if block.cells else []
    return replace(block, lines=tuple(lines), cells=tuple(cells))


def _lies_in(box: Box, places: Sequence[Box]) -> bool:
    return any(box.intersection(place).area > 0.5 * box.area for place in places)
