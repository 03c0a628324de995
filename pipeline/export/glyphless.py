"""A font without outlines: text that can be searched and copied, and never hides the picture.

Every letter is half an em wide and a space a quarter, so that one horizontal scaling makes a
word as wide as its ink.  Codes are UTF-16 (Identity-H) and `/ToUnicode` says so: what is copied
is what was written, Vietnamese in NFC included.
"""

from __future__ import annotations

import base64
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

__all__ = ["ASCENT", "SPACE_EM", "WIDTH_EM", "encode", "font_file", "make_font"]

WIDTH_EM = 0.5
SPACE_EM = 0.25
ASCENT = 0.8  # the rest of the em hangs below the base line

# A TrueType font of three empty glyphs (.notdef, letter, space), made with fontTools' FontBuilder;
# the test of this module builds it again.
_PACKED = (
    "c-oCpJxjw-6g@AAwH3dR;`}HMZi<LF2o@BIi$Zmk`lzuP5*wNp(nTB{9sC1s3jPK6j1K+)DGvSs9TXv+m&8h21rOZw"
    "?zy?S@4Ux@05E}bn2>w>ODo%-TZe#HWc8@-DIZe^sIRD38*cXm3B-dY$5zL+`SKI<JI0#Bf>{#F%%2$xj@J&YUebR-"
    "nsl3WmHi))@}3HPSTLyb)bdn$_U--64)r7TncocB^hFp4`a85&#(Pu_Ycm^fFwGbI4O34}x1*5pI+NF*%22OJ_#4LP"
    "G;u91F^2zOVEQJJxR<F1Qz9Dbm#MSF-A8|a?WUMHEApP$MYa+x<2dEGH*yw@9Cow1K%wu*z&Mr2ItuBzEnS(zY?d3C"
    "Mk&j4x?XX+zT?_KP_-K!SG7=qi!OXPTy4IN09CFHbf^_t1NZnVz5t39LzD"
)
_LETTER, _SPACE = 1, 2


def font_file() -> bytes:
    """The TrueType file, 628 bytes."""
    return zlib.decompress(base64.b85decode(_PACKED))


def encode(text: str) -> str:
    """Codes of a text as the hexadecimal inside a PDF string.

    Letters outside the Basic Multilingual Plane have no code; Vietnamese has none of them.

    >>> encode("ế")
    '1ebf'
    """
    plain = "".join(c if ord(c) < 0x10000 else "\N{REPLACEMENT CHARACTER}" for c in text)
    return plain.encode("utf-16-be", "replace").hex()


def make_font(pdf: Pdf) -> pikepdf.Object:
    """The font as an object of this PDF, to be shared by all of its pages."""
    program = _stream(pdf, font_file())
    program.Length1 = len(font_file())
    name = Name("/SOHOAA+Glyphless")
    descriptor = pdf.make_indirect(
        Dictionary(
            Type=Name.FontDescriptor,
            FontName=name,
            Flags=4,  # symbolic
            FontBBox=Array([0, -200, 500, 800]),
            ItalicAngle=0,
            Ascent=800,
            Descent=-200,
            CapHeight=800,
            StemV=80,
            FontFile2=program,
        )
    )
    descendant = pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=name,
            CIDSystemInfo=Dictionary(
                Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
            ),
            FontDescriptor=descriptor,
            DW=500,
            W=Array([0x20, Array([250])]),
            CIDToGIDMap=_stream(pdf, _glyph_of_every_code()),
        )
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=name,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([descendant]),
            ToUnicode=_stream(pdf, _to_unicode()),
        )
    )


def _glyph_of_every_code() -> bytes:
    glyphs = bytearray(_LETTER.to_bytes(2, "big") * 0x10000)
    glyphs[0x40:0x42] = _SPACE.to_bytes(2, "big")
    return bytes(glyphs)


def _to_unicode() -> bytes:
    # A range may not cross a change of the high byte, and a block holds at most 100 ranges.
    ranges = [f"<{high:02x}00> <{high:02x}ff> <{high:02x}00>" for high in range(0x100)]
    blocks = [ranges[i : i + 100] for i in range(0, len(ranges), 100)]
    body = "\n".join(
        f"{len(block)} beginbfrange\n" + "\n".join(block) + "\nendbfrange" for block in blocks
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        f"{body}\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")


def _stream(pdf: Pdf, data: bytes) -> pikepdf.Stream:
    stream = pikepdf.Stream(pdf, b"")
    stream.write(zlib.compress(data, 9), filter=Name.FlateDecode)
    return stream
