"""A line that cleaning may have harmed is read with its ink as well; the better reading is kept."""

from __future__ import annotations

from difflib import SequenceMatcher

import numpy as np
import pytest
from drawn_paper import Sheet

from pipeline.geometry import Box
from pipeline.layout.naming import Block
from pipeline.page.comparing import taken_back
from pipeline.paper.flatten import flatten
from pipeline.print.printing import PrintedPage, read_block
from pipeline.recognition.engine import EngineLine, EngineWord
from pipeline.recognition.reader import SingleReader
from pipeline.recognition.tesseract import make_engine
from pipeline.settings import Flattening, Recognition
from pipeline.values.marks import CleanPage, Mark
from pipeline.values.scanned import Page

TEXT = "Ủy ban nhân dân quận Long Biên đề nghị các phòng"
SHAPE = (160, 1300)

pytestmark = pytest.mark.slow


def strip(*, layer=False):
    sheet = Sheet(width=SHAPE[1] * 25.4 / 200, height=SHAPE[0] * 25.4 / 200)
    if layer:
        for i in range(5):
            sheet.pen.line((300 + 60 * i, 60, 420 + 60 * i, 110), fill=0, width=5)
    else:
        sheet.text(10, 12, TEXT)
    return np.array(sheet.gray)


def read(gray, inked, *, compare=True):
    lifted = gray > inked
    page = PrintedPage(gray, inked, lifted if compare else None, 200)
    (line,) = read_block(
        page, Box(0, 0, gray.shape[1], gray.shape[0]), SingleReader(make_engine(Recognition()))
    )
    return line


def alike(text):
    return SequenceMatcher(None, text, TEXT).ratio()


def test_print_that_cleaning_took_comes_back():
    """Where cleaning erased half of the letters, the reading with the ink is kept, and both are."""
    whole = strip()
    harmed = whole.copy()
    harmed[78:92, 200:900] = 255

    line = read(harmed, whole)

    assert line.kept_ink
    assert alike(line.text) > 0.95
    assert alike(line.other) < 0.5


def test_a_good_cleaning_is_kept():
    """Strokes across a line were lifted well: the clean reading stands."""
    clean = strip()

    line = read(clean, np.minimum(clean, strip(layer=True)))

    assert line.text == TEXT
    assert not line.kept_ink


def test_comparison_can_be_turned_off():
    """Without it the line is read once."""
    whole = strip()
    harmed = whole.copy()
    harmed[78:92, 200:900] = 255

    assert read(harmed, whole, compare=False).other is None


@pytest.mark.parametrize(("said", "is_print"), [("nhân", True), ("280", False), ("12/QĐ", False)])
def test_a_pens_figures_stay_the_pens(said, is_print):
    """A line may read better with ink on it: letters were print, a number filled in was not."""
    sheet = Sheet(dpi=150)
    box = Box(100, 100, 40, 20)
    mark = Mark("fill_in", box, np.ones((20, 40), bool), "black", 0.5)
    white = np.full(sheet.gray.shape, 255, np.uint8)
    flat = flatten(Page(1, sheet.gray, 150), Flattening(), upright=True)
    page = CleanPage(flat, white, sheet.gray, (mark,))
    line = EngineLine((EngineWord(said, box, 0.9),), box, kept_ink=True)

    back = taken_back(page, [Block("body", box, (line,))])

    assert (back.marks == ()) == is_print
