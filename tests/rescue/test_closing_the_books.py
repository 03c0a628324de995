"""What was lifted and is print comes back; what was passed over is read; the rest is shown."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from drawn_paper import PARAGRAPH, Sheet, as_flat
from PIL import Image

from pipeline.geometry import Box
from pipeline.ink.account import open_account
from pipeline.layout.placing import with_lines
from pipeline.layout.sides import Block
from pipeline.page import read_traced
from pipeline.recognition.engine import EngineLine, EngineWord
from pipeline.recognition.reader import SingleReader
from pipeline.recognition.tesseract import make_engine
from pipeline.rescue.giving_back import with_print_given_back
from pipeline.rescue.leftover import close_books
from pipeline.settings import Recognition, Settings
from pipeline.values.marks import CleanPage, Mark
from pipeline.values.scanned import Page


@pytest.fixture(scope="module")
def reader():
    return SingleReader(make_engine(Recognition()))


def line(text, x, y, wide=300, high=30):
    return EngineLine((EngineWord(text, Box(x, y, wide, high), 0.95),), Box(x, y, wide, high))


def signs(sheet, y):
    """A row of signs that no engine knows: tangles of strokes, 4 mm high."""
    random = np.random.default_rng(3)
    for i in range(8):
        x = 40 + 7 * i
        points = [(x + 4 * a, y + 4 * b) for a, b in random.random((9, 2))]
        points += [(x, y), (x + 4, y + 4)]
        sheet.pen.line([(sheet.px(a), sheet.px(b)) for a, b in points], fill=0, width=3)


def lifted(sheet, box, kind="note", colour="black", **known):
    """A page whose ink in a box was taken off as a mark."""
    plain = sheet.gray
    gray = plain.copy()
    mask = plain[box.slices] < 200
    gray[box.slices][mask] = 255
    mark = Mark(kind, box, mask, colour, 0.5, **known)
    return CleanPage(as_flat(plain), gray, plain, (mark,))


@pytest.mark.parametrize("text", ["Nơi nhận: Như trên; Lưu: VT, TCHC.", "26.569.034.620"])
def test_a_note_that_is_print_is_given_back(reader, text):
    sheet = Sheet(height=80)
    box = sheet.text(40, 40, text).grown(4, sheet.gray.shape)
    page = lifted(sheet, box)
    back = with_print_given_back(page, open_account(page.plain, 200), reader)
    assert back.marks == ()
    assert (back.gray == back.plain).all()


@pytest.mark.parametrize("kind", ["incoming_stamp", "seal", "secrecy"])
def test_what_has_a_form_is_never_given_back(reader, kind):
    sheet = Sheet(height=80)
    page = lifted(sheet, sheet.text(40, 40, "CÔNG VĂN ĐẾN SỐ"), kind)
    assert with_print_given_back(page, open_account(page.plain, 200), reader) is page


def test_pen_that_was_read_and_red_ink_stay(reader):
    sheet = Sheet(height=80)
    box = sheet.text(40, 40, "ngày 12 tháng 3")
    for page in (
        lifted(sheet, box, "fill_in", text="12"),
        lifted(sheet, box, "note", "red"),
    ):
        assert with_print_given_back(page, open_account(page.plain, 200), reader) is page


def test_a_signature_beside_print_stays_a_mark(reader):
    """Of a mark that holds both, the print goes back and the strokes stay."""
    sheet = Sheet(height=100)
    name = sheet.text(60, 70, "Nguyễn Thị Thanh Hương", style="bold")
    sheet.signature(60, 45)
    page = lifted(sheet, Box(0, 100, *sheet.gray.shape[::-1]).intersection(Box(400, 100, 900, 500)))
    back = with_print_given_back(page, open_account(page.plain, 200), reader)
    (mark,) = back.marks
    assert mark.box.bottom < name.y
    assert (back.gray[name.slices] == back.plain[name.slices]).all()
    assert back.gray[: name.y - 10].min() == 255


def books_of(sheet, blocks, marks, reader, gray=None):
    plain = sheet.gray
    page = CleanPage(as_flat(plain), plain, plain, marks)
    account = open_account(plain, 200)
    return close_books(account, page, plain if gray is None else gray, blocks, marks, reader)


def test_what_the_layout_passed_over_is_read(reader):
    """Half a line beyond a gap joins its line; nothing is unread, everything claimed."""
    sheet = Sheet(height=80)
    first = sheet.text(25, 40, "Nghị định số 63/2010/NĐ-CP")
    sheet.text(94, 40, "của Chính phủ về kiểm soát")
    blocks = [Block("body", first, (line("Nghị định số 63/2010/NĐ-CP", *first),))]
    books = books_of(sheet, blocks, (), reader)
    (block,) = books.blocks
    assert block.lines[0].text == "Nghị định số 63/2010/NĐ-CP của Chính phủ về kiểm soát"
    assert (books.unread, books.account.unclaimed.size) == ((), 0)


def test_a_heading_on_its_side_is_read(reader):
    sheet = Sheet(width=60, height=120)
    label = Sheet(width=90, height=20)
    label.text(8, 12, "PHÒNG TỔ CHỨC HÀNH CHÍNH", pt=13)
    turned = np.rot90(label.gray)
    page = sheet.gray
    page[60 : 60 + turned.shape[0], 200 : 200 + turned.shape[1]] = turned
    clean = CleanPage(as_flat(page), page, page)
    books = close_books(open_account(page, 200), clean, page, (), (), reader)
    (block,) = books.blocks
    assert block.kind == "margin"
    assert block.lines[0].text == "PHÒNG TỔ CHỨC HÀNH CHÍNH"
    assert block.box.height > 3 * block.box.width
    assert books.unread == ()


def test_what_does_not_read_is_shown(reader):
    """A row of signs that no engine knows is unread, with its place; dust beside it is not."""
    sheet = Sheet(height=100)
    signs(sheet, 46)
    sheet.pen.ellipse((*map(sheet.px, (150, 80, 151.5, 81.6)),), fill=0)
    books = books_of(sheet, (), (), reader)
    (left,) = books.unread
    assert left.box.intersection(Box(310, 350, 450, 60)).area > 0.7 * left.box.area
    assert left.area_mm2 > 5
    assert books.account.area_mm2("speck") > 1


def test_a_square_code_is_not_unread(reader):
    """Its dots stand in rows as straight as print; a row of signs beside it is told."""
    sheet = Sheet(height=120)
    code = cv2.QRCodeEncoder.create().encode("https://vanban.gov.vn/tra-cuu?id=12345678&k=abcdefg")
    drawn = np.kron(code, np.ones((5, 5), np.uint8))
    sheet.picture.paste(Image.fromarray(drawn), (sheet.px(120), sheet.px(20)))
    books = books_of(sheet, (), (), reader)
    assert (books.unread, books.account.area_mm2("code") > 20) == ((), True)
    signs(sheet, 90)
    assert len(books_of(sheet, (), (), reader).unread) == 1


def test_marks_and_stamps_account_for_their_ink(reader):
    """A note's mask claims a hand; a stamp's frame claims the lettering that was left in it."""
    sheet = Sheet(height=90)
    sheet.signature(40, 30)
    stamp = Box(*map(sheet.px, (100, 50, 70, 20)))
    sheet.pen.rectangle((stamp.x, stamp.y, stamp.right, stamp.bottom), outline=0, width=3)
    sheet.text(103, 62, "CÔNG VĂN ĐẾN", pt=16)
    pen = Box(*map(sheet.px, (30, 10, 60, 35)))
    marks = (
        Mark("signature", pen, sheet.gray[pen.slices] < 200),
        Mark("incoming_stamp", stamp, np.zeros(stamp.shape, bool)),
    )
    books = books_of(sheet, (), marks, reader)
    assert (books.unread, books.blocks) == ((), [])


def test_black_that_stands_as_print_is_not_settled_by_being_called_pen(reader):
    """A line that was thrown out as noise is read again, or told."""
    sheet = Sheet(height=80)
    box = sheet.text(40, 40, "Địa chỉ trụ sở chính của công ty").grown(3, sheet.gray.shape)
    mark = Mark("unknown", box, sheet.gray[box.slices] < 200, confidence=0.4)
    books = books_of(sheet, (), (mark,), reader)
    assert [entry.text for block in books.blocks for entry in block.lines] == [
        "Địa chỉ trụ sở chính của công ty"
    ]


@pytest.mark.parametrize("rows", [1, 2])
def test_rows_across_marks_tell_that_pen_is_print(reader, rows):
    """Print that nobody can read, a word a mark: two rows of it are told, one may be a hand's."""
    sheet = Sheet(height=80)
    words = [
        sheet.text(30 + 10 * i, 40 + 12 * row, word)
        for row in range(rows)
        for i, word in enumerate(("xem", "sau", "non"))
    ]
    mirrored = np.ascontiguousarray(sheet.gray[:, ::-1])
    marks = []
    for word in words:
        box = word.grown(3, mirrored.shape)
        box = Box(mirrored.shape[1] - box.right, box.y, box.width, box.height)
        marks.append(Mark("fill_in", box, mirrored[box.slices] < 200))
    page = CleanPage(as_flat(mirrored), mirrored, mirrored, tuple(marks))
    books = close_books(open_account(mirrored, 200), page, mirrored, (), marks, reader)
    assert len(books.unread) == (0 if rows == 1 else 2)
    assert bool(books.account.area_mm2("mark")) == (rows == 1)


class TestPlaces:
    """`with_lines`: rows, cells, paragraphs, new blocks."""

    body = Block(
        "body",
        Box(100, 100, 800, 200),
        tuple(line(t, 100, y, 800) for t, y in (("một", 100), ("hai", 150), ("bốn", 250))),
    )

    def texts(self, blocks):
        return [[entry.text for entry in block.lines] for block in blocks]

    def test_between_lines(self):
        assert self.texts(with_lines([self.body], [line("ba", 150, 200)], 8)) == [
            ["một", "hai", "ba", "bốn"]
        ]

    def test_beside_a_line(self):
        placed = with_lines([self.body], [line("(1)", 40, 150, 40)], 8)
        assert self.texts(placed) == [["một", "(1) hai", "bốn"]]

    def test_in_a_cell(self):
        grid = (
            (0, 0, Box(0, 0, 100, 50)),
            (0, 1, Box(100, 0, 100, 50)),
            (1, 0, Box(0, 50, 100, 50)),
        )
        table = Block(
            "table",
            Box(0, 0, 200, 100),
            (line("a", 5, 5, 50), line("c", 5, 55, 50)),
            ((0, 0), (1, 0)),
            grid,
        )
        (placed,) = with_lines([table], [line("b", 110, 10, 50)], 8)
        assert placed.cells == ((0, 0), (0, 1), (1, 0))
        assert self.texts([placed]) == [["a", "b", "c"]]

    def test_alone(self):
        """Above, between and below blocks; a margin's note stays last."""
        margin = Block("margin", Box(10, 100, 50, 20), (line("lề", 10, 100, 50),))
        placed = with_lines(
            [self.body, margin], [line("trên", 1000, 20), line("dưới", 100, 600)], 8
        )
        assert self.texts(placed) == [["trên"], ["một", "hai", "bốn"], ["dưới"], ["lề"]]


@pytest.mark.slow
def test_a_page_says_what_it_did_not_read():
    """From a picture to the reading: text, unread print with its crop, nothing blank."""
    sheet = Sheet()
    sheet.body(60)
    signs(sheet, 196)
    trace = read_traced(Page(3, sheet.rgb, 200), Settings())
    reading = trace.result.reading
    assert PARAGRAPH[0] in "\n".join(entry.text for entry in reading.lines)
    (part,) = reading.unread
    assert part.crop == "p0003-u01.png"
    assert trace.result.crops[part.crop].startswith(b"\x89PNG")
    assert part.crop in reading.pictures
    whole = replace(reading, unread=())
    assert (reading.unread_mm2, whole.unread_mm2) == (part.area_mm2, 0)


@pytest.mark.slow
def test_a_whole_page_leaves_nothing():
    sheet = Sheet()
    sheet.body(60)
    sheet.centred(105, 40, "QUYẾT ĐỊNH")
    sheet.table(30, 160, [40, 60, 50], 3)
    sheet.text(33, 167, "Số tiền")
    reading = read_traced(Page(1, sheet.rgb, 200), Settings()).result.reading
    assert (reading.unread, reading.blank) == ((), False)
