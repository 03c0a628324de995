"""Differences are shown where they are, whatever the order of the columns."""

from __future__ import annotations

import pytest

from evaluation.measure.differences import differences, exact_tokens, extra_words
from evaluation.truth.blocks import truth_of

HEAD = "ỦY BAN NHÂN DÂN\nTỈNH QUẢNG NGÃI\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"


def hows(text: str, reading: str) -> list[tuple[str, str, str]]:
    blocks, _ = differences(truth_of(text), reading)
    return [(p.how, p.wanted, p.read) for b in blocks for p in b.pieces if p.how != "right"]


@pytest.mark.parametrize(
    ("reading", "found"),
    [
        ("Kính gửi các đồng chí", []),
        ("Kinh gửi các đồng chí", [("tone", "Kính", "Kinh")]),
        ("Kính gửi các đông chí", [("tone", "đồng", "đông")]),
        (
            "Kính gừi cạc dong chí",
            [("tone", "gửi", "gừi"), ("tone", "các", "cạc"), ("tone", "đồng", "dong")],
        ),
        ("Kính gửl các đồng chí", [("wrong", "gửi", "gửl")]),
        ("Kính các đồng chí", [("missing", "gửi", "")]),
        ("Kính gửi các các đồng chí", [("extra", "", "các")]),
    ],
)
def test_each_kind_of_slip_is_told_apart(reading, found):
    """Wrong tone, wrong letter, lost word and word too many have names of their own."""
    assert hows("Kính gửi các đồng chí", reading) == found


def test_columns_in_another_order_are_no_difference():
    """A letterhead read right column first is all right."""
    left, right = HEAD.split("\n\n")
    assert hows(HEAD, f"{right}\n{left}") == []


def test_what_no_block_claims_is_extra_but_repeated_print_is_not_noise():
    """A stamp's lettering is extra; a word that the page has elsewhere is not called noise."""
    truth = truth_of(HEAD)
    _, loose = differences(truth, HEAD + "\nCÔNG VĂN ĐẾN\nHỘI")
    assert set(loose) >= {"VĂN", "ĐẾN"}
    assert extra_words(("ĐẾN", "HỘI", "—"), truth) == ("ĐẾN",)


def test_a_block_that_was_not_read_is_missing_as_a_whole():
    """No letters are claimed from elsewhere by chance."""
    assert {how for how, _, _ in hows("Nguyễn Hoàng Giang", "12345 67890")} == {"missing"}


def test_marks_kept_in_their_own_paragraph_are_not_extra():
    """`[Dấu đến] …` is what the archive is asked to write."""
    _, loose = differences(truth_of(HEAD), HEAD + "\n\n[Dấu đến] Số: 12\nNgày: 3/4")
    assert loose == ()


def test_every_letter_beyond_256_kinds_is_still_aligned():
    """A page of strange signs does not stop the aligner, which knows 256 letters."""
    strange = "".join(map(chr, range(0x4E00, 0x4E00 + 400)))
    assert hows("Kính gửi", strange + " Kính gửi " + strange) == []


def test_symbols_dates_and_numbers_must_be_exact():
    """A date with one wrong digit is no date; a symbol cut at the line's end is one symbol."""
    page = "Công văn số 287/STC-\nHCSN ngày 04/02/2025 và 55-CV/ĐU, 3.500 đồng\n"
    page += "ngày 4 tháng 2 năm 2024"
    kinds = {e.kind: (e.found, e.wanted) for e in exact_tokens(truth_of(page), page)}
    assert kinds == {"symbol": (2, 2), "date": (2, 2), "number": (1, 1)}
    wrong = page.replace("04/02", "04/03").replace("ĐU", "DU").replace("3.500", "3,500")
    kinds = {e.kind: (e.found, e.wanted) for e in exact_tokens(truth_of(page), wrong)}
    assert kinds == {"symbol": (1, 2), "date": (1, 2), "number": (0, 1)}


def test_a_date_cut_by_the_lines_end_is_the_same_date():
    """Paragraphs are joined in a reading, lines of the truth are not."""
    truth = truth_of("Theo Công văn số 12/UBND-NC ngày 27 tháng 11 năm\n2023 của Sở Nội vụ tỉnh")
    read = exact_tokens(truth, "Theo Công văn số 12/UBND-NC ngày 27 tháng 11 năm 2023 của Sở")

    assert all(e.found == e.wanted for e in read)


def test_a_blank_date_line_is_the_pens():
    """`ngày tháng 3 năm 2019`: with the pen's day its year is part of a date, no number."""
    letter = "Công văn số 12/UBND-NC về kỳ họp thứ 31"
    record = {"date": "2019-03-05", "date_ink": "hand-part"}
    for noted in (record, None):
        truth = truth_of(f"Hà Nội, ngày tháng 3 năm 2019\n{letter}", noted)
        for said in ("ngày 05 tháng 3 năm 2019", "ngày tháng 3 năm 2019"):
            read = exact_tokens(truth, f"Hà Nội, {said}\n{letter}")
            assert [(e.found, e.wanted) for e in read] == [(1, 1), (0, 0), (1, 1)]
