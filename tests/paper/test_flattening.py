"""Borders, tilt and quarter turns on drawn pages."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from drawn_paper import Sheet, as_page, tilted
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.geometry import Box
from pipeline.paper.borders import border_mask
from pipeline.paper.flatten import _rotate, _unturn, flatten, quarter_turn
from pipeline.paper.skew import skew_degrees
from pipeline.settings import Flattening

LIMITS = Flattening()


def letter(dpi=100):
    """A page of 28 lines: enough print to tell which way is up."""
    sheet = Sheet(dpi=dpi)
    sheet.body(40, 28)
    return sheet


@pytest.fixture(scope="module")
def printed():
    """A gray page of print at 100 dpi, upright."""
    return letter().gray


def framed(image, mm=6, dpi=100):
    """The page with the scanner's black bed along its left and top edges."""
    out, wide = image.copy(), round(mm * dpi / 25.4)
    out[:wide] = 12
    out[:, :wide] = 12
    return out


def test_a_black_border_is_found_whole(printed):
    """The dark bed past the sheet's edge is marked to its rim, and nothing of the print is."""
    found = border_mask(framed(printed), 100)

    wide = round(6 * 100 / 25.4)
    assert found[:wide].all()
    assert found[:, :wide].all()
    assert not found[wide + 6 :, wide + 6 :].any()


def test_a_page_without_border_has_none(printed):
    """White to the edge: nothing is marked."""
    assert not border_mask(printed, 100).any()


def test_print_that_runs_to_the_edge_is_no_border():
    """Letters and a rule cut by the picture's edge are thinner than a border and stay."""
    sheet = Sheet(dpi=100)
    for y in range(20, 280, 8):
        sheet.text(-6, y, "Ủy ban nhân dân quận Long Biên đề nghị các phòng, ban", pt=16)
    sheet.rule(0, 285, 210, 285, thick=0.6)

    assert not border_mask(sheet.gray, 100).any()


def test_a_dark_patch_inside_the_page_is_no_border(printed):
    """A picture or a black bar that does not reach the edge is content."""
    image = framed(printed)
    image[900:1000, 200:600] = 0

    found = border_mask(image, 100)

    assert found[0].all()
    assert not found[900:1000, 200:600].any()


def test_a_punch_hole_at_the_edge_is_no_border(printed):
    """A dark hole of 8 mm that touches the edge is too short for a border."""
    image = printed.copy()
    image[400:431, :31] = 0

    assert not border_mask(image, 100).any()


@pytest.mark.parametrize("degrees", [-3.0, -1.3, -0.4, 0.0, 0.6, 1.7, 3.0])
def test_tilt_is_found(printed, degrees):
    """Tilt of printed lines is measured to 0.15 degrees; downhill is positive."""
    flat = flatten(as_page(tilted(printed, degrees), 100), LIMITS)

    assert flat.skew_degrees == pytest.approx(degrees, abs=0.15)


def test_a_blank_page_has_no_tilt():
    """Nothing to measure is 0, not the limit of the search."""
    assert skew_degrees(np.zeros((800, 600), np.uint8)) == 0.0
    assert flatten(as_page(np.full((1169, 827), 255, np.uint8), 100), LIMITS).skew_degrees == 0.0


def test_a_straight_black_border_does_not_hide_the_tilt(printed):
    """The bed's edge runs straight while the print is tilted: print decides."""
    flat = flatten(as_page(framed(tilted(printed, 1.7)), 100), LIMITS)

    assert flat.skew_degrees == pytest.approx(1.7, abs=0.15)
    assert flat.image[:8].mean() > 240


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_the_way_up_is_found(printed, rotation):
    """A page put on the glass in any of four directions is turned upright, surely."""
    lying = np.ascontiguousarray(np.rot90(printed, rotation // 90))

    flat = flatten(as_page(lying, 100), LIMITS)

    assert flat.rotation == rotation
    assert flat.orientation_sure


@pytest.mark.parametrize("degrees", [-7.5, -5.0, 3.5, 7.0])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_tilted_page_is_turned_upright_too(printed, rotation, degrees):
    """At 5 degrees lines run across neither way: both are looked at at every tilt."""
    lying = np.ascontiguousarray(np.rot90(tilted(printed, degrees), rotation // 90))

    flat = flatten(as_page(lying, 100), LIMITS)

    assert flat.rotation == rotation
    assert flat.skew_degrees == pytest.approx(degrees, abs=0.2)


def test_a_tilt_beyond_the_limit_is_not_taken_out(printed):
    """Past the settings' limit nothing is promised: the search ends there."""
    flat = flatten(as_page(tilted(printed, 6.0), 100), Flattening(max_skew_degrees=4.0))

    assert abs(flat.skew_degrees) <= 4.0


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_page_is_turned_as_it_is_told(printed, rotation):
    """A known turn is taken whatever the shapes say; the tilt is the one it has then."""
    flat = flatten(as_page(tilted(printed, 2.0), 100), LIMITS, rotation=rotation)

    assert (flat.rotation, flat.orientation_sure) == (rotation, True)
    if rotation % 180 == 0:
        assert flat.skew_degrees == pytest.approx(2.0, abs=0.15)


def test_a_page_with_little_print_is_not_sure():
    """Two lines do not tell which way is up: the page is left to a reader."""
    sheet = Sheet(dpi=100)
    sheet.body(100, 2)

    assert not flatten(as_page(sheet.gray, 100), LIMITS).orientation_sure


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_box_on_the_flat_page_lies_on_the_scan(rotation):
    """A black patch seen on the flat page maps back onto the scan's patch within 2 pixels."""
    upright = tilted(letter().gray, 0.8)
    upright[500:540, 20:70] = 0
    lying = np.ascontiguousarray(np.rot90(upright, rotation // 90))

    def patch(image):
        """Middle of what stays black through an erosion that takes all letters."""
        solid = cv2.erode((image < 90).astype(np.uint8), np.ones((15, 15), np.uint8))
        ys, xs = np.nonzero(solid)
        return xs.mean(), ys.mean()

    flat = flatten(as_page(lying, 100), LIMITS)

    assert flat.rotation == rotation
    x, y = flat.to_original.point(*(v + 0.5 for v in patch(flat.image)))
    there_x, there_y = (v + 0.5 for v in patch(lying))
    assert x == pytest.approx(there_x, abs=2)
    assert y == pytest.approx(there_y, abs=2)


@given(
    turns=st.integers(0, 3),
    degrees=st.floats(-8, 8),
    width=st.integers(40, 300),
    height=st.integers(40, 300),
    x=st.integers(0, 39),
    y=st.integers(0, 39),
)
@settings(max_examples=60, deadline=None)
def test_turning_and_tilting_can_be_undone(turns, degrees, width, height, x, y):
    """Quarter turn and skew in one map: there and back is the same point."""
    blank = np.full((height, width), 255, np.uint8)
    _, back = _rotate(np.ascontiguousarray(np.rot90(blank, -turns)), degrees)
    whole = back.then(_unturn(turns, width, height))

    assert whole.inverse().point(*whole.point(x, y)) == pytest.approx((x, y), abs=1e-6)


@given(turns=st.integers(0, 3), x=st.integers(0, 30), y=st.integers(0, 20))
@settings(max_examples=30, deadline=None)
def test_a_quarter_turn_keeps_every_pixel_where_it_was(turns, x, y):
    """The map of a quarter turn names exactly the pixel that was turned."""
    image = np.full((24, 34), 255, np.uint8)
    image[y, x] = 0
    flat = quarter_turn(flatten(as_page(image, 150), LIMITS, upright=True), turns)

    ys, xs = np.nonzero(flat.image == 0)

    assert flat.to_original.box(Box(int(xs[0]), int(ys[0]), 1, 1)) == Box(x, y, 1, 1)


@pytest.mark.parametrize(
    ("dpi", "expected"), [(72, 150), (100, 150), (140, 140), (150, 150), (200, 200), (300, 200)]
)
def test_pages_are_brought_to_reading_resolution(dpi, expected):
    """Down to 200 dpi, up to 150, and as they are between and just below."""
    sheet = Sheet(dpi=dpi)
    sheet.body(40, 12)

    for upright in (False, True):
        flat = flatten(as_page(sheet.gray, dpi), LIMITS, upright=upright)

        assert flat.dpi == pytest.approx(expected)
        assert flat.image.shape[0] == pytest.approx(11.69 * expected, abs=1)


def test_an_enlarged_page_lies_on_its_scan():
    """Boxes of a page of few dots are pixels of the scan."""
    sheet = Sheet(dpi=90)
    sheet.body(40, 12)
    image = sheet.gray
    image[500:540, 60:120] = 0

    flat = flatten(as_page(image, 90), LIMITS)

    solid = cv2.erode((flat.image < 90).astype(np.uint8), np.ones((21, 21), np.uint8))
    ys, xs = np.nonzero(solid)
    assert flat.to_original.point(xs.mean() + 0.5, ys.mean() + 0.5) == pytest.approx(
        (90, 520), abs=1
    )


def test_a_large_sheet_of_few_dots_is_not_enlarged():
    """A plan of 90 dpi would take the memory and time of a page twice as large."""
    image = np.full((3000, 2100), 255, np.uint8)

    assert flatten(as_page(image, 90), LIMITS).image.shape == image.shape


def test_the_scan_itself_is_never_touched(printed):
    """Painting borders over and turning work on copies; the scan's pixels are read-only."""
    image = framed(tilted(printed, 1.7))
    before = image.copy()
    page = as_page(image, 100)

    flatten(page, LIMITS)

    assert np.array_equal(page.image, before)
    with pytest.raises(ValueError, match="read-only"):
        page.image[0, 0] = 0


def test_an_upright_straight_page_passes_unchanged():
    """Nothing to do: the pixels are the scan's own."""
    printed = letter(dpi=150).gray
    flat = flatten(as_page(printed.copy(), 150), LIMITS)

    assert (flat.rotation, flat.skew_degrees) == (0, pytest.approx(0, abs=0.1))
    if flat.skew_degrees == 0:
        assert np.array_equal(flat.image, printed)


def test_a_very_large_sheet_is_read_at_a_lower_resolution():
    """So that a page process stays small; an ordinary one keeps its resolution."""
    page = as_page(letter(dpi=100).gray, 100)
    few = Flattening(reading_megapixels=0.25)
    for upright in (False, True):
        small = flatten(page, few, upright=upright)
        assert small.image.size == pytest.approx(0.25e6, rel=0.01)
        assert small.dpi == pytest.approx(100 * small.image.shape[1] / page.size_px[0], rel=0.01)
        assert flatten(page, LIMITS, upright=upright).image.size > page.image.size
