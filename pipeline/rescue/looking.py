"""Some pieces of a page looked at alone, upright and turned: what they say, if it is text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from pipeline.geometry import Box
from pipeline.ink.account import box_of, picture_of
from pipeline.print.printing import PrintedPage, is_noise, read_block
from pipeline.print.straight import straight_rows
from pipeline.text.syllables import syllable_share

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.ink.account import Account
    from pipeline.recognition.engine import EngineLine
    from pipeline.recognition.reader import SingleReader
    from pipeline.values.marks import CleanPage

__all__ = ["Look", "best_look"]

_ROOM_MM = 0.8
# What reads less surely is no text: the remnant of a seal reads as something too.
_SURE, _LETTERS, _SYLLABLES = 0.7, 2, 0.5
_OWN_WORD = 0.1
# Of words that are not Vietnamese a reading is no better than its confidence.
_FOREIGN = 0.1
# Rows as straight as print.
_SURE_OF_PRINT = 0.55
_TALL = 1.3


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What a group of pieces says, the page turned counterclockwise so many quarters."""

    lines: tuple[EngineLine, ...]
    turns: int

    @property
    def worth(self) -> float:
        """Letters, as far as they are sure."""
        words = [word for line in self.lines for word in line.words]
        return sum(len(word.text) * max(0.0, 2 * word.confidence - 1) for word in words)


def best_look(
    group: NDArray[np.int64],
    account: Account,
    page: CleanPage,
    gray: NDArray[np.uint8],
    reader: SingleReader,
    *,
    aside: bool = False,
) -> Look:
    """Lines of print among some pieces; what stands higher than wide may lie on its side.

    Args:
        group: Their numbers.
        account: They are on it.
        page: Clean.
        gray: (H, W) uint8, the clean page without rules and leaders.
        reader: Reads lines.
        aside: It lies on its side, and stands there as print does.
    """
    shape = (gray.shape[0], gray.shape[1])
    box = box_of(account, group).grown(round(_ROOM_MM * account.mm), shape)
    alone = picture_of(account, group, box, page.plain, gray)
    ways = [] if aside else [0]
    ways += [1, 3] if aside or box.height > _TALL * box.width else []
    # What stands as print does is print: a doubtful reading of it is better than none.
    printed = aside or bool(straight_rows(account.pieces.stats[group], account.mm, surely=True))
    least = _SURE_OF_PRINT if printed else _SURE
    looks = [_look(alone, box, page.flat.dpi, reader, turns, least) for turns in ways]
    return max(looks, key=lambda look: look.worth)


def _look(
    alone: NDArray[np.uint8], box: Box, dpi: float, reader: SingleReader, turns: int, least: float
) -> Look:
    turned = np.ascontiguousarray(np.rot90(alone, turns))
    whole = Box(0, 0, turned.shape[1], turned.shape[0])
    read = read_block(PrintedPage(turned, turned, None, dpi), whole, reader)
    return Look(tuple(_back(line, box, turns) for line in read if _is_text(line, least)), turns)


def _is_text(line: EngineLine, least: float) -> bool:
    said = "".join(c for c in line.text if c.isalnum())
    # A line out of its place is trusted less than it deserves: the engine's own word counts too.
    sure = max(line.probability, line.confidence - _OWN_WORD)
    if len(said) < _LETTERS or sure < least or is_noise(line):
        return False
    spelt = any(c.isdigit() for c in said) or syllable_share(line.text) >= _SYLLABLES
    return spelt or sure >= least + _FOREIGN


def _back(line: EngineLine, place: Box, turns: int) -> EngineLine:
    """A line of a picture that was cut out and turned, as it lies on the page."""

    def back(box: Box) -> Box:
        if turns == 1:
            box = Box(place.width - box.bottom, box.x, box.height, box.width)
        elif turns == 3:
            box = Box(box.y, place.height - box.right, box.height, box.width)
        return box.moved(place.x, place.y)

    words = tuple(replace(word, box=back(word.box)) for word in line.words)
    return replace(line, words=words, box=back(line.box))
