"""Structures that run in circles or say the impossible: the right picture, or a clear reason."""

from __future__ import annotations

import io
import re

import numpy as np
import pikepdf
import pytest
from drawn_pdfs import scan_picture
from pikepdf import Name
from PIL import Image

from pipeline.errors import DigitiseError, PageCorruptError
from pipeline.raster import open_scan, read_page
from pipeline.settings import Raster

GRAY = scan_picture((620, 877)).convert("L")
ENGLISH = re.compile(r"Error|object|NoneType|attribute|recursion", re.IGNORECASE)


def scan(workshop, change=lambda _pdf, _page: None):
    """One scanned page, then changed."""
    path = workshop.pdf(lambda page: page.jpeg(GRAY))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        change(pdf, pdf.pages[0].obj)
        pdf.save(path)
    return path


def outcome(path):
    """What a clerk is told, and how dark the page's darkest pixel is."""
    try:
        page = read_page(path, open_scan(path).pages, Raster())
    except DigitiseError as error:
        return str(error), 255
    return "", int(page.image.min())


def picture_of(page):
    return next(iter(page.Resources.XObject.values()))


def contents_in_themselves(pdf, page):
    loop = pdf.make_indirect(pikepdf.Array([page.Contents]))
    loop.append(loop)
    page.Contents = loop


def colours_in_themselves(pdf, page):
    loop = pdf.make_indirect(pikepdf.Array([Name.Indexed]))
    for part in (loop, 255, pikepdf.String("x" * 768)):
        loop.append(part)
    picture_of(page).ColorSpace = loop


def form_that_draws_itself(pdf, page):
    form = pdf.make_indirect(pikepdf.Stream(pdf, b"/F Do /F Do"))
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, [0, 0, 100, 100]
    form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=form))
    page.Resources.XObject.F = form
    page.Contents = pikepdf.Array([page.Contents, pdf.make_stream(b" /F Do")])


def mask_of_itself(_pdf, page):
    picture_of(page).SMask = picture_of(page)


def filter_that_is_none(_pdf, page):
    picture_of(page).Filter = pikepdf.Array([pikepdf.Array([Name.DCTDecode])])


def giant_unit(_pdf, page):
    page.UserUnit = 5000


def odd_turn(_pdf, page):
    page.Rotate = pikepdf.Array([1])


CHANGES = [
    contents_in_themselves,
    colours_in_themselves,
    form_that_draws_itself,
    mask_of_itself,
    filter_that_is_none,
    giant_unit,
    odd_turn,
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_page_is_read_or_says_why_in_vietnamese(workshop, change):
    """Never a white page in silence, never an English exception."""
    said, darkest = outcome(scan(workshop, change))
    assert not ENGLISH.search(said.replace("Syntax Error", ""))
    assert said or darkest < 200


@pytest.mark.parametrize(
    "box", [b"[ 0 0 " + b"9" * 308 + b" 842 ]", b"[ -1 0 1 ]", b"[ /A /B /C /D ]", b"null"]
)
def test_an_impossible_box_is_no_box(workshop, box):
    path = workshop.pdf(lambda page: page.jpeg(GRAY))
    data = re.sub(rb"/MediaBox \[[^\]]*\]", b"/MediaBox " + box, path.read_bytes())
    path.write_bytes(data)
    said, darkest = outcome(path)
    assert "hỏng" in said or darkest < 100


def test_an_inline_picture_over_the_whole_page_is_read(workshop):
    samples = np.asarray(GRAY).tobytes()

    def draw(page):
        wide, high = page.size
        page.draw(f"q {wide} 0 0 {high} 0 0 cm BI /W 620 /H 877 /CS /G /BPC 8 ID ".encode())
        page.draw(samples + b" EI Q")

    page = read_page(workshop.pdf(draw), 1, Raster(render_dpi=75))
    assert abs(float(page.image.mean()) - float(np.asarray(GRAY).mean())) < 5


@pytest.mark.parametrize("bare", [True, False], ids=["code stream", "jp2"])
def test_sixteen_bits_of_jpeg_2000_are_right_or_refused(workshop, bare):
    """True 16 bits come out; a header that says 16 where the file says 8 is damage."""
    deep = io.BytesIO()
    Image.fromarray(np.asarray(GRAY).astype(np.uint16) * 257).save(deep, "JPEG2000", no_jp2=bare)

    def draw(bits):
        def page(page):
            stream = page.image(
                deep.getvalue(), GRAY.size, Name.DeviceGray, bits, Filter=Name.JPXDecode
            )
            page.place(stream)

        return page

    assert np.array_equal(read_page(workshop.pdf(draw(16)), 1, Raster()).image, np.asarray(GRAY))
    with pytest.raises(PageCorruptError, match="JPEG 2000"):
        read_page(workshop.pdf(draw(8)), 1, Raster())
