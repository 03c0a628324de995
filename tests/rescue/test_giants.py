"""Letters too large for the account are read, marked, or told to be unread."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_paper import Sheet

from pipeline.geometry import Box
from pipeline.ink.account import open_account
from pipeline.layout.sides import Block
from pipeline.page import read_traced
from pipeline.recognition.engine import EngineLine, EngineWord
from pipeline.rescue.giants import unread_giants
from pipeline.settings import Settings
from pipeline.values.marks import Mark
from pipeline.values.scanned import Page


def titled(pt=60):
    sheet = Sheet(height=150)
    return sheet, sheet.text(20, 90, "THÔNG BÁO", pt=pt, style="bold")


def read_as(text, box):
    line = EngineLine((EngineWord(text, box, 0.9),), box)
    return [Block("body", box, (line,))]


def test_a_title_that_nobody_read_is_told():
    """Also where scraps of its stems were read as small letters."""
    sheet, box = titled()
    account = open_account(sheet.gray, 200)
    for blocks in ((), read_as("I", Box(box.x + 40, box.y + 60, 20, 40))):
        (row,) = unread_giants(account, blocks, ())
        assert row.size >= 4


def test_a_title_that_was_read_is_not():
    sheet, box = titled()
    assert unread_giants(open_account(sheet.gray, 200), read_as("THÔNG", box), ()) == []


def test_a_mark_accounts_for_its_ink():
    sheet, box = titled()
    mark = Mark("secrecy", box, sheet.gray[box.slices] < 200, "red")
    assert unread_giants(open_account(sheet.gray, 200), (), (mark,)) == []


def test_frames_bars_and_pictures_are_no_letters():
    """Boxes in a row, a diagram's bars on one line, a picture's blots."""
    sheet = Sheet()
    for i in range(6):
        x = 20 + 28 * i
        sheet.pen.rectangle((*map(sheet.px, (x, 30, x + 20, 50)),), outline=0, width=3)
        sheet.pen.rectangle((*map(sheet.px, (x, 120 - 3 * i, x + 15, 140)),), fill=0)
    random = np.random.default_rng(1)
    for _ in range(12):
        x, y = random.uniform(20, 180), random.uniform(180, 260)
        a, b = random.uniform(7, 12, 2)
        sheet.pen.ellipse((*map(sheet.px, (x - a, y - b, x + a, y + b)),), fill=0)
    assert unread_giants(open_account(sheet.gray, 200), (), ()) == []


@pytest.mark.slow
@pytest.mark.parametrize("pt", [60, 72, 90])
def test_no_title_of_a_cover_is_lost_without_a_word(pt):
    """What is too large to be read is unread, with its place."""
    sheet = Sheet()
    title = sheet.text(15, 130, "BÁO CÁO" if pt > 60 else "THÔNG BÁO", pt=pt, style="bold")
    reading = read_traced(Page(1, sheet.rgb, 200), Settings()).result.reading
    read = "BÁO" in " ".join(line.text for line in reading.lines)
    told = any(part.box.intersection(title).area > 0.4 * title.area for part in reading.unread)
    assert read or told
