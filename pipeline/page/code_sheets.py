"""Codes on sheets with hardly anything else: what separator sheets are known by."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.recognition.codes import read_codes
from pipeline.values.readings import PageCode

if TYPE_CHECKING:
    from pipeline.geometry import Box
    from pipeline.values.marks import CleanPage
    from pipeline.values.readings import PageResult

__all__ = ["with_codes"]

# Codes are looked for on pages with so few words at most: a letter's own code parts nothing, and
# looking costs a tenth of a second.
_FEW_WORDS = 80
# What is left unread so near a code (millimetres) is its bars and its digits in small type.
_NEAR_MM = 6.0


def with_codes(result: PageResult, page: CleanPage) -> PageResult:
    """The reading with the codes of a page that says little; bars are no print left unread."""
    reading = result.reading
    if reading.blank or sum(len(line.text.split()) for line in reading.lines) > _FEW_WORDS:
        return result
    wide, high = reading.size_px
    codes = tuple(
        PageCode(code.kind, code.text, page.flat.to_original.box(code.box, (high, wide)))
        for code in read_codes(page.plain)
    )
    if not codes:
        return result
    near = round(_NEAR_MM * reading.dpi / 25.4)
    around = [code.box.grown(near, (high, wide)) for code in codes]
    left = tuple(part for part in reading.unread if not _in_any(part.box, around))
    gone = {part.crop for part in reading.unread} - {part.crop for part in left}
    crops = {name: png for name, png in result.crops.items() if name not in gone}
    return replace(result, reading=replace(reading, codes=codes, unread=left), crops=crops)


def _in_any(box: Box, places: list[Box]) -> bool:
    return any(box.intersection(place).area > 0.5 * box.area for place in places)
