"""Ink that came after printing: its shape, colour, and how pens and rubber leave it on paper."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import cv2
import numpy as np

if TYPE_CHECKING:
    import random

    from numpy.typing import NDArray

    from pipeline.values.marks import MarkKind

__all__ = [
    "COLOURS",
    "Impression",
    "Ink",
    "bent",
    "field_of",
    "pen_ink",
    "stroke",
    "trim",
    "turned",
]

#: Name of a colour → range of RGB that real ink of that name has after scanning.
COLOURS: dict[str, tuple[tuple[int, int, int], tuple[int, int, int]]] = {
    "red": ((196, 16, 26), (238, 62, 70)),
    "dull red": ((150, 52, 60), (205, 100, 104)),
    "dark red": ((112, 8, 24), (150, 34, 46)),
    "blue": ((28, 46, 138), (74, 96, 205)),
    "navy": ((14, 22, 62), (34, 44, 104)),
    "black": ((8, 8, 12), (44, 44, 52)),
    "violet": ((84, 36, 128), (128, 76, 180)),
    "green": ((14, 92, 52), (50, 134, 84)),
}


@dataclass(frozen=True, slots=True)
class Ink:
    """A colour of ink: `name` as the truth says it, RGB on white paper."""

    name: str
    rgb: tuple[int, int, int]

    @staticmethod
    def drawn(rng: random.Random, shade: str) -> Ink:
        """An ink of a shade of `COLOURS`; the truth calls navy blue, and dull red red."""
        low, high = COLOURS[shade]
        rgb = tuple(rng.randint(a, b) for a, b in zip(low, high, strict=True))
        name = {"navy": "blue"}.get(shade, shade.rsplit(maxsplit=1)[-1])
        return Ink(name, rgb)  # type: ignore[arg-type]


def pen_ink(rng: random.Random) -> Ink:
    """What office pens are filled with."""
    shades = ("blue", "navy", "black", "red", "violet", "green")
    return Ink.drawn(rng, rng.choices(shades, (44, 14, 28, 7, 4, 3))[0])


@dataclass(frozen=True, slots=True, eq=False)
class Impression:
    """One mark as it lies on the upright sheet.

    Attributes:
        kind: What it is.
        x, y: Of the mask's top-left, sheet pixels (may lie off the sheet).
        alpha: (H, W) uint8, 255 = full ink.
        ink: Its colour.
        text: What it says, None where it says nothing.
        source: `hand`, `sign` or `stamp`, as transcriptions sort it.
        note: Where it stands, in Vietnamese.
        lines: Lines of a note with their place inside `alpha`: (text, x, y, width, height).
        fields: What a stamp's form says.
    """

    kind: MarkKind
    x: int
    y: int
    alpha: NDArray[np.uint8]
    ink: Ink
    text: str | None = None
    source: Literal["hand", "sign", "stamp"] = "hand"
    note: str = ""
    lines: tuple[tuple[str, int, int, int, int], ...] = ()
    fields: dict[str, str | None] = field(default_factory=dict)

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the mask on the sheet."""
        return (self.x + self.alpha.shape[1] / 2, self.y + self.alpha.shape[0] / 2)


def field_of(
    rng: random.Random, shape: tuple[int, int], cell: float, low: float, high: float
) -> NDArray[np.float32]:
    """A smooth random field of (H, W) float32 between low and high, varying over `cell` pixels."""
    rows, columns = (max(2, int(n / cell) + 2) for n in shape)
    coarse = np.random.default_rng(rng.getrandbits(32)).random((rows, columns), dtype=np.float32)
    fine = cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.clip(fine, 0, 1) * (high - low) + low


def bent(
    rng: random.Random, alpha: NDArray[np.uint8], amount: float, cell: float
) -> NDArray[np.uint8]:
    """The shape pulled about like rubber, by up to `amount` pixels over `cell` pixels."""
    height, width = alpha.shape
    xs, ys = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    return cv2.remap(
        alpha,
        xs + field_of(rng, alpha.shape, cell, -amount, amount),
        ys + field_of(rng, alpha.shape, cell, -amount, amount),
        cv2.INTER_LINEAR,
    )


def stroke(
    canvas: NDArray[np.uint8], points: NDArray[np.float64], widths: NDArray[np.float64]
) -> None:
    """Draw a pen's path: (N, 2) points some pixel apart, (N,) widths in pixels, onto `canvas`."""
    scaled = np.round(points * 16).astype(int)
    radii = np.maximum(4, np.round(widths * 8)).astype(int)
    for (x, y), radius in zip(scaled.tolist(), radii.tolist(), strict=True):
        cv2.circle(canvas, (x, y), radius, 255, -1, cv2.LINE_AA, 4)


def turned(alpha: NDArray[np.uint8], degrees: float) -> NDArray[np.uint8]:
    """The shape turned clockwise, on a canvas that holds it all."""
    height, width = alpha.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1)
    cos, sin = abs(matrix[0, 0]), abs(matrix[0, 1])
    new_width, new_height = int(height * sin + width * cos) + 2, int(height * cos + width * sin) + 2
    matrix[:, 2] += ((new_width - width) / 2, (new_height - height) / 2)
    return cv2.warpAffine(alpha, matrix, (new_width, new_height), flags=cv2.INTER_LINEAR)


def trim(alpha: NDArray[np.uint8], margin: int = 2) -> tuple[NDArray[np.uint8], int, int]:
    """The shape without empty edges, and how far its corner moved (x, y).

    Raises:
        ValueError: Nothing was drawn.
    """
    x, y, width, height = cv2.boundingRect((alpha > 24).astype(np.uint8))
    if not width:
        raise ValueError(f"an empty mark of {alpha.shape}")
    left, top = max(0, x - margin), max(0, y - margin)
    return alpha[top : y + height + margin, left : x + width + margin], left, top
