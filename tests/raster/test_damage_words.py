"""Kinds of damage in a clerk's words: no path, no English, nothing cut in the middle."""

import logging
import zlib

import pikepdf
import pytest
from drawn_pdfs import jpeg, scan_picture

from pipeline import errors
from pipeline.raster import open_scan, read_page
from pipeline.raster.damage import DAMAGE, OTHER_DAMAGE, in_words
from pipeline.settings import Raster

KINDS = {OTHER_DAMAGE, *(words for _, words in DAMAGE)}
SAID = {
    "kho/a.pdf: unable to find trailer dictionary while recovering damaged file": "bảng tra",
    "a.pdf (object 4 0, offset 123/456): expected endobj": "cấu trúc PDF",
    "Syntax Error (123): Bad two dim code (0) in CCITTFax stream": "ảnh fax",
    "Syntax Error: Unknown segment type in JBIG2 stream": "JBIG2",
    "JPEG: Premature end of JPEG file": "cắt cụt",
    "JPEG: Corrupt JPEG data: bad Huffman code": "ảnh JPEG bị hỏng",
    "JPEG 2000: broken data stream when reading image file": "JPEG 2000",
    "Flate: Error -3 while decompressing data: incorrect header check": "Flate",
    "/ASCII85Decode: Ascii85 overflow": "mã hóa",
    "content stream: parse error while reading object": "nội dung trang",
    "maximum recursion depth exceeded": "lồng vòng",
    "0 byte": "dữ liệu ảnh",
    "unable to recover stream data": "dữ liệu trong tệp",
    "some words nobody foresaw / with a slash": OTHER_DAMAGE,
    "": OTHER_DAMAGE,
}


@pytest.mark.parametrize("complaint", SAID)
def test_a_complaint_becomes_a_kind_of_damage(complaint, caplog):
    """The kind for the clerk, the complaint for the log."""
    with caplog.at_level(logging.INFO):
        reason = in_words(complaint)
    assert reason in KINDS
    assert SAID[complaint] in reason
    assert repr(complaint) in caplog.text
    assert in_words(reason) == reason


def test_the_name_of_a_file_is_no_sign_of_damage(tmp_path):
    """A file named after a format may have another fault."""
    path = tmp_path / "jbig2 fax.pdf"
    assert in_words(f"{path}: unable to find /Root", path) == OTHER_DAMAGE
    assert in_words(f"{path}: bad JBIG2 segment", path) == "ảnh JBIG2 bị hỏng"


def damaged(tmp_path, how):
    """One page with one picture, spoilt in this way."""
    path = tmp_path / "a.pdf"
    picture = scan_picture((600, 800)).convert("RGB")
    data, filters = jpeg(picture), pikepdf.Name.DCTDecode
    if how == "cut JPEG":
        data = data[: len(data) // 3]
    elif how == "no JPEG":
        data = b"\x00" * 900
    elif how == "cut Flate":
        data, filters = zlib.compress(picture.tobytes())[:2000], pikepdf.Name.FlateDecode
    elif how == "no Flate":
        data, filters = b"flat" * 500, pikepdf.Name.FlateDecode
    with pikepdf.new() as pdf:
        image = pdf.make_stream(data)
        image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        image.Width, image.Height = picture.width, picture.height
        image.ColorSpace = pikepdf.Name.DeviceRGB
        image.BitsPerComponent, image.Filter = 8, filters
        contents = b"q 300 0 0 400 0 0 cm /I Do Q"
        pdf.pages.append(
            pikepdf.Page(
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Page,
                    MediaBox=[0, 0, 300, 400],
                    Resources={"/XObject": {"/I": image}},
                    Contents=pdf.make_stream(contents),
                )
            )
        )
        pdf.save(path)
    if how == "no end":
        path.write_bytes(path.read_bytes()[:200])
    elif how == "no pages":
        path.write_bytes(path.read_bytes().replace(b"/Pages", b"/Pxxxx"))
    return path


@pytest.mark.parametrize(
    "how", ["cut JPEG", "no JPEG", "cut Flate", "no Flate", "no end", "no pages"]
)
def test_a_damaged_file_is_told_of_in_vietnamese_to_the_end(tmp_path, how):
    """Whatever breaks, the detail is one of our own and the path stays with us."""
    path = damaged(tmp_path, how)

    def read():
        open_scan(path)
        read_page(path, 1, Raster())

    with pytest.raises((errors.ScanError, errors.PageError)) as told:
        read()
    assert str(tmp_path) not in str(told.value)
    detail = told.value.args[-1]
    ours = {"mất cây trang", "thiếu ảnh trong tệp", "không vẽ được trang"}
    assert isinstance(told.value, errors.NoPagesError) or detail in KINDS | ours, detail
