"""The lines of a straight stamp: its frame, the walls of its form's cells, its dotted blanks."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import cv2
import numpy as np

from pipeline.pixels.components import components
from pipeline.pixels.runs import runs

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["doubly_framed", "partings", "stands_framed", "without_lines"]


def without_lines(gray: NDArray[np.uint8], dpi: float, *, framed: bool) -> NDArray[np.uint8]:
    """A straight stamp without frame, inner rules and dotted lines.

    Args:
        gray: (h, w) uint8, straight.
        dpi: Of `gray`.
        framed: Ink along the edges is what is left of a frame, worn or bent.
    """
    mm = dpi / 25.4
    out = gray.copy()
    ink = (gray < 170).astype(np.uint8)
    lines = {across: _lines(ink, mm, across=across) for across in (True, False)}
    # Where lines meet lines nothing is kept; where letters meet lines, their strokes are.
    every = cv2.dilate(cv2.bitwise_or(lines[True], lines[False]), np.ones((3, 3), np.uint8))
    beyond = cv2.subtract(ink, every)
    for across, found in lines.items():
        if found.any():
            kernel = np.ones((3, 1) if across else (1, 3), np.uint8)
            wide = cv2.dilate(found, kernel)
            reach = cv2.dilate(beyond, np.ones((7, 1) if across else (1, 7), np.uint8))
            crossing = cv2.dilate(cv2.bitwise_and(reach, wide), kernel, iterations=2)
            out[(wide > 0) & (crossing == 0)] = 255
    if framed:
        _drop_edges(out, mm)
        _drop_scraps(out, mm)
    _drop_dots(out, mm)
    return out


def stands_framed(gray: NDArray[np.uint8], dpi: float) -> bool:
    """Whether lines run along three sides of a straight stamp; the fourth may have worn off."""
    mm = dpi / 25.4
    ink = (gray < 170).astype(np.uint8)
    band = round(3.0 * mm)
    across, upright = _lines(ink, mm, across=True), _lines(ink, mm, across=False)
    sides = sorted(
        (
            float(across[:band].any(axis=0).mean()),
            float(across[-band:].any(axis=0).mean()),
            float(upright[:, :band].any(axis=1).mean()),
            float(upright[:, -band:].any(axis=1).mean()),
        )
    )
    return sides[1] > 0.4 and sides[2] > 0.55


def doubly_framed(gray: NDArray[np.uint8], dpi: float) -> bool:
    """Whether a straight stamp has two frames a millimetre apart, as degrees of secrecy have.

    Args:
        gray: (h, w) uint8, straight, with its lines.
        dpi: Of `gray`.
    """
    mm = dpi / 25.4
    ink = gray < 170
    inner = ink[:, round(0.15 * ink.shape[1]) : round(0.85 * ink.shape[1])]
    thin = [
        (start + end) / 2
        for start, end in runs(inner.mean(axis=1) > 0.45)
        if end - start <= 1.1 * mm
    ]
    pairs = [b - a for a, b in pairwise(thin) if 0.5 * mm <= b - a <= 1.8 * mm]
    return len(pairs) >= 2


def partings(gray: NDArray[np.uint8], dpi: float) -> tuple[int | None, int | None]:
    """Where a straight form's lines part it: row under the receiver's name, column right of ĐẾN.

    Args:
        gray: (h, w) uint8, straight, with its lines.
        dpi: Of `gray`.

    Returns:
        The row and the column of these lines, None where there is none.
    """
    mm = dpi / 25.4
    ink = (gray < 170).astype(np.uint8)
    height, width = gray.shape
    rows = _lines(ink, mm, across=True).sum(axis=1)
    top = range(round(3.5 * mm), min(height, round(13 * mm)))
    row = max(top, key=lambda y: rows[max(0, y - 1) : y + 2].sum(), default=None)
    if row is None or rows[max(0, row - 1) : row + 2].sum() < 0.35 * width:
        row = None
    below = ink[(row or round(5 * mm)) :]
    columns = _lines(np.ascontiguousarray(below), mm, across=False).sum(axis=0)
    aside = range(round(8 * mm), min(round(24 * mm), round(0.5 * width)))
    column = max(aside, key=lambda x: columns[max(0, x - 1) : x + 2].sum(), default=None)
    if column is None or columns[max(0, column - 1) : column + 2].sum() < 0.4 * below.shape[0]:
        column = None
    return row, column


def _lines(ink: NDArray[np.uint8], mm: float, *, across: bool) -> NDArray[np.uint8]:
    """Lines of a frame and of its cells: (h, w) uint8, 1 = line.

    Strokes of capitals in a row make long runs too, but with gaps at every stem.
    """
    gap, long, thick = round(0.9 * mm) | 1, round((9 if across else 6.5) * mm), round(1.2 * mm)
    bars = cv2.morphologyEx(
        ink, cv2.MORPH_OPEN, np.ones((thick, 1) if across else (1, thick), np.uint8)
    )
    thin = cv2.subtract(ink, bars)
    steady = cv2.dilate(thin, np.ones((3, 1) if across else (1, 3), np.uint8))
    closed = cv2.morphologyEx(
        steady, cv2.MORPH_CLOSE, np.ones((1, gap) if across else (gap, 1), np.uint8)
    )
    runs = cv2.morphologyEx(
        closed, cv2.MORPH_OPEN, np.ones((1, long) if across else (long, 1), np.uint8)
    )
    pieces = components(np.asarray(runs, dtype=np.uint8))
    lines = np.zeros_like(ink)
    for number, box in pieces.boxes():
        own = (pieces.labels[box.slices] == number) & (steady[box.slices] > 0)
        if float(own.any(axis=0 if across else 1).mean()) > 0.7:
            lines[box.slices][own] = 1
    return np.asarray(cv2.bitwise_and(lines, ink), dtype=np.uint8)


def _drop_edges(gray: NDArray[np.uint8], mm: float) -> None:
    """Paint a worn frame white, on `gray`: bands of ink along the edges with paper inside them.

    Heads of capitals make a band too, but their stems go on below it.
    """
    for turned in (gray, gray[::-1], gray.T, gray.T[::-1]):
        share = (turned < 170).mean(axis=1)
        reach = min(round(3.0 * mm), len(share) // 4)
        dark = np.flatnonzero(share[:reach] > 0.3)
        last = 0
        for end in dark:
            inner = share[end + 1 : end + 1 + max(2, round(0.3 * mm))]
            if inner.size and float(inner.max()) < 0.18:
                last = int(end) + 1
        turned[:last] = 255


def _drop_scraps(gray: NDArray[np.uint8], mm: float) -> None:
    """Paint what is left of a frame white, on `gray`: thin pieces at the picture's edges."""
    pieces = components((gray < 190).astype(np.uint8))
    height, width = gray.shape
    x, y, w, h = (pieces.stats[:, i] for i in range(4))
    edge = (2.6 if height < 15 * mm else 1.6) * mm
    middle = np.minimum(
        np.minimum(x + w / 2, width - x - w / 2), np.minimum(y + h / 2, height - y - h / 2)
    )
    thin = np.minimum(w, h) < 0.9 * mm
    gone = (middle < edge) & thin
    gone[0] = False
    gray[pieces.where(gone)] = 255


def _drop_dots(gray: NDArray[np.uint8], mm: float) -> None:
    """Paint dotted lines white, on `gray`: five dots and more on one height."""
    pieces = components((gray < 170).astype(np.uint8))
    x, y, w, h = (pieces.stats[:, i] for i in range(4))
    dots = (np.maximum(w, h) <= max(3.0, 0.62 * mm)) & (np.arange(len(w)) > 0)
    if dots.sum() < 5:
        return
    foot = (y + h).astype(float)
    numbers = np.flatnonzero(dots)
    gone = np.zeros(len(w), dtype=bool)
    for i in numbers:
        near = numbers[
            (np.abs(foot[numbers] - foot[i]) <= 0.25 * mm) & (np.abs(x[numbers] - x[i]) < 12 * mm)
        ]
        if near.size >= 5:
            gone[near] = True
    gray[pieces.where(gone)] = 255
