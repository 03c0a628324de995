"""One sheet or two: where the readings part, the pictures have the last word."""

from dataclasses import replace

import pytest
from paper import find_line, page_of, pen_in
from test_wording import BLOCKS

from pipeline.likeness.sheets import judge_sheets
from pipeline.values.likeness import SameInk
from pipeline.values.marks import MarkRecord

SAME, OTHER = SameInk(0.97, 0.2, 0.2), SameInk(0.5, 0.2, 0.2)


def sheet(change=lambda text: text, confidence=0.96, **more):
    blocks = [(kind, change(text)) for kind, text in BLOCKS]
    return page_of(blocks, confidence=confidence, **more)


class Pictures:
    """Ink that is the same everywhere but at some places."""

    def __init__(self, ink=SAME, at=()):
        self.ink, self.at, self.asked = ink, at, 0

    def __call__(self, _first, _second, spots):
        self.asked += 1
        return [
            self.ink if any(spot.box.intersection(box).area for box in self.at) else SAME
            for spot in spots
        ]


def box_of(page, start, word):
    line = find_line(page, start)
    return next(found.box for found in line.words if found.text.startswith(word))


ONE = sheet()
NUMBER = box_of(ONE, "Số:", "55")


def renumbered(text):
    return text.replace("55/BC", "56/BC")


def test_a_misread_number_hides_no_second_scan():
    """Its ink is the same in both pictures."""
    verdict = judge_sheets(ONE, sheet(renumbered), Pictures())
    assert (verdict.state, verdict.misread) == ("same", 1)


def test_another_number_is_another_paper():
    """An invitation of a series: all else is word for word the same."""
    verdict = judge_sheets(ONE, sheet(renumbered), Pictures(OTHER, [NUMBER]))
    assert (verdict.state, verdict.parted) == ("other", "55/BC-UBND | 56/BC-UBND")


@pytest.mark.parametrize(("alike", "state"), [(0.8, "other"), (0.95, "same")])
def test_surely_read_numbers_must_have_the_very_same_ink(alike, state):
    """A 5 for a 6 in a long number is 0.8 alike."""
    look = Pictures(SameInk(alike, 0.2, 0.2), [NUMBER])
    assert judge_sheets(ONE, sheet(renumbered), look).state == state


def test_another_name_is_another_paper():
    """A decision on each of several persons."""
    other = sheet(lambda text: text.replace("Nguyễn", "Hoàng"))
    place = box_of(ONE, "giao ông", "Nguyễn")
    assert judge_sheets(ONE, other, Pictures(OTHER, [place])).state == "other"
    assert judge_sheets(ONE, other, Pictures()).state == "same"  # misread


def test_numbers_that_were_read_alike_are_looked_at_too():
    """The engine may take a 6 for a 5."""
    assert judge_sheets(ONE, ONE, Pictures(OTHER, [NUMBER])).state == "other"


def test_many_sure_numbers_that_differ_need_no_look():
    """A table of another month."""
    other = sheet(lambda text: text.replace("55", "71").replace("12", "28").replace("2019", "2020"))
    look = Pictures()
    assert judge_sheets(ONE, other, look).state == "other"
    assert look.asked == 0


def test_pieces_of_one_number_are_not_many_numbers():
    """The engine cut them elsewhere; the picture is asked."""
    long = sheet(lambda text: text + "\n11.222.333 44.555.666 77.888.999")
    cut = sheet(lambda text: text + "\n11.222. 44.555. 77.888.")
    assert judge_sheets(long, cut, Pictures()).state == "same"


def test_a_stamp_that_came_later_makes_no_other_paper():
    """Much more ink on one of them: something was added."""
    other = sheet(renumbered)
    verdict = judge_sheets(ONE, other, Pictures(SameInk(0.3, 0.1, 0.6), [NUMBER]))
    assert (verdict.state, verdict.added) == ("same", 1)


def test_what_lies_under_a_stamp_counts_only_where_it_was_read():
    """A name under a seal parts two papers if both were read well."""
    place = box_of(ONE, "giao ông", "Nguyễn")
    seal = MarkRecord("seal", place.grown(40, (2339, 1654)), 0.9)
    stamped = replace(ONE, marks=(seal,))
    look = Pictures(OTHER, [place])
    for confidence, state in ((0.96, "other"), (0.4, "same")):
        other = sheet(lambda text: text.replace("Nguyễn", "Hoàng"), confidence)
        assert judge_sheets(stamped, other, look).state == state


def test_a_form_filled_in_differently_is_another_paper():
    """The print agrees word for word; the pen does not."""
    pen = pen_in(ONE, "Số:", "Số:", text="55")
    one, other = (replace(ONE, marks=(replace(pen, text=text),)) for text in ("55", "58"))
    assert judge_sheets(one, other, Pictures(OTHER, [pen.box])).state == "other"
    assert judge_sheets(one, one, Pictures()).state == "same"


def test_pages_with_other_words_are_other_sheets():
    """One letterhead, one closing, another matter."""
    other = page_of(
        [
            *(block for block in BLOCKS if block[0] != "body"),
            ("body", "\n".join(f"mục {n} khoản tiền thuê nhà quý {n} đã chi đủ" for n in range(9))),
        ]
    )
    assert judge_sheets(ONE, other, Pictures()).state == "other"


def test_too_few_words_leave_it_open():
    """Nothing can be laid over nothing."""
    assert judge_sheets(ONE, page_of([("body", "Ảnh")]), Pictures()).state == "unsure"


def test_pictures_that_cannot_be_looked_at_leave_it_open():
    """Drawn otherwise than when they were read."""
    other = sheet(renumbered)
    look = judge_sheets(ONE, other, lambda _first, _second, spots: [None] * len(spots))
    assert look.state == "unsure"
