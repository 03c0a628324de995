"""Draws PDFs of every kind a scanner writes, and asks Poppler what a viewer would show."""

from __future__ import annotations

import io
import struct
import subprocess
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.values.scanned import Page

A4 = (595.28, 841.89)


def scan_picture(size=(620, 877), mode="RGB") -> Image.Image:
    """An A4 letter at 75 dpi that looks different from every side; coloured where it may be."""
    picture = Image.new("RGB", size, (250, 248, 240))
    draw = ImageDraw.Draw(picture)
    width, height = size
    for row, y in enumerate(range(height // 6, height * 5 // 6, height // 30)):
        draw.rectangle(
            (width // 8, y, width * (9 - row % 4) // 10, y + height // 80), fill=(20, 20, 20)
        )
    draw.rectangle((10, 10, width // 3, height // 10), fill=(40, 60, 160))
    draw.ellipse(
        (width * 6 // 10, height * 7 // 10, width * 8 // 10, height * 85 // 100), fill=(205, 40, 45)
    )
    draw.rectangle((width - 40, 10, width - 10, 40), fill=(0, 0, 0))
    if mode == "1":
        return picture.convert("L").point(lambda v: 255 if v > 128 else 0).convert("1")
    return picture.convert(mode)


def jpeg(picture: Image.Image, **options) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", **{"quality": 92, **options})
    return out.getvalue()


def jpeg2000(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG2000")
    return out.getvalue()


def group4(picture: Image.Image) -> bytes:
    """The bare G4 stream of a 1-bit picture, 0 = black as PDF's default has it."""
    out = io.BytesIO()
    picture.point(lambda v: 255 - v).save(out, "TIFF", compression="group4", strip_size=1 << 30)
    with Image.open(out) as tiff:
        start, length = tiff.tag_v2[273][0], tiff.tag_v2[279][0]
        assert tiff.tag_v2[262] == 1
    return out.getvalue()[start : start + length]


def jbig2(picture: Image.Image) -> bytes:
    """An embedded JBIG2 stream: one generic region whose coding (MMR) is fax G4's."""
    width, height = picture.size
    coded = group4(picture)

    def segment(number: int, kind: int, data: bytes) -> bytes:
        return struct.pack(">IBBBI", number, kind, 0, 1, len(data)) + data

    page = struct.pack(">IIIIBH", width, height, 0, 0, 0, 0)
    region = struct.pack(">IIIIB", width, height, 0, 0, 0) + b"\x01" + coded
    return segment(0, 48, page) + segment(1, 38, region)


class PdfPage:
    """A page under construction."""

    def __init__(self, pdf: pikepdf.Pdf, size=A4, **entries) -> None:
        self.pdf = pdf
        pdf.add_blank_page(page_size=size)
        self.page = pdf.pages[-1]
        self.page.obj[Name.Resources] = Dictionary(XObject=Dictionary(), Font=Dictionary())
        self.content = b""
        self.size = size
        for key, value in entries.items():
            self.page.obj[Name("/" + key)] = value

    def image(
        self, data: bytes, size, space: Any = Name.DeviceRGB, bits=8, **entries
    ) -> pikepdf.Stream:
        stream = pikepdf.Stream(self.pdf, data)
        stream[Name.Type], stream[Name.Subtype] = Name.XObject, Name.Image
        stream[Name.Width], stream[Name.Height] = size
        if space is not None:
            stream[Name.ColorSpace] = space
        stream[Name.BitsPerComponent] = bits
        for key, value in entries.items():
            stream[Name("/" + key)] = value
        return self.pdf.make_indirect(stream)

    def place(self, image, matrix=None) -> PdfPage:
        names = self.page.obj.Resources.XObject
        name = f"/I{len(list(names.keys()))}"
        names[name] = image
        a = matrix or (self.size[0], 0, 0, self.size[1], 0, 0)
        self.draw("q {} cm {} Do Q".format(" ".join(f"{v:.4f}" for v in a), name))
        return self

    def jpeg(
        self, picture: Image.Image | None = None, matrix=None, data: bytes | None = None, **entries
    ) -> PdfPage:
        picture = picture or scan_picture()
        space = {"L": Name.DeviceGray, "RGB": Name.DeviceRGB, "CMYK": Name.DeviceCMYK}[picture.mode]
        data = data if data is not None else jpeg(picture)
        return self.place(
            self.image(data, picture.size, space, Filter=Name.DCTDecode, **entries), matrix
        )

    def draw(self, operators: str | bytes) -> PdfPage:
        self.content += (
            operators.encode("latin-1") if isinstance(operators, str) else operators
        ) + b"\n"
        return self

    def done(self) -> None:
        self.page.obj[Name.Contents] = self.pdf.make_stream(self.content)


class Workshop:
    """Builds files in a folder of the test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def pdf(self, *draw, name="scan.pdf", sizes=None, **save) -> Path:
        """One page for each function; it is given a `PdfPage`."""
        path = self.folder / name
        with pikepdf.new() as pdf:
            for index, function in enumerate(draw):
                page = PdfPage(pdf, (sizes or [A4] * len(draw))[index])
                function(page)
                page.done()
            pdf.save(path, **save)
        return path


def flate(data: bytes) -> bytes:
    return zlib.compress(data)


def png_idat(picture: Image.Image) -> bytes:
    """The Flate stream with PNG predictors of a picture."""
    out = io.BytesIO()
    picture.save(out, "PNG")
    data, at, found = out.getvalue(), 8, b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        found += data[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
        at += 12 + length
    return found


def viewed(path: Path, number: int = 1, dpi: int = 75) -> np.ndarray:
    """(H, W, 3) as Poppler shows it, annotations hidden."""
    page = ["-r", str(dpi), "-f", str(number), "-l", str(number), "-cropbox", "-hide-annotations"]
    shown = subprocess.run(["pdftoppm", *page, path], capture_output=True, check=True)
    return np.asarray(Image.open(io.BytesIO(shown.stdout)).convert("RGB"))


def difference(page: Page, view: np.ndarray) -> float:
    """Mean grey levels between a page and a view, at the view's size."""
    shown = (
        Image.fromarray(page.image).convert("RGB").resize(view.shape[1::-1], Image.Resampling.BOX)
    )
    return float(np.abs(np.asarray(shown).astype(int) - view.astype(int)).mean())


def vietnamese_font(pdf: pikepdf.Pdf, text: str, file: Path) -> tuple[Any, dict[str, int]]:
    """A Type 0 font with a ToUnicode map, and the code of each letter."""
    font = ImageFont.truetype(file, 1000)
    tables = TTFont(file)
    cmap, order = tables.getBestCmap(), tables.getGlyphID
    codes = {letter: order(cmap[ord(letter)]) for letter in sorted(set(text))}
    lines = "\n".join(f"<{code:04x}> <{ord(letter):04x}>" for letter, code in codes.items())
    unicode_map = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def "
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{lines}\nendbfchar endcmap end end"
    )
    embedded = pdf.make_stream(file.read_bytes())
    widths = Array([])
    for letter, code in codes.items():
        widths.append(code)
        widths.append(Array([round(font.getlength(letter))]))
    descendant = Dictionary(
        Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name("/Body"),
        CIDToGIDMap=Name.Identity,
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        FontDescriptor=pdf.make_indirect(Dictionary(
            Type=Name.FontDescriptor, FontName=Name("/Body"), Flags=4, FontFile2=embedded,
            FontBBox=Array([0, -200, 1000, 900]), ItalicAngle=0, Ascent=900, Descent=-200,
            CapHeight=700, StemV=80,
        )),
        W=widths, DW=500,
    )  # fmt: skip
    whole = Dictionary(
        Type=Name.Font, Subtype=Name.Type0, BaseFont=Name("/Body"), Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(descendant)]),
        ToUnicode=pdf.make_stream(unicode_map.encode()),
    )  # fmt: skip
    return pdf.make_indirect(whole), codes
