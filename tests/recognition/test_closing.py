"""Wide gaps of a line are closed before it is read, and its words stand where they stood."""

from __future__ import annotations

import numpy as np
from drawn_paper import Sheet

from pipeline.geometry import Box
from pipeline.recognition.closing import closed
from pipeline.recognition.engine import EngineLine, EngineWord
from pipeline.recognition.reader import SingleReader


def line_of(*parts):
    """A line's picture, texts at millimetres, and the boxes of their ink."""
    sheet = Sheet(width=180, height=9)
    boxes = [sheet.text(x, 6.5, text, pt=13) for x, text in parts]
    return sheet.gray, boxes


class Whole:
    """An engine that finds a word wherever ink stands together, and remembers what it saw."""

    def __init__(self):
        self.seen = []

    def read(self, gray, _dpi, _layout="block"):
        self.seen.append(gray)
        inked = np.flatnonzero((gray < 128).any(axis=0))
        words = tuple(
            EngineWord("x", Box(int(part[0]), 2, int(part[-1] - part[0]) + 1, 9), 0.9)
            for part in np.split(inked, np.flatnonzero(np.diff(inked) > 16) + 1)
        )
        return (EngineLine(words, Box.around(word.box for word in words)),)


def test_a_gap_between_label_and_value_is_closed():
    """Of 60 mm of white a word space is left, and no ink is lost."""
    gray, _ = line_of((4, "Điện thoại:"), (100, "0255 58853150"))

    narrow = closed(gray)

    assert narrow is not None
    assert narrow.gray.shape[1] < 0.75 * gray.shape[1]
    assert (narrow.gray < 128).sum() == (gray < 128).sum()
    assert np.array_equal(narrow.gray, gray[:, narrow.columns])


def test_words_are_told_where_they_stood():
    """The engine sees the line closed; boxes come back in the picture as it was."""
    gray, (label, value) = line_of((4, "Fax:"), (120, "0255"))
    engine = Whole()

    read = SingleReader(engine).first(gray, 200)

    assert engine.seen[0].shape[1] < gray.shape[1]
    assert all(
        abs(word.box.x - box.x) <= 2 for word, box in zip(read.words, (label, value), strict=True)
    )
    assert abs(read.words[1].box.right - value.right) <= 2
    assert read.box.right == read.words[1].box.right


def test_a_box_that_reaches_over_the_gap_ends_with_its_word():
    """Engines draw boxes a little wide: into the white, or onto the next letter."""
    gray, (label, value) = line_of((4, "nhận:"), (120, "CỤC"))
    narrow = closed(gray)
    ends = np.searchsorted(narrow.columns, (label.right, value.x, value.x + 6))
    for end in ends:
        box = Box(label.x, 2, int(end) - label.x, 20)
        opened = narrow.opened(EngineLine((EngineWord("nhận:", box, 0.9),), box))
        assert abs(opened.words[0].box.right - label.right) <= 4


def test_a_row_of_many_figures_far_apart_is_one_line():
    """Of eight alike none is a fifth of the ink: the line reaches from the first to the last."""
    gray, boxes = line_of(*((4 + 22 * i, "12") for i in range(8)))

    read = SingleReader(Whole()).first(gray, 200)

    assert len(read.words) == 8
    assert read.box.x <= boxes[0].x + 4
    assert read.box.right >= boxes[-1].right - 4


def test_a_box_over_many_scraps_keeps_them_all():
    """An engine makes one word of a row of dust: no scrap of it is more than its neighbour's."""
    gray, boxes = line_of(*((4 + 22 * i, ".") for i in range(8)))
    narrow = closed(gray)
    box = Box(0, 2, narrow.gray.shape[1], 20)

    opened = narrow.opened(EngineLine((EngineWord("......", box, 0.3),), box))

    assert opened.box.x <= boxes[0].x + 4
    assert opened.box.right >= boxes[-1].right - 4


def test_a_justified_line_is_read_as_it_is():
    """Word spaces of 4 mm in a line of 13 points are word spaces."""
    parts, x = [], 4.0
    for word in ("quản", "lý,", "sử", "dụng", "tài", "sản"):
        parts.append((x, word))
        _, boxes = line_of((x, word))
        x = boxes[0].right * 25.4 / 200 + 4

    assert closed(line_of(*parts)[0]) is None


def test_white_paper_is_left_alone():
    """Nothing printed, nothing to close."""
    assert closed(np.full((30, 400), 255, np.uint8)) is None
