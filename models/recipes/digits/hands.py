"""A number in a hand: stroke by stroke, figure by figure of MNIST, in a face, or by a stamp.

All hands write figures `SIZE` pixels tall on a strip whose baseline is `BASE`; leaning, pulling and
the pen's width come after, on the whole strip, so that neighbours touch as they do on paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from .habits import SEPARATORS, STROKES
from .numbering import HELD_OUT_WHEELS, WHEELS, stamped
from .sources import FACES, HELD_OUT_FACES, SHIPPED_FACES

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from .sources import Figures

    Glyph = NDArray[np.uint8]

__all__ = ["BASE", "SIZE", "STRIP", "Hands", "written"]

SIZE = 48
BASE = 100
STRIP = 152
_FONTS = "samples/fonts"


@dataclass(frozen=True, slots=True)
class Hands:
    """Who may write.

    Attributes:
        figures: Character → (n, 28, 28) of MNIST.
        faces: Font files.
        strokes: Character → habits of writing stroke by stroke.
        wheels: Faces of numbering stamps.
        shares: How often strokes, MNIST, faces and numbering stamps write.
    """

    figures: dict[str, NDArray[np.uint8]]
    faces: tuple[str, ...]
    strokes: dict[str, tuple[tuple[tuple[tuple[float, float], ...], ...], ...]]
    wheels: tuple[str, ...] = WHEELS
    shares: tuple[float, float, float, float] = (0.52, 0.18, 0.22, 0.08)

    @staticmethod
    def of(figures: Figures, work: Path, root: Path, *, held_out: bool) -> Hands:
        """Those that train, or those kept to judge by: other people, other faces, other habits."""
        faces = {name: str(work / "faces" / f"{name}.woff") for name in FACES}
        faces |= {name: str(root / _FONTS / f"{name}.ttf") for name in SHIPPED_FACES}
        if held_out:
            from samples.digits import STROKES as OTHERS  # noqa: PLC0415 - of drawn documents

            strokes = {c: OTHERS[c] for c in "0123456789"}
        else:
            strokes = STROKES
        chosen = tuple(f for n, f in faces.items() if (n in HELD_OUT_FACES) == held_out)
        wheels = HELD_OUT_WHEELS if held_out else WHEELS
        return Hands(figures.of(held_out=held_out), chosen, strokes, wheels)


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure cut to its ink, its baseline's row, and where the pen came and left (x, y)."""

    picture: Glyph
    foot: int
    first: tuple[int, int] = (0, 0)
    last: tuple[int, int] = (0, 0)


def written(rng: np.random.Generator, text: str, hands: Hands) -> Glyph:
    """A text in one hand on a strip of (STRIP, W) uint8, 255 = ink; "/" is any separator."""
    separator = str(rng.choice(["/", "|", "-", "."], p=[0.5, 0.2, 0.2, 0.1]))
    way = rng.choice(4, p=hands.shares)
    if way == 3:
        return stamped(rng, text.replace("/", separator), hands.wheels, (SIZE, BASE, STRIP))
    if way == 2:
        strip = _in_face(rng, text.replace("/", separator), hands)
    else:
        strip = _in_figures(rng, text, separator, hands, mnist=way == 1)
    return _leaned(rng, _weighted(rng, strip))


def _in_figures(
    rng: np.random.Generator, text: str, separator: str, hands: Hands, *, mnist: bool
) -> Glyph:
    """One figure after the other, apart, touching or overlapping."""
    pen = float(np.clip(rng.lognormal(1.45, 0.35), 2.0, 9.0))
    gap = rng.normal(0.07, 0.12) if rng.random() < 0.8 else rng.uniform(0.2, 0.8)
    wide = rng.uniform(0.0, 1.0) if rng.random() < 0.5 else 0.1
    wobble, aspect = rng.uniform(0.01, 0.055), rng.uniform(0.55, 1.3)
    habits = {c: int(rng.integers(len(hands.strokes[c]))) for c in set(text) if c in hands.strokes}
    uneven, turned = rng.uniform(0.02, 0.15), rng.uniform(0.02, 0.12)
    unlevel = rng.uniform(0, 0.07)
    # A hand that starts high or ends high: figures grow or shrink along the number.
    grows = rng.normal(0, 0.06)
    strip = np.zeros((STRIP, int(SIZE * (1.9 * len(text) + 3))), np.uint8)
    joined = not mnist and rng.random() < 0.18  # the pen stays down between figures
    lifted: tuple[int, int] | None = None
    x, drift = float(SIZE), 0.0
    for place, character in enumerate(text):
        size = SIZE * float(np.clip(rng.normal(1 + grows * place, uneven), 0.6, 1.4))
        if mnist and character in hands.figures:
            figure = _mnist(rng, hands.figures[character], size, aspect)
        else:
            if character == "/":
                habit = SEPARATORS[separator][int(rng.integers(len(SEPARATORS[separator])))]
            else:
                known = hands.strokes.get(character) or STROKES[character]
                which = habits.get(character, 0) if rng.random() < 0.8 else rng.integers(len(known))
                habit = known[int(which) % len(known)]
            figure = _stroked(rng, habit, size, aspect, pen, (wobble, turned))
        drift += rng.normal(0, unlevel * SIZE)
        glyph = figure.picture
        y = BASE - figure.foot + drift + rng.normal(0, 0.03) * SIZE
        y = int(np.clip(y, 0, STRIP - glyph.shape[0]))
        at = max(0, int(x))
        part = strip[y : y + glyph.shape[0], at : at + glyph.shape[1]]
        np.maximum(part, glyph[:, : part.shape[1]], out=part)
        if joined and lifted is not None and "/" not in text[max(0, place - 1) : place + 1]:
            end = (at + figure.first[0], y + figure.first[1])
            cv2.line(strip, lifted, end, 255, max(1, round(0.8 * pen)), cv2.LINE_AA)
        lifted = (at + figure.last[0], y + figure.last[1])
        beside = "/" in text[place : place + 2]
        x = at + glyph.shape[1] + SIZE * (rng.normal(gap, 0.06) + (wide if beside else 0.0))
        # Two figures never lie on one another by more than a third of the narrower.
        x = max(x, at + 0.67 * glyph.shape[1])
    return strip[:, : int(x) + SIZE]


def _stroked(
    rng: np.random.Generator,
    habit: tuple[tuple[tuple[float, float], ...], ...],
    size: float,
    aspect: float,
    pen: float,
    unsteady: tuple[float, float],
) -> _Figure:
    """A figure drawn with a pen, cut to its ink; its points and its lean are `unsteady`."""
    wobble, turned = unsteady
    paths = [np.array(stroke) + rng.normal(0, wobble, (len(stroke), 2)) for stroke in habit]
    turn = rng.normal(0, turned)
    wide = aspect * rng.uniform(0.88, 1.12)
    pad = int(pen) + 3
    placed = [
        np.stack([(p[:, 0] + turn * (p[:, 1] - 0.5)) * wide, p[:, 1]], 1) * size for p in paths
    ]
    curves = [_spline(points) for points in placed]
    low = np.min([c.min(axis=0) for c in curves], axis=0)
    high = np.max([c.max(axis=0) for c in curves], axis=0)
    width, height = np.ceil(high - low).astype(int) + 2 * pad
    canvas = np.zeros((height, width), np.uint8)
    for path in curves:
        curve = np.round((path - low + pad) * 16).astype(np.int32)
        thin = max(1, round(0.8 * pen))
        for piece in np.array_split(curve, max(1, len(curve) // 6)):
            # Pressure changes along the stroke.
            thick = max(1, round(pen * rng.uniform(0.82, 1.15)))
            cv2.polylines(canvas, [piece], isClosed=False, color=255, thickness=thick,
                          lineType=cv2.LINE_AA, shift=4)  # fmt: skip
        cv2.polylines(canvas, [curve], isClosed=False, color=255, thickness=thin,
                      lineType=cv2.LINE_AA, shift=4)  # fmt: skip
    beside = pad - int(pen / 2) - 1
    first, last = (points - low + (pad - beside, pad) for points in (placed[0][0], placed[-1][-1]))
    return _Figure(
        canvas[:, beside : width - beside],
        int(size - low[1] + pad),
        (int(first[0]), int(first[1])),
        (int(last[0]), int(last[1])),
    )


def _spline(points: NDArray[np.float64], steps: int = 9) -> NDArray[np.float64]:
    """A smooth path through points (Catmull-Rom)."""
    padded = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    a, b, c, d = (padded[i : len(padded) - 3 + i, None, :] for i in range(4))
    t = np.linspace(0, 1, steps, endpoint=False)[None, :, None]
    path = 2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    return np.vstack([0.5 * path.reshape(-1, 2), points[-1:]])


def _mnist(
    rng: np.random.Generator, pictures: NDArray[np.uint8], size: float, aspect: float
) -> _Figure:
    """One of MNIST's figures, brought to size and sharpened, cut to its ink."""
    picture = pictures[int(rng.integers(len(pictures)))]
    rows, columns = (np.flatnonzero(picture.max(axis=axis) > 60) for axis in (1, 0))
    cut = picture[max(0, rows[0] - 1) : rows[-1] + 2, max(0, columns[0] - 1) : columns[-1] + 2]
    scale = size / (rows[-1] - rows[0] + 1)
    wide = max(6, int(cut.shape[1] * scale * (0.75 + 0.25 * aspect)))
    large = cv2.resize(cut, (wide, int(cut.shape[0] * scale)), interpolation=cv2.INTER_CUBIC)
    large = cv2.GaussianBlur(large, (0, 0), 1.3).astype(np.float32)
    sharp = np.clip((large - rng.uniform(70, 150)) * 4 + 128, 0, 255).astype(np.uint8)
    return _Figure(sharp, int(large.shape[0] - scale))


@lru_cache(maxsize=64)
def _font(path: str) -> ImageFont.FreeTypeFont:
    """A face whose figures are about `SIZE` pixels tall."""
    trial = ImageFont.truetype(path, 100)
    _, top, _, bottom = trial.getbbox("0258", anchor="ls")
    return ImageFont.truetype(path, 100 * SIZE / (bottom - top))


def _in_face(rng: np.random.Generator, text: str, hands: Hands) -> Glyph:
    """Figures of a handwriting face, set apart or together."""
    font = _font(hands.faces[int(rng.integers(len(hands.faces)))])
    picture = Image.new("L", (int(SIZE * (1.9 * len(text) + 3)), STRIP), 0)
    pen = ImageDraw.Draw(picture)
    x = float(SIZE)
    gap = rng.normal(0.02, 0.07) if rng.random() < 0.8 else rng.uniform(0.1, 0.6)
    for character in text:
        pen.text((x, BASE + rng.normal(0, 1.2)), character, font=font, fill=255, anchor="ls")
        x += font.getlength(character) + SIZE * max(-0.2, rng.normal(gap, 0.04))
    strip = np.asarray(picture)[:, : int(x) + SIZE]
    return cv2.resize(strip, None, fx=rng.uniform(0.75, 1.25), fy=1.0)


def _weighted(rng: np.random.Generator, strip: Glyph) -> Glyph:
    """A finer or broader pen."""
    if rng.random() < 0.5:
        return strip
    grow = float(np.clip(rng.normal(0, 0.9), -1.8, 1.8))
    soft = cv2.GaussianBlur(strip, (0, 0), 1.4).astype(np.float32)
    return np.clip((soft - 128 + 45 * grow) * 3 + 128, 0, 255).astype(np.uint8)


def _leaned(rng: np.random.Generator, strip: Glyph) -> Glyph:
    """The whole number leaned, sloped and pulled about, as an arm does."""
    height, width = strip.shape
    lean, slope = rng.normal(0.17, 0.2), rng.normal(0, 0.045)
    shear = np.array(
        [[1, -lean, lean * BASE + 0.2 * SIZE], [slope, 1, -slope * width / 2]], np.float64
    )
    strip = cv2.warpAffine(strip, shear, (width + int(0.4 * SIZE), height))
    if rng.random() < 0.3:
        return strip
    return _pulled(rng, strip, rng.uniform(0.5, 3.0), SIZE * rng.uniform(0.35, 1.2))


def _pulled(rng: np.random.Generator, strip: Glyph, amount: float, cell: float) -> Glyph:
    """The strip bent like rubber by up to `amount` pixels over `cell` pixels."""
    height, width = strip.shape
    coarse = (int(height / cell) + 3, int(width / cell) + 3)
    shifts = [
        cv2.resize(
            rng.uniform(-amount, amount, coarse).astype(np.float32),
            (width, height),
            interpolation=cv2.INTER_CUBIC,
        )
        for _ in range(2)
    ]
    xs = np.arange(width, dtype=np.float32)[None, :] + shifts[0]
    ys = np.arange(height, dtype=np.float32)[:, None] + shifts[1]
    return cv2.remap(strip, xs, ys, cv2.INTER_LINEAR)
