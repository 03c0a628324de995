"""Two ways to the same engine, and what every reading of a picture promises."""

from __future__ import annotations

import subprocess

import numpy as np
import pytest
from drawn_paper import Sheet

from pipeline.errors import MissingLanguageError
from pipeline.geometry import Box
from pipeline.recognition.engine import EngineLine, EngineWord
from pipeline.recognition.tesseract import (
    PortableTesseract,
    Tesseract,
    describe_engine,
    make_engine,
    model_sha256,
)
from pipeline.settings import Recognition

TEXT = "Ủy ban nhân dân quận Long Biên đề nghị"


@pytest.fixture(scope="module")
def in_process():
    return Tesseract(Recognition())


@pytest.fixture(scope="module")
def portable():
    return PortableTesseract(Recognition(engine="pytesseract"))


@pytest.fixture(scope="module")
def line():
    """One printed line at 200 dpi."""
    sheet = Sheet(width=120, height=14)
    sheet.text(6, 9, TEXT)
    return sheet.gray


def text_of(lines):
    return "\n".join(line.text for line in lines)


def test_a_drawn_line_is_read(in_process, line):
    """Clean print of one line is read without an error, as one line."""
    assert text_of(in_process.read(line, 200, "line")) == TEXT


def test_both_engines_say_the_same(in_process, portable, line):
    """In process or as a program: same model, same picture, same words in the same places."""
    ours, theirs = in_process.read(line, 200, "line"), portable.read(line, 200, "line")

    assert text_of(ours) == text_of(theirs)
    assert [w.box for w in ours[0].words] == [w.box for w in theirs[0].words]


def test_a_block_is_read_line_by_line(in_process):
    """Lines of one column come top to bottom."""
    sheet = Sheet(width=190, height=40)
    sheet.body(10, 3, x=10)

    lines = in_process.read(sheet.gray, 200)

    assert len(lines) == 3
    assert [line.box.y for line in lines] == sorted(line.box.y for line in lines)
    assert lines[0].text.startswith("Thực hiện Công văn số 287/STC-HCSN")


@pytest.mark.parametrize("engine", ["in_process", "portable"])
def test_boxes_lie_on_the_words_and_within_the_picture(engine, line, request):
    """The white frame that engines are given is taken off again: boxes are the picture's own."""
    found = request.getfixturevalue(engine).read(line, 200, "line")

    height, width = line.shape
    for word in found[0].words:
        assert 0 <= word.box.x < word.box.right <= width
        assert 0 <= word.box.y < word.box.bottom <= height
        assert (line[word.box.slices] < 128).any()
        assert 0 <= word.confidence <= 1
    assert [w.box.x for w in found[0].words] == sorted(w.box.x for w in found[0].words)


def test_letters_at_the_very_edge_are_read(in_process, line):
    """A line cut to its ink loses no letter."""
    ys, xs = np.nonzero(line < 128)
    tight = line[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]

    found = in_process.read(tight, 200, "line")

    assert text_of(found) == TEXT
    # The engine may draw a word's box a pixel or two past the ink that it was cut to.
    assert found[0].box.right <= tight.shape[1] + 3


def test_white_paper_says_nothing(in_process):
    """No print, no lines."""
    assert in_process.read(np.full((60, 300), 255, np.uint8), 200, "line") == ()


def test_one_reading_leaves_nothing_for_the_next(in_process, line):
    """The engine is kept from picture to picture: the second reading is the first's equal."""
    other = Sheet(width=60, height=14)
    other.text(6, 9, "KT. CHỦ TỊCH")

    first = in_process.read(line, 200, "line")
    in_process.read(other.gray, 200, "block")

    assert in_process.read(line, 200, "line") == first


@pytest.mark.parametrize("engine", ["tesserocr", "pytesseract"])
def test_a_missing_language_is_said_with_the_remedy(engine, tmp_path):
    """No trained data: the error names the file that is missing and what to run."""
    settings = Recognition(engine=engine, language="vie_none", tessdata=str(tmp_path))

    with pytest.raises(MissingLanguageError) as told:
        make_engine(settings)

    assert f"{tmp_path}/vie_none.traineddata" in str(told.value)
    assert "make setup" in str(told.value)


def test_the_model_is_our_own_by_default():
    """Pages are read with `vie_archive` from the project unless another is asked for."""
    settings = Recognition()

    assert settings.language == "vie_archive"
    assert len(model_sha256(settings)) == 64


def test_debians_model_can_be_chosen(line):
    """`vie` is found where Debian puts it, and is another model."""
    settings = Recognition(language="vie")

    assert model_sha256(settings) != model_sha256(Recognition())
    assert text_of(Tesseract(settings).read(line, 200, "line")) == TEXT


def test_engines_are_made_once():
    """Loading a model costs a third of a second: a process keeps its engine."""
    assert make_engine(Recognition()) is make_engine(Recognition())


def test_the_history_names_engine_and_version():
    """What the record says read a page is what is installed."""
    version = subprocess.run(
        ["tesseract", "--version"], capture_output=True, text=True, check=True
    ).stdout.split()[1]

    assert describe_engine(Recognition(engine="pytesseract")).endswith(f"({version})")
    assert describe_engine(Recognition()).startswith("tesserocr ")


def test_a_lines_confidence_is_weighed_by_length():
    """A doubtful comma does not pull a long sure word down."""
    box = Box(0, 0, 10, 10)
    line = EngineLine((EngineWord("Nguyễn", box, 1.0), EngineWord(",.", box, 0.2)), box)

    assert line.confidence == pytest.approx((6 * 1.0 + 2 * 0.2) / 8)
    assert EngineLine((), box).confidence == 0.0
