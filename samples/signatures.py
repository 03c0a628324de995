"""Signatures: a sweeping start, a scribble, a long way out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from samples.handwriting import Writer, inked, pressed_widths, spline
from samples.ink import stroke, trim

if TYPE_CHECKING:
    import random

    from numpy.typing import NDArray

__all__ = ["sign"]


def sign(rng: random.Random, width: float, writer: Writer, dpi: float = 300) -> NDArray[np.uint8]:
    """A signature about `width` pixels wide: a sweeping start, a scribble, a long way out."""
    height = width * rng.uniform(0.28, 0.5)
    strokes = [_sweep(rng, width, height)]
    if rng.random() < 0.55:
        y = height * rng.uniform(0.2, 0.9)
        strokes.append(
            [
                (width * rng.uniform(-0.2, 0.3), y + height * rng.uniform(0, 0.4)),
                (width * 0.5, y + height * rng.uniform(-0.1, 0.2)),
                (width * rng.uniform(0.9, 1.4), y - height * rng.uniform(0.1, 0.5)),
            ]
        )
    if rng.random() < 0.25:
        strokes.append([(width * 0.6, height * 0.05), (width * 0.61, height * 0.07)])
    pen = writer.width * dpi / 25.4
    placed = [np.array(points) + width for points in strokes]
    canvas = np.zeros((int(height + 2 * width), int(3.2 * width)), np.uint8)
    for points in placed:
        path = spline(points)
        stroke(canvas, path, pressed_widths(rng, path, pen, 0.4))
    return trim(inked(rng, canvas, writer))[0]


def _sweep(rng: random.Random, width: float, height: float) -> list[tuple[float, float]]:
    """The path of a signature's main stroke."""
    points: list[tuple[float, float]] = []
    if rng.random() < 0.75:  # a great loop to begin with
        cx, cy = width * 0.22, height * 0.5
        rx, ry = width * rng.uniform(0.12, 0.26), height * rng.uniform(0.4, 0.75)
        start, turn = rng.uniform(0, 2 * math.pi), rng.choice((-1, 1)) * rng.uniform(3.5, 7)
        for k in range(9):
            angle = start + turn * k / 8
            points.append((cx + rx * math.cos(angle), cy + ry * math.sin(angle)))
    x = width * rng.uniform(0.3, 0.42)
    letters = rng.randint(3, 7)
    pitch = width * 0.5 / letters
    for k in range(letters):
        tall = height * rng.choice((0.18, 0.22, 0.3, 0.3, 0.75, 1.05))
        base = height * rng.uniform(0.55, 0.75)
        points += [(x + pitch * 0.1, base), (x + pitch * rng.uniform(0.4, 0.7), base - tall)]
        if rng.random() < 0.3:
            points.append((x + pitch * 0.4, base + height * rng.uniform(0.2, 0.6)))
        x += pitch * (1 - 0.06 * k)
    if rng.random() < 0.6:
        points += [
            (x + width * 0.1, height * 0.55),
            (width * rng.uniform(1.0, 1.5), height * rng.uniform(-0.2, 0.4)),
        ]
    else:  # back under the name
        points += [
            (x + width * 0.12, height * 0.8),
            (width * 0.5, height * 1.05),
            (-width * rng.uniform(0, 0.25), height * rng.uniform(1.0, 1.3)),
            (width * rng.uniform(0.6, 1.1), height * rng.uniform(0.9, 1.1)),
        ]
    return points
