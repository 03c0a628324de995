"""Grades: what must be looked at, what should, what is only counted; what a paper cannot have."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from paper import page_of, pen_in

from pipeline.document import documents
from pipeline.document.places import place_on
from pipeline.document.scan_notes import scan_notes
from pipeline.geometry import Box
from pipeline.settings import Review
from pipeline.values.judging import Verdict
from pipeline.values.marks import MarkRecord
from pipeline.values.readings import Line, PageReading, Word, ZoneReading
from pipeline.values.scanned import Scan

SCAN = Scan(Path("scan.pdf"), "a.pdf", "3fa9" + "b" * 60, 9)
HEAD = (
    ("letterhead_left", "ỦY BAN NHÂN DÂN\nTỈNH BẮC NINH\nSố: 12/UBND-KTTH\nV/v báo cáo kết quả"),
    ("letterhead_right", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"),
    ("letterhead_right", "Bắc Ninh, ngày 05 tháng 3 năm 2024"),
    ("recipients", "Kính gửi: Sở Tài chính"),
)
BODY = ("body", "Ủy ban nhân dân tỉnh đề nghị Sở Tài chính báo cáo kết quả thực hiện./.")
FOOT = (
    ("foot_left", "Nơi nhận:\n- Như trên;\n- Lưu: VT."),
    ("foot_right", "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nĐào Quang K"),
)


def notes(*pages, review=None):
    """Notes of the one document that these pages are."""
    (document,) = documents(SCAN, pages, (), review or Review())
    return document.review


def causes(found, grade):
    return [note.cause for note in found if note.grade == grade]


def test_a_letter_read_well_has_nothing_to_look_at():
    """The same letter is on no list."""
    assert notes(page_of([*HEAD, BODY, *FOOT])) == ()


def test_number_and_day_by_pen_are_one_note_that_names_both():
    """Both places, both pictures, one cause."""
    head = [(k, t.replace("12/", "/").replace("05 tháng", " tháng")) for k, t in HEAD]
    page = page_of([*head, BODY, *FOOT])
    marks = (
        replace(pen_in(page, "Số:", "Số:"), crop="p0001-01-fill.png"),
        replace(pen_in(page, "Bắc Ninh", "ngày"), crop="p0001-02-fill.png"),
    )
    (note,) = notes(replace(page, marks=marks))
    assert (note.grade, note.cause, note.fields) == ("must", "pen", ("number", "date"))
    assert note.what == "Chưa có số văn bản, ngày văn bản"
    assert "p0001-01-fill.png" in note.where
    assert "p0001-02-fill.png" in note.where
    assert "vùng x=" not in note.where
    assert note.minutes == pytest.approx(0.6)


def test_a_required_field_below_its_line_must_be_looked_at():
    """The line is a setting; a field that is not required is a doubt at most."""
    page = page_of([*HEAD, BODY, *FOOT], confidence=0.85)
    assert causes(notes(page), "must") == []
    strict = notes(page, review=Review(symbol=1.0))
    assert [note.fields for note in strict if note.grade == "must"] == [("symbol",)]
    for useful, grade in (("symbol", "should"), ("place", "may")):
        free = notes(page, review=Review(required="org, date", useful=useful, symbol=1.0))
        assert causes(free, "must") == []
        assert ("symbol",) in [note.fields for note in free if note.grade == grade]


SHEET = page_of([("body", "BẢNG CÂN ĐỐI KẾ TOÁN\nTài sản ngắn hạn 1.234.567\nPhải thu 45.678")])


def test_a_sheet_without_letterhead_is_said_once():
    """Seven fields are not asked for one by one."""
    found = notes(SHEET)
    assert causes(found, "must") == []
    assert causes(found, "should") == []
    assert "sheet" in causes(found, "may")


def test_a_letterhead_that_was_lost_is_asked_for():
    """A stamp of arrival on a page without letterhead: there was one, and it was not read."""
    page = page_of([BODY])
    stamp = MarkRecord("incoming_stamp", Box(200, 300, 300, 200), 0.9, colour="red")
    assert "number" in causes(notes(replace(page, marks=(stamp,))), "must")


def test_a_page_read_badly_hides_nothing():
    """Nothing can be said to be absent where little was read."""
    assert "number" in causes(notes(replace(SHEET, confidence=0.4)), "must")


@pytest.mark.parametrize("title", ["TỜ KHAI", "ĐƠN XIN XÁC NHẬN", "HỢP ĐỒNG LAO ĐỘNG", "BIÊN BẢN"])
def test_papers_without_number_are_not_asked_for_one(title):
    """Forms, contracts and minutes bear the national heading, and neither number nor organ."""
    page = page_of(
        [
            ("letterhead_right", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"),
            ("title", title),
            ("body", "Họ và tên: Nguyễn Văn A"),
        ]
    )
    asked = {key for note in notes(page) if note.grade == "must" for key in note.fields}
    assert not asked & {"number", "symbol", "org", "signer"}


def test_blanks_of_a_form_are_nothing_missing():
    """A form that nobody filled in; the blank of a letter's number is another thing."""
    form = page_of(
        [
            ("letterhead_right", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"),
            ("letterhead_right", "......, ngày ... tháng ... năm ...."),
            ("title", "PHIẾU ĐĂNG KÝ"),
            ("body", "Họ và tên:"),
        ]
    )
    asked = {key for note in notes(form) if note.grade == "must" for key in note.fields}
    assert "date" not in asked
    head = [(k, t.replace("12/", "/")) for k, t in HEAD]
    assert causes(notes(page_of([*head, BODY, *FOOT])), "must") == ["number"]


@pytest.mark.parametrize("title", ["QUYẾT ĐỊNH", "THÔNG BÁO", "KẾ HOẠCH"])
def test_papers_that_have_a_number_are_asked_for_it(title):
    """A decision whose number line was not found."""
    page = page_of(
        [
            ("letterhead_left", "ỦY BAN NHÂN DÂN\nTỈNH BẮC NINH"),
            ("letterhead_right", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"),
            ("title", f"{title}\nVề việc khen thưởng"),
            BODY,
            *FOOT,
        ]
    )
    found = notes(page)
    asked = {key for note in found if note.grade == "must" for key in note.fields}
    assert {"number", "symbol", "date"} <= asked
    assert sum("number" in note.fields for note in found) == 1


def test_a_copy_of_the_first_page_is_not_asked_for_a_signer():
    """That its end is missing is said; with a foot the signer is asked for."""
    first = page_of([*HEAD, ("body", "Ủy ban nhân dân tỉnh đề nghị Sở Tài chính báo")])
    assert [(note.grade, note.cause) for note in notes(first)] == [("should", "end")]
    unsigned = page_of([*HEAD, BODY, FOOT[0]])
    assert causes(notes(unsigned), "must") == ["signer"]


def test_a_hole_and_a_page_of_unsure_way_must_be_looked_at():
    """Fields of a first page that is a hole are not asked for besides."""
    hole = PageReading(1, (1654, 2339), 200.0, problem="ảnh của trang bị hỏng")
    page = page_of([BODY, *FOOT], 2, orientation_sure=False)
    assert causes(notes(hole, page), "must") == ["hole", "turn"]


def words_page(*said):
    """A letter with a line of these (word, confidence)."""
    page = page_of([*HEAD, BODY, *FOOT])
    words = tuple(
        Word(text, Box(200 + 90 * i, 1200, 80, 30), c) for i, (text, c) in enumerate(said)
    )
    text = " ".join(text for text, _ in said)
    line = Line("p0001-z99-l001", text, text, Box(200, 1200, 1200, 30), 0.9, words)
    return replace(page, zones=(*page.zones, ZoneReading("body", line.box, (line,))))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ((("ông", 0.99), ("Nguyễn", 0.2), ("Dung", 0.9)), ["words"]),
        ((("ngày", 0.99), ("15/04", 0.2)), ["words"]),
        ((("thực", 0.99), ("hiện", 0.2)), []),  # no name, no number
        ((("mục", 0.99), ("5.", 0.2)), []),  # the number of an item
        ((("Thực", 0.2), ("hiện", 0.9)), []),  # a sentence begins
        ((("ngày", 0.99), ("15/04", 0.7)), []),  # not as doubtful
    ],
)
def test_doubts_in_names_numbers_and_dates_should_be_looked_at(said, expected):
    """Others are counted, in one note, whatever their number."""
    found = notes(words_page(*said))
    assert causes(found, "should") == expected
    assert causes(found, "may") == ([] if expected else ["words"])


def test_every_note_says_what_where_why_and_how_long():
    """And what mends most a minute comes first within its grade."""
    head = [(k, t.replace("12/", "/")) for k, t in HEAD]
    mark = MarkRecord("note", Box(900, 900, 90, 40), 0.9, crop="p0001-09-note.png")
    page = replace(
        page_of([*head, ("body", "Điều 1 ~~đã bỏ~~ thực hiện.")], confidence=0.7), marks=(mark,)
    )
    found = notes(page)
    assert {note.grade for note in found} == {"must", "should", "may"}
    for note in found:
        assert note.what
        assert note.where.startswith(("trang ", "số ", "ký ", "cơ ", "ngày ", "tên ", "người "))
        assert note.minutes > 0
        assert note.gain > 0
    order = [("must", "should", "may").index(note.grade) for note in found]
    assert order == sorted(order)
    for grade in ("must", "should", "may"):
        gains = [note.gain for note in found if note.grade == grade]
        assert gains == sorted(gains, reverse=True)


@pytest.mark.parametrize(
    ("rotation", "box", "place"),
    [
        (0, Box(100, 100, 90, 30), "góc trên bên trái"),
        (0, Box(800, 1200, 90, 30), "giữa trang"),
        (0, Box(1500, 2200, 90, 30), "góc dưới bên phải"),
        (180, Box(1500, 2200, 90, 30), "góc trên bên trái"),
        (90, Box(100, 2200, 90, 30), "góc trên bên trái"),
        (270, Box(1500, 100, 90, 30), "góc trên bên trái"),
    ],
)
def test_places_are_named_as_one_sees_the_page_upright(rotation, box, place):
    """However it lay on the glass."""
    assert place_on(PageReading(1, (1654, 2339), 200.0, rotation=rotation), box) == place


@pytest.mark.parametrize(
    ("said", "grade"),
    [
        ("thanh", None),
        ("Điều 5", None),
        ("1337", "should"),
        ("giao Sở Tài chính chủ trì", "should"),
    ],
)
def test_struck_numbers_and_passages_should_be_looked_at(said, grade):
    """A stroke under a word or two is often an underline: it is counted."""
    page = page_of([*HEAD, ("body", f"Nội dung ~~{said}~~ của văn bản này được sửa."), *FOOT])
    listed = [note.grade for note in notes(page) if note.grade == "should"]

    assert listed == ([grade] if grade else [])


@pytest.mark.parametrize(
    ("fault", "figure", "grade"),
    [
        ("resolution", 180.0, "may"),
        ("resolution", 100.0, "should"),
        ("colour", 8.0, "may"),
        ("cut", 3.0, "should"),
    ],
)
def test_a_scan_that_reads_as_well_as_any_is_only_counted(fault, figure, grade):
    """What only the rule asks for is a matter of the acceptance list."""
    verdict = Verdict(fault, figure, 200.0, "quét lại")
    page = page_of([*HEAD, BODY, *FOOT])
    page = replace(page, scan=SimpleNamespace(verdicts=(verdict,)))

    assert [note.grade for note in scan_notes([page])] == [grade]
