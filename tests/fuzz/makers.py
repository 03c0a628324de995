"""Files made to hurt, one function a kind; its first sentence says what it is.

To add a kind is to write one more function: `@kind(outcomes)` and a docstring. What may become of
it: `aside` (the file is set aside with a reason), `hole` (a page of it is, visibly), `read` (it is
read like others). Dear ones cost seconds or megabytes and are left to `make fuzz`.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from drawn import BIT, GRAY, RGB, SIZE, group4, jpeg, jpeg2000, picture
from rawpdf import RawPdf, in_object_stream, packed_megabytes

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["KINDS", "Kind"]


@dataclass(frozen=True)
class Kind:
    """A kind of file.

    Attributes:
        make: Its bytes.
        outcomes: What may become of it.
        suffix: Of its name.
        dear: Not for the short run.
    """

    make: Callable[[], bytes]
    outcomes: frozenset[str]
    suffix: str
    dear: bool

    @property
    def name(self) -> str:
        """Of the file."""
        return f"{self.make.__name__.replace('_', '-')}{self.suffix}"


KINDS: list[Kind] = []


def kind(
    *outcomes: str, suffix: str = ".pdf", dear: bool = False
) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """One more kind."""

    def known(make: Callable[[], bytes]) -> Callable[[], bytes]:
        KINDS.append(Kind(make, frozenset(outcomes), suffix, dear))
        return make

    return known


PACKED = b"/Filter/FlateDecode"
GIANT = (61_440, 61_440)
BLACK_GIANT = zlib.compress(bytes(1 << 20), 9)
DRAWN_JPEG = jpeg(picture(7))


def scan_of(pdf: RawPdf, more: bytes = b"") -> int:
    """A good picture of a letter."""
    return pdf.image(DRAWN_JPEG, SIZE, RGB + b"/Filter/DCTDecode" + more)


def giant_of(pdf: RawPdf, entries: bytes = GRAY + PACKED) -> int:
    """A picture whose dictionary states 3.8 gigapixels."""
    return pdf.image(BLACK_GIANT, GIANT, entries)


# --- what inflates ----------------------------------------------------------------------------


@kind("aside", dear=True)
def object_stream_of_spaces() -> bytes:
    """An object stream of 2.5 MB that inflates to 2.5 GB of spaces."""
    head = b"4 0 <</Type/Catalog/Pages 2 0 R>>"
    return in_object_stream(packed_megabytes(head.ljust(64) + b" " * 960, 2500))


@kind("aside")
def object_stream_of_arrays() -> bytes:
    """An object stream that inflates to 100 MB of arrays in arrays."""
    return in_object_stream(
        packed_megabytes(b"4 0 <</Type/Catalog/Pages 2 0 R>>[[][][[]]]" * 8, 100)
    )


@kind("aside")
def reference_stream_of_zeros() -> bytes:
    """A cross-reference stream that inflates to 500 MB."""
    packed = packed_megabytes(bytes(1 << 20), 500)
    head = b"%PDF-1.5\n1 0 obj\n<</Type/Catalog/Pages 1 0 R>>\nendobj\n"
    return head + (
        b"6 0 obj\n<</Type/XRef/W[1 4 0]/Size 99999999/Root 1 0 R/Filter/FlateDecode/Length %d>>\n"
        b"stream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
        % (len(packed), packed, len(head))
    )


@kind("aside", "read", "hole", dear=True)
def gap_of_spaces() -> bytes:
    """A wrong startxref, and 200 MB of spaces in which the true one must be looked for."""
    pdf = RawPdf()
    pdf.scan(scan_of(pdf))
    data = pdf.data(startxref=999_999)
    at = data.rindex(b"xref\n0 ")
    return data[:at] + b" " * 200_000_000 + data[at:]


@kind("hole", "read", dear=True)
def contents_of_spaces() -> bytes:
    """Contents that inflate to a gigabyte of spaces."""
    pdf = RawPdf()
    contents = pdf.stream(packed_megabytes(b" " * 1024, 1000), PACKED)
    pdf.bare_page(b"/MediaBox[0 0 420 595]/Contents %d 0 R" % contents)
    return pdf.data()


@kind("hole", "read")
def contents_of_instructions() -> bytes:
    """Contents that inflate to ten million instructions, each of which paints nothing."""
    pdf = RawPdf()
    contents = pdf.stream(packed_megabytes(b"n ", 20), PACKED)
    pdf.bare_page(b"/MediaBox[0 0 420 595]/Contents %d 0 R" % contents)
    return pdf.data()


@kind("hole", "read")
def contents_packed_often() -> bytes:
    """Contents in thirty layers of Flate."""
    data = b"0 0 10 10 re f"
    for _ in range(30):
        data = zlib.compress(data)
    pdf = RawPdf()
    contents = pdf.stream(data, b"/Filter[%s]" % (b"/FlateDecode" * 30))
    pdf.bare_page(b"/MediaBox[0 0 420 595]/Contents %d 0 R" % contents)
    return pdf.data()


@kind("hole", "read")
def picture_packed_twice() -> bytes:
    """A JPEG's stream in Flate that inflates to 500 MB."""
    pdf = RawPdf()
    packed = packed_megabytes(b"\xff" * 1024, 500)
    pdf.scan(pdf.image(packed, SIZE, RGB + b"/Filter[/FlateDecode/DCTDecode]"))
    return pdf.data()


@kind("hole", "read")
def palette_that_inflates() -> bytes:
    """A picture of two pixels whose palette inflates to 500 MB."""
    pdf = RawPdf()
    palette = pdf.stream(packed_megabytes(bytes(1024), 500), PACKED)
    space = b"/ColorSpace[/Indexed/DeviceRGB 255 %d 0 R]/BitsPerComponent 8" % palette
    pdf.scan(pdf.image(zlib.compress(bytes(4)), (2, 2), space + PACKED))
    return pdf.data()


@kind("hole", "read")
def run_lengths() -> bytes:
    """A picture in run lengths, which say more than its size."""
    pdf = RawPdf()
    pdf.scan(pdf.image(b"\x81\xff" * 200_000, SIZE, GRAY + b"/Filter/RunLengthDecode"))
    return pdf.data()


# --- giants -----------------------------------------------------------------------------------


@kind("hole")
def giant_picture() -> bytes:
    """A picture whose dictionary states 61,440 × 61,440 pixels."""
    pdf = RawPdf()
    pdf.scan(giant_of(pdf))
    return pdf.data()


@kind("hole")
def giant_soft_mask() -> bytes:
    """A picture of 4 × 4 pixels with a soft mask of 61,440 × 61,440."""
    pdf = RawPdf()
    mask = giant_of(pdf)
    pdf.scan(pdf.image(bytes(48), (4, 4), RGB + b"/SMask %d 0 R" % mask))
    return pdf.data()


@kind("hole")
def giant_stencil_mask() -> bytes:
    """A letter with a stencil mask of 61,440 × 61,440."""
    pdf = RawPdf()
    mask = giant_of(pdf, b"/ImageMask true" + PACKED)
    pdf.scan(scan_of(pdf, b"/Mask %d 0 R" % mask))
    return pdf.data()


@kind("hole")
def giant_in_a_form() -> bytes:
    """The giant lies in a form in a form."""
    pdf = RawPdf()
    inner = giant_of(pdf)
    for _ in range(2):
        resources = b"/Resources<</XObject<</X %d 0 R>>>>" % inner
        entries = b"/Type/XObject/Subtype/Form/BBox[0 0 1 1]"
        inner = pdf.stream(b"/X Do", entries + resources)
    pdf.scan(inner)
    return pdf.data()


@kind("hole")
def giant_in_a_pattern() -> bytes:
    """The page is tiled with the giant."""
    pdf = RawPdf()
    tile = pdf.stream(
        b"q 50 0 0 50 0 0 cm /X Do Q",
        b"/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 50 50]/XStep 50/YStep 50"
        b"/Resources<</XObject<</X %d 0 R>>>>" % giant_of(pdf),
    )
    pdf.page(b"/Pattern cs /P scn 0 0 420 595 re f", b"/Pattern<</P %d 0 R>>" % tile)
    return pdf.data()


@kind("hole")
def giant_in_a_state() -> bytes:
    """A graphics state's soft mask paints the giant."""
    pdf = RawPdf()
    group = pdf.stream(
        b"/X Do",
        b"/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Group<</S/Transparency/CS/DeviceGray>>"
        b"/Resources<</XObject<</X %d 0 R>>>>" % giant_of(pdf),
    )
    state = pdf.add(b"<</SMask<</S/Luminosity/G %d 0 R>>>>" % group)
    pdf.page(b"/G gs 0 0 420 595 re f", b"/ExtGState<</G %d 0 R>>" % state)
    return pdf.data()


@kind("hole", "read")
def giant_in_a_stamp() -> bytes:
    """The appearance of an annotation paints the giant."""
    pdf = RawPdf()
    look = pdf.stream(
        b"/X Do",
        b"/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<</XObject<</X %d 0 R>>>>"
        % giant_of(pdf),
    )
    stamp = b"<</Subtype/Stamp/Rect[9 9 99 99]/F 4/AP<</N %d 0 R>>>>" % look
    pdf.page(b"0 0 9 9 re f", more=b"/Annots[%d 0 R]" % pdf.add(stamp))
    return pdf.data()


@kind("hole")
def giant_in_its_own_header() -> bytes:
    """A JPEG 2000 that says of itself to be 60,000 × 60,000, in a dictionary that says less."""
    data = jpeg2000(picture(8))
    at = data.index(b"\xff\x4f\xff\x51") + 8
    data = data[:at] + (60_000).to_bytes(4, "big") * 2 + data[at + 8 :]
    pdf = RawPdf()
    pdf.scan(pdf.image(data, SIZE, b"/Filter/JPXDecode"))
    return pdf.data()


@kind("hole")
def giant_jpeg_header() -> bytes:
    """A JPEG that says of itself to be 65,000 × 65,000."""
    data = DRAWN_JPEG
    at = data.index(b"\xff\xc0") + 5
    data = data[:at] + (65_000).to_bytes(2, "big") * 2 + data[at + 4 :]
    pdf = RawPdf()
    pdf.scan(pdf.image(data, SIZE, RGB + b"/Filter/DCTDecode"))
    return pdf.data()


@kind("hole", "read")
def giant_fax_parameters() -> bytes:
    """A fax whose parameters state a line of two billion pixels."""
    pdf = RawPdf()
    parameters = b"/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 2147483647/Rows %d>>" % SIZE[1]
    pdf.scan(pdf.image(group4(picture(9, "1")), SIZE, BIT + parameters))
    return pdf.data()


@kind("hole", "read")
def giant_predictor() -> bytes:
    """A Flate picture whose predictor states rows of a billion samples."""
    pdf = RawPdf()
    parameters = b"/DecodeParms<</Predictor 15/Columns 1000000000/Colors 32/BitsPerComponent 16>>"
    data = zlib.compress(picture(9, "L").tobytes())
    pdf.scan(pdf.image(data, SIZE, GRAY + PACKED + parameters))
    return pdf.data()


@kind("read", dear=True)
def honest_giant() -> bytes:
    """A sheet of 81 megapixels in colour, as an office scans a plan: to be read."""
    pdf, size = RawPdf(), (9000, 9000)
    sheet = picture(10, "RGB", size)
    image = pdf.image(jpeg(sheet), size, RGB + b"/Filter/DCTDecode")
    pdf.page(b"q 2160 0 0 2160 0 0 cm /Im0 Do Q", b"/XObject<</Im0 %d 0 R>>" % image,
             box=b"0 0 2160 2160")  # fmt: skip
    return pdf.data()


# --- what never ends --------------------------------------------------------------------------


@kind("hole", "read")
def contents_of_themselves() -> bytes:
    """`/Contents` is an array that holds itself."""
    pdf = RawPdf()
    itself = pdf.add(b"[4 0 R 4 0 R]", 4)
    pdf.bare_page(b"/MediaBox[0 0 420 595]/Contents %d 0 R" % itself)
    return pdf.data()


@kind("hole", "read")
def form_in_itself() -> bytes:
    """A form that paints itself."""
    pdf = RawPdf()
    entries = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 9 0 R>>>>"
    pdf.scan(pdf.stream(b"/X Do /X Do", entries, 9))
    return pdf.data()


@kind("hole", "read")
def forms_by_the_billion() -> bytes:
    """Six forms, each of which paints the next one a hundred times."""
    pdf = RawPdf()
    inner = pdf.stream(b"0 0 1 1 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    for _ in range(6):
        entries = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>"
        inner = pdf.stream(b"/X Do " * 100, entries % inner)
    pdf.scan(inner)
    return pdf.data()


@kind("hole", "read")
def colours_of_themselves() -> bytes:
    """A palette of colours whose base is the palette itself."""
    pdf = RawPdf()
    space = pdf.add(b"[/Indexed 9 0 R 255 <00>]", 9)
    entries = b"/ColorSpace %d 0 R/BitsPerComponent 8/Filter/FlateDecode" % space
    pdf.scan(pdf.image(zlib.compress(bytes(SIZE[0] * SIZE[1])), SIZE, entries))
    return pdf.data()


@kind("hole", "read")
def spot_colour_of_itself() -> bytes:
    """A spot colour that is mixed of itself."""
    pdf = RawPdf()
    mix = b"<</FunctionType 2/Domain[0 1]/N 1>>"
    space = pdf.add(b"[/Separation/X 9 0 R %s]" % mix, 9)
    entries = b"/ColorSpace %d 0 R/BitsPerComponent 8/Filter/FlateDecode" % space
    pdf.scan(pdf.image(zlib.compress(bytes(SIZE[0] * SIZE[1])), SIZE, entries))
    return pdf.data()


@kind("hole", "read")
def mask_of_itself() -> bytes:
    """A picture that is its own soft mask."""
    pdf = RawPdf()
    entries = b"/Type/XObject/Subtype/Image/Width %d/Height %d" % SIZE
    more = RGB + b"/Filter/DCTDecode/SMask 9 0 R"
    pdf.scan(pdf.stream(DRAWN_JPEG, entries + more, 9))
    return pdf.data()


@kind("hole", "read")
def pattern_in_itself() -> bytes:
    """A tile that is filled with itself."""
    pdf = RawPdf()
    pdf.stream(
        b"/Pattern cs /P scn 0 0 9 9 re f",
        b"/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 9/YStep 9"
        b"/Resources<</Pattern<</P 9 0 R>>>>",
        9,
    )
    pdf.page(b"/Pattern cs /P scn 0 0 420 595 re f", b"/Pattern<</P 9 0 R>>")
    return pdf.data()


@kind("aside", "read", "hole")
def pages_in_themselves() -> bytes:
    """A page tree whose kid is the tree."""
    pdf = RawPdf()
    pdf.scan(scan_of(pdf))
    return pdf.data().replace(b"/Kids[", b"/Kids[2 0 R ")


@kind("aside", "read", "hole")
def page_deep_down() -> bytes:
    """A page five thousand levels below the root."""
    pdf = RawPdf()
    image = scan_of(pdf)
    pdf.scan(image)
    page, last = pdf.pages[0], 10_000
    for level in range(5000):
        kid = page if level == 0 else last + level - 1
        pdf.add(b"<</Type/Pages/Count 1/Kids[%d 0 R]/Parent %d 0 R>>" % (kid, last + level + 1),
                last + level)  # fmt: skip
    pdf.pages = [last + 4999]
    return pdf.data()


@kind("aside", "hole", "read")
def brackets() -> bytes:
    """A dictionary that opens a hundred thousand arrays."""
    pdf = RawPdf()
    pdf.add(b"[" * 100_000)
    pdf.scan(scan_of(pdf))
    return pdf.data()


@kind("hole", "read")
def brackets_in_contents() -> bytes:
    """Text that is shown from four hundred arrays in arrays."""
    pdf = RawPdf()
    font = pdf.add(b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>")
    shown = b"[" * 400 + b"(a)" + b"]" * 400
    pdf.page(b"BT /F0 12 Tf %s TJ ET" % shown, b"/Font<</F0 %d 0 R>>" % font)
    return pdf.data()


@kind("hole", "read", dear=True)
def endless_drawing() -> bytes:
    """A page that is painted a hundred thousand times over."""
    pdf = RawPdf()
    paint = zlib.compress(b"0 0 1 rg 20 20 400 560 re f\n" * 100_000)
    contents = pdf.stream(paint, PACKED)
    pdf.bare_page(b"/MediaBox[0 0 420 595]/Contents %d 0 R" % contents)
    return pdf.data()


@kind("hole", "read", dear=True)
def words_without_end() -> bytes:
    """A page of a million words, one over another."""
    pdf = RawPdf()
    font = pdf.add(b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>")
    words = zlib.compress(b"(mot hai ba bon nam) Tj\n" * 150_000)
    contents = pdf.stream(b"%s" % words, PACKED)
    head = pdf.stream(b"BT /F0 9 Tf 9 9 Td ")
    pdf.bare_page(
        b"/MediaBox[0 0 420 595]/Contents[%d 0 R %d 0 R]/Resources<</Font<</F0 %d 0 R>>>>"
        % (head, contents, font)
    )
    return pdf.data()


# --- numbers that cannot be -------------------------------------------------------------------


@kind("aside", "hole", "read")
def box_of_308_digits() -> bytes:
    """A page box with sides of 308 digits."""
    pdf = RawPdf()
    pdf.scan(scan_of(pdf), box=b"0 0 %s %s" % (b"9" * 308, b"9" * 308))
    return pdf.data()


@kind("hole", "read")
def box_of_nothing() -> bytes:
    """A page box without any width."""
    pdf = RawPdf()
    pdf.scan(scan_of(pdf), box=b"0 0 0 595")
    return pdf.data()


@kind("aside", "hole", "read")
def unit_of_308_digits() -> bytes:
    """A unit of 308 digits."""
    pdf = RawPdf()
    pdf.page(b"0 0 9 9 re f", more=b"/UserUnit %s" % (b"9" * 308))
    return pdf.data()


@kind("hole", "read")
def matrix_of_308_digits() -> bytes:
    """A picture that is placed by numbers of 308 digits, twice."""
    pdf = RawPdf()
    far = b"%s 0 0 %s 0 0 cm " % (b"9" * 308, b"9" * 308)
    pdf.page(far + far + b"/Im0 Do", b"/XObject<</Im0 %d 0 R>>" % scan_of(pdf))
    return pdf.data()


@kind("hole", "read")
def numbers_that_are_none() -> bytes:
    """A scan whose width is a name and whose depth is an array."""
    pdf = RawPdf()
    entries = b"/Type/XObject/Subtype/Image/Width/W/Height[1]/ColorSpace 7/BitsPerComponent[8]"
    pdf.scan(pdf.stream(DRAWN_JPEG, entries + b"/Filter/DCTDecode"))
    return pdf.data()


@kind("hole", "read")
def negative_picture() -> bytes:
    """A picture of −5 × −5 pixels."""
    pdf = RawPdf()
    pdf.scan(pdf.image(DRAWN_JPEG, (-5, -5), RGB + b"/Filter/DCTDecode"))
    return pdf.data()


@kind("hole", "read")
def render_mode_of_infinity() -> bytes:
    """Text in a mode that is no number a machine can hold."""
    pdf = RawPdf()
    pdf.page(b"%s.0 Tr /Im0 Do" % (b"9" * 400), b"/XObject<</Im0 %d 0 R>>" % scan_of(pdf))
    return pdf.data()


# --- odd, and not hostile ---------------------------------------------------------------------


@kind("hole", "read")
def inline_picture() -> bytes:
    """A page whose only content is an inline picture."""
    data = picture(11, "L", (SIZE[0] // 4, SIZE[1] // 4)).tobytes()
    size = (SIZE[0] // 4, SIZE[1] // 4)
    head = b"q 420 0 0 595 0 0 cm BI /W %d /H %d /CS /G /BPC 8 ID " % size
    pdf = RawPdf()
    pdf.page(head + data + b" EI Q")
    return pdf.data()


@kind("hole", "read")
def giant_inline_picture() -> bytes:
    """An inline picture that states 61,440 × 61,440 pixels."""
    pdf = RawPdf()
    pdf.page(b"q 420 0 0 595 0 0 cm BI /W %d /H %d /CS /G /BPC 8 /F /Fl ID " % GIANT
             + BLACK_GIANT + b" EI Q")  # fmt: skip
    return pdf.data()


@kind("aside")
def archive_with_a_wrong_name() -> bytes:
    """Something packed that bears the ending of a PDF."""
    return b"PK\x03\x04" + bytes(4000)


@kind("aside")
def nothing_but_a_header() -> bytes:
    """The first line of a PDF."""
    return b"%PDF-1.7\n"


@kind("aside", "read", "hole")
def two_files_in_one() -> bytes:
    """A whole PDF, cut off, behind another."""
    pdf = RawPdf()
    pdf.scan(scan_of(pdf))
    return pdf.data() + pdf.data()[:-2000]


@kind("hole", "read")
def picture_without_a_filter() -> bytes:
    """A JPEG that is said to be plain samples."""
    pdf = RawPdf()
    pdf.scan(pdf.image(DRAWN_JPEG, SIZE, RGB))
    return pdf.data()


@kind("hole", "read")
def page_of_another_resolution() -> bytes:
    """A letter of 120 dpi on a box of one point a pixel."""
    pdf = RawPdf()
    pdf.page(b"q %d 0 0 %d 0 0 cm /Im0 Do Q" % SIZE, b"/XObject<</Im0 %d 0 R>>" % scan_of(pdf),
             box=b"0 0 %d %d" % SIZE)  # fmt: skip
    return pdf.data()


@kind("hole", "read")
def bad_words_of_a_page() -> bytes:
    """A page of text whose font has no letters and whose words are control characters."""
    pdf = RawPdf()
    pdf.page(b"BT /F9 12 Tf 9 9 Td (" + bytes(range(1, 28)) * 20 + b") Tj ET")
    return pdf.data()
