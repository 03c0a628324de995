"""pages/*.alto.xml: valid ALTO 4.4 that says all we know of a page."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from drawn_scans import document_of, draw_page

from pipeline.export.alto import alto_file
from pipeline.export.validity import validate_alto
from pipeline.geometry import Box
from pipeline.values.document import Event
from pipeline.values.marks import MarkRecord
from pipeline.values.readings import (
    Line,
    PageReading,
    TableCell,
    TableRow,
    UnreadPrint,
    Word,
    ZoneReading,
)

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.values.document import Document

NS = "{http://www.loc.gov/standards/alto/ns-v4#}"
PLACE = "HPOS VPOS WIDTH HEIGHT"


def check(data: bytes) -> ET.Element:
    """The root of a file that ALTO's own schema finds nothing wrong with."""
    assert validate_alto(data) == []
    return ET.fromstring(data)


def document(tmp_path: Path, page: PageReading) -> Document:
    """A document of this page."""
    path = tmp_path / "a.pdf"
    path.write_bytes(b"scan")
    return document_of(path, [page])


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_page_is_valid_and_says_every_word(tmp_path, rotation):
    """Every word is there, in order, with its box and confidence in pixels of the scan."""
    page = draw_page(rotation=rotation).reading
    root = check(alto_file(document(tmp_path, page), page))

    strings = list(root.iter(f"{NS}String"))
    words = [word for line in page.lines for word in line.words]
    assert [s.get("CONTENT") for s in strings] == [word.text for word in words]
    assert [tuple(int(s.get(k)) for k in PLACE.split()) for s in strings] == [
        tuple(word.box) for word in words
    ]
    assert [float(s.get("WC")) for s in strings] == [round(word.confidence, 3) for word in words]
    assert root.findtext(f".//{NS}MeasurementUnit") == "pixel"
    sheet = root.find(f".//{NS}Page")
    assert (int(sheet.get("WIDTH")), int(sheet.get("HEIGHT"))) == page.size_px
    assert sheet.get("ROTATION") == str(rotation)
    assert {line.get("ID") for line in root.iter(f"{NS}TextLine")} == {
        each.id for each in page.lines
    }


def test_spaces_lie_between_their_words(tmp_path):
    """A space fills the gap between its neighbours, on upright and on turned sheets."""
    for rotation in (0, 90, 180, 270):
        page = draw_page(rotation=rotation).reading
        root = check(alto_file(document(tmp_path, page), page))
        for line in root.iter(f"{NS}TextLine"):
            boxes = [Box(*(int(part.get(k)) for k in PLACE.split())) for part in line]
            for before, gap, after in zip(boxes[::2], boxes[1::2], boxes[2::2], strict=False):
                assert gap.intersection(before).area == gap.intersection(after).area == 0
                assert before.union(after).union(gap) == before.union(after)


def test_source_and_steps_are_named(tmp_path):
    """The file tells what it was read from, by hash, and by which programs and models."""
    page = draw_page().reading
    cut = Event("cut_by_person", "", at="2026-11-29T10:00:00.123456+00:00", who="Lê Thị Mai")
    made = document(tmp_path, page).with_events([cut])
    root = check(alto_file(made, page))

    assert root.findtext(f".//{NS}fileName") == "a.pdf"
    assert root.findtext(f".//{NS}fileIdentifier") == hashlib.sha256(b"scan").hexdigest()
    assert root.findtext(f".//{NS}documentIdentifier") == made.id
    steps = root.findall(f".//{NS}Processing")
    assert [s.findtext(f".//{NS}softwareVersion") for s in steps] == ["5.3.0", "1", None]
    assert steps[2].findtext(f"{NS}processingAgency") == "Lê Thị Mai"
    assert steps[2].findtext(f"{NS}processingDateTime") == cut.at
    assert "ab" * 32 in steps[0].findtext(f"{NS}processingStepSettings")


def test_marks_are_pictures_with_what_they_say(tmp_path):
    """A seal is an illustration with its evidence; a stroke a graphical element; text is kept."""
    marks = (
        MarkRecord(
            "seal",
            Box(10, 20, 30, 40),
            0.9,
            "red",
            crop="p0001-01-seal.png",
            cutout="p0001-01-seal.cutout.png",
            outline=((10, 20), (39, 20), (25, 59)),
        ),
        MarkRecord("tick", Box(1, 2, 3, 4), 0.5, "blue"),
        MarkRecord("note", Box(5, 6, 7, 8), 0.5, "blue", text='Chuyển "đ/c" <An> & Ba'),
    )
    page = replace(draw_page().reading, marks=marks)
    root = check(alto_file(document(tmp_path, page), page))

    seal, note = root.findall(f".//{NS}Illustration")
    assert (seal.get("TYPE"), seal.get("FILEID")) == ("seal", "evidence/p0001-01-seal.png")
    assert len(root.findall(f".//{NS}GraphicalElement")) == 1
    labels = {tag.get("ID"): tag.get("LABEL") for tag in root.find(f"{NS}Tags")}
    assert 'Chuyển "đ/c" <An> & Ba' in [labels[ref] for ref in note.get("TAGREFS").split()]
    assert seal.find(f"{NS}Shape/{NS}Polygon").get("POINTS") == "10,20 39,20 25,59"
    assert note.find(f"{NS}Shape") is None
    (ink,) = [tag for tag in root.iter(f"{NS}OtherTag") if tag.get("ID") == "mark01"]
    assert ink.get("ID") in seal.get("TAGREFS").split()
    assert (ink.get("LABEL"), ink.get("DESCRIPTION")) == ("red", "confidence 0.900")
    assert ink.get("URI") == "evidence/p0001-01-seal.cutout.png"


def test_what_marks_say_is_not_taken_for_print(tmp_path):
    """A stamp's form and a pen's digits with their rivals are tags; no String holds them."""
    stamp = MarkRecord(
        "incoming_stamp",
        Box(10, 20, 30, 40),
        0.9,
        "red",
        text="ĐẾN Số: 2352",
        fields={"number": "2352", "file number": "7", "date": None},
    )
    pen = MarkRecord(
        "fill_in", Box(5, 6, 7, 8), 0.8, "blue", "574", alternatives=(("514", 0.12), ("576", 0.05))
    )
    plain = draw_page().reading
    page = replace(plain, marks=(stamp, pen))
    root = check(alto_file(document(tmp_path, page), page))

    said = {t.get("TYPE"): t.get("LABEL") for t in root.iter(f"{NS}OtherTag")}
    assert said["reading.number"] == "2352"
    assert said["reading.file number"] == "7"
    assert "reading.date" not in said
    (digits,) = [t for t in root.iter(f"{NS}OtherTag") if t.get("LABEL") == "574"]
    assert digits.get("DESCRIPTION") == "514 0.120; 576 0.050"
    strings = [string.get("CONTENT") for string in root.iter(f"{NS}String")]
    assert strings == [word.text for line in plain.lines for word in line.words]


def test_print_that_was_not_read_has_its_place_and_picture(tmp_path):
    """An illustration with a tag, its evidence and its ink; no word is made up for it."""
    plain = draw_page().reading
    parts = (
        UnreadPrint(Box(10, 20, 300, 40), 12.345, "p0001-u01.png"),
        UnreadPrint(Box(10, 80, 30, 40), 0.5),
    )
    root = check(alto_file(document(tmp_path, plain), replace(plain, unread=parts)))

    first, second = root.findall(f".//{NS}Illustration")
    assert (first.get("TYPE"), first.get("FILEID")) == ("unread", "evidence/p0001-u01.png")
    assert [int(first.get(key)) for key in PLACE.split()] == [10, 20, 300, 40]
    assert second.get("FILEID") is None
    labels = {tag.get("ID"): tag.get("LABEL") for tag in root.find(f"{NS}Tags")}
    assert [labels[ref] for ref in first.get("TAGREFS").split()] == ["unread", "12.3 mm2"]
    strings = [string.get("CONTENT") for string in root.iter(f"{NS}String")]
    assert strings == [word.text for line in plain.lines for word in line.words]


def test_a_page_that_was_read_whole_has_no_such_tag(tmp_path):
    """No page claims gaps that it has not."""
    page = draw_page().reading
    assert b"unread" not in alto_file(document(tmp_path, page), page)


def test_paragraphs_and_table_cells_are_blocks(tmp_path):
    """A zone holds a block for each paragraph, a table one for each cell."""
    page = draw_page().reading  # its third line goes on with the second
    cells = [(0, 0), (0, 0), (0, 1), (1, 0)]
    lines = tuple(
        Line(f"t{i}", f"ô {i}", f"ô {i}", Box(10, 900 + 20 * i, 50, 15), 0.9, row=r, column=c)
        for i, (r, c) in enumerate(cells)
    )
    table = ZoneReading("table", Box(10, 900, 50, 80), lines)
    root = check(alto_file(document(tmp_path, page), replace(page, zones=(*page.zones, table))))

    body, grid = root.findall(f".//{NS}ComposedBlock")
    assert [len(block) for block in body] == [1, 2, 1]
    assert [len(block) for block in grid] == [2, 1, 1]
    assert grid.get("TYPE") == "table"


def test_rows_and_empty_cells_of_a_table_are_kept(tmp_path):
    """A block a row, in it a block a cell, in reading order; an empty cell is an empty block."""
    page = draw_page().reading
    box = Box(10, 900, 50, 80)
    lines = tuple(
        Line(f"t{i}", said, said, Box(10 + 30 * c, 900 + 20 * r, 20, 15), 0.9, row=r, column=c)
        for i, (r, c, said) in enumerate([(0, 0, "STT"), (0, 1, "Tên"), (1, 1, "Máy")])
    )
    rows = tuple(
        TableRow(
            r,
            Box(10, 900 + 20 * r, 60, 20),
            tuple(TableCell(c, Box(10 + 30 * c, 900 + 20 * r, 30, 20)) for c in range(2)),
        )
        for r in range(2)
    )
    table = ZoneReading("table", box, lines, rows)
    root = check(alto_file(document(tmp_path, page), replace(page, zones=(table,))))

    (grid,) = [b for b in root.iter(f"{NS}ComposedBlock") if b.get("TYPE") == "table"]
    assert [block.get("TYPE") for block in grid] == ["row", "row"]
    said = [[[s.get("CONTENT") for s in c.iter(f"{NS}String")] for c in row] for row in grid]
    assert said == [[["STT"], ["Tên"]], [[], ["Máy"]]]


def test_two_cells_in_one_place_share_no_line(tmp_path):
    """Misread ruling lets two cells begin in one place: each line stands once, in the nearer."""
    line = Line("t1", "PHÓ", "PHÓ", Box(12, 902, 20, 10), 0.9, row=0, column=0)
    cells = (TableCell(0, Box(0, 800, 300, 300), columns=3), TableCell(0, Box(10, 900, 50, 20)))
    astray = Line("t2", "lạc", "lạc", Box(12, 950, 20, 10), 0.9, row=4, column=7)
    rows = (TableRow(0, Box(0, 800, 300, 300), cells),)
    table = ZoneReading("table", Box(0, 800, 300, 300), (line, astray), rows)
    page = replace(draw_page().reading, zones=(table,))
    root = check(alto_file(document(tmp_path, page), page))

    blocks = list(root.iter(f"{NS}TextBlock"))
    said = [[s.get("CONTENT") for s in block.iter(f"{NS}String")] for block in blocks]
    assert said == [[], ["PHÓ"], ["lạc"]]


def test_a_broken_file_is_found(tmp_path):
    """The schema speaks of what is missing, of ids that are there twice, and of what is no XML."""
    page = draw_page().reading
    data = alto_file(document(tmp_path, page), page)
    twice = data.replace(b'ID="p0001-z01-l002"', b'ID="p0001-z01-l001"')
    for broken in (
        data.replace(b'ID="p0001" ', b""),
        data.replace(b"<MeasurementUnit>pixel", b"<MeasurementUnit>ell"),
        data.replace(b'LANG="vi"', b'LANG="ti\xe1\xba\xbfng Vi\xe1\xbb\x87t"'),
        data.replace(b'WC="0.', b'WC="7.', 1),
        twice,
        data[:-20],
        b"",
    ):
        assert broken != data
        assert validate_alto(broken)


def test_raw_readings_struck_words_and_odd_characters(tmp_path):
    """What a fix changed is kept as an alternative; struck print is styled; XML stays XML."""
    box = Box(10, 10, 40, 10)
    words = (Word("Ủy", box, 2.0), Word("ban\x07", Box(60, 10, 40, 10), -1.0))
    line = Line("l1", "Ủy ban\x07", "Ùy ban\x07", box, 0.9, words, ("tone",), struck=True)
    wordless = Line("l2", "chỉ có dòng", "chỉ có dòng", Box(10, 30, 90, 10), 0.4)
    empty = Line("l3", " ", "", Box(10, 50, 90, 10), 0.0)
    zone = ZoneReading("body", Box(10, 10, 90, 50), (line, wordless, empty))
    page = PageReading(3, (200, 300), 100, zones=(zone,))
    root = check(alto_file(document(tmp_path, page), page))

    first, second, third = root.findall(f".//{NS}String")
    assert first.findtext(f"{NS}ALTERNATIVE") == "Ùy"
    assert first.get("STYLEREFS") == "struck"
    assert (second.get("CONTENT"), second.find(f"{NS}ALTERNATIVE")) == ("ban", None)
    assert third.get("CONTENT") == "chỉ có dòng"


@pytest.mark.parametrize(
    "page",
    [
        PageReading(1, (0, 0), 0.0, problem="ảnh của trang bị hỏng"),
        PageReading(2, (100, 200), 100, blank=True),
    ],
)
def test_pages_without_words_are_there(tmp_path, page):
    """A blank page and one that could not be read have their file, and say why it is empty."""
    root = check(alto_file(document(tmp_path, page), page))

    sheet = root.find(f".//{NS}Page")
    assert sheet.get("QUALITY_DETAIL") == page.problem
    assert sheet.get("PAGECLASS") == ("blank" if page.blank else None)
