"""Words in the margin, footnotes, and the blanks of forms."""

from __future__ import annotations

import numpy as np
from drawn_paper import Sheet, as_clean

from pipeline.layout.zones import unfold


def zones(sheet):
    return unfold(as_clean(sheet.gray)).zones


def kinds(sheet):
    return [zone.kind for zone in zones(sheet)]


def test_lines_in_the_margin_are_a_zone_of_their_own():
    """A note beside the text is not woven into its lines, and is read last."""
    sheet = Sheet()
    sheet.body(60, 16)
    for i, text in enumerate(("Đã đăng", "Công báo", "số 12")):
        sheet.text(12, 100 + 4.5 * i, text, pt=9)

    found = zones(sheet)

    assert [zone.kind for zone in found] == ["body", "margin"]
    assert found[1].box.right <= found[0].box.x + sheet.px(2)


def test_a_number_hung_out_is_no_note():
    """`1.` in the margin before its paragraph belongs to the line it stands on."""
    sheet = Sheet()
    sheet.body(60, 16)
    sheet.text(22, 60, "1.")
    sheet.text(22, 95, "2.")

    assert kinds(sheet) == ["body"]


def test_small_print_under_a_short_rule_is_a_footnote():
    """It comes after the text of its page, whatever the page ends with."""
    sheet = Sheet()
    sheet.body(40, 25)
    sheet.rule(30, 250, 80, 250)
    sheet.text(30, 256, "1 Theo Nghị định số 30/2020/NĐ-CP về công tác văn thư.", pt=10)
    sheet.text(30, 260.5, "2 Số liệu đến ngày 30/6/2024.", pt=10)

    assert kinds(sheet) == ["body", "footnote"]


def test_an_underlined_label_begins_no_footnotes():
    """`Nơi nhận` of Party papers is underlined: print stands right above the rule."""
    sheet = Sheet()
    sheet.body(40, 25)
    box = sheet.text(30, 240, "Nơi nhận, các cơ quan, đơn vị", pt=13)
    sheet.rule(30, 241, (box.x + box.width) * 25.4 / 200, 241)
    sheet.text(30, 247, "- Lưu Văn phòng", pt=12)

    assert "footnote" not in kinds(sheet)


def test_a_rule_under_a_heading_begins_no_footnotes():
    """It stands in the middle of the page, not at the left of the text."""
    sheet = Sheet()
    sheet.body(40, 20)
    sheet.centred(105, 200, "PHỤ LỤC")
    sheet.rule(85, 204, 125, 204)
    sheet.body(214, 5)

    assert "footnote" not in kinds(sheet)


def form(sheet):
    for i, (label, other) in enumerate((("Họ và tên:", "Nam, nữ:"), ("Ngày sinh:", "Nơi sinh:"))):
        y = 100 + 8 * i
        left = sheet.text(30, y, label)
        sheet.text((left.x + left.width) * 25.4 / 200 + 1, y, "." * 45)
        right = sheet.text(112, y, other)
        sheet.text((right.x + right.width) * 25.4 / 200 + 1, y, "." * 40)


def test_dots_hold_the_line_of_a_form_together():
    """Label, blank, label, blank: one line, not two columns; the dots are not read."""
    sheet = Sheet()
    sheet.body(60, 4)
    form(sheet)
    sheet.body(125, 4)

    done = unfold(as_clean(sheet.gray))

    assert [zone.kind for zone in done.zones] == ["body"]
    dots = np.s_[sheet.px(99) : sheet.px(100), sheet.px(70) : sheet.px(105)]
    assert (sheet.gray[dots] < 128).any()
    assert (done.gray[dots] > 200).all()


def test_three_dots_are_print():
    """An ellipsis is a sign of the text."""
    sheet = Sheet()
    sheet.text(30, 60, "các sở, ban, ngành...")

    done = unfold(as_clean(sheet.gray))

    assert np.array_equal(done.gray, sheet.gray)


def test_labels_beside_their_values_are_no_note():
    """Most long lines are values at a tab: their labels stand where other lines begin."""
    sheet = Sheet()
    sheet.body(40, 2)
    for i in range(9):
        sheet.text(30, 62 + 7 * i, ("Địa chỉ:", "Điện thoại:", "Mã số thuế:")[i % 3])
        sheet.text(72, 62 + 7 * i, "Ngân hàng TMCP Ngoại thương - Chi nhánh Đà Nẵng")
    sheet.body(130, 2)

    assert "margin" not in kinds(sheet)


def test_a_colon_before_a_blank_keeps_both_dots():
    """`Họ và tên:.....`: the colon's lower dot stands in the blank's row, and is none of its."""
    sheet = Sheet()
    label = sheet.text(30, 60, "Họ và tên:")
    right = (label.x + label.width) * 25.4 / sheet.dpi
    sheet.text(right + 0.9, 60, "." * 60)

    read = unfold(as_clean(sheet.gray)).gray

    colon = np.s_[label.y : label.bottom, label.right - 4 : label.right + 1]
    assert (read[colon] < 128).sum() == (sheet.gray[colon] < 128).sum()
    assert not (read[:, label.right + 8 :] < 128).any()


def test_boxes_to_tick_are_no_letters():
    """Empty squares are room for the pen: not read, and no gap in their line either."""
    sheet = Sheet()
    sheet.body(40, 3)
    for x, text in ((30, "Giới tính:"), (72, "Nam"), (122, "Nữ")):
        sheet.text(x, 62, text)
    for x in (64, 114):
        place = tuple(map(sheet.px, (x, 58.5, x + 3.6, 62.1)))
        sheet.pen.rectangle(place, outline=0, width=2)
    sheet.body(69, 3)

    done = unfold(as_clean(sheet.gray))

    assert [zone.kind for zone in done.zones] == ["body"]
    assert not (done.gray[sheet.px(58) : sheet.px(62.5), sheet.px(63.5) : sheet.px(68)] < 128).any()


def test_letters_in_frames_and_ticked_boxes_stay():
    """A capital O, a square with a cross in it and one with a figure are looked at as they are."""
    sheet = Sheet()
    for i, style in enumerate(("regular", "bold")):
        for k, pt in enumerate((9, 11, 12, 13, 14, 18, 24)):
            sheet.text(20 + 26 * k, 90 + 20 * i, "DOQÔB0", pt=pt, style=style)
    for x in (80, 100):
        place = tuple(map(sheet.px, (x, 56, x + 4, 60)))
        sheet.pen.rectangle(place, outline=0, width=2)
    sheet.pen.line(tuple(map(sheet.px, (81, 57, 83, 59))), fill=0, width=3)
    sheet.text(101, 59.4, "1", pt=8)

    read = unfold(as_clean(sheet.gray)).gray

    assert (read < 128).sum() == (sheet.gray < 128).sum()


def bound(sheet, shift=0.0):
    """Draw the holes of a comb down the left edge, some of them pale."""
    for i in range(26):
        if i % 4 != 2:
            place = tuple(map(sheet.px, (3 + shift, 20 + 9.5 * i, 7.5 + shift, 24.5 + 9.5 * i)))
            sheet.pen.rectangle(place, fill=90)


def test_the_holes_of_a_binding_are_no_column():
    """A letterhead beside a copied comb is two columns, and the comb is no part of any zone."""
    sheet = Sheet()
    bound(sheet)
    for i, text in enumerate(("CÔNG TY CỔ PHẦN AN THỊNH", "Số 11, phường Đức Xuân")):
        sheet.text(30, 24 + 6 * i, text, pt=11)
    for i, text in enumerate(("Báo cáo tài chính", "Mẫu số B 09 - DN")):
        sheet.text(150, 24 + 6 * i, text, pt=11)
    sheet.body(60, 12)

    found = zones(sheet)

    assert [zone.kind for zone in found] == ["letterhead_left", "letterhead_right", "body"]
    assert all(zone.box.x > sheet.px(8) for zone in found)


def test_text_cut_close_to_the_edge_is_no_binding():
    """A copy of a table without its margin: each line begins with a plus near the edge."""
    sheet = Sheet()
    for i in range(9):
        sheet.text(3, 60 + 9.5 * i, "+ Ngân hàng TMCP Ngoại thương - Chi nhánh Nam Định", pt=13)

    (found,) = zones(sheet)

    assert found.box.x < sheet.px(4)


def test_numbers_hung_out_down_a_page_are_no_binding():
    """`1.` to `9.` stand where text may stand: they are read with their lines."""
    sheet = Sheet()
    for i in range(9):
        sheet.text(14, 60 + 9.5 * i, f"{i + 1}.", pt=13)
        sheet.text(24, 60 + 9.5 * i, "Rà soát toàn bộ trụ sở làm việc, máy móc", pt=13)

    (found,) = zones(sheet)

    assert found.box.x < sheet.px(15)
