"""Tables without rules are read row by row; other columns are not taken for them."""

from __future__ import annotations

from drawn_paper import Sheet, as_clean

from pipeline.images.zones import unfold

ROWS = (
    ("STT", "Nội dung", "Đơn vị chủ trì", "Kinh phí"),
    ("1", "Sửa chữa trụ sở làm việc", "Sở Xây dựng", "407"),
    ("2", "Mua sắm trang thiết bị", "Ban Quản lý các Khu", "927"),
    ("3", "Nâng cấp hệ thống mạng", "Sở Nội vụ", "457"),
)
PEOPLE = (
    ("1. Ông Nguyễn Văn An", "Trưởng phòng, Sở Nội vụ"),
    ("2. Bà Trần Thị Bình", "Chánh Văn phòng"),
    ("3. Ông Lê Văn Cường", "Giám đốc Sở Tài chính"),
    ("4. Ông Phạm Minh Đức", "Chủ tịch Công đoàn"),
)


def zones(sheet):
    return unfold(as_clean(sheet.gray)).zones


def kinds(sheet):
    return [zone.kind for zone in zones(sheet)]


def open_table(sheet, y=80, pitch=9):
    for i, row in enumerate(ROWS):
        for x, text in zip((32, 48, 105, 160), row, strict=True):
            sheet.text(x, y + pitch * i, text, pt=12)


def test_rows_that_stand_at_one_height_are_a_table():
    """Four columns kept apart by white: cells in rows, in the place between the paragraphs."""
    sheet = Sheet()
    sheet.body(40, 4)
    open_table(sheet)
    sheet.body(125, 4)

    found = zones(sheet)

    assert [zone.kind for zone in found] == ["body", "table", "body"]
    assert [cell[:2] for cell in found[1].cells] == [(r, c) for r in range(4) for c in range(4)]


def test_a_cell_of_two_lines_is_one_row():
    """A line that stands in one column only goes on with the cell above it."""
    sheet = Sheet()
    sheet.body(40, 4)
    open_table(sheet, pitch=12)
    sheet.text(105, 80 + 24 + 5, "công nghiệp", pt=12)

    table = zones(sheet)[1]

    assert table.kind == "table"
    assert max(row for row, _, _ in table.cells) == 3
    (box,) = [box for row, column, box in table.cells if (row, column) == (2, 2)]
    assert box.bottom > sheet.px(80 + 24 + 5)


def test_names_and_offices_side_by_side_are_a_table():
    """Two columns, both flush at their left, each name beside its office."""
    sheet = Sheet()
    sheet.body(40, 4)
    for i, (name, office) in enumerate(PEOPLE):
        sheet.text(32, 80 + 8 * i, name, pt=13)
        sheet.text(110, 80 + 8 * i, office, pt=13)
    sheet.body(125, 4)

    table = zones(sheet)[1]

    assert table.kind == "table"
    assert len(table.cells) == 8


def test_copies_beside_a_signature_are_no_table():
    """Nơi nhận and signer are columns read downwards though some lines lie at one height."""
    sheet = Sheet()
    sheet.body(40, 18)
    for i, text in enumerate(("Nơi nhận:", "- Như trên;", "- Sở Tài chính;", "- Lưu: VT.")):
        sheet.text(30, 175 + 7 * i, text, pt=12)
    for i, text in enumerate(("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")):
        sheet.centred(150, 175 + 7 * i, text)
    sheet.centred(150, 212, "Nguyễn Mạnh Hà")

    assert kinds(sheet) == ["body", "foot_left", "foot_right"]


def test_a_list_with_numbers_hung_out_is_no_table():
    """`1.`, `2.` before a tab: the items are lines of one column."""
    sheet = Sheet()
    for i in range(6):
        sheet.text(30, 60 + 8 * i, f"{i + 1}.")
        sheet.text(42, 60 + 8 * i, "Rà soát toàn bộ trụ sở làm việc, máy móc, thiết bị")

    assert kinds(sheet) == ["body"]


def test_a_letterhead_flush_at_its_left_is_no_table():
    """Typewritten letterheads: both columns begin each line at one place, some at one height."""
    sheet = Sheet()
    left = ("ỦY BAN NHÂN DÂN", "HUYỆN GIA LÂM", "Số: 57/UB-VX")
    right = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "ngày 5 tháng 6")
    for i in range(3):
        sheet.text(30, 25 + 9 * i, left[i], pt=12)
        sheet.text(100, 25 + 9 * i, right[i], pt=12)
    sheet.body(70, 10)

    assert kinds(sheet) == ["letterhead_left", "letterhead_right", "body"]
