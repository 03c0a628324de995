"""A page's scan judged, and nothing on it read: for a look at scans before a night."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.ink.clean import is_blank
from pipeline.judging import judge_scan
from pipeline.page.facts import facts_of
from pipeline.paper.background import even_out, paper_level
from pipeline.paper.flatten import flatten
from pipeline.pixels.colour import has_colour, to_gray
from pipeline.raster import read_page

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.settings import Settings
    from pipeline.values.judging import ScanJudgement
    from pipeline.values.readings import PageReading
    from pipeline.values.scanned import FlatPage

__all__ = ["judge_page"]

# Ink that throws back more of the paper's light shines through from the back; print that is so
# pale is taken for it here, for only a reader can tell them apart.
_SHINES_THROUGH = 0.72


def judge_page(path: Path, number: int, settings: Settings) -> PageReading:
    """One page of a scanned file with its judgement, and without text and marks.

    Args:
        path: The file; it is only read.
        number: From 1.
        settings: Of rasterising and flattening.

    Raises:
        PageError: The page's picture cannot be had.
    """
    page = read_page(path, number, settings.raster)
    digital = page.origin == "born_digital"
    flat = flatten(page, settings.flattening, upright=digital)
    facts = facts_of(page, flat)
    if digital:
        return facts
    scan = judge_scan(page, flat)
    return replace(facts, scan=scan, blank=_looks_blank(flat, scan))


def _looks_blank(flat: FlatPage, scan: ScanJudgement) -> bool:
    if scan.ink is not None and scan.ink <= _SHINES_THROUGH:
        return False
    gray = to_gray(flat.image)
    evened = even_out(gray, paper_level(gray, flat.dpi))
    return is_blank(evened, flat.dpi) and not has_colour(flat.image)
