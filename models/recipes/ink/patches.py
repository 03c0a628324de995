"""Patches of scanned paper as the pipeline shows them to the net, and what in them is print."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import cv2
import numpy as np
from pipeline.ink.coloured_ink import lift_colour
from pipeline.paper.background import even_out, paper_level
from pipeline.settings import InkCleaning
from samples.conditions import Condition, set_up_scanner
from samples.ink import Ink
from samples.scanner import Scanner, scan
from samples.typesetting import DPI

from .pages import PRINT_KINDS

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from samples.ink import Impression

    from .pages import Marked

__all__ = [
    "PRINTED",
    "REMOVABLE",
    "SIDE",
    "SMALL",
    "Patch",
    "Way",
    "choose_way",
    "cut_patch",
    "places",
]

#: Pixels across a patch.
SIDE = 256
#: Bits of the truth; a pixel may have both.
PRINTED, REMOVABLE = 1, 2
#: Bit of print in pieces smaller than a letter: tone marks, dots. Lost, they change the word.
SMALL = 4

#: Paper around a patch that is scanned with it and cut off: the scanner shifts and blurs edges.
_MARGIN = 56
_INK = InkCleaning()
_LIFTED = "lifted"
#: Less black than this after evening out is paper: nothing is asked there.
_PAPER = 232
#: Square pixels at 200 dpi: a circumflex has 25, the smallest letter 60.
_SMALL_AREA = 40


@dataclass(frozen=True, slots=True)
class Way:
    """How a patch gets to the net.

    Attributes:
        kind: `grey`; `bilevel`; `colour` = coloured ink lifted first, then gray.
        dpi: What the net sees.
        scanner: How it was scanned.
        black: All marks are black, as on photocopies.
    """

    kind: Literal["grey", "bilevel", "colour"]
    dpi: int
    scanner: Scanner
    black: bool


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """A patch of paper.

    Attributes:
        gray: (SIDE, SIDE) uint8, 0 = ink.
        truth: (SIDE, SIDE) uint8, bits `PRINTED`, `REMOVABLE`, `SMALL`.
    """

    gray: NDArray[np.uint8]
    truth: NDArray[np.uint8]


def choose_way(rng: random.Random, *, held_out: bool, kind: str = "", dpi: int = 0) -> Way:
    """A way for a patch; the held-out ones scan at other resolutions and qualities."""
    kind = kind or rng.choices(("grey", "bilevel", "colour"), (45, 40, 15))[0]
    dpi = dpi or rng.choice((200, 200, 200, 200, 175, 150, 150, 100))
    if held_out:
        scanned, quality = rng.choice((240, 200)), rng.choice((55, 68))
    elif kind == "bilevel":
        scanned, quality = rng.choice((300, 300, 200)), 80
    else:
        scanned = rng.choice((300, 300, 200, 200, 150, 100))
        quality = rng.choice((40, 50, 60, 75, 85, 92))
    shade = rng.random() < 0.15
    how = Condition("", "any", "colour" if kind == "colour" else kind, scanned, shade=shade)
    scanner = replace(
        set_up_scanner(rng, how),
        skew=rng.gauss(0, 0.25),  # the page's tilt has been taken out, but for a rest
        quality=quality,
        specks=rng.choice((0, 0, 1, 2, 5, 25)),
        holes=int(rng.random() < 0.03),
        edges=False,
        toner=rng.uniform(-0.3, 0.9),
        blur=rng.uniform(0.6, 1.5),
        show_through=0.0,
    )
    return Way(kind, dpi, scanner, black=rng.random() < 0.4)  # type: ignore[arg-type]


def places(rng: random.Random, page: Marked, count: int, side: int) -> list[tuple[int, int]]:
    """Middles of patches (x, y) in sheet pixels: mostly ink over print, a quarter free of marks."""
    step = 8
    printed = np.asarray(page.sheet.ink.reduce(step)) > 30
    marked = np.zeros(printed.shape, dtype=bool)
    for mark in page.marks:
        if mark.kind not in PRINT_KINDS:
            _add(marked, mark, step)
    reach = max(1, side // step) | 1
    near = cv2.dilate(marked.astype(np.uint8), np.ones((reach, reach), np.uint8)) > 0
    wanted = (
        (marked & cv2.dilate(printed.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0, 0.41),
        (marked, 0.20),
        (printed & ~near, 0.36),
        (np.ones_like(printed), 0.03),
    )
    found = []
    for _ in range(count):
        where = rng.choices([w for w, _ in wanted], [s for _, s in wanted])[0]
        spots = np.argwhere(where)
        if not len(spots):
            spots = np.argwhere(printed | marked)
        if not len(spots):
            continue
        y, x = spots[rng.randrange(len(spots))] * step
        wander = side * 0.3
        found.append(
            (round(x + rng.uniform(-wander, wander)), round(y + rng.uniform(-wander, wander)))
        )
    return found


def _add(marked: NDArray[np.bool_], mark: Impression, step: int) -> None:
    small = mark.alpha[::step, ::step] > 60
    y, x = mark.y // step, mark.x // step
    top, left = max(0, y), max(0, x)
    part = marked[top : max(0, y + small.shape[0]), left : max(0, x + small.shape[1])]
    cut = small[top - y :, left - x :][: part.shape[0], : part.shape[1]]
    part |= cut


def cut_patch(rng: random.Random, page: Marked, middle: tuple[int, int], way: Way) -> Patch:
    """Scan the paper around a place and treat it as the pipeline treats a page."""
    inner = round(SIDE * DPI / way.dpi)
    side = inner + 2 * _MARGIN
    left, top = middle[0] - side // 2, middle[1] - side // 2
    box = (left, top, left + side, top + side)
    printed = np.asarray(page.sheet.ink.crop(box), dtype=np.uint8)  # white beyond the sheet
    marks = _within(rng, page.marks, box, way)
    back = np.ascontiguousarray(printed[::-1]) if way.scanner.show_through else None
    done = scan(rng, printed, marks, way.scanner, back)
    size = round(side * way.dpi / DPI)
    gray = _treated(_sized(done.image, size), way)
    layers = {kind: _sized(_bytes(mask), size) > 90 for kind, mask in done.ink.items()}
    paper = gray > _PAPER
    truth = np.zeros(gray.shape, np.uint8)
    truth[_sized(_bytes(done.print_mask), size) > 90] |= PRINTED
    for kind, mask in layers.items():
        if kind in PRINT_KINDS:
            truth[mask] |= PRINTED
        elif kind == _LIFTED:
            # What colour could not take off is left to the net.
            truth[mask & (gray < 170) & (truth & PRINTED == 0)] |= REMOVABLE
        else:
            truth[mask] |= REMOVABLE
    truth[paper] = 0
    truth[_small((truth & PRINTED > 0).astype(np.uint8), way.dpi)] |= SMALL
    start = (size - SIDE) // 2
    inside = (slice(start, start + SIDE),) * 2
    return Patch(np.ascontiguousarray(gray[inside]), np.ascontiguousarray(truth[inside]))


def _small(printed: NDArray[np.uint8], dpi: int) -> NDArray[np.bool_]:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(printed, connectivity=8)
    small = stats[:, cv2.CC_STAT_AREA] < _SMALL_AREA * (dpi / 200) ** 2
    small[0] = False
    return np.asarray(small[labels])


def _within(
    rng: random.Random, marks: Sequence[Impression], box: tuple[int, int, int, int], way: Way
) -> list[Impression]:
    left, top, right, bottom = box
    found = []
    for mark in marks:
        height, width = mark.alpha.shape
        if mark.x >= right or mark.y >= bottom or mark.x + width <= left or mark.y + height <= top:
            continue
        ink = mark.ink
        if way.black:
            ink = Ink.drawn(rng, "black")
        kind = mark.kind
        if way.kind == "colour" and ink.name != "black" and kind not in PRINT_KINDS:
            kind = _LIFTED  # type: ignore[assignment]
        alpha = _flooded(rng, mark.alpha) if mark.source == "stamp" else mark.alpha
        found.append(
            replace(mark, x=mark.x - left, y=mark.y - top, ink=ink, kind=kind, alpha=alpha)
        )
    return found


def _flooded(rng: random.Random, alpha: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Some stamps are pressed from a pad too wet: lines run together, copies thicken them."""
    if rng.random() < 0.6:
        return alpha
    size = rng.choice((3, 3, 5))
    around = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    return np.asarray(cv2.dilate(alpha, around), dtype=np.uint8)


def _bytes(mask: NDArray[np.bool_]) -> NDArray[np.uint8]:
    return mask.astype(np.uint8) * 255


def _sized(image: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    if image.shape[0] == side:
        return image
    way = cv2.INTER_AREA if image.shape[0] > side else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(image, (side, side), interpolation=way), dtype=np.uint8)


def _treated(image: NDArray[np.uint8], way: Way) -> NDArray[np.uint8]:
    """As `pipeline.ink.clean` does, up to the black marks."""
    if way.kind == "bilevel":
        return image
    if way.kind == "grey":
        return even_out(image, paper_level(image, way.dpi))
    channels = [even_out(c, paper_level(c, way.dpi)) for c in cv2.split(image)]
    evened = np.asarray(cv2.merge(channels), dtype=np.uint8)
    plain = np.asarray(cv2.cvtColor(evened, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    return lift_colour(evened, plain, way.dpi, _INK).gray
