"""Ruled lines and the tables they make."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_paper import Sheet

from pipeline.layout.ruled_tables import find_tables
from pipeline.pixels.rules import ruled_lines, without_rules, worn_on


def ink_of(sheet):
    return (sheet.gray < 160).astype(np.uint8)


def with_dashes(sheet):
    ink = ink_of(sheet)
    across, down = ruled_lines(ink, sheet.dpi)
    dpi = sheet.dpi
    return worn_on(across, ink, dpi, across=True), worn_on(down, ink, dpi, across=False)


def tables_of(sheet):
    return find_tables(*with_dashes(sheet), sheet.dpi)


def small_sheet():
    return Sheet(width=170, height=90)


def test_cells_are_numbered_row_by_row():
    """A grid of 3 rows and 4 columns gives its 12 cells in reading order, each where it is."""
    sheet = small_sheet()
    columns = [15, 60, 30, 40]
    sheet.table(10, 20, columns, 3, 12)
    for row in range(3):
        sheet.text(12, 28 + 12 * row, str(row + 1), pt=12)
        sheet.text(27, 28 + 12 * row, "Máy vi tính để bàn", pt=12)

    (table,) = tables_of(sheet)

    assert table.kind == "table"
    assert [cell[:2] for cell in table.cells] == [(r, c) for r in range(3) for c in range(4)]
    for row, column, box in table.cells:
        assert box.x == pytest.approx(sheet.px(10 + sum(columns[:column])), abs=6)
        assert box.y == pytest.approx(sheet.px(20 + 12 * row), abs=6)
        assert box.width == pytest.approx(sheet.px(columns[column]), abs=10)


def test_a_joined_cell_keeps_the_place_where_it_begins():
    """A heading over two columns is one cell; those beneath keep their own columns."""
    sheet = small_sheet()
    sheet.table(10, 20, [60, 40, 40], 2, 12)
    middle = sheet.px(10 + 100)
    sheet.pen.rectangle((middle - 5, sheet.px(20.5), middle + 5, sheet.px(31.5)), fill=255)

    (table,) = tables_of(sheet)

    assert [cell[:2] for cell in table.cells] == [(0, 0), (0, 1), (1, 0), (1, 1), (1, 2)]


def test_rules_broken_by_the_scanner_still_part_cells():
    """Gaps of three quarters of a millimetre in the rules do not let two cells run into one."""
    sheet = small_sheet()
    sheet.table(10, 20, [70, 70], 3, 12)
    for i, x in enumerate((30, 65, 100, 135)):
        y = 20 + 12 * i
        gap = tuple(map(sheet.px, (x, y - 1, x + 0.75, y + 1)))
        sheet.pen.rectangle(gap, fill=255)
    for y in (29, 41):
        sheet.pen.rectangle((sheet.px(78), sheet.px(y), sheet.px(82), sheet.px(y + 0.75)), fill=255)

    (table,) = tables_of(sheet)

    assert [cell[:2] for cell in table.cells] == [(r, c) for r in range(3) for c in range(2)]


def worn(sheet, top, bottom, left, right, every, gap):
    """Rub out bits of whatever is printed along the four sides of a box, all in millimetres."""
    at = left
    while at < right:
        for y in (top, bottom):
            sheet.pen.rectangle(tuple(map(sheet.px, (at, y - 0.6, at + gap, y + 0.6))), fill=255)
        at += every
    at = top
    while at < bottom:
        for x in (left, right):
            sheet.pen.rectangle(tuple(map(sheet.px, (x - 0.6, at, x + 0.6, at + gap))), fill=255)
        at += every


def test_a_frame_worn_to_dashes_still_holds_its_cells():
    """A photocopy breaks the thin outer rules every two millimetres; inner ones show the edges."""
    sheet = small_sheet()
    sheet.table(10, 20, [15, 60, 30, 40], 4, 12)
    worn(sheet, 20, 68, 10, 155, every=2.2, gap=1.0)

    (table,) = tables_of(sheet)

    assert [cell[:2] for cell in table.cells] == [(r, c) for r in range(4) for c in range(4)]


def test_a_table_open_at_its_sides_has_cells_there():
    """No rule at the left and right, as many offices draw it: rules that end together show it."""
    sheet = small_sheet()
    for y in (20, 32, 44, 56):
        sheet.rule(10, y, 150, y)
    for x in (30, 100):
        sheet.rule(x, 20, x, 56)

    (table,) = tables_of(sheet)

    assert [cell[:2] for cell in table.cells] == [(r, c) for r in range(3) for c in range(3)]


def test_serifs_in_a_row_are_no_rule():
    """Words in a rule's own line, three millimetres behind its end, are no more of it."""
    sheet = small_sheet()
    sheet.rule(15, 30, 60, 30)
    sheet.text(63, 30.2, "ĐẢNG CỘNG SẢN VIỆT NAM", pt=14, style="bold")

    across, _ = with_dashes(sheet)

    assert across[:, : sheet.px(61)].any()
    assert not across[:, sheet.px(62) :].any()


def test_two_tables_are_two():
    """Grids apart from each other are told apart, top to bottom."""
    sheet = Sheet(width=170, height=140)
    sheet.table(10, 80, [70, 70], 3)
    sheet.table(10, 20, [50, 50, 40], 3)

    assert [len(table.cells) for table in tables_of(sheet)] == [9, 6]


def test_a_worn_frame_loses_no_cell():
    """Where the outer rule faded for 6 mm, the cell behind it is one all the same."""
    sheet = small_sheet()
    sheet.table(10, 20, [70, 70], 3, 12)
    for y in (23, 47):
        sheet.pen.rectangle(tuple(map(sheet.px, (9, y, 11, y + 6))), fill=255)

    (table,) = tables_of(sheet)

    assert [cell[:2] for cell in table.cells] == [(r, c) for r in range(3) for c in range(2)]


def test_a_table_open_at_its_sides_has_all_its_cells():
    """Rules across and between, none at the outer sides."""
    sheet = small_sheet()
    for row in range(4):
        sheet.rule(10, 20 + 12 * row, 150, 20 + 12 * row)
    for x in (50, 100):
        sheet.rule(x, 20, x, 56)

    (table,) = tables_of(sheet)

    assert [cell[:2] for cell in table.cells] == [(r, c) for r in range(3) for c in range(3)]


def test_a_table_ends_where_its_rules_end():
    """Text that stands a millimetre above belongs to the text."""
    sheet = small_sheet()
    sheet.table(10, 20, [70, 70], 3, 12)

    (table,) = tables_of(sheet)

    assert table.box.y == pytest.approx(sheet.px(20), abs=3)
    assert table.box.bottom == pytest.approx(sheet.px(56), abs=3)


def test_two_rules_that_cross_are_no_table():
    """A fold and a line of the pen."""
    sheet = small_sheet()
    sheet.rule(10, 40, 150, 40)
    sheet.rule(80, 10, 80, 80)

    assert tables_of(sheet) == ()


def test_a_page_of_text_has_no_table():
    """Lines of letters are no rules, nor is the rule beneath a heading a table."""
    sheet = small_sheet()
    sheet.centred(85, 15, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", pt=13)
    sheet.rule(60, 19, 110, 19)
    for i in range(8):
        sheet.text(5, 30 + 7 * i, "Thực hiện Công văn số 287/STC-HCSN ngày 23 tháng 01 năm 2026")

    assert tables_of(sheet) == ()


def test_a_frame_around_one_paragraph_is_no_table():
    """One cell is no table."""
    sheet = small_sheet()
    sheet.table(10, 20, [140], 1, 40)
    sheet.text(15, 35, "Ghi chú: chỉ nộp bản chính")

    assert tables_of(sheet) == ()


def test_letters_alone_have_no_ruled_lines():
    """The longest strokes of letters are shorter than a rule."""
    sheet = small_sheet()
    sheet.centred(85, 20, "ĐẢNG CỘNG SẢN VIỆT NAM", pt=16)
    sheet.text(10, 40, "T/M BAN THƯỜNG VỤ — PHÓ BÍ THƯ", pt=14)

    across, down = ruled_lines(ink_of(sheet), sheet.dpi)

    assert not across.any()
    assert not down.any()


def test_a_thick_bar_is_no_rule():
    """What is thick both ways is a picture or a redaction, and is not erased with the rules."""
    sheet = small_sheet()
    sheet.pen.rectangle(tuple(map(sheet.px, (20, 20, 80, 26))), fill=0)

    across, down = ruled_lines(ink_of(sheet), sheet.dpi)

    assert not across[sheet.px(21) : sheet.px(25)].any()
    assert not down.any()


def test_letters_on_a_rule_keep_their_strokes():
    """The rule beneath a name is painted white; the letters that hang through it stay."""
    ruled, plain = small_sheet(), small_sheet()
    for sheet in (ruled, plain):
        sheet.text(20, 30, "Nguyễn Quang Huy, gấp gáp quy hoạch", style="bold")
    # Above the feet of g, q, p and y, beneath the baseline.
    ruled.rule(15, 30.7, 120, 30.7)
    ink = ink_of(ruled)
    across, down = ruled_lines(ink, 200)

    done = without_rules(ruled.gray, across, down, ink)

    letters = plain.gray < 100
    rule_only = (ruled.gray < 100) & (plain.gray > 250)
    crossing = letters & (across > 0)
    assert crossing.any()
    # Bowls that run along the rule go with it; stems that pass through it stay.
    assert (done[crossing] < 160).mean() > 0.4
    assert (done[letters] < 160).mean() > 0.97
    assert (done[rule_only] > 200).mean() > 0.7


def test_a_page_without_rules_is_unchanged():
    """Nothing to paint over: the very same pixels."""
    sheet = small_sheet()
    sheet.text(20, 30, "Nguyễn Quang Huy")
    ink = ink_of(sheet)

    done = without_rules(sheet.gray, *ruled_lines(ink, 200), ink)

    assert np.array_equal(done, sheet.gray)
