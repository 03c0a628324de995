"""Cleaning must not harm: what lines are read from, and marks that turn out to be print."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from pipeline.page.printing import PrintedPage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.images.zones import Unfolded
    from pipeline.page.naming import Block
    from pipeline.values import CleanPage, FlatPage, Mark

__all__ = ["printed_page", "taken_back"]


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
    formless = mark.kind in {"fill_in", "note", "signature", "unknown"}
    return mark.colour == "black" and formless and mark.box.height < flat.pixels(mm=15)


def taken_back(cleaned: CleanPage, blocks: Sequence[Block]) -> CleanPage:
    """Marks that turned out to be print, because their line reads better with them, are none."""
    reach = round(cleaned.flat.pixels(mm=1))
    shape = cleaned.gray.shape
    lines = [
        line.box.grown(reach, (shape[0], shape[1]))
        for block in blocks
        for line in block.lines
        if line.kept_ink
    ]
    printed = [
        mark
        for mark in cleaned.marks
        if _may_be_print(mark, cleaned.flat)
        and any(mark.box.intersection(line).area > 0.8 * mark.box.area for line in lines)
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
