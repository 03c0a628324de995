"""Pale ink: print of the page, or the print of its back showing through? What reads is print."""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from pipeline.ink.contrast import darkened, letters_on, paleness_of
from pipeline.page.upright import legibility
from pipeline.paper.flatten import quarter_turn
from pipeline.values.marks import CleanPage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.recognition.engine import Engine

__all__ = ["level_of_print"]

log = logging.getLogger(__name__)

_LEAST_LETTERS = 8
# Print gives 0.7 and more; what shows through, turned every way, 0.1 to 0.4.
_READS = 0.5
_SURER = 1.5
# The back's print is blurred by the sheet: its mirror image reads less well than print does.
_BACK = 0.35
# Where dark print ends in the middle of a line pale scraps are left: the best lines tell.
_LINES, _BEST = 8, 3
# Two kinds of pale ink are so far apart in brightness.
_APART = 20.0
_ALL = 255.0


def level_of_print(page: CleanPage, engine: Engine) -> float | None:
    """How pale ink may be and still is print: it reads as text, better than its mirror image does.

    All ink in doubt is tried first; then the darker part of it alone, for print and the back's
    print may both be pale.

    Args:
        page: Cleaned, with ink in doubt; upright as far as its shapes told.
        engine: Reads a few of its lines.

    Returns:
        Brightness of its letters at their darkest, 0–255; None where nothing reads, or nothing is
        in doubt.
    """
    if page.doubtful is None:
        return None
    letters = letters_on(page.gray, page.flat.dpi)
    stats = letters.pieces.stats[letters.numbers]
    middles = stats[:, 1] + stats[:, 3] // 2, stats[:, 0] + stats[:, 2] // 2
    pale = page.doubtful[middles]
    if int(pale.sum()) < _LEAST_LETTERS:
        return None
    level = _parting(letters.levels[pale])
    whole = _Pale(page, page.doubtful, engine)
    if level is None:
        return _ALL if whole.is_print else None
    _, faint = letters.parted(level)
    back = _Pale(page, faint, engine).is_back
    if whole.is_print and not back:
        return _ALL
    dark = np.where(faint, np.uint8(255), page.gray)
    darker = _Pale(replace(page, gray=dark, plain=dark), page.doubtful & ~faint, engine)
    if darker.is_print:
        return level if back else _ALL
    return _ALL if whole.is_print else None


class _Pale:
    """The pale ink in a place, looked at as it is seen and in a mirror, as far as is asked."""

    def __init__(self, page: CleanPage, where: NDArray[np.bool_], engine: Engine) -> None:
        self._page, self._engine = page, engine
        found = paleness_of(letters_on(page.gray, page.flat.dpi), page.flat.dpi)
        white = np.full_like(page.gray, 255)
        dark = white if found is None else darkened(page.gray, found.gain)
        self._alone = np.where(where, dark, white)

    @cached_property
    def as_seen(self) -> float:
        """How well it reads, 0–1; turned as well where it does not."""
        sure = self._page.flat.orientation_sure
        best = 0.0
        for turns in (0, 2) if sure else (0, 2, 1, 3):
            best = max(best, _legible(self._page, self._alone, turns, self._engine))
            if best >= _READS:
                break
        return best

    @cached_property
    def mirrored(self) -> float:
        """How well its mirror image reads, 0–1."""
        mirrored = np.ascontiguousarray(self._alone[:, ::-1])
        return max(_legible(self._page, mirrored, turns, self._engine) for turns in (0, 2))

    @property
    def is_print(self) -> bool:
        """It reads, and better than its mirror image."""
        return self.as_seen >= _READS and self.as_seen >= _SURER * self.mirrored

    @property
    def is_back(self) -> bool:
        """Its mirror image reads, and better than it does."""
        return self.mirrored >= _BACK and self.mirrored >= _SURER * self.as_seen


def _parting(levels: NDArray[np.float64]) -> float | None:
    """The level between two kinds of pale letters (Otsu 1979); None where there is one kind."""
    values = np.sort(levels)
    if values.size < 2 * _LEAST_LETTERS:
        return None
    count = np.arange(1, values.size)
    low = np.cumsum(values)[:-1] / count
    high = (values.sum() - np.cumsum(values)[:-1]) / (values.size - count)
    between = count * (values.size - count) * (high - low) ** 2
    at = int(np.argmax(between))
    if min(at + 1, values.size - at - 1) < _LEAST_LETTERS or high[at] - low[at] < _APART:
        return None
    return float((values[at] + values[at + 1]) / 2)


def _legible(page: CleanPage, gray: NDArray[np.uint8], turns: int, engine: Engine) -> float:
    turned = np.ascontiguousarray(np.rot90(gray, -turns))
    print_alone = CleanPage(quarter_turn(page.flat, turns), turned, turned)
    return legibility(print_alone, engine, lines=_LINES, best=_BEST)
