"""Marks told apart by shape, and strokes of coloured ink put together as marks."""

from __future__ import annotations

import random

import numpy as np
import pytest
from drawn_paper import Sheet, all_print, as_flat, inked
from PIL import Image

from pipeline.ink.clean import clean
from pipeline.ink.mark_shapes import hue_name, kind_of
from pipeline.settings import InkCleaning
from samples.annotating import line_over, tick
from samples.handwriting import Writer, write, write_note
from samples.ink import Ink
from samples.stamps import boxed_stamp, incoming_stamp
from samples.typesetting import DPI, Place, mm

RED, BLUE, VIOLET = (214, 38, 48), (42, 62, 168), (104, 52, 150)
PEN = Ink("blue", BLUE)


def small(alpha):
    """A shape of 255 = ink, from its sheet's resolution to 200 dpi."""
    size = (round(alpha.shape[1] * 200 / DPI), round(alpha.shape[0] * 200 / DPI))
    return Image.fromarray(255 - alpha).resize(size, Image.Resampling.BOX)


def sheet_with(*shapes):
    """A sheet with shapes at places in millimetres."""
    sheet = Sheet(width=150, height=110)
    for alpha, x, y in shapes:
        picture = small(alpha)
        box = (sheet.px(x), sheet.px(y))
        under = sheet.picture.crop((*box, box[0] + picture.width, box[1] + picture.height))
        darker = np.minimum(np.asarray(under), np.asarray(picture))
        sheet.picture.paste(Image.fromarray(darker), box)
    return sheet


def marks_of(*layers, under=None):
    """The marks on a sheet with layers of (sheet, colour) pressed onto it."""
    image = (under or Sheet(width=150, height=110)).rgb
    for layer, colour in layers:
        image = inked(image, layer, colour)
    return clean(as_flat(image), InkCleaning(), all_print).marks


def writer():
    return Writer.drawn(random.Random(4), PEN)


def mask_of(alpha):
    dark = np.asarray(small(alpha)) < 128
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    return dark[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def test_words_and_lines_of_a_note_are_one_mark():
    """Bút phê of three lines, each of several words."""
    lines = ["Kính chuyển đ/c Hùng", "chỉ đạo thực hiện", "trước ngày 12/3"]
    alpha, _ = write_note(random.Random(2), lines, mm(4), writer())

    marks = marks_of((sheet_with((alpha, 20, 20)), BLUE))

    assert [(mark.kind, mark.colour) for mark in marks] == [("note", "blue")]


def test_number_and_day_are_two_marks():
    """Figures in two slots of the same head have nothing to do with each other."""
    number, day = (write(random.Random(3), text, mm(4), writer()) for text in ("574", "04"))

    marks = marks_of((sheet_with((number, 20, 20), (day, 80, 21)), BLUE))

    assert [mark.kind for mark in marks] == ["fill_in", "fill_in"]


def test_each_row_of_a_form_is_a_mark():
    """What pens fill into a stamp ĐẾN stays apart from the row below, and from the stamp."""
    form = incoming_stamp(random.Random(3), "UBND QUẬN LONG BIÊN")
    rows = [
        (write(random.Random(5), text, mm(2.6), writer()), form.blanks[name])
        for name, text in (("number", "2352"), ("date", "21/3/18"))
    ]
    pen = sheet_with(
        *(
            (alpha, 20 + x * 25.4 / DPI, 20 + (y - alpha.shape[0]) * 25.4 / DPI)
            for alpha, (x, y, _) in rows
        )
    )

    marks = marks_of((sheet_with((form.plate, 20, 20)), RED), (pen, BLUE))

    assert sorted(mark.kind for mark in marks) == ["fill_in", "fill_in", "incoming_stamp"]


def test_a_signature_across_a_seal_is_a_mark_of_its_own():
    """Two inks, two marks, each with its own box."""
    seal, pen = Sheet(width=150, height=110), Sheet(width=150, height=110)
    seal.seal(60, 50)
    pen.signature(55, 50)

    marks = marks_of((seal, RED), (pen, BLUE))

    assert {(mark.kind, mark.colour) for mark in marks} == {("seal", "red"), ("signature", "blue")}


def test_a_stamp_that_touches_a_seal_stands_apart_from_it():
    """Both red and one piece of ink: the seal is what lies in its ring."""
    layer = Sheet(width=150, height=110)
    layer.seal(50, 50)
    layer.text(66, 52, "NGUYỄN VĂN HÙNG", pt=15, style="bold")

    seal, *rest = marks_of((layer, RED))

    assert seal.kind == "seal"
    assert seal.box.right <= layer.px(70)
    assert rest
    assert all(mark.kind != "seal" for mark in rest)


def test_two_seals_that_overlap_are_two():
    """A renewed impression beside a bad one."""
    layer = Sheet(width=150, height=110)
    layer.seal(45, 50)
    layer.seal(75, 54)

    assert [mark.kind for mark in marks_of((layer, RED))] == ["seal", "seal"]


def test_an_emblem_in_the_letterhead_is_no_seal():
    """The national emblem is about 20 mm across and as red as a seal."""
    layer = Sheet(width=150, height=110)
    layer.seal(40, 25, across=20)

    assert "seal" not in {mark.kind for mark in marks_of((layer, RED))}


def test_a_signature_in_pieces_is_one_mark():
    """The pen was lifted twice."""
    layer = Sheet(width=150, height=110)
    layer.signature(40, 50)
    for x in (55, 68):
        layer.pen.rectangle((layer.px(x), 0, layer.px(x + 1), layer.picture.height), fill=255)

    assert [mark.kind for mark in marks_of((layer, BLUE))] == ["signature"]


def test_forms_are_told_by_frame_and_size():
    """A low frame in red is of urgency or secrecy, a high one a stamp ĐẾN."""
    low = mask_of(boxed_stamp(random.Random(1), "HỎA TỐC", double=False))
    high = mask_of(incoming_stamp(random.Random(1), "UBND QUẬN LONG BIÊN").plate)

    assert kind_of(low, "red", 200 / 25.4)[0] == "urgency"
    assert kind_of(high, "violet", 200 / 25.4)[0] == "incoming_stamp"


def test_lines_and_ticks_are_told_by_their_one_stroke():
    """A stroke from left to right, and one down and up again."""
    place = Place(mm(20), mm(20), mm(60), mm(25))
    under = line_over(random.Random(1), place, "underline", PEN, mm(0.4)).alpha
    check = tick(random.Random(1), 0, 0, PEN).alpha

    assert kind_of(mask_of(under), "blue", 200 / 25.4)[0] == "underline"
    assert kind_of(mask_of(check), "blue", 200 / 25.4)[0] == "tick"


@pytest.mark.parametrize(
    ("name", "rgb"),
    [
        ("red", (214, 38, 48)),
        ("orange", (235, 120, 30)),
        ("green", (30, 110, 66)),
        ("blue", (42, 62, 168)),
        ("violet", (104, 52, 150)),
    ],
)
def test_inks_are_named_by_their_colour(name, rgb):
    """As clerks call them."""
    assert hue_name(np.full((20, 3), rgb, dtype=np.uint8)) == name
