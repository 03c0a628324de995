"""Pale print is brought to the level of black print; where print is dark, nothing changes."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.ink.contrast import darkened, letters_on, neutral, paleness_of

DPI = 200.0


def page(*levels, words="Kinh gui Van phong Uy ban nhan dan tinh"):
    """A white page with a line of type at each level of gray."""
    image = np.full((1200, 1600), 255, np.uint8)
    for i, level in enumerate(levels):
        place = (120, 150 + 60 * i)
        cv2.putText(image, words, place, cv2.FONT_HERSHEY_SIMPLEX, 1.0, int(level), 3, cv2.LINE_AA)
    return image


def darkest(image, line):
    return int(image[115 + 60 * line : 165 + 60 * line].min())


@pytest.mark.parametrize("level", [120, 150, 190, 215, 228])
def test_a_pale_page_becomes_dark(level):
    image = page(level, level, level)
    found = paleness_of(letters_on(image, DPI), DPI)
    assert darkest(darkened(image, found.gain), 1) < 90


@pytest.mark.parametrize("level", [0, 40, 80])
def test_dark_print_is_left_as_it_is(level):
    """Not a pixel changes: what was measured on good scans holds."""
    assert paleness_of(letters_on(page(level, level), DPI), DPI) is None


def test_a_pale_line_between_dark_ones_is_darkened_alone():
    image = page(20, 180, 20, 180)
    dark = darkened(image, paleness_of(letters_on(image, DPI), DPI).gain)
    assert darkest(dark, 1) < 100
    assert darkest(dark, 3) < 100
    assert np.array_equal(dark[115:160], image[115:160])


def test_white_paper_stays_white():
    assert paleness_of(letters_on(np.full((900, 700), 250, np.uint8), DPI), DPI) is None


def test_print_that_is_bluish_as_a_whole_becomes_black():
    gray = page(*[110] * 12)
    tinted = np.dstack([np.minimum(255, gray.astype(int) + more) for more in (0, 10, 50)])
    tinted = tinted.astype(np.uint8)
    out = neutral(tinted, letters_on(gray, DPI))
    ink = out[gray < 130]
    assert np.ptp(ink.astype(int), axis=1).max() < 40


def test_blue_pen_on_black_print_keeps_its_colour():
    gray = page(*[20] * 12)
    image = np.dstack([gray] * 3)
    cv2.putText(image, "ky", (200, 1000), cv2.FONT_HERSHEY_SIMPLEX, 3.0, (60, 70, 200), 5)
    assert neutral(image, letters_on(gray, DPI)) is image


def test_letters_are_parted_by_how_dark_they_are():
    """The darker keep their dots and marks; the fainter go with theirs."""
    image = np.minimum(page(150, 150), np.roll(page(200, 200), 300, axis=0))
    letters = letters_on(image, DPI)
    dark, faint = letters.parted(175)
    assert 0 < dark.numbers.size < letters.numbers.size
    assert dark.levels.max() <= 175
    upper, lower = image[:300] < 240, image[300:] < 240
    assert faint[:300][upper].mean() < 0.01
    assert faint[300:][lower].mean() > 0.95
