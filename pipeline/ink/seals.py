"""Round seals (con dấu) by their rings alone: in coloured ink, in gray and in one bit.

A seal's rings are circles of 28 to 46 mm that text and signatures cross. Every edge votes for the
middles it could be round; about the best middles the page is unrolled, and a ring shows as a thin
dark line at one distance in most directions, which neither text nor tables have. All on a picture
of 60 dpi: a seal's ring is more than a pixel wide there, and a page costs some 20 ms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

from pipeline.geometry import Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["FoundSeal", "find_rings", "find_seals"]

_DPI = 60.0
_MM = _DPI / 25.4

# Radii in mm: provincial seals are 36 mm across, top organs' 42, the smallest about 30; presses
# stretch and photocopies shrink.
_LEAST, _MOST = 13.5, 23.0

# Directions in which the page is unrolled, and middles that are looked at.
_ANGLES = 180
_PEAKS = 10

# The places of an unrolled ring about its middle, a row a direction and a column a radius.
_TURNS = np.linspace(0, 2 * np.pi, _ANGLES, endpoint=False, dtype=np.float32)
_RADII = np.arange((_LEAST - 2) * _MM, (_MOST + 2) * _MM, 0.5, dtype=np.float32)
_ACROSS, _DOWN = np.cos(_TURNS)[:, None] * _RADII, np.sin(_TURNS)[:, None] * _RADII
_OF_SEALS = (_RADII >= _LEAST * _MM) & (_RADII <= _MOST * _MM)

# Half pixels between a ring's line and the paper beside it: from here, and to there further in.
_STEP, _REACH = 4, 10
_INWARD, _STRAY = np.ones((1, _REACH - _STEP), np.uint8), np.ones((1, 3), np.uint8)

# A ring must show in so many of its directions. Print, pen and stamps give up to 0.61, drawn seals
# 0.63 and more in their own ink, and half of them all of it. Whole pages have less by chance.
_SURE_GRAY = 0.58
_SURE_INK = 0.62

# Of a ring that a signature runs through the ink net may see less: of 64 drawn seals without colour
# eight show 0.50 to 0.61. From here on a ring is one that the gray page shows in the same place;
# forms and pen, which may show as much in either, do not do so in both.
_SURE_BOTH, _SAME_MM = 0.55, 3.0

# What a ring that shows in one half alone is worth.
_HALF = 0.69

# Half a seal, badly pressed, still has more ink.
_LEAST_INK_MM2 = 15.0


class FoundSeal(NamedTuple):
    """A seal's outer ring; pixels of the page it was looked for on.

    `shown` is the share of directions, of those on the page, in which its ring was seen.
    """

    x: float
    y: float
    radius: float
    shown: float
    confidence: float

    def box(self, within: tuple[int, int]) -> Box:
        """The square around the ring, cut at a page of (height, width)."""
        left, top = max(0, round(self.x - self.radius)), max(0, round(self.y - self.radius))
        right = min(within[1], round(self.x + self.radius) + 1)
        bottom = min(within[0], round(self.y + self.radius) + 1)
        return Box(left, top, max(0, right - left), max(0, bottom - top))


def find_seals(gray: NDArray[np.uint8], dpi: float) -> tuple[FoundSeal, ...]:
    """Round seals on a page without colour.

    Args:
        gray: (H, W) uint8, paper white.
        dpi: Of `gray`.

    Returns:
        Best first. Frames of tables, logos, letters and signatures' loops are no seals.
    """
    return _scaled(_rings(_reduced(255 - gray, dpi), _SURE_GRAY), dpi, _SURE_GRAY)


def find_rings(
    ink: NDArray[np.bool_], dpi: float, gray: NDArray[np.uint8] | None = None
) -> tuple[FoundSeal, ...]:
    """Round seals in one ink.

    Args:
        ink: (H, W) bool, the ink alone.
        dpi: Of `ink`.
        gray: (H, W) uint8, all that stands there, where what is ink is known by halves: where
            nothing is sure, a ring of which less shows counts if it shows here as well.

    Returns:
        Best first.
    """
    if ink.sum() < _LEAST_INK_MM2 * (dpi / 25.4) ** 2:
        return ()
    least = _SURE_INK if gray is None else _SURE_BOTH
    found = _scaled(_rings(_reduced(ink.view(np.uint8) * 255, dpi), least), dpi, _SURE_INK)
    sure = tuple(ring for ring in found if ring.shown >= _SURE_INK)
    if sure or not found or gray is None:
        return sure
    seals = find_seals(gray, dpi)
    near = _SAME_MM * dpi / 25.4
    return tuple(
        ring for ring in found if any(np.hypot(ring.x - s.x, ring.y - s.y) < near for s in seals)
    )


def _reduced(picture: NDArray[np.uint8], dpi: float) -> NDArray[np.uint8]:
    scale = _DPI / dpi
    size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _scaled(found: list[FoundSeal], dpi: float, sure: float) -> tuple[FoundSeal, ...]:
    """Rings of a reduced picture in pixels of `dpi`, and how sure they are."""
    by = dpi / _DPI
    return tuple(
        FoundSeal(
            (seal.x + 0.5) * by - 0.5,
            (seal.y + 0.5) * by - 0.5,
            seal.radius * by,
            seal.shown,
            float(np.clip(0.6 + (seal.shown - sure) * 1.1, 0.6, 0.98)),
        )
        for seal in found
    )


def _rings(darkness: NDArray[np.uint8], sure: float) -> list[FoundSeal]:
    """Rings on a reduced picture, (H, W) uint8, 255 = full ink."""
    if max(darkness.shape) < 2 * _LEAST * _MM:
        return []  # no place for one, not even for a half
    pad = round(_MOST * _MM)
    height, width = darkness.shape
    padded = np.pad(darkness, pad)
    votes = _votes(padded)
    found: list[FoundSeal] = []
    for _ in range(_PEAKS):
        _, most, _, (x, y) = cv2.minMaxLoc(votes)
        if most <= 2.0:
            break
        cv2.circle(votes, (x, y), round(4 * _MM), 0.0, -1)
        ring = _ring_at(padded, (x, y), (pad, pad, pad + width, pad + height))
        if ring is None or ring.shown < sure:
            continue
        found.append(ring._replace(x=ring.x - pad, y=ring.y - pad))
    found.sort(key=lambda ring: -ring.shown)
    kept: list[FoundSeal] = []
    for ring in found:
        if all(np.hypot(ring.x - k.x, ring.y - k.y) > 0.6 * k.radius for k in kept):
            kept.append(ring)
    return kept


def _votes(darkness: NDArray[np.uint8]) -> NDArray[np.float32]:
    """How many edges point at every pixel from a seal's distance, (H, W) float32."""
    soft = cv2.GaussianBlur(darkness, (0, 0), 0.8)
    dx = cv2.Scharr(soft, cv2.CV_32F, 1, 0)
    dy = cv2.Scharr(soft, cv2.CV_32F, 0, 1)
    size = cv2.magnitude(dx, dy)
    ys, xs = np.nonzero(size > 400)
    if ys.size == 0:
        return np.zeros(darkness.shape, np.float32)
    ux, uy = dx[ys, xs] / size[ys, xs], dy[ys, xs] / size[ys, xs]
    height, width = darkness.shape
    total = np.zeros(height * width, np.float32)
    # The outer edge of a ring's line points at the middle, its inner edge away from it.
    for radius in np.arange(_LEAST * _MM, _MOST * _MM, 1.0):
        for way in (radius, 1.0 - radius):
            px = np.rint(xs + ux * way).astype(np.int32)
            py = np.rint(ys + uy * way).astype(np.int32)
            good = (px >= 0) & (px < width) & (py >= 0) & (py < height)
            total += np.bincount(py[good] * width + px[good], minlength=total.size)
    votes = cv2.GaussianBlur(total.reshape(height, width), (0, 0), 1.2)
    # Among lines of text every place has votes: what counts is to stand out of them.
    around = cv2.blur(votes, (41, 41))
    return np.asarray((votes - around) / np.sqrt(around + 2.0), dtype=np.float32)


def _ring_at(
    darkness: NDArray[np.uint8], middle: tuple[float, float], page: tuple[int, int, int, int]
) -> FoundSeal | None:
    """The best ring near a middle; `page` is (left, top, right, bottom) of what is no padding."""
    best = _ring_about(darkness, middle, page)
    # What does not come near a ring on the way is none.
    for step, hope in ((2.0, 0.3), (1.0, 0.38), (1.0, 0.44), (0.5, 0.5)):
        if best is None or best.shown < hope:
            return best
        x, y = best.x, best.y
        for dx, dy in ((-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (1, 1), (-1, 1), (1, -1)):
            seen = _ring_about(darkness, (x + dx * step, y + dy * step), page)
            if seen is not None and seen.shown > best.shown:
                best = seen
    return best


def _ring_about(
    darkness: NDArray[np.uint8], middle: tuple[float, float], page: tuple[int, int, int, int]
) -> FoundSeal | None:
    xs, ys = _ACROSS + np.float32(middle[0]), _DOWN + np.float32(middle[1])
    unrolled = cv2.remap(darkness, xs, ys, cv2.INTER_LINEAR)
    # A thin dark line: darker than what lies 0.9 mm further out, and than the lightest between 0.9
    # and 2.1 mm further in, for a second ring may stand there.
    inner = cv2.erode(unrolled, _INWARD, anchor=(_REACH - _STEP - 1, 0))
    beside = np.full_like(unrolled, 255)
    beside[:, _REACH:-_STEP] = np.maximum(
        unrolled[:, _REACH + _STEP :], inner[:, _REACH - _STEP : -2 * _STEP]
    )
    edge = cv2.threshold(cv2.subtract(unrolled, beside), 32, 1, cv2.THRESH_BINARY)[1]
    # Hands press seals a little oval: a line may stray by a third of a millimetre.
    seen = np.asarray(cv2.dilate(edge, _STRAY), dtype=np.uint8)
    counted = np.full(_RADII.size, _ANGLES)
    far = float(_RADII[-1]) + 1
    if not (
        page[0] + far <= middle[0] < page[2] - far and page[1] + far <= middle[1] < page[3] - far
    ):
        on_page = (xs >= page[0]) & (xs < page[2]) & (ys >= page[1]) & (ys < page[3])
        counted = on_page.sum(axis=0)
        seen &= on_page.view(np.uint8)
    shown = cv2.reduce(seen, 0, cv2.REDUCE_SUM, dtype=cv2.CV_32S)[0]
    # Half a seal is often pressed too lightly to show: the better half speaks for it.
    around = np.concatenate([seen, seen[: _ANGLES // 2]])
    halves = cv2.boxFilter(around, cv2.CV_32S, (1, _ANGLES // 2), anchor=(0, 0), normalize=False)
    half = halves[:_ANGLES].max(axis=0) / (_ANGLES / 2)
    share = np.maximum(shown / np.maximum(1, counted), _HALF * half)
    share[(counted < _ANGLES / 4) | ~_OF_SEALS] = 0
    top = float(share.max())
    if top <= 0:
        return None
    # Of two rings the outer one is the seal's.
    at = int(np.flatnonzero(share >= 0.85 * top)[-1])
    return FoundSeal(middle[0], middle[1], float(_RADII[at]), top, 0.0)
