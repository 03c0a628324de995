"""Struck print in the text of a page: read, kept, and marked where the pen went through it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from drawn_lines import MM, block, said
from PIL import Image, ImageDraw

from pipeline.geometry import Affine, Box
from pipeline.page.reading import read_traced
from pipeline.page.stored_lines import to_zone_reading
from pipeline.pen.struck_print import mark_strokes
from pipeline.settings import Settings
from pipeline.values.marks import Mark
from pipeline.values.scanned import FlatPage, Page
from samples.faces import PRINT_FACES, print_font

LINE = "đề nghị các đơn vị thực hiện"


def stroke(kind, left, right, level, sure=0.9):
    """A level line of pen, mm."""
    box = Box(round(left * MM), round(level * MM), round((right - left) * MM), 4)
    return Mark(kind, box, np.ones(box.shape, dtype=bool), "black", sure)


def flat():
    picture = np.full((2339, 1654), 255, np.uint8)
    return FlatPage(1, picture, 200, Affine(), (1654, 2339))


def zone(*marks):
    blocks, typed = mark_strokes([block("body", said(LINE))], marks)
    return to_zone_reading(blocks[0], 1, 1, flat()), typed


def test_words_under_a_stroke_stand_between_tildes():
    """Struck words keep their place in the line; the words themselves stay clean."""
    reading, marks = zone(stroke("strike_through", 36, 51, 42))
    (line,) = reading.lines

    assert line.text == "đề ~~nghị các~~ đơn vị thực hiện"
    assert line.raw == LINE
    assert [word.text for word in line.words] == LINE.split()
    assert not line.struck
    assert marks[0].text == "nghị các"


def test_a_line_that_is_struck_from_end_to_end_says_so():
    """A whole line is struck as a line, not word by word."""
    reading, _ = zone(stroke("strike_through", 29, 88, 42))

    assert reading.lines[0].struck
    assert reading.lines[0].text == LINE


def test_an_underline_leaves_words_as_they_are():
    """Underlined words are the underline's text and nothing else."""
    reading, marks = zone(stroke("underline", 36, 51, 44.6))

    assert reading.lines[0].text == LINE
    assert (marks[0].kind, marks[0].text) == ("underline", "nghị các")


def test_words_settle_what_a_doubtful_stroke_is():
    """A stroke that shape cannot name is named by where it lies on the words."""
    _, marks = zone(stroke("strike_through", 36, 51, 44.6, sure=0.5))

    assert marks[0].kind == "underline"


def test_a_stroke_beside_a_word_does_not_strike_it():
    """A word that a stroke hardly touches is not struck."""
    reading, _ = zone(stroke("strike_through", 44, 51, 42), stroke("underline", 30, 33, 44.6))

    assert reading.lines[0].text == "đề nghị ~~các~~ đơn vị thực hiện"


def test_marks_of_other_kinds_pass():
    """Seals and notes over words strike nothing."""
    seal = stroke("seal", 29, 88, 42)
    blocks, marks = mark_strokes([block("body", said(LINE))], [seal])

    assert marks == (seal,)
    assert not any(word.struck for word in blocks[0].lines[0].words)


@pytest.mark.slow
def test_a_struck_page_is_read_through_its_strokes():
    """From the picture to the record: the pen is taken off, the words are read and struck."""
    image = Image.new("L", (1654, 2339), 255)
    draw = ImageDraw.Draw(image)
    font = print_font(PRINT_FACES[0], "regular", 14 * 200 / 72)
    text = (
        "Ủy ban nhân dân thành phố đề nghị các đơn vị thực hiện",
        "các nội dung sau đây trong tháng và báo cáo kết quả về",
        "Văn phòng để tổng hợp, trình lãnh đạo xem xét quyết định.",
    )
    for i, line in enumerate(text):
        draw.text((30 * MM, (60 + 9 * i) * MM), line, font=font, fill=20, anchor="ls")
    picture = np.array(image)
    starts = [30 * MM + font.getlength(part) for part in ("các nội ", "các nội dung sau đây")]
    ends = [(round(starts[0] - MM), round(67.9 * MM)), (round(starts[1] + MM), round(67.3 * MM))]
    cv2.line(picture, *ends, 30, 3, cv2.LINE_AA)

    reading = read_traced(Page(1, picture, 200), Settings()).result.reading

    said_text = " ".join(line.text for zone in reading.zones for line in zone.lines)
    assert "các nội ~~dung sau đây~~ trong tháng" in said_text
    assert [mark.kind for mark in reading.marks] == ["strike_through"]
