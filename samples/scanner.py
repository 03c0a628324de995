"""Lay ink on paper and scan it: toner, paper, light, lens, threshold, JPEG.

Everything that moves pixels is one affine map, so that masks and boxes move with the picture.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import cv2
import numpy as np
from PIL import Image

from pipeline.values import Affine
from samples.ink import field_of
from samples.typesetting import DPI, mm

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from samples.ink import Impression

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
    to_image: Affine
    print_mask: NDArray[np.bool_]
    ink: dict[str, NDArray[np.bool_]]


def scan(
    rng: random.Random,
    printed: NDArray[np.uint8],
    marks: Sequence[Impression],
    scanner: Scanner,
    back: NDArray[np.uint8] | None = None,
) -> Scanned:
    """Scan a sheet.

    Args:
        rng: Decides noise and dust.
        printed: (H, W) uint8 at 300 dpi, 255 = printed.
        marks: Ink over it, in the order it came.
        scanner: How.
        back: The other side's printed ink, seen from behind.
    """
    printed = _toner(rng, printed, scanner)
    page = _paper(rng, printed.shape, scanner, back)
    _lay(page, printed, (22, 20, 23))
    layers: dict[str, NDArray[np.uint8]] = {}
    for mark in marks:
        _stamp(page, mark, layers)
    if scanner.holes:
        _punch(rng, page, scanner.holes)
    turn, size = _geometry(rng, printed.shape, scanner)
    page = _warp(page, turn, size, _beyond(scanner))
    page = _sense(rng, page, scanner)
    masks = {kind: _warp(layer, turn, size, 0) for kind, layer in layers.items()}
    print_layer = _warp(printed, turn, size, 0)
    # A scan at fewer dots a inch keeps a thin line as grey: a third of a pixel counts as ink.
    scale = scanner.dpi / DPI
    size = (round(size[0] * scale), round(size[1] * scale))
    level = 110 if scale == 1 else 84
    image = _resized(page, size)
    ink = {kind: _resized(mask, size) > level for kind, mask in masks.items()}
    print_mask = _resized(print_layer, size) > level
    image, jpeg = _develop(rng, image, scanner)
    to_image = turn.then(Affine(scale, 0, 0, 0, scale, 0))
    return _rotated(Scanned(image, jpeg, to_image, print_mask, ink), scanner)


def _toner(rng: random.Random, printed: NDArray[np.uint8], scanner: Scanner) -> NDArray[np.uint8]:
    """Print as the machine laid it: fatter, thinner, patchy."""
    if scanner.toner == 0 and scanner.dropout == 0:
        return printed
    soft = cv2.GaussianBlur(printed, (0, 0), 1.1)
    # Shifting the threshold of a blurred edge moves the edge by about its share of the blur.
    level = float(np.clip(127 - scanner.toner * 70, 30, 205))
    table = np.clip((np.arange(256) - level) * 4 + 128, 0, 255).astype(np.uint8)
    table[0] = 0
    laid = cv2.LUT(soft, table)
    if scanner.dropout:
        weak = _tiled(rng, printed.shape, 1.2)
        patches = field_of(rng, printed.shape, 160, 0.0, 1.0)
        lost = (weak.astype(np.float32) - 128) * 0.02 * scanner.dropout + patches * scanner.dropout
        laid = (laid * np.clip(1.15 - lost, 0.15, 1)).astype(np.uint8)
    return laid


@lru_cache(maxsize=8)
def _grain(sigma: float) -> NDArray[np.uint8]:
    """A tile of noise about 128 with deviation 40, of a given coarseness."""
    raw = np.random.default_rng(7).normal(0, 1, (1361, 1361)).astype(np.float32)
    soft = cv2.GaussianBlur(raw, (0, 0), sigma) if sigma > 0 else raw
    return np.clip(soft / soft.std() * 40 + 128, 0, 255).astype(np.uint8)


def _tiled(rng: random.Random, shape: tuple[int, ...], sigma: float) -> NDArray[np.uint8]:
    """Noise over a whole page, from one tile laid at a random offset."""
    tile = np.roll(_grain(sigma), (rng.randrange(1361), rng.randrange(1361)), (0, 1))
    if rng.random() < 0.5:
        tile = tile[:, ::-1]
    rows, columns = (-(-n // 1361) for n in shape[:2])
    return np.ascontiguousarray(np.tile(tile, (rows, columns))[: shape[0], : shape[1]])


def _add_grain(page: NDArray[np.uint8], grain: NDArray[np.uint8], strength: float) -> NDArray[np.uint8]:
    """Noise of `strength` grey levels added to a gray page or each channel of a colour one."""
    if page.ndim == 3:
        grain = cv2.merge([grain, grain, grain])
    share = strength / 40
    return cv2.addWeighted(page, 1.0, grain, share, -128 * share)


def _paper(
    rng: random.Random, shape: tuple[int, ...], scanner: Scanner, back: NDArray[np.uint8] | None
) -> NDArray[np.uint8]:
    """A sheet: tint, grain, what shines through."""
    page = np.empty((*shape, 3), np.uint8)
    page[:] = scanner.paper
    if scanner.texture:
        page = _add_grain(page, _tiled(rng, shape, 2.5), scanner.texture)
    if back is not None and scanner.show_through:
        ghost = cv2.GaussianBlur(np.ascontiguousarray(back[:, ::-1]), (0, 0), 2.2)
        if ghost.shape != shape:
            ghost = cv2.resize(ghost, (shape[1], shape[0]))
        weak = (ghost * scanner.show_through).astype(np.uint8)
        _lay(page, weak, (90, 88, 92))
    return page


def _lay(page: NDArray[np.uint8], alpha: NDArray[np.uint8], rgb: tuple[int, int, int]) -> None:
    """Multiply ink onto the page in place: `page · (1 − a + a · ink)`."""
    for channel, level in enumerate(rgb):
        through = cv2.convertScaleAbs(alpha, alpha=-(255 - level) / 255, beta=0)
        page[..., channel] = cv2.multiply(page[..., channel], 255 - through, scale=1 / 255)


def _stamp(page: NDArray[np.uint8], mark: Impression, layers: dict[str, NDArray[np.uint8]]) -> None:
    """Lay a mark on the page and into its kind's layer; what lies off the sheet is lost."""
    height, width = mark.alpha.shape
    top, left = max(0, mark.y), max(0, mark.x)
    bottom, right = min(page.shape[0], mark.y + height), min(page.shape[1], mark.x + width)
    if bottom <= top or right <= left:
        return
    alpha = np.ascontiguousarray(mark.alpha[top - mark.y : bottom - mark.y, left - mark.x : right - mark.x])
    part = np.ascontiguousarray(page[top:bottom, left:right])
    _lay(part, alpha, mark.ink.rgb)
    page[top:bottom, left:right] = part
    layer = layers.setdefault(mark.kind, np.zeros(page.shape[:2], np.uint8))
    np.maximum(layer[top:bottom, left:right], alpha, out=layer[top:bottom, left:right])


def _punch(rng: random.Random, page: NDArray[np.uint8], count: int) -> None:
    """Punch holes at the left edge: the dark lid shows through, with a lit rim."""
    x, middle = mm(rng.uniform(8, 13)), page.shape[0] / 2 + mm(rng.uniform(-6, 6))
    for k in range(count):
        y = middle + mm(80) * (k - (count - 1) / 2)
        spot = (round(x + rng.gauss(0, 3)), round(y))
        cv2.circle(page, spot, round(mm(2.9)), (205, 205, 205), -1, cv2.LINE_AA)
        cv2.circle(page, spot, round(mm(2.7)), (58, 57, 60), -1, cv2.LINE_AA)


def _geometry(
    rng: random.Random, shape: tuple[int, ...], scanner: Scanner
) -> tuple[Affine, tuple[int, int]]:
    """Sheet to picture before scaling and turning, and the picture's (width, height)."""
    edge = mm(scanner.border)
    width, height = round(shape[1] + 2 * edge), round(shape[0] + 2 * edge)
    angle = np.deg2rad(scanner.skew)
    cos, sin = float(np.cos(angle)), float(np.sin(angle))
    cx, cy = shape[1] / 2, shape[0] / 2
    slide = mm(0.8 if not edge else scanner.border * 0.4)
    dx = width / 2 + rng.uniform(-slide, slide)
    dy = height / 2 + rng.uniform(-slide, slide)
    turn = Affine(cos, -sin, dx - cos * cx + sin * cy, sin, cos, dy - sin * cx - cos * cy)
    return turn, (width, height)


def _beyond(scanner: Scanner) -> tuple[int, int, int]:
    """What lies beyond the paper: the black bed, or the white lid."""
    return (14, 13, 16) if scanner.border else (252, 252, 253)


def _warp(
    image: NDArray[np.uint8], turn: Affine, size: tuple[int, int], beyond: int | tuple[int, int, int]
) -> NDArray[np.uint8]:
    matrix = np.array(turn, dtype=np.float64).reshape(2, 3)
    fill = (beyond,) * 3 if isinstance(beyond, int) else beyond
    return cv2.warpAffine(image, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=fill)


def _sense(rng: random.Random, page: NDArray[np.uint8], scanner: Scanner) -> NDArray[np.uint8]:
    """Lens and light: blur, colour fringes, shading, dust, edges of the sheet, noise."""
    height, width = page.shape[:2]
    if scanner.edges and not scanner.border:
        _sheet_edges(rng, page)
    for _ in range(scanner.specks):
        spot = (rng.randrange(width), rng.randrange(height))
        size = max(1, round(rng.expovariate(0.7)))
        tone = rng.randint(10, 150)
        cv2.circle(page, spot, size, (tone, tone, tone), -1, cv2.LINE_AA)
    if scanner.shade:
        page = _shaded(rng, page, scanner.shade)
    if scanner.blur:
        page = cv2.GaussianBlur(page, (0, 0), scanner.blur)
    if scanner.fringe and scanner.mode == "colour":
        shift = np.array([[1, 0, scanner.fringe], [0, 1, scanner.fringe * rng.uniform(-0.6, 0.6)]])
        page[..., 0] = cv2.warpAffine(page[..., 0], shift, (width, height), borderMode=cv2.BORDER_REPLICATE)
    if scanner.noise:
        page = _add_grain(page, _tiled(rng, page.shape, rng.choice((0.0, 0.6, 0.9))), scanner.noise)
    return page


def _sheet_edges(rng: random.Random, page: NDArray[np.uint8]) -> None:
    """Thin grey or tinted bands where the sheet ends short of the glass."""
    height, width = page.shape[:2]
    tint = np.array([rng.randint(214, 240), rng.randint(204, 232), rng.randint(216, 244)])
    if rng.random() < 0.6:
        band = rng.randint(4, 26)
        side = page[:, :band] if rng.random() < 0.6 else page[:, width - band :]
        side[:] = np.minimum(side, tint).astype(np.uint8)
    if rng.random() < 0.3:
        band = rng.randint(3, 16)
        side = page[:band] if rng.random() < 0.5 else page[height - band :]
        side[:] = np.minimum(side, tint).astype(np.uint8)


def _shaded(rng: random.Random, page: NDArray[np.uint8], levels: float) -> NDArray[np.uint8]:
    """Light that falls off to one side, and a soft shadow of the fold or the lid."""
    small = (64, 46)
    ys, xs = np.mgrid[0:1:64j, 0:1:46j]
    angle = rng.uniform(0, 2 * np.pi)
    ramp = (xs - 0.5) * np.cos(angle) + (ys - 0.5) * np.sin(angle) + 0.5
    drop = np.clip(ramp, 0, 1) * levels + field_of(rng, small, 20, 0, levels * 0.35)
    if rng.random() < 0.4:
        where = rng.uniform(0.05, 0.95)
        drop = drop + levels * 0.5 * np.exp(-(((xs if rng.random() < 0.6 else ys) - where) ** 2) / 0.002)
    light = np.clip(255 - drop, 30, 255).astype(np.uint8)
    light = cv2.resize(light, (page.shape[1], page.shape[0]), interpolation=cv2.INTER_CUBIC)
    return cv2.multiply(page, cv2.merge([light, light, light]), scale=1 / 255)


def _resized(image: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    if (image.shape[1], image.shape[0]) == size:
        return image
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA)


def _develop(
    rng: random.Random, image: NDArray[np.uint8], scanner: Scanner
) -> tuple[NDArray[np.uint8], bytes | None]:
    """The driver's tone curve, then the file's mode and compression."""
    if scanner.mode != "colour":
        weights = rng.choice(((0.299, 0.587, 0.114), (0.25, 0.6, 0.15), (0.15, 0.7, 0.15)))
        image = cv2.transform(image, np.array([weights], dtype=np.float32))
    if scanner.mode == "bilevel":
        return _threshold(rng, image, scanner), None
    if scanner.whiten:
        low, high = rng.uniform(35, 75), rng.uniform(205, 232)
        curve = np.clip((np.arange(256) - low) / (high - low) * 255, 0, 255).astype(np.uint8)
        image = cv2.LUT(image, curve)
    store = io.BytesIO()
    Image.fromarray(image).save(store, "JPEG", quality=scanner.quality, dpi=(scanner.dpi, scanner.dpi))
    decoded = np.asarray(Image.open(io.BytesIO(store.getvalue())))
    return decoded, store.getvalue()


def _threshold(rng: random.Random, gray: NDArray[np.uint8], scanner: Scanner) -> NDArray[np.uint8]:
    """One bit a pixel: a fixed threshold, or one that follows the light, as drivers do."""
    if scanner.shade:
        local = cv2.resize(gray, (gray.shape[1] // 16, gray.shape[0] // 16), interpolation=cv2.INTER_AREA)
        local = cv2.GaussianBlur(cv2.dilate(local, np.ones((5, 5), np.uint8)), (0, 0), 4)
        paper = cv2.resize(local, (gray.shape[1], gray.shape[0]))
        gray = cv2.divide(gray, cv2.max(paper, 1), scale=245)
    level = rng.uniform(118, 172)
    return np.where(gray > level, 255, 0).astype(np.uint8)


def _rotated(scanned: Scanned, scanner: Scanner) -> Scanned:
    """Turn everything counterclockwise by the scanner's rotation."""
    if not scanner.rotation:
        return scanned
    height, width = scanned.image.shape[:2]
    turns = scanner.rotation // 90
    step = {
        1: Affine(0, 1, 0, -1, 0, width),
        2: Affine(-1, 0, width, 0, -1, height),
        3: Affine(0, -1, height, 1, 0, 0),
    }[turns]

    def turn(array: NDArray[np.uint8]) -> NDArray[np.uint8]:
        return np.ascontiguousarray(np.rot90(array, turns))

    image, jpeg = turn(scanned.image), None
    if scanned.jpeg is not None:
        store = io.BytesIO()
        Image.fromarray(image).save(store, "JPEG", quality=scanner.quality, dpi=(scanner.dpi, scanner.dpi))
        jpeg = store.getvalue()
        image = np.asarray(Image.open(io.BytesIO(jpeg)))
    return Scanned(
        image,
        jpeg,
        scanned.to_image.then(step),
        turn(scanned.print_mask),  # type: ignore[arg-type]
        {kind: turn(mask) for kind, mask in scanned.ink.items()},  # type: ignore[arg-type, misc]
    )
