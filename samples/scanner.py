"""Lay ink on paper and scan it: toner, paper, light, lens, threshold, JPEG.

Everything that moves pixels is one map, so that masks and boxes move with the picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import cv2
import numpy as np

from pipeline.geometry import Affine
from samples.mishaps import exposed, fold_corner, lay_finger
from samples.paper import add_grain, dust, lay, paper, punch, shaded, sheet_edges, tiled, toner
from samples.press import Laid
from samples.typesetting import DPI
from samples.warping import jpeg_of, resized, turn_of, turned_back, warped

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from samples.ink import Impression
    from samples.warping import Turn

__all__ = ["Scanned", "Scanner", "scan"]

Mode = Literal["colour", "grey", "bilevel"]


@dataclass(frozen=True, slots=True)
class Scanner:
    """How a page gets from paper to pixels.

    Attributes:
        mode: Colour, grey or one bit a pixel.
        dpi: Of the picture.
        rotation: Degrees clockwise that the picture must be turned to stand upright.
        skew: Degrees the text runs downhill.
        whiten: The driver clips paper to pure white, as most office scanners do.
        paper: RGB of the sheet.
        texture: Strength of the paper's grain, grey levels.
        noise: Of the sensor, grey levels.
        blur: Of the lens, pixels at 300 dpi.
        fringe: Shift between colour channels, pixels.
        shade: Light falls off by so many grey levels.
        toner: Thicker (+) or thinner (−) print, pixels.
        dropout: How patchy the toner lies, 0–1.
        show_through: How much the back shines through, 0–1.
        border: Width of the black edge around the page, millimetres.
        holes: Punch holes at the left edge.
        specks: Dust, grains a page.
        quality: JPEG's.
        edges: The sheet's edges show as faint lines.
        tilt: How far a camera stood askew, as a share of the page; 0 = flat on the glass.
        bed: RGB of what lies around the page.
        threshold: The grey that parts black from white; None = as drivers set it.
        fold: So much of the edges at a corner is folded over, millimetres.
        finger: A finger lies on the glass beside the page.
        slid: The sheet lies so far off the glass to the right and down, millimetres.
        exposure: Every level times the first plus the second: light or brightness set wrong.
    """

    mode: Mode = "colour"
    dpi: int = 300
    rotation: int = 0
    skew: float = 0.0
    whiten: bool = True
    paper: tuple[int, int, int] = (250, 249, 246)
    texture: float = 2.0
    noise: float = 5.0
    blur: float = 0.8
    fringe: float = 0.4
    shade: float = 0.0
    toner: float = 0.0
    dropout: float = 0.0
    show_through: float = 0.0
    border: float = 0.0
    holes: int = 0
    specks: int = 20
    quality: int = 85
    edges: bool = True
    tilt: float = 0.0
    bed: tuple[int, int, int] = (14, 13, 16)
    threshold: int | None = None
    fold: float = 0.0
    finger: bool = False
    slid: tuple[float, float] = (0.0, 0.0)
    exposure: tuple[float, float] = (1.0, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Scanned:
    """A scan and what is true about it.

    Attributes:
        image: RGB, gray or bilevel (0/255) uint8, (H, W[, 3]).
        jpeg: The file bytes that decode to `image`; None for bilevel.
        to_image: Sheet pixels (300 dpi, upright) to picture pixels.
        print_mask: (H, W) bool, printed ink.
        ink: Kind of mark → (H, W) bool.
    """

    image: NDArray[np.uint8]
    jpeg: bytes | None
    to_image: Turn
    print_mask: NDArray[np.bool_]
    ink: dict[str, NDArray[np.bool_]]


def scan(
    rng: random.Random,
    printed: NDArray[np.uint8],
    marks: Sequence[Impression],
    scanner: Scanner,
    back: NDArray[np.uint8] | None = None,
    laid: Laid | None = None,
) -> Scanned:
    """Scan a sheet.

    Args:
        rng: Decides noise and dust.
        printed: (H, W) uint8 at 300 dpi, 255 = printed.
        marks: Ink over it, in the order it came.
        scanner: How.
        back: The other side's printed ink, seen from behind.
        laid: What the press did to this sheet; full black when None.
    """
    printed = toner(rng, printed, scanner)
    page = paper(rng, printed.shape, scanner, back)
    laid = laid or Laid()
    if laid.tone is not None:
        lay(page, laid.tone, laid.rgb)
    lay(page, laid.inked(printed), laid.rgb)
    layers: dict[str, NDArray[np.uint8]] = {}
    for mark in marks:
        _stamp(page, mark, layers)
    if scanner.holes:
        punch(rng, page, scanner.holes)
    if scanner.fold:
        fold_corner(rng, page, scanner.fold, scanner, _beyond(scanner))
    turn, size = turn_of(rng, printed.shape, scanner)
    page = warped(page, turn, size, _beyond(scanner))
    if scanner.finger:
        lay_finger(rng, page)
    page = _sense(rng, page, scanner)
    masks = {kind: warped(layer, turn, size, 0) for kind, layer in layers.items()}
    # A ground is print, the letters spared out of it are not.
    if laid.tone is not None:
        printed = np.where(laid.tone > 0, 255, printed).astype(np.uint8)
    print_layer = warped(printed, turn, size, 0)
    # A scan at fewer dots a inch keeps a thin line as grey: a third of a pixel counts as ink.
    scale = scanner.dpi / DPI
    size = (round(size[0] * scale), round(size[1] * scale))
    level = 110 if scale == 1 else 84
    image = resized(page, size)
    ink = {kind: resized(mask, size) > level for kind, mask in masks.items()}
    print_mask = resized(print_layer, size) > level
    image, jpeg = _develop(rng, image, scanner)
    to_image = turn.then(Affine(scale, 0, 0, 0, scale, 0))
    return _rotated(Scanned(image, jpeg, to_image, print_mask, ink), scanner)


def _stamp(page: NDArray[np.uint8], mark: Impression, layers: dict[str, NDArray[np.uint8]]) -> None:
    """Lay a mark on the page and into its kind's layer; what lies off the sheet is lost."""
    height, width = mark.alpha.shape
    top, left = max(0, mark.y), max(0, mark.x)
    bottom, right = min(page.shape[0], mark.y + height), min(page.shape[1], mark.x + width)
    if bottom <= top or right <= left:
        return
    alpha = np.ascontiguousarray(
        mark.alpha[top - mark.y : bottom - mark.y, left - mark.x : right - mark.x]
    )
    part = np.ascontiguousarray(page[top:bottom, left:right])
    lay(part, alpha, mark.ink.rgb)
    page[top:bottom, left:right] = part
    layer = layers.setdefault(mark.kind, np.zeros(page.shape[:2], np.uint8))
    np.maximum(layer[top:bottom, left:right], alpha, out=layer[top:bottom, left:right])


def _beyond(scanner: Scanner) -> tuple[int, int, int]:
    """What lies beyond the paper: the bed, or the white lid."""
    return scanner.bed if scanner.border else (252, 252, 253)


def _sense(rng: random.Random, page: NDArray[np.uint8], scanner: Scanner) -> NDArray[np.uint8]:
    """Lens and light: blur, colour fringes, shading, dust, edges of the sheet, noise."""
    height, width = page.shape[:2]
    if scanner.edges and not scanner.border:
        sheet_edges(rng, page)
    dust(rng, page, scanner.specks)
    if scanner.shade:
        page = shaded(rng, page, scanner.shade)
    if scanner.blur:
        page = cv2.GaussianBlur(page, (0, 0), scanner.blur)
    if scanner.fringe and scanner.mode == "colour":
        shift = np.array([[1, 0, scanner.fringe], [0, 1, scanner.fringe * rng.uniform(-0.6, 0.6)]])
        page[..., 0] = cv2.warpAffine(
            page[..., 0], shift, (width, height), borderMode=cv2.BORDER_REPLICATE
        )
    if scanner.noise:
        page = add_grain(page, tiled(rng, page.shape, rng.choice((0.0, 0.6, 0.9))), scanner.noise)
    return page


def _develop(
    rng: random.Random, image: NDArray[np.uint8], scanner: Scanner
) -> tuple[NDArray[np.uint8], bytes | None]:
    """The driver's tone curve, then the file's mode and compression."""
    if scanner.exposure != (1.0, 0.0):
        image = exposed(image, *scanner.exposure)
    if scanner.mode != "colour":
        weights = rng.choice(((0.299, 0.587, 0.114), (0.25, 0.6, 0.15), (0.15, 0.7, 0.15)))
        image = cv2.transform(image, np.array([weights], dtype=np.float32))
    if scanner.mode == "bilevel":
        return _threshold(rng, image, scanner), None
    if scanner.whiten:
        low, high = rng.uniform(35, 75), rng.uniform(205, 232)
        curve = np.clip((np.arange(256) - low) / (high - low) * 255, 0, 255).astype(np.uint8)
        image = cv2.LUT(image, curve)
    return jpeg_of(image, scanner.quality, scanner.dpi)


def _threshold(rng: random.Random, gray: NDArray[np.uint8], scanner: Scanner) -> NDArray[np.uint8]:
    """One bit a pixel: a fixed threshold, or one that follows the light, as drivers do."""
    if scanner.shade:
        local = cv2.resize(
            gray, (gray.shape[1] // 16, gray.shape[0] // 16), interpolation=cv2.INTER_AREA
        )
        local = cv2.GaussianBlur(cv2.dilate(local, np.ones((5, 5), np.uint8)), (0, 0), 4)
        paper = cv2.resize(local, (gray.shape[1], gray.shape[0]))
        gray = cv2.divide(gray, cv2.max(paper, 1), scale=245)
    level = rng.uniform(118, 172) if scanner.threshold is None else scanner.threshold
    return np.where(gray > level, 255, 0).astype(np.uint8)


def _rotated(scanned: Scanned, scanner: Scanner) -> Scanned:
    """Turn everything counterclockwise by the scanner's rotation."""
    if not scanner.rotation:
        return scanned
    turns = scanner.rotation // 90
    step = turned_back(turns, scanned.image.shape)

    def turn(array: NDArray[np.uint8]) -> NDArray[np.uint8]:
        return np.ascontiguousarray(np.rot90(array, turns))

    image, jpeg = turn(scanned.image), None
    if scanned.jpeg is not None:
        image, jpeg = jpeg_of(image, scanner.quality, scanner.dpi)
    return Scanned(
        image,
        jpeg,
        scanned.to_image.then(step),
        turn(scanned.print_mask),  # type: ignore[arg-type]
        {kind: turn(mask) for kind, mask in scanned.ink.items()},  # type: ignore[arg-type, misc]
    )
