"""Write by hand: numbers stroke by stroke, words in bent handwriting faces, signatures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image, ImageDraw

from samples.digits import STROKES
from samples.faces import HANDS, hand
from samples.ink import Ink, bent, field_of, pen_ink, stroke, trim

if TYPE_CHECKING:
    import random

    from numpy.typing import NDArray

__all__ = ["Writer", "inked", "pressed_widths", "spline", "write", "write_digits", "write_note"]


@dataclass(frozen=True, slots=True)
class Writer:
    """A person with a pen.

    Attributes:
        face: One of `HANDS`, for words.
        strokes: Writes numbers stroke by stroke (else in the face).
        slant: Sideways shift over height; positive leans right.
        aspect: Width of figures over their usual width.
        wobble: Unsteadiness of strokes, share of the height.
        width: Of the line, millimetres.
        ink: What the pen holds.
        spacing: Between figures, share of the height; negative joins them.
        joined: The pen stays down between figures.
        pencil: Grainy line.
    """

    face: str
    strokes: bool
    slant: float
    aspect: float
    wobble: float
    width: float
    ink: Ink
    spacing: float
    joined: bool
    pencil: bool = False

    @staticmethod
    def drawn(rng: random.Random, ink: Ink | None = None) -> Writer:
        """Somebody: from a fine ballpoint to a marker (0.25–1.1 mm)."""
        ink = ink or pen_ink(rng)
        pencil = ink.name in ("red", "green") and rng.random() < 0.5
        return Writer(
            face=rng.choice(HANDS),
            strokes=rng.random() < 0.65,
            slant=rng.gauss(0.18, 0.16),
            aspect=rng.uniform(0.75, 1.25),
            wobble=rng.uniform(0.01, 0.05),
            width=rng.choice((0.28, 0.33, 0.38, 0.45, 0.5, 0.6, 0.8)) * rng.uniform(0.85, 1.15),
            ink=ink,
            spacing=rng.uniform(-0.03, 0.28),
            joined=rng.random() < 0.18,
            pencil=pencil,
        )


def spline(points: NDArray[np.float64], step: float = 1.0) -> NDArray[np.float64]:
    """A smooth path through points (Catmull-Rom), about `step` pixels between samples."""
    if len(points) < 2:
        return points
    padded = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    path = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        count = max(2, int(np.hypot(*(c - b)) / step))
        t = np.linspace(0, 1, count, endpoint=False)[:, None]
        path.append(
            0.5
            * (
                2 * b
                + (c - a) * t
                + (2 * a - 5 * b + 4 * c - d) * t**2
                + (3 * b - a - 3 * c + d) * t**3
            )
        )
    return np.vstack([*path, points[-1:]])


def pressed_widths(
    rng: random.Random, path: NDArray[np.float64], width: float, swing: float = 0.25
) -> NDArray[np.float64]:
    """Line widths along a path: pressure swells and fades, thin where the pen lifts."""
    count = len(path)
    swell = field_of(rng, (1, count), max(6.0, count / 5), 1 - swing, 1 + swing)[0]
    lift = np.minimum(1, np.linspace(rng.uniform(1, 4), rng.uniform(0.3, 1), count))
    return width * swell * lift


def write_digits(
    rng: random.Random, text: str, height: float, writer: Writer, dpi: float = 300
) -> NDArray[np.uint8]:
    """A number written stroke by stroke; `text` of figures, `/`, `-` and `.`.

    Returns:
        (H, W) uint8, 255 = ink; figures about `height` pixels tall.
    """
    # A marker drowns small figures: clerks take a finer pen for them.
    pen = min(writer.width * dpi / 25.4, 0.19 * height)
    margin = int(height * 0.9 + pen * 2)
    canvas = np.zeros(
        (int(height) + 2 * margin, int(height * 1.35 * len(text)) + 2 * margin), np.uint8
    )
    x, drift = float(margin), 0.0
    last: NDArray[np.float64] | None = None
    habits = {c: rng.choice(STROKES[c]) for c in dict.fromkeys(text) if c in STROKES}
    for character in text:
        if character == " ":
            x += height * 0.4
            last = None
            continue
        drift += rng.gauss(0, height * 0.02)
        shape = habits[character] if rng.random() < 0.85 else rng.choice(STROKES[character])
        size = height * rng.uniform(0.88, 1.12)
        wide = size * writer.aspect * rng.uniform(0.9, 1.1)
        reach = x
        for index, raw in enumerate(shape):
            points = np.array(raw, dtype=np.float64)
            points += np.array(
                [[rng.gauss(0, writer.wobble), rng.gauss(0, writer.wobble)] for _ in raw]
            )
            lean = (1 - points[:, 1]) * writer.slant * size
            placed = np.stack(
                [x + points[:, 0] * wide + lean, margin + drift + points[:, 1] * size], 1
            )
            if writer.joined and index == 0 and last is not None:
                placed = np.vstack([last, placed])
            path = spline(placed)
            stroke(canvas, path, pressed_widths(rng, path, pen))
            reach = max(reach, float(placed[:, 0].max()) - max(0.0, writer.slant * size * 0.6))
            last = placed[-1]
        x = reach + writer.spacing * height + pen * 0.6
    return inked(rng, canvas, writer)


def inked(rng: random.Random, alpha: NDArray[np.uint8], writer: Writer) -> NDArray[np.uint8]:
    """How the pen's ink lies: a ballpoint skips a little, a pencil grains, a marker floods."""
    if writer.pencil:
        grain = field_of(rng, alpha.shape, 1.6, 0.15, 1.25)
    else:
        grain = field_of(rng, alpha.shape, 9, 0.82, 1.1)
    return np.clip(alpha * grain, 0, 255).astype(np.uint8)


def write(
    rng: random.Random, text: str, height: float, writer: Writer, dpi: float = 300
) -> NDArray[np.uint8]:
    """A line of words, or a number, in a person's hand.

    Args:
        rng: Decides the tremble.
        text: Any letters of Vietnamese.
        height: Of capitals and figures, pixels.
        writer: Who writes.
        dpi: Of the sheet.

    Returns:
        (H, W) uint8, 255 = ink, trimmed.
    """
    if writer.strokes and all(c in STROKES or c == " " for c in text):
        return trim(write_digits(rng, text, height, writer, dpi))[0]
    font = hand(writer.face, round(height * 1.45, 1))
    width = int(font.getlength(text) + height * (3 + 0.3 * text.count(" ")))
    tall = int(height * 4.2)
    picture = Image.new("L", (width, tall), 0)
    pen = ImageDraw.Draw(picture)
    x, slope = height * 1.2, rng.gauss(0, 0.02)
    for word in text.split(" "):
        y = tall * 0.62 + slope * (x - width / 2) + rng.gauss(0, height * 0.05)
        pen.text((x, y), word, font=font, fill=255, anchor="ls")
        x += font.getlength(word) + height * rng.uniform(0.28, 0.6)
    alpha = np.asarray(picture)
    shear = np.array(
        [[writer.aspect, -writer.slant, writer.slant * tall * 0.6], [0, 1, 0]], np.float64
    )
    size = (int(width * max(1.0, writer.aspect) + height), tall)
    alpha = cv2.warpAffine(alpha, shear, size)
    alpha = bent(rng, alpha, height * rng.uniform(0.04, 0.13), height * rng.uniform(0.5, 1.2))
    return trim(inked(rng, _weighted(rng, alpha, height, writer, dpi), writer))[0]


def _weighted(
    rng: random.Random, alpha: NDArray[np.uint8], height: float, writer: Writer, dpi: float
) -> NDArray[np.uint8]:
    """The face's even strokes made as thick as the pen, swelling and fading along the line."""
    inside = (alpha > 127).astype(np.uint8)
    within = cv2.distanceTransform(inside, cv2.DIST_L2, 3)
    outside = cv2.distanceTransform(1 - inside, cv2.DIST_L2, 3)
    stem = 4 * float(within[inside > 0].mean()) if inside.any() else 1.0
    pen = writer.width * dpi / 25.4 * field_of(rng, alpha.shape, height * 0.8, 0.8, 1.2)
    grow = np.maximum((pen - stem) / 2, -0.28 * stem)
    return np.clip((within - outside + grow) * 160 + 128, 0, 255).astype(np.uint8)


def write_note(
    rng: random.Random, lines: list[str], height: float, writer: Writer, dpi: float = 300
) -> tuple[NDArray[np.uint8], tuple[tuple[str, int, int, int, int], ...]]:
    """Several lines of handwriting, rising or falling together.

    Returns:
        (H, W) uint8, and each line with its box in it: (text, x, y, width, height).
    """
    written = [write(rng, line, height * rng.uniform(0.92, 1.08), writer, dpi) for line in lines]
    pitch = height * rng.uniform(1.7, 2.3)
    indents = [rng.uniform(0, height * 1.2) for _ in lines]
    width = int(max(a.shape[1] + i for a, i in zip(written, indents, strict=True))) + 4
    tall = int(pitch * (len(lines) - 1) + max(a.shape[0] for a in written) * 1.6) + 8
    canvas = np.zeros((tall, width), np.uint8)
    boxes = []
    for index, (alpha, indent) in enumerate(zip(written, indents, strict=True)):
        y = int(min(index * pitch, tall - alpha.shape[0]))
        x = int(min(indent, width - alpha.shape[1]))
        part = canvas[y : y + alpha.shape[0], x : x + alpha.shape[1]]
        np.maximum(part, alpha[: part.shape[0], : part.shape[1]], out=part)
        boxes.append((lines[index], x, y, alpha.shape[1], alpha.shape[0]))
    return canvas, tuple(boxes)
