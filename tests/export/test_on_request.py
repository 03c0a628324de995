"""hOCR and PAGE: valid, every word in its place, and a broken file is found."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from drawn_scans import document_of, draw_page
from lxml import etree

from pipeline.export.hocr import hocr_file
from pipeline.export.on_request import files_asked
from pipeline.export.page_xml import page_xml_file
from pipeline.export.validity import validate_alto, validate_hocr, validate_page
from pipeline.geometry import Box
from pipeline.values.marks import MarkRecord
from pipeline.values.readings import (
    Line,
    PageReading,
    TableCell,
    TableRow,
    UnreadPrint,
    ZoneReading,
)

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.values.document import Document

NOW = datetime(2026, 11, 29, 15, 5, 7, tzinfo=UTC)
PC = {"p": "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"}
X = {"x": "http://www.w3.org/1999/xhtml"}


def document(tmp_path: Path, *pages: PageReading) -> Document:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"scan")
    return document_of(path, list(pages))


def full(rotation: int = 0) -> PageReading:
    """A page with all there can be: table with spans, struck line, marks, gaps, odd letters."""
    page = draw_page(rotation=rotation).reading
    struck = Line("s1", "bỏ < & \x07", "bỏ", Box(5, 5, 20, 9), 0.4, struck=True)
    lines = tuple(
        Line(f"t{i}", said, said, Box(10 + 30 * c, 900 + 20 * r, 20, 15), 0.9, row=r, column=c)
        for i, (r, c, said) in enumerate([(0, 0, "STT"), (1, 1, "Máy"), (7, 7, "lạc")])
    )
    rows = (
        TableRow(0, Box(10, 900, 60, 20), (TableCell(0, Box(10, 900, 60, 20), columns=2),)),
        TableRow(1, Box(10, 920, 60, 20), (
            TableCell(0, Box(10, 920, 30, 20)), TableCell(1, Box(40, 920, 30, 20)),
        )),
        TableRow(2, Box(10, 940, 60, 20)),
    )  # fmt: skip
    zones = (
        ZoneReading("margin", Box(5, 5, 20, 9), (struck,)),
        ZoneReading("table", Box(10, 900, 60, 60), lines, rows),
    )
    marks = (
        MarkRecord("seal", Box(10, 20, 30, 40), 0.9, "red", crop="p0001-01-seal.png",
                   outline=((10, 20), (39, 20), (25, 59))),
        MarkRecord("signature", Box(1, 2, 3, 4), 0.5, "blue"),
        MarkRecord("incoming_stamp", Box(5, 6, 7, 8), 0.5, "blue", text="ĐẾN Số: 12",
                   fields={"number": "12", "date": None}),
    )  # fmt: skip
    gap = UnreadPrint(Box(10, 20, 300, 40), 12.3, "p0001-u01.png")
    return replace(page, zones=(*page.zones, *zones), marks=marks, unread=(gap,))


EMPTY = [
    PageReading(1, (0, 0), 0.0, problem="ảnh của trang bị hỏng"),
    PageReading(1, (100, 200), 100, blank=True),
]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_page_xml_is_valid_and_says_every_word(tmp_path, rotation):
    page = full(rotation)
    data = page_xml_file(document(tmp_path, page), page, NOW)
    assert validate_page(data) == []
    root = etree.fromstring(data)
    words = root.xpath("//p:TextLine/p:Word/p:TextEquiv/p:Unicode/text()", namespaces=PC)
    assert words == [word.text for line in page.lines for word in line.words]
    (sheet,) = root.iterfind("p:Page", PC)
    assert float(sheet.get("orientation")) == {0: 0, 90: 90, 180: 180, 270: -90}[rotation]
    assert root.findtext("p:Metadata/p:Created", None, PC) == "2026-11-29T15:05:07+00:00"
    order = root.xpath("//p:RegionRefIndexed/@regionRef", namespaces=PC)
    assert order == ["p0001-z01", "p0001-z02", "p0001-z03"]


def test_page_xml_has_cells_with_place_and_marks_that_are_no_text(tmp_path):
    page = full()
    root = etree.fromstring(page_xml_file(document(tmp_path, page), page, NOW))
    cells = [
        tuple(role.get(key) for key in ("rowIndex", "columnIndex", "rowSpan", "colSpan"))
        for role in root.iterfind(".//p:TableCellRole", PC)
    ]
    assert cells == [("0", "0", "1", "2"), ("1", "0", "1", "1"), ("1", "1", "1", "1")]
    table = root.find(".//p:TableRegion", PC)
    assert (table.get("rows"), table.get("columns")) == ("3", "2")
    kinds = [(g.get("type"), g.get("custom")) for g in root.iterfind(".//p:GraphicRegion", PC)]
    assert kinds == [("stamp", "seal"), ("signature", "signature"), ("stamp", "incoming_stamp")]
    told = {a.get("name"): a.get("value") for a in root.iterfind(".//p:UserAttribute", PC)}
    assert told["text.number"] == "12"
    assert "ĐẾN" not in " ".join(root.xpath("//p:Unicode/text()", namespaces=PC))
    assert root.xpath("//p:TextStyle/@strikethrough", namespaces=PC) == ["true"]
    assert len(root.findall(".//p:UnknownRegion", PC)) == 1


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_hocr_is_valid_and_says_every_word(tmp_path, rotation):
    """Words with box and confidence; lines of a turned sheet say their angle."""
    pages = (full(rotation), replace(EMPTY[1], number=2))
    data = hocr_file(document(tmp_path, *pages))
    assert validate_hocr(data) == []
    root = etree.fromstring(data)
    words = root.xpath("//x:span[@class='ocrx_word']", namespaces=X)
    expected = [
        word for line in pages[0].lines for word in line.words or [line] if line.text.strip()
    ]
    assert [w.text for w in words] == [word.text.replace("\x07", "") for word in expected]
    box = expected[0].box
    assert words[0].get("title").startswith(f"bbox {box.x} {box.y} {box.right} {box.bottom};")
    assert words[0].get("title").endswith(f"x_wconf {round(100 * expected[0].confidence)}")
    lines = root.xpath("//x:span[@class='ocr_line']/@title", namespaces=X)
    assert all(line.endswith(f"textangle {rotation}") == (rotation > 0) for line in lines)
    assert root.xpath("//x:td/@colspan", namespaces=X) == ["2"]
    assert len(root.xpath("//x:div[@class='ocr_page']", namespaces=X)) == 2


@pytest.mark.parametrize("page", EMPTY, ids=["unreadable", "blank"])
def test_pages_without_words_are_valid(tmp_path, page):
    made = document(tmp_path, page)
    assert validate_hocr(hocr_file(made)) == []
    assert validate_page(page_xml_file(made, page, NOW)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'class="ocr_line"', b'class="ocr_page"'),
        (b'class="ocr_par"', b'class="ocr_photo"'),
        (b'class="ocrx_word"', b'class="ocrx_glyph"'),
        (b'title="bbox', b'title="box'),
        (b'id="p0001-z01-b002"', b'id="p0001-z01-b001"'),
        (b'name="ocr-system"', b'name="system"'),
        (b'class="ocr_page"', b'class="page"'),
        (b"</body>", b""),
    ],
)
def test_broken_hocr_is_found(tmp_path, old, new):
    data = hocr_file(document(tmp_path, full()))
    assert old in data
    assert validate_hocr(data.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'points="', b'points="a'),
        (b"<Created>2026", b"<Created>n"),
        (b"<TextRegion", b"<Region"),
        (b'type="header"', b'type="hat"'),
        (b'id="p0001-z02"', b'id="p0001-z01"'),
        (b"imageWidth=", b"width="),
    ],
)
def test_broken_page_xml_is_found(tmp_path, old, new):
    page = full()
    page = replace(page, zones=(replace(page.zones[0], kind="letterhead_left"), *page.zones[1:]))
    data = page_xml_file(document(tmp_path, page), page, NOW)
    assert old in data
    assert validate_page(data.replace(old, new))


def test_files_are_named_by_document_and_page(tmp_path):
    """One a document or one a page; PAGE tells when an archived document came."""
    made = document(tmp_path, full(), replace(EMPTY[1], number=2))
    for asked, names in (
        ("md", [".md"]),
        ("hocr", [".hocr"]),
        ("alto", ["-0001.alto.xml", "-0002.alto.xml"]),
        ("page", ["-0001.page.xml", "-0002.page.xml"]),
    ):
        files = files_asked(made, asked, NOW)
        assert [str(name) for name in files] == [f"{made.id}{name}" for name in names]
    assert all(not validate_alto(data) for data in files_asked(made, "alto", NOW).values())
    came = made.archived(datetime(2024, 5, 6, tzinfo=UTC))
    (first, _) = files_asked(came, "page", NOW).values()
    assert b"<Created>2024-05-06T00:00:00+00:00" in first
