"""Words of document.pdf as three engines find them: Poppler, MuPDF, and PDFium (Chromium's)."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from collections import Counter
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest
from drawn_scans import draw_page
from test_searchable_pdf import save, searchable

from pipeline.export.setting import Run, kept_apart, set_line
from pipeline.geometry import Box
from pipeline.values.marks import MarkRecord
from pipeline.values.readings import Line, PageReading, Word, ZoneReading

SAID = (
    "ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI",
    "Kính gửi: Sở Y tế, Văn phòng HĐND - UBND",
    "Số: 17/CT-UBND ngày 9 tháng 8 năm 2024 về khuỷu, nguyễn, quỹ",
)


def poppler(path):
    return subprocess.run(
        ["pdftotext", path, "-"], capture_output=True, text=True, check=True
    ).stdout


def mupdf(path):
    if shutil.which("mutool") is None:
        pytest.skip("mutool is not installed (package mupdf-tools, `make test-pdfa` brings it)")
    return subprocess.run(
        ["mutool", "draw", "-q", "-F", "txt", "-o", "-", path],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip


def pdfium(path):
    with pypdfium2.PdfDocument(path) as pdf:
        return "\n".join(page.get_textpage().get_text_range() for page in pdf)


READERS = [poppler, mupdf, pdfium]


def missing(reader, path, words):
    """Words that a reader does not find, so many times as they are there."""
    found = reader(path)
    assert unicodedata.is_normalized("NFC", found)
    return Counter(words) - Counter(found.split())


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_every_reader_finds_every_word_in_nfc(tmp_path, reader, rotation):
    page = draw_page(lines=SAID, rotation=rotation)
    target, _ = searchable(save(tmp_path / "a.pdf", page), [page.reading])
    assert missing(reader, target, " ".join(SAID).split()) == {}


def reading_of(*lines, marks=()):
    """A page of lines: (words with their boxes)."""
    made = []
    for number, words in enumerate(lines):
        text = " ".join(word for word, _ in words)
        around = Box.around(box for _, box in words)
        inside = tuple(Word(word, box, 0.9) for word, box in words)
        made.append(Line(f"p0001-z01-l{number:03d}", text, text, around, 0.9, inside))
    zone = ZoneReading("body", Box.around(line.box for line in made), tuple(made))
    return PageReading(1, (827, 1169), 100, zones=(zone,), marks=marks)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(
            [[("tháng", Box(100, 100, 60, 20)), ("8", Box(160, 100, 10, 20))]], id="touching"
        ),
        pytest.param(
            [[("Sở", Box(100, 100, 100, 25)), ("Y", Box(139, 85, 16, 52)),
              ("tế", Box(170, 100, 30, 25))]],
            id="a box that swallowed its neighbours",
        ),
        pytest.param(
            [[("Loại", Box(100, 100, 60, 24)), ("xe", Box(170, 100, 40, 24))],
             [("(Engine", Box(110, 106, 80, 24)), ("No)", Box(200, 106, 40, 24))]],
            id="two lines on top of each other",
        ),
        pytest.param([[("111.777.888.000", Box(100, 100, 40, 40))]], id="narrow doubled letters"),
    ],
)  # fmt: skip
def test_words_that_crowd_are_told_apart(tmp_path, reader, lines):
    reading = reading_of(*lines)
    target, _ = searchable(save(tmp_path / "a.pdf", draw_page(lines=("trang",))), [reading])
    assert missing(reader, target, [word for line in lines for word, _ in line]) == {}


@pytest.mark.parametrize("reader", READERS)
def test_a_long_text_in_a_small_mark_is_found(tmp_path, reader):
    """What a digital signature says, in the little box that it shows."""
    said = (
        "Ký bởi: Ủy ban nhân dân tỉnh Quảng Ngãi; cơ quan: Tỉnh Quảng Ngãi; "
        "thời điểm ký: 2025-02-04 16:42; lý do: đã ký lên văn bản này!"
    )
    mark = MarkRecord("signature", Box(500, 60, 160, 60), 0.9, text=said)
    page = draw_page()
    reading = replace(page.reading, marks=(mark,))
    target, _ = searchable(save(tmp_path / "a.pdf", page), [reading])
    assert missing(reader, target, said.split()) == {}


def test_lines_that_stand_clear_keep_their_size():
    """Only lines that were read over one another are made smaller."""
    lines = [
        set_line([Run("một", Box(100, 100 + 40 * n, 80, 24)), Run("hai", Box(200, 100, 60, 24))], 0)
        for n in range(3)
    ]
    beside = set_line([Run("bên", Box(600, 104, 60, 24))], 0)
    assert kept_apart([lines[0], beside]) == [lines[0], beside]
    assert kept_apart(lines[1:2]) == lines[1:2]
    assert kept_apart([None, lines[0]]) == [None, lines[0]]


def test_a_passage_in_another_language_says_so(tmp_path):
    """Screen readers are told; the file itself is Vietnamese."""
    english = "This is to certify that the bearer of this letter is one of the staff of the office"
    words = [(w, Box(60 + 45 * n, 300, 40, 20)) for n, w in enumerate(english.split())]
    said = [("Kính", Box(60, 100, 40, 20)), ("gửi", Box(110, 100, 40, 20))]
    reading = reading_of(words)
    reading = replace(reading, zones=(*reading_of(said).zones, *reading.zones))
    target, _ = searchable(save(tmp_path / "a.pdf", draw_page(lines=("trang",))), [reading])
    with pikepdf.open(target) as pdf:
        assert str(pdf.Root.Lang) == "vi-VN"
        content = pdf.pages[0].Contents[0].read_bytes()
    assert content.count(b"/Span <</Lang (en)>> BDC") == 1
    assert content.count(b"EMC") == 1
