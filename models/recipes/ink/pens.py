"""Pen work beyond that of `samples`: initials at a line's end, long straight tails."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from samples.handwriting import Writer, inked, pressed_widths, spline
from samples.ink import Ink, stroke
from samples.marking import placed
from samples.signatures import sign
from samples.typesetting import DPI, Sheet, mm

if TYPE_CHECKING:
    import random

    from samples.ink import Impression

__all__ = ["initial", "long_stroke"]


def _writer(rng: random.Random) -> Writer:
    return Writer.drawn(rng, Ink.drawn(rng, rng.choice(("black", "blue", "navy"))))


def initial(rng: random.Random, sheet: Sheet) -> Impression:
    """The drafter's small sign (ký nháy) behind a line of print, touching it as a rule."""
    writer = replace(_writer(rng), width=rng.uniform(0.22, 0.4))
    alpha = sign(rng, mm(rng.uniform(4, 11)), writer)
    line = rng.choice(sheet.lines).place if sheet.lines else None
    x = line.right + mm(rng.uniform(-2, 3)) if line else rng.uniform(0, sheet.width)
    y = line.bottom - alpha.shape[0] * rng.uniform(0.4, 0.9) if line else sheet.height / 2
    return placed(alpha, x, y, "signature", writer.ink, source="sign", note="ký nháy")


def long_stroke(rng: random.Random, sheet: Sheet) -> Impression:
    """A signature's way out: nearly straight, nearly level, up to half a page long."""
    writer = replace(_writer(rng), width=rng.uniform(0.25, 0.65))
    length, rise = mm(rng.uniform(25, 95)), rng.gauss(0, 0.09)
    bow = rng.gauss(0, 0.03) * length
    margin = mm(6)
    xs = np.linspace(0, length, 6)
    ys = -rise * xs + bow * np.sin(xs / length * np.pi) + np.array([rng.gauss(0, 1.5) for _ in xs])
    if rng.random() < 0.5:  # it comes back from a hook
        hook = rng.choice((-1, 1)) * mm(rng.uniform(2, 9))
        xs = np.concatenate(([mm(rng.uniform(2, 12)), 0.0], xs))
        ys = np.concatenate(([hook, hook / 2], ys))
    points = np.stack([xs - xs.min() + margin, ys - ys.min() + margin], 1)
    path = spline(points)
    alpha = np.zeros((int(points[:, 1].max() + margin), int(points[:, 0].max() + margin)), np.uint8)
    stroke(alpha, path, pressed_widths(rng, path, writer.width * DPI / 25.4, 0.3))
    if rng.random() < 0.3:
        alpha = np.ascontiguousarray(alpha[:, ::-1])
    x = rng.triangular(-length * 0.2, sheet.width - length * 0.6)
    y = rng.uniform(mm(30), sheet.height - mm(30))
    ink = inked(rng, alpha, writer)
    return placed(ink, x, y, "signature", writer.ink, source="sign", note="nét ký")
