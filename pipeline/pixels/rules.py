"""Ruled lines: under headings, around tables, along margins. Print, but not letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ruled_lines", "without_rules", "worn_on"]

# What is thicker is a bar, a stamp, a letter's stem.
_THICK_MM = 1.1
# A worn rule goes on in dashes so long, with gaps so wide.
_DASH_MM = 0.6
_WORN_MM = 1.8
# So many pixels of a run, evenly spaced, are looked at before all are.
_SAMPLES = 8
# A chain of dashes that a rule is part of.
_RULED = 2


def ruled_lines(
    ink: NDArray[np.uint8], dpi: float, *, least_mm: float = 8.0
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Where long thin straight lines lie: (horizontal, vertical), each (H, W) uint8, 1 = rule.

    Args:
        ink: (H, W) uint8, 1 = ink.
        dpi: Of `ink`.
        least_mm: Shorter runs are strokes of letters. The rule under a motto is 20 mm or more,
            under a short organ's name 10.
    """
    mm = dpi / 25.4
    long, thick = max(5, round(least_mm * mm)), max(3, round(_THICK_MM * mm))
    found = []
    for across in (True, False):
        # A scanned rule wavers by a pixel: thicken across its run before asking for length.
        steady = np.asarray(cv2.dilate(ink, _run(3, across=not across)), np.uint8)
        runs = _runs_of(steady, long, across=across)
        if not runs.any():
            found.append(runs)
            continue
        # Rules are thin: what is thick both ways is a bar, a stamp, a picture.
        bars = cv2.morphologyEx(runs, cv2.MORPH_OPEN, _run(thick + 2, across=not across))
        found.append(np.asarray(cv2.subtract(runs, bars), dtype=np.uint8))
    return found[0], found[1]


def _runs_of(ink: NDArray[np.uint8], long: int, *, across: bool) -> NDArray[np.uint8]:
    """An opening by a run so long, asked only of rows or columns that may hold one: most do not.

    A run of `long` pixels covers so many of the pixels that are looked at first, one in eight of
    its length; two of them may lie beyond the page's edge.
    """
    axis = 0 if across else 1
    step = max(1, long // _SAMPLES)
    seen = ink[:, ::step] if across else ink[::step]
    covered = _run(max(1, long // step - 2), across=across)
    lines = np.flatnonzero(cv2.erode(np.ascontiguousarray(seen), covered).any(axis=1 - axis))
    found = np.zeros_like(ink)
    if lines.size:
        part = np.take(ink, lines, axis=axis)
        opened = cv2.morphologyEx(part, cv2.MORPH_OPEN, _run(long, across=across))
        found[(lines, slice(None)) if across else (slice(None), lines)] = opened
    return found


def worn_on(
    rules: NDArray[np.uint8], ink: NDArray[np.uint8], dpi: float, *, across: bool
) -> NDArray[np.uint8]:
    """Rules with the dashes they go on in: thresholds and photocopies break thin lines.

    Only what follows a rule along its own line, from dash to dash, is taken for more of it. Still a
    letter's stroke may be: where there is no table these are not to be erased.

    Args:
        rules: (H, W) uint8, 1 = rule, as `ruled_lines` finds them.
        ink: (H, W) uint8, 1 = ink.
        dpi: Of both.
        across: Whether the rules run across, or down.
    """
    if not rules.any():
        return np.zeros_like(rules)
    mm = dpi / 25.4
    gap = max(3, round(_WORN_MM * mm))
    dashes = _dashes(rules, ink, mm, across=across)
    chains = np.asarray(
        cv2.morphologyEx(dashes, cv2.MORPH_CLOSE, _run(gap, across=across)), np.uint8
    )
    # The chains that hold a rule, filled from it: the rest of a page's dashes is letters.
    places = np.flatnonzero((rules & chains) > 0)
    while places.size:
        y, x = divmod(int(places[0]), chains.shape[1])
        cv2.floodFill(chains, None, (x, y), _RULED, flags=8)
        places = places[chains.reshape(-1)[places] != _RULED]
    return np.asarray(dashes & (chains == _RULED), np.uint8)


def _dashes(
    rules: NDArray[np.uint8], ink: NDArray[np.uint8], mm: float, *, across: bool
) -> NDArray[np.uint8]:
    """Rules, and every piece of ink that is long and thin enough to be more of one."""
    dash, thick = (max(3, round(v * mm)) for v in (_DASH_MM, _THICK_MM))
    steady = cv2.dilate(ink, _run(3, across=not across))
    stems = cv2.morphologyEx(ink, cv2.MORPH_OPEN, _run(thick, across=not across))
    dashes = cv2.morphologyEx(steady, cv2.MORPH_OPEN, _run(dash, across=across))
    # What runs right beside a rule is the feet of letters that stand on it.
    beside = cv2.dilate(rules, _run(2 * thick + 1, across=not across))
    stems = cv2.dilate(stems, _run(3, across=not across))
    dashes = cv2.bitwise_or(cv2.subtract(dashes, cv2.bitwise_or(stems, beside)), rules)
    return np.asarray(dashes, dtype=np.uint8)


def _run(length: int, *, across: bool) -> NDArray[np.uint8]:
    return np.ones((1, length) if across else (length, 1), np.uint8)


def without_rules(
    gray: NDArray[np.uint8],
    horizontal: NDArray[np.uint8],
    vertical: NDArray[np.uint8],
    ink: NDArray[np.uint8],
) -> NDArray[np.uint8]:
    """The page with its rules painted white; letters that stand on a rule keep their strokes.

    A column of a rule is erased only where no ink continues above or below it.
    """
    out = gray.copy()
    for rule, across in ((horizontal, True), (vertical, False)):
        if not rule.any():
            continue
        kernel = _run(3, across=not across)
        wide = cv2.dilate(rule, kernel)
        beyond = cv2.subtract(ink, wide)
        reach = cv2.dilate(beyond, _run(5, across=not across))
        crossing = cv2.dilate(cv2.bitwise_and(reach, wide), kernel, iterations=2)
        out[(wide > 0) & (crossing == 0)] = 255
    return out
