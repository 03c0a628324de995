"""Small letters to fuzz with, in every coding that scanners use; each reads in half a second."""

from __future__ import annotations

import io
import zlib

from PIL import Image, ImageDraw, ImageFont
from rawpdf import RawPdf

FACE = "/usr/share/fonts/truetype/freefont/FreeSerif.ttf"
DPI = 120
SIZE = (round(420 / 72 * DPI), round(595 / 72 * DPI))  # A5


def picture(number: int, mode: str = "RGB", size: tuple[int, int] = SIZE) -> Image.Image:
    """A page of a letter; no two numbers look the same."""
    image = Image.new("RGB", size, (250, 248, 240))
    pen = ImageDraw.Draw(image)
    scale = size[0] / SIZE[0]
    face = ImageFont.truetype(FACE, round(14 / 72 * DPI * scale))
    lines = [
        "ỦY BAN NHÂN DÂN TỈNH AN BÌNH",
        f"Số: {number}/UBND-VX",
        "Kính gửi: Sở Nội vụ",
        f"Về việc báo cáo số liệu lần thứ {number}.",
    ]
    for row, line in enumerate(lines):
        at = (round(50 * scale), round((60 + 36 * row) * scale))
        pen.text(at, line, font=face, fill=(20, 20, 30))
    return image.convert(mode)


def jpeg(image: Image.Image) -> bytes:
    """As a JPEG."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def jpeg2000(image: Image.Image) -> bytes:
    """As a JPEG 2000 codestream in its box."""
    out = io.BytesIO()
    image.save(out, "JPEG2000", quality_mode="rates", quality_layers=[20])
    return out.getvalue()


def group4(image: Image.Image) -> bytes:
    """As a fax: the one strip of a TIFF."""
    out = io.BytesIO()
    image.save(out, "TIFF", compression="group4", tiffinfo={278: image.height})
    tags = Image.open(io.BytesIO(out.getvalue())).tag_v2
    return out.getvalue()[tags[273][0] : tags[273][0] + tags[279][0]]


RGB, GRAY = (
    b"/ColorSpace/DeviceRGB/BitsPerComponent 8",
    b"/ColorSpace/DeviceGray/BitsPerComponent 8",
)
BIT = b"/ColorSpace/DeviceGray/BitsPerComponent 1"


def with_jpeg(number: int, pages: int = 1) -> bytes:
    """A scan in JPEG, of one page or some."""
    pdf = RawPdf()
    for page in range(pages):
        data = jpeg(picture(number * 100 + page))
        pdf.scan(pdf.image(data, SIZE, RGB + b"/Filter/DCTDecode"))
    return pdf.data()


def with_flate(number: int) -> bytes:
    """A scan in Flate, gray."""
    pdf = RawPdf()
    data = zlib.compress(picture(number, "L").tobytes())
    pdf.scan(pdf.image(data, SIZE, GRAY + b"/Filter/FlateDecode"))
    return pdf.data()


def with_fax(number: int) -> bytes:
    """A 1-bit scan in fax coding."""
    pdf = RawPdf()
    parameters = b"/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns %d/Rows %d>>" % SIZE
    pdf.scan(pdf.image(group4(picture(number, "1")), SIZE, BIT + parameters))
    return pdf.data()


def with_jpeg2000(number: int) -> bytes:
    """A scan in JPEG 2000."""
    pdf = RawPdf()
    pdf.scan(pdf.image(jpeg2000(picture(number)), SIZE, b"/Filter/JPXDecode"))
    return pdf.data()


def in_strips(number: int) -> bytes:
    """A page in four strips, which Poppler draws."""
    pdf, image, drawn, names = RawPdf(), picture(number), b"", b""
    high = SIZE[1] // 4
    for row in range(4):
        part = image.crop((0, row * high, SIZE[0], (row + 1) * high))
        strip = pdf.image(jpeg(part), part.size, RGB + b"/Filter/DCTDecode")
        names += b"/S%d %d 0 R" % (row, strip)
        drawn += b"q 420 0 0 148.75 0 %.2f cm /S%d Do Q\n" % (595 - 148.75 * (row + 1), row)
    pdf.page(drawn, b"/XObject<<%s>>" % names)
    return pdf.data()


def with_text(number: int) -> bytes:
    """A page that was born digital."""
    pdf = RawPdf()
    font = pdf.add(b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>")
    lines = b" ".join(b"(Dong chu thu %d cua van ban) Tj T*" % row for row in range(12))
    pdf.page(
        b"BT /F0 12 Tf 14 TL 50 500 Td (So %d) Tj T* %s ET" % (number, lines),
        b"/Font<</F0 %d 0 R>>" % font,
    )
    return pdf.data()


SOURCES = (with_jpeg, with_flate, with_fax, with_jpeg2000, in_strips, with_text)
"""What mutants are made of: number → bytes."""
