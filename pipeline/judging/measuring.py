"""A page's scan in figures, from its picture and what flattening found on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pipeline.judging.corners import folded_corner
from pipeline.judging.fingerprint import fingerprint_of
from pipeline.judging.fingers import finger_mm2
from pipeline.judging.light import light_on
from pipeline.judging.rims import border_widths, cut_edges
from pipeline.judging.sharpness import sharpness_of
from pipeline.paper.flatten import survey_of
from pipeline.pixels.colour import to_gray
from pipeline.values.judging import ScanJudgement

if TYPE_CHECKING:
    from pipeline.values.scanned import FlatPage, Page

__all__ = ["judge_scan"]


def judge_scan(page: Page, flat: FlatPage) -> ScanJudgement:
    """Measure a page's scan; verdicts are left to who knows where the lines are.

    Args:
        page: As scanned.
        flat: The same upright, at reading resolution.
    """
    survey = flat.survey or survey_of(page)
    gray = to_gray(flat.image)
    border = border_widths(survey)
    sharp = sharpness_of(gray, flat.dpi)
    light = None if page.bilevel else light_on(survey)
    return ScanJudgement(
        dpi=round(page.dpi, 1),
        bits=_bits(page),
        edge_mm=None if sharp is None or page.bilevel else round(sharp.edge_mm, 3),
        stroke_mm=None if sharp is None else round(sharp.stroke_mm, 3),
        ink=None if sharp is None else round(sharp.ink, 3),
        printed_cm2=0.0 if sharp is None else round(sharp.printed_cm2, 1),
        paper=None if light is None else round(light[0]),
        shadow=None if light is None else round(light[1], 3),
        skew_degrees=round(flat.skew_degrees, 2),
        cut_mm=cut_edges(page, survey),
        border_mm=border,
        fold_mm=folded_corner(survey, border),
        finger_mm2=finger_mm2(page),
        fingerprint=fingerprint_of(gray, flat.dpi),
    )


def _bits(page: Page) -> Literal[1, 8, 24]:
    if page.bilevel:
        return 1
    image = page.image
    if image.ndim == 2:
        return 8
    # Three channels that are everywhere the same hold no colour.
    some = image[::7, ::3]
    return 24 if bool((some[..., 0] != some[..., 2]).any()) else 8
