"""Cross-checks: what agrees holds, what contradicts is told, and nothing is rewritten."""

from dataclasses import replace

import pytest
from paper import page_of

from pipeline.geometry import Box
from pipeline.record.checks import cross_checks
from pipeline.record.checks_head import code_fits
from pipeline.record.fields import FIELD_KEYS, read_fields
from pipeline.record.parts import sort_parts
from pipeline.values.document import Field
from pipeline.values.readings import Line, TableCell, TableRow, ZoneReading

NOTHING = {key: Field(reason="không có") for key in FIELD_KEYS}
EMPTY = sort_parts([page_of([("body", "Thân văn bản.")])])


def checks_of(pages=None, **values):
    """Checks by name on a record with these values; a tuple is (value, ink)."""
    fields = dict(NOTHING)
    for key, value in values.items():
        said, ink = value if isinstance(value, tuple) else (value, "print")
        fields[key] = Field(said, str(said), 0.95, 1, Box(0, 0, 9, 9), ink, f"{key}.rule")
    parts = sort_parts(pages) if pages else EMPTY
    return {check.name: check for check in cross_checks(parts, fields)}


@pytest.mark.parametrize(
    ("symbol", "kind"),
    [
        ("QĐ-UBND", "QUYẾT ĐỊNH"),
        ("CTr-UBND", "CHƯƠNG TRÌNH PHỐI HỢP"),
        ("NĐ-CP", "NGHỊ ĐỊNH"),
        ("TTLT-BTC-BNV", "THÔNG TƯ LIÊN TỊCH"),
        ("HDLT-STC-SNV", "HƯỚNG DẪN"),
        ("UBND-KTTH", "CÔNG VĂN"),
        ("CV/ĐU", "CÔNG VĂN"),
        ("BTC-QLCS", "CÔNG VĂN"),  # BTC is no type code
        ("QĐ-UBND", "QUY CHẾ"),  # issued by the decision whose number it bears
        ("XYZ-ABC", "BÁO CÁO"),  # nobody knows
        ("UB/QĐ", "QUYẾT ĐỊNH"),  # before 2000
    ],
)
def test_a_symbol_that_may_be_of_the_type_is_let_be(symbol, kind):
    """Agreement, or nothing to be said."""
    check = checks_of(symbol=symbol, type=kind).get("symbol.type")
    assert check is None or check.holds


@pytest.mark.parametrize(
    ("symbol", "kind"),
    [("QĐ-UBND", "THÔNG BÁO"), ("TB-UBND", "CÔNG VĂN"), ("BC-SNV", "TỜ TRÌNH")],
)
def test_a_symbol_of_another_type_throws_doubt_on_both(symbol, kind):
    """Which of the two was misread nobody knows."""
    check = checks_of(symbol=symbol, type=kind)["symbol.type"]
    assert check.fields == ("symbol", "type")
    assert symbol in check.why


@pytest.mark.parametrize(
    ("code", "names", "verdict"),
    [
        ("UBND", ["ỦY BAN NHÂN DÂN XÃ TÂN LẬP"], True),
        ("HĐND", ["HỘI ĐỒNG NHÂN DÂN HUYỆN A"], True),
        ("SGDĐT", ["SỞ GIÁO DỤC VÀ ĐÀO TẠO", "UBND TỈNH B"], True),
        ("SLĐTBXH", ["SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI"], True),
        ("BNNPTNT", ["BỘ NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN"], True),
        ("TTg", ["THỦ TƯỚNG CHÍNH PHỦ"], True),
        ("VPCP", ["VĂN PHÒNG CHÍNH PHỦ"], True),
        ("TU", ["THÀNH ỦY HÀ NỘI"], True),
        ("TU", ["BAN CHẤP HÀNH", "ĐẢNG BỘ TỈNH SƠN LA"], True),
        ("VPTU", ["VĂN PHÒNG", "TỈNH ỦY LÀO CAI"], True),
        ("ĐU", ["ĐẢNG ỦY PHƯỜNG X"], True),
        ("BTCHU", ["BAN TỔ CHỨC", "HUYỆN ỦY Y"], True),
        ("VKSTC", ["VIỆN KIỂM SÁT NHÂN DÂN TỐI CAO"], True),
        ("QH13", ["QUỐC HỘI"], True),
        ("TLĐ", ["TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM"], True),
        ("ĐTN", ["BCH ĐOÀN TRƯỜNG ĐẠI HỌC Z"], True),
        ("BCĐ138", ["BAN CHỈ ĐẠO 138"], True),
        ("EVN", ["TẬP ĐOÀN ĐIỆN LỰC VIỆT NAM"], None),
        ("THPTNH", ["TRƯỜNG NGUYỄN HUỆ"], None),
        ("UBND", ["SỞ TÀI CHÍNH"], False),
        ("STC", ["SỞ XÂY DỰNG"], False),
        ("BYT", ["BỘ NỘI VỤ"], False),
        ("HU", ["TỈNH ỦY LÀO CAI"], False),
    ],
)
def test_a_code_and_the_name_in_full(code, names, verdict):
    """Codes of closed lists can contradict; what offices call themselves can only agree."""
    assert code_fits(code, names) is verdict


@pytest.mark.parametrize(
    ("org", "holds"),
    [
        ("ỦY BAN NHÂN DÂN XÃ A", True),
        ("UỶ BAN NHÂN DÂN XÃ A", True),
        ("CÔNG TY TNHH B", True),
        ("DOANH NGHIỆP TƯ NHÂN C", True),
        ("Sở Tài chính", True),
        ("VIỄN THÔNG PHÚ QUÝ", False),
        ("VIÊN BAO BÌ ĐÔNG Á", False),
        ("ÔNG TY CỔ PHẦN D", False),
        ("TỜ KHAI", False),
        ("TỈNH QUẢNG NGÃI", False),
    ],
)
def test_an_organ_begins_as_organs_are_called(org, holds):
    """What lost its first line or letter does not."""
    assert checks_of(org=org)["org.begins"].holds is holds


@pytest.mark.parametrize(
    ("symbol", "date", "whole"),
    [
        ("HU", "2020-01-01", False),
        ("UBND", "2020-01-01", False),
        ("UB", "1991-01-01", True),
        ("UBND", "1991-01-01", True),
        ("CP", "1993-01-01", True),
        ("QH13", "2013-01-01", True),
        ("ABC", "2020-01-01", True),
        ("CV/HU", "2020-01-01", True),
    ],
)
def test_half_a_symbol_is_told(symbol, date, whole):
    """An organ's code alone, since symbols have two parts."""
    assert ("symbol.parts" not in checks_of(symbol=symbol, date=date)) is whole


@pytest.mark.parametrize(
    ("subject", "clean"),
    [
        ("điều chỉnh dự toán . ngân sách", False),
        ("công tác văn thư. lưu trữ 6 tháng", False),
        ("giai đoạn 2021 2025", False),
        ("dân số - và phát triển", False),
        ("giai đoạn 2021 - 2025", True),
        ("phòng, chống dịch tại TP. Hồ Chí Minh", True),
        ("thi hành Luật số 5. Quy định chi tiết", True),
        ("quản lý thông tin, tuyên truyền; báo chí", True),
    ],
)
def test_signs_that_belong_to_no_word(subject, clean):
    """A stop within a sentence, a lost dash, a dash before a joining word."""
    assert ("subject.signs" not in checks_of(subject=subject)) is clean


def test_the_receiver_in_the_stamp_is_not_the_issuer():
    """An organ read from inside the stamp is doubted; one that keeps its own copy is not."""
    stamp = {"receiver": "SỞ TÀI CHÍNH", "date": None}
    inside = checks_of(org="SỞ TÀI CHÍNH", incoming_stamp=(stamp, "stamp"))
    assert inside["org.receiver"].fields == ("org",)

    fields = dict(NOTHING)
    fields["org"] = Field("SỞ TÀI CHÍNH", "x", 0.9, 1, Box(0, 0, 50, 9), "print", "r")
    fields["incoming_stamp"] = Field(stamp, "x", 0.9, 1, Box(0, 100, 50, 50), "stamp", "r")
    assert "org.receiver" not in {check.name for check in cross_checks(EMPTY, fields)}


def test_a_printed_day_stands_against_one_cited_day_and_falls_to_two():
    """A pen's day falls to one."""
    one = [{"date": "2024-11-20"}, {"date": "2020-01-01"}]
    assert checks_of(date="2024-03-05", cited_documents=one)["date.cited"].fields == (
        "cited_documents",
    )
    assert "date" in checks_of(date=("2024-03-05", "pen"), cited_documents=one)["date.cited"].fields
    two = [{"date": "2024-11-20"}, {"date": "2024-11-21"}]
    assert "date" in checks_of(date="2024-03-05", cited_documents=two)["date.cited"].fields
    assert checks_of(date="2024-11-21", cited_documents=two)["date.cited"].holds


def test_nothing_arrives_before_it_was_issued():
    """On the same day it may; a stamp without a whole date says nothing."""
    stamp = {"receiver": None, "date": "2024-03-04"}
    late = checks_of(date=("2024-03-05", "pen"), incoming_stamp=(stamp, "stamp"))["date.arrival"]
    assert late.fields == ("date", "incoming_stamp")
    assert "04/03/2024" in late.why
    assert checks_of(date="2024-03-04", incoming_stamp=(stamp, "stamp"))["date.arrival"].holds
    part = stamp | {"date": "4/3"}
    assert "date.arrival" not in checks_of(date="2024-03-05", incoming_stamp=(part, "stamp"))


def test_the_year_in_the_symbol_is_that_of_the_day():
    """`30/2020/NĐ-CP` and a day in 2021."""
    page = page_of([("letterhead_left", "CHÍNH PHỦ\nSố: 30/2020/NĐ-CP")])
    wrong = checks_of([page], date="2021-03-05", symbol="NĐ-CP")["date.symbol_year"]
    assert not wrong.holds
    assert checks_of([page], date="2020-03-05", symbol="NĐ-CP")["date.symbol_year"].holds


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("họp vào thứ Hai, ngày 12/8/2024 tại", True),
        ("thứ Ba, ngày 12/8/2024", False),
        ("8 giờ ngày 12 tháng 8 năm 2024 (thứ Hai)", True),
        ("Chủ nhật ngày 11/8/2024", True),
        ("thứ 6 ngày 31/2/2024", False),
        ("lần thứ hai, ngày 13/8/2024", False),
    ],
)
def test_the_calendar_knows_the_weekday(text, holds):
    """Where day and weekday stand together."""
    check = checks_of([page_of([("body", text)])])["text.weekday"]
    assert check.holds is holds
    assert check.fields == ()


def numbered(*numbers):
    """Pages with these numbers printed on top; None has none."""
    return [
        page_of([*([("page_number", str(n))] if n else []), ("body", "Thân.")], i)
        for i, n in enumerate(numbers, 1)
    ]


@pytest.mark.parametrize(
    ("numbers", "name"),
    [
        ((None, 2, 3, 4), "pages.order"),
        ((None, 2, 4), "pages.gap"),
        ((None, 2, 2, 3), "pages.twice"),
        ((None, 3, 4, 3), "pages.order"),
    ],
)
def test_printed_page_numbers(numbers, name):
    """What is missing, twice, or out of order is told."""
    checks = checks_of(numbered(*numbers))
    assert name in checks
    assert checks[name].holds is (numbers == (None, 2, 3, 4))


@pytest.mark.parametrize(
    "numbers",
    [(None, 2, 8, 4), (None, 2, 3, None, 2, 3), (None, 2, None, 3), (None, 2), (None, None)],
    ids=["misread", "annex", "unnumbered", "one", "none"],
)
def test_page_numbers_that_miss_nothing(numbers):
    """A misread figure, an annex counted anew, a page that bears none."""
    failing = [c for c in checks_of(numbered(*numbers)).values() if not c.holds]
    assert failing == []


def table(*rows):
    """A page whose table has these rows."""
    made = tuple(
        TableRow(
            r,
            Box(0, 40 * r, 900, 30),
            tuple(TableCell(c, Box(100 * c, 40 * r, 90, 30), text) for c, text in enumerate(row)),
        )
        for r, row in enumerate(rows)
    )
    page = page_of([("body", "Bảng kê.")])
    zone = ZoneReading("table", Box(0, 0, 900, 40 * len(rows)), (), made)
    return replace(page, zones=(*page.zones, zone))


HEADING = ("TT", "Nội dung", "Số tiền")


@pytest.mark.parametrize(
    ("rows", "verdict"),
    [
        ([("1", "a", "1.200.000"), ("2", "b", "300.000"), ("", "Tổng cộng", "1.500.000")], True),
        ([("1", "a", "1.200.000"), ("2", "b", "300.000"), ("", "Cộng:", "1.600.000")], False),
        ([("1", "a", "12,5"), ("2", "b", "-"), ("3", "c", "0,5"), ("", "CỘNG", "13,0")], True),
        # Groups with sums of their own: nothing can be said.
        ([("I", "A", "500"), ("1", "a", "500"), ("2", "b", "200"), ("", "Tổng cộng", "700")], None),
        # One figure that is none: nothing can be said.
        ([("1", "a", "1.2O0"), ("2", "b", "300"), ("", "Tổng cộng", "1.500")], None),
        ([("1", "Tổng hợp số liệu", "5"), ("2", "b", "6")], None),
    ],
)
def test_a_sum_line_against_its_column(rows, verdict):
    """Only of a flat table; thousands by points, decimals by comma."""
    check = checks_of([table(HEADING, *rows)]).get("table.sum")
    assert (check.holds if check else None) is verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("số tiền 1.500.000 đồng (Bằng chữ: Một triệu năm trăm nghìn đồng)", True),
        ("số tiền 1.600.000 đồng (Bằng chữ: Một triệu năm trăm nghìn đồng)", False),
        ("20.500.300đ (viết bằng chữ: Hai mươi triệu, năm trăm nghìn ba trăm đồng chẵn)", True),
        ("1.000.000.000 đồng, bằng chữ: một tỷ đồng", True),
        ("số tiền 1.500.000 đồng (Bằng chữ: Mật triệu năm trắn nghìn đồng)", None),  # unreadable
        ("12 đồng chí, bằng chữ ký của mình", None),
    ],
)
def test_an_amount_in_words_against_its_figures(text, verdict):
    """Accents may be misread; a word that is no numeral ends the comparison."""
    check = checks_of([page_of([("body", text)])]).get("amount.words")
    assert (check.holds if check else None) is verdict


def test_what_stands_twice_must_be_spelt_alike():
    """Three words of the subject that the body has with other accents."""
    said = "hỗ trơ quà Tết cho hộ nghèo"
    pages = [page_of([("body", "Quyết định hỗ trợ quà Tết cho hộ nghèo năm 2025.")])]
    check = checks_of(pages, subject=said)["subject.elsewhere"]
    assert "hỗ trợ quà" in check.why
    assert checks_of(pages, subject=said.replace("trơ", "trợ"))["subject.elsewhere"].holds
    assert "subject.elsewhere" not in checks_of(pages, subject="thi đua khen thưởng")
    # Another phrase that begins or ends alike.
    other = [page_of([("body", "theo nguyên tắc quản lý tài chính")])]
    assert "subject.elsewhere" not in checks_of(other, subject="về công tác quản lý đất đai")
    # A place that is itself in doubt says nothing.
    dim = [page_of([("body", "Quyết định hỗ trợ quà Tết cho hộ nghèo.")], confidence=0.6)]
    assert "subject.elsewhere" not in checks_of(dim, subject=said)


def test_the_field_own_line_is_no_witness():
    """A subject is compared with other places, not with the line that it was read from."""
    page = page_of(
        [
            ("letterhead_left", "ỦY BAN NHÂN DÂN\nTỈNH BẮC NINH\nSố: 5/QĐ-UBND"),
            ("letterhead_right", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
            ("title", "QUYẾT ĐỊNH\nVề việc hỗ trợ quà Tết cho hộ nghèo"),
        ]
    )
    parts = sort_parts([page])
    names = {check.name for check in cross_checks(parts, read_fields(parts))}
    assert "subject.elsewhere" not in names


def test_words_of_no_language_are_told():
    """Names of places and people with rules of their own are let be."""
    assert not checks_of(org="TRƯỜNG CAO ĐẲNG THỰC PHÁẢM")["org.syllables"].holds
    assert not checks_of(org="HỢP TÁC XÃ VỊ N THÔNG TẤN THÀNH")["org.syllables"].holds
    assert checks_of(org="CÔNG TY CỔ PHẦN B")["org.syllables"].holds
    assert not checks_of(subject="địa bàn tr ng điểm")["subject.syllables"].holds
    assert checks_of(org="ỦY BAN NHÂN DÂN TỈNH ĐẮK LẮK")["org.syllables"].holds
    assert checks_of(subject="sử dụng website của UBND")["subject.syllables"].holds


def test_a_line_without_words_breaks_nothing():
    """Readings of the first house had none."""
    page = page_of([("body", "Thân.")])
    bare = Line("p0001-z01-l001", "hỗ trợ quà Tết", "x", Box(1, 1, 9, 9), 0.9)
    checks = checks_of([replace(page, zones=(ZoneReading("body", Box(1, 1, 9, 9), (bare,)),))])
    assert all(check.holds for check in checks.values())
