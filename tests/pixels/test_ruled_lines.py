"""Ruled lines: looked for only where a sample of a page's pixels says that they may be."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.pixels.components import components
from pipeline.pixels.rules import ruled_lines, worn_on

DPI = 200.0


def inked(share: float) -> np.ndarray:
    """A page of specks with lines across and down, some broken, some that run off its edges."""
    rng = np.random.default_rng(11)
    ink = (rng.random((700, 530)) < share).astype(np.uint8)
    for y, left, right in [(40, 0, 50), (90, 20, 82), (91, 300, 530), (400, 100, 420)]:
        ink[y : y + 2, left:right] = 1
    for x, top, bottom in [(5, 0, 40), (200, 100, 500), (525, 640, 700)]:
        ink[top:bottom, x : x + 3] = 1
    ink[400:402, 200:400:19] = 0
    ink[402:404, 430:520:9] = 1
    return ink


def opened(ink: np.ndarray, *, across: bool, long: int) -> np.ndarray:
    """Runs so long, asked of every pixel."""
    shape = (1, long) if across else (long, 1)
    steady = cv2.dilate(ink, np.ones((3, 1) if across else (1, 3), np.uint8))
    return cv2.morphologyEx(steady, cv2.MORPH_OPEN, np.ones(shape, np.uint8))


@pytest.mark.parametrize("share", [0.0, 0.05, 0.5])
@pytest.mark.parametrize("least_mm", [0.3, 4.0, 8.0])
def test_no_run_is_passed_over(share, least_mm):
    """Every run that an opening of the whole page finds is a rule, but for what is thick."""
    ink, mm = inked(share), DPI / 25.4
    long, thick = max(5, round(least_mm * mm)), max(3, round(1.1 * mm))

    found = ruled_lines(ink, DPI, least_mm=least_mm)

    for rules, across in zip(found, (True, False), strict=True):
        runs = opened(ink, across=across, long=long)
        bar = np.ones((thick + 2, 1) if across else (1, thick + 2), np.uint8)
        thin = cv2.subtract(runs, cv2.morphologyEx(runs, cv2.MORPH_OPEN, bar))
        assert np.array_equal(rules, thin)


def test_a_worn_rule_goes_on_in_its_dashes_and_letters_do_not():
    """What hangs together with a rule, dash by dash, is more of it; the rest of the page is not."""
    ink = inked(0.02)
    rules, _ = ruled_lines(ink, DPI)

    worn = worn_on(rules, ink, DPI, across=True)

    assert worn[400:402, 100:420].any(axis=0).mean() > 0.9
    pieces = components(np.asarray(cv2.dilate(worn, np.ones((1, 31), np.uint8)), np.uint8))
    assert all(rules[pieces.labels == number].any() for number, _ in pieces.boxes())


def test_a_page_without_rules_has_no_dashes():
    """Letters alone are no more of anything."""
    ink = inked(0.02)

    assert not worn_on(np.zeros_like(ink), ink, DPI, across=False).any()
