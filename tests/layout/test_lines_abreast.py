"""Lines abreast: labels and values are read across, columns of any kind are not."""

from __future__ import annotations

import pytest
from drawn_paper import PARAGRAPH, Sheet, as_clean

from pipeline.layout.zones import unfold

PARTY = (
    ("Địa chỉ:", "Số 130A đường Hai Bà Trưng, phường Đồng Tâm"),
    ("Điện thoại:", "0255 58853150"),
    ("Mã số thuế:", "5735529239"),
    ("Tài khoản số:", "5994 2783 2178"),
    ("Đại diện:", "Ông Huỳnh Bích Quang"),
)
NARROW = (
    "Thể thức văn bản hành chính được",
    "thực hiện theo quy định tại Phụ lục",
    "này; công chức có sức khỏe bảo đảm",
    "đáp ứng yêu cầu của khóa bồi dưỡng",
    "và không trong thời gian xem xét, xử",
    "lý kỷ luật hoặc trong thời gian thi",
    "hành kỷ luật từ khiển trách trở lên.",
)


def zones(sheet):
    return unfold(as_clean(sheet.gray)).zones


def kinds(sheet):
    return [zone.kind for zone in zones(sheet)]


def parties(sheet, y=90, *, second=70.0, pitch=7):
    for i, (label, value) in enumerate(PARTY):
        sheet.text(30, y + pitch * i, label)
        sheet.text(second + (i % 2) * 12, y + pitch * i, value)


def test_labels_and_values_are_lines_of_one_column():
    """Who makes a contract: values stand at two tabs, each beside its label."""
    sheet = Sheet()
    sheet.body(40, 6)
    parties(sheet)
    sheet.body(130, 6)

    assert set(kinds(sheet)) == {"body"}
    assert len(zones(sheet)) == 1


def test_a_form_whose_labels_have_nothing_behind_them_is_one_column():
    """Two labels in some lines, one in others, nothing filled in: the lines stay whole."""
    sheet = Sheet()
    sheet.body(40, 5)
    rows = (
        ("1. Mã số thuế:", "Fax:"),
        ("2. Tên cơ sở:", ""),
        ("3. Ngày, tháng, năm sinh:", "Giới tính:"),
        ("4. Điện thoại:", "Email:"),
        ("5. Dân tộc:", "Quốc tịch:"),
    )
    for i, (label, other) in enumerate(rows):
        sheet.text(30, 90 + 8 * i, label)
        sheet.text(112 if i < 4 else 136, 90 + 8 * i, other)

    assert kinds(sheet) == ["body"]


def test_dashes_hung_out_are_no_column():
    """`-` before a tab, three times, indented: the items are lines of one column."""
    sheet = Sheet()
    sheet.centred(105, 40, "HỢP ĐỒNG DỊCH VỤ", pt=18)
    sheet.body(52, 3)
    for i in range(4):
        sheet.text(46, 80 + 7 * i, "-")
        sheet.text(54, 80 + 7 * i, "Căn cứ Bộ luật Dân sự số 91/2015/QH13")

    assert kinds(sheet) == ["body"]


@pytest.mark.parametrize("pitch", [5.5, 6.5])
def test_running_text_in_two_columns_is_read_column_by_column(pitch):
    """Full lines at an even pitch on both sides; what signs below them is a foot."""
    sheet = Sheet()
    sheet.body(40, 4)
    for side, last in ((30, 7), (110, 6)):
        for i in range(last):
            sheet.text(side, 72 + pitch * i, NARROW[i], pt=13)
    y = 72 + 7 * pitch + 4
    for i, text in enumerate(("Nơi nhận:", "- Như trên;", "- Lưu: VT.")):
        sheet.text(30, y + 5 * i, text, pt=11)
    for i, text in enumerate(("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")):
        sheet.centred(150, y + 6 * i, text)
    sheet.centred(150, y + 32, "Thạch Gia Thuận")

    assert kinds(sheet) == ["body", "body", "body", "foot_left", "foot_right"]
    left, right = zones(sheet)[1:3]
    assert left.box.right < right.box.x
    assert right.box.bottom < sheet.px(y - 3)


def test_prose_in_the_cells_of_a_table_is_no_running_text():
    """Who does what, each row set apart from the next: rows are read, not columns."""
    sheet = Sheet()
    sheet.body(40, 4)
    for i in range(4):
        for side in (30, 110):
            sheet.text(side, 75 + 14 * i, NARROW[i], pt=13)
            sheet.text(side, 80.5 + 14 * i, "hằng năm.", pt=13)

    assert kinds(sheet) == ["body", "table"]


def test_lines_with_one_wide_space_below_one_another_are_no_columns():
    """Text set full in one column, a wide space in each line at the same place by chance."""
    sheet = Sheet()
    sheet.body(40, 4)
    for i in range(3):
        first = sheet.text(30, 70 + 7 * i, PARAGRAPH[i][:32])
        right = (first.x + first.width) * 25.4 / sheet.dpi
        sheet.text(max(right + 3, 102), 70 + 7 * i, PARAGRAPH[i][32:64])
    sheet.body(94, 4)

    assert kinds(sheet) == ["body"]


def test_who_signs_side_by_side_is_read_downwards():
    """Offices and names share their lines, but each is centred on its own column."""
    sheet = Sheet()
    sheet.body(40, 16)
    for x, lines in (
        (65, ("ĐẠI DIỆN BÊN A", "Giám đốc", "Trần Duy Trung")),
        (150, ("ĐẠI DIỆN BÊN B", "Tổng Giám đốc", "Nông Quốc Anh")),
    ):
        for line, y in zip(lines, (165, 172, 179), strict=True):
            sheet.centred(x, y, line)

    assert kinds(sheet) == ["body", "foot_left", "foot_right"]


def test_recipients_and_signer_at_one_pitch_are_columns():
    """`Nơi nhận:` and its list in the lines of the title: the signer is centred, so both stay."""
    sheet = Sheet()
    sheet.body(40, 12)
    for i, text in enumerate(("Nơi nhận:", "- Như trên;", "- Sở Tài chính;", "- Lưu: VT.")):
        sheet.text(30, 140 + 7 * i, text, pt=13)
    for i, text in enumerate(("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")):
        sheet.centred(150, 140 + 7 * i, text)

    assert kinds(sheet) == ["body", "foot_left", "foot_right"]


def test_a_long_list_of_recipients_beside_an_office_and_a_name_is_a_column():
    """Among a dozen lines the signer's two fall on baselines by chance; a speck is no line."""
    sheet = Sheet()
    sheet.body(40, 14)
    sheet.text(30, 150, "Nơi nhận:", pt=11, style="bold_italic")
    for i in range(1, 13):
        sheet.text(30, 150 + 4.5 * i, "- Các Bộ, cơ quan ngang Bộ;", pt=11)
    sheet.centred(150, 150.2, "BỘ TRƯỞNG")
    sheet.text(172, 172.5, "'", pt=11)
    sheet.centred(150, 190.5, "Đại tướng Trần Quang Bình")

    assert kinds(sheet) == ["body", "foot_left", "foot_right"]


def test_a_value_of_two_lines_beside_labels_without_values_is_read_across():
    """Of three labels one has a value, and that has two lines: both stay with their label."""
    sheet = Sheet()
    sheet.body(40, 8)
    for i, label in enumerate(("Họ, chữ đệm và tên:", "Nơi thường trú:")):
        sheet.text(30, 110 + 7 * i, label)
    sheet.text(82, 117, "84 đường Hai Bà Trưng, phường Phú Mỹ, Chi")
    sheet.text(82, 122.5, "Lăng, tỉnh Lạng Sơn")
    sheet.body(131, 3)

    assert set(kinds(sheet)) == {"body"}
    assert len(zones(sheet)) == 1


def test_a_word_in_the_margin_does_not_join_two_columns():
    """`Mật mã` beside one line of the left column: the text is read column by column."""
    sheet = Sheet()
    sheet.body(40, 4)
    for side in (30, 110):
        for i, text in enumerate(NARROW):
            sheet.text(side, 72 + 6 * i, text, pt=13)
    sheet.text(13, 90, "Mật mã", pt=11, style="italic")

    found = [zone for zone in zones(sheet) if zone.box.y > sheet.px(65)]

    assert [zone.kind for zone in found] == ["body", "body"]
    assert found[0].box.right < found[1].box.x
