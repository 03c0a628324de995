"""Letters as large as rules are long: a title over the whole cover, a poster.

Such lines are cut to pieces by what looks for rules, and `I 1` is read of their stems; and the
account ends at 12 mm, where frames, pictures and signatures begin. What is larger and stands as
print does, in a straight row of equal heights, is print all the same: where no word of its size was
read it is unread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.print.straight import straight_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipeline.geometry import Box
    from pipeline.ink.account import Account
    from pipeline.layout.sides import Block
    from pipeline.values.marks import Mark

__all__ = ["unread_giants"]

# From where the account ends up to letters of 120 points and more; hardly an I is so thin, a frame
# has less ink in its box and a bar more. Of smaller ones the cut stems spoil the row.
_HIGH_MM, _WIDE_MM = (12.0, 45.0), (2.0, 60.0)
_INK = (0.18, 0.75)
# Gaps between letters grow with them.
_LARGER = 3.0
# A word says a letter that is no more than so much higher than the word.
_SAYS = 0.5
_MARKED = 0.5


def unread_giants(
    account: Account, blocks: Sequence[Block], marks: Sequence[Mark]
) -> list[NDArray[np.int64]]:
    """Rows of very large letters that no word of their size says and no mark holds.

    Args:
        account: Its pieces, also those that are too large to be on it.
        blocks: As read, flat frame.
        marks: All that the page bears.

    Returns:
        Numbers of pieces, row by row.
    """
    stats, mm = account.pieces.stats, account.mm
    wide, high = stats[:, 2] / mm, stats[:, 3] / mm
    ink = stats[:, 4] / np.maximum(1, stats[:, 2] * stats[:, 3])
    large = (high > _HIGH_MM[0]) & (high <= _HIGH_MM[1]) & (ink >= _INK[0]) & (ink <= _INK[1])
    large &= (wide >= _WIDE_MM[0]) & (wide <= _WIDE_MM[1])
    large[0] = False
    words = [word.box for block in blocks for line in block.lines for word in line.words]
    left = [
        i
        for i in np.flatnonzero(large)
        if not _said(account.pieces.box(int(i)), words) and not _marked(int(i), account, marks)
    ]
    if not left:
        return []
    numbers = np.asarray(left, dtype=np.int64)
    return [numbers[row] for row in straight_rows(stats[numbers], mm * _LARGER)]


def _said(box: Box, words: Sequence[Box]) -> bool:
    """Whether a word as large as a letter lies over it."""
    return any(
        word.height >= _SAYS * box.height and word.intersection(box).area >= _SAYS * box.area
        for word in words
    )


def _marked(number: int, account: Account, marks: Sequence[Mark]) -> bool:
    """Whether a mark holds most of a piece."""
    box, area = account.pieces.box(number), account.pieces.stats[number, 4]
    labels = account.pieces.labels
    return any(
        (labels[mark.box.slices][mark.mask] == number).sum() >= _MARKED * area
        for mark in marks
        if mark.box.intersection(box).area
    )
