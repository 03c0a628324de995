"""document.pdf does nothing by itself, and looks as before."""

from __future__ import annotations

import pikepdf
import pytest
from drawn_scans import add_scan, document_of, draw_page
from pikepdf import Array, Dictionary, Name, String
from test_searchable_pdf import difference, shown

from pipeline.export.pdf import write_searchable

SCRIPT = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
LAUNCH = Dictionary(S=Name.Launch, F=String("calc.exe"))


def look(pdf, colour=b"1 0 0"):
    stream = pdf.make_stream(colour + b" rg 0 0 80 40 re f")
    stream.Type, stream.Subtype, stream.BBox = Name.XObject, Name.Form, [0, 0, 80, 40]
    return stream


def annotation(pdf, subtype, **keys):
    found = Dictionary(
        Type=Name.Annot, Subtype=Name("/" + subtype), Rect=[50, 50, 130, 90], F=4, **keys
    )
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(found)])
    return found


def open_action(pdf):
    pdf.Root.OpenAction = SCRIPT


def more_actions(pdf):
    pdf.Root.AA = Dictionary(WC=SCRIPT)
    pdf.pages[0].obj.AA = Dictionary(O=LAUNCH)


def named_scripts(pdf):
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=[String("a"), SCRIPT]))


def attached_file(pdf):
    spec = pikepdf.AttachedFileSpec(pdf, b"MZ program", filename="a.exe")
    pdf.attachments["a.exe"] = spec


def form_with_xfa(pdf):
    field = annotation(
        pdf, "Widget", FT=Name.Btn, T=String("b"), A=SCRIPT, AP=Dictionary(N=look(pdf))
    )
    xfa = pdf.make_stream(b"<xdp/>")
    pdf.Root.AcroForm = Dictionary(Fields=[pdf.make_indirect(field)], XFA=xfa)


def link_that_launches(pdf):
    annotation(pdf, "Link", A=LAUNCH)


def link_with_script(pdf):
    annotation(pdf, "Link", A=Dictionary(S=Name.URI, URI=String("javascript:alert(1)")))


def film(pdf):
    annotation(pdf, "RichMedia", RichMediaContent=Dictionary(), AP=Dictionary(N=look(pdf)))


def stamp_that_submits(pdf):
    annotation(pdf, "Stamp", A=Dictionary(S=Name.SubmitForm), AP=Dictionary(N=look(pdf)))


def outline_that_acts(pdf):
    item = pdf.make_indirect(Dictionary(Title=String("x"), A=SCRIPT))
    pdf.Root.Outlines = pdf.make_indirect(Dictionary(First=item, Last=item, Count=1))


KINDS = [
    open_action,
    more_actions,
    named_scripts,
    attached_file,
    form_with_xfa,
    link_that_launches,
    link_with_script,
    film,
    stamp_that_submits,
    outline_that_acts,
]
ACTIVE = (
    b"/JavaScript",
    b"/Launch",
    b"/XFA",
    b"/OpenAction",
    b"/AA",
    b"javascript:",
    b"MZ program",
    b"/SubmitForm",
    b"/RichMedia",
    b"/EmbeddedFiles",
    b"/Outlines",
)


@pytest.mark.parametrize("make", KINDS)
def test_nothing_active_goes_out(tmp_path, make):
    page = draw_page(lines=("Kính gửi: Văn phòng",))
    path = tmp_path / "a.pdf"
    with pikepdf.new() as pdf:
        add_scan(pdf, page.image, 100)
        make(pdf)
        pdf.save(path, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    assert any(word in path.read_bytes() for word in ACTIVE), "the input is not active"
    target = tmp_path / "document.pdf"
    write_searchable(document_of(path, [page.reading]), path, target)
    with pikepdf.open(target) as pdf:
        pdf.save(
            tmp_path / "plain.pdf",
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
        )
    data = (tmp_path / "plain.pdf").read_bytes()
    assert [word for word in ACTIVE if word in data] == []
    assert difference(shown(path), shown(target)) < 1
