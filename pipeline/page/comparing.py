"""Cleaning must not harm: what lines are read from, and marks that turn out to be print."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from pipeline.mark_kinds import MARK_KINDS
from pipeline.print.printing import PrintedPage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.layout.naming import Block
    from pipeline.layout.zones import Unfolded
    from pipeline.values.marks import CleanPage, Mark
    from pipeline.values.scanned import FlatPage

__all__ = ["printed_page", "taken_back"]

_SPELT = re.compile(r"[^\W\d_]{2}")
_FIGURE = re.compile(r"\d")


def printed_page(unfolded: Unfolded, cleaned: CleanPage, *, compare: bool) -> PrintedPage:
    """What lines are read from; compared where ink was lifted, if that is set."""
    if not (compare and cleaned.marks):
        return PrintedPage(unfolded.gray, cleaned.plain, None, cleaned.flat.dpi)
    lifted = cleaned.gray > cleaned.plain
    doubtful = np.zeros_like(lifted)
    for mark in cleaned.marks:
        if _may_be_print(mark, cleaned.flat):
            doubtful[mark.box.slices] |= mark.mask
    return PrintedPage(unfolded.gray, cleaned.plain, lifted, cleaned.flat.dpi, doubtful)


def _may_be_print(mark: Mark, flat: FlatPage) -> bool:
    """Whether a mark might be a word of print taken for pen: black, of no form, no higher."""
    formless = MARK_KINDS[mark.kind].family == "pen"
    return mark.colour == "black" and formless and mark.box.height < flat.pixels(mm=15)


def taken_back(cleaned: CleanPage, blocks: Sequence[Block]) -> CleanPage:
    """Marks that turned out to be print, because their line reads better with them, are none.

    Not those that were read as figures: a pen's number reads well too, and stays the pen's.
    """
    reach = round(cleaned.flat.pixels(mm=1))
    shape = (cleaned.gray.shape[0], cleaned.gray.shape[1])
    lines = [line for block in blocks for line in block.lines if line.kept_ink]
    rooms = [line.box.grown(reach, shape) for line in lines]
    spelt = [
        word.box
        for line in lines
        for word in line.words
        if _SPELT.search(word.text) and not _FIGURE.search(word.text)
    ]
    printed = [
        mark
        for mark in cleaned.marks
        if _may_be_print(mark, cleaned.flat)
        and any(mark.box.intersection(room).area > 0.8 * mark.box.area for room in rooms)
        and any(mark.box.intersection(box).area > 0.3 * mark.box.area for box in spelt)
    ]
    if not printed:
        return cleaned
    gray = cleaned.gray.copy()
    kept = tuple(mark for mark in cleaned.marks if mark not in printed)
    for mark in printed:
        gray[mark.box.slices][mark.mask] = cleaned.plain[mark.box.slices][mark.mask]
    for mark in kept:  # where marks overlap, the other one is still lifted
        gray[mark.box.slices][mark.mask] = cleaned.gray[mark.box.slices][mark.mask]
    return replace(cleaned, gray=gray, marks=kept)
