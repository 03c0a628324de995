"""What was seen and not read: its place in the text, and what a person is told of it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paper import HEIGHT, WIDTH, find_line, page_of

from evaluation.measure.distances import without_marks
from pipeline.document import documents
from pipeline.geometry import Box
from pipeline.values.readings import Line, PageReading, UnreadPrint, ZoneReading
from pipeline.values.scanned import Scan

SCAN = Scan(Path("scan.pdf"), "Hồ sơ 12.pdf", "3fa9" + "b" * 60, 9)
HEAD = (
    ("letterhead_left", "ỦY BAN NHÂN DÂN\nTỈNH BẮC NINH\nSố: 12/UBND-KTTH"),
    ("letterhead_right", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"),
    ("recipients", "Kính gửi: Sở Tài chính"),
)
FIRST = ("body", "Thực hiện Công văn số 4039/STC-HCSN, các tổ chức báo cáo kết quả.")
SECOND = ("body", "Đề nghị các đơn vị gửi báo cáo trước ngày 15 hằng tháng.")
FOOT = (
    ("foot_left", "Nơi nhận:\n- Như trên;\n- Lưu: VT."),
    ("foot_right", "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nĐào Quang K"),
)


def only(*pages):
    (document,) = documents(SCAN, list(pages))
    return document


def unread_at(y, number=1, x=300, area=12.5, width=400):
    crop = f"p0001-u{number:02d}.png"
    return UnreadPrint(Box(x, y, width, 30), area, crop)


def paragraphs(document):
    return document.text.canonical.split("\n\n")


@pytest.fixture
def page():
    """A letter with room between its two paragraphs."""
    return page_of([*HEAD, FIRST, SECOND, *FOOT])


def test_unread_print_stands_before_what_follows_it_on_the_page(page):
    """Between two paragraphs of one block, in a paragraph of its own."""
    second = find_line(page, "Đề nghị")
    said = paragraphs(only(replace(page, unread=(unread_at(second.box.y - 20),))))
    at = said.index("[Chữ chưa đọc] p0001-u01.png")
    assert said[at - 1].startswith("Thực hiện")
    assert said[at + 1].startswith("Đề nghị")


def test_unread_print_of_the_head_follows_the_head(page):
    """Beside the organ: after the recipients, before the body."""
    said = paragraphs(only(replace(page, unread=(unread_at(100, x=600, width=100),))))
    at = said.index("[Chữ chưa đọc] p0001-u01.png")
    assert said[at - 1].startswith("Kính gửi")
    assert said[at + 1].startswith("Thực hiện")


def test_unread_print_at_the_foot_ends_its_page(page):
    """Nothing stands below it: it is the last of its page, before the next page's text."""
    low = page.zones[-1].box.bottom + 100
    following = page_of([("body", "xã hội cùng thực hiện.")], 2)
    said = paragraphs(only(replace(page, unread=(unread_at(low),)), following))
    assert said.index("[Chữ chưa đọc] p0001-u01.png") == said.index("xã hội cùng thực hiện.") - 1


def test_parts_without_print_between_them_are_one_paragraph(page):
    """Five parts in a row: one paragraph, three pictures by name and how many more there are."""
    low = page.zones[-1].box.bottom + 100
    parts = tuple(unread_at(low + 40 * i, i + 1) for i in range(5))
    said = paragraphs(only(replace(page, unread=parts)))
    assert [text for text in said if text.startswith("[Chữ")] == [
        "[Chữ chưa đọc] p0001-u01.png, p0001-u02.png, p0001-u03.png, và 2 ảnh nữa"
    ]


def test_a_line_that_runs_on_is_not_torn():
    """A part beside the middle of a paragraph waits for the paragraph's end."""
    long = "Thực hiện Công văn số 4039/STC-HCSN ngày 20/11/2024 của Sở Tài chính, các đơn vị thuộc"
    body = ("body", f"{long}\nthẩm quyền báo cáo kết quả về Ủy ban nhân dân tỉnh.")
    page = page_of([*HEAD, body, SECOND])
    part = unread_at(find_line(page, "thẩm quyền").box.y - 14, x=1500, width=30)
    said = paragraphs(only(replace(page, unread=(part,))))
    at = said.index("[Chữ chưa đọc] p0001-u01.png")
    assert said[at - 1].endswith(
        "các đơn vị thuộc thẩm quyền báo cáo kết quả về Ủy ban nhân dân tỉnh."
    )


def test_a_row_of_a_table_that_was_not_read_stands_between_its_neighbours(page):
    """The table is cut between two rows; the cells of a row stay together."""

    def cell(text, row, column):
        box = Box(200 + 300 * column, 900 + 88 * row, 200, 30)
        return Line(f"t{row}{column}", text, text, box, 0.9, row=row, column=column)

    texts = (("1", "Nguyễn Văn A"), ("2", "Trần Văn B"))
    lines = tuple(cell(text, r, c) for r, row in enumerate(texts) for c, text in enumerate(row))
    table = ZoneReading("table", Box(200, 900, 800, 200), lines)
    page = replace(page_of(HEAD), zones=(*page_of(HEAD).zones, table), unread=(unread_at(940),))
    assert paragraphs(only(page))[-3:] == [
        "1\tNguyễn Văn A",
        "[Chữ chưa đọc] p0001-u01.png",
        "2\tTrần Văn B",
    ]


def test_what_stands_in_another_column_has_nothing_below_it_here():
    """Beside the copies, under the signature: it waits until the signer's column is written."""
    page = page_of([*HEAD, FIRST, *FOOT])
    name = find_line(page, "Đào Quang")
    part = unread_at(name.box.bottom + 8, x=1000, width=200)
    said = paragraphs(only(replace(page, unread=(part,))))
    assert said[-1] == "[Chữ chưa đọc] p0001-u01.png"
    assert "Đào Quang K" in said[-2]


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_page_put_on_the_glass_another_way_round_reads_the_same(page, rotation):
    """Boxes are those of the scan, which lay turned; above and below are the reader's."""
    second = find_line(page, "Đề nghị")
    upright = replace(page, unread=(unread_at(second.box.y - 20),))
    turned = turn(upright, rotation)
    assert turned.unread[0].box != upright.unread[0].box
    assert "[Chữ chưa đọc] p0001-u01.png\n\nĐề nghị" in only(turned).text.canonical
    assert only(turned).text.canonical == only(upright).text.canonical


def turn(page, rotation):
    """The reading of the same page from a scan that must be turned so to stand upright."""
    back = (360 - rotation) % 360
    size = (HEIGHT, WIDTH) if rotation in (90, 270) else (WIDTH, HEIGHT)

    def moved(thing):
        return replace(thing, box=thing.box.upright(back, (WIDTH, HEIGHT)))

    zones = tuple(
        replace(
            moved(zone),
            lines=tuple(
                replace(moved(line), words=tuple(map(moved, line.words))) for line in zone.lines
            ),
        )
        for zone in page.zones
    )
    unread = tuple(map(moved, page.unread))
    return replace(page, size_px=size, rotation=rotation, zones=zones, unread=unread)


def test_on_a_tilted_page_a_line_begins_where_it_lies_beside_the_part():
    """The box of a line that runs downhill holds the part's height; its nearest words do not."""
    page = page_of([*HEAD, FIRST, SECOND])
    tilt = 0.06

    def tilted(line):
        words = tuple(
            replace(word, box=word.box.moved(0, round(tilt * word.box.x))) for word in line.words
        )
        return replace(line, words=words, box=Box.around(word.box for word in words))

    zones = tuple(replace(z, lines=tuple(map(tilted, z.lines))) for z in page.zones)
    second = find_line(replace(page, zones=zones), "Đề nghị")
    last = second.words[-1].box
    part = unread_at(last.y - 40, x=last.x)
    assert second.box.y < part.box.y + part.box.height / 2
    said = paragraphs(only(replace(page, zones=zones, unread=(part,))))
    assert said[said.index("[Chữ chưa đọc] p0001-u01.png") + 1].startswith("Đề nghị")


@pytest.mark.slow
@given(
    st.lists(
        st.tuples(
            *(st.integers(0, 1600), st.integers(0, 2300), st.integers(1, 900), st.integers(1, 300))
        ),
        max_size=8,
    ),
    st.sampled_from([0, 90, 180, 270]),
)
def test_no_part_is_lost_and_no_word_moves(boxes, rotation):
    """Wherever parts lie, the text tells of each once, and says what it said without them."""
    page = page_of([*HEAD, FIRST, SECOND, *FOOT])
    parts = tuple(
        UnreadPrint(Box(*box), 1.0, f"p0001-u{n:02d}.png") for n, box in enumerate(boxes, 1)
    )
    plain = turn(page, rotation)
    document = only(replace(plain, unread=parts))
    told = [text for text in paragraphs(document) if text.startswith("[Chữ chưa đọc]")]
    named = sum(text.count(".png") for text in told)
    more = sum(int(n) for text in told for n in re.findall(r"và (\d+) ảnh nữa", text))
    assert named + more == len(parts)
    said = re.sub(r"\s+", " ", without_marks(document.text.canonical))
    assert said.strip() == re.sub(r"\s+", " ", only(plain).text.canonical)


def test_a_page_of_which_nothing_was_read_says_so():
    """No line, but ink: the text has its place, and it is no blank page."""
    page = PageReading(1, (WIDTH, HEIGHT), 200.0, unread=(unread_at(900),))
    document = only(page)
    assert document.text.canonical == "[Chữ chưa đọc] p0001-u01.png"
    assert document.review[0].what.startswith("Có chữ chưa đọc")


def test_a_page_that_was_read_whole_says_nothing(page):
    """Neither the text nor the review knows of unread print."""
    document = only(page)
    assert "chưa đọc]" not in document.text.canonical
    assert not [note for note in document.review if "chữ chưa đọc" in note.what]


def test_figures_leave_the_paragraph_out(page):
    """It says nothing that is printed, so it counts neither for nor against a reading."""
    second = find_line(page, "Đề nghị")
    text = only(replace(page, unread=(unread_at(second.box.y - 20),))).text.canonical
    whole = only(page).text.canonical
    assert re.sub(r"\s+", " ", without_marks(text)) == re.sub(r"\s+", " ", whole)


def test_one_note_says_what_where_and_why(page):
    """How many places, how much ink, the largest place with its picture; after holes, first."""
    parts = (unread_at(1500, 1, area=3.0), unread_at(1600, 2, area=20.5), unread_at(1700, 3))
    failed = PageReading(2, (WIDTH, HEIGHT), 200.0, problem="ảnh của trang bị hỏng")
    document = only(replace(page, unread=parts), failed)
    hole, note = document.review[:2]
    assert "thiếu trang" in hole.what
    assert note.what == "Có chữ chưa đọc: 3 chỗ, 36,0 mm² nét mực"
    assert note.where == "trang 1, góc dưới bên trái, ảnh p0001-u02.png"
    assert "gõ thêm" in note.why


def test_one_note_names_every_page_with_unread_print(page):
    """Forty pages are one thing to do; none of them is left out of its note."""
    pages = [page, *(page_of([("body", f"đoạn {n} tiếp theo.")], n) for n in range(2, 41))]
    told = only(*(replace(p, unread=(unread_at(1500),)) for p in pages)).review
    (note,) = [note for note in told if note.what.startswith("Có chữ chưa đọc")]
    assert note.where.startswith("trang 1–40; chỗ lớn nhất: trang ")
    assert note.minutes == 20
