"""Frames of stamps without colour: found worn and tilted, not in tables and text."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.stamps.form_lines import doubly_framed, partings, without_lines
from pipeline.stamps.frames import find_frames
from pipeline.stamps.plates import shows_lettering

DPI = 200.0
MM = DPI / 25.4


def page_with(corners: list[tuple[float, float]], *, worn: float = 0.0) -> np.ndarray:
    """A white page with a quadrilateral of lines 0.5 mm wide, a share of them worn off."""
    page = np.full((1000, 1200), 255, np.uint8)
    points = [np.array([[round(x), round(y)] for x, y in corners])]
    cv2.polylines(page, points, isClosed=True, color=30, thickness=4)
    if worn:
        grain = np.random.default_rng(3).random((334, 400)).repeat(3, 0).repeat(3, 1)
        page[grain[:1000, :1200] < worn] = 255
    return page


def rectangle(x: float, y: float, wide_mm: float, high_mm: float, degrees: float):
    """Corners of a rectangle turned about its top left one, positive = downhill."""
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    sides = ((0, 0), (wide_mm, 0), (wide_mm, high_mm), (0, high_mm))
    return [(x + MM * (a * cos - b * sin), y + MM * (a * sin + b * cos)) for a, b in sides]


@pytest.mark.parametrize("degrees", [-6.0, -2.5, 0.0, 3.0, 7.0])
@pytest.mark.parametrize("worn", [0.0, 0.3])
def test_a_frame_is_found_at_any_tilt_worn_or_not(degrees, worn):
    """A form's frame, 50 × 24 mm, comes back with its place and its tilt."""
    corners = rectangle(300, 400, 50, 24, degrees)
    (frame,) = find_frames(page_with(corners, worn=worn), DPI)
    for found, true in zip(frame.corners, corners, strict=True):
        assert np.hypot(found[0] - true[0], found[1] - true[1]) < 2.5 * MM
    assert abs(frame.degrees - degrees) < 1.5


def test_cells_of_a_table_are_no_frames():
    """Lines that run on beyond a rectangle's corners are a table's."""
    page = np.full((1000, 1200), 255, np.uint8)
    for x in (150, 400, 650, 900):
        cv2.line(page, (x, 300), (x, 600), 30, 3)
    for y in (300, 400, 500, 600):
        cv2.line(page, (150, y), (900, y), 30, 3)
    assert find_frames(page, DPI) == ()


def test_text_has_no_frames():
    """Stems of letters under one another are no upright line."""
    page = np.full((1000, 1200), 255, np.uint8)
    for row in range(12):
        for column in range(50):
            x, y = 150 + column * 18, 200 + row * 44
            cv2.rectangle(page, (x, y), (x + 3, y + 20), 30, -1)
            cv2.line(page, (x, y + 20), (x + 10, y + 20), 30, 2)
    assert find_frames(page, DPI) == ()


def test_a_forms_lines_part_it_and_go():
    """The rule under the receiver and the wall right of ĐẾN are found, taken out, letters kept."""
    form = np.full((190, 430), 255, np.uint8)
    cv2.rectangle(form, (3, 3), (426, 186), 30, 3)
    cv2.line(form, (3, 50), (426, 50), 30, 3)
    cv2.line(form, (120, 50), (120, 186), 30, 3)
    letters = np.full_like(form, 255)
    cv2.putText(letters, "HEN", (20, 130), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 30, 4)
    row, column = partings(np.minimum(form, letters), DPI)
    assert row is not None
    assert column is not None
    assert abs(row - 50) <= 2
    assert abs(column - 120) <= 2
    clean = without_lines(np.minimum(form, letters), DPI, framed=True)
    # Dots stay where lines met at a corner, and a tip of a letter may go with a line.
    assert ((clean < 128) != (letters < 128)).sum() < 40


def test_two_frames_are_told_from_one():
    """Degrees of secrecy stand in two frames a millimetre apart."""
    one = np.full((72, 240), 255, np.uint8)
    cv2.rectangle(one, (4, 4), (235, 67), 30, 3)
    two = one.copy()
    cv2.rectangle(two, (13, 13), (226, 58), 30, 2)
    assert doubly_framed(two, DPI)
    assert not doubly_framed(one, DPI)


def test_lettering_is_told_from_pen():
    """Letters of one height in a row are worth reading, a stroke is not."""
    ink = np.zeros((80, 300), np.uint8)
    cv2.putText(ink, "KHAN TOC", (10, 50), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 1, 3)
    assert shows_lettering(ink > 0, MM)
    pen = np.zeros((80, 300), np.uint8)
    waves = [(x, int(40 + 30 * np.sin(x / 20))) for x in range(10, 290, 4)]
    cv2.polylines(pen, [np.array(waves)], isClosed=False, color=1, thickness=3)
    assert not shows_lettering(pen > 0, MM)
