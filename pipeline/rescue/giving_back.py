"""Black ink that was lifted and is print: it stands in straight rows, or in rows that read.

What tells pen from print looks at strokes, and bold italic figures or a worn foot can look like
strokes. Taken off, they would be missing without a word. So before the page is cut into zones the
lifted black is looked at once more: what stands as only print does is given back as it is, and
what stands as print may is given back when it reads.
"""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from pipeline.geometry import Box
from pipeline.ink.account import box_of, picture_of
from pipeline.ink.printed_rows import with_rows_given_back
from pipeline.mark_kinds import of_family
from pipeline.print.printing import PrintedPage, read_block
from pipeline.print.straight import rows_of, straight_rows
from pipeline.text.syllables import syllable_share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipeline.ink.account import Account
    from pipeline.recognition.engine import EngineLine
    from pipeline.recognition.reader import SingleReader
    from pipeline.values.marks import CleanPage, Mark

__all__ = ["in_question", "reads_as_print", "rows_in", "with_print_given_back", "without_ink"]

log = logging.getLogger(__name__)

# Marks whose ink may be print taken for pen; stamps and seals have forms. Of a stroke only whole
# letters that it took along are in question: print beneath one is not in its mask.
_MAY_BE_PRINT = of_family("pen") | of_family("stroke") - {"tick"}
# Worn toner and carbon copies are bluish; red and green are no print.
_COLOURS = frozenset({"black", "blue", "violet"})

# Pen that an engine takes for letters is seldom trusted so much, and seldom Vietnamese.
_SURE, _LETTERS, _SYLLABLES = 0.8, 4, 0.6
# Figures have no syllables to tell them by: so many, and surer.
_FIGURES, _SURE_FIGURES = 4, 0.88
_FIGURE = re.compile(r"[\d.,%()/-]+")
# Of a mark so little is left that the rest is dots and rims of what was given back.
_SCRAPS = 0.2
_ROUND_MM = 0.5
_LEAST = 3
# A line of print is read with so much of what stands beside the lifted part.
_BESIDE_MM = 15.0


def with_print_given_back(page: CleanPage, account: Account, reader: SingleReader) -> CleanPage:
    """The page with black marks that read as print put back onto it.

    Args:
        page: Marks lifted.
        account: Of its ink, before anything is claimed.
        reader: Reads lines.

    Returns:
        The page; a mark of which hardly anything is left is gone, another keeps the rest.
    """
    page = with_rows_given_back(page)
    gray, marks = None, []
    for mark in page.marks:
        back = _print_in(mark, page, account, reader) if in_question(mark) else None
        if back is None:
            marks.append(mark)
            continue
        gray = page.gray.copy() if gray is None else gray
        gray[mark.box.slices][back] = page.plain[mark.box.slices][back]
        marks += without_ink(mark, back)
    return page if gray is None else replace(page, gray=gray, marks=tuple(marks))


def without_ink(mark: Mark, gone: NDArray[np.bool_]) -> list[Mark]:
    """What is left of a mark without ink that is print; nothing where that is only scraps.

    Args:
        mark: Whose ink.
        gone: Shape `mark.box.shape`, bool.
    """
    rest = mark.mask & ~gone
    if rest.sum() <= _SCRAPS * mark.mask.sum():
        return []
    return [replace(mark, mask=rest).tight()]


def reads_as_print(line: EngineLine) -> bool:
    """Whether a line read from ink in straight rows is print for sure."""
    words = [word for word in line.words if word.text.strip()]
    letters = sum(len(word.text) for word in words)
    if not letters:
        return False
    sure = sum(len(word.text) * word.confidence for word in words) / letters
    if all(_FIGURE.fullmatch(word.text) for word in words):
        digits = sum(c.isdigit() for word in words for c in word.text)
        return digits >= _FIGURES and sure >= _SURE_FIGURES
    return letters >= _LETTERS and sure >= _SURE and syllable_share(line.text) >= _SYLLABLES


def in_question(mark: Mark) -> bool:
    """Whether a mark may be print: of no form, near to black, and its pen was not read."""
    unread = mark.text is None and not mark.alternatives
    return mark.colour in _COLOURS and mark.kind in _MAY_BE_PRINT and unread


def rows_in(
    marks: Sequence[Mark], account: Account, *, surely: bool = False
) -> list[NDArray[np.int64]]:
    """Numbers of pieces of marks in straight rows of equal height, which may go across marks."""
    parts = [np.empty(0, np.int64), *(_pieces_of(mark, account) for mark in marks)]
    own = np.unique(np.concatenate(parts))
    if not own.size:
        return []
    return [own[row] for row in straight_rows(account.pieces.stats[own], account.mm, surely=surely)]


def _pieces_of(mark: Mark, account: Account) -> NDArray[np.int64]:
    """Letter-sized pieces that lie in a mark for the most part."""
    labels = account.pieces.labels[mark.box.slices]
    inside = np.bincount(labels[mark.mask], minlength=len(account.pieces) + 1)
    of = account.letters
    return np.asarray(of[inside[of] >= 0.5 * account.pieces.stats[of, 4]])


def _print_in(
    mark: Mark, page: CleanPage, account: Account, reader: SingleReader
) -> NDArray[np.bool_] | None:
    """The part of a mark's mask that is print; None where none is."""
    own = _pieces_of(mark, account)
    stats = account.pieces.stats[own]
    if not own.size or not straight_rows(stats, account.mm):
        return None
    # Where one row is straight the others of the mark are looked at with it.
    rows = [own[row] for row in rows_of(stats, account.mm) if row.size >= _LEAST]
    gray = page.gray.copy()
    gray[mark.box.slices][mark.mask] = page.plain[mark.box.slices][mark.mask]
    lines = _lines_of(np.concatenate(rows), page.plain, gray, page.flat.dpi, account, reader)
    said = [line for line in lines if reads_as_print(line)]
    log.info("lifted black in rows kind=%s rows=%d print=%d", mark.kind, len(rows), len(said))
    return _ink_of(said, mark, account) if said else None


def _lines_of(
    held: NDArray[np.int64],
    plain: NDArray[np.uint8],
    gray: NDArray[np.uint8],
    dpi: float,
    account: Account,
    reader: SingleReader,
) -> list[EngineLine]:
    """What lifted pieces say, each row read with the print it stands in a line with."""
    stats = account.pieces.stats
    middles = stats[:, 0] + stats[:, 2] / 2, stats[:, 1] + stats[:, 3] / 2
    box = box_of(account, held)
    beside, above = round(_BESIDE_MM * account.mm), round(_ROUND_MM * account.mm)
    room = Box(box.x - beside, box.y - above, box.width + 2 * beside, box.height + 2 * above)
    room = room.intersection(Box(0, 0, plain.shape[1], plain.shape[0]))
    letters = account.letters[_within(room, middles[0], middles[1], account.letters)]
    alone = np.full(plain.shape, 255, np.uint8)
    alone[room.slices] = picture_of(account, letters, room, plain, gray)
    lines = read_block(PrintedPage(alone, alone, None, dpi), room, reader)
    found = []
    for line in lines:
        words = tuple(
            word for word in line.words if _within(word.box, middles[0], middles[1], held).any()
        )
        if words:
            found.append(replace(line, words=words, box=Box.around(word.box for word in words)))
    return found


def _within(
    box: Box, x: NDArray[np.float64], y: NDArray[np.float64], numbers: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Which pieces have their middle in a box."""
    xs, ys = x[numbers], y[numbers]
    return np.asarray((xs >= box.x) & (xs < box.right) & (ys >= box.y) & (ys < box.bottom))


def _ink_of(lines: Sequence[EngineLine], mark: Mark, account: Account) -> NDArray[np.bool_]:
    """(h, w) bool: the ink of a mark that stands where lines were read."""
    shape = (account.pieces.labels.shape[0], account.pieces.labels.shape[1])
    where = np.zeros(shape, dtype=bool)
    room = round(_ROUND_MM * account.mm)
    for line in lines:
        where[line.box.grown(room, shape).slices] = True
    return np.asarray(mark.mask & where[mark.box.slices])
