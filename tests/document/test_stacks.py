# ruff: noqa: E501 - a page a line
"""Stacks cut into documents: letterheads, feet, numbers, annexes, backs, sheets between."""

from dataclasses import replace
from pathlib import Path

import pytest
from stacked import (
    BODY,
    NATION,
    OPEN,
    SEAL,
    SIGNATURE,
    at,
    blank,
    decision,
    foot,
    head,
    letter,
    running,
    sheet,
    stack,
)

from pipeline.document import documents, split
from pipeline.values.scanned import Scan

SCAN = Scan(Path("stack.pdf"), "Chồng 3.pdf", "5ac0" + "c" * 60, 9)
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"


def starts(pages):
    return [share.pages[0].number for share in split(pages)]


def contract(title="HỢP ĐỒNG KINH TẾ", number="Số: 12/2023/HĐKT"):
    text = "Căn cứ Bộ luật Dân sự năm 2015;\nHôm nay, ngày 3 tháng 4 năm 2023, chúng tôi gồm:"
    signed = [
        ("foot_left", "ĐẠI DIỆN BÊN A\nGIÁM ĐỐC\nLê Văn Hùng"),
        ("foot_right", "ĐẠI DIỆN BÊN B\nGIÁM ĐỐC\nTrần Thị Mai"),
    ]
    return at(
        [("title", NATION), ("title", f"{title}\n{number}"), ("body", text)], signed, marks=(SEAL,)
    )


LETTERS = {
    "state letter": letter(),
    "decision": decision(),
    "department": at(head("BỘ CÔNG THƯƠNG\nCỤC XUẤT NHẬP KHẨU\nSố: 88/XNK-TMQT"), [("recipients", "Kính gửi: Các thương nhân"), ("body", BODY)], foot()),
    "slips": at(head("ỦY BAN NHÂN DẦN\nXÃ THANH SƠN\nSó: 7l/BC-UBND", "CỌNG HOÀ XÃ HỘl CHỦ NGHlA VIỆT NAM\nĐộc lâp - Tư do - Hạnh phúc"), [("title", "BÁO CÁO\nKết quả quý I"), ("body", BODY)], foot()),
    "pen number": at(head("SỞ Y TẾ TỈNH HÀ NAM\nBỆNH VIỆN ĐA KHOA\nSố: /BV-KHTH", date="Phủ Lý, ngày tháng 3 năm 2021"), [("recipients", "Kính gửi: Sở Y tế"), ("body", BODY)], foot()),
    "party": at(head("HUYỆN ỦY KIM BẢNG\n*\nSố 12-CV/HU", PARTY), [("recipients", "Kính gửi: Các chi bộ"), ("body", BODY)], foot("PHÓ BÍ THƯ")),
    "cell": at(head("ĐẢNG BỘ XÃ THANH SƠN\nCHI BỘ THÔN ĐÔNG\n*\nSố 03-NQ/CB", PARTY), [("title", "NGHỊ QUYẾT\nHọp chi bộ tháng 4"), ("body", BODY)], foot("BÍ THƯ")),
    "union": at(head("BCH ĐOÀN TỈNH HÀ NAM\n***\nSố: 367 - QĐ/TĐTN", "ĐOÀN TNCS HỒ CHÍ MINH"), [("title", "QUYẾT ĐỊNH\nVề khen thưởng"), ("body", BODY)], foot("BÍ THƯ")),
    "company": at(head("CÔNG TY CỔ PHẦN HÀ NAM\nSố: 15/CV-HN"), [("recipients", "Kính gửi: Sở Công Thương"), ("body", BODY)], foot()),
    "court": at(head("TÒA ÁN NHÂN DÂN\nHUYỆN KIM BẢNG\nBản án số: 15/2022/HS-ST", date="Ngày 12-4-2022"), [("title", "NHÂN DANH\nNƯỚC CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), ("body", BODY)], foot("THẨM PHÁN")),
    "circular": at(head("BỘ TÀI CHÍNH\nSố: 45/2013/TT-BTC"), [("title", "THÔNG TƯ\nHướng dẫn chế độ quản lý"), ("body", OPEN)]),
    "contract": contract(),
    "minutes": at([("title", NATION), ("title", "BIÊN BẢN\nHọp xét nâng lương"), ("body", "Hôm nay, ngày 3 tháng 4 năm 2023, tại hội trường, chúng tôi gồm có:\n" + BODY)], foot("CHỦ TỌA")),
}  # fmt: skip


@pytest.mark.parametrize("name", LETTERS)
@pytest.mark.parametrize("before", ["letter", "two pages", "annexed"])
def test_a_letterhead_begins_a_document(name, before):
    pages = {
        "letter": [letter("SỞ NỘI VỤ", "SNV-VP")],
        "two pages": [decision("QĐ-SNV", signed=False), running(2, last=True)],
        "annexed": [
            decision("QĐ-SNV"),
            at([("title", "PHỤ LỤC I\nDANH MỤC THIẾT BỊ"), ("body", BODY)]),
        ],
    }[before]
    shares = split(stack(*pages, LETTERS[name], running(2, last=True)))
    assert [len(share.pages) for share in shares] == [len(pages), 2]


PLAN = "KẾ HOẠCH\nTriển khai công tác năm 2023\n(Ban hành kèm theo Quyết định số 45/QĐ-UBND ngày 12/5/2023 của UBND huyện)"
DOTS = "Họ và tên: ......................\nNgày sinh: ....................\nĐịa chỉ: .....................\nNay tôi đề nghị: ..................\n(Ký, ghi rõ họ tên)"
LABELS = "Họ và tên:\nNgày, tháng, năm sinh: Số căn cước công dân:\nChức vụ, đơn vị công tác:\nĐịa chỉ: Điện thoại:\nNội dung đề nghị:"
OURS = "ỦY BAN NHÂN DÂN\nHUYỆN KIM BẢNG"
ANNEXES = {
    "labels without leaders": at(head(OURS, date=""), [("body", "ĐƠN ĐĂNG KÝ\nTHAM GIA LỚP BỒI DƯỠNG\n" + LABELS)]),
    "labels and slips": at(head(OURS, date=""), [("body", "BẢN CAM KỂT\nTHỰC HIỆN QUY ĐỊNH\nHọ va tên:\nNgày, tháng, năm ginln Số căn cước:\nĐịa chi:\nNội dung:")]),
    "survey of no organ": at([("title", NATION), ("title", "PHIẾU KHẢO SÁT\nVỀ CẢI CÁCH HÀNH CHÍNH"), ("body", LABELS)]),
    "form of a report": at(head("TÊN CƠ QUAN, ĐƠN VỊ", date=""), [("title", "BÁO CÁO KẾT QUẢ"), ("table", "TT\nNội dung\nKết quả"), ("body", "Người lập biểu:\nĐơn vị:")]),
    "label": at([("title", "PHỤ LỤC II\nDANH MỤC THIẾT BỊ"), ("body", BODY)]),
    "label with slips": at([("title", "PHỤ LỤCI\nDANH MUC THIẾT BỊ\n(Ban hành kèm theo Thông tư số 150/2020/TT-BCA)"), ("body", BODY)]),
    "label and letterhead": at(head("ỦY BAN NHÂN DÂN\nHUYỆN KIM BẢNG", date=""), [("body", "PHỤ LỤC 1\nBIỂU TỔNG HỢP\nHọ và tên: .........")]),
    "form above heading": at([("body", "Mẫu số 02")], head("TÊN CƠ QUAN\nSố: ..../QĐ-...", date="....., ngày ... tháng ... năm ...."), [("title", "QUYẾT ĐỊNH\nVề việc ................"), ("body", DOTS)]),
    "police form": at([("body", "Mẫu ĐKX04\nBan hành kèm theo Thông tư số 79/2024/TT-BCA\nNgày 15/11/2024 của Bộ trưởng Bộ Công an")], [("title", NATION), ("title", "CHỨNG NHẬN ĐĂNG KÝ XE TẠM THỜI"), ("body", DOTS)]),
    "regulation": at(head("ỦY BAN NHÂN DÂN\nHUYỆN KIM BẢNG", date=""), [("title", "QUY CHẾ\nLàm việc của Ủy ban nhân dân huyện\n(Ban hành kèm theo Quyết định số 45/QĐ-UBND ngày 12/5/2023)"), ("body", "Chương I\nQUY ĐỊNH CHUNG\nĐiều 1. Phạm vi điều chỉnh")]),
    "regulation with slips": at(head("ỦY BAN NHÂN DÂN\nHUYỆN KIM BẢNG", date=""), [("title", "QUY CHỄ\nLàm việc của Uỷ ban nhân dân huyện\n(Ban hành kèm theo Quyêt định sô 45/QĐ-UBND ngày 12/5/2023)"), ("body", "Điều 1. Phạm vi điều chỉnh")]),
    "plan": at(head("ỦY BAN NHÂN DÂN\nHUYỆN KIM BẢNG", date=""), [("title", PLAN), ("body", BODY)]),
    "list": at([("title", "DANH SÁCH\nCán bộ được nâng lương năm 2023\n(Kèm theo Quyết định số 45/QĐ-UBND ngày 12/5/2023)"), ("body", BODY)]),
    "regulation of a school": at(head("TRƯỜNG ĐẠI HỌC X", date=""), [("title", "QUY ĐỊNH\nVề công tác sinh viên\n(Kèm theo Quyết định số 45/QĐ-UBND)"), ("body", BODY)]),
    "application form": at([("title", NATION), ("title", "ĐƠN ĐĂNG KÝ THAM GIA"), ("recipients", "Kính gửi: ................."), ("body", DOTS)]),
    "commitment form": at([("title", NATION), ("title", "BẢN CAM KẾT"), ("body", DOTS)]),
    "form of an organ": at(head("TÊN ĐƠN VỊ: ..........\nSố: ......./.....", date="........, ngày .... tháng .... năm 20..."), [("title", "BÁO CÁO\nKết quả thực hiện .........."), ("body", DOTS)]),
    "continuing": running(3),
    "continuing without a number": running(numbered=False),
    "table on its side": at([("table", "TT\nHọ và tên\nĐơn vị\n1\nNguyễn Văn An\nPhòng Tài chính")]),
}  # fmt: skip


@pytest.mark.parametrize("name", ANNEXES)
@pytest.mark.parametrize("before", ["one page", "two pages", "announced"])
def test_annexes_and_forms_stay_with_their_document(name, before):
    """Whatever heading they bear; the next letter begins a document again."""
    announced = at(
        head("ỦY BAN NHÂN DÂN\nHUYỆN KIM BẢNG\nSố: 45/QĐ-UBND"),
        [("title", "QUYẾT ĐỊNH\nVề việc ban hành mẫu đơn")],
        [("body", BODY + "\n(Có mẫu đơn và phụ lục kèm theo)")],
        foot("CHỦ TỊCH"),
        marks=(SEAL,),
    )
    pages = {
        "one page": [decision()],
        "two pages": [decision(signed=False), running(2, last=True)],
        "announced": [announced],
    }[before]
    shares = split(stack(*pages, ANNEXES[name], letter()))
    assert [len(share.pages) for share in shares] == [len(pages) + 1, 1], [s.cut for s in shares]


def test_blank_backs_stay_with_the_sheet_before_and_break_no_numbering():
    """Also at the front of a file, where they wait for the first page."""
    pages = stack(
        blank(), decision(signed=False), blank(), running(2, last=True), blank(), letter(), blank()
    )
    assert [[page.number for page in share.pages] for share in split(pages)] == [
        [1, 2, 3, 4, 5],
        [6, 7],
    ]


@pytest.mark.parametrize(
    "sheets",
    [
        [sheet()],
        [sheet("PATCH-T", "Code39", "")],
        [sheet("https://quet.local/1", "QRCode", "")],
        [sheet("SOHOA-PHAN-CACH", "QRCode"), blank()],
        [blank(), sheet(), blank()],
    ],
    ids=["code 128", "code 39", "any code alone", "own, with a back", "between backs"],
)
def test_a_separator_sheet_parts_what_nothing_else_would(sheets):
    """The page after it begins a document whatever it says; the sheet stands in that one."""
    pages = stack(decision(signed=False), *sheets, running(2), letter())
    first, second, third = split(pages)
    before = sum(page.blank for page in sheets[:1])
    assert [page.number for page in first.pages] == list(range(1, 2 + before))
    assert second.cut.made == "separator"
    assert second.pages[0].codes
    assert second.cut.confidence > 0.9
    assert "tờ phân cách ở trang" in second.cut.reasons[0]
    assert [page.number for page in third.pages] == [len(pages)]


def test_a_sheet_at_the_end_stays_with_the_last_document_and_says_nothing():
    """No page is lost, and none becomes a document of its own."""
    pages = stack(letter(), sheet(said="TỜ PHÂN CÁCH HỒ SƠ"))
    (document,) = documents(SCAN, pages)
    assert [page.number for page in document.pages] == [1, 2]
    assert "PHÂN CÁCH" not in document.text.canonical


def test_a_code_on_a_letter_parts_nothing():
    """A QR code for verification stands on a page that has something to say."""
    code = sheet().codes
    pages = stack(decision(signed=False), replace(running(2, last=True), codes=code))
    assert starts(pages) == [1]
    stamped = replace(sheet("0301", "QRCode", ""), marks=(SEAL,))
    assert starts(stack(decision(signed=False), stamped)) == [1]


def test_page_numbers_decide_where_the_letterhead_was_not_read():
    """Numbers that begin anew tell a document whose first page says little."""
    weak = at([("title", "BÁO CÁO"), ("body", BODY)])
    pages = stack(
        decision(signed=False), running(2), running(3, last=True), weak, running(2), running(3)
    )
    assert starts(pages) == [1, 4]
    going_on = stack(
        decision(signed=False),
        running(2),
        running(3),
        at([("page_number", "4"), ("title", "BÁO CÁO"), ("body", BODY)]),
        running(5),
    )
    assert starts(going_on) == [1]


def test_a_page_scanned_twice_is_no_new_document():
    """The same letterhead follows itself; a second letter of the same office does not."""
    opening = decision(signed=False)
    assert starts(stack(opening, opening, running(2, last=True), letter())) == [1, 4]
    other = at(
        head("UBND TỈNH HÀ NAM\nSỞ TÀI CHÍNH\nSố: 124/STC-QLG\nV/v giá đất"),
        [
            ("recipients", "Kính gửi: Các huyện"),
            (
                "body",
                "Căn cứ bảng giá đất hiện hành, Sở hướng dẫn cách tính tiền thuê mặt nước từ tháng sau.",
            ),
        ],
        foot(),
    )
    assert starts(stack(letter(), other)) == [1, 2]


def test_a_copy_of_a_whole_letter_is_one_of_its_own_and_asked_about():
    """Its seal fell on another spot; a person should say whether it is wanted twice."""
    other = replace(SEAL, box=SEAL.box.moved(-40, 25))
    shares = split(stack(letter(), replace(letter(), marks=(other, SIGNATURE))))
    assert [len(share.pages) for share in shares] == [1, 1]
    assert shares[1].cut.confidence < 0.9


def test_a_whole_letter_scanned_twice_is_the_same_sheet():
    """Seal and signature lie where they lay before, on paper that shifted on the glass."""
    moved = tuple(replace(mark, box=mark.box.moved(4, -5)) for mark in (SEAL, SIGNATURE))
    assert starts(stack(letter(), replace(letter(), marks=moved), decision())) == [1, 3]


def test_unsure_cuts_and_gaps_are_for_a_person():
    """A list without any heading after a signed letter may be either; a plain cut is no question."""
    lone = at([("title", "DANH SÁCH CÁN BỘ HỌC LỚP QUẢN LÝ"), ("body", BODY)])
    (document,) = documents(SCAN, stack(letter(), lone))
    (note,) = [note for note in document.review if note.cause == "split"]
    assert note.grade == "must"
    assert "trang 2" in note.where
    assert "sohoa split" in note.why
    sure = documents(SCAN, stack(letter(), decision()))
    assert not [note for one in sure for note in one.review if note.cause == "split"]
    assert sure[1].cut.made == "machine"
    assert "số và ký hiệu" in " ".join(sure[1].cut.reasons)


def test_a_person_decides():
    """Ranges of pages make the documents, sure and without a question."""
    pages = stack(letter(), decision(), running(2))
    first, second = documents(SCAN, pages, decided=[(1, 2), (3,)])
    assert (first.source.pages, second.source.pages) == ((1, 2), (3,))
    assert second.cut.made == "person"
    assert second.cut.confidence == 1.0
    with pytest.raises(ValueError, match="decided"):
        split(pages, [(1,), (3,)])


@pytest.mark.parametrize(
    ("pages", "cause", "said"),
    [
        ([decision(signed=False), running(2, "a"), running(5, "b"), running(6, "c", last=True)], "check.pages", "thiếu 2 trang"),
        ([decision(signed=False), running(3, "a " + BODY), running(2, "b " + BODY), running(4, "c", last=True)], "check.pages", "số trang in 2 đứng sau 3"),
    ],
    ids=["missing", "order"],
)  # fmt: skip
def test_pages_that_do_not_follow_each_other_are_one_document_and_told(pages, cause, said):
    (document,) = documents(SCAN, stack(*pages))
    notes = [note for note in document.review if note.cause.startswith(cause)]
    assert any(said in f"{note.what} {note.why}" for note in notes), document.review
