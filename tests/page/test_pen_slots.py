"""Pen in the number and date lines is taken out, print stays; strokes read as letters are noise."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_lines import said
from drawn_paper import Sheet

from pipeline.page.printing import is_noise
from pipeline.page.slots import without_pen
from pipeline.recognition.engine import EngineLine, EngineWord
from pipeline.values import Box

WHITE = np.full((400, 1654), 255, np.uint8)


def printed(*words, up=0.0, pen=(), sure=0.96, unsure=None):
    """A line drawn word by word, `pen` words (by place) `up` mm off the baseline: (line, page)."""
    sheet = Sheet(width=210, height=30)
    found, x = [], 15.0
    for i, word in enumerate(words):
        box = sheet.text(x, 15 - (up if i in pen else 0), word, pt=13)
        doubt = unsure if unsure is not None and i in pen else sure
        found.append(EngineWord(word, box, doubt))
        x = box.right * 25.4 / 200 + 1.2
    return EngineLine(tuple(found), Box.around(word.box for word in found)), sheet.gray


def text_without_pen(line, page):
    return without_pen(line, page).line.text


def test_a_printed_number_stays():
    """Figures that stand as type does, read surely, are print."""
    line, page = printed("Số:", "574", "/UBND-TCKH")

    done = without_pen(line, page)

    assert done.line == line
    assert done.filled == ()


def test_a_number_off_the_baseline_is_pen():
    """Figures a millimetre above the line were put there by hand: a mark, no text."""
    line, page = printed("Số:", "574", "/UBND-TCKH", up=1.2, pen=(1,), unsure=0.8)

    done = without_pen(line, page)

    assert done.line.text == "Số: /UBND-TCKH"
    assert done.filled == (line.words[1].box,)


@pytest.mark.parametrize("read", ["5Z4", "sư", "(", "A8"])
def test_what_is_not_figures_in_a_number_slot_is_pen(read):
    """An engine turns pen into whatever print resembles it."""
    line, page = printed("Số:", read, "/UBND-TCKH", pen=(1,))

    assert text_without_pen(line, page) == "Số: /UBND-TCKH"


def test_strokes_of_one_number_are_one_mark():
    """Pen read as two words is one filled slot."""
    line, page = printed("Số:", "5", "γ4", "/UBND", up=1.3, pen=(1, 2), unsure=0.5)

    done = without_pen(line, page)

    assert done.line.text == "Số: /UBND"
    assert len(done.filled) == 1


@pytest.mark.parametrize("sure", [0.96, 0.5])
@pytest.mark.parametrize("glued", ["574/UBND-TCKH", "85-BC/HU"])
def test_a_printed_number_glued_to_its_symbol_stays(glued, sure):
    """One word is given back as one word; the engine's doubt of codes is not held against it."""
    line, page = printed("Số", glued, sure=sure)

    assert without_pen(line, page).line == line


def test_pen_glued_to_its_symbol_is_cut_off():
    """`§74/UBND` as one word: the pen goes, the printed symbol stays."""
    line, page = printed("Số:", "§7Z/UBND-TCKH", pen=(1,))

    assert text_without_pen(line, page) == "Số: /UBND-TCKH"


def test_a_label_glued_to_its_number():
    """`Số:57/QĐ` and `Số:γ7/QĐ`: print is kept as it was, pen is cut out of the word."""
    kept, page = printed("Số:57/QĐ-UB")
    assert without_pen(kept, page).line == kept

    cut, page = printed("Số:γ7/QĐ-UB")
    assert text_without_pen(cut, page).replace(" ", "") == "Số:/QĐ-UB"


def test_a_printed_day_stays():
    """A whole date in type is left alone."""
    line, page = printed(*["Long", "Biên,", "ngày", "29", "tháng", "6", "năm", "2026"])

    assert without_pen(line, page).line == line


def test_a_day_by_pen_is_taken_out():
    """Between `ngày` and `tháng`, off the line and unsure."""
    words = ["Long", "Biên,", "ngày", "29", "tháng", "6", "năm", "2026"]
    line, page = printed(*words, up=1.3, pen=(3,), unsure=0.6)

    done = without_pen(line, page)

    assert done.line.text == "Long Biên, ngày tháng 6 năm 2026"
    assert done.filled == (line.words[3].box,)


def test_a_day_glued_to_ngay():
    """`ngàyZP tháng`: the pen is cut off the printed word."""
    line, page = printed(*["Long", "Biên,", "ngàyZP", "tháng", "6", "năm", "2026"])

    assert text_without_pen(line, page) == "Long Biên, ngày tháng 6 năm 2026"


def test_a_blank_left_open_stays_blank():
    """Nobody wrote the day: nothing is taken out."""
    line, page = printed(*["Long", "Biên,", "ngày", "tháng", "6", "năm", "2026"])

    assert without_pen(line, page).line == line


def test_a_date_in_running_text_is_left_alone():
    """A line of the body that names a number and a day has no slots."""
    text = "Thực hiện Công văn số x7/STC-HCSN của Sở Tài chính ngày ZP tháng 01 năm 2026"
    line = said(text, sure=0.5)

    assert without_pen(line, WHITE).line is line


def test_other_lines_are_left_alone():
    """Without label or date there is nothing to fill in."""
    line = said("ỦY BAN NHÂN DÂN QUẬN", sure=0.4)

    assert without_pen(line, WHITE).line is line


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("~ . —", 0.95),  # no letter at all
        ("ưzlq jfx", 0.5),
        ("Iw;", 0.2),
        ("ubnd qltc zxw", 0.3),
    ],
)
def test_strokes_read_as_letters_are_noise(text, sure):
    """Unsure and not Vietnamese."""
    assert is_noise(said(text, sure=sure))


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("Nguyễn Mạnh Cường", 0.55),  # Vietnamese, though unsure
        ("ưzlq jfx", 0.9),  # sure, though not Vietnamese
        ("112/2025/QH15;", 0.4),  # a code
        ("2", 0.95),  # a page number
    ],
)
def test_print_is_not_noise(text, sure):
    """What is either surely read, Vietnamese or a code is kept."""
    assert not is_noise(said(text, sure=sure))


def test_a_small_label_begins_a_number_line_in_the_letterhead_only():
    """`số` there is the capital misread; in the body it begins a line like any word."""
    line, page = printed("số", "574", "/UBND-TCKH", up=1.2, pen=(1,), unsure=0.8)

    assert without_pen(line, page, letterhead=True).line.text == "số /UBND-TCKH"
    assert without_pen(line, page).line == line


def test_a_place_that_begins_like_the_label_stays_whole():
    """`Sông Công, ngày …` is no number line."""
    line, page = printed("Sông", "Công,", "ngày", "05", "tháng", "4", "năm", "2021")

    assert without_pen(line, page, letterhead=True).line == line
