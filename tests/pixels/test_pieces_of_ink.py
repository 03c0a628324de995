"""Pieces of ink and places of a page: looked at in a part, counted as on the whole."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.pixels.components import components
from pipeline.pixels.occupied import COARSE, counted, held


def scattered(shape: tuple[int, int], part: tuple[slice, slice], seed: int) -> np.ndarray:
    """A mask with ink in a part of it."""
    mask = np.zeros(shape, np.uint8)
    inside = mask[part]
    inside[:] = np.random.default_rng(seed).random(inside.shape) > 0.7
    return mask


@pytest.mark.parametrize("connectivity", [4, 8])
@pytest.mark.parametrize(("top", "left"), [(0, 0), (7, 12), (12, 7), (21, 33), (30, 40)])
def test_pieces_in_a_corner_are_numbered_as_on_the_whole_sheet(top, left, connectivity):
    """Looking only where there is ink changes nothing that is known of a piece."""
    mask = scattered((61, 83), np.s_[top : top + 25, left : left + 31], seed=top)

    found = components(mask, connectivity=connectivity)

    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=connectivity)
    assert np.array_equal(found.labels, labels)
    assert np.array_equal(found.stats[1:], stats[1:])
    assert found.stats[0, 4] == stats[0, 4]


@pytest.mark.parametrize("connectivity", [4, 8])
@pytest.mark.parametrize("share", [0.04, 0.4, 0.97])
def test_pieces_of_a_page_are_measured_as_opencv_measures_them(share, connectivity):
    """By runs of ink, with ink at every edge: the same boxes and areas as pixel by pixel."""
    mask = (np.random.default_rng(5).random((211, 173)) < share).astype(np.uint8) * 255

    found = components(mask, connectivity=connectivity)

    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=connectivity)
    assert np.array_equal(found.labels, labels)
    assert np.array_equal(found.stats[1:], stats[1:])
    assert found.stats[0, 4] == stats[0, 4]


def test_the_pixels_of_chosen_pieces():
    """By number, whatever lies between them; the paper is chosen by its own."""
    found = components(np.array([[1, 0, 1], [0, 0, 1], [1, 0, 0]], np.uint8), connectivity=4)

    where = found.where(np.array([False, False, True, True]))

    assert where.tolist() == [[False, False, True], [False, False, True], [True, False, False]]


def test_an_empty_mask_has_no_pieces():
    """Paper alone: no ink, no piece."""
    found = components(np.zeros((5, 9), np.uint8))

    assert len(found) == 0
    assert found.stats.tolist() == [[0, 0, 9, 5, 45]]


@pytest.mark.parametrize("shape", [(1, 1), (16, 16), (17, 33), (40, 23)])
@pytest.mark.parametrize("cell", [COARSE, 16])
def test_squares_hold_the_pixels_that_lie_in_them(shape, cell):
    """Squares that stand over the edge count what is inside."""
    mask = np.random.default_rng(3).random(shape) > 0.9

    sums = counted(mask, cell)

    rows, columns = -(-shape[0] // cell), -(-shape[1] // cell)
    expected = [
        [mask[r * cell : (r + 1) * cell, c * cell : (c + 1) * cell].sum() for c in range(columns)]
        for r in range(rows)
    ]
    assert sums.tolist() == expected
    if cell == COARSE:
        assert np.array_equal(held(mask), sums > 0)
