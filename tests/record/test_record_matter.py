"""Receivers understood, annexes, typed instructions, stamps, language, counts, inferences."""

from __future__ import annotations

from dataclasses import replace

import pytest
from paper import page_of

from pipeline.document.verdicts import with_verdicts
from pipeline.geometry import Box
from pipeline.record.annexes import attached
from pipeline.record.copies import copy_details
from pipeline.record.fields import read_fields
from pipeline.record.language import language_of
from pipeline.record.parts import sort_parts
from pipeline.settings import Judging
from pipeline.values.judging import Edges, ScanJudgement
from pipeline.values.marks import MarkRecord
from pipeline.values.readings import PageReading, UnreadPrint

BOX = Box(100, 200, 300, 90)
LETTER = [
    ("letterhead_left", "UBND TỈNH HÀ GIANG\nSỞ NỘI VỤ\nSố: 12/SNV-VP\nV/v báo cáo biên chế"),
    ("letterhead_right", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"),
    ("recipients", "Kính gửi: Sở Tài chính."),
    ("body", "Sở Nội vụ đề nghị các cơ quan phối hợp thực hiện nghiêm túc các nội dung trên."),
]


def fields(*pages):
    return read_fields(sort_parts(pages))


def blank(number):
    return PageReading(number, (1654, 2339), 200.0, blank=True)


@pytest.mark.parametrize(
    ("item", "wanted"),
    [
        ("Như trên (để t/hiện)", ("addressees", "Như trên", "để thực hiện", None)),
        ("Như đề gửi", ("addressees", "Như đề gửi", None, None)),
        ("Như Điều 3", ("addressees", "Như Điều 3", None, None)),
        ("TTQU (để b/cáo)", ("organ", "TTQU", "để báo cáo", None)),
        ("Thường trực Tỉnh ủy (b/c)", ("organ", "Thường trực Tỉnh ủy", "để báo cáo", None)),
        ("Các sở, ban, ngành (p/h)", ("organ", "Các sở, ban, ngành", "để phối hợp", None)),
        ("Sở Y tế (để biết và th/h)", ("organ", "Sở Y tế", "để biết và thực hiện", None)),
        ("Bộ Nội vụ (thay b/c)", ("organ", "Bộ Nội vụ", "thay báo cáo", None)),
        ("Đ/c Cục trưởng (để báo cáo)", ("person", "Đ/c Cục trưởng", "để báo cáo", None)),
        ("CT, PCT UBND tỉnh", ("person", "CT, PCT UBND tỉnh", None, None)),
        ("VPUB: CVP, PCVP (KTTH)", ("organ", "VPUB: CVP, PCVP (KTTH)", None, None)),
        ("Cổng TTĐT tỉnh", ("other", "Cổng TTĐT tỉnh", None, None)),
        ("TTCNTT (để đưa lên Website)", ("organ", "TTCNTT", "để đưa lên Website", None)),
        ("Lưu VPĐU", ("file_copy", "Lưu VPĐU", "lưu", "Văn phòng Đảng ủy")),
        ("Lưu: VT, Vụ 10", ("file_copy", "Lưu: VT, Vụ 10", "lưu", "Văn thư, Vụ 10")),
        ("Lưu VPTU", ("file_copy", "Lưu VPTU", "lưu", "VPTU")),  # a province's or a city's
    ],
)
def test_a_receiver_is_understood(item, wanted):
    """Kind, name, purpose in full and the unit that files a copy; brackets of units are none."""
    said = copy_details(item)
    assert (said["kind"], said["text"], said["purpose"], said["unit"]) == wanted


@pytest.mark.parametrize(
    ("item", "wanted"),
    [
        ("Lưu: VT, NC(Vi16)", ("Văn thư, NC", None, "Vi16")),
        ("Lưu: VT, KTTHa47", ("Văn thư, KTTH", None, "a47")),
        ("Lưu: VT, P.KTTHTien502", ("Văn thư, P.KTTH", None, "Tien502")),
        ("Lưu: VT, QHĐP (2)Q.Cường", ("Văn thư, QHĐP", 2, "Q.Cường")),
        ("Lưu: VT, V03, C08. 300b", ("Văn thư, V03, C08", 300, None)),
        ("Lưu: VT, CN. pvc", ("Văn thư, CN", None, "pvc")),
        ("Lưu: VT, NC (2b)", ("Văn thư, NC", 2, None)),
        ("Lưu: VT, CTSV&TTGD", ("Văn thư, CTSV&TTGD", None, None)),
    ],
)
def test_copies_and_typist_are_told_from_the_unit(item, wanted):
    """Codes glued to a unit, in brackets or behind a stop; a unit of capitals is no typist."""
    said = copy_details(item)
    assert (said["unit"], said["copies"], said["typist"]) == wanted


def test_a_committee_s_code_is_told_by_the_issuer():
    """`TU` is the Thành ủy's where a Thành ủy writes."""
    assert copy_details("Lưu VPTU", "Thành ủy cần thơ")["unit"] == "Văn phòng Thành ủy"


def test_annexes_within_the_document_have_their_pages():
    """Heading, title over its lines and the pages up to the next one; a blank back is none."""
    second = page_of(
        [
            ("title", "PHỤ LỤC I\nDANH SÁCH CÁC ĐƠN VỊ\nĐƯỢC GIAO BIÊN CHẾ"),
            ("body", "(Kèm theo Công văn số 12/SNV-VP ngày 05/3/2024 của Sở Nội vụ)"),
            ("table", "TT\nĐơn vị"),
        ],
        number=2,
    )
    third = page_of([("table", "1\nSở Y tế")], number=3)
    fifth = page_of([("title", "Phụ lục số 02"), ("title", "BIỂU TỔNG HỢP")], number=5)
    read = fields(page_of(LETTER), second, third, blank(4), fifth)["annexes"]
    assert read.value == [
        {
            "name": "PHỤ LỤC I",
            "title": "DANH SÁCH CÁC ĐƠN VỊ ĐƯỢC GIAO BIÊN CHẾ",
            "pages": [2, 3],
        },
        {"name": "Phụ lục số 02", "title": "BIỂU TỔNG HỢP", "pages": [5]},
    ]
    assert read.page == 2


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Ban hành kèm theo Quyết định này Quy chế làm việc của Ban.", ["Quy chế"]),
        ("Ban hành kèm theo Thông tư này Danh mục thiết bị tối thiểu", ["Danh mục"]),
        ("giao chỉ tiêu (có biểu chi tiết kèm theo).", ["Biểu"]),
        ("các hộ nghèo (danh sách đính kèm)", ["Danh sách"]),
        ("theo Phụ lục II kèm theo Kế hoạch này", ["Phụ lục II"]),
        ("(Kèm theo Quyết định số 12/QĐ-UBND ngày 05/3/2024)", []),
        ("kèm theo đó là nhiều khó khăn, phụ lục hợp đồng", []),
        ("xe kèm theo giấy tờ (bản chính)", []),
    ],
)
def test_what_is_said_to_be_attached(text, wanted):
    """Only what a document says of its own attachments; what an annex belongs to is none."""
    assert [entry["name"] for entry in attached(text)] == wanted


def test_a_sentence_about_an_annex_begins_none():
    """`Phụ lục` as the first word of a page's sentence is no heading."""
    second = page_of([("body", "Phụ lục này thay thế các quy định trước đây của tỉnh.")], number=2)
    assert fields(page_of(LETTER), second)["annexes"].value is None


def typed(text, **said):
    return MarkRecord("digital", BOX, 1.0, text=text, fields={"what": "typed", **said})


def test_typed_orders_are_instructions():
    """With author and day where they say them; figures typed into blanks are none."""
    marks = (
        typed("Chuyển phòng TCKH tham mưu, báo cáo trước ngày 15/3/2024.\nNguyễn Văn Bình"),
        typed("Lưu hồ sơ", signer="C07", signed_at="2025-07-23 13:51"),
        typed("2243"),
        MarkRecord("digital", BOX, 1.0, text="Ký bởi: UBND", fields={"what": "signature"}),
    )
    read = fields(replace(page_of(LETTER), marks=marks))["instructions"].value
    assert [(e["author"], e["date"]) for e in read] == [
        ("Nguyễn Văn Bình", "2024-03-15"),
        ("C07", "2025-07-23"),
    ]


def test_several_incoming_stamps_are_kept():
    """The one that says most is the value; the other stands beside it with its page."""
    marks = tuple(
        MarkRecord("incoming_stamp", BOX, 0.9, fields=said)
        for said in (
            {"receiver": "SỞ Y TẾ"},
            {"receiver": "VĂN PHÒNG UBND 0. NGÃI,", "number": "12", "date": "3/4/2024"},
        )
    )
    read = fields(replace(page_of(LETTER), marks=marks))["incoming_stamp"]
    assert (read.value["receiver"], read.value["number"]) == ("VĂN PHÒNG UBND Q. NGÃI", "12")
    assert [(other["receiver"], other["page"]) for other in read.alternatives] == [("SỞ Y TẾ", 1)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Le présent contrat est conclu pour une durée de deux ans par les parties dans la", None),
        ("Договор заключен между сторонами на два года", None),
        ("KINH GUI UBND HUYEN. TINH HINH MUA LU PHUC TAP, DE NGHI CAC XA BAO CAO NGAY", "01"),
        ("Ủy ban nhân dân tỉnh yêu cầu các sở, ngành khẩn trương triển khai thực hiện", "01"),
    ],
)
def test_languages_are_told_by_words(text, wanted):
    """TT05's code only where it is known; telegrams without marks are Vietnamese too."""
    told = language_of(text)
    assert told is not None
    assert told[0]["code"] == wanted


def test_a_page_without_words_has_no_language():
    """Null, with the reason."""
    assert "không có chữ" in fields(blank(1))["language"].reason
    few = fields(page_of([("body", "12 345")]))["language"]
    assert "quá ít" in few.reason


def test_blank_backs_tell_the_sheets():
    """Two sides scanned: half as many sheets; without blanks nothing says how it was printed."""
    front, third = page_of(LETTER), page_of([("body", "Trang sau của văn bản.")], number=3)
    read = fields(front, blank(2), third, blank(4))
    assert (read["page_count"].value, read["sheet_count"].value) == (2, 2)
    unknown = fields(front, replace(third, number=2))
    assert unknown["page_count"].value == 2
    assert unknown["sheet_count"].value is None
    assert unknown["sheet_count"].alternatives == (2, 1)
    assert fields(front)["sheet_count"].value == 1
    assert fields(front, replace(third, number=2), blank(3))["sheet_count"].value is None


def test_only_what_was_measured_hints_at_the_paper_s_state():
    """Ghosts of other pages and unread print, each with page and figure; else null."""
    ghost = MarkRecord("set_off", BOX, 0.8)
    page = replace(page_of(LETTER), marks=(ghost,), unread=(UnreadPrint(BOX, 12.34),))
    read = fields(page)["physical_state"].value
    assert [(h["page"], h["figure"], h["unit"]) for h in read] == [(1, 1, "vết"), (1, 12.3, "mm²")]
    assert fields(page_of(LETTER))["physical_state"].value is None


def judged(**figures):
    scan = ScanJudgement(**{"dpi": 300.0, "bits": 24} | figures)
    return with_verdicts([replace(page_of(LETTER), scan=scan)], Judging())[0]


def test_a_folded_corner_and_faded_print_are_the_paper_s():
    """With their figures, as the verdicts on the scan have them."""
    folded = fields(judged(fold_mm=34.7))["physical_state"]
    assert folded.value == [{"hint": "góc giấy bị gấp", "page": 1, "figure": 35, "unit": "mm"}]
    (faded,) = fields(judged(ink=0.62, paper=215.0))["physical_state"].value
    assert (faded["hint"], faded["figure"]) == ("chữ nhạt so với nền giấy", 38)


@pytest.mark.parametrize(
    "figures",
    [
        {"ink": 0.62, "paper": 255.0},  # the scanner was set bright
        {"ink": 0.45, "paper": 215.0},
        {"fold_mm": 9.0},
        {"shadow": 0.6, "paper": 215.0},
        {"border_mm": Edges(left=22.0)},
        {"cut_mm": Edges(top=40.0)},
        {"dpi": 90.0, "bits": 1, "skew_degrees": 6.0, "finger_mm2": 300.0},
    ],
)
def test_how_a_sheet_lay_on_the_glass_says_nothing_of_the_paper(figures):
    """Nor does what is below its line."""
    assert fields(judged(**figures))["physical_state"].value is None
