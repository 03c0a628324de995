"""A stamp's lettering that cleaning left is no line of the page; print across the stamp is."""

from __future__ import annotations

import numpy as np
from drawn_lines import MM, said

from pipeline.geometry import Box
from pipeline.stamps.own_words import without_lettering
from pipeline.values.marks import Mark

BOX = Box(round(20 * MM), round(45 * MM), round(60 * MM), round(30 * MM))


def stamp(text="TRUNG TÂM CÔNG BÁO & TIN HỌC\nĐẾN\nSố:\nNgày:"):
    return Mark("incoming_stamp", BOX, np.zeros(BOX.shape, bool), text=text)


def test_a_stamps_own_words_are_dropped():
    """Misread as they are, they repeat what the stamp says."""
    line = said("TRUN6 TÂM CÔNG BẢO â TIN H0C", 22, 50, wide=55)

    assert without_lettering(line, [stamp()]) is None


def test_a_line_keeps_what_stands_beside_the_stamp():
    """Title and stamp at one height were read as one line."""
    line = said("TRUNG TÂM CÔNG BÁO Về việc tăng cường công tác", 22, 50, wide=110)

    assert without_lettering(line, [stamp()]).text.endswith("việc tăng cường công tác")


def test_print_under_a_stamp_stays():
    """A line of the body that runs through the stamp's box says other things."""
    line = said("Trong thời gian qua, công tác", 30, 60, wide=60)

    assert without_lettering(line, [stamp()]) == line


def test_an_unread_stamp_claims_nothing():
    """Without its text nobody knows which words are its own."""
    line = said("TRUNG TÂM CÔNG BÁO", 22, 50, wide=50)

    assert without_lettering(line, [stamp(None)]) == line


def test_a_word_that_form_and_letter_share_stays():
    """`ngày` of the date line lies in the stamp's box, and the stamp says it too."""
    line = said("ngày tháng 9 năm 2016", 70, 50, wide=60)

    assert without_lettering(line, [stamp()]) == line
