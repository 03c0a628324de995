"""Pale ink: print of the page, or the print of its back showing through? What reads is print."""

from __future__ import annotations

import logging
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from pipeline.ink.contrast import darkened, letters_on, paleness_of
from pipeline.page.upright import LinesToTry
from pipeline.paper.flatten import quarter_turn
from pipeline.values.marks import CleanPage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.ink.contrast import Letters
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
    dark = _as_dark_as_print(page.gray, letters, page.flat.dpi)
    whole = _Pale(page, dark, page.doubtful, engine)
    if level is None:
        return _ALL if whole.is_print else None
    _, faint = letters.parted(level)
    back = _Pale(page, dark, faint, engine).is_back
    if whole.is_print and not back:
        return _ALL
    rest = np.where(faint, np.uint8(255), page.gray)
    dark = _as_dark_as_print(rest, letters_on(rest, page.flat.dpi), page.flat.dpi)
    darker = _Pale(page, dark, page.doubtful & ~faint, engine)
    if darker.is_print:
        return level if back else _ALL
    return _ALL if whole.is_print else None


def _as_dark_as_print(
    gray: NDArray[np.uint8], letters: Letters, dpi: float
) -> NDArray[np.uint8] | None:
    """A page with its pale letters stretched to the level of print; None where none is pale."""
    found = paleness_of(letters, dpi)
    return None if found is None else darkened(gray, found.gain)


class _Pale:
    """The pale ink in a place, looked at as it is seen and in a mirror, as far as is asked.

    Args:
        page: It lies on.
        dark: (H, W) uint8, the page with its pale ink as dark as print; None = nothing is pale.
        where: (H, W) bool, the place.
        engine: Reads.
    """

    def __init__(
        self,
        page: CleanPage,
        dark: NDArray[np.uint8] | None,
        where: NDArray[np.bool_],
        engine: Engine,
    ) -> None:
        self._page, self._engine = page, engine
        white = np.uint8(255)
        self._alone = (
            np.full_like(page.gray, white) if dark is None else np.where(where, dark, white)
        )

    @cached_property
    def _standing(self) -> LinesToTry:
        return self._lines(0)

    def _lines(self, turns: int) -> LinesToTry:
        """Its longest lines, after so many quarter turns."""
        turned = np.ascontiguousarray(np.rot90(self._alone, -turns))
        alone = CleanPage(quarter_turn(self._page.flat, turns), turned, turned)
        return LinesToTry(alone, self._engine, lines=_LINES, best=_BEST)

    @cached_property
    def as_seen(self) -> float:
        """How well it reads, 0–1; turned as well where it does not."""
        best = self._standing.legibility()
        if best < _READS:
            best = max(best, self._standing.legibility(on_its_head=True))
        if best >= _READS or self._page.flat.orientation_sure:
            return best
        lying = self._lines(1)
        return max(best, lying.legibility(), lying.legibility(on_its_head=True))

    @cached_property
    def mirrored(self) -> float:
        """How well its mirror image reads, 0–1."""
        return max(
            self._standing.legibility(mirrored=True, on_its_head=turned) for turned in (False, True)
        )

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
