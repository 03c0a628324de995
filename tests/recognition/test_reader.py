"""How often a line is looked at, and what settings turn off."""

from dataclasses import replace

import numpy as np
import pytest
from drawn_readings import line, word

from pipeline.recognition.language import make_language_model
from pipeline.recognition.reader import LineReader, SingleReader
from pipeline.recognition.trust import make_trust
from pipeline.settings import Recognition

PICTURE = np.zeros((40, 300), np.uint8)
SURE = line("Căn", "cứ", "Luật", "Tổ", "chức")
DOUBTFUL = line("sửa", "đổi,", word("bố", sure=0.6, p1="ổ:3"), "sung")


class Scripted:
    """An engine that says what it is told, and remembers what it was asked."""

    def __init__(self, first, raw, alone=None):
        self.says = {"line": first, "raw": raw, "word": alone}
        self.asked = []

    def read(self, _gray, _dpi, layout="block"):
        self.asked.append(layout)
        said = self.says[layout]
        return () if said is None else (said,)


def settled(first, raw=None, **settings):
    engine = Scripted(first, raw)
    reader = LineReader(
        engine, replace(Recognition(), **settings), make_language_model(), make_trust()
    )
    said = reader.first(PICTURE, 200)
    return reader.settled(said, PICTURE, 200), engine.asked


def test_a_sure_line_is_looked_at_once():
    """Three lines in four cost one look."""
    read, asked = settled(SURE)

    assert asked == ["line"]
    assert read.text == SURE.text
    assert all(w.trust > 0.9 for w in read.words)


def test_a_doubtful_line_is_looked_at_again_another_way():
    """As a raw line; what the phrase chose is on record."""
    read, asked = settled(DOUBTFUL, DOUBTFUL)

    assert asked == ["line", "raw"]
    assert read.text == "sửa đổi, bổ sung"
    assert read.first == DOUBTFUL.text


@pytest.mark.parametrize(
    ("settings", "asked", "text"),
    [
        ({"second_opinion": False}, ["line"], "sửa đổi, bổ sung"),
        ({"language_model": False}, ["line", "raw"], "sửa đổi, bố sung"),
    ],
)
def test_what_is_turned_off_has_no_say(settings, asked, text):
    """Either opinion alone; words are told how sure they are all the same."""
    read, looks = settled(DOUBTFUL, DOUBTFUL, **settings)

    assert looks == asked
    assert read.text == text
    assert all(w.trust is not None for w in read.words)


@pytest.mark.parametrize(
    ("first", "alone", "read"),
    [
        (word("2", sure=0.44), word("22", sure=0.97), "22"),
        (word("cao;", sure=0.96), word("Cao;", sure=0.93), "cao;"),
        (None, word("1", sure=0.9), "1"),
        (word("tiếp"), None, "tiếp"),
    ],
)
def test_a_word_alone_is_read_both_ways(first, alone, read):
    """Of what stands alone in a cell the surer reading counts; wide lines are read one way."""
    engine = Scripted(first and line(first), None, alone and line(alone))
    reader = LineReader(engine, Recognition(), make_language_model(), make_trust())

    assert reader.first(PICTURE[:, :100], 200).text == read
    assert engine.asked == ["line", "word"]
    reader.first(PICTURE, 200)
    assert engine.asked[2:] == ["line"]


def test_a_second_look_that_sees_nothing_changes_nothing():
    """The raw line may come back empty: the first reading stays."""
    read, asked = settled(line("Uy", word("bàn", sure=0.5)), None)

    assert asked == ["line", "raw"]
    assert read.text == "Uy bàn"


def test_one_look_is_what_the_engine_says():
    """Lettering of stamps is no phrase: nothing is weighed, nobody says how sure."""
    reader = SingleReader(Scripted(DOUBTFUL, None))
    said = reader.first(PICTURE, 200)

    assert reader.settled(said, PICTURE, 200) is said
    assert reader.first(PICTURE, 200).words[0].trust is None
