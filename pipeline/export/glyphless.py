"""A font that shows nothing: text that can be searched and copied, and never hides the picture.

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

# A TrueType font of three glyphs (.notdef, letter, space), made with fontTools' FontBuilder; the
# test of this module builds it again.  Each glyph is a line without area from corner to corner of
# its em: Chrome (pdfium) drops letters without a bounding box where text runs up or down.
_PACKED = (
    "c-oCpze~eF7=4$twQ8+mt8@&~!A%j74uV64)<vP>B8VO}HbZJd(?UB`9334TT-_A>7m8~~|AykAdt8bTUw#m(qWFdT"
    "?!9++-@We$1b``ALWQ=szp}RdQ9J^~GS!o6U0RrdO@2eZUNgIA<-`5~`7?Rh(B-L|E*6L%IW`Om@kOyp{KAnp>a9*}"
    "NCa`klrkGti5$2t2IR@Q>{y8NgGiEV=d!Lp^zU~7B}aZ?HS89BF_c?x9iCSXnSOdZp51(hs=ne!xCP;;8i5KWlz2wf"
    "T>2D_PaVI~c&NUjhBKm*V>`s1xc0pMBfeDMV)*X0zyrMvzU|inXTG~pbidbmHguFl%-h8r^SS1_L3W4HZ7IHO-echl"
    "u*O0rGa3zq6LkE$j!~rddVvlkup8DEn2fqoFhLgJgs;<K%v0tu7h(lzEQL7X=_Rvk8K!RA6}{FrWfLWs=)!`*S?3>S"
    "qr$m{Hn~JI?Ea7V1klo4eg"
)
_LETTER, _SPACE = 1, 2


def font_file() -> bytes:
    """The TrueType file, 696 bytes."""
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
