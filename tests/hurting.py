"""PDFs made to hurt: a scanned page, and on it each thing that PDF/A-2b forbids or half allows."""

from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING

import pikepdf
from drawn_scans import FACE, add_scan
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image, ImageCms, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from drawn_scans import DrawnPage

    Hurt = Callable[[Pdf], None]

__all__ = ["HURTS", "hurt_pdf"]

DPI = 100


def hurt_pdf(path: Path, page: DrawnPage, hurt: Hurt) -> None:
    """A scan of this page with something hurtful to it."""
    options = {}
    with pikepdf.new() as pdf:
        scan = add_scan(pdf, page.image, DPI)
        scan.obj.Resources.Font = Dictionary()
        options = hurt(pdf) or {}
        ending = options.pop("ending", b"")
        change = options.pop("change", None)
        pdf.save(path, **options)
    if change is not None:
        path.write_bytes(change(path.read_bytes()))
    with path.open("ab") as file:
        file.write(ending)


def resources(pdf):
    return pdf.pages[0].obj.Resources


def draw(pdf, content):
    pdf.pages[0].contents_add(content if isinstance(content, bytes) else content.encode())


def form(pdf, content, **entries):
    look = pdf.make_stream(content, Type=Name.XObject, Subtype=Name.Form, **entries)
    if "BBox" not in entries:
        look.BBox = Array([0, 0, 100, 40])
    return look


def annotate(pdf, subtype, *more, **entries):
    one = Dictionary(Type=Name.Annot, Subtype=Name("/" + subtype), Rect=[300, 40, 400, 80])
    for key, value in entries.items():
        one[f"/{key}"] = value
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(one), *more])
    return one


def picture(pdf, image, *, name="/Extra", data=None, filters=None, **entries):
    """Place one more picture, small, at the foot of the page."""
    space = {"L": Name.DeviceGray, "RGB": Name.DeviceRGB, "CMYK": Name.DeviceCMYK}
    stream = Stream(pdf, b"")
    raw = zlib.compress(image.tobytes()) if data is None else data
    stream.write(raw, filter=filters or Name.FlateDecode)
    stream.Type, stream.Subtype = Name.XObject, Name.Image
    stream.Width, stream.Height = image.size
    if image.mode == "1":
        stream.ColorSpace, stream.BitsPerComponent = Name.DeviceGray, 1
    else:
        stream.ColorSpace, stream.BitsPerComponent = space[image.mode], 8
    for key, value in entries.items():
        if value is None:
            del stream[f"/{key}"]
        else:
            stream[f"/{key}"] = value
    resources(pdf).XObject[name] = stream
    draw(pdf, f" q 80 0 0 60 300 100 cm {name} Do Q ")
    return stream


def gradient(mode="RGB", size=(40, 30)):
    grey = Image.linear_gradient("L").resize(size)
    return Image.merge("RGB", (grey, grey.rotate(180), grey)).convert(mode)


def jp2(image, **options):
    out = io.BytesIO()
    image.save(out, "JPEG2000", **options)
    return out.getvalue()


def text(pdf, font, said=b"(Signed by someone) Tj"):
    resources(pdf).Font["/F9"] = font
    draw(pdf, b" BT /F9 12 Tf 300 60 Td " + said + b" ET ")


# Structure


def locked_without_password(pdf):
    return {"encryption": pikepdf.Encryption(owner="secret", user="")}


def newest_version(pdf):
    pdf.Root.Version = Name("/2.0")
    pdf.Root.Extensions = Dictionary(ADBE=Dictionary(BaseVersion=Name("/1.7"), ExtensionLevel=8))


def words_behind_the_end(pdf):
    return {"ending": b"\n<html>appended by a server</html>\n"}


def wrong_length(pdf):
    def change(data):
        at = data.index(b"/Length ") + 8
        return data[:at] + b"7" + data[at + 1 :]

    return {"change": change, "object_stream_mode": pikepdf.ObjectStreamMode.disable}


def wrong_table(pdf):
    return {
        "change": lambda data: data.replace(b"startxref\n", b"startxref\n1"),
        "object_stream_mode": pikepdf.ObjectStreamMode.disable,
    }


def odd_metadata(pdf):
    pdf.Root.Metadata = pdf.make_stream(b"<xml that is none", Type=Name.Metadata)
    part = pdf.make_stream(b"<x/>", Type=Name.Metadata, Subtype=Name.XML)
    resources(pdf).XObject.Im0.Metadata = part
    pdf.pages[0].obj.Metadata = part


def foreign_information(pdf):
    pdf.docinfo["/Title"] = String("Scan_0001")
    pdf.docinfo["/Producer"] = String("A scanner")
    pdf.docinfo["/CreationDate"] = String("D:2020")


def other_intents(pdf):
    cmyk = pdf.make_stream(b"no profile", N=4)
    pdf.Root.OutputIntents = Array(
        [Dictionary(Type=Name.OutputIntent, S=Name.GTS_PDFX, DestOutputProfile=cmyk)]
    )


def script_file_and_form(pdf):
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    pdf.Root.OpenAction = script
    pdf.Root.Names = Dictionary(
        JavaScript=Dictionary(Names=[String("a"), script]), AlternatePresentations=Dictionary()
    )
    pdf.attachments["a.exe"] = pikepdf.AttachedFileSpec(pdf, b"MZ", filename="a.exe")
    pdf.Root.AcroForm = Dictionary(Fields=[], XFA=pdf.make_stream(b"<xdp/>"), NeedAppearances=True)
    pdf.Root.Requirements = Array([Dictionary(S=Name.EnableJavaScripts)])
    pdf.Root.Perms = Dictionary(Else=Dictionary())
    pdf.Root.NeedsRendering = True
    pdf.pages[0].obj.PresSteps = Dictionary()
    pdf.pages[0].obj.AA = Dictionary(O=script)


def nameless_layers(pdf):
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Seal")))
    other = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Draft")))
    usage = Array([Dictionary(Event=Name.Print, Category=[Name.Print], OCGs=[layer])])
    config = Dictionary(Order=Array([layer]), OFF=Array([other]), AS=usage)
    pdf.Root.OCProperties = Dictionary(
        OCGs=Array([layer, other]), D=config, Configs=Array([Dictionary(), Dictionary()])
    )
    resources(pdf).Properties = Dictionary(L0=layer, L1=other)
    draw(pdf, b"/OC /L0 BDC 1 0 0 rg 300 40 50 20 re f EMC /OC /L1 BDC 300 80 90 90 re f EMC")


def long_names_and_numbers(pdf):
    pdf.pages[0].obj.Resources["/" + "n" * 200] = Dictionary()
    scan = resources(pdf).XObject.Im0
    scan.Odd = 3_000_000_000
    scan.Long = String("x" * 40_000)


# Pages


def odd_boxes(pdf):
    page = pdf.pages[0].obj
    left, bottom, right, top = (float(side) for side in page.MediaBox)
    page.MediaBox = Array([right, top, left, bottom])
    page.CropBox = Array([left - 500, bottom - 10, right, top])
    page.TrimBox = Array([0, 0, 1, 1])
    page.ArtBox = Array([0, 0, 20_000, 20_000])


def large_unit(pdf):
    pdf.pages[0].obj.UserUnit = 2.0


def inherited_resources(pdf):
    page = pdf.pages[0].obj
    pdf.Root.Pages.Resources = page.Resources
    del page.Resources


# Pictures and colours


def lzw_picture(pdf):
    image = gradient()
    picture(pdf, image, data=lzw(image.tobytes()), filters=Name.LZWDecode)


def lzw(data):
    """Nine-bit codes alone: cleared before they would grow."""
    bits = "".join(
        ("100000000" if at % 200 == 0 else "") + f"{byte:09b}" for at, byte in enumerate(data)
    )
    bits += "100000001"
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


def lzw_content(pdf):
    page = pdf.pages[0].obj
    data = page.Contents.read_bytes()
    page.Contents.write(lzw(data), filter=Name.LZWDecode)


def lzw_inline(pdf):
    image = gradient("L", (8, 8))
    draw(
        pdf,
        b"q 60 0 0 60 300 100 cm BI /W 8 /H 8 /CS /G /BPC 8 /F /LZW ID "
        + lzw(image.tobytes())
        + b" EI Q",
    )


def smooth_picture(pdf):
    scan = resources(pdf).XObject.Im0
    scan.Interpolate = True
    scan.Intent = Name.Shiny
    scan.Alternates = Array([Dictionary(Image=scan, DefaultForPrinting=False)])
    scan.OPI = Dictionary()


def smooth_inline(pdf):
    draw(pdf, b"q 60 0 0 60 300 100 cm BI /W 2 /H 2 /CS /G /BPC 8 /I true ID 0z\xf00 EI Q")


def cmyk_jpeg(pdf):
    out = io.BytesIO()
    gradient("CMYK").save(out, "JPEG", quality=95)
    picture(pdf, gradient("CMYK"), data=out.getvalue(), filters=Name.DCTDecode)


def ink_percentages(pdf):
    draw(pdf, b" q 0.2 0.9 0.1 0 k 300 40 50 30 re f 1 0 0 0.2 K 5 w 300 80 m 400 80 l S Q ")


def ink_spaces(pdf):
    function = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[0, 1, 1, 0], N=1)
    palette = String(bytes(range(8)) * 2)
    spaces = resources(pdf).ColorSpace = Dictionary()
    spaces.S0 = Array([Name.Separation, Name.Seal, Name.DeviceCMYK, function])
    spaces.S1 = Array([Name.Indexed, Name.DeviceCMYK, 3, palette])
    spaces.DefaultRGB = Name.DeviceRGB
    draw(pdf, b" q /S0 cs 1 scn 300 40 50 30 re f /S1 cs 2 sc 360 40 30 30 re f Q ")


def colorants(pdf):
    function = Dictionary(FunctionType=4, Domain=[0, 1, 0, 1], Range=[0, 1] * 3)
    made = pdf.make_stream(b"{ pop dup dup }", function)
    resources(pdf).ColorSpace = Dictionary(
        N0=Array([Name.DeviceN, Array([Name.Red1, Name.Blue1]), Name.DeviceRGB, made])
    )
    draw(pdf, b" q /N0 cs 0.5 1 scn 300 40 50 30 re f Q ")


def broken_profiles(pdf):
    spaces = resources(pdf).ColorSpace = Dictionary()
    spaces.B0 = Array([Name.ICCBased, pdf.make_stream(b"no profile at all", N=3)])
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    spaces.B1 = Array([Name.ICCBased, pdf.make_stream(lab, N=3)])
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    spaces.B2 = Array([Name.ICCBased, pdf.make_stream(srgb, N=1)])
    spaces.B3 = Array([Name.ICCBased, pdf.make_stream(srgb, N=3)])
    draw(pdf, b" q /B0 cs 1 0 0 scn 300 40 20 30 re f /B1 cs 0.2 0.4 0.6 scn 330 40 20 30 re f Q")
    draw(pdf, b" q /B2 cs 0.5 scn 360 40 20 30 re f /B3 cs 0 0 1 scn 390 40 20 30 re f Q ")


def lab_colours(pdf):
    resources(pdf).ColorSpace = Dictionary(
        L0=Array([Name.Lab, Dictionary(WhitePoint=[0.9642, 1, 0.8249])])
    )
    draw(pdf, b" q /L0 cs 60 50 20 scn 300 40 50 30 re f Q ")


def unknown_space(pdf):
    picture(pdf, gradient("L"), ColorSpace=Name.CalCMYK)


def jpeg2000(pdf):
    image = gradient()
    picture(pdf, image, data=jp2(image), filters=Name.JPXDecode, ColorSpace=None)


def jpeg2000_bare(pdf):
    image = gradient()
    picture(pdf, image, data=jp2(image, no_jp2=True), filters=Name.JPXDecode)


def jpeg2000_two_channels(pdf):
    image = gradient("L").convert("LA")
    grey = gradient("L")
    picture(pdf, grey, data=jp2(image), filters=Name.JPXDecode, ColorSpace=None)


def jpeg2000_depths(pdf):
    """A box that lists a depth for each channel."""
    data = jp2(gradient())
    at = data.index(b"colr") - 4
    more = struct.pack(">I4sBBB", 11, b"bpcc", 7, 7, 7)
    start = data.index(b"jp2h") - 4
    (length,) = struct.unpack_from(">I", data, start)
    data = data[:start] + struct.pack(">I", length + 11) + data[start + 4 : at] + more + data[at:]
    picture(pdf, gradient(), data=data, filters=Name.JPXDecode)


def jpeg2000_two_spaces(pdf):
    data = jp2(gradient())
    at = data.index(b"colr") - 4
    (size,) = struct.unpack_from(">I", data, at)
    start = data.index(b"jp2h") - 4
    (length,) = struct.unpack_from(">I", data, start)
    more = data[at : at + size]
    data = data[:start] + struct.pack(">I", length + size) + data[start + 4 : at] + more + data[at:]
    picture(pdf, gradient(), data=data, filters=Name.JPXDecode, ColorSpace=None)


def jbig2_with_globals(pdf):
    image = Image.new("1", (64, 48), 1)
    ImageDraw.Draw(image).rectangle((8, 8, 40, 30), fill=0)
    out = io.BytesIO()
    image.point(lambda v: 255 - v).save(out, "TIFF", compression="group4", strip_size=1 << 30)
    with Image.open(out) as tiff:
        start, length = tiff.tag_v2[273][0], tiff.tag_v2[279][0]
    coded = out.getvalue()[start : start + length]

    def segment(number, kind, data):
        return struct.pack(">IBBBI", number, kind, 0, 1, len(data)) + data

    first = segment(0, 48, struct.pack(">IIIIBH", 64, 48, 0, 0, 0, 0))
    region = segment(1, 38, struct.pack(">IIIIB", 64, 48, 0, 0, 0) + b"\x01" + coded)
    shared = pdf.make_stream(first)
    picture(
        pdf, image, data=region, filters=Name.JBIG2Decode,
        DecodeParms=Dictionary(JBIG2Globals=shared),
    )  # fmt: skip


def odd_bits(pdf):
    picture(pdf, gradient("L"), BitsPerComponent=7)


# Transparency and graphics states


def soft_masks(pdf):
    image = gradient()
    mask = Stream(pdf, b"")
    mask.write(zlib.compress(gradient("L").tobytes()), filter=Name.FlateDecode)
    mask.Type, mask.Subtype, mask.Width, mask.Height = Name.XObject, Name.Image, 40, 30
    mask.ColorSpace, mask.BitsPerComponent = Name.DeviceGray, 8
    picture(pdf, image, SMask=mask)
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK)
    pdf.pages[0].obj.Group = group
    veil = form(
        pdf, b"0.5 g 0 0 100 40 re f", Group=Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
    )
    resources(pdf).ExtGState = Dictionary(
        G0=Dictionary(SMask=Dictionary(S=Name.Luminosity, G=pdf.make_indirect(veil)), ca=0.5)
    )
    draw(pdf, b" q 1 0 0 1 300 40 cm /G0 gs 1 0 0 rg 0 0 90 30 re f Q ")


def press_states(pdf):
    function = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0], C1=[1], N=1)
    resources(pdf).ExtGState = Dictionary(
        G0=Dictionary(
            TR=function, TR2=function, HTP=Array([0, 0]), BM=Name.Glittery, RI=Name.Shiny,
            HT=Dictionary(HalftoneType=6, HalftoneName=String("x")),
        ),
        G1=Dictionary(BM=Array([Name.Glittery, Name.Multiply])),
    )  # fmt: skip
    draw(pdf, b" q /G0 gs /G1 gs 1 0.8 0.8 rg 300 40 50 30 re f Q ")


# Content


def odd_content(pdf):
    draw(pdf, b" q /Shiny ri BX 1 2 frobnicate EX /Span <</A <414>>> BDC EMC 1 0 0 rg ")
    draw(pdf, b"300 40 50 30 re f Q ")


def deep_states(pdf):
    draw(pdf, b"q " * 40 + b"1 0 0 rg 300 40 50 30 re f " + b"Q " * 40)


def huge_numbers(pdf):
    draw(pdf, b" q 99999999999 0 m 1 0 0 rg 300 40 50 30 re f Q /Span <</A (")
    draw(pdf, b"x" * 40_000 + b")>> BDC EMC ")


def missing_resource(pdf):
    draw(pdf, b" q /Nowhere Do /Nothing gs 1 0 0 rg 300 40 50 30 re f Q ")


def borrowing_form(pdf):
    resources(pdf).XObject.Look = form(pdf, b"q 80 0 0 30 0 0 cm /Im0 Do Q")
    draw(pdf, b" q 1 0 0 1 300 40 cm /Look Do Q ")


def postscript_form(pdf):
    resources(pdf).XObject.Look = form(
        pdf, b"1 0 0 rg 0 0 50 30 re f", Subtype2=Name.PS, PS=pdf.make_stream(b"showpage")
    )
    draw(pdf, b" q 1 0 0 1 300 40 cm /Look Do Q ")


# Fonts


def absent_helvetica(pdf):
    text(pdf, Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))


def absent_times(pdf):
    font = Dictionary(
        Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name("/TimesNewRoman,Bold"),
        Encoding=Name.WinAnsiEncoding, FirstChar=32, LastChar=34, Widths=[250, 250, 250],
    )  # fmt: skip
    text(pdf, font)


def program(pdf):
    """The whole Liberation Serif, as an embedded program."""
    with open(FACE, "rb") as file:  # noqa: PTH123
        data = file.read()
    stream = Stream(pdf, b"")
    stream.write(zlib.compress(data, 1), filter=Name.FlateDecode)
    stream.Length1 = len(data)
    return pdf.make_indirect(stream)


def descriptor(pdf, flags=32, **entries):
    return pdf.make_indirect(
        Dictionary(
            Type=Name.FontDescriptor, FontName=Name("/ABCDEF+Serif"), Flags=flags,
            FontBBox=[-200, -300, 1000, 900], ItalicAngle=0, Ascent=900, Descent=-200,
            CapHeight=700, StemV=80, FontFile2=program(pdf), **entries,
        )
    )  # fmt: skip


def widths():
    face = ImageFont.truetype(FACE, 1000)
    return [round(face.getlength(bytes([code]).decode("cp1252"))) for code in range(32, 127)]


def embedded(pdf, **entries):
    font = Dictionary(
        Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name("/ABCDEF+Serif"),
        Encoding=Name.WinAnsiEncoding, FirstChar=32, LastChar=126, Widths=Array(widths()),
        FontDescriptor=descriptor(pdf),
    )  # fmt: skip
    for key, value in entries.items():
        font[f"/{key}"] = value
    return font


def sound_font(pdf):
    text(pdf, embedded(pdf))


def badly_named_font(pdf):
    text(pdf, embedded(pdf))
    return {
        "change": lambda data: data.replace(b"/ABCDEF+Serif", b"/ABCDEF+S#e9#e9"),
        "object_stream_mode": pikepdf.ObjectStreamMode.disable,
    }


def objects_of_wrong_kinds(pdf):
    """Numbers where names should be, names where lists should be."""
    text(pdf, embedded(pdf, BaseFont=5, Widths=Name.Many))
    resources(pdf).ExtGState = Dictionary(G0=Dictionary(BM=7, RI=8, SMask=9))
    draw(pdf, b" q /G0 gs Q")
    annotate(pdf, "Stamp", F=Name.Print, AP=Dictionary(N=Name.Look))


def wrong_widths(pdf):
    text(pdf, embedded(pdf, Widths=Array([500] * 95)))


def too_few_widths(pdf):
    text(pdf, embedded(pdf, Widths=Array([250])))


def symbolic_with_encoding(pdf):
    text(pdf, embedded(pdf, FontDescriptor=descriptor(pdf, 4)))


def cid_font(pdf, **entries):
    face = ImageFont.truetype(FACE, 1000)
    said = "Ký tên: UBND xã"
    with open(FACE, "rb") as file:  # noqa: PTH123
        from fontTools.ttLib import TTFont

        font = TTFont(file)
        glyphs = [font.getGlyphID(font.getBestCmap()[ord(letter)]) for letter in said]
    listed = Array()
    for glyph, letter in zip(glyphs, said, strict=True):
        listed.extend([glyph, Array([round(face.getlength(letter))])])
    descendant = Dictionary(
        Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name("/ABCDEF+Serif"), W=listed,
        CIDSystemInfo=Dictionary(
            Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
        ),
        FontDescriptor=descriptor(pdf, 4, CIDSet=pdf.make_stream(b"\x80")), **entries,
    )  # fmt: skip
    codes = "".join(f"{glyph:04x}" for glyph in glyphs)
    whole = Dictionary(
        Type=Name.Font, Subtype=Name.Type0, BaseFont=Name("/ABCDEF+Serif"),
        Encoding=Name("/Identity-H"), DescendantFonts=Array([pdf.make_indirect(descendant)]),
    )  # fmt: skip
    text(pdf, whole, f"<{codes}> Tj".encode())


def cid_without_map(pdf):
    cid_font(pdf)


def cid_without_glyphs(pdf):
    cid_font(pdf, CIDToGIDMap=pdf.make_stream(bytes(200)))


def drawn_font(pdf):
    glyph = pdf.make_stream(b"700 0 0 0 600 700 d1 0 0 600 700 re f")
    text(
        pdf,
        Dictionary(
            Type=Name.Font, Subtype=Name.Type3, FontBBox=[0, 0, 700, 700],
            FontMatrix=[0.001, 0, 0, 0.001, 0, 0], CharProcs=Dictionary(square=glyph),
            Encoding=Dictionary(Differences=[97, Name.square]), FirstChar=97, LastChar=97,
            Widths=[700], Resources=Dictionary(),
        ),
        b"(aaa) Tj",
    )  # fmt: skip


# Annotations


def look(pdf, colour=b"1 0 0"):
    return form(pdf, colour + b" rg 0 0 100 40 re f")


def films(pdf):
    annotate(pdf, "3D", F=4, AP=Dictionary(N=look(pdf)), **{"3DD": pdf.make_stream(b"U3D")})
    more = annotate(pdf, "Movie", F=4, Movie=Dictionary(F=String("a.avi")))
    pdf.pages[0].obj.Annots.append(pdf.make_indirect(more))


def square_without_looks(pdf):
    annotate(pdf, "Square", C=[1, 0, 0], IC=[1, 1, 0], BS=Dictionary(W=3))


def ink_without_looks(pdf):
    annotate(pdf, "Ink", F=0, C=[0, 0, 1], InkList=[[300, 40, 340, 80, 380, 40]])


def letters_without_looks(pdf):
    annotate(pdf, "FreeText", DA=String("/Helv 12 Tf 0 g"), Contents=String("Kinh gui"), F=4)


def looks_in_an_absent_font(pdf):
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Times-Roman"))
    said = form(
        pdf, b"BT /T 12 Tf 4 14 Td (Da ky) Tj ET", Resources=Dictionary(Font=Dictionary(T=font))
    )
    annotate(pdf, "Stamp", F=4, AP=Dictionary(N=said))


def hidden_and_screen_only(pdf):
    hidden = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Stamp, Rect=[100, 40, 200, 80], F=2,
            AP=Dictionary(N=look(pdf)),
        )
    )  # fmt: skip
    annotate(pdf, "Stamp", hidden, F=0, AP=Dictionary(N=look(pdf), D=look(pdf, b"0 1 0")))


def ticked_box(pdf):
    states = Dictionary(Yes=look(pdf), Off=form(pdf, b""))
    annotate(
        pdf, "Widget", FT=Name.Btn, T=String("b"), F=4, AP=Dictionary(N=states), AS=Name.Yes,
        A=Dictionary(S=Name.JavaScript, JS=String("1")),
    )  # fmt: skip


def turned_with_annotation(pdf):
    """Annotations of a page that a viewer turns, drawn in where they were."""
    page = pdf.pages[0].obj
    page.Rotate = 90
    annotate(pdf, "Square", C=[1, 0, 0], BS=Dictionary(W=3))


def filled_field(pdf):
    """A form whose fields a viewer must draw itself."""
    helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    annotate(
        pdf, "Widget", FT=Name.Tx, T=String("so"), V=String("Da nhan 12"), F=4,
        DA=String("/Helv 12 Tf 0 g"), MK=Dictionary(BC=[1, 0, 0]),
    )  # fmt: skip
    pdf.Root.AcroForm = Dictionary(
        Fields=Array([pdf.pages[0].obj.Annots[0]]), NeedAppearances=True,
        DR=Dictionary(Font=Dictionary(Helv=helvetica)), DA=String("/Helv 12 Tf 0 g"),
    )  # fmt: skip


def framed_link(pdf):
    annotate(pdf, "Link", Border=[0, 0, 3], C=[0, 0, 1], F=4)


def not_on_screen(pdf):
    """Drawn on paper alone, and one beside it that has no looks."""
    paper = Dictionary(
        Type=Name.Annot, Subtype=Name.Square, Rect=[100, 40, 200, 80], F=4 | 32, IC=[0, 0, 1]
    )
    annotate(pdf, "Square", pdf.make_indirect(paper), IC=[1, 0, 0], F=0)


HURTS: tuple[Hurt, ...] = (
    locked_without_password,
    newest_version,
    words_behind_the_end,
    wrong_length,
    wrong_table,
    odd_metadata,
    foreign_information,
    other_intents,
    script_file_and_form,
    nameless_layers,
    long_names_and_numbers,
    odd_boxes,
    large_unit,
    inherited_resources,
    lzw_picture,
    lzw_content,
    lzw_inline,
    smooth_picture,
    smooth_inline,
    cmyk_jpeg,
    ink_percentages,
    ink_spaces,
    colorants,
    broken_profiles,
    lab_colours,
    unknown_space,
    jpeg2000,
    jpeg2000_bare,
    jpeg2000_two_channels,
    jpeg2000_depths,
    jpeg2000_two_spaces,
    jbig2_with_globals,
    odd_bits,
    soft_masks,
    press_states,
    odd_content,
    deep_states,
    huge_numbers,
    missing_resource,
    borrowing_form,
    postscript_form,
    absent_helvetica,
    absent_times,
    sound_font,
    badly_named_font,
    objects_of_wrong_kinds,
    wrong_widths,
    too_few_widths,
    symbolic_with_encoding,
    cid_without_map,
    cid_without_glyphs,
    drawn_font,
    films,
    square_without_looks,
    ink_without_looks,
    letters_without_looks,
    looks_in_an_absent_font,
    hidden_and_screen_only,
    ticked_box,
    turned_with_annotation,
    filled_field,
    framed_link,
    not_on_screen,
)
