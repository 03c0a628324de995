"""Fax and JPEG inside TIFFs: exact, and never half a page without a word."""

from __future__ import annotations

import io

import numpy as np
import pytest
from drawn_pdfs import scan_picture
from PIL import Image, TiffImagePlugin

from pipeline.errors import PageCorruptError
from pipeline.raster import read_page
from pipeline.settings import Raster

SIZE = (620, 877)
BITS = scan_picture(SIZE, "1")
GRAY = scan_picture(SIZE, "L")
NOISE = np.random.default_rng(7).integers(0, 255, 100_000, np.uint8).tobytes()


def tags(**numbers):
    found = TiffImagePlugin.ImageFileDirectory_v2()
    for name, value in numbers.items():
        found[int(name.removeprefix("tag"))] = value
    return found


def saved(tmp_path, picture, **options):
    path = tmp_path / "a.tif"
    picture.save(path, dpi=(150, 150), **options)
    return path


def damaged(path, share=0.2):
    """The middle of the middle strip is noise."""
    with Image.open(path) as picture:
        places, lengths = picture.tag_v2[273], picture.tag_v2[279]
    at, length = places[len(places) // 2], lengths[len(places) // 2]
    data = bytearray(path.read_bytes())
    start, hurt = at + length // 3, max(40, int(length * share))
    data[start : start + hurt] = NOISE[:hurt]
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("compression", "options"),
    [
        ("group4", {}),
        ("group4", {"tag262": 1}),
        ("group4", {"tag266": 2}),
        ("group4", {"tag278": 64}),
        ("group3", {}),
        ("group3", {"tag292": 1}),
        ("group3", {"tag292": 4}),
        ("group3", {"tag266": 2, "tag278": 100}),
        ("tiff_ccitt", {}),
    ],
)
def test_a_fax_in_a_tiff_is_exact(tmp_path, compression, options):
    """Every coding, bit order, way round and height of strip."""
    path = saved(tmp_path, BITS, compression=compression, tiffinfo=tags(**options))
    page = read_page(path, 1, Raster())
    assert np.array_equal(page.image, np.asarray(BITS.convert("L")))
    assert page.bilevel


@pytest.mark.parametrize("compression", ["group4", "group3"])
@pytest.mark.parametrize("rows", [64, 2000])
def test_a_damaged_fax_in_a_tiff_is_an_error(tmp_path, compression, rows):
    """libtiff would hand on what it made of the noise."""
    path = saved(tmp_path, BITS, compression=compression, tiffinfo=tags(tag278=rows))
    with pytest.raises(PageCorruptError, match="fax"):
        read_page(damaged(path), 1, Raster())


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("rows", [16, 2000])
def test_a_jpeg_in_a_tiff_looks_as_libtiff_shows_it(tmp_path, mode, rows):
    """Colours are what the TIFF says they are, strip by strip."""
    picture = scan_picture(SIZE, mode)
    path = saved(tmp_path, picture, compression="jpeg", quality=95, tiffinfo=tags(tag278=rows))
    page = read_page(path, 1, Raster())
    want = np.asarray(picture.convert("RGB") if mode == "CMYK" else picture)
    assert page.image.shape == want.shape
    assert np.abs(page.image.astype(int) - want).mean() < 2


@pytest.mark.parametrize("rows", [16, 2000])
def test_a_damaged_jpeg_in_a_tiff_is_an_error(tmp_path, rows):
    path = saved(tmp_path, GRAY, compression="jpeg", tiffinfo=tags(tag278=rows))
    with Image.open(path) as picture:
        places, lengths = picture.tag_v2[273], picture.tag_v2[279]
    middle = len(places) // 2
    data = bytearray(path.read_bytes())
    at, length = places[middle], lengths[middle]
    data[at + length // 2 : at + length] = bytes(length - length // 2)
    path.write_bytes(data)
    with pytest.raises(PageCorruptError, match="JPEG"):
        read_page(path, 1, Raster())


def test_strips_that_are_not_there_are_an_error(tmp_path):
    """A tag that counts more bytes than the file has is not believed."""
    path = saved(tmp_path, BITS, compression="group4")
    with Image.open(path) as picture:
        last = picture.tag_v2[273][-1]
    path.write_bytes(path.read_bytes()[: last + 10])
    with pytest.raises(PageCorruptError):
        read_page(path, 1, Raster())


@pytest.mark.parametrize("white", [0, 65535])
def test_sixteen_bits_may_begin_with_white(tmp_path, white):
    """Min-is-white and min-is-black, of 16 bits."""
    ramp = np.tile(np.linspace(0, 65535, SIZE[0]).astype(np.uint16), (40, 1))
    out = io.BytesIO()
    Image.fromarray(ramp).save(out, "TIFF", dpi=(150, 150))
    data = bytearray(out.getvalue())
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.tag_v2[262] == 1
    if white == 0:
        data = data.replace(b"\x06\x01\x03\x00\x01\0\0\0\x01\0", b"\x06\x01\x03\x00\x01\0\0\0\0\0")
    path = tmp_path / "a.tif"
    path.write_bytes(data)
    want = (ramp >> 8).astype(np.uint8)
    assert np.array_equal(read_page(path, 1, Raster()).image, want if white else ~want)
