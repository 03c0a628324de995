"""Pages that are more than one image: overlays, strips, layers, text; and what is trusted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from drawn_pdfs import A4, difference, jpeg, scan_picture, vietnamese_font, viewed
from pikepdf import Array, Dictionary, Name
from PIL import Image

from pipeline.errors import PageTooLargeError
from pipeline.raster import read_page
from pipeline.settings import Raster

SIGNATURE = "Ky boi: UBND TINH; Co quan: Uy ban nhan dan; Thoi gian ky: 01.02.2024 10:00:00 +07:00 "
SERIF = Path("/usr/share/fonts/truetype/freefont/FreeSerif.ttf")
LETTER = """CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Hà Nội, ngày 05 tháng 8 năm 2021
Kính gửi: Ủy ban nhân dân các quận, huyện, thị xã
Thực hiện Công văn số 1234 của Ủy ban nhân dân thành phố về việc tăng cường
công tác phòng, chống dịch bệnh trên địa bàn, đề nghị các đơn vị khẩn trương
rà soát, tổng hợp báo cáo kết quả thực hiện trước ngày 15 hằng tháng.
Giao Văn phòng theo dõi, đôn đốc việc thực hiện nội dung công văn này.""".splitlines()
needs_serif = pytest.mark.skipif(not SERIF.exists(), reason="fonts-freefont-ttf is not installed")


def helvetica(page) -> None:
    page.page.obj.Resources.Font["/F"] = Dictionary(
        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica
    )


def write(page, lines, *, mode=0, size=12, encoding="latin-1") -> None:
    helvetica(page)
    for row, line in enumerate(lines):
        escaped = line.encode(encoding).replace(b"(", rb"\(").replace(b")", rb"\)")
        page.draw(b"BT %d Tr /F %d Tf 60 %d Td (%s) Tj ET" % (mode, size, 780 - 20 * row, escaped))


def write_vietnamese(page, lines, *, size=13) -> None:
    font, codes = vietnamese_font(page.pdf, "".join(lines), SERIF)
    page.page.obj.Resources.Font["/V"] = font
    for row, line in enumerate(lines):
        shown = "".join(f"{codes[letter]:04x}" for letter in line)
        page.draw(f"BT /V {size} Tf 60 {780 - 22 * row} Td <{shown}> Tj ET")


def signed_scan(page):
    page.jpeg()
    small = Image.new("RGB", (80, 80), (200, 30, 40))
    page.place(
        page.image(jpeg(small), small.size, Filter=Name.DCTDecode), (100, 0, 0, 100, 400, 100)
    )
    write(page, [SIGNATURE, SIGNATURE])


def test_signature_overlays_do_not_make_a_scan_digital(workshop):
    """A stamp image and some two hundred letters over a scan: the bare scan comes out."""
    page = read_page(workshop.pdf(signed_scan), 1, Raster())
    assert (page.origin, page.words) == ("embedded", ())
    assert difference(page, np.asarray(scan_picture())) < 3


def test_a_solid_annotation_hides_what_lies_under_it(workshop):
    """Elsewhere the page is the scan; there it is what a viewer shows."""

    def draw(page):
        page.jpeg()
        look = page.pdf.make_stream(
            b"0 0 1 rg 0 0 300 300 re f", Type=Name.XObject, Subtype=Name.Form
        )
        look[Name.BBox] = Array([0, 0, 300, 300])
        page.page.obj[Name.Annots] = Array([
            page.pdf.make_indirect(Dictionary(
                Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([100, 100, 400, 400]), F=4,
                AP=Dictionary(N=look),
            ))
        ])  # fmt: skip

    page = read_page(workshop.pdf(draw), 1, Raster())
    assert {overlay.what for overlay in page.overlays} == {"cover"}
    plain = np.asarray(scan_picture())
    covered = np.zeros(plain.shape[:2], dtype=bool)
    for overlay in page.overlays:
        covered[overlay.box.slices] = True
    assert 0.05 < covered.mean() < 0.3
    assert np.abs(page.image[~covered].astype(int) - plain[~covered]).mean() < 3


@pytest.mark.parametrize("text", [LETTER[:1], ["CONG HOA xA HQI CilU NGHIA VIET NAM"] * 30])
def test_an_invisible_layer_over_a_scan_is_not_taken(workshop, text):
    """An OCR layer (render mode 3) leaves the page a scan, whether good or garbage."""

    def draw(page):
        page.jpeg()
        write(page, text, mode=3, encoding="utf-8")

    page = read_page(workshop.pdf(draw), 1, Raster())
    assert (page.origin, page.words) == ("embedded", ())


def test_text_under_the_scan_is_not_on_top_of_it(workshop):
    """Text that the scan hides does not count as laid over it."""

    def draw(page):
        write(page, ["Van ban an duoi anh quet"] * 35)
        page.jpeg()

    assert read_page(workshop.pdf(draw), 1, Raster()).origin == "embedded"


def test_a_scan_in_a_form_is_found(workshop):
    """Some programs wrap the scan in a form XObject with a matrix of its own."""

    def draw(page):
        picture = page.image(jpeg(scan_picture()), (620, 877), Filter=Name.DCTDecode)
        form = page.pdf.make_stream(b"q 1190.56 0 0 1683.78 0 0 cm /P Do Q")
        form[Name.Type], form[Name.Subtype] = Name.XObject, Name.Form
        form[Name.BBox], form[Name.Matrix] = (
            Array([0, 0, 1191, 1684]),
            Array([0.5, 0, 0, 0.5, 0, 0]),
        )
        form[Name.Resources] = Dictionary(XObject=Dictionary(P=picture))
        page.page.obj.Resources.XObject["/F"] = page.pdf.make_indirect(form)
        page.draw("/F Do")

    page = read_page(workshop.pdf(draw), 1, Raster())
    assert (page.origin, page.size_px) == ("embedded", (620, 877))


def test_strips_are_drawn_at_their_own_resolution(workshop):
    """A scan stored in strips is put together by Poppler, at the strips' dpi."""

    def draw(page):
        whole = scan_picture((1240, 1754))
        for row in range(4):
            top, bottom = 1754 * row // 4, 1754 * (row + 1) // 4
            strip = whole.crop((0, top, 1240, bottom))
            scale = A4[1] / 1754
            matrix = (A4[0], 0, 0, (bottom - top) * scale, 0, A4[1] - bottom * scale)
            page.place(page.image(jpeg(strip), strip.size, Filter=Name.DCTDecode), matrix)

    path = workshop.pdf(draw)
    page = read_page(path, 1, Raster())
    assert page.origin == "rendered"
    assert page.dpi == pytest.approx(150, abs=1)
    assert difference(page, viewed(path)) < 3


def test_layers_are_drawn_together(workshop):
    """A background with a masked foreground (MRC) is not one scanned image."""

    def draw(page):
        page.jpeg(scan_picture((310, 438)))
        mask = page.image(
            scan_picture((1240, 1754), "1").tobytes(), (1240, 1754), None, 1, ImageMask=True
        )
        page.place(mask)

    path = workshop.pdf(draw)
    page = read_page(path, 1, Raster())
    assert (page.origin, round(page.dpi)) == ("rendered", 150)
    assert difference(page, viewed(path)) < 4


def test_a_tilted_image_is_drawn(workshop):
    """A scan that a program straightened by its placement is drawn as placed."""

    def draw(page):
        page.jpeg(matrix=(A4[0], 20, -28, A4[1], 0, 0))

    path = workshop.pdf(draw)
    page = read_page(path, 1, Raster())
    assert page.origin == "rendered"
    assert difference(page, viewed(path)) < 5


def test_oblong_fax_pixels_come_out_square(workshop):
    """A fax of 204 × 98 dpi has the proportions of its sheet."""

    def draw(page):
        page.place(
            page.image(scan_picture((1686, 1146), "L").tobytes(), (1686, 1146), Name.DeviceGray)
        )

    page = read_page(workshop.pdf(draw), 1, Raster())
    assert page.size_px[1] / page.size_px[0] == pytest.approx(A4[1] / A4[0], rel=0.01)
    assert page.dpi == pytest.approx(204, abs=2)


def test_vectors_are_drawn_at_the_settings_resolution(workshop):
    """A page of drawing only, with a user unit of 2."""

    def draw(page):
        page.page.obj[Name.UserUnit] = 2
        page.draw("0 0 1 rg 20 20 100 200 re f")

    page = read_page(workshop.pdf(draw, sizes=[(A4[0] / 2, A4[1] / 2)]), 1, Raster(render_dpi=100))
    assert page.origin == "rendered"
    assert page.dpi == pytest.approx(100, abs=1)
    assert page.size_px == pytest.approx((827, 1170), abs=2)


@needs_serif
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_born_digital_page_keeps_its_words(workshop, rotate):
    """Visible Vietnamese text that is the page: words, each over its own ink."""

    def draw(page):
        page.page.obj[Name.Rotate] = rotate
        write_vietnamese(page, LETTER)

    page = read_page(workshop.pdf(draw), 1, Raster())
    assert page.origin == "born_digital"
    written = " ".join(LETTER).split()
    assert sorted(word.text for word in page.words) == sorted(written)
    if not rotate:  # lying text has no reading order
        assert [word.text for word in page.words] == written
    for word in page.words:
        assert page.image[word.box.slices].min() < 128, word
    outside = page.image.copy()
    for word in page.words:
        outside[word.box.slices] = 255
    assert (outside < 128).sum() < 0.02 * (page.image < 128).sum()


@needs_serif
def test_words_stand_where_the_crop_box_leaves_them(workshop):
    """Boxes are pixels of the cropped picture."""

    def draw(page):
        page.page.obj[Name.CropBox] = Array([40, 500, 560, 820])
        write_vietnamese(page, LETTER)

    page = read_page(workshop.pdf(draw), 1, Raster())
    assert page.origin == "born_digital"
    for word in page.words:
        assert page.image[word.box.slices].min() < 128, word


@needs_serif
def test_digital_text_over_a_full_page_image_is_read_from_the_picture(workshop):
    """A whole page of text over a whole-page image: drawn as seen, its text not taken over."""

    def draw(page):
        page.jpeg(Image.new("RGB", (620, 877), (250, 250, 230)))
        write_vietnamese(page, LETTER * 3)

    path = workshop.pdf(draw)
    page = read_page(path, 1, Raster())
    assert (page.origin, page.words) == ("rendered", ())
    assert difference(page, viewed(path)) < 6


TCVN3 = "Céng hßa x· héi chñ nghÜa ViÖt Nam §éc lËp Tù do H¹nh phóc"
VNI = "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam"
GARBAGE = "CONG HOA xA HQI CilU NGHIA VIT NAM DQc lQp Tq do Hqnh phuc"


@pytest.mark.parametrize("line", [TCVN3, VNI, GARBAGE], ids=["TCVN3", "VNI", "garbage"])
def test_a_layer_that_is_no_vietnamese_is_not_trusted(workshop, line):
    """Legacy encodings and another program's guesses are read anew from the picture."""
    path = workshop.pdf(lambda page: write(page, [line] * 20))
    page = read_page(path, 1, Raster())
    assert (page.origin, page.words) == ("rendered", ())


@needs_serif
def test_a_caption_over_drawn_letters_is_not_the_page(workshop):
    """Where most of the ink is outlines, the few words of text are not the page's text."""

    def draw(page):
        write_vietnamese(page, LETTER[:2])
        for row in range(30):
            page.draw(f"60 {90 + 20 * row} 450 9 re f")

    assert read_page(workshop.pdf(draw), 1, Raster()).origin == "rendered"


def test_a_giant_image_is_refused_by_its_dictionary(workshop):
    """30,000 × 30,000 pixels are refused before a byte is decoded."""

    def draw(page):
        page.place(page.image(b"", (30_000, 30_000), Filter=Name.DCTDecode))

    with pytest.raises(PageTooLargeError, match="30000 × 30000"):
        read_page(workshop.pdf(draw), 1, Raster())


def test_a_giant_behind_a_small_dictionary_is_refused(workshop):
    """A JPEG whose own header is larger than the dictionary says is held to the same limit."""
    data = jpeg(Image.new("L", (3000, 3000), 200))
    path = workshop.pdf(lambda page: page.jpeg(scan_picture(mode="L"), data=data))
    with pytest.raises(PageTooLargeError, match="3000 × 3000"):
        read_page(path, 1, Raster(max_megapixels=5))


def test_a_giant_sheet_is_drawn_smaller_or_refused(workshop):
    """A vector sheet over the limit is drawn coarser; one that is hopeless is refused."""

    def draw(page):
        page.draw("0 0 1 rg 20 20 100 200 re f")

    large = workshop.pdf(draw, sizes=[(3000, 3000)], name="large.pdf")
    page = read_page(large, 1, Raster(max_megapixels=20))
    assert page.image.size <= 20e6 * 3
    assert 72 <= page.dpi <= 110
    hopeless = workshop.pdf(draw, sizes=[(14400, 14400)], name="hopeless.pdf")
    with pytest.raises(PageTooLargeError):
        read_page(hopeless, 1, Raster(max_megapixels=20))
