"""Pen in the number and date lines is taken out and read, type stays; scraps are noise."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_lines import said
from drawn_paper import Sheet, as_clean

from pipeline.geometry import Box
from pipeline.pen import slot_figures
from pipeline.pen.slots import PenDesk
from pipeline.print.printing import is_noise
from pipeline.recognition.digits import DigitReading
from pipeline.recognition.engine import EngineLine, EngineWord
from pipeline.settings import Pen
from pipeline.values.marks import CleanPage, Mark

WHITE = np.full((400, 1654), 255, np.uint8)


class Reader:
    """Says what it is told, and remembers what for."""

    def __init__(self):
        self.answer = DigitReading("574", 0.97, (("514", 0.02),))
        self.forms = []

    def read(self, gray, form):
        del gray
        self.forms.append(form)
        return self.answer


@pytest.fixture(autouse=True)
def reader(monkeypatch):
    """A reader of digits that needs no model."""
    stub = Reader()
    monkeypatch.setattr(slot_figures, "make_digit_reader", lambda: stub)
    return stub


def printed(*words, up=0.0, pen=(), sure=0.96, unsure=None, between=1.2):
    """A line drawn word by word, `pen` words (by place) `up` mm off the baseline: (line, page)."""
    sheet = Sheet(width=210, height=30)
    found, x = [], 15.0
    for i, word in enumerate(words):
        box = sheet.text(x, 15 - (up if i in pen else 0), word, pt=13)
        doubt = unsure if unsure is not None and i in pen else sure
        found.append(EngineWord(word, box, doubt))
        x = box.right * 25.4 / 200 + between
    return EngineLine(tuple(found), Box.around(word.box for word in found)), sheet.gray


def glued(line, i):
    """A line whose words `i` and `i + 1` an engine took for one."""
    first, second = line.words[i : i + 2]
    box = first.box.union(second.box)
    one = EngineWord(first.text + second.text, box, min(first.confidence, second.confidence))
    return EngineLine((*line.words[:i], one, *line.words[i + 2 :]), line.box)


def without_pen(line, page, *, letterhead=False, marks=(), gray=None):
    """What a desk makes of a line."""
    clean = as_clean(page)
    if marks or gray is not None:
        clean = CleanPage(clean.flat, gray if gray is not None else page, page, tuple(marks))
    return PenDesk(clean, Pen(accept=0.9)).without_pen(line, letterhead=letterhead)


def text_without_pen(line, page):
    return without_pen(line, page).line.text


def near(box, other, by=3):
    """Whether two boxes agree to a few pixels."""
    edges = zip(
        (box.x, box.y, box.right, box.bottom),
        (other.x, other.y, other.right, other.bottom),
        strict=True,
    )
    return all(abs(a - b) <= by for a, b in edges)


def test_a_printed_number_stays():
    """Figures that stand as type does, read surely, are print."""
    line, page = printed("Số:", "574", "/UBND-TCKH")

    done = without_pen(line, page)

    assert done.line == line
    assert done.filled == ()


def test_a_number_off_the_baseline_is_pen(reader):
    """Figures a millimetre above the line were put there by hand: read, and kept as a mark."""
    line, page = printed("Số:", "57Z", "/UBND-TCKH", up=1.2, pen=(1,), unsure=0.8)

    done = without_pen(line, page)

    assert done.line.text == "Số: /UBND-TCKH"
    (mark,) = done.filled
    assert (mark.kind, mark.text, mark.confidence) == ("fill_in", "574", 0.97)
    assert mark.alternatives == (("514", 0.02),)
    assert near(mark.box, line.words[1].box)
    assert reader.forms == ["number"]


def test_a_reading_below_the_threshold_is_an_alternative(reader):
    """Doubt leaves the mark without text; what it may say is kept, likeliest first."""
    reader.answer = DigitReading("574", 0.7, (("514", 0.2),))
    line, page = printed("Số:", "57Z", "/UBND-TCKH", up=1.2, pen=(1,), unsure=0.8)

    (mark,) = without_pen(line, page).filled

    assert mark.text is None
    assert mark.alternatives == (("574", 0.7), ("514", 0.2))


def test_two_readers_that_agree_are_believed_sooner(reader):
    """The engine for print saw the same figures: doubt of the pen reader alone weighs less."""
    reader.answer = DigitReading("574", 0.86, (("514", 0.1),))
    line, page = printed("Số:", "574", "/UBND-TCKH", up=1.2, pen=(1,), unsure=0.6)

    (mark,) = without_pen(line, page).filled

    assert mark.text == "574"
    assert 0.9 < mark.confidence < 0.96
    assert mark.alternatives[0][1] < 0.06


@pytest.mark.parametrize("read", ["5Z4", "sư", "(", "A8"])
def test_what_is_not_figures_in_a_number_slot_is_pen(read):
    """An engine turns pen into whatever print resembles it."""
    line, page = printed("Số:", read, "/UBND-TCKH", up=1.0, pen=(1,))

    assert text_without_pen(line, page) == "Số: /UBND-TCKH"


def test_type_read_as_a_letter_is_no_pen():
    """`0` read as `O` stands on its line: it is type, for the record to repair."""
    line, page = printed("Số:", "1O4", "/UBND-TCKH", sure=0.8)

    assert without_pen(line, page).line == line


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


def test_sure_print_that_stands_oddly_stays_unless_the_pen_reader_agrees(reader):
    """The engine is sure, the figures stand a little off: pen only if both readers say the same."""
    line, page = printed("Số:", "574", "/UBND", up=0.35, pen=(1,))

    (mark,) = without_pen(line, page).filled
    assert mark.text == "574"

    reader.answer = DigitReading("174", 0.6, ())
    assert without_pen(line, page).line == line

    reader.answer = DigitReading("174", 0.98, ())
    (mark,) = without_pen(line, page).filled
    assert mark.text is None
    assert [text for text, _ in mark.alternatives] == ["174", "574"]


def test_figures_that_stand_like_type_and_were_lifted_as_pen_are_read_by_both(reader):
    """A neat hand writes on the line; the page's cleaning took it for pen, and the engine read it:
    it is pen if the reader of pen says the same, and else nobody's word is taken."""
    line, page = printed("Số:", "574", "/UBND", sure=0.9)
    box = line.words[1].box
    mark = Mark("fill_in", box, page[box.slices] < 160, "black", 0.5)

    (filled,) = without_pen(line, page, marks=[mark]).filled
    assert filled.text == "574"

    reader.answer = DigitReading("514", 0.98, ())
    (filled,) = without_pen(line, page, marks=[mark]).filled
    assert filled.text is None
    assert without_pen(line, page).line == line


def test_figures_that_fill_half_of_the_ink_are_no_type():
    """`17` read of `1517`, on the line: what the words leave out was written by somebody."""
    line, page = printed("Số:", "15", "17", "/UBND", between=0.6, sure=0.9)
    line = EngineLine((line.words[0], *line.words[2:]), line.box)

    assert text_without_pen(line, page) == "Số: /UBND"


def test_pen_glued_to_its_symbol_is_cut_off():
    """`§74/UBND` as one word: the pen goes, the printed symbol stays."""
    words, page = printed("Số:", "§7Z", "/UBND-TCKH", up=1, pen=(1,), unsure=0.3, between=0.5)

    assert text_without_pen(glued(words, 1), page) == "Số: /UBND-TCKH"


def test_pen_boxed_with_its_symbol_is_whole(reader):
    """The engine read the symbol alone but boxed the last figure with it: it belongs to the pen."""
    whole, page = printed("Số:", "57", "421", "/UBND-VX", up=1, pen=(1, 2), between=0.5)
    label, first, last, symbol = whole.words
    wide = EngineWord("/UBND-VX", last.box.union(symbol.box), 0.3)
    line = EngineLine((label, wide), whole.box)

    (mark,) = without_pen(line, page).filled

    assert near(mark.box, first.box.union(last.box))


def test_a_label_glued_to_its_number():
    """`Số:57/QĐ` and `Số:γ7/QĐ`: print is kept as it was, pen is cut out of the word."""
    kept, page = printed("Số:57/QĐ-UB")
    assert without_pen(kept, page).line == kept

    words, page = printed("Số:", "γ7", "/QĐ-UB", up=1, pen=(1,), unsure=0.3, between=0.5)
    cut = glued(glued(words, 1), 0)
    assert text_without_pen(cut, page).replace(" ", "") == "Số:/QĐ-UB"


@pytest.mark.parametrize("label", ["Só:", "Sô", "S6:", "Sồ.", "số"])
def test_a_misread_label_is_a_label(label):
    """The label's tone and figures that look like it change nothing."""
    line, page = printed("Số:", "57Z", "/UBND-TCKH", up=1.2, pen=(1,), unsure=0.8)
    first, *others = line.words
    line = EngineLine((EngineWord(label, first.box, 0.7), *others), line.box)

    done = without_pen(line, page, letterhead=True)

    assert [mark.text for mark in done.filled] == ["574"]


def test_a_separator_alone_ends_the_number():
    """`Số 72 - BC/QU`: the dash is the symbol's, and so is what follows."""
    line, page = printed("Số", "7Z", "-", "BC/QU", up=1.2, pen=(1,), unsure=0.5)

    assert text_without_pen(line, page) == "Số - BC/QU"


def test_a_printed_day_stays():
    """A whole date in type is left alone."""
    line, page = printed(*["Long", "Biên,", "ngày", "29", "tháng", "6", "năm", "2026"])

    assert without_pen(line, page).line == line


def test_a_day_by_pen_is_taken_out(reader):
    """Between `ngày` and `tháng`, off the line and unsure."""
    words = ["Long", "Biên,", "ngày", "29", "tháng", "6", "năm", "2026"]
    line, page = printed(*words, up=1.3, pen=(3,), unsure=0.6)
    reader.answer = DigitReading("29", 0.95, ())

    done = without_pen(line, page)

    assert done.line.text == "Long Biên, ngày tháng 6 năm 2026"
    assert [mark.text for mark in done.filled] == ["29"]
    assert near(done.filled[0].box, line.words[3].box)
    assert reader.forms == ["day"]


def test_day_and_month_by_pen_are_two_marks(reader):
    """Both blanks are read, each as what belongs there."""
    words = ["Long", "Biên,", "ngày", "29", "tháng", "02", "năm", "2026"]
    line, page = printed(*words, up=1.3, pen=(3, 5), unsure=0.6)

    done = without_pen(line, page)

    assert done.line.text == "Long Biên, ngày tháng năm 2026"
    assert reader.forms == ["day", "month"]


def test_a_day_glued_to_ngay():
    """`ngàyZP tháng`: the pen is cut off the printed word."""
    said = ["Long", "Biên,", "ngày", "ZP", "tháng", "6", "năm", "2026"]
    words, page = printed(*said, up=1, pen=(3,), unsure=0.3, between=0.6)

    assert text_without_pen(glued(words, 2), page) == "Long Biên, ngày tháng 6 năm 2026"
    assert text_without_pen(glued(words, 3), page) == "Long Biên, ngày tháng 6 năm 2026"


def test_a_day_that_was_not_read_at_all_is_found_in_its_gap(reader):
    """Blue pen is lifted before print is read: the gap holds it on the page before cleaning."""
    words = ["Long", "Biên,", "ngày", "29", "tháng", "6", "năm", "2026"]
    whole, page = printed(*words, up=1.3, pen=(3,))
    pen_box = whole.words[3].box
    gray = page.copy()
    gray[pen_box.slices] = 255
    line = EngineLine(tuple(w for i, w in enumerate(whole.words) if i != 3), whole.box)
    mark = Mark("note", pen_box, page[pen_box.slices] < 160, "blue", 0.4)
    reader.answer = DigitReading("29", 0.95, ())

    done = without_pen(line, page, marks=[mark], gray=gray)

    assert done.line.text == line.text
    assert [(m.text, m.colour) for m in done.filled] == [("29", "blue")]


def test_a_stamp_over_the_blank_is_not_the_pen():
    """What a stamp put there is taken off before pen is looked for."""
    line, page = printed("Số:", "/UBND-TCKH", between=16)
    first, last = line.words
    box = Box(first.box.right + 20, first.box.y - 10, 60, first.box.height + 20)
    gray = page.copy()
    page[box.slices] = 90
    stamp = Mark("stamp", box, np.ones(box.shape, dtype=bool), "red")

    assert without_pen(line, page, marks=[stamp], gray=gray).filled == ()
    assert last.text == "/UBND-TCKH"


def test_a_blank_left_open_stays_blank():
    """Nobody wrote the day: nothing is taken out."""
    line, page = printed(*["Long", "Biên,", "ngày", "tháng", "6", "năm", "2026"])

    assert without_pen(line, page).line == line


def test_a_date_in_running_text_is_left_alone():
    """A line of the body that names a number and a day has no slots."""
    text = "Thực hiện Công văn số x7/STC-HCSN của Sở Tài chính ngày ZP tháng 01 năm 2026"
    line = said(text, sure=0.5)

    assert without_pen(line, WHITE).line is line


def test_a_law_s_date_is_left_alone():
    """`Căn cứ Luật … ngày 19 tháng 02 năm 2025;` is short, and no place-and-date line."""
    words = ["Căn", "cứ", "Luật", "Báo", "chí", "ngày", "Z9", "tháng", "02", "năm", "2025;"]
    line, page = printed(*words, up=1.2, pen=(6,), unsure=0.5)

    assert without_pen(line, page).line is line


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
        ("Email: sales(Dhoanggia,vn Website: hoanggia vn", 0.5),  # misread, but a label
        ("www.truongson.com.vn", 0.45),
    ],
)
def test_print_is_not_noise(text, sure):
    """What is either surely read, Vietnamese or a code is kept."""
    assert not is_noise(said(text, sure=sure))


def test_a_code_that_a_speck_makes_doubtful_is_no_noise():
    """`Số 55-CV/ĐU.`: a dot beside it, and the engine doubts the code; its label it does not."""
    words = tuple(
        EngineWord(text, Box(60 * i, 0, 50, 20), sure)
        for i, (text, sure) in enumerate((("Số", 0.92), ("55-CV/ĐU.", 0.0)))
    )

    assert not is_noise(EngineLine(words, Box(0, 0, 110, 20)))


def test_a_small_label_begins_a_number_line_in_the_letterhead_only():
    """`số` there is the capital misread; in the body it begins a line like any word."""
    line, page = printed("số", "574", "/UBND-TCKH", up=1.2, pen=(1,), unsure=0.8)

    assert without_pen(line, page, letterhead=True).line.text == "số /UBND-TCKH"
    assert without_pen(line, page).line == line


def test_a_small_label_with_a_colon_is_one_wherever_it_stands():
    """A letterhead whose columns were read across: `số: … /QĐ-SYT Nam Định, ngày …`."""
    said = ["số:", "57Z", "/QĐ-SYT", "Hà", "Nội,", "ngày", "12", "tháng", "5", "năm", "2016"]
    line, page = printed(*said, up=1.2, pen=(1,), unsure=0.8)

    assert text_without_pen(line, page) == " ".join([said[0], *said[2:]])


def test_a_place_that_begins_like_the_label_stays_whole():
    """`Sông Công, ngày …` is no number line."""
    line, page = printed("Sông", "Công,", "ngày", "05", "tháng", "4", "năm", "2021")

    assert without_pen(line, page, letterhead=True).line == line
