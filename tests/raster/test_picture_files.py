"""Picture files are scans too: read under the rules that PDFs are read by."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from drawn_pdfs import jpeg, scan_picture
from pikepdf import Name
from PIL import Image

from pipeline import errors
from pipeline.raster import open_scan, read_page
from pipeline.settings import Raster

GRAY = np.asarray(scan_picture((310, 438)))
GRAY = GRAY if GRAY.ndim == 2 else GRAY[..., 0].copy()
COLOUR = np.dstack([GRAY, np.roll(GRAY, 3, axis=1), np.roll(GRAY, 5, axis=0)])
SETTINGS = Raster()


def save(path, images, **options):
    """Images as a file of one page or more."""
    pictures = [
        Image.fromarray(image) if isinstance(image, np.ndarray) else image for image in images
    ]
    more = {"save_all": True, "append_images": pictures[1:]} if len(pictures) > 1 else {}
    pictures[0].save(path, **more, **options)
    return path


@pytest.mark.parametrize("compression", ["raw", "tiff_lzw", "tiff_adobe_deflate", "packbits"])
@pytest.mark.parametrize("image", [GRAY, COLOUR], ids=["gray", "colour"])
def test_a_tiff_comes_out_pixel_for_pixel(tmp_path, image, compression):
    path = save(tmp_path / "a.tif", [image], compression=compression, dpi=(150, 150))
    page = read_page(path, 1, SETTINGS)
    assert np.array_equal(page.image, image)
    assert (page.dpi, page.origin, page.bilevel) == (pytest.approx(150), "embedded", False)


@pytest.mark.parametrize("compression", ["group3", "group4", "tiff_lzw"])
def test_a_fax_is_black_on_white_and_known_as_one_bit(tmp_path, compression):
    bits = Image.fromarray(GRAY).point(lambda v: 255 * (v > 128)).convert("1")
    path = save(tmp_path / "a.tif", [bits], compression=compression, dpi=(200, 200))
    page = read_page(path, 1, SETTINGS)
    assert page.bilevel
    assert np.array_equal(page.image, np.asarray(bits.convert("L")))


def test_a_jpeg_in_a_tiff_is_read(tmp_path):
    path = save(tmp_path / "a.tif", [COLOUR], compression="jpeg", quality=95, dpi=(150, 150))
    apart = np.abs(read_page(path, 1, SETTINGS).image.astype(int) - COLOUR)
    assert apart.mean() < 12  # chroma is halved


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("ending", ["tif", "jpg"])
def test_a_picture_is_turned_as_its_tag_says(tmp_path, ending, orientation):
    """The tag says where row 0 and column 0 are; the picture stored is the shown one undone."""
    undo = {
        1: lambda a: a,
        2: lambda a: a[:, ::-1],
        3: lambda a: a[::-1, ::-1],
        4: lambda a: a[::-1],
        5: lambda a: a.T,
        6: lambda a: np.rot90(a, 1),
        7: lambda a: a[::-1, ::-1].T,
        8: lambda a: np.rot90(a, -1),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = Image.fromarray(np.ascontiguousarray(undo(GRAY)))
    options = (
        {"quality": 100, "exif": exif} if ending == "jpg" else {"tiffinfo": {274: orientation}}
    )
    path = tmp_path / f"a.{ending}"
    stored.save(path, **options)
    shown = read_page(path, 1, SETTINGS).image
    assert shown.shape == GRAY.shape
    assert np.abs(shown.astype(int) - GRAY).mean() < 2


def test_sixteen_bits_keep_the_high_ones(tmp_path):
    deep = GRAY.astype(np.uint16) * 257
    for name in ("a.tif", "a.png", "a.jp2", "a.j2k"):
        Image.fromarray(deep).save(tmp_path / name)
        assert np.array_equal(read_page(tmp_path / name, 1, SETTINGS).image, GRAY), name


def test_what_is_transparent_is_white(tmp_path):
    image = np.dstack([COLOUR, np.full(GRAY.shape, 255, np.uint8)])
    image[:100, :, 3] = 0
    page = read_page(save(tmp_path / "a.png", [image]), 1, SETTINGS)
    assert (page.image[:100] == 255).all()
    assert np.array_equal(page.image[100:], COLOUR[100:])


def test_ink_of_adobe_is_upside_down_and_comes_out_right(tmp_path):
    cmyk = Image.fromarray(COLOUR).convert("CMYK")
    path = save(tmp_path / "a.jpg", [cmyk], quality=95)  # Pillow writes Adobe's marker
    assert np.abs(read_page(path, 1, SETTINGS).image.astype(int) - COLOUR).mean() < 10


def test_pixels_of_a_fax_become_square(tmp_path):
    bits = Image.fromarray(GRAY).resize((1632, 1136)).convert("1")
    page = read_page(save(tmp_path / "a.tif", [bits], dpi=(204, 98)), 1, SETTINGS)
    assert page.size_px == (1632, round(1136 * 204 / 98))
    assert page.dpi == pytest.approx(204)


@pytest.mark.parametrize(
    ("unit", "value", "dpi"), [(2, 150.0, 150), (3, 59.055, 150), (1, 1.0, 438 / 11.69)]
)
def test_resolution_is_believed_with_its_unit(tmp_path, unit, value, dpi):
    """Without a unit it is an aspect, and the sheet is taken for A4."""
    path = tmp_path / "a.tif"
    Image.fromarray(GRAY).save(path, tiffinfo={282: value, 283: value, 296: unit})
    assert read_page(path, 1, SETTINGS).dpi == pytest.approx(dpi, rel=0.01)


def test_a_stack_has_pages_of_their_own_sizes(tmp_path):
    small = GRAY[:200, :150].copy()
    path = save(tmp_path / "a.tif", [GRAY, small, COLOUR], compression="tiff_lzw", dpi=(100, 100))
    scan = open_scan(path)
    assert (scan.pages, len(scan.sizes)) == (3, 3)
    shapes = [read_page(path, n, SETTINGS).image.shape for n in (1, 2, 3)]
    assert shapes == [GRAY.shape, small.shape, COLOUR.shape]


def test_a_stack_reads_as_the_same_pages_in_a_pdf(tmp_path, workshop):
    """The same arrays at the same resolution, so the same text."""
    stack = save(tmp_path / "a.tif", [GRAY], compression="tiff_lzw", dpi=(150, 150))
    points = [(310 / 150 * 72, 438 / 150 * 72)]

    def draw(page):
        data = zlib.compress(GRAY.tobytes())
        page.place(page.image(data, (310, 438), Name.DeviceGray, Filter=Name.FlateDecode))

    pdf = workshop.pdf(draw, sizes=points)
    one, other = read_page(stack, 1, SETTINGS), read_page(pdf, 1, SETTINGS)
    assert np.array_equal(one.image, other.image)
    assert one.dpi == pytest.approx(other.dpi, abs=0.5)


def test_the_bytes_say_what_a_file_is(tmp_path, workshop):
    picture = save(tmp_path / "a.png", [GRAY]).rename(tmp_path / "thư.pdf")
    assert open_scan(picture).pages == 1
    pdf = workshop.pdf(lambda page: page.jpeg(scan_picture())).rename(tmp_path / "b.tif")
    assert read_page(pdf, 1, SETTINGS).image.shape[:2] == (877, 620)
    text = tmp_path / "c.tif"
    text.write_bytes(b"II+ not a picture")
    with pytest.raises(errors.NotAScanError):
        open_scan(text)


@pytest.mark.parametrize("name", ["a.tif", "a.jpg", "a.png", "a.jp2"])
def test_a_picture_that_was_cut_is_a_hole(tmp_path, name):
    path = save(tmp_path / name, [COLOUR])
    data = path.read_bytes()
    # A TIFF has its directory at the end: the picture is cut by taking a piece out of it.
    broken = data[: len(data) // 2] if name != "a.tif" else data[:8] + data[-400:]
    path.write_bytes(broken)

    def read():
        read_page(path, open_scan(path).pages, SETTINGS)

    with pytest.raises((errors.CorruptScanError, errors.PageCorruptError)):
        read()


def test_directories_that_break_off_are_one_page_more(tmp_path):
    """What came behind is lost, and the last page says so."""
    path = save(tmp_path / "a.tif", [GRAY, GRAY, GRAY], compression="tiff_lzw")
    data = bytearray(path.read_bytes())
    with Image.open(path) as picture:
        picture.seek(1)
        second = picture._frame_pos[1]
    entries = int.from_bytes(data[second : second + 2], "little")
    at = second + 2 + 12 * entries
    data[at : at + 4] = (len(data) + 1000).to_bytes(4, "little")
    path.write_bytes(data)
    assert open_scan(path).pages == 3
    assert read_page(path, 2, SETTINGS).image.shape == GRAY.shape
    with pytest.raises(errors.PageCorruptError, match="đứt sau trang 2"):
        read_page(path, 3, SETTINGS)


def test_directories_in_a_circle_end(tmp_path):
    path = save(tmp_path / "a.tif", [GRAY, GRAY], compression="tiff_lzw")
    data = bytearray(path.read_bytes())
    with Image.open(path) as picture:
        picture.seek(1)
        first, second = picture._frame_pos[:2]
    entries = int.from_bytes(data[second : second + 2], "little")
    at = second + 2 + 12 * entries
    data[at : at + 4] = first.to_bytes(4, "little")
    path.write_bytes(data)
    assert open_scan(path).pages == 3


def test_a_giant_is_refused_before_it_is_decoded(tmp_path):
    side = 12_000
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + bytes(side // 8)) * side)
    path = tmp_path / "a.png"
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + b"".join(
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
            for name, data in ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
        )
    )
    with pytest.raises(errors.PageTooLargeError):
        read_page(path, 1, SETTINGS)


def test_a_cut_jpeg_is_forgiven_its_last_rows_only(tmp_path):
    data = jpeg(scan_picture((310, 438)))
    whole = tmp_path / "a.jpg"
    whole.write_bytes(data[:-2])
    assert read_page(whole, 1, SETTINGS).image.shape[:2] == (438, 310)
    Image.open(io.BytesIO(data)).verify()
    whole.write_bytes(data[: len(data) // 2])
    with pytest.raises(errors.PageCorruptError):
        read_page(whole, 1, SETTINGS)
