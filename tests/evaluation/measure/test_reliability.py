"""Whether confidences keep what they promise."""

import pytest

from evaluation.measure.reliability import Reliability, pages_of, reliability_of, right_words
from evaluation.truth.blocks import truth_of
from pipeline.geometry import Box
from pipeline.values.readings import Line, PageReading, Word, ZoneReading

BOX = Box(0, 0, 10, 10)
TRUTH = truth_of("Căn cứ Luật Tổ chức chính quyền địa phương ngày 19/6/2015;\nTheo đề nghị của Sở")


def page(*words):
    """A page of one line whose words have these confidences."""
    read = tuple(Word(text, BOX, sure) for text, sure in words)
    text = " ".join(word.text for word in read)
    line = Line("p0001-z01-l001", text, text, BOX, 0.9, read)
    return PageReading(1, (100, 100), 200, zones=(ZoneReading("body", BOX, (line,)),))


def test_a_wrong_tone_is_a_wrong_word():
    """One mark off and the word is wrong; its neighbours are not."""
    judged = right_words(["Căn", "cứ", "Luật", "Tố", "chức"], ["Căn cứ Luật Tổ chức chính quyền"])

    assert judged == [True, True, True, False, True]


def test_what_is_nowhere_on_the_page_is_wrong():
    """Strokes of pen read as letters have no place in the truth."""
    assert right_words(["zzZ", "¬-"], ["Căn cứ Luật Tổ chức"]) == [False, False]


def test_a_symbol_is_right_with_its_number_and_without():
    """What a pen filled in stands in the text or apart: the print beside it is right both ways."""
    truth = truth_of("Số: /UBND-KTTH", {"number": "574", "number_ink": "hand"})
    for said in (["Số:", "/UBND-KTTH"], ["Số:", "574/UBND-KTTH"]):
        assert right_words(said, pages_of(truth)) == [True, True]


def test_figures_alone_in_a_cell_and_stamped_names_are_right():
    """`7` in a table proves nothing about lines, but is no wrong word; nor is a stamp's name."""
    truth = truth_of("STT\n7\nGhi chú", {"signer": "Nguyễn Văn An"})

    assert right_words(["7"], pages_of(truth)) == [True]
    assert right_words(["1"], pages_of(truth)) == [False]
    assert right_words(["Nguyễn", "Văn", "An"], pages_of(truth)) == [True] * 3
    assert right_words(["Nguyễn", "Vần", "An"], pages_of(truth)) == [True, False, True]


def test_unsure_words_hold_the_wrong_ones():
    """A wrong word at 0.4 and right ones at 0.97: one in four is checked, and it is the one."""
    found = reliability_of(TRUTH, page(("Theo", 0.97), ("đê", 0.4), ("nghị", 0.97), ("của", 0.97)))

    assert sum(found.words) == 4
    assert sum(found.right) == 3
    assert found.checked == 1 / 4
    assert found.caught == 1
    assert found.error == pytest.approx((0.4 + 3 * 0.03) / 4)


def test_pages_add_up():
    """Bands of many pages are one."""
    one = reliability_of(TRUTH, page(("Theo", 0.97), ("đề", 0.6)))

    assert sum((one + one).words) == 4
    assert Reliability().error is None
