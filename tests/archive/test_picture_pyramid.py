"""A picture in pieces: any part of any size is the part of the picture."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pipeline.archive.pictures.pyramid import (
    TILE,
    BrokenPyramidError,
    open_pyramid,
    write_pyramid,
)
from pipeline.geometry import Box


def smooth(width, height, colour):
    """A picture that JPEG keeps well: soft colours that tell where each pixel lies."""
    x = np.linspace(20, 235, width)[None, :] + np.zeros((height, 1))
    y = np.linspace(235, 20, height)[:, None] + np.zeros((1, width))
    image = np.stack([x, y, (x + y) / 2], axis=2) if colour else (x + y) / 2
    return np.rint(image).astype(np.uint8)


def kept(image, path):
    with path.open("wb") as file:
        write_pyramid(image, file)
    return open_pyramid(path)


@pytest.mark.parametrize("colour", [True, False])
@pytest.mark.parametrize("size", [(1, 1), (512, 512), (513, 30), (1300, 1801)])
def test_every_level_is_the_picture_at_half_the_size(tmp_path, size, colour):
    image = smooth(*size, colour)
    pyramid = kept(image, tmp_path / "a.tiles")

    assert (pyramid.size, pyramid.colour) == (size, colour)
    assert max(pyramid.level_size(pyramid.levels - 1)) <= TILE
    for level in range(pyramid.levels):
        across, down = pyramid.level_size(level)
        seen = pyramid.part(level, Box(0, 0, across, down))
        truth = Image.fromarray(image).reduce(1 << level)
        assert truth.size == (across, down)
        # Halves of halves are rounded at each step; JPEG takes its share.
        assert np.abs(seen.astype(int) - np.asarray(truth)).max() <= 6


@settings(max_examples=25, deadline=None)
@given(
    x=st.integers(0, 1299), y=st.integers(0, 1100),
    width=st.integers(1, 900), height=st.integers(1, 900),
)  # fmt: skip
def test_a_part_is_that_part_wherever_tiles_are_cut(whole, x, y, width, height):
    pyramid, image = whole
    box = Box(x, y, width, height).intersection(Box(0, 0, *pyramid.size))
    part = pyramid.part(0, box)
    assert np.abs(part.astype(int) - image[box.slices]).max() <= 6


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    image = smooth(1300, 1101, colour=True)
    return kept(image, tmp_path_factory.mktemp("whole") / "a.tiles"), image


def test_a_tile_is_a_jpeg_of_its_place(tmp_path):
    image = smooth(1300, 700, colour=False)
    pyramid = kept(image, tmp_path / "a.tiles")
    tile = Image.open(io.BytesIO(pyramid.tile(0, 2, 1)))
    assert (tile.format, tile.size) == ("JPEG", (1300 - 1024, 700 - 512))
    assert np.abs(np.asarray(tile).astype(int) - image[512:, 1024:]).max() <= 6


@pytest.mark.parametrize("cut", [0, 5, 11, 40, -1])
def test_a_file_that_is_cut_is_no_picture(tmp_path, cut):
    path = tmp_path / "a.tiles"
    kept(smooth(600, 600, colour=False), path)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(BrokenPyramidError):
        open_pyramid(path)


def test_what_is_missing_is_told(tmp_path):
    assert open_pyramid(tmp_path / "none.tiles") is None
    pyramid = kept(smooth(60, 60, colour=False), tmp_path / "a.tiles")
    pyramid.path.unlink()
    with pytest.raises(BrokenPyramidError):
        pyramid.tile(0, 0, 0)


def test_another_file_is_no_picture(tmp_path):
    path = tmp_path / "a.tiles"
    mark = b"SOHOATL1"
    for data in (b"%PDF-1.4", mark + b"\x02\0\0\0{}", mark + b"\xff\xff\xff\xff"):
        path.write_bytes(data)
        with pytest.raises(BrokenPyramidError):
            open_pyramid(path)
