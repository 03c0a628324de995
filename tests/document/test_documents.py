"""Stacks to documents, canonical text, and what a person must look at."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paper import find_line, page_of, pen_in

from pipeline.document import documents, split
from pipeline.geometry import Box
from pipeline.values.document import Event
from pipeline.values.marks import MarkRecord
from pipeline.values.readings import Line, PageReading, ZoneReading
from pipeline.values.scanned import Scan

SCAN = Scan(Path("scan.pdf"), "Hồ sơ 12.pdf", "3fa9" + "b" * 60, 9)
HEAD = (
    ("letterhead_left", "ỦY BAN NHÂN DÂN\nTỈNH BẮC NINH\nSố: /UBND-KTTH\nV/v báo cáo\nkết quả"),
    ("letterhead_right", "CỘNG HOÀ XÃ HỘl CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"),
    ("letterhead_right", "Bắc Ninh, ngày tháng 3 năm 2024"),
    ("recipients", "Kính gửi: Sở Tài chính"),
)
BODY = ("body", "Thực hiện Công văn số 4039/STC-\nHCSN ngày 20/11/2024, các tổ chức chính trị -")
FOOT = (
    ("foot_left", "Nơi nhận:\n- Như trên;\n- VPUB: CVP,\ncác phòng;\n- Lưu: VT."),
    ("foot_right", "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nĐào Quang K"),
)
CONTINUED = (("page_number", "2"), ("body", "xã hội cùng thực hiện./."))


def letter(number=1, **more):
    return page_of([*HEAD, BODY, *FOOT], number, **more)


def blank(number):
    return PageReading(number, (1654, 2339), 200.0, blank=True)


def failed(number):
    return PageReading(number, (1654, 2339), 200.0, problem="ảnh của trang bị hỏng")


def numbers(groups):
    return [[page.number for page in group] for group in groups]


def only(pages, **more):
    (document,) = documents(SCAN, pages, **more)
    return document


def test_those_who_sign_side_by_side_are_read_column_by_column():
    """Office and name of each together, from the left; the copies that stand below come last."""
    page = page_of([*HEAD, BODY])
    columns = [
        ("foot_left", "NGƯỜI LẬP BIỂU\nĐào Ngọc Dũng"),
        ("foot_left", "KẾ TOÁN TRƯỞNG\nLý Quốc Quân"),
        ("foot_right", "GIÁM ĐỐC\nCao Thanh Hoa"),
        ("foot_left", "Nơi nhận:\n- Như trên;\n- Lưu: VT."),
    ]
    low = max(line.box.bottom for line in page.lines)
    zones = []
    for i, (kind, text) in enumerate(columns):
        top = low + (50 if i < 3 else 400)
        lines = tuple(
            Line(f"s{i}{k}", said, said, Box(200 + 400 * (i % 3), top + 44 * k, 300, 30), 0.95)
            for k, said in enumerate(text.split("\n"))
        )
        zones.append(ZoneReading(kind, Box(200 + 400 * (i % 3), top, 300, 130), lines))
    document = only([replace(page, zones=(*page.zones, *zones))])

    said = " ".join(document.text.canonical.split())
    assert said.endswith(
        "NGƯỜI LẬP BIỂU Đào Ngọc Dũng KẾ TOÁN TRƯỞNG Lý Quốc Quân GIÁM ĐỐC Cao Thanh Hoa "
        "Nơi nhận: - Như trên; - Lưu: VT."
    )
    assert document.fields["signer"].value == "Cao Thanh Hoa"
    assert document.fields["title"].value == "GIÁM ĐỐC"
    assert document.fields["noi_nhan"].value == ["Như trên", "Lưu: VT"]


def test_footnotes_and_margins_stand_at_the_end_of_their_page():
    """Once each, in paragraphs of their own, on the first page and on the next."""
    first = page_of([*HEAD, BODY, ("footnote", "1 Ngày 30/6/2024."), ("margin", "Công báo")])
    second = page_of([*CONTINUED, ("footnote", "2 Theo báo cáo."), *FOOT], 2)
    text = only([first, second]).text.canonical

    assert text.index("chính trị -") < text.index("1 Ngày 30/6/2024.\n\nCông báo\n\nxã hội")
    for once in ("1 Ngày", "Công báo", "2 Theo báo cáo."):
        assert text.count(once) == 1


def test_an_annex_with_a_heading_of_its_own_stays_with_its_document():
    """A form in the annex bears the national heading; it is no new document."""
    form = page_of(
        [
            ("letterhead_left", "ỦY BAN NHÂN DÂN\nTỈNH BẮC NINH"),
            ("letterhead_right", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"),
            ("body", "PHỤ LỤC II\nPHIẾU ĐĂNG KÝ\n(Kèm theo Quyết định số 5/QĐ-UBND)\nHọ và tên:"),
        ],
        2,
    )
    assert numbers(split([letter(1), form, letter(3)])) == [[1, 2], [3]]


def test_the_canonical_text_keeps_the_order_of_the_regulation():
    """Organ, heading, date, number, subject, recipients, body by paragraphs, copies, signature."""
    pages = [page_of([*HEAD, BODY]), page_of([*CONTINUED, *FOOT], 2)]
    assert only(pages).text.canonical == (
        "ỦY BAN NHÂN DÂN\nTỈNH BẮC NINH\n\n"
        "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\n"
        "Bắc Ninh, ngày tháng 3 năm 2024\n\n"
        "Số: /UBND-KTTH\n\n"
        "V/v báo cáo\nkết quả\n\n"
        "Kính gửi: Sở Tài chính\n\n"
        "Thực hiện Công văn số 4039/STC-HCSN ngày 20/11/2024, các tổ chức chính trị -\n\n"
        "xã hội cùng thực hiện./.\n\n"
        "Nơi nhận:\n- Như trên;\n- VPUB: CVP, các phòng;\n- Lưu: VT.\n\n"
        "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\n\n\nĐào Quang K"
    )


def test_every_repair_is_named_and_the_raw_reading_kept():
    """The heading was put right: the fix names its line, the raw text has the misreading."""
    document = only([letter()])
    (fix,) = document.text.fixes
    assert fix == (find_line(document.pages[0], "CỘNG HOÀ").id, "heading_formula")
    assert "XÃ HỘl CHỦ" in document.text.raw


def test_pen_stands_where_it_belongs():
    """Number and day that were read stand in their slots, not in paragraphs of their own."""
    page = letter()
    marks = (pen_in(page, "Số:", "Số:", "574"), pen_in(page, "Bắc Ninh", "ngày", "04"))
    text = only([replace(page, marks=marks)]).text.canonical
    assert "\n\nSố: 574/UBND-KTTH\n\n" in text
    assert "\n\nBắc Ninh, ngày 04 tháng 3 năm 2024\n\n" in text
    assert "[Bút phê]" not in text


def test_stamps_and_notes_stand_apart():
    """Each mark that was read is a paragraph of its own; seals and unread marks are none."""
    box = Box(300, 700, 200, 100)
    marks = (
        MarkRecord("incoming_stamp", box, 0.9, text="SỞ TÀI CHÍNH\nĐẾN Số: 12"),
        MarkRecord("urgency", box, 0.9, text="HỎA TỐC"),
        MarkRecord("note", box, 0.9, text="Chuyển P.KT"),
        MarkRecord("seal", box, 0.9, text="TỈNH BẮC NINH"),
        MarkRecord("signature", box, 0.9),
    )
    paragraphs = only([letter(marks=marks)]).text.canonical.split("\n\n")
    stamped = [text for text in paragraphs if text.startswith("[")]
    assert stamped == [
        "[Dấu đến] SỞ TÀI CHÍNH ĐẾN Số: 12",
        "[Dấu] HỎA TỐC",
        "[Bút phê] Chuyển P.KT",
    ]
    assert paragraphs.index(stamped[0]) < paragraphs.index("Kính gửi: Sở Tài chính")


def test_a_stamped_name_stands_under_its_office():
    """A rubber stamp of office and name is part of the signature, not a stamp's paragraph."""
    page = page_of([*HEAD, BODY, ("foot_right", "TM. ỦY BAN NHÂN DÂN")])
    line = find_line(page, "TM.")
    mark = MarkRecord(
        "name_stamp", Box(line.box.x, line.box.y + 80, 300, 90), 0.9, text="CHỦ TỊCH\nLê Văn Tám"
    )
    text = only([replace(page, marks=(mark,))]).text.canonical
    assert text.endswith("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\n\n\nLê Văn Tám")
    assert "[Dấu]" not in text


def test_struck_print_is_kept_as_struck():
    """Print with a line through it stays in the text between tildes."""
    page = letter()
    zones = tuple(
        replace(
            zone,
            lines=tuple(replace(line, struck=line.text.startswith("V/v")) for line in zone.lines),
        )
        for zone in page.zones
    )
    document = only([replace(page, zones=zones)])
    assert "~~V/v báo cáo~~\nkết quả" in document.text.canonical
    assert [note.why for note in document.review if "gạch bỏ" in note.what] == [
        "ví dụ “V/v báo cáo”"
    ]


def test_a_pen_number_that_was_struck_stands_between_tildes():
    """Figures under a stroke are kept and said to be struck, in the text as in the field."""
    page = letter()
    pen = replace(pen_in(page, "Số:", "Số:"), text="1337")
    stroke = MarkRecord("strike_through", pen.box, 0.9)
    document = only([replace(page, marks=(pen, stroke))])
    assert "Số: ~~1337~~/UBND-KTTH" in document.text.canonical
    assert document.fields["number"].raw == "~~1337~~"


def test_a_table_is_rows_of_cells():
    """Cells of a row stand on one line, parted by tabs; lines of one cell are joined."""

    def cell(text, row, column, n):
        box = Box(200 + 300 * column, 900 + 44 * n, 200, 30)
        return Line(f"t{n}{column}", text, text, box, 0.9, row=row, column=column)

    lines = (
        cell("STT", 0, 0, 0),
        cell("Họ tên", 0, 1, 0),
        cell("1", 1, 0, 1),
        cell("Nguyễn", 1, 1, 1),
        cell("Văn A", 1, 1, 2),
    )
    page = letter()
    table = ZoneReading("table", Box(200, 900, 800, 200), lines)
    body = next(i for i, zone in enumerate(page.zones) if zone.kind == "body")
    zones = (*page.zones[: body + 1], table, *page.zones[body + 1 :])
    text = only([replace(page, zones=zones)]).text.canonical
    assert "\n\nSTT\tHọ tên\n1\tNguyễn Văn A\n\n" in text


def test_a_page_that_failed_is_a_visible_hole():
    """Its place in the text says so, and the first review note does too."""
    document = only([page_of([*HEAD, BODY]), failed(2), page_of([*CONTINUED, *FOOT], 3)])
    assert "\n\n[Trang 2 không đọc được]\n\nxã hội" in document.text.canonical
    assert document.review[0].where == "trang 2"
    assert "thiếu trang" in document.review[0].what
    assert document.source.pages == (1, 2, 3)


def test_a_document_whose_first_page_failed_claims_no_letterhead():
    """The reason of every head field names the page that could not be read."""
    document = only([failed(1), page_of([*CONTINUED, *FOOT], 2)])
    for key in ("org", "number", "date", "type", "subject"):
        assert document.fields[key].value is None
        assert document.fields[key].reason == "trang 1 không đọc được"
    assert document.fields["signer"].value == "Đào Quang K"


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ([letter(1), letter(2)], [[1], [2]]),
        ([letter(1), blank(2), letter(3), blank(4)], [[1, 2], [3, 4]]),
        ([letter(1), page_of(CONTINUED, 2), failed(3), letter(4)], [[1, 2, 3], [4]]),
        ([page_of(CONTINUED, 1), letter(2)], [[1], [2]]),
        ([blank(1), letter(2), page_of(CONTINUED, 3)], [[1, 2, 3]]),
        ([blank(1), blank(2)], [[1, 2]]),
        ([failed(1), letter(2)], [[1], [2]]),
        ([], []),
    ],
    ids=["two", "backs", "continued", "front", "blank front", "all blank", "failed", "none"],
)
def test_a_stack_is_cut_at_letterheads(pages, expected):
    """A letterhead begins a document; blank, failed and continuation pages stay with theirs."""
    assert numbers(split(pages)) == expected


ANNEX = (
    ("letterhead_right", "PHỤ LỤC I\n(Kèm theo Quyết định số 5/QĐ-UBND ngày 1/2/2020)"),
    ("body", "Danh mục."),
)
FORM = (
    ("letterhead_right", "Mẫu số 01"),
    ("letterhead_left", "TÊN CƠ QUAN\nSố: /BC-..."),
    ("letterhead_right", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"),
    ("title", "BÁO CÁO"),
)
QUOTING = (
    ("body", "Công dân nước Cộng hòa xã hội chủ nghĩa Việt Nam theo Công văn\nsố 5/QĐ-UBND."),
)


@pytest.mark.parametrize("blocks", [ANNEX, FORM, QUOTING], ids=["annex", "form", "quotation"])
def test_annexes_and_forms_stay_with_their_document(blocks):
    """An annex, a form with a national heading, or its words in a sentence begin nothing."""
    assert numbers(split([letter(1), page_of(blocks, 2)])) == [[1, 2]]


def test_party_and_youth_union_letters_begin_documents():
    """Every right-hand heading counts, not the state's alone."""
    party = page_of(
        [
            ("letterhead_left", "QUẬN ỦY X\nSố 5-CV/QU"),
            ("letterhead_right", "ĐẢNG CỘNG SẢN VIỆT NAM"),
        ],
        2,
    )
    union = page_of(
        [
            ("letterhead_left", "TỈNH ĐOÀN X\nSố: 5-TB/TĐ"),
            ("letterhead_right", "ĐOÀN TNCS HỒ CHÍ MINH"),
        ],
        3,
    )
    assert numbers(split([letter(1), party, union])) == [[1], [2], [3]]


def test_documents_are_named_after_file_and_page():
    """Id, source and events; the pages are the readings themselves."""
    pages = [letter(1), letter(2)]
    event = Event("tesseract", "5.5.4")
    first, second = documents(SCAN, pages, [event])
    assert (first.id, second.id) == ("3fa9" + "b" * 12 + "-0001", "3fa9" + "b" * 12 + "-0002")
    assert second.source.name == "Hồ sơ 12.pdf"
    assert second.source.pages == (2,)
    assert second.pages == (pages[1],)
    assert first.events == (event,)


def test_what_is_unsure_is_listed_for_a_person():
    """Unread pen with its picture, an unsure orientation, many weak words, secrecy."""
    page = letter(orientation_sure=False, confidence=0.4)
    pen = pen_in(page, "Số:", "Số:")
    secret = MarkRecord("secrecy", Box(9, 9, 50, 20), 0.9, text="MẬT")
    notes = only([replace(page, marks=(pen, secret))]).review
    what = {note.what: note for note in notes}
    pen_note = what["Chưa có số văn bản, ngày văn bản"]
    assert "số văn bản: trang 1, góc trên bên trái, ảnh p0001-01-fill.png" in pen_note.where
    assert "số văn bản: viết tay, chưa đọc" in pen_note.why
    assert "Chiều trang không chắc" in what
    assert any("từ đọc không chắc" in text for text in what)
    assert "độ mật MẬT" in notes[0].what
    assert [note.grade for note in notes] == sorted(
        (note.grade for note in notes), key=("must", "should", "may").index
    )


def test_a_clean_document_needs_nobody():
    """A letter that was read without doubt leaves nothing to review."""
    blocks = [
        (
            k,
            t.replace("Số: /", "Số: 12/").replace(
                "ngày tháng 3 năm 2024", "ngày 05 tháng 3 năm 2025"
            ),
        )
        for k, t in HEAD
    ]
    assert only([page_of([*blocks, BODY, *FOOT])]).review == ()


KINDS = (
    *("letterhead_left", "letterhead_right", "title", "recipients", "body", "table"),
    *("foot_left", "foot_right", "margin", "page_number"),
)
TEXTS = (
    *("ỦY BAN NHÂN DÂN", "Số: /UBND-KTTH", "V/v báo cáo", "*", "Kính gửi:", "- Như trên;", "2"),
    *("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Bắc Ninh, ngày tháng 3 năm 2024", "QUYẾT ĐỊNH"),
    *("Nơi nhận:", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Đào Quang K", "Điều 1. Số 5/QĐ-UBND", "~~"),
    *("thực hiện", "MẬT", "ĐẾN Số: 5", "Số", "ngày", "-", "/", "\u0301", "Căn cứ Luật Thuế"),
)
block = st.tuples(
    st.sampled_from(KINDS),
    st.lists(st.sampled_from(TEXTS) | st.text(min_size=1, max_size=12), min_size=1, max_size=5).map(
        lambda lines: "\n".join(line.replace("\n", " ") for line in lines)
    ),
)


@pytest.mark.slow
@given(st.lists(st.lists(block, max_size=6), min_size=1, max_size=3))
@settings(max_examples=150, deadline=None)
def test_whatever_was_read_becomes_documents(pages):
    """No reading, however odd, breaks assembly; every page and every printed line is kept."""
    readings = [page_of(blocks, number) for number, blocks in enumerate(pages, 1)]
    made = documents(SCAN, readings)
    assert [n for document in made for n in document.source.pages] == [p.number for p in readings]
    for document in made:
        text = "".join(document.text.canonical.split())
        for page in document.pages:
            for zone in page.zones:
                if zone.kind in ("page_number", "margin"):
                    continue
                for line in zone.lines:
                    if line.text in TEXTS and any(map(str.isalpha, line.text)):
                        assert "".join(line.text.split()) in text
