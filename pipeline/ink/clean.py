"""From a flat page to print on white paper, with everything that was taken off kept as marks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.ink.black_marks import lift_black
from pipeline.ink.coloured_ink import lift_colour
from pipeline.ink.contrast import darkened, letters_on, neutral, paleness_of
from pipeline.ink.grounds import without_grounds
from pipeline.paper.background import even_out, paper_level
from pipeline.pixels.colour import has_colour, to_gray
from pipeline.pixels.components import components
from pipeline.values.marks import CleanPage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.ink.contrast import Letters
    from pipeline.ink.print_map import InkNet
    from pipeline.settings import InkCleaning
    from pipeline.values.marks import Mark
    from pipeline.values.scanned import FlatPage

__all__ = ["Evened", "clean", "clean_evened", "even"]


@dataclass(frozen=True, slots=True, eq=False)
class Evened:
    """A flat page on white paper, before anything is known of its black ink.

    Attributes:
        flat: It was made from.
        gray: (H, W) uint8, coloured ink lifted.
        plain: (H, W) uint8, nothing lifted.
        marks: The coloured ink.
        letters: On `gray`; None on a page of bits, which knows no pale print.
    """

    flat: FlatPage
    gray: NDArray[np.uint8]
    plain: NDArray[np.uint8]
    marks: tuple[Mark, ...]
    letters: Letters | None


def clean(
    flat: FlatPage, settings: InkCleaning, look: InkNet, *, print_level: float | None = None
) -> CleanPage:
    """Even out the paper, lift coloured ink, darken pale print, lift what is no print in black.

    Args:
        flat: Upright and straight.
        settings: Thresholds of ink, and which steps are taken.
        look: The ink net, for what is black.
        print_level: Pale ink was found to be print up to this brightness of its letters, 0–255;
            fainter ink shows through from the back. None = nobody looked.

    Returns:
        The page as engines read it. Outside the marks `gray` equals `plain` exactly. Where ink is
        in doubt it stays pale, and `doubtful` says where.
    """
    return clean_evened(even(flat, settings), settings, look, print_level=print_level)


def even(flat: FlatPage, settings: InkCleaning) -> Evened:
    """The first half of cleaning, which does not ask how pale print may be.

    Args:
        flat: Upright and straight.
        settings: As of `clean`.
    """
    marks: tuple[Mark, ...] = ()
    letters = None
    image = without_grounds(flat.image, flat.dpi)
    if has_colour(image, spread=settings.spread):
        tinted = _even_out_colour(image, flat.dpi)
        plain = to_gray(tinted)
        letters = letters_on(plain, flat.dpi)
        evened = neutral(tinted, letters)
        if evened is not tinted:
            plain, letters = to_gray(evened), None
        gray = plain
        if settings.colour:
            lifted = lift_colour(evened, plain, flat.dpi, settings)
            gray, marks = lifted.gray, lifted.marks
        if gray is not plain:
            letters = None
    else:
        gray = to_gray(image)
        if not flat.bilevel:
            gray = even_out(gray, paper_level(gray, flat.dpi))
        plain = gray
    if letters is None and not flat.bilevel:
        letters = letters_on(gray, flat.dpi)
    return Evened(flat, gray, plain, marks, None if flat.bilevel else letters)


def clean_evened(
    page: Evened, settings: InkCleaning, look: InkNet, *, print_level: float | None = None
) -> CleanPage:
    """The second half of cleaning: as `clean`, of an evened page."""
    flat, gray, plain, marks = page.flat, page.gray, page.plain, page.marks
    doubtful = None
    if page.letters is not None:
        gray, plain, doubtful = _darkened(gray, plain, page.letters, flat.dpi, print_level)
    blank = is_blank(gray, flat.dpi) and all(mark.kind == "set_off" for mark in marks)
    black = lift_black(gray, flat.dpi, look) if settings.black and not blank else None
    if black is not None:
        gray, marks = black.gray, (*marks, *black.marks)
    return CleanPage(flat, gray, plain, marks, blank, doubtful, print_level)


def _darkened(
    gray: NDArray[np.uint8],
    plain: NDArray[np.uint8],
    letters: Letters,
    dpi: float,
    print_level: float | None,
) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.bool_] | None]:
    """Both pages with pale print as dark as print is, and where ink is left in doubt."""
    faint = None
    if print_level is not None:
        letters, faint = letters.parted(print_level)
        gray = np.where(faint, np.uint8(255), gray)
    found = paleness_of(letters, dpi)
    if found is None:
        return gray, plain, faint
    gain, doubtful = found.gain, faint
    if print_level is None and found.doubtful.any():
        gain, doubtful = np.where(found.doubtful, np.float32(1), gain), found.doubtful
    elif faint is not None:
        gain = np.where(faint, np.float32(1), gain)
    if gray is plain:
        gray = plain = darkened(plain, gain)
        return gray, plain, doubtful
    return darkened(gray, gain), darkened(plain, gain), doubtful


def _even_out_colour(image: NDArray[np.uint8], dpi: float) -> NDArray[np.uint8]:
    """Each channel by its own paper level: tinted paper becomes white, ink keeps its hue."""
    # The paper's shading is the same lamp's in all channels, its tint is not: measure all three.
    channels = [np.asarray(channel, np.uint8) for channel in cv2.split(image)]
    evened = [even_out(channel, paper_level(channel, dpi)) for channel in channels]
    return np.asarray(cv2.merge(evened), dtype=np.uint8)


def is_blank(gray: NDArray[np.uint8], dpi: float, *, least_mm2: float = 2.5) -> bool:
    """Whether an evened-out page carries no print: nothing dark but specks and show-through.

    Show-through is pale after evening out (above 130 of 255 on the development scans' backs);
    print, even worn, has strokes well below. A page number alone has about 3 mm² of ink.
    """
    mm = dpi / 25.4
    height, width = gray.shape
    margin = round(4 * mm)
    dark = (gray[margin : height - margin, margin : width - margin] < 120).astype(np.uint8)
    # Specks are smaller than letters: count only what has a letter's size.
    sizes = components(dark).stats[1:]
    letters = (np.maximum(sizes[:, 2], sizes[:, 3]) >= 1.0 * mm) & (sizes[:, 4] >= 0.12 * mm * mm)
    return float(sizes[letters, 4].sum()) / mm**2 < least_mm2
