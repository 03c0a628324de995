"""What a PDF shows is what is read: nothing hidden is, nothing shown is passed over."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pikepdf
import pytest
from asn1crypto import algos, cms, x509
from drawn_pdfs import scan_picture
from pikepdf import Array, Dictionary, Name, String
from PIL import ImageFilter

from pipeline.raster import read_page
from pipeline.settings import Raster

SIZE = (620, 877)
SCAN = scan_picture(SIZE, "L")
PIXELS = np.asarray(SCAN)
# A part of the drawn scan in which something is printed, in pixels and in points.
BOX = (100, 100, 400, 300)
A4 = (595.28, 841.89)


def points(box=BOX):
    """(x, y, width, height) in points, y upwards, of (left, top, right, bottom) in pixels."""
    left, top, right, bottom = box
    x, y = A4[0] / SIZE[0], A4[1] / SIZE[1]
    return left * x, A4[1] - bottom * y, (right - left) * x, (bottom - top) * y


def rectangle(box=BOX):
    return "{:.2f} {:.2f} {:.2f} {:.2f} re".format(*points(box))


def scan(workshop, before="", after="", change=lambda _pdf, _page: None, picture=SCAN):
    """A scanned page with content before and behind the scan, then changed."""

    def draw(page):
        page.draw(before)
        page.jpeg(picture)
        page.draw(after)

    path = workshop.pdf(draw, sizes=[A4])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        pdf.pages[0].obj.Resources.Font = Dictionary(F1=font)
        change(pdf, pdf.pages[0].obj)
        pdf.save(path)
    return read_page(path, 1, Raster())


def inside(image, box=BOX, margin=6):
    left, top, right, bottom = box
    return image[top + margin : bottom - margin, left + margin : right - margin]


def whats(page):
    return [overlay.what for overlay in page.overlays]


def stored(workshop):
    """The page without anything on it, as it is read."""
    return scan(workshop).image


def form(pdf, content, box=(0, 0, 200, 50), **resources):
    stream = pdf.make_stream(content)
    stream.Type, stream.Subtype, stream.BBox = Name.XObject, Name.Form, Array(box)
    stream.Resources = Dictionary(**resources)
    return stream


TYPED = "BT /F1 14 Tf 60 40 Td (Chuyen phong Tong hop 25/11) Tj ET"


def test_a_plain_scan_has_no_overlay_and_is_not_drawn(workshop, monkeypatch):
    """Nothing is drawn for a scan that nothing lies on: it costs nothing."""
    import pipeline.raster.page as room

    def forbidden(*_args, **_kwargs):
        raise AssertionError("Poppler was asked")

    monkeypatch.setattr(room, "draw_page", forbidden)
    page = scan(workshop, before="q 0 0 595.28 841.89 re W n ", after=" Q")
    assert (page.origin, page.overlays) == ("embedded", ())


def test_a_black_box_hides_what_lies_under_it(workshop):
    page = scan(workshop, after=f"0 g {rectangle()} f")
    assert inside(page.image).max() < 60
    assert set(whats(page)) == {"cover"}
    outside = np.abs(page.image[400:].astype(int) - stored(workshop)[400:])
    assert outside.max() == 0


def test_a_white_cover_hides_what_lies_under_it(workshop):
    page = scan(workshop, after=f"1 g {rectangle()} f")
    assert inside(page.image).min() > 235
    assert "cover" in whats(page)


def test_what_a_clip_cuts_off_is_not_read(workshop):
    page = scan(workshop, before=f"q {rectangle()} W n ", after=" Q")
    assert page.image[600:].min() > 235
    assert np.abs(inside(page.image).astype(int) - inside(stored(workshop))).mean() < 12


def test_a_hidden_layer_is_not_read(workshop):
    def hide(pdf, page):
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("bản nháp")))
        pdf.Root.OCProperties = Dictionary(
            OCGs=Array([layer]), D=Dictionary(OFF=Array([layer]), Order=Array([layer]))
        )
        next(iter(page.Resources.XObject.values())).OC = layer

    assert scan(workshop, change=hide).image.min() > 235


def test_a_layer_that_is_shown_is_read(workshop):
    def show(pdf, page):
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("bản quét")))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([])))
        next(iter(page.Resources.XObject.values())).OC = layer

    page = scan(workshop, change=show)
    assert np.array_equal(page.image, stored(workshop))
    assert page.overlays == ()


def test_typed_words_are_kept_apart_and_the_scan_is_undisturbed(workshop):
    page = scan(workshop, after=TYPED)
    assert np.array_equal(page.image, stored(workshop))
    assert [(o.what, o.text) for o in page.overlays] == [("typed", "Chuyen phong Tong hop 25/11")]
    overlay = page.overlays[0]
    assert overlay.picture.shape[:2] == overlay.box.shape
    assert overlay.picture.min() < 100


@pytest.mark.slow
@pytest.mark.parametrize(
    ("after", "draws", "what"),
    [(TYPED, 1, {"typed"}), (f"0 g {rectangle()} f", 2, {"cover"})],
)
def test_a_fine_scan_is_drawn_alone_only_where_something_is_hidden(
    workshop, monkeypatch, after, draws, what
):
    """Words that only add ink are told by the scan's own pixels: the page is drawn once."""
    import pipeline.raster.page as room

    drawn = []

    def counted(*args, **options):
        drawn.append(args)
        return draw(*args, **options)

    draw = room.draw_page
    monkeypatch.setattr(room, "draw_page", counted)
    fine = scan_picture((1700, 2404), "L").filter(ImageFilter.GaussianBlur(1.5))

    page = scan(workshop, after=after, picture=fine)

    assert len(drawn) == draws
    assert set(whats(page)) == what
    assert page.dpi == pytest.approx(205, abs=1)


def test_an_invisible_layer_of_text_says_nothing(workshop):
    page = scan(workshop, after="BT 3 Tr /F1 14 Tf 60 40 Td (CONG HOA xA HQI) Tj ET")
    assert np.array_equal(page.image, stored(workshop))
    assert page.overlays == ()


@pytest.mark.parametrize("state", [{"ca": 0.5}, {"BM": Name.Multiply}])
def test_words_painted_through_are_kept_apart(workshop, state):
    def veil(_pdf, page):
        page.Resources.ExtGState = Dictionary(G1=Dictionary(Type=Name.ExtGState, **state))

    page = scan(workshop, after=f"/G1 gs {TYPED}", change=veil)
    assert np.array_equal(page.image, stored(workshop))
    assert "Chuyen" in page.overlays[0].text


def test_what_a_soft_mask_takes_away_is_not_read(workshop):
    def mask(pdf, page):
        group = form(pdf, b"1 g 0 0 595 400 re f", (0, 0, 596, 842))
        group.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
        soft = Dictionary(Type=Name.Mask, S=Name.Luminosity, G=pdf.make_indirect(group))
        page.Resources.ExtGState = Dictionary(G1=Dictionary(Type=Name.ExtGState, SMask=soft))

    page = scan(workshop, before="q /G1 gs ", after=" Q", change=mask)
    assert page.image[:400].min() > 235
    assert page.image[500:].min() < 150


def note(pdf, page, subtype, **keys):
    found = Dictionary(
        Type=Name.Annot, Subtype=Name("/" + subtype), Rect=Array([60, 30, 260, 80]), F=4, **keys
    )
    page.Annots = Array([pdf.make_indirect(found)])
    return found


def look(pdf, text=b"Chuyen phong 25/11"):
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    content = b"BT /F1 14 Tf 5 20 Td (" + text + b") Tj ET"
    return Dictionary(N=form(pdf, content, Font=Dictionary(F1=font)))


@pytest.mark.parametrize("subtype", ["FreeText", "Stamp"])
def test_notes_on_the_scan_are_kept_apart(workshop, subtype):
    def add(pdf, page):
        note(pdf, page, subtype, AP=look(pdf), Contents=String("x"))

    page = scan(workshop, change=add)
    assert np.array_equal(page.image, stored(workshop))
    assert [(o.what, o.text) for o in page.overlays] == [("typed", "Chuyen phong 25/11")]


def test_a_hidden_note_is_none(workshop):
    def add(pdf, page):
        note(pdf, page, "Stamp", AP=look(pdf)).F = 2

    assert scan(workshop, change=add).overlays == ()


def test_a_picture_over_the_scan_is_kept_apart(workshop):
    """A signature's picture with a soft mask: the scan shows through where it is clear."""

    def add(pdf, page):
        shape = np.zeros((100, 200), np.uint8)
        for i in range(190):
            shape[45 + (i % 20) : 52 + (i % 20), i : i + 3] = 255
        soft = pdf.make_stream(shape.tobytes())
        ink = pdf.make_stream(np.full((100, 200), 40, np.uint8).tobytes())
        for stream in (soft, ink):
            stream.Type, stream.Subtype = Name.XObject, Name.Image
            stream.Width, stream.Height, stream.BitsPerComponent = 200, 100, 8
            stream.ColorSpace = Name.DeviceGray
        ink.SMask = soft
        page.Resources.XObject.S = ink
        page.Contents = Array([page.Contents, pdf.make_stream(b"q 120 0 0 60 60 30 cm /S Do Q")])

    page = scan(workshop, change=add)
    assert np.array_equal(page.image, stored(workshop))
    assert whats(page) == ["picture"]


def test_typed_words_on_a_label_hide_what_lies_under_the_label_alone(workshop):
    """Of a note or seal with an opaque piece: print beside the piece stays on the page."""
    label = (100, 140, 250, 180)
    x, y, _, _ = points(label)
    words = f"BT /F1 40 Tf {x:.2f} {y + 2:.2f} Td (KY BOI HOA) Tj ET"
    page = scan(workshop, after=f"1 g {rectangle(label)} f 0 g {words}")
    before = stored(workshop)
    around = max((o.box for o in page.overlays if o.what == "typed"), key=lambda box: box.area)
    assert around.x < 150
    assert around.right > 300
    assert (inside(page.image, label) < 160).mean() < 0.01 < (inside(before, label) < 160).mean()
    beside = (270, around.y, around.right, around.bottom)
    assert (inside(before, beside, 0) < 160).sum() > 50
    assert np.array_equal(inside(page.image, beside, 0), inside(before, beside, 0))


def certificate(name, organ):
    # Only names are read: no key need be real.
    subject = x509.Name.build({"common_name": name, "organization_name": organ})
    spki = {
        "algorithm": {"algorithm": "rsa"},
        "public_key": {"modulus": 3233, "public_exponent": 17},
    }

    moment = datetime(2025, 3, 14, 8, 26, tzinfo=UTC)
    validity = {
        "not_before": x509.Time({"utc_time": moment}),
        "not_after": x509.Time({"utc_time": moment}),
    }
    body = x509.TbsCertificate(
        {
            "version": "v3",
            "serial_number": 77,
            "signature": algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa"}),
            "issuer": subject,
            "validity": validity,
            "subject": subject,
            "subject_public_key_info": spki,
        }
    )
    signed = x509.Certificate(
        {
            "tbs_certificate": body,
            "signature_algorithm": {"algorithm": "sha256_rsa"},
            "signature_value": b"\0",
        }
    )
    info = cms.SignerInfo(
        {
            "version": "v1",
            "sid": {"issuer_and_serial_number": {"issuer": subject, "serial_number": 77}},
            "digest_algorithm": {"algorithm": "sha256"},
            "signature_algorithm": {"algorithm": "rsassa_pkcs1v15"},
            "signature": b"\0",
        }
    )
    data = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [{"algorithm": "sha256"}],
            "encap_content_info": {"content_type": "data"},
            "certificates": [signed],
            "signer_infos": [info],
        }
    )
    return cms.ContentInfo({"content_type": "signed_data", "content": data}).dump()


@pytest.mark.parametrize("seen", [True, False], ids=["seen", "invisible"])
def test_a_signature_says_who_and_when(workshop, seen):
    def sign(pdf, page):
        value = Dictionary(
            Type=Name.Sig,
            M=String("D:20250314152600+07'00'"),
            Contents=String(certificate("Nguyễn Văn A", "Sở Nội vụ") + b"\0" * 50),
        )
        field = note(pdf, page, "Widget", FT=Name.Sig, V=value)
        if seen:
            field.AP = look(pdf, b"Ky boi: Nguyen Van A")
        else:
            field.Rect = Array([0, 0, 0, 0])

    page = scan(workshop, change=sign)
    assert np.array_equal(page.image, stored(workshop))
    (overlay,) = page.overlays
    assert overlay.what == "signature"
    assert (
        overlay.text == "Ký bởi: Nguyễn Văn A; cơ quan: Sở Nội vụ; thời điểm ký: 2025-03-14 15:26"
    )
    assert (overlay.fields["signer"], overlay.fields["organ"]) == ("Nguyễn Văn A", "Sở Nội vụ")
    assert (overlay.picture is not None) is seen


def test_a_broken_certificate_leaves_what_the_dictionary_says(workshop):
    def sign(pdf, page):
        value = Dictionary(Type=Name.Sig, Name=String("Trần B"), Contents=String(b"\x30\x80junk"))
        note(pdf, page, "Widget", FT=Name.Sig, V=value).Rect = Array([0, 0, 0, 0])

    (overlay,) = scan(workshop, change=sign).overlays
    assert overlay.text == "Ký bởi: Trần B"


def test_a_page_mostly_covered_is_the_page_that_is_seen(workshop):
    page = scan(workshop, after="1 g 0 100 596 700 re f 0 g BT /F1 20 Tf 60 500 Td (Moi) Tj ET")
    assert page.origin == "rendered"
    assert inside(page.image, (300, 200, 600, 300)).min() > 235
