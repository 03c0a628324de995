"""Pale ink: print of the page, or the print of its back showing through? What reads is print."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import numpy as np

from pipeline.images.contrast import darkened, letters_on, paleness_of
from pipeline.images.flatten import quarter_turn
from pipeline.page.upright import legibility
from pipeline.values import CleanPage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.recognition.engine import Engine

__all__ = ["pale_reads"]

log = logging.getLogger(__name__)

_LEAST_LETTERS = 8
# Print gives 0.7 and more; what shows through, turned every way, 0.1 to 0.4.
_READS = 0.5
_SURER = 1.5
# Where dark print ends in the middle of a line pale scraps are left: the best lines tell.
_LINES, _BEST = 8, 3


def pale_reads(page: CleanPage, engine: Engine) -> bool:
    """Whether ink that is in doubt reads as text, better than its mirror image does.

    Args:
        page: Cleaned, with ink in doubt; upright as far as its shapes told.
        engine: Reads a few of its lines.
    """
    if page.doubtful is None:
        return False
    letters = letters_on(page.gray, page.flat.dpi)
    found = paleness_of(letters, page.flat.dpi)
    if found is None or _in(letters.pieces.stats[letters.numbers], page.doubtful) < _LEAST_LETTERS:
        return False
    alone = np.where(page.doubtful, darkened(page.gray, found.gain), np.uint8(255))
    as_seen = max(_legible(page, alone, turns, engine) for turns in (0, 2))
    if as_seen < _READS and not page.flat.orientation_sure:
        as_seen = max(as_seen, *(_legible(page, alone, turns, engine) for turns in (1, 3)))
    if as_seen < _READS:
        return False
    mirrored = max(
        _legible(page, np.ascontiguousarray(alone[:, ::-1]), turns, engine) for turns in (0, 2)
    )
    log.info("pale ink reads=%.2f mirrored=%.2f", as_seen, mirrored)
    return as_seen >= _SURER * mirrored


def _in(stats: NDArray[np.int32], place: NDArray[np.bool_]) -> int:
    """How many letters have their middle in a place."""
    xs, ys = stats[:, 0] + stats[:, 2] // 2, stats[:, 1] + stats[:, 3] // 2
    return int(place[ys, xs].sum())


def _legible(page: CleanPage, gray: NDArray[np.uint8], turns: int, engine: Engine) -> float:
    turned = np.ascontiguousarray(np.rot90(gray, -turns))
    print_alone = CleanPage(quarter_turn(page.flat, turns), turned, turned)
    return legibility(print_alone, engine, lines=_LINES, best=_BEST)
