"""A label on its side that was read sign by sign is read as the line that it is."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_paper import PARAGRAPH, Sheet, as_flat
from PIL import Image

from pipeline.geometry import Box
from pipeline.ink.account import open_account
from pipeline.layout.sides import Block
from pipeline.page import read_traced
from pipeline.recognition.engine import EngineLine, EngineWord
from pipeline.recognition.reader import SingleReader
from pipeline.recognition.tesseract import make_engine
from pipeline.rescue.sideways import read_sideways
from pipeline.settings import Recognition, Settings
from pipeline.values.marks import CleanPage, Mark
from pipeline.values.scanned import Page

LABEL = "PHÒNG KẾ TOÁN"


@pytest.fixture(scope="module")
def reader():
    return SingleReader(make_engine(Recognition()))


def label_on(sheet, x, y, turns, text=LABEL):
    """A line printed on its side; its box."""
    label = Sheet(width=90, height=14)
    box = label.text(5, 10, text, pt=13).grown(2, label.gray.shape)
    lying = np.ascontiguousarray(np.rot90(label.gray[box.slices], turns))
    sheet.picture.paste(Image.fromarray(lying), (sheet.px(x), sheet.px(y)))
    return Box(sheet.px(x), sheet.px(y), lying.shape[1], lying.shape[0])


def signs_in(box, sure, count=6):
    """What an engine makes of a stack of letters."""
    high = box.height // count
    words = [
        EngineWord("5", Box(box.x, box.y + i * high, box.width, high), sure) for i in range(count)
    ]
    return Block("body", box, tuple(EngineLine((word,), word.box) for word in words))


def read(sheet, blocks, marks, reader):
    page = CleanPage(as_flat(sheet.gray), sheet.gray, sheet.gray, marks)
    return read_sideways(open_account(sheet.gray, 200), page, sheet.gray, blocks, marks, reader)


@pytest.mark.parametrize("turns", [1, 3])
def test_unsure_signs_give_way_to_the_line(reader, turns):
    """Up or down the margin; signs that were thrown out as strokes do not stand against it."""
    sheet = Sheet(width=60, height=120)
    box = label_on(sheet, 20, 20, turns)
    half = Box(box.x, box.y, box.width, box.height // 3)
    stroke = Mark("unknown", half, sheet.gray[half.slices] < 160, confidence=0.4)
    found = read(sheet, [signs_in(box, 0.2)], (stroke,), reader)
    (block,) = found.blocks
    assert (block.kind, block.lines[0].text) == ("margin", LABEL)
    assert len(found.words) == 3


def test_what_was_read_surely_stays(reader):
    sheet = Sheet(width=60, height=120)
    blocks = [signs_in(label_on(sheet, 20, 20, 1), 0.95)]
    assert read(sheet, blocks, (), reader).blocks == blocks


@pytest.mark.parametrize("kind", ["seal", "incoming_stamp"])
def test_lettering_of_a_stamp_is_its_own(reader, kind):
    sheet = Sheet(width=60, height=120)
    box = label_on(sheet, 20, 20, 1)
    found = read(sheet, (), (Mark(kind, box, np.zeros(box.shape, bool)),), reader)
    assert (found.blocks, found.words) == ([], ())


def test_a_column_of_figures_is_no_line_on_its_side(reader):
    """Digits of one width, one under the other, are as straight; they stand a line apart."""
    sheet = Sheet(width=60, height=160)
    boxes = [sheet.text(30, 20 + 6 * i, str(i % 10)) for i in range(20)]
    blocks = [signs_in(Box.around(boxes), 0.3, count=20)]
    assert read(sheet, blocks, (), reader).blocks == blocks


@pytest.mark.slow
def test_a_page_with_labels_in_its_margins():
    """Nothing of them is lost, and the letter's body is what it was."""
    sheet = Sheet()
    sheet.body(60, 6)
    label_on(sheet, 8, 120, 1)
    label_on(sheet, 14, 200, 3, "Mã số 123456")
    reading = read_traced(Page(1, sheet.rgb, 200), Settings()).result.reading
    lines = [line.text for line in reading.lines]
    assert sorted(lines[-2:]) == ["Mã số 123456", LABEL]
    assert lines[0] == PARAGRAPH[0]
    assert (len(lines), reading.unread) == (8, ())
