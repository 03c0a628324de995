"""How people cross print out and underline it: one line or several, straight, wavy, slanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from samples.handwriting import spline
from samples.ink import Impression, Ink, stroke
from samples.marking import placed
from samples.typesetting import mm

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipeline.values.marks import MarkKind
    from samples.typesetting import SetLine, Sheet

__all__ = ["SHAPES", "cross_out", "pen_line"]

#: How a line of pen runs, and how often.
SHAPES = {"straight": 5, "wavy": 4, "slanted": 3, "double": 3}


def pen_line(
    rng: random.Random,
    ends: tuple[tuple[float, float], tuple[float, float]],
    shape: str,
    kind: MarkKind,
    ink: Ink,
    text: str | None,
) -> Impression:
    """A line of pen between two places of the sheet, in one of `SHAPES`.

    Args:
        rng: Decides the rest.
        ends: Left and right end, sheet pixels; `slanted` leaves them by up to ±1.2 mm.
        shape: A name in `SHAPES`.
        kind: `underline` or `strike_through`.
        ink: The pen's.
        text: The print that it lies on.
    """
    (x0, y0), (x1, y1) = ends
    if shape == "slanted":
        # Not more than ten degrees on a short word, not off the line on a long one.
        lean = rng.choice((-1, 1)) * min(mm(1.2), 0.08 * (x1 - x0))
        y0, y1 = y0 - lean, y1 + lean
    margin = mm(3)
    left, top = min(x0, x1) - margin, min(y0, y1) - margin
    size = (int(abs(y1 - y0) + 2 * margin), int(abs(x1 - x0) + 2 * margin))
    alpha = np.zeros(size, np.uint8)
    width = mm(rng.uniform(0.25, 0.6))
    rows = (-mm(0.45), mm(0.45)) if shape == "double" else (0.0,)
    for row in rows:
        _draw(
            rng,
            alpha,
            (x0 - left, y0 - top + row),
            (x1 - left, y1 - top + row),
            width,
            wavy=shape == "wavy",
        )
    return placed(alpha, left, top, kind, ink, text=text, note="gạch")


def _draw(
    rng: random.Random,
    alpha: NDArray[np.uint8],
    start: tuple[float, float],
    end: tuple[float, float],
    width: float,
    *,
    wavy: bool,
) -> None:
    length = float(np.hypot(end[0] - start[0], end[1] - start[1]))
    step = mm(rng.uniform(2.5, 6)) if wavy else mm(rng.uniform(10, 40))
    count = max(3, int(length / step) + 1)
    at = np.linspace(0, 1, count)[:, None]
    points = np.array([start]) * (1 - at) + np.array([end]) * at
    points[:, 1] += [rng.gauss(0, mm(0.32 if wavy else 0.08)) for _ in range(count)]
    path = spline(points)
    swing = np.interp(
        np.linspace(0, 1, len(path)),
        np.linspace(0, 1, 6),
        [rng.uniform(0.75, 1.1) for _ in "123456"],
    )
    stroke(alpha, path, width * swing)


def cross_out(rng: random.Random, sheet: Sheet, ink: Ink) -> list[Impression]:
    """Strike some words, a line or a few lines of a sheet through, or underline words."""
    long = [i for i, line in enumerate(sheet.lines) if len(line.words) > 4]
    if not long:
        return []
    first = rng.choice(long)
    what = rng.choices(("underline", "words", "line", "lines"), (4, 6, 2, 1))[0]
    shape = rng.choices(list(SHAPES), list(SHAPES.values()))[0]
    if what in {"underline", "words"}:
        line = sheet.lines[first]
        start = rng.randrange(len(line.words) - 1)
        end = min(len(line.words), start + rng.randint(1, 6))
        kind: MarkKind = "underline" if what == "underline" else "strike_through"
        return [_on(rng, line, start, end, shape, kind, ink)]
    count = 1 if what == "line" else rng.randint(2, 4)
    lines: Sequence[SetLine] = [
        line
        for line in sheet.lines[first : first + count]
        if line.block == sheet.lines[first].block and line.words
    ]
    return [_on(rng, line, 0, len(line.words), shape, "strike_through", ink) for line in lines]


def _on(
    rng: random.Random,
    line: SetLine,
    start: int,
    end: int,
    shape: str,
    kind: MarkKind,
    ink: Ink,
) -> Impression:
    """A line of pen on the words from `start` to `end` of a printed line."""
    chosen = line.words[start:end]
    left, right = (
        chosen[0][1] - mm(rng.uniform(-0.5, 1.0)),
        chosen[-1][2] + mm(rng.uniform(-0.5, 1)),
    )
    high = line.place.bottom - line.place.top
    at = rng.uniform(0.98, 1.15) if kind == "underline" else rng.uniform(0.47, 0.64)
    level = line.place.top + high * at
    text = " ".join(word for word, _, _ in chosen)
    return pen_line(rng, ((left, level), (right, level)), shape, kind, ink, text)
