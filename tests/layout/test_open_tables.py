"""Tables without rules are read row by row; other columns are not taken for them."""

from __future__ import annotations

from drawn_paper import Sheet, as_clean

from pipeline.layout.zones import unfold

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


BALANCE = (
    ("A. Tài sản ngắn hạn", "100", "180.390", "2.621.674"),
    ("I. Tiền và tương đương tiền", "110", "858.194", "51.404.872"),
    ("II. Đầu tư tài chính ngắn hạn", "120", "-", "-"),
    ("III. Các khoản phải thu", "130", "53.050.471", "2.203.171"),
    ("IV. Hàng tồn kho", "140", "238.493", "956.063"),
)


def set_right(sheet, right, y, text, **style):
    box = Sheet(dpi=sheet.dpi).text(0, 20, text, **style)
    sheet.text(right - (box.x + box.width) * 25.4 / sheet.dpi, y, text, **style)


def balance(sheet, y, *, pitch=6.5, heading=True):
    """A balance sheet: items, codes, two columns of figures set right; a heading of two lines."""
    if heading:
        for x, text, below in ((120, "Số cuối", "năm"), (160, "Số đầu", "năm")):
            sheet.centred(x, y - 5, text, pt=12)
            sheet.centred(x, y, below, pt=12)
        sheet.text(30, y, "CHỈ TIÊU", pt=12, style="bold")
        sheet.text(92, y, "Mã số", pt=12, style="bold")
    for i, (item, code, *figures) in enumerate(BALANCE, start=1):
        sheet.text(30, y + pitch * i, item, pt=12)
        sheet.text(95, y + pitch * i, code, pt=12)
        for right, figure in zip((135, 178), figures, strict=True):
            set_right(sheet, right, y + pitch * i, figure, pt=12)


def rows_of(table, sheet, *baselines):
    """The row in which each height of the page lies."""
    return [
        next(
            row
            for row, column, box in table.cells
            if column == 0 and box.y < sheet.px(y) <= box.bottom
        )
        for y in baselines
    ]


def test_a_heading_over_two_lines_is_one_row():
    """`Số cuối` above `năm`, beside `Mã số`: one row of headings, and no row is cut through."""
    sheet = Sheet()
    sheet.body(40, 4)
    balance(sheet, 90)

    table = zones(sheet)[-1]

    assert table.kind == "table"
    assert rows_of(table, sheet, 85, 90) == [0, 0]
    assert rows_of(table, sheet, *(90 + 6.5 * i - 1 for i in range(1, 6))) == [1, 2, 3, 4, 5]


def test_dashes_for_nothing_do_not_pull_a_row_down():
    """`-` in place of a figure is no mark of the figure below it: rows are cut in the white."""
    sheet = Sheet()
    sheet.body(40, 4)
    balance(sheet, 80, pitch=5.6, heading=False)

    table = zones(sheet)[-1]
    dark = sheet.gray < 128

    tops = {box.y for row, _, box in table.cells if row}
    assert len(tops) == 4
    assert all(int(dark[y].sum()) == 0 for y in tops)


def test_a_total_is_a_row_of_its_own():
    """`Tổng cộng` stands under the items, its number column is empty."""
    sheet = Sheet()
    sheet.body(40, 4)
    for i, (_, item, _, sum_) in enumerate(ROWS[1:]):
        sheet.text(32, 85 + 6 * i, str(i + 1), pt=12)
        sheet.text(48, 85 + 6 * i, item, pt=12)
        set_right(sheet, 175, 85 + 6 * i, sum_ + ".000", pt=12)
    sheet.text(48, 85 + 18, "Tổng cộng", pt=12, style="bold")
    set_right(sheet, 175, 85 + 18, "1.791.000", pt=12, style="bold")

    table = zones(sheet)[-1]

    assert table.kind == "table"
    assert max(row for row, _, _ in table.cells) == 3


def test_items_over_two_lines_with_figures_between_them_are_one_row_each():
    """Cells set about the middle of their row: the figures stand between the item's two lines."""
    sheet = Sheet()
    sheet.body(40, 4)
    for i in range(4):
        y = 85 + 12 * i
        sheet.text(30, y, "+ Ngân hàng TMCP Ngoại thương - Chi", pt=12)
        sheet.text(30, y + 5, "nhánh Nam Định", pt=12)
        for right in (135, 178):
            set_right(sheet, right, y + 2.5, f"{80 + i}.491.824.825", pt=12)

    table = zones(sheet)[-1]

    assert table.kind == "table"
    for i in range(4):
        y = 85 + 12 * i
        assert rows_of(table, sheet, y - 1, y + 1.5, y + 4) == [i, i, i]


def test_the_last_words_of_a_paragraph_are_no_heading():
    """`như sau:` right above a table stands at its left: it stays with its paragraph."""
    sheet = Sheet()
    sheet.body(40, 4)
    sheet.text(30, 67.5, "như sau:")
    open_table(sheet, y=73, pitch=8)

    found = zones(sheet)

    assert [zone.kind for zone in found] == ["body", "table"]
    assert found[1].box.y > sheet.px(67)


def test_notes_below_a_table_are_none_of_its_rows():
    """`2.` hung out before a heading, set apart below the table: text of one column."""
    sheet = Sheet()
    sheet.body(40, 4)
    balance(sheet, 80, heading=False)
    sheet.text(30, 122, "2.", pt=12)
    sheet.text(44, 122, "Các khoản công nợ", pt=12)
    sheet.text(44, 128, "Không có khoản công nợ tiềm tàng nào tính đến ngày kết thúc kỳ.", pt=12)

    found = zones(sheet)

    assert [zone.kind for zone in found] == ["body", "table", "body"]
    assert found[1].box.bottom < sheet.px(119)
