"""Thin paths of ink that run across, through letters but never over paper.

A line of pen through a word or under it joins letters that print sets apart: no piece of ordinary
print is wide, thin and unbroken at once. The path is the way from left to right that earns most:
thin ink pays, a letter's stem costs little, paper costs much, and so does every step up or down.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

__all__ = ["THICK_MM", "Stroke", "trace"]

# Shortest stroke: about two letters of 14 pt.
_LEAST_MM = 4.2

# Pens are up to 0.7 mm wide; a slanted or blurred line takes more of a column.
THICK_MM = 1.0

# What a column costs or earns on the way: thin ink, ink of a letter, paper, a step up or down.
_THIN, _LETTER, _PAPER, _STEP = 1.0, -0.05, -4.0, 0.35


@dataclass(frozen=True, slots=True, eq=False)
class Stroke:
    """A thin path of ink, left to right, in pixels of the picture that it was traced in.

    Attributes:
        left: First column.
        middle: (N,) float64: row of its middle in each column from `left`.
        thin: (N,) bool: columns in which nothing else touches it.
        top: (N,) int64: first row of the ink that it lies in, letters included.
        bottom: (N,) int64: row after the last.
        thick: Its thickness in pixels: the median over thin columns.
    """

    left: int
    middle: NDArray[np.float64]
    thin: NDArray[np.bool_]
    top: NDArray[np.int64]
    bottom: NDArray[np.int64]
    thick: float

    @property
    def right(self) -> int:
        """The first column behind it."""
        return self.left + self.middle.size

    @property
    def columns(self) -> NDArray[np.int64]:
        """Its columns."""
        return np.arange(self.left, self.right)

    @property
    def tilt(self) -> float:
        """Rise over run of the straight line through it; positive = downhill."""
        return float(np.polyfit(self.columns, self.middle, 1)[0]) if self.middle.size > 1 else 0.0

    @property
    def waver(self) -> float:
        """How far it strays from that straight line: root mean square in pixels."""
        fit = np.polyfit(self.columns, self.middle, 1)
        away = self.middle - np.polyval(fit, self.columns)
        return float(np.sqrt(np.mean(away[self.thin] ** 2)))

    def roughness(self, over: float) -> float:
        """How far it strays from itself made smooth over some pixels: root mean square.

        A hand moves evenly. A path that print happens to leave, from serif to serif, does not.
        """
        reach = min(self.middle.size - 1, round(3 * over))
        before = 2 * self.middle[0] - self.middle[reach:0:-1]
        behind = 2 * self.middle[-1] - self.middle[-2 : -2 - reach : -1]
        longer = np.concatenate((before, self.middle, behind)).reshape(1, -1)
        smooth = np.asarray(cv2.GaussianBlur(longer, (0, 0), over))[0, reach : -reach or None]
        return float(np.sqrt(np.mean((self.middle - smooth)[self.thin] ** 2)))

    @property
    def unevenness(self) -> float:
        """Spread of its thickness over thin columns: standard deviation in pixels."""
        return float(np.std((self.bottom - self.top)[self.thin]))


def trace(ink: NDArray[np.bool_], mm: float, *, most: int = 8) -> Iterator[Stroke]:
    """The thin paths through a piece of ink, longest first.

    Args:
        ink: (H, W) bool.
        mm: Pixels in a millimetre.
        most: Stop after so many.
    """
    thick = max(3, round(THICK_MM * mm))
    shape = np.ones((thick + 1, 1), np.uint8)
    padded = cv2.copyMakeBorder(ink.astype(np.uint8), thick, thick, 0, 0, cv2.BORDER_CONSTANT)
    tall = cv2.morphologyEx(padded, cv2.MORPH_OPEN, shape)[thick:-thick]
    thin = ink & (np.asarray(tall) == 0)
    for _ in range(most):
        path = _best_path(ink, thin)
        if path is None or path[1].size < _LEAST_MM * mm:
            break
        left, rows = path
        columns = np.arange(left, left + rows.size)
        on_thin = thin[rows, columns]
        if on_thin.sum() < 0.5 * _LEAST_MM * mm:
            break
        top, bottom = _run(ink, rows, columns)
        middle = np.interp(columns, columns[on_thin], ((top + bottom - 1) / 2)[on_thin])
        thickness = float(np.median((bottom - top)[on_thin]))
        yield Stroke(left, middle, on_thin, top, bottom, thickness)
        thin = thin.copy()
        for column, first, last in zip(
            columns[on_thin], top[on_thin], bottom[on_thin], strict=True
        ):
            thin[first:last, column] = False
        # A path may not be followed again through the letters that it crossed.
        ink = ink.copy()
        band = np.round(middle).astype(np.int64)
        for shift in range(-1, 2):
            ink[np.clip(band + shift, 0, ink.shape[0] - 1), columns] = False


def _best_path(
    ink: NDArray[np.bool_], thin: NDArray[np.bool_]
) -> tuple[int, NDArray[np.int64]] | None:
    """The way from left to right that earns most: (first column, row in each column)."""
    height, width = ink.shape
    gain = np.where(thin, np.float32(_THIN), np.where(ink, np.float32(_LETTER), np.float32(_PAPER)))
    if width % 2:
        gain = np.pad(gain, ((0, 0), (0, 1)), constant_values=_PAPER)
    # Two columns at a time: slopes up to one in two are enough. Rows of `score` have an edge of
    # zeros, so that a path can begin anywhere.
    pairs = np.ascontiguousarray((gain[:, 0::2] + gain[:, 1::2]).T)
    score = np.zeros((pairs.shape[0] + 1, height + 2), np.float32)
    best = np.empty(height, np.float32)
    for x in range(pairs.shape[0]):
        before = score[x]
        np.maximum(before[:-2], before[2:], out=best)
        best -= _STEP
        np.maximum(best, before[1:-1], out=best)
        best += pairs[x]
        np.maximum(best, 0, out=score[x + 1, 1:-1])
    end, y = divmod(int(score.argmax()), height + 2)
    if score[end, y] <= 0:
        return None
    rows: list[int] = []
    x = end
    while x > 0 and score[x, y] > 0:
        rows.append(y - 1)
        before = score[x - 1]
        x -= 1
        straight, up, down = (
            before[y],
            before[y - 1] - _STEP,
            before[min(y + 1, height + 1)] - _STEP,
        )
        if max(up, down) > straight:
            y += -1 if up >= down else 1
    path = np.repeat(np.array(rows[::-1], dtype=np.int64), 2)
    return 2 * x, path[: width - 2 * x]


def _run(
    ink: NDArray[np.bool_], rows: NDArray[np.int64], columns: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First row and row after the last of the unbroken ink around each (row, column)."""
    top, bottom = rows.copy(), rows + 1
    height = ink.shape[0]
    for step, edge, limit in ((-1, top, 0), (1, bottom, height - 1)):
        going = ink[rows, columns]
        at = rows.copy()
        while going.any():
            going &= (at > 0) if step < 0 else (at < limit)
            at = np.where(going, at + step, at)
            going &= ink[at, columns]
            edge[going] = at[going] if step < 0 else at[going] + 1
    return top, bottom
