"""The check finds each clause of ISO 19005-2 broken, and nothing in a file that breaks none."""

from __future__ import annotations

import struct
from types import SimpleNamespace

import pikepdf
import pytest
from drawn_scans import document_of, draw_page
from hurting import descriptor, embedded, gradient, hurt_pdf, jp2, sound_font, widths
from pikepdf import Array, Dictionary, Name, Stream, String

from pipeline.export.opening import save
from pipeline.export.pdf import write_searchable
from pipeline.export.pdfa import Violation, check_pdfa
from pipeline.export.pdfa.bytes_rules import Raw, few_objects
from pipeline.export.pdfa.check import RULES
from pipeline.export.pdfa.profiles import cmyk_profile, rgb_profile
from pipeline.export.pdfa.profiles import embedded as profile_in


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """A scan with words under it, visible text in a font of its own, a stamp and a form."""
    folder = tmp_path_factory.mktemp("good")
    page = draw_page(lines=("Kính gửi: Văn phòng",))
    path, target = folder / "a.pdf", folder / "document.pdf"

    def with_stamp(pdf):
        sound_font(pdf)
        look = form(pdf, b"1 0 0 rg 0 0 90 30 re f")
        stamp = Dictionary(
            Type=Name.Annot, Subtype=Name.Stamp, Rect=[100, 40, 190, 70], F=4,
            AP=Dictionary(N=look),
        )  # fmt: skip
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(stamp)])

    hurt_pdf(path, page, with_stamp)
    write_searchable(document_of(path, [page.reading]), path, target)
    return target


def form(pdf, content, **entries):
    return pdf.make_indirect(
        pdf.make_stream(
            content, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 90, 30]),
            Resources=Dictionary(), **entries,
        )
    )  # fmt: skip


def draw(pdf, content, **resources):
    """More content, with resources of its own: `ColorSpace={"S": …}`."""
    own = pdf.pages[0].obj.Resources
    for kind, named in resources.items():
        if f"/{kind}" not in own:
            own[f"/{kind}"] = Dictionary()
        for name, value in named.items():
            own[f"/{kind}"][f"/{name}"] = value
    pdf.pages[0].contents_add(content)


def drawn_picture(pdf, data=b"\0" * 16, **entries):
    stream = Stream(pdf, data)
    stream.Type, stream.Subtype, stream.Width, stream.Height = Name.XObject, Name.Image, 4, 4
    for key, value in entries.items():
        stream[f"/{key}"] = value
    draw(pdf, b" q 9 0 0 9 9 9 cm /X Do Q", XObject={"X": stream})
    return stream


def shown(pdf, font, said=b"(abc) Tj"):
    draw(pdf, b" BT /T 9 Tf " + said + b" ET", Font={"T": font})


def stamp(pdf):
    return pdf.pages[0].obj.Annots[0]


def fonts(pdf):
    return pdf.pages[0].obj.Resources.Font["/F9"]


def layers(pdf, **config):
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("L")))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(**config))


def said(pdf, old, new):
    metadata = pdf.Root.Metadata
    data = metadata.read_bytes()
    assert old in data
    metadata.write(data.replace(old, new))


def state(pdf, **entries):
    draw(pdf, b" /G gs", ExtGState={"G": Dictionary(**entries)})


def space(pdf, found):
    draw(pdf, b" /S cs", ColorSpace={"S": found})


def icc(pdf, data, number):
    return Array([Name.ICCBased, profile_in(pdf, data, number)])


def tiny_box(pdf):
    pdf.pages[0].obj.CropBox = Array([0, 0, 2, 800])


def cid_font(pdf, **entries):
    descendant = Dictionary(
        Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name.Serif,
        FontDescriptor=descriptor(pdf, 4), **entries,
    )  # fmt: skip
    return Dictionary(
        Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.Serif, Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(descendant)]),
    )  # fmt: skip


def acting_field(pdf):
    stamp(pdf).Subtype, stamp(pdf).A = Name.Widget, Dictionary(S=Name.URI)


def without(found, key):
    del found[key]


def profile_of_version(version):
    data = bytearray(rgb_profile())
    data[8] = version
    return bytes(data)


BREAKS = {
    "filters": lambda pdf: drawn_picture(pdf, Filter=Name.LZWDecode),
    "no_outside_data": lambda pdf: drawn_picture(pdf, F=String("a.jpg")),
    "limits": lambda pdf: setattr(pdf.Root, "Odd", 3_000_000_000),
    "actions": lambda pdf: setattr(pdf.Root, "OpenAction", Dictionary(S=Name.JavaScript)),
    "triggers": lambda pdf: setattr(pdf.Root, "AA", Dictionary()),
    "no_attached_files": lambda pdf: setattr(
        pdf.Root, "AF", Array([Dictionary(Type=Name.Filespec, EF=Dictionary())])
    ),
    "metadata_streams": lambda pdf: setattr(
        pdf.pages[0].obj, "Metadata", pdf.make_stream(b"<x/>", Type=Name.Metadata)
    ),
    "layers_named": layers,
    "layers_ordered": lambda pdf: layers(pdf, Name=String("x"), Order=Array()),
    "no_forms": lambda pdf: setattr(pdf.Root, "AcroForm", Dictionary(XFA=String("x"))),
    "no_presentations": lambda pdf: setattr(pdf.Root, "Requirements", Array()),
    "signed_permissions": lambda pdf: setattr(pdf.Root, "Perms", Dictionary(Else=1)),
    "marked_language": lambda pdf: without(pdf.Root, "/Lang"),
    "sides": tiny_box,
    "own_resources[page]": lambda pdf: without(pdf.pages[0].obj, "/Resources"),
    "no_steps": lambda pdf: setattr(pdf.pages[0].obj, "PresSteps", Dictionary()),
    "known": lambda pdf: setattr(stamp(pdf), "Subtype", Name.Movie),
    "flags": lambda pdf: setattr(stamp(pdf), "F", 2),
    "appearance": lambda pdf: without(stamp(pdf), "/AP"),
    "no_action": acting_field,
    "output_intent": lambda pdf: without(pdf.Root, "/OutputIntents"),
    "one_profile": lambda pdf: pdf.Root.OutputIntents.append(
        Dictionary(S=Name.GTS_PDFX, DestOutputProfile=profile_in(pdf, rgb_profile(), 3))
    ),
    "no_ink_percentages": lambda pdf: draw(pdf, b" 0 0 0 1 k"),
    "sound_profiles": lambda pdf: space(pdf, icc(pdf, profile_of_version(5), 3)),
    "known_spaces": lambda pdf: space(pdf, Array([Name.CalCMYK, Dictionary()])),
    "colorants": lambda pdf: space(
        pdf, Array([Name.DeviceN, Array([Name.Odd]), Name.DeviceRGB, Dictionary()])
    ),
    "operators": lambda pdf: draw(pdf, b" 1 frobnicate"),
    "own_resources": lambda pdf: draw(pdf, b" /Nowhere Do"),
    "operands": lambda pdf: draw(pdf, b" 99999999999 0 m n"),
    "nesting": lambda pdf: draw(pdf, b" q" * 29 + b" Q" * 29),
    "inline_filters": lambda pdf: draw(pdf, b" BI /W 1 /H 1 /CS /G /BPC 8 /F /LZW ID x EI"),
    "inline_smooth": lambda pdf: draw(pdf, b" BI /W 1 /H 1 /CS /G /BPC 8 /I true ID x EI"),
    "intents": lambda pdf: draw(pdf, b" /Shiny ri"),
    "transfer": lambda pdf: state(pdf, TR=Name.Identity),
    "halftones": lambda pdf: state(pdf, HT=Dictionary(HalftoneType=6)),
    "blending": lambda pdf: state(pdf, BM=Name.Glittery),
    "no_other_pictures": lambda pdf: drawn_picture(
        pdf, Interpolate=True, ColorSpace=Name.DeviceGray, BitsPerComponent=8
    ),
    "bits": lambda pdf: drawn_picture(pdf, ColorSpace=Name.DeviceGray, BitsPerComponent=7),
    "jpeg2000": lambda pdf: drawn_picture(
        pdf, jp2(gradient("L").convert("LA")), Filter=Name.JPXDecode
    ),
    "forms": lambda pdf: draw(pdf, b" /P Do", XObject={"P": form(pdf, b"", Ref=Dictionary())}),
    "dictionaries": lambda pdf: without(fonts(pdf), "/FirstChar"),
    "collections": lambda pdf: shown(pdf, cid_font(pdf), b"<0044> Tj"),
    "embedded": lambda pdf: shown(
        pdf, Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    ),
    "no_lists": lambda pdf: setattr(fonts(pdf).FontDescriptor, "CharSet", String("/a")),
    "true_type": lambda pdf: shown(pdf, embedded(pdf, FontDescriptor=descriptor(pdf, 4))),
    "glyphs": lambda pdf: setattr(fonts(pdf), "Widths", Array([500] * len(widths()))),
    "stream": lambda pdf: without(pdf.Root, "/Metadata"),
    "identification": lambda pdf: said(pdf, b"<pdfaid:part>2", b"<pdfaid:part>1"),
    "properties": lambda pdf: said(pdf, b"pdfaProperty:name>org<", b"pdfaProperty:name>other<"),
    "extension": lambda pdf: said(pdf, b"valueType>Text<", b"valueType>Essay<"),
    "agreement": lambda pdf: setattr(pdf.docinfo, "Title", String("Scan_0001")),
}
IN_BYTES = {
    "header": lambda data: data.replace(b"%PDF-1.7", b"%PDF-2.0"),
    "identifier": lambda data: data.replace(b"/ID [", b"/IX ["),
    "ending": lambda data: data + b"more",
    "table": lambda data: data.replace(b"xref\n0 ", b"xref \n0 "),
    "streams": lambda data: data.replace(b"\nendstream", b" endstream", 1),
}
OTHERWISE = {"not_encrypted", "few_objects", "utf8_names"}
"""Tested on their own below."""


def named(rule):
    name = rule.broken.__name__
    return f"{name}[page]" if (name, rule.on) == ("own_resources", "page") else name


CLAUSES = {named(rule): rule.clause for rule in RULES}


def broken(good, tmp_path, name):
    path = tmp_path / "broken.pdf"
    if name in IN_BYTES:
        data = good.read_bytes()
        changed = IN_BYTES[name](data)
        assert changed != data
        path.write_bytes(changed)
        return path
    with pikepdf.open(good) as pdf:
        BREAKS[name](pdf)
        save(pdf, path)
    return path


def test_a_good_file_breaks_nothing(good):
    assert check_pdfa(good) == []


def test_every_rule_is_broken_by_a_test():
    assert set(CLAUSES) == set(BREAKS) | set(IN_BYTES) | OTHERWISE


@pytest.mark.parametrize("name", sorted((set(BREAKS) | set(IN_BYTES)) - OTHERWISE))
def test_a_broken_clause_is_found(good, tmp_path, name):
    """Each rule has a file that breaks it; it is found, by its clause."""
    found = check_pdfa(broken(good, tmp_path, name))
    assert CLAUSES[name] in {violation.clause for violation in found}


def test_an_encrypted_file_is_found(good, tmp_path):
    path = tmp_path / "locked.pdf"
    with pikepdf.open(good) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="x", user=""))
    assert ("6.1.3", "encrypted") in {(one.clause, one.what) for one in check_pdfa(path)}


def test_a_name_that_is_not_utf8_is_found(good, tmp_path):
    """Names of fonts, in whatever bytes an old program wrote them."""
    path = tmp_path / "named.pdf"
    path.write_bytes(good.read_bytes().replace(b"/ABCDEF+Serif", b"/ABCDEF+S#e9#e9"))
    assert "6.1.8" in {violation.clause for violation in check_pdfa(path)}


def test_more_objects_than_a_table_counts_are_found():
    pdf = SimpleNamespace(objects=range(8_388_608))
    assert list(few_objects(Raw(b"", pdf))) == ["8388608 objects"]
    assert list(few_objects(Raw(b"", SimpleNamespace(objects=range(10))))) == []


def test_what_is_no_pdf_is_no_pdfa(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"<html>")
    assert check_pdfa(path) == [Violation("6.1.2", "file", "no header")]


@pytest.mark.parametrize(
    ("content", "odd"),
    [
        (b"<414> Tj", True),
        (b"<41 4g> Tj", True),
        (b"(a < b > c) Tj <41> Tj /P <</A <4142>>> DP", False),
    ],
)
def test_strings_in_hexadecimal(good, tmp_path, content, odd):
    path = tmp_path / "hex.pdf"
    with pikepdf.open(good) as pdf:
        draw(pdf, b" BT /F9 1 Tf " + content + b" ET")
        save(pdf, path)
    assert ("6.1.6" in {violation.clause for violation in check_pdfa(path)}) == odd


def test_a_violation_names_its_page(good, tmp_path):
    """So that this page alone is drawn anew."""
    path = tmp_path / "two.pdf"
    with pikepdf.open(good) as pdf, pikepdf.open(good) as other:
        pdf.add_pages_from(other, [0])
        resources = pdf.pages[1].obj.Resources
        stream = Stream(pdf, b"x", Type=Name.XObject, Subtype=Name.Image, Filter=Name.LZWDecode)
        resources.XObject["/X"] = stream
        save(pdf, path)
    assert {violation.page for violation in check_pdfa(path)} == {2}


def test_profiles_are_sound_and_always_the_same():
    for profile, space_ in ((rgb_profile(), b"RGB "), (cmyk_profile(), b"CMYK")):
        assert struct.unpack_from(">I", profile)[0] == len(profile)
        assert profile[16:20] == space_
        assert profile[36:40] == b"acsp"
    assert rgb_profile.__wrapped__() == rgb_profile()
