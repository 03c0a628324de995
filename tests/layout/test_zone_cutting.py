"""Pages cut into letterhead, body, tables and foot, in reading order."""

from __future__ import annotations

import pytest
from drawn_paper import Sheet, as_clean

from pipeline.layout.zones import unfold

HEAD = (
    ("ỦY BAN NHÂN DÂN", "QUẬN LONG BIÊN", "Số: 574/UBND-TCKH"),
    (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Long Biên, ngày 29 tháng 6 năm 2026",
    ),
)
FOOT_LEFT = ("Nơi nhận:", "- Như trên;", "- Lưu: VT, TCKH.")
FOOT_RIGHT = ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Nguyễn Mạnh Hà")


def kinds(sheet):
    return [zone.kind for zone in unfold(as_clean(sheet.gray)).zones]


def letterhead(sheet):
    for i in range(3):
        sheet.centred(60, 22 + 7 * i, HEAD[0][i], pt=12.5)
        sheet.centred(147, 22 + 7 * i, HEAD[1][i], pt=12.5)


def foot(sheet, y=220):
    for i, text in enumerate(FOOT_LEFT):
        sheet.text(30, y + 6 * i, text, pt=11)
    for i, text in enumerate(FOOT_RIGHT):
        sheet.centred(150, y + (0, 7, 34)[i], text, pt=14)


@pytest.fixture(scope="module")
def whole():
    """A letter: letterhead in two columns, body, foot in two columns."""
    sheet = Sheet()
    letterhead(sheet)
    sheet.body(70, 12)
    foot(sheet)
    return sheet


def test_a_letter_is_cut_and_ordered(whole):
    """Left before right, the letterhead before the body, the foot last."""
    assert kinds(whole) == [
        "letterhead_left",
        "letterhead_right",
        "body",
        "foot_left",
        "foot_right",
    ]


def test_every_line_lies_in_its_zone_alone(whole):
    """Zones do not cut lines and do not overlap: what is printed belongs to one of them."""
    zones = unfold(as_clean(whole.gray)).zones

    dark = whole.gray < 128
    counted = sum(int(dark[zone.box.slices].sum()) for zone in zones)
    assert counted == int(dark.sum())


def test_columns_stay_apart_though_their_lines_lie_at_other_heights():
    """A left column set tighter than the right one is two columns all the same."""
    sheet = Sheet()
    for i, text in enumerate(("THÀNH ỦY HÀ NỘI", "QUẬN ỦY LONG BIÊN", "*", "Số 55-CV/QU")):
        sheet.centred(60, 22 + 6 * i, text, pt=13)
    sheet.centred(147, 24, "ĐẢNG CỘNG SẢN VIỆT NAM", pt=14)
    sheet.centred(147, 39, "Long Biên, ngày 29 tháng 6 năm 2026", pt=13, style="italic")
    sheet.body(70, 8)

    assert kinds(sheet)[:2] == ["letterhead_left", "letterhead_right"]


def test_a_line_with_one_wide_gap_is_no_pair_of_columns():
    """`Họ và tên:        Năm sinh:` in the body is one line."""
    sheet = Sheet()
    sheet.body(40, 6)
    sheet.text(30, 90, "Họ và tên: Nguyễn Văn An")
    sheet.text(130, 90, "Năm sinh: 1975")
    sheet.body(100, 6)

    assert set(kinds(sheet)) == {"body"}


def test_a_page_of_one_column_is_one_zone():
    """A continued page: the body and nothing else."""
    sheet = Sheet()
    sheet.body(30, 30)

    assert kinds(sheet) == ["body"]


def test_an_empty_page_has_no_zones():
    """White paper is nothing to read."""
    assert unfold(as_clean(Sheet(dpi=100).gray, 100)).zones == ()


def test_a_table_stands_between_the_text_around_it():
    """Text, table, text: the table is read in its place, cell by cell."""
    sheet = Sheet()
    sheet.body(30, 5)
    sheet.table(30, 75, [15, 85, 55], 4)
    for row in range(4):
        sheet.text(32, 82 + 10 * row, str(row + 1), pt=12)
        sheet.text(48, 82 + 10 * row, "Máy vi tính để bàn", pt=12)
    sheet.body(130, 5)

    done = unfold(as_clean(sheet.gray))

    assert [zone.kind for zone in done.zones] == ["body", "table", "body"]
    assert len(done.zones[1].cells) == 12


def test_rules_are_taken_out_for_reading():
    """The picture to read from has the letters and not the rules of the table."""
    sheet, letters = Sheet(width=150, height=80), Sheet(width=150, height=80)
    sheet.table(10, 20, [60, 60], 3)
    for page in (sheet, letters):
        page.text(14, 27, "Máy vi tính", pt=12)

    read = unfold(as_clean(sheet.gray)).gray

    assert (read[letters.gray < 100] < 160).all()
    rules = (sheet.gray < 100) & (letters.gray > 250)
    assert (read[rules] > 200).mean() > 0.97


def test_an_addressee_below_a_letterhead_is_not_torn_at_the_gutter():
    """`Kính gửi: …` stands across the columns, even where a word gap of it lies between them."""
    sheet = Sheet()
    letterhead(sheet)
    label = sheet.text(74, 58, "Kính gửi:", pt=14)
    right = (label.x + label.width) * 25.4 / sheet.dpi
    sheet.text(right + 2.8, 58, "Ủy ban nhân dân tỉnh Quảng Ngãi.", pt=14)
    sheet.body(75, 8)

    zones = unfold(as_clean(sheet.gray)).zones

    assert [zone.kind for zone in zones] == ["letterhead_left", "letterhead_right", "body"]
    assert label.y > zones[1].box.bottom


def sign(sheet, y, *columns):
    """Office and name of each signer, his column's middle in millimetres."""
    for x, office, name in columns:
        sheet.centred(x, y, office)
        sheet.centred(x, y + 34, name)


def test_two_who_sign_side_by_side_are_two_columns():
    """Office and name stay together, with the room of a signature between them."""
    sheet = Sheet()
    sheet.body(40, 8)
    sign(sheet, 110, (70, "THƯ KÝ", "Trần Duy Trung"), (150, "CHỦ TỌA", "Nông Quốc Anh"))

    zones = unfold(as_clean(sheet.gray)).zones

    assert [zone.kind for zone in zones] == ["body", "foot_left", "foot_right"]
    assert all(zone.box.height > sheet.px(30) for zone in zones[1:])


def test_three_who_sign_side_by_side_are_three_columns():
    """Each column is read downwards, from left to right."""
    sheet = Sheet()
    sheet.body(40, 14)
    columns = (
        (57, "NGƯỜI LẬP BIỂU", "Đào Ngọc Dũng"),
        (112, "KẾ TOÁN TRƯỞNG", "Lý Quốc Quân"),
        (166, "GIÁM ĐỐC", "Cao Thanh Hoa"),
    )
    sign(sheet, 150, *columns)

    zones = unfold(as_clean(sheet.gray)).zones

    assert [zone.kind for zone in zones] == ["body", "foot_left", "foot_left", "foot_right"]
    assert [zone.box.x for zone in zones[1:]] == sorted(zone.box.x for zone in zones[1:])


def test_a_title_that_begins_where_the_right_column_begins_is_below_the_letterhead():
    """A short type name in the middle of the page is no line of the national heading."""
    sheet = Sheet()
    letterhead(sheet)
    sheet.text(104, 50, "CHỈ THỊ", style="bold")
    sheet.body(62, 8)

    zones = unfold(as_clean(sheet.gray)).zones

    assert zones[1].box.bottom < sheet.px(44)


def test_a_wide_space_in_the_first_paragraph_is_no_gutter():
    """Its first line is indented, its second has a word space of 3 mm right below the indent."""
    sheet = Sheet()
    letterhead(sheet)
    sheet.centred(105, 52, "HƯỚNG DẪN")
    sheet.text(42, 66, "Để chấn chỉnh công tác bảo vệ và phát triển rừng trên địa bàn")
    first = sheet.text(30, 71.4, "Hưng Yên,")
    right = (first.x + first.width) * 25.4 / sheet.dpi
    sheet.text(right + 3, 71.4, "Ủy ban nhân dân tỉnh yêu cầu thủ trưởng các cơ quan")
    sheet.body(80, 6)

    assert kinds(sheet) == ["letterhead_left", "letterhead_right", "body"]


def test_who_signs_at_the_top_of_a_page_signs():
    """A signature that the text left for the next page is no letterhead."""
    sheet = Sheet()
    sheet.text(105, 15, "2")
    sign(sheet, 28, (70, "THƯ KÝ", "Trần Duy Trung"), (150, "CHỦ TỌA", "Nông Quốc Anh"))

    assert kinds(sheet) == ["body", "foot_left", "foot_right"]


def test_specks_do_not_tie_the_foot_to_the_text():
    """What bridges two lines by little, a descender or a speck, does not make them one row."""
    sheet = Sheet()
    letterhead(sheet)
    sheet.body(70, 12)
    foot(sheet, y=150)
    for x, y in ((34, 146.5), (36, 148.5), (60, 153.4), (150, 154.5), (58, 159.5)):
        sheet.pen.rectangle(tuple(map(sheet.px, (x, y, x + 0.9, y + 4.2))), fill=0)

    assert kinds(sheet)[-2:] == ["foot_left", "foot_right"]


def test_a_short_last_line_and_a_heading_below_it_are_no_columns():
    """`đơn vị liên quan.` at the left and `QUYẾT ĐỊNH:` in the middle below, set close."""
    sheet = Sheet()
    letterhead(sheet)
    sheet.body(70, 6)
    last = 70 + 6 * 6.5
    sheet.text(30, last, "đơn vị liên quan.", pt=14)
    sheet.centred(105, last + 5.2, "QUYẾT ĐỊNH:", pt=14, style="bold")
    for y in (last + 0.4, last + 1.2):
        sheet.pen.rectangle(tuple(map(sheet.px, (40, y, 41, y + 1.6))), fill=0)
    sheet.body(last + 12, 8)

    assert set(kinds(sheet)) == {"letterhead_left", "letterhead_right", "body"}


def test_print_beside_a_table_is_read():
    """A table that takes half of the page's width does not swallow what stands beside it."""
    sheet = Sheet()
    sheet.body(30, 6)
    sheet.table(100, 90, [30, 50], 4, 12)
    for row in range(4):
        sheet.text(103, 98 + 12 * row, f"{row + 1}", pt=12)
        sheet.text(133, 98 + 12 * row, "Ban Quản lý", pt=12)
        sheet.text(30, 98 + 12 * row, "Nội dung công việc", pt=12)
    sheet.body(160, 4)

    zones = unfold(as_clean(sheet.gray)).zones
    beside = [z for z in zones if z.kind == "body" and z.box.right < sheet.px(99)]

    assert [zone.kind for zone in zones if zone.kind == "table"] == ["table"]
    assert min(z.box.y for z in beside) < sheet.px(96)
    assert max(z.box.bottom for z in beside) > sheet.px(133)


def test_a_grid_that_does_not_hold_its_print_is_no_table():
    """Two empty boxes joined to rules among the text: the text is read as text."""
    sheet = Sheet()
    sheet.body(30, 6)
    for x in (140, 155, 170):
        sheet.rule(x, 90, x, 100)
    sheet.rule(30, 90, 170, 90)
    sheet.rule(140, 100, 170, 100)
    sheet.rule(140, 100, 140, 150)
    for row in range(5):
        sheet.text(35, 97 + 7 * row, "Ủy ban nhân dân các huyện, thị xã", pt=12)

    assert "table" not in kinds(sheet)


def test_a_justified_line_above_the_foot_is_no_column():
    """Words spread wide, one space of which falls where the foot's gutter is."""
    sheet = Sheet()
    x = 30.0
    for word in ("trên", "địa", "bàn", "quận", "Tân", "Bình;", "UBND", "biết", "thực"):
        box = sheet.text(x, 180, word)
        x = box.right * 25.4 / 200 + (5.0 if word == "Bình;" else 4.2)
    sheet.text(30, 187, "hiện./.")
    foot(sheet, 200)
    zones = unfold(as_clean(sheet.gray)).zones
    assert [zone.kind for zone in zones] == ["body", "foot_left", "foot_right"]
    assert zones[0].box.right > box.x
