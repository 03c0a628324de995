"""Paper and what lies on it: toner, tint, grain, show-through, holes, dust, uneven light."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import cv2
import numpy as np

from samples.ink import field_of
from samples.typesetting import mm

if TYPE_CHECKING:
    import random

    from numpy.typing import NDArray

    from samples.scanner import Scanner

__all__ = ["add_grain", "dust", "lay", "paper", "punch", "shaded", "sheet_edges", "tiled", "toner"]


def toner(rng: random.Random, printed: NDArray[np.uint8], scanner: Scanner) -> NDArray[np.uint8]:
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
        weak = tiled(rng, printed.shape, 1.2)
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


def tiled(rng: random.Random, shape: tuple[int, ...], sigma: float) -> NDArray[np.uint8]:
    """Noise over a whole page, from one tile laid at a random offset."""
    tile = np.roll(_grain(sigma), (rng.randrange(1361), rng.randrange(1361)), (0, 1))
    if rng.random() < 0.5:
        tile = tile[:, ::-1]
    rows, columns = (-(-n // 1361) for n in shape[:2])
    return np.ascontiguousarray(np.tile(tile, (rows, columns))[: shape[0], : shape[1]])


def add_grain(
    page: NDArray[np.uint8], grain: NDArray[np.uint8], strength: float
) -> NDArray[np.uint8]:
    """Noise of `strength` grey levels added to a gray page or each channel of a colour one."""
    if page.ndim == 3:
        grain = cv2.merge([grain, grain, grain])
    share = strength / 40
    return cv2.addWeighted(page, 1.0, grain, share, -128 * share)


def paper(
    rng: random.Random, shape: tuple[int, ...], scanner: Scanner, back: NDArray[np.uint8] | None
) -> NDArray[np.uint8]:
    """A sheet: tint, grain, what shines through."""
    page = np.empty((*shape, 3), np.uint8)
    page[:] = scanner.paper
    if scanner.texture:
        page = add_grain(page, tiled(rng, shape, 2.5), scanner.texture)
    if back is not None and scanner.show_through:
        ghost = cv2.GaussianBlur(np.ascontiguousarray(back[:, ::-1]), (0, 0), 2.2)
        if ghost.shape != shape:
            ghost = cv2.resize(ghost, (shape[1], shape[0]))
        weak = (ghost * scanner.show_through).astype(np.uint8)
        lay(page, weak, (90, 88, 92))
    return page


def lay(page: NDArray[np.uint8], alpha: NDArray[np.uint8], rgb: tuple[int, int, int]) -> None:
    """Multiply ink onto the page in place: `page · (1 − a + a · ink)`."""
    for channel, level in enumerate(rgb):
        through = cv2.convertScaleAbs(alpha, alpha=-(255 - level) / 255, beta=0)
        page[..., channel] = cv2.multiply(page[..., channel], 255 - through, scale=1 / 255)


def punch(rng: random.Random, page: NDArray[np.uint8], count: int) -> None:
    """Punch holes at the left edge: the dark lid shows through, with a lit rim."""
    x, middle = mm(rng.uniform(8, 13)), page.shape[0] / 2 + mm(rng.uniform(-6, 6))
    for k in range(count):
        y = middle + mm(80) * (k - (count - 1) / 2)
        spot = (round(x + rng.gauss(0, 3)), round(y))
        cv2.circle(page, spot, round(mm(2.9)), (205, 205, 205), -1, cv2.LINE_AA)
        cv2.circle(page, spot, round(mm(2.7)), (58, 57, 60), -1, cv2.LINE_AA)


def dust(rng: random.Random, page: NDArray[np.uint8], count: int) -> None:
    """Specks on the glass and stray toner: mostly a pixel or two, now and then a crumb."""
    height, width = page.shape[:2]
    for _ in range(count):
        x, y = rng.randrange(width), rng.randrange(height)
        if page[y, x].max() < 60:  # nothing is seen against the black bed
            continue
        size = min(7.0, 0.6 + rng.expovariate(1.1))
        tone = rng.randint(10, 170)
        shape = [
            (
                x + size * rng.uniform(0.4, 1.5) * np.cos(k * 1.05),
                y + size * rng.uniform(0.3, 1.2) * np.sin(k * 1.05),
            )
            for k in range(6)
        ]
        corners = np.round(np.array(shape) * 16).astype(np.int32)
        cv2.fillPoly(page, [corners], (tone, tone, tone), cv2.LINE_AA, 4)


def sheet_edges(rng: random.Random, page: NDArray[np.uint8]) -> None:
    """Faint tinted bands where the sheet ends short of the glass."""
    height, width = page.shape[:2]
    gray = rng.randint(222, 244)
    tint = np.array(
        [gray + rng.randint(-3, 6), gray - rng.randint(0, 9), gray + rng.randint(-2, 8)]
    )
    if rng.random() < 0.6:
        band = rng.randint(3, 24)
        side = page[:, :band] if rng.random() < 0.6 else page[:, width - band :]
        side[:] = np.minimum(side, tint).astype(np.uint8)
    if rng.random() < 0.3:
        band = rng.randint(2, 14)
        side = page[:band] if rng.random() < 0.5 else page[height - band :]
        side[:] = np.minimum(side, tint).astype(np.uint8)


def shaded(rng: random.Random, page: NDArray[np.uint8], levels: float) -> NDArray[np.uint8]:
    """Light that falls off to one side, and a soft shadow of the fold or the lid."""
    small = (64, 46)
    ys, xs = np.mgrid[0:1:64j, 0:1:46j]
    angle = rng.uniform(0, 2 * np.pi)
    ramp = (xs - 0.5) * np.cos(angle) + (ys - 0.5) * np.sin(angle) + 0.5
    drop = np.clip(ramp, 0, 1) * levels + field_of(rng, small, 20, 0, levels * 0.35)
    if rng.random() < 0.4:
        where = rng.uniform(0.05, 0.95)
        drop = drop + levels * 0.5 * np.exp(
            -(((xs if rng.random() < 0.6 else ys) - where) ** 2) / 0.002
        )
    light = np.clip(255 - drop, 30, 255).astype(np.uint8)
    light = cv2.resize(light, (page.shape[1], page.shape[0]), interpolation=cv2.INTER_CUBIC)
    return cv2.multiply(page, cv2.merge([light, light, light]), scale=1 / 255)
