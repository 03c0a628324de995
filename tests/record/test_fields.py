"""The whole record, from drawn pages: well zoned, badly zoned, misread, filled in by pen."""

import re
from dataclasses import replace

import pytest
from paper import find_line, in_one_zone, page_of, pen_in

from pipeline.geometry import Box
from pipeline.record.fields import FIELD_KEYS, read_fields
from pipeline.record.parts import sort_parts
from pipeline.values.marks import MarkRecord

STATE_LETTER = (
    ("letterhead_left", "ỦY BAN NHÂN DÂN\nTỈNH BẮC NINH\nSố: 123/UBND-KTTH"),
    ("letterhead_left", "V/v báo cáo kết quả\nrà soát dự toán năm 2024"),
    ("letterhead_right", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"),
    ("letterhead_right", "Bắc Ninh, ngày 05 tháng 3 năm 2024"),
    ("recipients", "Kính gửi:\n- Sở Tài chính;\n- Ủy ban nhân dân các huyện,\nthị xã, thành phố."),
    (
        "body",
        "Thực hiện Công văn số 12/BTC-NSNN ngày 02/01/2020 của Bộ\nTài chính, tỉnh yêu cầu:",
    ),
    (
        "body",
        "1. Sở Tài chính, ông Lê Văn A chủ trì.\n2. Báo cáo trước ngày 10 tháng 4 năm 2024./.",
    ),
    ("foot_left", "Nơi nhận:\n- Như trên;\n- Lưu: VT, KTTH."),
    ("foot_right", "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nĐào Quang K"),
)
STATE_RECORD = {
    "system": "state",
    "parent_org": None,
    "org": "ỦY BAN NHÂN DÂN TỈNH BẮC NINH",
    "number": "123",
    "symbol": "UBND-KTTH",
    "place": "Bắc Ninh",
    "date": "2024-03-05",
    "type": "CÔNG VĂN",
    "subject": "báo cáo kết quả rà soát dự toán năm 2024",
    "recipients": ["Sở Tài chính", "Ủy ban nhân dân các huyện, thị xã, thành phố"],
    "authority": "KT. CHỦ TỊCH",
    "title": "PHÓ CHỦ TỊCH",
    "signer": "Đào Quang K",
    "noi_nhan": ["Như trên", "Lưu: VT, KTTH"],
    "incoming_stamp": None,
    "urgency": None,
    "secrecy": None,
    "handwriting": None,
}
PARTY_DIRECTIVE = (
    ("letterhead_left", "ĐẢNG BỘ THÀNH PHỐ HÀ NỘI\nQUẬN ỦY HOÀN KIẾM\n*\nSố 05-CT/QU"),
    ("letterhead_right", "ĐẢNG CỘNG SẢN VIỆT NAM"),
    ("letterhead_right", "Hoàn Kiếm, ngày 12 tháng 11 năm 2019"),
    ("title", "CHỈ THỊ\nCỦA BAN THƯỜNG VỤ QUẬN ỦY\nvề tăng cường công tác dân vận\n-----"),
    (
        "body",
        "Thời gian qua, công tác dân vận có kết quả.\nĐể tiếp tục, Ban Thường vụ yêu cầu:",
    ),
    ("foot_left", "Nơi nhận:\n- Thành ủy,\n- Lưu Văn phòng Quận ủy."),
    ("foot_right", "T/M BAN THƯỜNG VỤ\nBÍ THƯ\nVũ Thị M"),
)
PARTY_RECORD = {
    "system": "party",
    "parent_org": "ĐẢNG BỘ THÀNH PHỐ HÀ NỘI",
    "org": "QUẬN ỦY HOÀN KIẾM",
    "number": "05",
    "symbol": "CT/QU",
    "place": "Hoàn Kiếm",
    "date": "2019-11-12",
    "type": "CHỈ THỊ",
    "subject": "về tăng cường công tác dân vận",
    "recipients": None,
    "authority": "T/M BAN THƯỜNG VỤ",
    "title": "BÍ THƯ",
    "signer": "Vũ Thị M",
}
YOUTH_UNION = (
    ("letterhead_left", "BCH ĐOÀN TỈNH LÀO CAI\nBAN TỔ CHỨC - KIỂM TRA\n***\nSố: 36 - TB/TĐTN-BTC"),
    ("letterhead_right", "ĐOÀN TNCS HỒ CHÍ MINH\nLào Cai, ngày 02 tháng 02 năm 2022"),
    ("title", "THÔNG BÁO\nVề việc triệu tập hội nghị"),
    ("body", "Ban Tổ chức - Kiểm tra trân trọng thông báo."),
    ("foot_right", "TM. BAN TỔ CHỨC - KIỂM TRA\nTRƯỞNG BAN\nGiàng A P"),
)
DECISION = (
    ("letterhead_left", "BỘ TÀI CHÍNH\nSố: 9/QĐ-BTC"),
    ("letterhead_right", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"),
    ("letterhead_right", "Hà Nội, ngày 30 tháng 12 năm 2011"),
    (
        "title",
        "QUYẾT ĐỊNH\nVề việc ban hành Quy chế làm việc\ncủa Hội đồng thi\nBỘ TRƯỞNG BỘ TÀI CHÍNH",
    ),
    (
        "body",
        "Căn cứ Nghị định số 118/2008/NĐ-CP ngày 27/11/2008;\nQUYẾT ĐỊNH:\nĐiều 1. Ban hành.",
    ),
    ("foot_right", "BỘ TRƯỞNG\nVương Đình Q"),
)


def values(page):
    fields = read_fields(sort_parts([page]))
    assert tuple(fields) == FIELD_KEYS
    return {key: field.value for key, field in fields.items()}


def expect(page, wanted):
    read = values(page)
    assert {key: read[key] for key in wanted} == wanted


@pytest.mark.parametrize("spoil", [lambda page: page, in_one_zone], ids=["zoned", "one zone"])
@pytest.mark.parametrize(
    ("blocks", "wanted"),
    [
        (STATE_LETTER, STATE_RECORD),
        (PARTY_DIRECTIVE, PARTY_RECORD),
        (
            YOUTH_UNION,
            {
                "system": "mass",
                "parent_org": "BCH ĐOÀN TỈNH LÀO CAI",
                "org": "BAN TỔ CHỨC - KIỂM TRA",
                "number": "36",
                "symbol": "TB/TĐTN-BTC",
                "type": "THÔNG BÁO",
                "signer": "Giàng A P",
            },
        ),
        (
            DECISION,
            {
                "org": "BỘ TÀI CHÍNH",
                "type": "QUYẾT ĐỊNH",
                "subject": "ban hành Quy chế làm việc của Hội đồng thi",
                "authority": None,
                "title": "BỘ TRƯỞNG",
                "signer": "Vương Đình Q",
                "date": "2011-12-30",
            },
        ),
    ],
    ids=["state letter", "party directive", "youth union", "decision"],
)
def test_a_document_gives_its_record(blocks, wanted, spoil):
    """Every family of documents is read, also when the zoner saw one column only."""
    expect(spoil(page_of(blocks)), wanted)


def test_every_field_points_to_its_paper():
    """A value has page, box, raw text, ink, rule and confidence; a null has its reason."""
    for key, field in read_fields(sort_parts([page_of(STATE_LETTER)])).items():
        if field.value is None:
            assert field.reason, key
            assert field.confidence == 0.0
        else:
            assert field.page == 1, key
            assert field.box.area > 0, key
            assert field.rule, key
            if key not in ("language", "page_count", "sheet_count"):  # said by no line alone
                assert field.raw, key
                assert field.ink == "print"
            assert 0 < field.confidence <= 1


def test_a_field_s_box_is_its_lines():
    """The organ's box surrounds its two lines and nothing of the number below."""
    page = page_of(STATE_LETTER)
    box = read_fields(sort_parts([page]))["org"].box
    assert box == find_line(page, "ỦY BAN").box.union(find_line(page, "TỈNH BẮC").box)
    assert box.bottom <= find_line(page, "Số:").box.y


NOISE = (
    ("CỘNG HÒA XÃ HỘI", "CỘNG HOÀ XÃ HỘl"),
    ("Độc lập", "Dộc lâp"),
    ("Số:", "Só:"),
    ("123/", "l23/"),
    ("ngày 05 tháng 3", "ngay O5 thang 3"),
    ("tháng 3 năm 2024", "tháng 3 nam 2O24"),
    ("Kính gửi", "Kính gủi"),
    ("Nơi nhận", "Noi nhân"),
    ("V/v", "Vv"),
    ("KT. CHỦ", "KT, CHỦ"),
    ("ỦY BAN NHÂN DÂN\n", "ỦY BAN NHẦN DÂN\n"),
    ("PHÓ CHỦ TỊCH", "PHÓ CHỦ TICH"),
)


@pytest.mark.parametrize(("clean", "misread"), NOISE, ids=[pair[1] for pair in NOISE])
def test_a_misreading_costs_no_other_field(clean, misread):
    """The slips engines make on headings, labels and digits leave the record as it is."""
    blocks = [
        (kind, (text + "\n").replace(clean, misread).rstrip("\n")) for kind, text in STATE_LETTER
    ]
    assert blocks != list(STATE_LETTER)
    wanted = {k: v for k, v in STATE_RECORD.items() if k != "authority" or "KT" not in clean}
    expect(page_of(blocks), wanted)


def test_all_slips_together_lower_the_confidence():
    """A repaired number is trusted less than a clean one, and the reading stands beside it."""
    blocks = list(STATE_LETTER)
    for clean, misread in NOISE:
        blocks = [(kind, text.replace(clean, misread)) for kind, text in blocks]
    clean_fields = read_fields(sort_parts([page_of(STATE_LETTER)]))
    fields = read_fields(sort_parts([page_of(blocks)]))
    assert fields["number"].value == "123"
    for key in ("number", "date", "org", "title"):
        assert fields[key].confidence < clean_fields[key].confidence, key
    assert "NHẦN" in fields["org"].alternatives[0]


BLANKS = [
    (kind, text.replace("Số: 123/", "Số: /").replace("ngày 05 tháng", "ngày tháng"))
    for kind, text in STATE_LETTER
]


def test_a_blank_number_and_day_are_null_with_a_reason():
    """Nothing is invented where print left blanks; symbol and place are still read."""
    fields = read_fields(sort_parts([page_of(BLANKS)]))
    assert fields["number"].value is None
    assert "viết tay" in fields["number"].reason
    assert fields["date"].value is None
    assert "viết tay" in fields["date"].reason
    assert fields["date"].alternatives == ("2024-03",)
    assert fields["symbol"].value == "UBND-KTTH"
    assert fields["place"].value == "Bắc Ninh"
    assert fields["number"].box is not None


def test_pen_that_was_read_fills_number_and_day():
    """Digits read from pen marks in the slots become the values, with their ink and place."""
    page = page_of(BLANKS)
    number = pen_in(page, "Số:", "Số:", "574", 0.8)
    day = pen_in(page, "Bắc Ninh", "ngày", "04", 0.9)
    fields = read_fields(sort_parts([replace(page, marks=(number, day))]))
    assert fields["number"].value == "574"
    assert fields["number"].ink == "pen"
    assert fields["number"].box == number.box
    assert fields["number"].confidence == pytest.approx(0.8)
    assert fields["date"].value == "2024-03-04"
    assert fields["date"].ink == "pen"


def test_pen_that_was_not_read_says_so_and_where():
    """An unread stroke in the slot makes the field null, pointing at the stroke."""
    page = page_of(BLANKS)
    number = pen_in(page, "Số:", "Số:")
    day = pen_in(page, "Bắc Ninh", "ngày")
    fields = read_fields(sort_parts([replace(page, marks=(number, day))]))
    for key, mark in (("number", number), ("date", day)):
        assert fields[key].value is None
        assert fields[key].reason == "viết tay, chưa đọc"
        assert fields[key].box == mark.box
        assert fields[key].ink == "pen"


@pytest.mark.parametrize("text", ["5?4", "abc", "", "1234567"])
def test_pen_that_is_no_number_is_no_number(text):
    """Only digits count: anything else leaves the field null with the reading beside it."""
    page = page_of(BLANKS)
    mark = pen_in(page, "Số:", "Số:", text or None)
    assert read_fields(sort_parts([replace(page, marks=(mark,))]))["number"].value is None


def test_pen_elsewhere_is_not_the_number():
    """A fill-in on another line, or a note across the page, enters no field."""
    page = page_of(BLANKS)
    line = find_line(page, "TỈNH BẮC")
    far = MarkRecord("fill_in", Box(line.box.x, line.box.y, 40, 20), 0.9, text="99")
    note = MarkRecord("note", find_line(page, "Số:").box, 0.9, text="12")
    assert values(replace(page, marks=(far, note)))["number"] is None


def test_an_engine_that_read_pen_as_print_is_not_believed():
    """Printed digits under an unread pen mark stand as an alternative only."""
    page = page_of(STATE_LETTER)
    line = find_line(page, "Số:")
    word = line.words[1]
    mark = MarkRecord("fill_in", Box(word.box.x, word.box.y, 40, word.box.height), 0.9)
    field = read_fields(sort_parts([replace(page, marks=(mark,))]))["number"]
    assert field.value is None
    assert field.alternatives == ("123",)


def test_the_date_never_comes_from_the_body():
    """Without a date line the date is null, however many dates and numbers the body cites."""
    blocks = [b for b in STATE_LETTER if not b[1].startswith("Bắc Ninh")]
    blocks[0] = ("letterhead_left", "ỦY BAN NHÂN DÂN\nTỈNH BẮC NINH")
    read = values(page_of(blocks))
    assert read["date"] is None
    assert read["place"] is None
    assert read["number"] is None
    assert read["symbol"] is None
    assert read["cited_documents"][0]["number_symbol"] == "12/BTC-NSNN"


def test_a_stray_zone_does_not_hide_the_number():
    """A number line that landed in another zone of the head is still the number line."""
    blocks = [("letterhead_left", "ỦY BAN NHÂN DÂN\nTỈNH BẮC NINH"), *STATE_LETTER[2:4]]
    for kind in ("margin", "body", "letterhead_right"):
        page = page_of([*blocks, (kind, "Số: 123/QĐ-UBND"), ("title", "QUYẾT ĐỊNH\nVề việc khen")])
        assert values(page)["number"] == "123", kind
        assert values(page)["type"] == "QUYẾT ĐỊNH", kind


def test_woven_columns_are_taken_apart():
    """A letterhead and foot read across both columns give their record all the same."""
    text = (
        "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "TỈNH BẮC NINH Độc lập - Tự do - Hạnh phúc\n"
        "Số: 123/QĐ-UBND Bắc Ninh, ngày 05 tháng 3 năm 2024\n"
        "QUYẾT ĐỊNH\nVề việc khen thưởng"
    )
    foot = "Nơi nhận: KT. CHỦ TỊCH\n- Như Điều 3; PHÓ CHỦ TỊCH\n- Lưu: VT.\nĐào Quang K"
    read = values(page_of([("body", text), ("body", "Điều 1. Khen thưởng ông A."), ("body", foot)]))
    assert read["org"] == "ỦY BAN NHÂN DÂN TỈNH BẮC NINH"
    assert (read["number"], read["symbol"]) == ("123", "QĐ-UBND")
    assert (read["place"], read["date"]) == ("Bắc Ninh", "2024-03-05")
    assert read["noi_nhan"] == ["Như Điều 3", "Lưu: VT"]
    assert (read["authority"], read["title"]) == ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    assert read["signer"] == "Đào Quang K"


def test_a_continuation_page_has_no_record():
    """A page without letterhead and foot gives nulls, never guesses."""
    read = values(page_of([("page_number", "2"), ("body", "Điều 3. Số 5/QĐ-UBND ngày 1/2/2020.")]))
    counts = {"page_count", "sheet_count"}
    given = {key for key, value in read.items() if value is not None}
    assert given == {"cited_documents", "inferred"} | counts
    assert read["inferred"] == [
        {
            "field": "date",
            "value": None,
            "basis": "văn bản được dẫn muộn nhất ngày 2020-02-01",
            "confidence": "medium",
            "auto_fill": False,
            "not_before": "2020-02-01",
        }
    ]


def test_names_in_the_body_sign_nothing():
    """Without a foot there is no signer."""
    blocks = [b for b in STATE_LETTER if not b[0].startswith("foot")]
    assert values(page_of(blocks))["signer"] is None


def test_two_signers_do_not_mix():
    """Minutes signed by secretary and chair give the chair; the secretary is the alternative."""
    page = page_of(
        [
            *STATE_LETTER[:4],
            ("title", "BIÊN BẢN\nHọp xét khen thưởng"),
            ("body", "Hôm nay, hội đồng họp."),
            ("foot_left", "THƯ KÝ\nHồ Thị B"),
            ("foot_right", "CHỦ TRÌ\nPhan Văn C"),
        ]
    )
    fields = read_fields(sort_parts([page]))
    assert (fields["title"].value, fields["signer"].value) == ("CHỦ TRÌ", "Phan Văn C")
    assert fields["signer"].alternatives == ("Hồ Thị B",)
    assert fields["noi_nhan"].value is None


def test_stamped_office_and_name_are_read_from_their_mark():
    """Office and name put on by rubber stamp come from the mark, with ink `stamp`."""
    blocks = [*STATE_LETTER[:-1], ("foot_right", "TM. ỦY BAN NHÂN DÂN")]
    page = page_of(blocks)
    line = find_line(page, "TM.")
    mark = MarkRecord(
        "name_stamp", Box(line.box.x, line.box.y + 90, 300, 90), 0.9, text="CHỦ TỊCH\nLê Văn Tám"
    )
    fields = read_fields(sort_parts([replace(page, marks=(mark,))]))
    assert fields["title"].value == "CHỦ TỊCH"
    assert fields["signer"].value == "Lê Văn Tám"
    assert {fields[key].ink for key in ("title", "signer")} == {"stamp"}


def test_marks_give_their_fields():
    """The ĐẾN stamp's form, urgency, secrecy and notes; the receiver is never the issuer."""
    box = Box(1, 2, 30, 40)
    marks = (
        MarkRecord("incoming_stamp", box, 0.9, text="SỞ TÀI CHÍNH\nĐẾN Số: 2352\nNgày: 21/3/18"),
        MarkRecord("urgency", box, 0.9, text="HỎA TỐC"),
        MarkRecord("secrecy", box, 0.9, text="MẬT"),
        MarkRecord("note", box, 0.5, text="Chuyển P.KT"),
        MarkRecord("note", box, 0.5),
        MarkRecord("seal", box, 0.9, text="ỦY BAN NHÂN DÂN"),
    )
    read = values(replace(page_of(STATE_LETTER), marks=marks))
    assert read["incoming_stamp"] == {
        "receiver": "SỞ TÀI CHÍNH",
        "number": "2352",
        "date": "2018-03-21",
        "forwarded_to": None,
        "file_number": None,
    }
    assert (read["urgency"], read["secrecy"]) == ("HỎA TỐC", "MẬT")
    assert read["handwriting"] == ["Chuyển P.KT"]
    assert read["org"] == STATE_RECORD["org"]


def test_unread_marks_say_where_they_are():
    """A mark without text gives null, its place and a reason; none gives another reason."""
    marks = (MarkRecord("incoming_stamp", Box(9, 9, 50, 60), 0.9),)
    fields = read_fields(sort_parts([replace(page_of(STATE_LETTER), marks=marks)]))
    assert fields["incoming_stamp"].reason == "có dấu đến, chưa đọc"
    assert fields["incoming_stamp"].box == Box(9, 9, 50, 60)
    assert re.search("không thấy", fields["urgency"].reason)


def test_printed_secrecy_needs_a_line_of_its_own():
    """`MẬT` in the head counts; `Mặt trận` and secrecy in the body do not."""
    head = [STATE_LETTER[0], ("letterhead_left", "MẬT"), *STATE_LETTER[2:]]
    assert values(page_of(head))["secrecy"] == "MẬT"
    body = [
        *STATE_LETTER[:5],
        ("body", "Tài liệu MẬT và Mặt trận Tổ quốc.\nMẬT"),
        *STATE_LETTER[7:],
    ]
    assert values(page_of(body))["secrecy"] is None


def test_a_foot_in_several_pieces_is_one_foot():
    """Columns cut twice, or called letterhead below the body, still give one list and signature."""
    blocks = [
        *STATE_LETTER[:7],
        ("foot_left", "Nơi nhận:\n- Như trên;"),
        ("foot_right", "CHỦ TỊCH"),
        ("letterhead_left", "- Sở Nội vụ;\n- Lưu: VT."),
        ("letterhead_right", "Đào Quang K"),
    ]
    read = values(page_of(blocks))
    assert read["noi_nhan"] == ["Như trên", "Sở Nội vụ", "Lưu: VT"]
    assert (read["title"], read["signer"]) == ("CHỦ TỊCH", "Đào Quang K")
    assert read["subject"] == STATE_RECORD["subject"]


def test_an_organ_s_place_is_spelt_as_on_the_date_line():
    """Two readings of one place on one page: the known one wins, the other stands beside it."""
    blocks = [(kind, text.replace("TỈNH BẮC NINH", "TỈNH BĂC NINH")) for kind, text in STATE_LETTER]
    field = read_fields(sort_parts([page_of(blocks)]))["org"]
    assert field.value == "ỦY BAN NHÂN DÂN TỈNH BẮC NINH"
    assert field.alternatives == ("ỦY BAN NHÂN DÂN TỈNH BĂC NINH",)


def test_a_place_that_only_the_gazetteer_knows_overwrites_nothing():
    """A misread place without a second reading stays as read, the known name beside it."""
    blocks = [(kind, text.replace("Bắc Ninh,", "Băc Ninh,")) for kind, text in STATE_LETTER]
    field = read_fields(sort_parts([page_of(blocks)]))["place"]
    assert field.value == "Băc Ninh"
    assert field.alternatives == ("Bắc Ninh",)


def test_pen_read_with_doubt_is_null_and_shows_its_readings():
    """Below the threshold a slot has no text: the field is null, its readings stand beside it."""
    page = page_of(BLANKS)
    number = replace(
        pen_in(page, "Số:", "Số:", None, 0.6), alternatives=(("574", 0.7), ("514", 0.2))
    )
    day = replace(pen_in(page, "Bắc Ninh", "ngày", None, 0.6), alternatives=(("04", 0.6),))
    fields = read_fields(sort_parts([replace(page, marks=(number, day))]))
    assert fields["number"].value is None
    assert fields["number"].reason == "viết tay, đọc không chắc"
    assert fields["number"].alternatives == ("574", "514")
    assert fields["date"].reason == "viết tay, đọc không chắc"
    assert fields["date"].alternatives == ("2024-03-04", "2024-03")


def test_strokes_beside_a_read_slot_do_not_spoil_it():
    """A slot's figures count; a tick of the same kind beside them does not."""
    page = page_of(BLANKS)
    number = pen_in(page, "Số:", "Số:", "574", 0.97)
    stray = replace(number, text=None, box=number.box._replace(x=number.box.x + 6))
    field = read_fields(sort_parts([replace(page, marks=(number, stray))]))["number"]
    assert (field.value, field.box) == ("574", number.box)


def test_a_struck_pen_number_keeps_its_digits_and_is_flagged():
    """What a pen crossed out again is kept, trusted less, and its raw text says so."""
    page = page_of(BLANKS)
    number = pen_in(page, "Số:", "Số:", "574", 0.97)
    stroke = replace(number, kind="strike_through", text=None, box=number.box._replace(height=6))
    field = read_fields(sort_parts([replace(page, marks=(number, stroke))]))["number"]
    assert field.value == "574"
    assert field.raw == "~~574~~"
    assert field.confidence < 0.6


def test_a_day_that_does_not_exist_is_no_date():
    """The 31st of a month with 30 days: null, and the reason says so."""
    blanks = [
        (k, t.replace("tháng 3 năm", "tháng 6 năm").replace("tháng 03", "tháng 6"))
        for k, t in BLANKS
    ]
    page = page_of(blanks)
    day = pen_in(page, "Bắc Ninh", "ngày", "31", 0.97)
    field = read_fields(sort_parts([replace(page, marks=(day,))]))["date"]
    assert field.value is None
    assert "không phải một ngày có thật" in field.reason


def test_a_number_in_the_first_row_of_a_table_is_no_page_number():
    """A table that goes on at the top of a page: its first row's figures stay in the text."""
    table = ("table", "22\nDuy tu đường giao thông\n73")
    parts = sort_parts([page_of([("page_number", "2"), table, ("body", "Điều 3. Thi hành.")])])

    assert [piece.text for piece in parts.of("table")] == ["22", "Duy tu đường giao thông", "73"]


def test_a_part_of_a_form_is_no_addressee():
    """Where the addressee was left blank, the form's first part begins below it."""
    head = [zone for zone in STATE_LETTER if zone[0].startswith("letterhead")]
    form = [
        *head,
        ("recipients", "Kính gửi:"),
        ("body", "I. THÔNG TIN NGƯỜI ĐỀ NGHỊ\n1. Họ và tên:"),
    ]
    assert values(page_of(form))["recipients"] is None
