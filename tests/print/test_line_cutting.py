"""Lines cut out of a zone, each with all its marks and none of its neighbours'."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_paper import Sheet, tilted

from pipeline.pen.lettering import misfit
from pipeline.pixels.components import components
from pipeline.print.lines import find_lines
from pipeline.print.type_sizes import one_size_each


def alone(text, y, **how):
    """The ink of one line on a sheet of its own: what its cut must hold."""
    sheet = Sheet(width=180, height=60)
    sheet.text(10, y, text, **how)
    return sheet.gray


def pages_of(lines, pitch, first=15.0, **how):
    """A sheet of lines, and each line's ink alone."""
    sheet = Sheet(width=180, height=60)
    for i, text in enumerate(lines):
        sheet.text(10, first + pitch * i, text, **how)
    return sheet.gray, [alone(text, first + pitch * i, **how) for i, text in enumerate(lines)]


def placed_on(page, cuts):
    """Each cut's ink on a page of its own."""
    for cut in cuts:
        shown = np.full(page.shape, 255, np.uint8)
        x, y = cut.offset
        shown[y : y + cut.gray.shape[0], x : x + cut.gray.shape[1]] = cut.gray
        yield shown


def assert_each_line_has_its_own_ink(lines, pitch, **how):
    page, singles = pages_of(lines, pitch, **how)

    cuts = find_lines(page, 200)

    assert len(cuts) == len(lines)
    for shown, single in zip(placed_on(page, cuts), singles, strict=True):
        own = single < 100
        # All of the line, dots and tones, and nothing of the others.
        assert (shown[own] < 170).mean() == 1.0
        assert not ((shown < 100) & (single > 250)).any()


@pytest.mark.parametrize("pitch", [5.3, 5.6, 6.0, 7.5])
def test_marks_above_capitals_go_with_their_own_line(pitch):
    """`Ố`, `Ể`, `Ữ` reach into the line above at single spacing: they are the lower line's."""
    lines = ("ĐẢNG BỘ QUẬN LONG BIÊN", "SỐ LIỆU TỔNG THỂ ĐỂ HỖ TRỢ", "NHỮNG ĐỐI TƯỢNG CỤ THỂ")
    assert_each_line_has_its_own_ink(lines, pitch, style="bold")


@pytest.mark.parametrize("pitch", [5.6, 7.5])
def test_dots_below_go_with_the_line_above(pitch):
    """A nặng beneath `ạ`, `ệ`, `ự` hangs under its own line."""
    lines = ("thực hiện nhiệm vụ trọng tâm được ủy", "hội nghị lần thứ hai về bộ máy", "cụ thể")
    assert_each_line_has_its_own_ink(lines, pitch)


def test_tails_of_commas_and_semicolons_stay():
    """A semicolon keeps its tail, so that it is not read as a colon."""
    lines = ("- Như trên;", "- Thường trực Thành ủy;", "- Lưu: VT, TCKH.")
    assert_each_line_has_its_own_ink(lines, 6.0, pt=11)


@pytest.mark.parametrize("count", [1, 4, 8])
def test_as_many_lines_as_are_printed(count):
    """Every line of a paragraph is found once, top to bottom."""
    sheet = Sheet(width=210, height=90)
    boxes = sheet.body(20, count, x=10)

    cuts = find_lines(sheet.gray, 200)

    assert len(cuts) == count
    for cut, box in zip(cuts, boxes, strict=True):
        assert cut.box.y == pytest.approx(box.y, abs=4)
        assert cut.box.x == pytest.approx(box.x, abs=4)


def test_a_tilt_that_was_left_does_not_mix_lines():
    """Three tenths of a degree over the page's width is a third of a line: each is still whole."""
    sheet = Sheet(width=210, height=90)
    sheet.body(20, 8, x=10)

    cuts = find_lines(tilted(sheet.gray, 0.3), 200)

    assert len(cuts) == 8
    assert all(cut.box.width > sheet.px(140) for cut in cuts)


def test_a_line_of_small_letters_is_cut_as_high_as_its_neighbours():
    """`như sau` without ascenders is not blown up by the recogniser's scaling."""
    page, _ = pages_of(("an em ra vào cơ sở xa xưa", "Hội nghị thống nhất"), 8)

    small, usual = find_lines(page, 200)

    assert small.gray.shape[0] > 0.7 * usual.gray.shape[0]


def test_specks_are_no_lines():
    """Dust between lines makes no line of its own."""
    sheet = Sheet(width=210, height=60)
    sheet.body(20, 3, x=10, pitch=12)
    page = sheet.gray
    rng = np.random.default_rng(3)
    for y, x in rng.integers((10, 10), (460, 1600), (60, 2)):
        page[y : y + 2, x : x + 2] = 0

    assert len(find_lines(page, 200)) == 3


def test_small_print_under_large_is_cut_line_by_line():
    """Recipients in 11 points, set tight, below a text in 14: none is lost, none run together."""
    lines = [
        (14, 15.0, "Sở Y tế đề nghị các cơ quan, đơn vị nghiêm túc triển khai"),
        (14, 21.5, "thực hiện; vướng mắc đề nghị phản ánh kịp thời."),
        (14, 30.0, "Nơi nhận:                         GIÁM ĐỐC"),
        (11, 34.4, "- Như trên;"),
        (11, 38.7, "- Sở Tài chính;"),
        (11, 43.0, "- Các phòng, đơn vị trực thuộc;"),
        (11, 47.3, "- Thường trực HĐND tỉnh;"),
        (11, 51.6, "- Lưu: VT, QLCL."),
    ]
    page = Sheet(width=180, height=60)
    for size, y, text in lines:
        page.text(10, y, text, pt=size)

    cuts = find_lines(page.gray, 200)

    assert len(cuts) == len(lines)
    for shown, (size, y, text) in zip(placed_on(page.gray, cuts), lines, strict=True):
        assert (shown[alone(text, y, pt=size) < 100] < 170).mean() > 0.99


@pytest.mark.parametrize("sizes", [(14, 13, 14), (13, 12, 12), (14, 14, 14)])
def test_sizes_that_are_nearly_alike_are_one(sizes):
    """A paragraph in 13 points between two in 14 is no other part of the column."""
    page = Sheet(width=180, height=60)
    for i, size in enumerate(sizes):
        for k in (0, 1):
            page.text(10, 10 + 14 * i + 6.5 * k, "Căn cứ Luật Tổ chức chính quyền", pt=size)
    pieces = components((page.gray < 170).astype(np.uint8)).stats[1:].astype(np.int64)
    large = pieces[pieces[:, 3] > 10]

    assert one_size_each(large[:, 1], large[:, 3], page.gray.shape[0]) == [(0, page.gray.shape[0])]


@pytest.mark.parametrize("shape", [(200, 400), (1, 1)])
def test_an_empty_zone_has_no_lines(shape):
    """White paper has nothing to cut."""
    assert find_lines(np.full(shape, 255, np.uint8), 200) == ()


def printed_line(figures=None, *, up=0.0, pt=13.0):
    """`Số: … /UBND-TCKH` with figures set apart: (page, box of the figures, box of the line)."""
    sheet = Sheet(width=90, height=30)
    label = sheet.text(10, 15, "Số:", pt=13)
    rest = sheet.text(34, 15, "/UBND-TCKH", pt=13)
    slot = sheet.text(20, 15 - up, figures, pt=pt)
    return sheet.gray, slot, label.union(rest)


def test_figures_of_type_fit_their_line():
    """Printed figures stand on the baseline, as high as capitals."""
    assert misfit(*printed_line("574")) < 0.1


@pytest.mark.parametrize("how", [{"up": 1.2}, {"up": -1.0}, {"pt": 19.0}, {"pt": 8.5}])
def test_figures_of_pen_do_not(how):
    """Too high, too low, too large or too small: no type."""
    assert misfit(*printed_line("574", **how)) > 0.25


def test_nothing_to_compare_is_no_misfit():
    """A number that stands alone is not called pen."""
    sheet = Sheet(width=60, height=30)
    box = sheet.text(20, 15, "574")

    assert misfit(sheet.gray, box, box) is None
