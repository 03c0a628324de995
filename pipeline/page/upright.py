"""Which way is up, by reading: for pages whose shapes did not decide it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from pipeline.images.clean import clean
from pipeline.images.flatten import quarter_turn
from pipeline.images.lines import find_lines
from pipeline.images.zones import unfold
from pipeline.recognition.ink import make_ink_net
from pipeline.text.syllables import syllable_share
from pipeline.values import CleanPage

if TYPE_CHECKING:
    from pipeline.recognition.engine import Engine
    from pipeline.settings import Settings

__all__ = ["legibility", "settle_orientation"]

_LINES = 5


def settle_orientation(page: CleanPage, settings: Settings, engine: Engine) -> CleanPage:
    """The page in the direction in which it reads as Vietnamese.

    A few of its longest lines are read upright and turned by 180 degrees; where neither reads
    well, on its sides too.

    Returns:
        The page turned as it reads best; `flat.orientation_sure` stays False when no direction
        wins clearly, and the page goes on the list a person looks at.
    """
    tried = {0: legibility(page, engine)}
    for turns in (2, 1, 3):
        if turns != 2 and max(tried.values()) > 0.6:
            break
        tried[turns] = legibility(_turned(page, turns), engine)
    ranked = sorted(tried, key=lambda turns: -tried[turns])
    best, score = ranked[0], tried[ranked[0]]
    if score < 0.15:  # nothing reads in any direction: leave the page as it was scanned
        best = (360 - page.flat.rotation) // 90 % 4
    sure = score > 0.5 and score > 1.3 * tried[ranked[1]]
    # What lies on its head was cleaned upside down: letters and pen look alike there.
    chosen = page
    if best:
        chosen = clean(
            quarter_turn(page.flat, best),
            settings.ink,
            make_ink_net().look,
            print_level=page.print_level,
        )
    return replace(chosen, flat=replace(chosen.flat, orientation_sure=sure))


def _turned(page: CleanPage, turns: int) -> CleanPage:
    """A page's print turned clockwise, to try how it reads; its marks stay behind."""
    gray = np.ascontiguousarray(np.rot90(page.gray, -turns))
    return CleanPage(quarter_turn(page.flat, turns), gray, gray, (), page.blank)


def legibility(
    page: CleanPage, engine: Engine, *, lines: int = _LINES, best: int = _LINES
) -> float:
    """How well a few lines read, 0–1: confidence times the share of Vietnamese syllables.

    Args:
        page: Its print alone counts.
        engine: Reads.
        lines: So many are read, the longest.
        best: So many of these count.
    """
    unfolded = unfold(page)
    cuts = [
        cut
        for zone in unfolded.zones
        for cut in find_lines(unfolded.gray[zone.box.slices], page.flat.dpi)
    ]
    cuts.sort(key=lambda cut: -cut.box.width)
    asked = cuts[:lines]
    # A line in which nothing was read counts as 0: upside down, many say nothing at all. A single
    # syllable says little: any stroke can pass for one.
    said = sorted(
        (
            sum(
                line.confidence * syllable_share(line.text) * min(1.0, len(line.words) / 2)
                for line in engine.read(cut.gray, page.flat.dpi, "line")[:1]
            )
            for cut in asked
        ),
        reverse=True,
    )
    return sum(said[:best]) / max(1, min(best, len(asked)))
