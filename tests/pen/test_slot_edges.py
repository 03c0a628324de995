"""Where print ends and begins beside a number's blank is told by the ink, not by engines' boxes."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_paper import Sheet
from test_slot_ink import Form, share_found

from pipeline.geometry import Box
from pipeline.pen.anchors import Blank, unglued
from pipeline.pen.edges import edged, printed_label, slash_start
from pipeline.pen.lettering import print_band
from pipeline.pen.one_pen import of_one_pen
from pipeline.pen.slotting import SlotPlace, cut_slot
from pipeline.pen.type_widths import width_in_ems
from pipeline.recognition.engine import EngineWord
from pipeline.values.marks import Mark


def number_line(label="Số:", symbol="/UBND-TH", *, apart=16.0):
    """A number line without pen: (page, its box, box of the label, box of the symbol, place)."""
    sheet = Sheet(width=120, height=30)
    first = sheet.text(20, 15, label, pt=13)
    last = sheet.text(first.right * 25.4 / 200 + apart, 15, symbol, pt=13)
    line = first.union(last)
    place = SlotPlace(first.right, last.x, *print_band(sheet.gray, line))
    return sheet.gray, line, first, last, place


def ink_columns(page, box):
    """First and last column with ink in a box."""
    columns = np.flatnonzero((page[box.slices] < 175).any(axis=0)) + box.x
    return int(columns[0]), int(columns[-1])


@pytest.mark.parametrize("label", ["Số:", "Số :", "Số", "SỐ:"])
def test_the_label_ends_behind_its_colon(label):
    """With a colon, with a space before it, or without one."""
    page, _, first, _, place = number_line(label)

    found = printed_label(page, first.x, place)

    assert abs(found.end - 1 - ink_columns(page, first)[1]) <= 1


def test_the_label_tells_the_size_of_type():
    """Its two letters have a known width in ems: a third less ink, a third smaller type."""
    page, _, first, _, place = number_line()

    assert printed_label(page, first.x, place).em == pytest.approx(13 * 200 / 72, rel=0.07)


def test_pen_through_the_label_makes_no_label():
    """A stroke that joins S and o leaves no letters to measure by."""
    page, _, first, _, place = number_line()
    y = (place.head + place.baseline) // 2
    page[y : y + 4, first.x : first.right + 60] = 0

    assert printed_label(page, first.x, place) is None


def test_the_slash_is_found_where_a_box_begins_too_early():
    """Pen boxed with the symbol moves the box, not the slash."""
    page, _, _, last, place = number_line()

    for off in (0, 8, 18):
        assert abs(slash_start(page, last.x - off, place) - ink_columns(page, last)[0]) <= 1


@pytest.mark.parametrize("symbol", ["1 UBND", "IBND", "VBND"])
def test_other_strokes_are_no_slash(symbol):
    """Upright strokes, strokes with feet and letters that lean both ways."""
    page, _, _, last, place = number_line(symbol=symbol)

    assert slash_start(page, last.x, place) is None


def blank_of(line, label, symbol, *, right, text="/UBND-TH"):
    """A number's blank between two words, as an engine boxed them."""
    words = [
        EngineWord("Số:", label, 0.9),
        EngineWord(text, Box(right, symbol.y, symbol.right - right, symbol.height), 0.4),
    ]
    return words, Blank("number", (), 0, 1, label.right + 14, right)


def test_a_blank_lies_between_label_and_slash():
    """Boxes that took a figure from either side give it back."""
    page, line, label, symbol, _ = number_line()
    words, blank = blank_of(line, label, symbol, right=symbol.x - 14)

    found = edged(page, line, words, blank)

    assert abs(found.left - 1 - ink_columns(page, label)[1]) <= 1
    assert abs(found.right - ink_columns(page, symbol)[0]) <= 1


def test_a_slash_that_touches_its_letters_is_placed_by_the_width_of_the_symbol():
    """`/` and `U` of one piece: no slash is seen, but the symbol is too wide for its type."""
    page, line, label, symbol, place = number_line()
    first, _ = ink_columns(page, symbol)
    page[place.baseline - 3 : place.baseline, first : first + 30] = 0
    words, blank = blank_of(line, label, symbol, right=symbol.x - 25)

    assert abs(edged(page, line, words, blank).right - first) <= 6


def test_a_day_s_blank_and_a_dashed_symbol_keep_their_edges():
    """Only a number has label and slash; behind `72-BC/QU` the first slash is the symbol's own."""
    page, line, label, symbol, _ = number_line(symbol="-BC/QU")
    words, blank = blank_of(line, label, symbol, right=symbol.x, text="-BC/QU")

    assert edged(page, line, words, blank).right == blank.right
    assert edged(page, line, words, blank._replace(form="day")) == blank._replace(form="day")


def test_a_slash_lost_in_the_pen_leaves_its_symbol():
    """`yQĐ-SYT`: the code begins at its capitals; a sure word and a first word stay whole."""
    box = Box(500, 90, 140, 30)
    label = EngineWord("Số:", Box(380, 90, 40, 30), 0.9)
    lost = EngineWord("yQĐ-SYT", box, 0.2)

    assert [w.text for w in unglued([label, lost], 36.0)] == ["Số:", "y", "QĐ-SYT"]
    sure = EngineWord("yQĐ-SYT", box, 0.95)
    assert "QĐ-SYT" not in [w.text for w in unglued([label, sure], 36.0)]
    assert "QĐ-SYT" not in [w.text for w in unglued([lost], 36.0)]


def test_a_figure_that_leans_over_the_symbol_is_whole():
    """Its head stands over the slash without touching it: the cut does not go through it."""
    form = Form("57", beside=False)
    ends = np.flatnonzero((form.alone < 175).any(axis=0))[-1]
    place = form.place._replace(right=int(ends) - 6)

    recall, precision = share_found(form, cut_slot(form.page, place))

    assert recall > 0.97
    assert precision > 0.95


def test_figures_set_high_are_whole_and_the_line_above_is_not_theirs():
    """A hand that keeps clear of a tail writes above the line; the line above has its own ink."""
    form = Form("23", up=15, tall=22)

    recall, precision = share_found(form, cut_slot(form.page, form.place))

    assert recall > 0.97
    assert precision > 0.9


def blue(form, keep):
    """A mark of the pen in which only the columns `keep` are coloured."""
    ink = form.alone < 175
    box = Box.of(ink)
    mask = ink[box.slices].copy()
    mask[:, ~keep(np.arange(box.width) / box.width)] = False
    return Mark("fill_in", box, mask, "blue")


def test_pen_that_scanned_gray_in_parts_is_whole():
    """Every other sliver of a blue stroke is gray: the figures are blue as a whole."""
    form = Form("57", beside=False)
    ink = cut_slot(form.page, form.place)
    mark = blue(form, lambda x: (x * 30).astype(int) % 2 == 0)

    found, colour = of_one_pen(form.page, [mark], ink, form.place)

    assert colour == "blue"
    assert found.mask.sum() > 0.97 * ink.mask.sum()


def test_black_print_beside_coloured_pen_is_not_the_pen_s():
    """A black stroke in the blank takes no colour from blue figures beside it."""
    form = Form("57", beside=False)
    page = form.page.copy()
    x, y = form.place.left + 8, form.place.head
    page[y : form.place.baseline, x : x + 4] = 0
    ink = cut_slot(page, form.place)
    mark = blue(form, lambda x: x >= 0)

    found, colour = of_one_pen(page, [mark], ink, form.place)

    assert ink.box.x == x
    assert colour == "blue"
    assert found.box == Box.of(form.alone < 175)


def test_widths_add_up():
    """A word is as wide as its letters, whatever their marks."""
    assert width_in_ems("Số") == width_in_ems("So")
    assert width_in_ems("/QĐ") == pytest.approx(0.278 + 0.722 + 0.722)
