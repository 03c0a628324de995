"""document.pdf: the scan as it was, with words that can be found, marked and copied."""

from __future__ import annotations

import hashlib
import io
import math
import re
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pikepdf
import pytest
from drawn_scans import LINES, DrawnPage, add_scan, document_of, draw_page
from PIL import Image, ImageChops, ImageStat

from pipeline.errors import CorruptScanError
from pipeline.export.pdf import Leaf, title_of, write_leaves, write_searchable
from pipeline.geometry import Affine, Box
from pipeline.values.marks import MarkRecord
from pipeline.values.readings import Line, PageReading, Word, ZoneReading

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.values.document import Event

DPI = 100


def save(path: Path, *pages: DrawnPage, before: bytes = b"") -> Path:
    """A scanned PDF of these pages."""
    with pikepdf.new() as pdf:
        for page in pages:
            add_scan(pdf, page.image, DPI, before)
        pdf.save(path)
    return path


def searchable(path: Path, readings: list[PageReading]) -> tuple[Path, tuple[Event, ...]]:
    """Its searchable PDF and what was done."""
    target = path.with_name("document.pdf")
    return target, write_searchable(document_of(path, readings), path, target)


def text_of(path: Path, *options: str) -> list[str]:
    """The lines that a reader's program finds."""
    out = subprocess.run(
        ["pdftotext", *options, path, "-"], capture_output=True, text=True, check=True
    ).stdout
    return [line for line in out.replace("\f", "\n").splitlines() if line.strip()]


def words_of(path: Path) -> list[tuple[str, tuple[float, float, float, float]]]:
    """Words and where a viewer marks them, in pixels of the page as shown."""
    out = subprocess.run(
        ["pdftotext", "-cropbox", "-bbox", path, "-"], capture_output=True, text=True, check=True
    ).stdout
    found = re.findall(
        r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>',
        out,
    )
    return [(w, tuple(float(v) * DPI / 72 for v in box)) for *box, w in found]  # type: ignore[misc]


def shown(path: Path, dpi: int = 50) -> Image.Image:
    """The first page as a viewer shows it."""
    out = subprocess.run(
        ["pdftoppm", "-r", str(dpi), "-f", "1", "-l", "1", path], capture_output=True, check=True
    ).stdout
    return Image.open(io.BytesIO(out)).convert("L")


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("mode", [(), ("-raw",)])
def test_text_comes_out_as_it_went_in(tmp_path, rotation, mode):
    """However the sheet lay in the scanner, copying gives its lines, letter for letter in NFC."""
    page = draw_page(rotation=rotation)
    target, _ = searchable(save(tmp_path / "a.pdf", page), [page.reading])

    assert text_of(target, *mode) == list(LINES)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_words_lie_on_their_ink(tmp_path, rotation):
    """Marking a word in a viewer marks its ink: sides within 2 pixels, height around it."""
    page, upright = draw_page(rotation=rotation), draw_page()
    target, _ = searchable(save(tmp_path / "a.pdf", page), [page.reading])

    inks = [word for line in upright.reading.lines for word in line.words]
    found = words_of(target)
    assert [text for text, _ in found] == [word.text for word in inks]
    for (_, (left, top, right, bottom)), word in zip(found, inks, strict=True):
        assert left == pytest.approx(word.box.x, abs=2)
        assert right == pytest.approx(word.box.right, abs=2)
        assert top <= word.box.y + word.box.height / 2 <= bottom


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_turned_scan_is_shown_upright(tmp_path, rotation):
    """A viewer shows the page as a reader holds it, with nothing drawn over the picture."""
    page = draw_page(rotation=rotation)
    target, _ = searchable(save(tmp_path / "a.pdf", page), [page.reading])

    seen = shown(target)
    wanted = page.upright.resize(seen.size, Image.Resampling.BOX)
    assert 2 * difference(seen, wanted) < difference(seen, wanted.rotate(180))


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean difference of grey levels."""
    return ImageStat.Stat(ImageChops.difference(one, other)).mean[0]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_page_boxes_and_rotation_of_the_file_are_respected(tmp_path, rotate):
    """Words lie on their ink where a page has an offset media box, a crop box and `/Rotate`."""
    page = draw_page()
    path = tmp_path / "a.pdf"
    with pikepdf.new() as pdf:
        # The picture stands turned in page space, so that `/Rotate` shows it upright.
        scan = add_scan(pdf, page.upright.rotate(rotate, expand=True), DPI)
        width, height = float(scan.mediabox[2]), float(scan.mediabox[3])
        scan.MediaBox = pikepdf.Array([-100, -50, width + 30, height + 20])
        scan.CropBox = pikepdf.Array([0, 0, width, height])
        scan.Rotate = rotate
        pdf.save(path)

    target, _ = searchable(path, [page.reading])

    inks = [word for line in page.reading.lines for word in line.words]
    found = words_of(target)
    assert [text for text, _ in found] == [word.text for word in inks]
    for (_, (left, _, right, _)), word in zip(found, inks, strict=True):
        assert left == pytest.approx(word.box.x, abs=2)
        assert right == pytest.approx(word.box.right, abs=2)


@pytest.mark.parametrize("degrees", [-6.0, -2.0, -0.5, 1.0, 3.0])
def test_lines_of_a_tilted_page_are_not_woven_together(tmp_path, degrees):
    """Close lines of a skewed page, whose upright boxes overlap, are copied one after the other."""
    lines = [f"dòng thứ {i} của trang giấy bị lệch khi quét qua máy hôm ấy" for i in range(12)]
    page = tilted_reading(lines, degrees)
    path = save(tmp_path / "a.pdf", DrawnPage(Image.new("L", page.size_px, 255), None, page))
    target, _ = searchable(path, [page])

    assert text_of(target) == lines
    assert text_of(target, "-raw") == lines


def tilted_reading(lines: list[str], degrees: float) -> PageReading:
    """A page whose lines run downhill by so many degrees, read with upright boxes."""
    radians = math.radians(degrees)
    turn = Affine(
        math.cos(radians), -math.sin(radians), 40, math.sin(radians), math.cos(radians), 60
    )
    found = []
    for number, text in enumerate(lines):
        words, x = [], 60
        for word in text.split():
            box = turn.box(Box(x, 100 + 22 * number, 9 * len(word), 16))
            words.append(Word(word, box, 0.9))
            x += 9 * (len(word) + 1)
        whole = Box.around(word.box for word in words)
        found.append(Line(f"l{number}", text, text, whole, 0.9, tuple(words)))
    zone = ZoneReading("body", Box.around(line.box for line in found), tuple(found))
    return PageReading(1, (827, 1169), DPI, skew_degrees=degrees, zones=(zone,))


def test_pictures_keep_their_bytes(tmp_path):
    """Not a byte of any scanned picture changes."""
    pages = [draw_page(n, rotation=90 * (n % 2)) for n in (1, 2)]
    path = save(tmp_path / "a.pdf", *pages)
    target, _ = searchable(path, [page.reading for page in pages])

    assert pictures(target) == pictures(path)


def pictures(path: Path) -> list[str]:
    """Hashes of the stored pictures, page by page."""
    with pikepdf.open(path) as pdf:
        return [
            hashlib.sha256(image.read_raw_bytes()).hexdigest()
            for page in pdf.pages
            for _, image in sorted(page.get_images().items())
        ]


def test_the_same_reading_gives_the_same_file(tmp_path):
    """Writing twice gives the same bytes."""
    page = draw_page()
    path = save(tmp_path / "a.pdf", page)
    first = searchable(path, [page.reading])[0].read_bytes()

    assert searchable(path, [page.reading])[0].read_bytes() == first


GARBAGE = b"BT /F0 12 Tf 72 700 Td (CONG HOA xA HQI CilU NGHIA VIT NAM) Tj ET\n"


def with_font(path: Path, content: bytes, *, after: bytes = b"", form: bytes = b"") -> DrawnPage:
    """A scan with content before and after its picture, and maybe a form drawn after it."""
    page = draw_page()
    with pikepdf.new() as pdf:
        scan = add_scan(pdf, page.image, DPI, content)
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        scan.Resources.Font = pikepdf.Dictionary(F0=font)
        if form:
            layer = pdf.make_stream(form)
            layer.Type, layer.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
            layer.BBox = pikepdf.Array([0, 0, 600, 850])
            layer.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F0=font))
            scan.Resources.XObject.Layer = layer
            after += b" q /Layer Do Q"
        if after:
            scan.contents_add(after)
        pdf.save(path)
    return page


@pytest.mark.parametrize(
    ("before", "form"),
    [
        pytest.param(b"q 3 Tr " + GARBAGE + b"Q ", b"", id="invisible"),
        pytest.param(GARBAGE, b"", id="under the picture"),
        pytest.param(b"", b"3 Tr " + GARBAGE, id="in a form"),
    ],
)
def test_an_old_layer_is_left_out_and_said_so(tmp_path, before, form):
    """A garbage text layer is not found in the derivative; the original keeps it."""
    path = tmp_path / "a.pdf"
    page = with_font(path, before, form=form)
    assert "CilU" in " ".join(text_of(path))
    target, events = searchable(path, [page.reading])

    assert text_of(target) == list(LINES)
    assert "CilU" in " ".join(text_of(path))
    assert any(event.what.startswith("old_text_layer_removed") for event in events)
    assert pictures(target) == pictures(path)


def test_text_that_can_be_seen_stays(tmp_path):
    """A visible overlay over a scan (a digital signature's words) is part of the page."""
    path = tmp_path / "a.pdf"
    page = with_font(path, b"", after=b" BT /F0 9 Tf 300 60 Td (Signed by someone) Tj ET")
    target, events = searchable(path, [page.reading])

    assert "Signed by someone" in text_of(target)
    assert [event.what for event in events] == [
        "searchable_pdf",
        "pdfa_redrawn: document.pdf, 1, vectors",  # its font was not in the file
        "pdfa_2b: document.pdf",
    ]
    assert pictures(target) == pictures(path)


def test_born_digital_pages_get_no_second_layer(tmp_path):
    """A page with trustworthy text of its own is left as it is."""
    path = tmp_path / "a.pdf"
    page = with_font(path, b"", after=b" BT /F0 9 Tf 300 60 Td (Own text) Tj ET")
    target, _ = searchable(path, [replace(page.reading, origin="born_digital")])

    assert text_of(target) == ["Own text"]


def test_what_a_signature_looks_like_stays(tmp_path):
    """Its appearance is a stamp on the page; the signature itself, broken by any change to its
    file, stays in the original alone."""
    page = draw_page()
    path = tmp_path / "a.pdf"
    with pikepdf.new() as pdf:
        scan = add_scan(pdf, page.image, DPI)
        look = pdf.make_stream(b"0 0 1 rg 0 0 100 30 re f")
        look.Type, look.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        look.BBox = pikepdf.Array([0, 0, 100, 30])
        field = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Sig,
                F=4,
                T=pikepdf.String("Signature1"),
                Rect=pikepdf.Array([300, 50, 400, 80]),
                AP=pikepdf.Dictionary(N=look),
                V=pikepdf.Dictionary(Type=pikepdf.Name.Sig, Name=pikepdf.String("UBND")),
            )
        )
        scan.Annots = pikepdf.Array([field])
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]), SigFlags=3)
        pdf.save(path)
    target, _ = searchable(path, [page.reading])

    assert difference(shown(path), shown(target)) < 1
    with pikepdf.open(target) as pdf:
        assert str(pdf.pages[0].Annots[0].Subtype) == "/Stamp"
        assert "/AcroForm" not in pdf.Root


def test_title_and_language_are_set(tmp_path):
    """Viewers and screen readers learn what it is and that it is Vietnamese."""
    page = draw_page()
    target, _ = searchable(save(tmp_path / "a.pdf", page), [page.reading])

    with pikepdf.open(target) as pdf:
        assert str(pdf.Root.Lang) == "vi-VN"
        assert str(pdf.docinfo.Title) == "CÔNG VĂN 55-CV/QU: phòng, chống dịch"
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == "CÔNG VĂN 55-CV/QU: phòng, chống dịch"


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\n", "\ufffe", "\udcff", "\u202e"])
def test_a_file_of_any_name_gets_its_pdf(tmp_path, sign):
    """Signs that metadata cannot hold are left out of the title; the scan is not refused."""
    page = draw_page()
    path = save(tmp_path / "a.pdf", page)
    made = document_of(path, [page.reading])
    named = replace(made, source=replace(made.source, name=f"a{sign}b.pdf"), fields={})
    target = tmp_path / "document.pdf"
    write_searchable(named, path, target)
    with pikepdf.open(target) as pdf:
        title = str(pdf.docinfo.Title)
    assert title in ("ab.pdf", "a b.pdf") or sign == "\u202e"
    assert title_of(replace(named, source=replace(made.source, name="\x07"))) == made.id


def test_pen_that_was_read_can_be_found_once(tmp_path):
    """A stamp's text is searchable; pen that a line already holds is not doubled."""
    page = draw_page()
    first = page.reading.lines[0].words[0]
    marks = (
        MarkRecord("incoming_stamp", Box(500, 900, 200, 60), 0.9, text="CÔNG VĂN ĐẾN\nSố: 12"),
        MarkRecord("fill_in", first.box, 0.9, text=first.text),
        MarkRecord("seal", Box(600, 1000, 90, 90), 0.9, text="ỦY BAN"),
    )
    target, _ = searchable(save(tmp_path / "a.pdf", page), [replace(page.reading, marks=marks)])

    found = text_of(target)
    assert "CÔNG VĂN ĐẾN" in found
    assert "Số: 12" in found
    assert "ỦY BAN" not in found
    assert " ".join(found).split().count(first.text) == 1


def test_pages_that_could_not_be_read_are_kept_as_they_are(tmp_path):
    """A page with a problem, a blank one, and one without resources go through."""
    page = draw_page()
    path = tmp_path / "a.pdf"
    with pikepdf.new() as pdf:
        add_scan(pdf, page.image, DPI)
        add_scan(pdf, page.image, DPI)
        blank = pdf.add_blank_page(page_size=(595, 842))
        del blank.obj["/Resources"]
        pdf.save(path)
    hole = PageReading(1, (0, 0), 0.0, problem="ảnh của trang bị hỏng")
    empty = PageReading(2, page.image.size, DPI, blank=True)
    last = replace(page.reading, number=3, origin="rendered")

    target, _ = searchable(path, [hole, empty, last])

    assert text_of(target) == list(LINES)
    with pikepdf.open(target) as pdf:
        assert len(pdf.pages) == 3


def test_resources_shared_by_all_pages_stay_shared_and_whole(tmp_path):
    """Pages that inherit their resources from the page tree keep their pictures."""
    pages = [draw_page(1), draw_page(2)]
    path = save(tmp_path / "a.pdf", *pages)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.Root.Pages.Resources = pdf.pages[0].Resources
        for page in pdf.pages:
            del page.obj["/Resources"]
        pdf.save(path)
    target, _ = searchable(path, [page.reading for page in pages])

    assert text_of(target) == [*LINES, *LINES]
    assert pictures(target) == pictures(path)


def test_an_unbalanced_content_stream_does_not_move_the_words(tmp_path):
    """A page whose content leaves its graphics state scaled keeps its words in place."""
    page = draw_page()
    path = tmp_path / "a.pdf"
    with pikepdf.new() as pdf:
        scan = add_scan(pdf, page.image, DPI)
        width, height = float(scan.mediabox[2]), float(scan.mediabox[3])
        scan.Contents = pdf.make_stream(f"{width} 0 0 {height} 0 0 cm /Im0 Do".encode())
        pdf.save(path)
    target, _ = searchable(path, [page.reading])

    (_, (left, *_)) = words_of(target)[0]
    assert left == pytest.approx(page.reading.lines[0].words[0].box.x, abs=2)


def test_a_picture_that_leaves_a_margin_has_its_words_on_it(tmp_path):
    """Where the scan covers 96 % of the page, boxes count from the scan, not from the page."""
    page = draw_page()
    path = tmp_path / "a.pdf"
    with pikepdf.new() as pdf:
        scan = add_scan(pdf, page.image, DPI)
        width, height = float(scan.mediabox[2]), float(scan.mediabox[3])
        scan.MediaBox = pikepdf.Array([0, 0, width * 1.02, height * 1.02])
        pdf.save(path)
    target, _ = searchable(path, [page.reading])

    (_, (left, top, _, bottom)) = words_of(target)[0]
    box = page.reading.lines[0].words[0].box
    assert left == pytest.approx(box.x, abs=2)
    shift = height * 0.02 * DPI / 72
    assert top <= box.y + box.height / 2 + shift <= bottom


def test_some_pages_of_a_stack_keep_their_pictures(tmp_path):
    """Pages taken out of a stack are those pages, picture for picture."""
    path = save(tmp_path / "a.pdf", *(draw_page(n, lines=(f"trang {n}",)) for n in (1, 2, 3, 4)))
    target = tmp_path / "part.pdf"
    write_leaves([Leaf(path, 2), Leaf(path, 3)], "a.pdf", target)

    assert pictures(target) == pictures(path)[1:3]
    with pytest.raises(CorruptScanError, match="a"):
        write_leaves([Leaf(path, 4), Leaf(path, 5)], "a.pdf", target)


def test_a_file_that_is_no_pdf_is_told_by_its_name(tmp_path):
    """What cannot be opened is a corrupt scan with a name, not a traceback."""
    path = tmp_path / "a.pdf"
    path.write_bytes(b"no pdf")
    page = draw_page()

    with pytest.raises(CorruptScanError, match="a"):
        write_searchable(document_of(path, [page.reading]), path, tmp_path / "b.pdf")
