"""What paper, printer, scanner and cleaning do to a line between the typist and the recogniser."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    from .render import InkLine

    Ink = NDArray[np.float32]
    Gray = NDArray[np.uint8]

PADDING = 4  # Tesseract adds so many pixels around a line before its net sees it
# The share of lines cut as `pipeline/print/lines.py` cuts them, alone on white; the others as
# Tesseract's own layout does, which reads whole blocks.
OUR_CUT = 0.5


def scan_line(line: InkLine, neighbours: list[InkLine], zoom: int, dice: Generator) -> Gray:
    """Scan a line of ink and cut it out as Tesseract does.

    Args:
        line: The ink, `zoom` times finer than the scan.
        neighbours: Lines whose descenders and marks may reach into this one's box.
        zoom: Pixels of ink per pixel of the scan.
        dice: What makes every choice.

    Returns:
        (H, W) uint8, 0 = ink: from the descenders to the highest mark, four pixels around it.
    """
    ink = line.ink
    ours = dice.random() < OUR_CUT
    tight = bool(neighbours) and not ours and dice.random() < 0.15
    if tight or (neighbours and not ours and dice.random() < 0.6):
        pitch = dice.uniform(1.0, 1.2) if tight else dice.uniform(1.05, 1.5)
        ink = _beside(line, neighbours, pitch, dice)
    ink, sunk = _tilted(ink, dice)
    ink = _printed(ink, line.em, dice)
    small = cv2.resize(
        ink, (max(8, ink.shape[1] // zoom), ink.shape[0] // zoom), interpolation=cv2.INTER_AREA
    )
    small = _focused(small, dice)
    em = line.em / zoom
    gray = _lit(small, neighbours, em, dice)
    if dice.random() < 0.12:
        _scribble(gray, em, dice)
    if dice.random() < 0.14:
        _speckle(gray, dice)
    if dice.random() < 0.1:
        _bite(gray, em, dice)
    gray = _delivered(gray, dice)
    cut = _tightened(line, dice) if tight else line
    return _cut_out(gray, cut, zoom, sunk, dice, ours=ours)


def _tightened(line: InkLine, dice: Generator) -> InkLine:
    """Move the box down: in single-spaced capitals Tesseract gives the marks to the line above.

    Only the feet of the marks are left in the line's own box, and at its bottom stand the marks
    of the next one.
    """
    top = max(line.top, round(line.baseline - dice.uniform(0.74, 0.95) * line.em))
    bottom = max(line.bottom, round(line.baseline + dice.uniform(0.2, 0.48) * line.em))
    return replace(line, top=top, bottom=bottom)


def _beside(line: InkLine, neighbours: list[InkLine], pitch_em: float, dice: Generator) -> Ink:
    """Put other lines above and below, so many em away."""
    ink = line.ink.copy()
    pitch = pitch_em * line.em
    for side in (-1, 1):
        if dice.random() < 0.15:
            continue
        other = neighbours[int(dice.integers(len(neighbours)))]
        factor = line.em / other.em
        if not 0.6 < factor < 1.6:
            continue
        foreign = cv2.resize(other.ink, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        shift = round(line.baseline + side * pitch - other.baseline * factor)
        left = int(dice.integers(0, max(1, ink.shape[1] // 3)))
        width = min(foreign.shape[1], ink.shape[1] - left)
        top, bottom = max(0, shift), min(ink.shape[0], shift + foreign.shape[0])
        if bottom > top:
            part = foreign[top - shift : bottom - shift, :width]
            here = ink[top:bottom, left : left + width]
            np.maximum(here, part, out=here)
    return ink


def _tilted(ink: Ink, dice: Generator) -> tuple[Ink, float]:
    """Tilt the line by what deskewing leaves, rarely bend it; say how far its ends moved."""
    if dice.random() < 0.45:
        return ink, 0.0
    width = ink.shape[1]
    slope = float(dice.normal(0, 0.0035 if dice.random() < 0.85 else 0.009))
    slope = float(np.clip(slope, -0.015, 0.015))
    across = np.arange(width, dtype=np.float32)
    shift = slope * (across - width / 2)
    if dice.random() < 0.25:
        swing = dice.uniform(0.2, 1.0) * ink.shape[0] / 45
        waves = dice.uniform(0.3, 1.2)
        shift = shift + swing * np.sin(across / width * np.pi * 2 * waves + dice.uniform(0, 6))
    rows = np.arange(ink.shape[0], dtype=np.float32)[:, None]
    columns = np.broadcast_to(across, ink.shape).astype(np.float32)
    source = (rows - shift[None, :]).astype(np.float32)
    bent = cv2.remap(ink, columns, source, cv2.INTER_LINEAR, borderValue=0.0)
    return bent, float(np.abs(shift).max())


def _printed(ink: Ink, em: float, dice: Generator) -> Ink:
    """Let ink spread or starve: thick, thin, broken and filled letters.

    Blurring and cutting at another level than a half moves every edge; a slowly changing level
    makes a line that is bold at one end and broken at the other.
    """
    reach = em * abs(dice.normal(0.006, 0.009)) + 0.25
    soft = cv2.GaussianBlur(ink, (0, 0), reach)
    level = float(np.clip(dice.normal(0.45, 0.13), 0.18, 0.78))
    field: Ink | float = level
    if dice.random() < 0.4:
        coarse = dice.normal(0, dice.uniform(0.03, 0.14), (3, max(4, ink.shape[1] // 40)))
        field = level + cv2.resize(
            coarse.astype(np.float32), ink.shape[::-1], interpolation=cv2.INTER_CUBIC
        )
    if dice.random() < 0.35:  # the tooth of paper and toner
        grain = dice.normal(0, dice.uniform(0.1, 0.5), ink.shape).astype(np.float32)
        soft = soft + cv2.GaussianBlur(grain, (0, 0), dice.uniform(0.8, 2.5)) * (soft > 0.02)
    edge = dice.uniform(0.08, 0.5)
    return np.clip((soft - field) / edge + 0.5, 0, 1).astype(np.float32)


def _focused(ink: Ink, dice: Generator) -> Ink:
    sigma = dice.uniform(0, 0.95) if dice.random() < 0.75 else 0.0
    return cv2.GaussianBlur(ink, (0, 0), sigma) if sigma > 0.15 else ink


def _lit(ink: Ink, neighbours: list[InkLine], em: float, dice: Generator) -> Gray:
    """Turn ink into light: gray paper, gray ink, shade, show-through and sensor noise."""
    paper = dice.uniform(185, 255)
    dark = dice.uniform(0, min(125, paper - 90))
    shade: Ink | float = paper
    if dice.random() < 0.2:
        ends = dice.uniform(-28, 18, (2, 3)).astype(np.float32)
        shade = paper + cv2.resize(ends, ink.shape[::-1], interpolation=cv2.INTER_CUBIC)
    if neighbours and dice.random() < 0.1:
        back = neighbours[int(dice.integers(len(neighbours)))]
        through = cv2.resize(
            back.ink[:, ::-1], None, fx=em / back.em, fy=em / back.em, interpolation=cv2.INTER_AREA
        )
        ghost = np.zeros_like(ink)
        height, width = (min(a, b) for a, b in zip(ghost.shape, through.shape, strict=True))
        ghost[:height, :width] = through[:height, :width]
        down = int(dice.integers(-ghost.shape[0] // 2, ghost.shape[0] // 2))
        ghost = cv2.GaussianBlur(np.roll(ghost, down, axis=0), (0, 0), dice.uniform(0.6, 1.6))
        shade = shade - ghost * dice.uniform(8, 45)
    light = shade - (shade - dark) * ink
    if dice.random() < 0.6:
        light = light + dice.normal(0, abs(dice.normal(0, 8)), ink.shape)
    return np.clip(light, 0, 255).astype(np.uint8)


def _scribble(gray: Gray, em: float, dice: Generator) -> None:
    """Leave thin remains of pen, seal or rule that cleaning did not take."""
    height, width = gray.shape
    level = int(dice.integers(40, 215))
    thick = max(1, round(em * dice.uniform(0.02, 0.09)))
    kind = dice.random()
    if kind < 0.3:  # a rule of a table or below a heading
        row = int(height * dice.choice([0.28, 0.78]) + dice.normal(0, 2))
        cv2.line(gray, (0, row), (width, row), level, thick)
    elif kind < 0.5:
        column = int(dice.choice([em * 0.2, width - em * 0.2]))
        cv2.line(gray, (column, 0), (column, height), level, thick)
    else:
        x, y = dice.uniform(0, width), dice.uniform(0, height)
        turns = np.cumsum(dice.normal(0, 0.35, 14)) + dice.uniform(0, 6.3)
        steps = np.stack([np.cos(turns), np.sin(turns)], axis=1) * em * dice.uniform(0.08, 0.3)
        path = (np.cumsum(steps, axis=0) + np.array([x, y])).round().astype(np.int32)
        cv2.polylines(gray, [path], isClosed=False, color=level, thickness=thick)


def _bite(gray: Gray, em: float, dice: Generator) -> None:
    """Let lifted ink take some print with it: an arc across the letters where they are paler.

    A seal's rim or a stroke of pen, lifted, leaves print beneath it thin, ragged or gone.
    """
    height, width = gray.shape
    paper = float(np.percentile(gray, 90))
    away = np.zeros(gray.shape, np.float32)
    radius = em * dice.uniform(1.5, 9)
    centre = int(dice.uniform(0, width)), int(dice.normal(height / 2, radius))
    thick = max(1, round(em * dice.uniform(0.05, 0.3)))
    cv2.circle(away, centre, max(2, round(radius)), 1.0, thick)
    ragged = dice.normal(0, dice.uniform(0.1, 0.6), gray.shape).astype(np.float32)
    away = np.clip(cv2.GaussianBlur(away, (0, 0), 0.7) * (1 + ragged), 0, 1)
    away *= dice.uniform(0.25, 1.0)
    gray[:] = np.clip(gray + (paper - gray.astype(np.float32)) * away, 0, 255).astype(np.uint8)


def _speckle(gray: Gray, dice: Generator) -> None:
    height, width = gray.shape
    for _ in range(int(dice.integers(1, 2 + width // 60))):
        at = int(dice.integers(width)), int(dice.integers(height))
        level = int(dice.integers(0, 200)) if dice.random() < 0.75 else 255
        cv2.circle(gray, at, int(dice.choice([0, 0, 0, 1, 1, 2])), level, -1)


def _delivered(gray: Gray, dice: Generator) -> Gray:
    """Store the picture as archives do, then even its background as our cleaning does."""
    chance = dice.random()
    low, high = np.percentile(gray, (2, 90))
    if chance < 0.24 and high - low > 40:
        cut = low + (high - low) * dice.uniform(0.35, 0.72)
        gray = np.where(gray > cut, 255, 0).astype(np.uint8)
        if dice.random() < 0.4:
            gray = cv2.GaussianBlur(gray, (0, 0), dice.uniform(0.3, 0.8))
    elif chance < 0.7:
        quality = int(dice.integers(25, 92))
        _, stored = cv2.imencode(".jpg", gray, [cv2.IMWRITE_JPEG_QUALITY, quality])
        gray = cv2.imdecode(stored, cv2.IMREAD_GRAYSCALE)
    if dice.random() < 0.65:
        white = float(np.percentile(gray, 85))
        gain = dice.uniform(0.96, 1.06) * 255 / max(white, 60)
        gray = np.clip(gray * gain, 0, 255).astype(np.uint8)
    return gray


def _cut_out(
    gray: Gray, line: InkLine, zoom: int, sunk: float, dice: Generator, *, ours: bool
) -> Gray:
    """Cut the box that Tesseract finds: ascenders to descenders, marks, padding, and some luck."""
    high = min(line.top, line.baseline - dice.uniform(0.66, 0.85) * line.em) - sunk
    low = max(line.bottom, line.baseline + dice.uniform(0.12, 0.26) * line.em) + sunk
    if ours:  # room for the highest mark whether there is one or not
        high = min(line.baseline - dice.uniform(0.98, 1.15) * line.em, high)
        low = max(line.baseline + dice.uniform(0.28, 0.36) * line.em, low)
    slack = dice.exponential(1.2, 2)
    top = max(0, round(high / zoom - PADDING - slack[0]))
    bottom = min(gray.shape[0], round(low / zoom + PADDING + slack[1]))
    dark = np.flatnonzero(line.ink.max(axis=0) > 0.5)
    ends = (dark[0], dark[-1]) if dark.size else (0, line.ink.shape[1] - 1)
    margins = PADDING + dice.exponential(1.5, 2)
    left = max(0, round(ends[0] / zoom - margins[0]))
    right = min(gray.shape[1], round(ends[1] / zoom + 1 + margins[1]))
    return np.ascontiguousarray(gray[top:bottom, left:right])
