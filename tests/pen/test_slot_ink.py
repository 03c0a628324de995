"""Pen in a blank is cut out alone: not the print beside it, the rule under it, other lines."""

from __future__ import annotations

import random

import numpy as np
import pytest
from drawn_paper import Sheet

from pipeline.geometry import Box
from pipeline.pen.lettering import misfit, print_band
from pipeline.pen.slotting import SlotPlace, cut_slot, snapped, without_form
from samples.handwriting import Writer, write
from samples.ink import Ink


def pen(text, height=24, *, seed=5):
    """(h, w) uint8, 255 = ink: figures by hand, about `height` pixels high."""
    rng = random.Random(seed)
    writer = Writer(
        "patrick-hand", True, 0.15, 1.0, 0.02, 0.45, Ink.drawn(rng, "black"), 0.12, False
    )
    return write(rng, text, height, writer, 200)


class Form:
    """`Số:` and `/UBND-TH` with 16 mm between them, and pen on the blank."""

    def __init__(self, figures="574", *, at=None, up=0, leader=None, beside=True, tall=24):
        sheet = Sheet(width=120, height=30)
        label = sheet.text(20, 15, "Số:", pt=13)
        symbol = sheet.text(43, 15, "/UBND-TH", pt=13)
        if leader == "rule":
            sheet.rule(27, 15.3, 42.5, 15.3)
        elif leader == "dots":
            for x in np.arange(27.5, 42, 1.3):
                sheet.text(x, 15, ".", pt=13)
        if beside:
            sheet.text(20, 8.5, "TỈNH QUẢNG NGÃI", pt=13)
            sheet.text(20, 21, "V/v đề nghị khắc phục", pt=12)
        self.line = label.union(symbol)
        self.page = sheet.gray
        self.alone = np.full_like(self.page, 255)
        if figures:
            ink = pen(figures, tall)
            x = at if at is not None else (label.right + symbol.x - ink.shape[1]) // 2
            y = sheet.px(15) - ink.shape[0] - up
            part = (slice(y, y + ink.shape[0]), slice(x, x + ink.shape[1]))
            self.alone[part] = 255 - ink
            self.page = np.minimum(self.page, self.alone)
        head, baseline = print_band(self.page, self.line)
        self.place = SlotPlace(label.right, symbol.x, head, baseline)


def share_found(form, cut):
    """(recall, precision) of the pen's ink in what was cut out."""
    found = np.zeros(form.page.shape, dtype=bool)
    found[cut.box.slices] = cut.mask
    true = form.alone < 175
    return (found & true).sum() / true.sum(), (found & true).sum() / found.sum()


@pytest.mark.parametrize("leader", [None, "rule", "dots"])
def test_pen_is_cut_out_alone(leader):
    """What stands beside, above, below and under the figures stays behind."""
    form = Form(leader=leader)

    recall, precision = share_found(form, cut_slot(form.page, form.place))

    assert recall > 0.97
    assert precision > 0.93


@pytest.mark.parametrize(("up", "tall"), [(12, 24), (0, 60)])
def test_pen_above_its_line_is_whole(up, tall):
    """Hands overshoot: figures half a capital too high, or two and a half high, are not cut."""
    form = Form("57", up=up, tall=tall, beside=False)

    recall, precision = share_found(form, cut_slot(form.page, form.place))

    assert recall > 0.99
    assert precision > 0.99


def test_pen_that_touches_the_symbol_is_parted_from_it():
    """The last figure runs into `/`: the figures are kept, the print is not."""
    form = Form("574")
    reach = form.place.right - pen("574").shape[1] + 4
    form = Form("574", at=reach)

    recall, precision = share_found(form, cut_slot(form.page, form.place))

    assert recall > 0.9
    assert precision > 0.93


@pytest.mark.parametrize("leader", [None, "rule", "dots"])
def test_an_empty_blank_holds_nothing(leader):
    """A leader alone is no pen."""
    form = Form("", leader=leader)

    assert cut_slot(form.page, form.place) is None


def test_pale_pen_is_whole():
    """Half of a pale stroke is paler than what counts as ink on the page: it is cut out all the
    same, and paper's grain is not."""
    form = Form(beside=False)
    rng = np.random.default_rng(3)
    grain = rng.normal(248, 4, form.page.shape).clip(225, 255)
    pale = np.where(form.alone < 250, 140 + form.alone.astype(float) * 115 / 255, 255)
    page = np.minimum(np.minimum(form.page, 255) * 1.0, grain)
    page = np.where(form.alone < 250, np.minimum(pale, grain), page).astype(np.uint8)

    cut = cut_slot(page, form.place)

    found = np.zeros(page.shape, dtype=bool)
    found[cut.box.slices] = cut.mask
    true = form.alone < 120
    assert (found & true).sum() > 0.98 * true.sum()
    assert (found & (form.alone > 250)).sum() < 0.02 * found.sum()


def test_the_picture_is_dark_on_white_with_a_margin():
    """What a reader of digits gets: the pen's own gray levels, white around."""
    form = Form()

    cut = cut_slot(form.page, form.place)

    assert cut.picture.min() < 60
    assert (cut.picture[0] == 255).all()
    assert (cut.picture[:, -1] == 255).all()
    assert cut.mask.shape == cut.box.shape


def test_a_cut_moves_to_the_nearest_gap():
    """An edge guessed from letter widths a few pixels inside a letter goes to the white beside."""
    form = Form("")
    column = form.place.right + 3

    found = snapped(form.page, column, form.place)

    assert (form.page[form.place.head : form.place.baseline, found] > 175).all()


def test_a_stamp_s_form_is_taken_off():
    """Frame, dotted rule, specks and a neighbour's foot at the rim go; the figures stay."""
    picture = np.full((70, 180), 255, np.uint8)
    ink = pen("2352", 30)
    y, x = 18, 40
    picture[y : y + ink.shape[0], x : x + ink.shape[1]] = 255 - ink
    alone = picture.copy()
    picture[:, 2:5] = 0  # the frame
    picture[60:62, 10:170] = 0  # the rule
    picture[52:55, 12:170:9] = 0  # dots
    picture[0:6, 60:66] = 0  # the foot of a letter above
    picture[8, 20] = 0

    cleaned = without_form(picture, 200)

    kept = cleaned < 128
    margin = (cleaned.shape[0] - 70) // 2
    true = np.pad(alone < 128, margin)
    assert (kept & true).sum() > 0.97 * true.sum()
    assert (kept & ~true).sum() < 0.04 * true.sum()


def test_figures_of_broken_type_stand_on_their_line():
    """Thin type breaks at its hairlines: halves over one another are measured as one figure."""
    sheet = Sheet(width=120, height=30)
    sheet.text(20, 15, "Long Biên, ngày", pt=13)
    figures = sheet.text(57, 15, "22", pt=13)
    last = sheet.text(65, 15, "tháng", pt=13)
    page = sheet.gray
    page[figures.y + figures.height * 2 // 3, figures.x : figures.right] = 255
    line = Box(sheet.px(20), figures.y - 6, last.right - sheet.px(20), figures.height + 14)

    assert misfit(page, figures, line) < 0.09
