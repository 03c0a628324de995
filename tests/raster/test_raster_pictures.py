"""One scanned image a page comes out as stored, whatever its coding, as a viewer shows it."""

from __future__ import annotations

import base64

import numpy as np
import pytest
from drawn_pdfs import (
    A4,
    difference,
    flate,
    group4,
    jbig2,
    jpeg,
    jpeg2000,
    png_idat,
    scan_picture,
    viewed,
)
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from pipeline.raster import read_page
from pipeline.settings import Raster

SIZE = (620, 877)
GROUP4 = {"Filter": Name.CCITTFaxDecode, "DecodeParms": Dictionary(K=-1, Columns=620, Rows=877)}
PALETTE = String(bytes([250, 248, 240, 20, 20, 20, 40, 60, 160, 205, 40, 45]))


def colour_jpeg(page):
    page.jpeg()


def gray_jpeg(page):
    page.jpeg(scan_picture(mode="L"))


def cmyk_jpeg(page):
    page.jpeg(scan_picture(mode="CMYK"), data=_plain_cmyk_jpeg())


def adobe_cmyk_jpeg(page):
    page.jpeg(scan_picture(mode="CMYK"), Decode=Array([1, 0] * 4))


def _plain_cmyk_jpeg() -> bytes:
    """Pillow writes Adobe's inverted CMYK: invert once more, for a stream without `/Decode`."""
    return jpeg(Image.fromarray(~np.asarray(scan_picture(mode="CMYK")), "CMYK"))


def jpeg_in_ascii(page):
    data = base64.a85encode(jpeg(scan_picture())) + b"~>"
    page.place(page.image(data, SIZE, Filter=Array([Name.ASCII85Decode, Name.DCTDecode])))


def jpeg_in_flate(page):
    data = flate(jpeg(scan_picture()))
    page.place(page.image(data, SIZE, Filter=Array([Name.FlateDecode, Name.DCTDecode])))


def colour_jpeg2000(page):
    page.place(page.image(jpeg2000(scan_picture()), SIZE, None, Filter=Name.JPXDecode))


def gray_jpeg2000(page):
    page.place(
        page.image(jpeg2000(scan_picture(mode="L")), SIZE, Name.DeviceGray, Filter=Name.JPXDecode)
    )


def flate_rgb(page):
    page.place(page.image(flate(scan_picture().tobytes()), SIZE, Filter=Name.FlateDecode))


def plain_gray(page):
    page.place(page.image(scan_picture(mode="L").tobytes(), SIZE, Name.DeviceGray))


def png_rgb(page):
    parms = Dictionary(Predictor=15, Colors=3, Columns=620, BitsPerComponent=8)
    page.place(
        page.image(png_idat(scan_picture()), SIZE, Filter=Name.FlateDecode, DecodeParms=parms)
    )


def png_bilevel(page):
    parms = Dictionary(Predictor=15, Colors=1, Columns=620, BitsPerComponent=1)
    data = png_idat(scan_picture(mode="1"))
    page.place(
        page.image(data, SIZE, Name.DeviceGray, 1, Filter=Name.FlateDecode, DecodeParms=parms)
    )


def icc_based(page):
    profile = page.pdf.make_stream(b"not a real profile", N=3, Alternate=Name.DeviceRGB)
    page.jpeg(ColorSpace=Array([Name.ICCBased, profile]))


def flate_cmyk(page):
    data = flate(scan_picture(mode="CMYK").tobytes())
    page.place(page.image(data, SIZE, Name.DeviceCMYK, Filter=Name.FlateDecode))


def sixteen_bit(page):
    gray = np.asarray(scan_picture(mode="L")).astype(">u2") * 257
    page.place(
        page.image(flate(gray.tobytes()), SIZE, Name.DeviceGray, 16, Filter=Name.FlateDecode)
    )


def four_bit(page):
    gray = np.asarray(scan_picture(mode="L")) >> 4
    packed = (gray[:, ::2] << 4 | gray[:, 1::2]).astype(np.uint8)
    page.place(
        page.image(flate(packed.tobytes()), SIZE, Name.DeviceGray, 4, Filter=Name.FlateDecode)
    )


def indexed(page):
    colours = np.frombuffer(bytes(PALETTE), np.uint8).reshape(-1, 3).astype(int)
    distances = np.abs(np.asarray(scan_picture())[:, :, None].astype(int) - colours).sum(axis=3)
    data = flate(distances.argmin(axis=2).astype(np.uint8).tobytes())
    space = Array([Name.Indexed, Name.DeviceRGB, 3, PALETTE])
    page.place(page.image(data, SIZE, space, Filter=Name.FlateDecode))


def fax(page):
    page.place(page.image(group4(scan_picture(mode="1")), SIZE, Name.DeviceGray, 1, **GROUP4))


def fax_inverted(page):
    data = group4(scan_picture(mode="1").point(lambda v: 255 - v))
    page.place(page.image(data, SIZE, Name.DeviceGray, 1, Decode=Array([1, 0]), **GROUP4))


def fax_black_is_1(page):
    data = group4(scan_picture(mode="1").point(lambda v: 255 - v))
    parms = Dictionary(K=-1, Columns=620, Rows=877, BlackIs1=True)
    page.place(page.image(data, SIZE, Name.DeviceGray, 1, **{**GROUP4, "DecodeParms": parms}))


def fax_mask(page):
    page.place(page.image(group4(scan_picture(mode="1")), SIZE, None, 1, ImageMask=True, **GROUP4))


def fax_mask_inverted(page):
    data = group4(scan_picture(mode="1").point(lambda v: 255 - v))
    page.place(page.image(data, SIZE, None, 1, ImageMask=True, Decode=Array([1, 0]), **GROUP4))


def flate_mask(page):
    data = flate(scan_picture(mode="1").tobytes())
    page.place(page.image(data, SIZE, None, 1, ImageMask=True, Filter=Name.FlateDecode))


def fax_indexed(page):
    space = Array([Name.Indexed, Name.DeviceRGB, 1, String(b"\0\0\0\xff\xff\xff")])
    page.place(page.image(group4(scan_picture(mode="1")), SIZE, space, 1, **GROUP4))


def jbig2_page(page):
    data = jbig2(scan_picture(mode="1"))
    page.place(page.image(data, SIZE, Name.DeviceGray, 1, Filter=Name.JBIG2Decode))


def jbig2_mask(page):
    data = jbig2(scan_picture(mode="1"))
    page.place(page.image(data, SIZE, None, 1, Filter=Name.JBIG2Decode, ImageMask=True))


COLOUR = [
    colour_jpeg, cmyk_jpeg, adobe_cmyk_jpeg, jpeg_in_ascii, jpeg_in_flate, colour_jpeg2000,
    flate_rgb, png_rgb, icc_based, flate_cmyk, indexed,
]  # fmt: skip
GRAY = [gray_jpeg, gray_jpeg2000, plain_gray, sixteen_bit, four_bit]
BILEVEL = [
    png_bilevel, fax, fax_inverted, fax_black_is_1, fax_mask, fax_mask_inverted, flate_mask,
    fax_indexed, jbig2_page, jbig2_mask,
]  # fmt: skip


@pytest.mark.parametrize("draw", COLOUR + GRAY + BILEVEL)
def test_a_scanned_image_comes_out_as_stored(workshop, draw):
    """Every coding gives the scanner's own pixels, looking as in a viewer, at 75 dpi."""
    path = workshop.pdf(draw)
    page = read_page(path, 1, Raster())
    assert (page.origin, page.size_px, round(page.dpi, 1)) == ("embedded", SIZE, 75.0)
    assert page.image.dtype == np.uint8
    assert (page.image.ndim == 3) == (draw in COLOUR)
    assert page.bilevel == (draw in BILEVEL)
    # Poppler turns CMYK into RGB by another formula: the same to the eye, not to the digit.
    assert difference(page, viewed(path)) < (14 if "cmyk" in draw.__name__ else 3)


@pytest.mark.parametrize("draw", [fax, flate_mask, jbig2_page, png_bilevel])
def test_one_bit_stays_exact(workshop, draw):
    """A 1-bit scan comes out bit for bit."""
    page = read_page(workshop.pdf(draw), 1, Raster())
    assert np.array_equal(page.image, np.asarray(scan_picture(mode="1").convert("L")))


W, H = A4
PLACINGS = {
    "mirrored": ((-W, 0, 0, H, W, 0), 0),
    "upside down": ((-W, 0, 0, -H, W, H), 0),
    "top down": ((W, 0, 0, -H, 0, H), 0),
    "rotate 90": (None, 90),
    "rotate 180": (None, 180),
    "rotate 270": (None, 270),
    "rotate -90": (None, -90),
}


@pytest.mark.parametrize(("matrix", "rotate"), PLACINGS.values(), ids=PLACINGS.keys())
def test_the_picture_is_turned_as_a_viewer_turns_it(workshop, matrix, rotate):
    """`/Rotate` and a mirrored or turned placement are honoured."""

    def draw(page):
        page.page.obj[Name.Rotate] = rotate
        page.jpeg(matrix=matrix)

    path = workshop.pdf(draw)
    page = read_page(path, 1, Raster())
    assert page.origin == "embedded"
    assert page.size_px == (SIZE if rotate % 180 == 0 else SIZE[::-1])
    assert difference(page, viewed(path)) < 3


@pytest.mark.parametrize("rotate", [0, 90])
@pytest.mark.parametrize("matrix", [(0, W, -H, 0, H, 0), (0, -W, H, 0, 0, W), (0, W, H, 0, 0, 0)])
def test_a_page_stored_lying_is_shown_as_placed(workshop, matrix, rotate):
    """An image that its placement turns by a quarter fills a landscape page."""

    def draw(page):
        page.page.obj[Name.Rotate] = rotate
        page.jpeg(matrix=matrix)

    path = workshop.pdf(draw, sizes=[(H, W)])
    page = read_page(path, 1, Raster())
    assert page.origin == "embedded"
    assert page.size_px == (SIZE if rotate else SIZE[::-1])
    assert difference(page, viewed(path)) < 3


def test_what_lies_outside_the_crop_box_is_cut_off(workshop):
    """The picture ends where the viewer's page ends."""

    def draw(page):
        page.page.obj[Name.CropBox] = Array([50, 100, 500, 800])
        page.jpeg()

    path = workshop.pdf(draw)
    page = read_page(path, 1, Raster())
    assert page.origin == "embedded"
    assert page.size_px == pytest.approx((450 * 75 / 72, 700 * 75 / 72), abs=2)
    assert difference(page, viewed(path)) < 4


@pytest.mark.parametrize(
    ("size", "pixels", "unit", "dpi"),
    [
        (A4, (620, 877), 1, 75),
        ((841.89, 1190.55), (877, 1240), 1, 75),  # A3
        ((419.53, 595.28), (874, 1240), 1, 150),  # A5
        ((595.28 / 2, 841.89 / 2), (620, 877), 2, 75),  # UserUnit: half the box, twice the unit
        ((620, 877), (620, 877), 1, 72),
        ((2480, 3508), (2480, 3508), 1, 300),  # one pixel, one point: no sheet is that large
        ((24.8, 35.08), (620, 877), 1, 75),  # a stamp of a page: A4 it is
    ],
)
def test_resolution_comes_from_pixels_and_paper(workshop, size, pixels, unit, dpi):
    """True dpi from the page box, `/UserUnit` honoured; an impossible box is not believed."""

    def draw(page):
        if unit != 1:
            page.page.obj[Name.UserUnit] = unit
        page.jpeg(scan_picture(pixels, "L"))

    page = read_page(workshop.pdf(draw, sizes=[size]), 1, Raster())
    assert page.size_px == pixels
    assert page.dpi == pytest.approx(dpi, rel=0.01)


def test_an_impossible_box_makes_us_ask_the_image(workshop):
    """Where the box cannot be, a plausible density in the JPEG is believed."""
    picture = scan_picture((1654, 2339), "L")
    data = jpeg(picture, dpi=(400, 400))
    path = workshop.pdf(lambda page: page.jpeg(picture, data=data), sizes=[(1654, 2339)])
    assert read_page(path, 1, Raster()).dpi == pytest.approx(400)


def test_without_a_page_box_the_sheet_is_taken_for_a4(workshop):
    """A page that lost its MediaBox still gives its picture."""

    def draw(page):
        page.jpeg()
        del page.page.obj[Name.MediaBox]

    page = read_page(workshop.pdf(draw), 1, Raster())
    assert (page.origin, page.size_px, round(page.dpi)) == ("embedded", SIZE, 75)
