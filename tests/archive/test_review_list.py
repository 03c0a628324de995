"""The review list: by cause, in order, with minutes; and what is one number."""

from dataclasses import replace

import pytest

from flows.review_words import waiting_words
from pipeline.archive.ledger.records import number_key
from pipeline.review_list import CAUSES, Reviewed, ReviewList
from pipeline.values.document import Field, ReviewNote


def note(cause, grade="must", *, gain=1.0, minutes=0.5, fields=()):
    return ReviewNote(f"việc {cause}", "trang 1", "vì", grade, cause, fields, minutes, gain)


def paper(name, *notes, org="TRƯỜNG ĐẠI HỌC A", symbol="TB-DCT"):
    fields = {"org": org, "symbol": symbol, "type": "THÔNG BÁO"}
    return Reviewed(f"{name}-0001", f"{name}.pdf", fields, notes)


def test_one_office_letterhead_is_one_entry_with_its_documents():
    """However its name was misread; another office's is another entry."""
    review = ReviewList(
        [
            paper("a", note("letterhead")),
            paper("b", note("letterhead"), org="TRƯỜNG ĐẠI HOC A"),
            paper("c", note("letterhead"), org="TRƯỜNG ĐẠI HỌC A"),
            paper("d", note("letterhead"), org="SỞ TÀI CHÍNH", symbol="TB-STC"),
        ]
    )
    titles = {entry.title: len(entry.items) for entry in review.entries}
    assert titles == {
        "Cơ quan ban hành, ký hiệu: TRƯỜNG ĐẠI HỌC A": 3,
        "Cơ quan ban hành, ký hiệu: SỞ TÀI CHÍNH": 1,
    }
    # The next letterheads of one office are a glance each.
    assert next(e for e in review.entries if len(e.items) == 3).minutes == pytest.approx(0.7)


def test_an_office_whose_name_was_not_given_is_called_by_its_symbol():
    """The entry still says whose letterhead it is."""
    lost = paper("a", note("letterhead"))
    (entry,) = ReviewList([replace(lost, fields={"symbol": "TB-DCT"})]).entries
    assert entry.title == "Cơ quan ban hành, ký hiệu: TB-DCT"


def test_a_code_that_many_offices_share_does_not_make_them_one():
    """`UBND` of two communes."""
    review = ReviewList(
        paper(name, note("letterhead"), org=f"ỦY BAN NHÂN DÂN XÃ {name}", symbol="TB-UBND")
        for name in ("TÂN LẬP", "HÒA BÌNH")
    )
    assert [len(entry.items) for entry in review.entries] == [1, 1]


def test_entries_stand_in_the_order_of_what_a_minute_mends():
    """All of must before all of should; what is only counted is no entry."""
    review = ReviewList(
        [
            paper("a", note("struck", "should", gain=9.0), note("pen", gain=1.0)),
            paper("b", note("signer", gain=5.0), note("words", "may")),
            paper("c", note("words", "may")),
            paper("d"),
        ]
    )
    assert [entry.cause for entry in review.entries] == ["signer", "pen", "struck"]
    assert review.counts() == {
        "documents_must": 2,
        "documents_should": 0,
        "documents_may": 1,
        "documents_clear": 1,
        "minutes_must": 1.0,
        "minutes_should": 0.5,
    }


def test_a_cause_that_nobody_named_is_called_as_its_note_says():
    """No note is lost for its cause."""
    (entry,) = ReviewList([paper("a", note("new-kind"))]).entries
    assert (entry.title, "new-kind" in CAUSES) == ("việc new-kind", False)


def test_words_name_as_many_documents_as_there_is_room_for():
    """And say how many more there are; with room for all, all are named."""
    review = ReviewList(paper(f"n{i}", note("pen"), note("signer", gain=0.5)) for i in range(6))
    short = waiting_words(review, 4)
    assert short[0] == "Phải xem 6 văn bản (khoảng 6 phút), nên xem 0, không cần ai xem 0."
    assert sum("    - " in line for line in short) == 4
    assert "    … và 2 văn bản nữa cùng lý do" in short
    assert "… và 6 việc nữa" in short[-1]
    assert sum("    - " in line for line in waiting_words(review)) == 12


def test_nothing_to_do_is_said():
    """In one line."""
    assert waiting_words(ReviewList([paper("a")])) == ["Không có văn bản nào cần người xem."]


def fields(**changes):
    said = {
        "org": "UBND TỈNH A",
        "symbol": "QĐ-UBND",
        "date": "2024-03-05",
        "number": "05",
        **changes,
    }
    return {
        key: Field(value, "x", 0.9) if value else Field(reason="chưa đọc")
        for key, value in said.items()
    }


def test_a_number_is_one_in_its_organ_and_year():
    """`05` is `5`; other years, symbols and organs have numbers of their own."""
    key = number_key(fields())
    assert key == number_key(fields(number="5", date="2024-12-30"))
    assert key == number_key(fields(org="UBND  TỈNH À"))  # accents may be misread
    for other in (
        fields(number="6"),
        fields(date="2023-03-05"),
        fields(symbol="TB-UBND"),
        fields(org="UBND TỈNH B"),
    ):
        assert number_key(other) != key
    assert number_key(fields(number=None)) is None
    assert number_key(fields(date=None)) is None
