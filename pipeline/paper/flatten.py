"""A page picture upright, straight and at reading resolution, its colours untouched."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.geometry import Affine
from pipeline.paper.background import even_out, paper_level
from pipeline.paper.borders import border_mask
from pipeline.paper.orientation import which_way_up
from pipeline.paper.skew import skew_degrees
from pipeline.pixels.colour import resized, to_gray
from pipeline.pixels.turning import turned
from pipeline.values.scanned import FlatPage, Survey

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.settings import Flattening
    from pipeline.values.scanned import Page

__all__ = ["flatten", "quarter_turn", "survey_of"]

_SURVEY_DPI = 75.0
# A page is enlarged to so much at most (A3 at 150 dpi), and not by a hair: that only blurs.
_ENLARGED_MEGAPIXELS, _WORTH_ENLARGING = 4.4, 1.1
# Of a survey's darkness, 0–255: less is paper; print that is not pale has more; black print has it.
_FAINT, _PALE, _BLACK = 12, 80.0, 180.0


def flatten(
    page: Page, settings: Flattening, *, upright: bool = False, rotation: int | None = None
) -> FlatPage:
    """Turn a page upright, take out its tilt, bring it to reading resolution, paint borders over.

    Args:
        page: As scanned.
        settings: Resolution and limits.
        upright: The page is known to stand upright and straight: only its resolution is changed.
        rotation: Known otherwise than by its shapes: it is turned clockwise by so much, 0, 90,
            180 or 270.

    Returns:
        The flat page; `orientation_sure` is False where the shapes of the print did not decide
        which way is up: then a reader must compare it with the other ways.
    """
    if upright:
        return _straight(page, settings)
    survey = survey_of(page)
    ink = _print_in(survey)
    limit = settings.max_skew_degrees
    roughly, sure = None, True
    if rotation is None:
        way = which_way_up(ink, limit=limit)
        rotation, roughly, sure = way.rotation, way.skew_degrees, way.sure
    turns = rotation // 90
    standing = turned(ink, turns)
    skew = skew_degrees(standing, limit=limit, roughly=roughly)

    image = page.image
    if survey.border.any():
        image = _without_border(image, survey.border)
    scale = _reading_scale(page, settings)
    small = resized(image, scale)
    height, width = small.shape[:2]
    to_original = Affine(page.size_px[0] / width, 0, 0, 0, page.size_px[1] / height, 0)
    picture = turned(small, turns)
    to_original = _unturn(turns, width, height).then(to_original)
    if abs(skew) >= 0.05:
        picture, back = _rotate(picture, skew)
        to_original = back.then(to_original)
    return FlatPage(
        number=page.number,
        image=picture,
        dpi=page.dpi * scale,
        to_original=to_original,
        original_size=page.size_px,
        rotation=rotation,
        skew_degrees=skew,
        orientation_sure=sure,
        bilevel=page.bilevel,
        survey=survey,
    )


def quarter_turn(flat: FlatPage, turns: int) -> FlatPage:
    """The same page, turned clockwise by so many times 90 degrees."""
    height, width = flat.image.shape[:2]
    return replace(
        flat,
        image=turned(flat.image, turns),
        to_original=_unturn(turns, width, height).then(flat.to_original),
        rotation=(flat.rotation + 90 * turns) % 360,
    )


def _straight(page: Page, settings: Flattening) -> FlatPage:
    scale = _reading_scale(page, settings)
    small = resized(page.image, scale)
    back = Affine(page.size_px[0] / small.shape[1], 0, 0, 0, page.size_px[1] / small.shape[0], 0)
    return FlatPage(page.number, small, page.dpi * scale, back, page.size_px, bilevel=page.bilevel)


def _reading_scale(page: Page, settings: Flattening) -> float:
    """From the scan to the resolution it is read at; a very large sheet is read at a lower one."""
    width, height = page.size_px
    wanted = settings.reading_dpi / page.dpi
    if wanted > 1:
        # Enlarged is what stands on desks: a poster of few dots was not drawn in small print.
        room = math.sqrt(_ENLARGED_MEGAPIXELS * 1e6 / (width * height))
        wanted = min(wanted, settings.least_dpi / page.dpi, room)
        if wanted < _WORTH_ENLARGING:
            wanted = 1.0
    return min(wanted, math.sqrt(settings.reading_megapixels * 1e6 / (width * height)))


def survey_of(page: Page) -> Survey:
    """A small look at the page as it was scanned."""
    scale = min(1.0, _SURVEY_DPI / page.dpi)
    # Skipping pixels first is enough for a survey and saves most of the averaging's time.
    step = max(1, int(page.dpi / (3 * _SURVEY_DPI)))
    gray = to_gray(np.ascontiguousarray(page.image[::step, ::step]))
    small = resized(gray, scale * step)
    dpi = page.dpi * small.shape[0] / page.image.shape[0]
    return Survey(small, paper_level(small, dpi), border_mask(small, dpi), dpi)


def _print_in(survey: Survey) -> NDArray[np.uint8]:
    """(h, w) uint8: ink bright on 0, without borders and long rules."""
    ink = 255 - even_out(survey.gray, survey.paper)
    ink[survey.border] = 0
    ink = _as_dark_as_print(ink)
    mm = survey.dpi / 25.4
    # Rules and table lines say nothing of which way is up and drown the print in the profile.
    dark = (ink > 60).astype(np.uint8)
    long = round(12 * mm)
    rules = np.zeros(dark.shape, dtype=np.uint8)
    for kernel in ((1, long), (long, 1)):
        run = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones(kernel, np.uint8))
        rules |= np.asarray(run, dtype=np.uint8)
    ink[cv2.dilate(rules, np.ones((3, 3), np.uint8)) > 0] = 0
    ink[ink < 40] = 0
    return ink


def _as_dark_as_print(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Pale print at the level of black print: else neither turn nor tilt is found.

    Only where all of a page's ink is pale: its blackest twentieth is so dark on good scans that
    nothing changes.
    """
    some = ink[ink > _FAINT]
    top = float(np.percentile(some, 95)) if some.size else 255.0
    if top >= _PALE:
        return ink
    return np.asarray(np.minimum(255, ink * (_BLACK / top)), dtype=np.uint8)


def _without_border(image: NDArray[np.uint8], border: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """The border painted with the page's own paper, on a copy: the scan itself is never touched."""
    height, width = image.shape[:2]
    mask = cv2.resize(border.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST) > 0
    sample = image[::8, ::8].reshape(-1, *image.shape[2:])
    paper = np.percentile(sample, 75, axis=0).astype(np.uint8)
    out = image.copy()
    out[mask] = paper
    return out


def _unturn(turns: int, width: int, height: int) -> Affine:
    """Turned pixel → unturned pixel, for `turns` quarter turns clockwise of a (height, width)."""
    return (
        Affine(),
        Affine(0, 1, 0, -1, 0, height),
        Affine(-1, 0, width, 0, -1, height),
        Affine(0, -1, width, 1, 0, 0),
    )[turns % 4]


def _rotate(image: NDArray[np.uint8], degrees: float) -> tuple[NDArray[np.uint8], Affine]:
    """Take a tilt out; the page keeps its size, what comes in at the corners is paper."""
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    edge = image[:: max(1, height // 100), :: max(1, width // 100)]
    paper = np.percentile(edge.reshape(-1, *image.shape[2:]), 75, axis=0)
    fill = tuple(float(v) for v in np.atleast_1d(paper))
    out = cv2.warpAffine(
        image,
        matrix,
        (width, height),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=fill,
    )
    forward = Affine(*(float(v) for v in matrix.ravel()))
    return np.asarray(out, dtype=np.uint8), forward.inverse()
