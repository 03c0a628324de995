"""Where a paper says its day and place: beside its number, or only where it is signed."""

from dataclasses import replace

import pytest
from paper import find_line, page_of

from pipeline.record.fields import read_fields
from pipeline.record.parts import sort_parts

HEADING = ("letterhead_right", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc")
STATEMENT = [
    ("title", "BẢN THUYẾT MINH BÁO CÁO TÀI CHÍNH\nNăm 2021"),
    ("body", "Số liệu so sánh là số liệu năm tài chính kết thúc ngày 31 tháng 12 năm 2020."),
]


def record_of(*blocks):
    return read_fields(sort_parts([page_of(blocks)]))


@pytest.mark.parametrize(
    ("foot", "place"),
    [
        ("Hà Nội, ngày 30 tháng 3 năm 2022\nGIÁM ĐỐC\nNgô Huy Vinh", "Hà Nội"),
        ("Ngô Huy Vinh\nGiám đốc\nNgày 30 tháng 03 năm 2022", None),
        ("Tp. Hồ Chí Minh, ngày 30 tháng 3 năm 2022\nTỔNG GIÁM ĐỐC\nLê Văn An", "Tp. Hồ Chí Minh"),
    ],
)
def test_a_paper_without_a_letterhead_is_dated_where_it_is_signed(foot, place):
    """Statements and forms have no date line above."""
    record = record_of(*STATEMENT, ("foot_right", foot))

    assert (record["date"].value, record["date"].rule) == ("2022-03-30", "date.foot")
    assert record["place"].value == place


@pytest.mark.parametrize(
    "foot",
    [
        "Cho năm tài chính kết thúc ngày 31 tháng 12 năm 2021\nGIÁM ĐỐC\nNgô Huy Vinh",
        "Ngày 31 tháng 2 năm 2022\nGIÁM ĐỐC\nNgô Huy Vinh",
        "Hà Nội, ngày    tháng    năm 2022\nGIÁM ĐỐC\nNgô Huy Vinh",
        "Ngày 30 tháng 3 năm 2022 Công ty đã họp\nGIÁM ĐỐC\nNgô Huy Vinh",
        "Ngày 30 tháng 3 năm 2022",
        "Ngày 30 tháng 3 năm 2022\nGIÁM ĐỐC\nNgô Huy Vinh\nNgày 4 tháng 4 năm 2022",
    ],
)
def test_other_days_in_a_foot_are_not_the_paper_s(foot):
    """A year's end, no such day, a blank, a sentence, nobody who signs, two days."""
    record = record_of(*STATEMENT, ("body", foot))

    assert record["date"].value is None


def test_a_numbered_paper_is_dated_in_its_letterhead_only():
    """Its date line was not read: the day in the foot may be a form's."""
    head = ("letterhead_left", "CÔNG TY CỔ PHẦN AN THỊNH\nSố: 12/QĐ-AT")
    foot = ("foot_right", "Hà Nội, ngày 30 tháng 3 năm 2022\nGIÁM ĐỐC\nNgô Huy Vinh")
    record = record_of(head, HEADING, ("title", "QUYẾT ĐỊNH\nVề việc khen thưởng"), foot)

    assert record["date"].value is None


def test_a_number_and_a_day_on_one_line_part_at_the_gutter():
    """A dash at the symbol's end does not reach across it for the place's first word."""
    text = "Số: 15/CT-CTY - Hải Phòng, ngày 17 tháng 10 năm 2014"
    page = page_of([("letterhead_left", "CÔNG TY TNHH ĐẠI VIỆT"), HEADING, ("body", text)])
    line = find_line(page, "Số:")
    at = next(i for i, w in enumerate(line.words) if w.text == "Hải")
    words = tuple(
        replace(w, box=w.box._replace(x=w.box.x + 300)) if i >= at else w
        for i, w in enumerate(line.words)
    )
    wide = replace(line, words=words, box=line.box._replace(width=line.box.width + 300))
    zones = tuple(
        replace(z, lines=tuple(wide if one.id == line.id else one for one in z.lines))
        for z in page.zones
    )
    record = read_fields(sort_parts([replace(page, zones=zones)]))

    assert (record["symbol"].value, record["place"].value) == ("CT-CTY", "Hải Phòng")


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("I Lâm Đồng", "Lâm Đồng"),
        ("MỸ Hào", "Mỹ Hào"),
        ("A Lưới", "A Lưới"),
        ("HÀ NỘI", "HÀ NỘI"),
        ("I Nơi Khác", "I Nơi Khác"),
    ],
)
def test_a_place_without_a_stroke_before_it_and_in_one_case(said, place):
    """Only what makes it a known name; letters and accents are never changed."""
    record = record_of(
        ("letterhead_left", "UBND TỈNH HÀ GIANG\nSỞ NỘI VỤ\nSố: 12/SNV-VP"),
        HEADING,
        ("letterhead_right", f"{said}, ngày 12 tháng 10 năm 2014"),
    )

    assert record["place"].value == place
