"""Which way is up, by reading: for pages whose shapes did not decide it, or that read badly."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from pipeline.ink.clean import clean
from pipeline.layout.zones import unfold
from pipeline.paper.flatten import flatten
from pipeline.print.lines import find_lines
from pipeline.recognition.ink_net import make_ink_net
from pipeline.text.syllables import is_valid_syllable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.recognition.engine import Engine
    from pipeline.settings import Settings
    from pipeline.values.marks import CleanPage
    from pipeline.values.readings import PageReading
    from pipeline.values.scanned import Page

__all__ = ["LinesToTry", "reads_badly", "settle_orientation"]

log = logging.getLogger(__name__)

_LINES = 5
# Print of any kind gives 0.5 and more the right way up, 0.15 and less any other way (50 drawn
# kinds of pages, four turns each).
_READS = 0.4
# Less is no evidence: the page stays as it was scanned. So it does where two ways read as well.
_EVIDENCE, _CLEARLY = 0.3, 1.3
# Sure is what reads so well, or what reads badly and so many times better than any other way: a
# pale balance sheet gives 0.4 against 0.05.
_SURELY, _FAR = 0.5, 3.0
# What reads so well reads nowhere near as well on its head: that way is not tried.
_PLAINLY = 0.75

# A page on its head gives words a confidence of 0.3 at most, or none; the worst that was read the
# right way up (a balance sheet at 90 dpi) has 0.4.
_BELIEVED = 0.5

# Numbers, days, codes. Upside down digits are read as letters among digits, and unsurely.
_FIGURE = re.compile(r"\W*[A-ZĐ]{0,3}\d+(?:[.,/:-]\d+)*%?\W*")
_LEAST_DIGITS = 2
# A single syllable says little, any stroke can pass for one: so many letters count in full.
_FULL = 6


def reads_badly(reading: PageReading) -> bool:
    """Whether so little of a page was read that it may stand the wrong way up, sure shapes or not.

    A page that was compared with its other ways and left in doubt is not asked about again.
    """
    if reading.blank or reading.withheld or not reading.orientation_sure:
        return False
    return reading.confidence is None or reading.confidence < _BELIEVED


def settle_orientation(
    page: CleanPage, scan: Page, settings: Settings, engine: Engine
) -> CleanPage:
    """The page in the direction in which it reads.

    A few of its longest lines are read upright and turned by 180 degrees; where neither reads
    well, on its sides too, with the tilt that they have then.

    Args:
        page: As its shapes stood it up, cleaned.
        scan: It was made from.
        settings: Of flattening and cleaning.
        engine: Reads.

    Returns:
        The page turned as it reads best; as it was scanned where nothing reads clearly better.
        `flat.orientation_sure` stays False when no direction wins clearly, and the page goes on
        the list a person looks at.
    """
    first = page.flat.rotation
    standing = {first % 180: page}
    reads = _both_ways(page, engine)
    if max(reads.values()) <= _READS:
        side = (first + 90) % 360
        standing[side % 180] = _cleaned(page, scan, side, settings)
        reads |= _both_ways(standing[side % 180], engine)
    best, second = sorted(reads, key=lambda rotation: -reads[rotation])[:2]
    clear = reads[best] > max(_EVIDENCE, _CLEARLY * reads[second])
    sure = clear and (reads[best] > _SURELY or reads[best] > _FAR * reads[second])
    log.info("ways read=%s", {way: round(score, 2) for way, score in sorted(reads.items())})
    if not clear:
        best = 0
    chosen = standing.get(best % 180)
    if chosen is None or chosen.flat.rotation != best:
        # What lies on its head was cleaned upside down: letters and pen look alike there.
        chosen = _cleaned(page, scan, best, settings)
    return replace(chosen, flat=replace(chosen.flat, orientation_sure=sure))


def _cleaned(page: CleanPage, scan: Page, rotation: int, settings: Settings) -> CleanPage:
    """The scan turned by `rotation` and cleaned as `page` was."""
    return clean(
        flatten(scan, settings.flattening, rotation=rotation),
        settings.ink,
        make_ink_net().look,
        print_level=page.print_level,
    )


def _both_ways(page: CleanPage, engine: Engine) -> dict[int, float]:
    """How well a page reads as it stands and on its head, by rotation."""
    tried = LinesToTry(page, engine)
    upright = tried.legibility()
    turned = 0.0 if upright > _PLAINLY else tried.legibility(on_its_head=True)
    return {page.flat.rotation: upright, (page.flat.rotation + 180) % 360: turned}


class LinesToTry:
    """A page's longest lines, cut out once, to be read as they stand and otherwise.

    A line's letters lie on one row whichever way it is held: for a line upside down or in a mirror
    its picture is turned, and the page need not be cut into lines anew.

    Args:
        page: Its print alone counts.
        engine: Reads.
        lines: So many are read, the longest.
        best: So many of these count.
    """

    def __init__(
        self, page: CleanPage, engine: Engine, *, lines: int = _LINES, best: int = _LINES
    ) -> None:
        self._page, self._engine = page, engine
        self._lines, self._best = lines, best

    @cached_property
    def _pictures(self) -> list[NDArray[np.uint8]]:
        unfolded = unfold(self._page)
        cuts = [
            cut
            for zone in unfolded.zones
            for cut in find_lines(unfolded.gray[zone.box.slices], self._page.flat.dpi)
        ]
        cuts.sort(key=lambda cut: -cut.box.width)
        return [cut.gray for cut in cuts[: self._lines]]

    def legibility(self, *, on_its_head: bool = False, mirrored: bool = False) -> float:
        """How well they read, 0–1: confidence times the share that is Vietnamese or figures.

        Args:
            on_its_head: Turned by 180 degrees.
            mirrored: Left and right exchanged.
        """
        down = -1 if on_its_head else 1
        across = -1 if on_its_head != mirrored else 1
        # A line in which nothing was read counts as 0: upside down, many say nothing at all.
        said = sorted(
            (
                sum(
                    line.confidence * sense(line.text)
                    for line in self._engine.read(
                        np.ascontiguousarray(picture[::down, ::across]), self._page.flat.dpi, "line"
                    )[:1]
                )
                for picture in self._pictures
            ),
            reverse=True,
        )
        return sum(said[: self._best]) / max(1, min(self._best, len(said)))


def sense(text: str) -> float:
    """How much of a line means something: its letters in Vietnamese syllables and in figures, 0–1.

    >>> sense("Nơi nhận: Như trên")
    1.0
    >>> sense("998.557.334 25/07/2024")
    1.0
    >>> sense("V106/11/90 8V86/NS 970SV-VTI6") < 0.4
    True
    >>> sense("ơi") < 0.4
    True
    """
    known = every = 0
    for word in text.split():
        letters = [letter for letter in word if letter.isalnum()]
        every += len(letters)
        parts = re.findall(r"[^\W\d_]+|\d+", word)
        digits = sum(letter.isdigit() for letter in letters)
        if digits >= _LEAST_DIGITS and _FIGURE.fullmatch(word):
            known += len(letters)
        elif not digits:
            known += sum(len(p) for p in parts if len(p) > 1 and is_valid_syllable(p))
    return known / every * min(1.0, known / _FULL) if every else 0.0
