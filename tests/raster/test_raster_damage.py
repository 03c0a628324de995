"""Files and pages that cannot be read: each is refused with a reason, none hangs, none lies."""

from __future__ import annotations

import hashlib
import pickle
import resource
import unicodedata

import numpy as np
import pikepdf
import pytest
from drawn_pdfs import PdfPage, flate, group4, jbig2, jpeg, jpeg2000, png_idat, scan_picture
from pikepdf import Dictionary, Name

from pipeline import errors
from pipeline.raster import open_scan, poppler, read_page
from pipeline.settings import Raster

SIZE = (620, 877)


def scans(page):
    page.jpeg()


def test_a_scan_is_hashed_and_counted(workshop):
    """Name in NFC, SHA-256 of the bytes, number of pages."""
    name = unicodedata.normalize("NFD", "Tờ trình số 5.pdf")
    path = workshop.pdf(scans, scans, name=name)
    scan = open_scan(path)
    assert (scan.name, scan.pages, scan.path) == ("Tờ trình số 5.pdf", 2, path)
    assert scan.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert open_scan(path, name="khác.pdf").name == "khác.pdf"


def test_odd_names_reach_poppler(workshop):
    """Newlines, blanks and a leading dash in a name are no options and no separate words."""

    def draw(page):
        page.draw("0 0 1 rg 20 20 100 200 re f")

    path = workshop.pdf(draw, name="-r 10\nbáo cáo.pdf")
    assert read_page(path, 1, Raster(render_dpi=50)).origin == "rendered"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", errors.EmptyFileError),
        (b"\0" * 5000, errors.CorruptScanError),
        ("Kính gửi: Văn phòng".encode(), errors.NotAScanError),
        (b"%PDF-1.4\n", errors.CorruptScanError),
        (b"%PDF-1.4\n" + b"\x00\xff junk " * 1000, errors.CorruptScanError),
    ],
)
def test_files_that_are_no_scan(tmp_path, data, error):
    """Empty, zeroed, text, and PDFs in name only."""
    path = tmp_path / "x.pdf"
    path.write_bytes(data)
    with pytest.raises(error) as caught:
        open_scan(path)
    assert "x.pdf" in str(caught.value)
    assert str(tmp_path) not in str(caught.value)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_a_password_is_asked_for_only_where_needed(workshop):
    """An owner's password alone lets us read; a user's does not."""
    owner = workshop.pdf(scans, name="a.pdf", encryption=pikepdf.Encryption(owner="x", user=""))
    assert open_scan(owner).pages == 1
    assert read_page(owner, 1, Raster()).origin == "embedded"
    user = workshop.pdf(scans, name="b.pdf", encryption=pikepdf.Encryption(owner="x", user="y"))
    with pytest.raises(errors.EncryptedScanError, match="mật khẩu"):
        open_scan(user)


def test_a_pdf_without_pages(workshop):
    """Zero pages is an answer of its own."""
    with pytest.raises(errors.NoPagesError):
        open_scan(workshop.pdf())


@pytest.mark.parametrize("share", [0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
@pytest.mark.parametrize("linear", [False, True])
def test_a_truncated_file_is_refused(workshop, share, linear):
    """Wherever a copy broke off, pages are missing: copy it again."""
    path = workshop.pdf(*[scans] * 4, linearize=linear)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(errors.CorruptScanError):
        open_scan(path)


def test_a_file_that_lost_only_its_index_is_mended(workshop):
    """A broken cross-reference table is repaired, and nothing is missing: fine."""
    path = workshop.pdf(scans, scans, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex(b"startxref")] + b"startxref\n5\n%%EOF\n")
    assert open_scan(path).pages == 2
    assert read_page(path, 2, Raster()).origin == "embedded"


def test_a_page_that_is_not_there(workshop):
    """A page beyond the last is named, not crashed on."""
    with pytest.raises(errors.PageCorruptError, match="trang 3"):
        read_page(workshop.pdf(scans), 3, Raster())


JPEG = jpeg(scan_picture())
FAX = group4(scan_picture(mode="1"))
FAX_ENTRIES = {
    "Filter": Name.CCITTFaxDecode,
    "DecodeParms": Dictionary(K=-1, Columns=620, Rows=877),
}
PNG = Dictionary(Predictor=15, Colors=3, Columns=620, BitsPerComponent=8)
RGB = (Name.DeviceRGB, 8)
BIT = (Name.DeviceGray, 1)
HALVES = {
    "jpeg": (JPEG, RGB, {"Filter": Name.DCTDecode}),
    "jpeg2000": (jpeg2000(scan_picture()), RGB, {"Filter": Name.JPXDecode}),
    "flate": (flate(scan_picture().tobytes()), RGB, {"Filter": Name.FlateDecode}),
    "png": (png_idat(scan_picture()), RGB, {"Filter": Name.FlateDecode, "DecodeParms": PNG}),
    "plain": (scan_picture().tobytes(), RGB, {}),
    "fax": (FAX, BIT, FAX_ENTRIES),
    "jbig2": (jbig2(scan_picture(mode="1")), BIT, {"Filter": Name.JBIG2Decode}),
}


def broken(data, space, entries):
    return lambda page: page.place(page.image(data, SIZE, *space, **entries))


@pytest.mark.parametrize("kind", HALVES)
def test_half_a_picture_is_an_error(workshop, kind):
    """A stream that ends in the middle is never handed on as half a page."""
    data, space, entries = HALVES[kind]
    path = workshop.pdf(scans, broken(data[: len(data) // 2], space, entries), scans)
    assert open_scan(path).pages == 3
    with pytest.raises(errors.PageCorruptError, match="trang 2"):
        read_page(path, 2, Raster())
    assert read_page(path, 3, Raster()).origin == "embedded"


# Plain samples and JPEG 2000's bit planes bear no trace of damage in the middle.
@pytest.mark.parametrize("kind", [kind for kind in HALVES if kind not in ("plain", "jpeg2000")])
def test_noise_in_the_middle_is_an_error(workshop, kind):
    """Bytes damaged on the way are noticed, whatever the coding."""
    data, space, entries = HALVES[kind]
    noise = bytes(np.random.default_rng(5).integers(0, 255, len(data) // 8, np.uint8))
    middle = len(data) // 3
    data = data[:middle] + noise + data[middle + len(noise) :]
    with pytest.raises(errors.PageCorruptError):
        read_page(workshop.pdf(broken(data, space, entries)), 1, Raster())


@pytest.mark.parametrize("kind", HALVES)
def test_noise_instead_of_a_picture_is_an_error(workshop, kind):
    """A stream that is no picture at all."""
    _, space, entries = HALVES[kind]
    noise = bytes(np.random.default_rng(6).integers(0, 255, 3000, np.uint8))
    with pytest.raises(errors.PageCorruptError):
        read_page(workshop.pdf(broken(noise, space, entries)), 1, Raster())


@pytest.mark.parametrize("cut", [2, 12])
def test_a_jpeg_without_its_last_bytes_passes(workshop, cut):
    """Many scanners forget the end marker; a hair's breadth of margin may be missing."""
    picture = scan_picture((1240, 1754))
    path = workshop.pdf(lambda page: page.jpeg(picture, data=jpeg(picture)[:-cut]))
    assert read_page(path, 1, Raster()).size_px == (1240, 1754)


def test_a_cut_progressive_jpeg_is_an_error(workshop):
    """It would be blurred all over instead of grey at the bottom."""
    data = jpeg(scan_picture(), progressive=True)
    path = workshop.pdf(broken(data[: len(data) * 9 // 10], RGB, {"Filter": Name.DCTDecode}))
    with pytest.raises(errors.PageCorruptError):
        read_page(path, 1, Raster())


def test_a_flate_bomb_stays_packed(workshop):
    """A small picture whose stream would unpack to a hundred megabytes costs nothing."""
    bomb = flate(b"\xff" * (128 << 20))
    path = workshop.pdf(broken(bomb, RGB, {"Filter": Name.FlateDecode}))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert read_page(path, 1, Raster()).size_px == SIZE
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


def test_a_damaged_content_stream_is_an_error(workshop):
    """A page whose drawing instructions are lost is not handed on as blank."""
    path = workshop.folder / "x.pdf"
    with pikepdf.new() as pdf:
        page = PdfPage(pdf)
        page.page.obj[Name.Contents] = pikepdf.Stream(pdf, b"\x00garbage", Filter=Name.FlateDecode)
        pdf.save(path, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    with pytest.raises(errors.PageCorruptError):
        read_page(path, 1, Raster())


def test_a_missing_image_is_an_error(workshop):
    """A page that names an image which is not in the file is not blank."""
    path = workshop.pdf(lambda page: page.draw("q 500 0 0 800 0 0 cm /Lost Do Q"))
    with pytest.raises(errors.PageCorruptError):
        read_page(path, 1, Raster())


def test_poppler_is_stopped_in_time(workshop):
    """A page that draws for ever ends with its time limit."""

    def draw(page):
        page.draw("0 0 1 rg 20 20 500 800 re f\n" * 20_000)

    limits = Raster(program_seconds=1)
    with pytest.raises(errors.PageTookTooLongError):
        poppler.draw_page(
            workshop.pdf(draw), 1, dpi=300, gray=False, annotations=True, limits=limits
        )


@pytest.mark.slow
def test_three_hundred_pages_do_not_grow(workshop):
    """Memory after page 300 is what it was after page 30; opening stays quick."""
    data = jpeg(scan_picture((1240, 1754)))
    picture = scan_picture((1240, 1754))
    path = workshop.pdf(*[lambda page: page.jpeg(picture, data=data)] * 300)
    assert open_scan(path).pages == 300
    for number in range(1, 31):
        read_page(path, number, Raster())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(200, 301, 4):
        read_page(path, number, Raster())
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000
