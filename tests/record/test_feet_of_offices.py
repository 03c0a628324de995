"""Who signed, on feet as offices of all kinds set them, whatever the zoner made of the columns."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

import pytest
from paper import in_one_zone, page_of, words_of

from pipeline.geometry import Box
from pipeline.record.fields import read_fields
from pipeline.record.parts import sort_parts
from pipeline.values.marks import MarkRecord
from pipeline.values.readings import ZoneReading

COPIES = "Nơi nhận:\n- Như trên;\n- Sở Nội vụ;\n- Lưu: VT."
HEAD = (
    ("letterhead_left", "SỞ NỘI VỤ\nSố: 12/SNV-VP"),
    ("letterhead_right", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"),
    ("body", "Thực hiện Công văn số 12/BNV ngày 02/01/2020, đơn vị kính báo cáo như trên./."),
)

#: (right column, authority, title, name)
FEET = {
    "head himself": ("GIÁM ĐỐC\nTrần Văn Bình", None, "GIÁM ĐỐC", "Trần Văn Bình"),
    "deputy": ("KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nLê Hoa", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Lê Hoa"),
    "collective and deputy": (
        "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nTrần Phước Hiền",
        "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "Trần Phước Hiền",
    ),
    "ministry with two offices": (
        "KT. BỘ TRƯỞNG, CHỦ NHIỆM\nPHÓ CHỦ NHIỆM\nPhạm Mạnh Cường",
        "KT. BỘ TRƯỞNG, CHỦ NHIỆM",
        "PHÓ CHỦ NHIỆM",
        "Phạm Mạnh Cường",
    ),
    "vice minister": (
        "KT. BỘ TRƯỞNG\nTHỨ TRƯỞNG\nNguyễn Thị Hà",
        "KT. BỘ TRƯỞNG",
        "THỨ TRƯỞNG",
        "Nguyễn Thị Hà",
    ),
    "by order and deputy": (
        "TL. BỘ TRƯỞNG\nKT. VỤ TRƯỞNG VỤ PHÁP CHẾ\nPHÓ VỤ TRƯỞNG\nĐỗ Văn Khải",
        "TL. BỘ TRƯỞNG KT. VỤ TRƯỞNG VỤ PHÁP CHẾ",
        "PHÓ VỤ TRƯỞNG",
        "Đỗ Văn Khải",
    ),
    "by authorisation": (
        "TUQ. GIÁM ĐỐC\nTRƯỞNG PHÒNG HÀNH CHÍNH\nBùi Thị Mai",
        "TUQ. GIÁM ĐỐC",
        "TRƯỞNG PHÒNG HÀNH CHÍNH",
        "Bùi Thị Mai",
    ),
    "by authorisation, with a slash": (
        "T/UQ. CHỦ TỊCH\nCHÁNH VĂN PHÒNG\nBùi Thị Mai",
        "T/UQ. CHỦ TỊCH",
        "CHÁNH VĂN PHÒNG",
        "Bùi Thị Mai",
    ),
    "acting": ("Q. GIÁM ĐỐC\nVõ Thành Long", "Q. GIÁM ĐỐC", "Q. GIÁM ĐỐC", "Võ Thành Long"),
    "acting in full": ("QUYỀN CHỦ TỊCH\nVõ Long", None, "QUYỀN CHỦ TỊCH", "Võ Long"),
    "in charge": (
        "PHÓ GIÁM ĐỐC\nPHỤ TRÁCH\nVõ Thành Long",
        None,
        "PHÓ GIÁM ĐỐC PHỤ TRÁCH",
        "Võ Thành Long",
    ),
    "Party committee": ("T/M ĐẢNG ỦY\nPHÓ BÍ THƯ\nLê Công", "T/M ĐẢNG ỦY", "PHÓ BÍ THƯ", "Lê Công"),
    "standing board": (
        "T/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ THƯỜNG TRỰC\nLâm Quang Thao",
        "T/M BAN THƯỜNG VỤ",
        "PHÓ BÍ THƯ THƯỜNG TRỰC",
        "Lâm Quang Thao",
    ),
    "title over two lines": (
        "TM. ỦY BAN NHÂN DÂN\nPHÓ CHỦ TỊCH\nTHƯỜNG TRỰC\nLý Văn Sáu",
        "TM. ỦY BAN NHÂN DÂN",
        "PHÓ CHỦ TỊCH THƯỜNG TRỰC",
        "Lý Văn Sáu",
    ),
    "authority over two lines": (
        "KT. TRƯỞNG BAN QUẢN LÝ\nDỰ ÁN ĐẦU TƯ XÂY DỰNG\nPHÓ TRƯỞNG BAN\nHồ Minh",
        "KT. TRƯỞNG BAN QUẢN LÝ DỰ ÁN ĐẦU TƯ XÂY DỰNG",
        "PHÓ TRƯỞNG BAN",
        "Hồ Minh",
    ),
    "two offices in one title": (
        "ỦY VIÊN BAN THƯỜNG VỤ,\nTRƯỞNG BAN TUYÊN GIÁO\nPhan Thị Lan",
        None,
        "ỦY VIÊN BAN THƯỜNG VỤ, TRƯỞNG BAN TUYÊN GIÁO",
        "Phan Thị Lan",
    ),
    "one office besides": (
        "GIÁM ĐỐC\nKIÊM CHỦ TỊCH HỘI ĐỒNG\nPhan Thị Lan",
        None,
        "GIÁM ĐỐC KIÊM CHỦ TỊCH HỘI ĐỒNG",
        "Phan Thị Lan",
    ),
    "congress delegation": (
        "TM. ĐOÀN ĐẠI BIỂU QUỐC HỘI\nTRƯỞNG ĐOÀN\nSùng A Páo",
        "TM. ĐOÀN ĐẠI BIỂU QUỐC HỘI",
        "TRƯỞNG ĐOÀN",
        "Sùng A Páo",
    ),
    "people's council": ("CHỦ TỊCH\nPhạm Thị Thanh Trà", None, "CHỦ TỊCH", "Phạm Thị Thanh Trà"),
    "standing council": (
        "TM. THƯỜNG TRỰC HĐND\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nĐinh Thị Hồng Minh",
        "TM. THƯỜNG TRỰC HĐND KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "Đinh Thị Hồng Minh",
    ),
    "front": (
        "TM. BAN THƯỜNG TRỰC\nCHỦ TỊCH\nVõ Thanh An",
        "TM. BAN THƯỜNG TRỰC",
        "CHỦ TỊCH",
        "Võ Thanh An",
    ),
    "union": (
        "TM. BAN THƯỜNG VỤ\nPHÓ CHỦ TỊCH\nNgọ Duy Hiểu",
        "TM. BAN THƯỜNG VỤ",
        "PHÓ CHỦ TỊCH",
        "Ngọ Duy Hiểu",
    ),
    "youth union": (
        "TM. BAN THƯỜNG VỤ ĐOÀN TRƯỜNG\nBÍ THƯ\nTrần Tuấn Hiệp",
        "TM. BAN THƯỜNG VỤ ĐOÀN TRƯỜNG",
        "BÍ THƯ",
        "Trần Tuấn Hiệp",
    ),
    "court": ("CHÁNH ÁN\nNguyễn Hòa Bình", None, "CHÁNH ÁN", "Nguyễn Hòa Bình"),
    "bench": (
        "TM. HỘI ĐỒNG XÉT XỬ SƠ THẨM\nTHẨM PHÁN - CHỦ TỌA PHIÊN TÒA\nTrương Công Lý",
        "TM. HỘI ĐỒNG XÉT XỬ SƠ THẨM",
        "THẨM PHÁN - CHỦ TỌA PHIÊN TÒA",
        "Trương Công Lý",
    ),
    "procuracy": (
        "KT. VIỆN TRƯỞNG\nPHÓ VIỆN TRƯỞNG\nKiểm sát viên cao cấp\nHà Như Khuê",
        "KT. VIỆN TRƯỞNG",
        "PHÓ VIỆN TRƯỞNG",
        "Hà Như Khuê",
    ),
    "police": (
        "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\nThượng tá Nguyễn Thanh Điệp",
        "KT. GIÁM ĐỐC",
        "PHÓ GIÁM ĐỐC",
        "Nguyễn Thanh Điệp",
    ),
    "police, rank above": (
        "TRƯỞNG CÔNG AN XÃ\nThiếu tá\nĐậu Văn Tám",
        None,
        "TRƯỞNG CÔNG AN XÃ",
        "Đậu Văn Tám",
    ),
    "army": (
        "CHỈ HUY TRƯỞNG\nĐại tá Võ Văn Bá",
        None,
        "CHỈ HUY TRƯỞNG",
        "Võ Văn Bá",
    ),
    "school": (
        "KT. HIỆU TRƯỞNG\nPHÓ HIỆU TRƯỞNG\nTS. Nguyễn Xuân Hoàn",
        "KT. HIỆU TRƯỞNG",
        "PHÓ HIỆU TRƯỞNG",
        "Nguyễn Xuân Hoàn",
    ),
    "university": (
        "HIỆU TRƯỞNG\nPGS.TS. Đặng Vũ Ngoạn",
        None,
        "HIỆU TRƯỞNG",
        "Đặng Vũ Ngoạn",
    ),
    "faculty": (
        "TL. HIỆU TRƯỞNG\nTRƯỞNG PHÒNG ĐÀO TẠO\nThS. Lê Thị Bích",
        "TL. HIỆU TRƯỞNG",
        "TRƯỞNG PHÒNG ĐÀO TẠO",
        "Lê Thị Bích",
    ),
    "hospital": (
        "GIÁM ĐỐC\nTTƯT.BSCKII. Nguyễn Tấn Đức",
        None,
        "GIÁM ĐỐC",
        "Nguyễn Tấn Đức",
    ),
    "company": ("TỔNG GIÁM ĐỐC\nNguyễn Thế Phương", None, "TỔNG GIÁM ĐỐC", "Nguyễn Thế Phương"),
    "board": (
        "TM. HỘI ĐỒNG QUẢN TRỊ\nCHỦ TỊCH HĐQT\nTrương Gia Bình",
        "TM. HỘI ĐỒNG QUẢN TRỊ",
        "CHỦ TỊCH HĐQT",
        "Trương Gia Bình",
    ),
    "bank": (
        "TUQ. TỔNG GIÁM ĐỐC\nGIÁM ĐỐC CHI NHÁNH\nTô Huy Vũ",
        "TUQ. TỔNG GIÁM ĐỐC",
        "GIÁM ĐỐC CHI NHÁNH",
        "Tô Huy Vũ",
    ),
    "set in small letters": ("Giám đốc\nNgô Huy Vinh", None, "Giám đốc", "Ngô Huy Vinh"),
    "name in capitals": (
        "KT. TRƯỞNG PHÒNG\nPHÓ TRƯỞNG PHÒNG\nNGUYỄN VĂN HÙNG",
        "KT. TRƯỞNG PHÒNG",
        "PHÓ TRƯỞNG PHÒNG",
        "Nguyễn Văn Hùng",
    ),
    "signed copy": ("GIÁM ĐỐC\n(Đã ký)\nTrần Văn Bình", None, "GIÁM ĐỐC", "Trần Văn Bình"),
    "told where to sign": (
        "THỦ TRƯỞNG ĐƠN VỊ\n(Ký tên, đóng dấu)\nTrần Văn Bình",
        None,
        "THỦ TRƯỞNG ĐƠN VỊ",
        "Trần Văn Bình",
    ),
    "long name of the Highlands": (
        "CHỦ TỊCH\nY Thanh Hà Niê Kđăm",
        None,
        "CHỦ TỊCH",
        "Y Thanh Hà Niê Kđăm",
    ),
    "name with a hook": ("BÍ THƯ\nH'Yim Kđoh", None, "BÍ THƯ", "H'Yim Kđoh"),
    "name of the Gia Rai": ("PHÓ BÍ THƯ\nRơ Châm Long", None, "PHÓ BÍ THƯ", "Rơ Châm Long"),
    "royal name": ("GIÁM ĐỐC\nTôn Nữ Thị Ninh", None, "GIÁM ĐỐC", "Tôn Nữ Thị Ninh"),
    "long royal name": (
        "GIÁM ĐỐC\nCông Tằng Tôn Nữ Thị Ngọc Trâm",
        None,
        "GIÁM ĐỐC",
        "Công Tằng Tôn Nữ Thị Ngọc Trâm",
    ),
}


def woven(page):
    """The page of a reader that ran on across both columns: lines of one height are one."""
    zones = [zone for zone in page.zones if not zone.kind.startswith("foot")]
    lines = sorted(
        (line for zone in page.zones if zone.kind.startswith("foot") for line in zone.lines),
        key=lambda line: (line.box.y, line.box.x),
    )
    rows = []
    for _, group in groupby(lines, key=lambda line: line.box.y):
        row = list(group)
        rows.append(
            replace(
                row[0],
                text=" ".join(line.text for line in row),
                raw=" ".join(line.raw for line in row),
                box=Box.around(line.box for line in row),
                words=tuple(word for line in row for word in line.words),
            )
        )
    box = Box.around(line.box for line in rows)
    return replace(page, zones=(*zones, ZoneReading("body", box, tuple(rows))))


def letter(right, left=COPIES, head=HEAD, **more):
    foot = [("foot_left", left)] if left else []
    return page_of([*head, *foot, ("foot_right", right)], **more)


def fields_of(*pages):
    return read_fields(sort_parts(pages))


def said(fields):
    return tuple(fields[key].value for key in ("authority", "title", "signer"))


@pytest.mark.parametrize(
    "spoil", [lambda page: page, in_one_zone, woven], ids=["zoned", "one zone", "woven"]
)
@pytest.mark.parametrize("name", FEET)
def test_a_foot_says_who_signed(name, spoil):
    """Authority, office and name are as printed; the list of signers says the same."""
    right, *wanted = FEET[name]

    fields = fields_of(spoil(letter(right)))

    assert said(fields) == tuple(wanted)
    (signer,) = fields["signers"].value
    assert (signer["authority"], signer["title"], signer["name"]) == tuple(wanted)
    assert signer["by"] == "print"


@pytest.mark.parametrize("name", FEET)
def test_a_foot_without_copies_says_the_same(name):
    """Many orders and minutes have no Nơi nhận."""
    right, *wanted = FEET[name]

    assert said(fields_of(letter(right, left=""))) == tuple(wanted)


@pytest.mark.parametrize("name", ["deputy", "police", "school", "standing board"])
def test_a_foot_alone_on_the_last_page_is_found(name):
    """The body ended on the page before."""
    right, *wanted = FEET[name]
    last = page_of([("foot_left", COPIES), ("foot_right", right)], number=2)

    assert said(fields_of(page_of(HEAD), last)) == tuple(wanted)


@pytest.mark.parametrize(
    ("text", "rank", "academic"),
    [
        ("Thượng tá Nguyễn Thanh Điệp", "Thượng tá", None),
        ("Thiếu tướng, TS. Nguyễn Thanh Điệp", "Thiếu tướng", "TS."),
        ("Đai tá Nguyễn Thanh Điệp", "Đai tá", None),
        ("PGS.TS Nguyễn Thanh Điệp", None, "PGS.TS"),
        ("GS. TSKH. Nguyễn Thanh Điệp", None, "GS. TSKH."),
        ("BS.CKII Nguyễn Thanh Điệp", None, "BS.CKII"),
        ("BSCK1. Nguyễn Thanh Điệp", None, "BSCK1."),
        ("LS. Nguyễn Thanh Điệp", None, "LS."),
        ("Ths. Nguyễn Thanh Điệp", None, "Ths."),
        ("ThS.BS Nguyễn Thanh Điệp", None, "ThS.BS"),
        ("Thạc sĩ Nguyễn Thanh Điệp", None, "Thạc sĩ"),
    ],
)
def test_rank_and_degree_stand_beside_the_name(text, rank, academic):
    """The signer is the name alone; what stood before it is in the list."""
    fields = fields_of(letter(f"GIÁM ĐỐC\n{text}"))

    assert fields["signer"].value == "Nguyễn Thanh Điệp"
    (signer,) = fields["signers"].value
    assert (signer["rank"], signer["academic"]) == (rank, academic)


@pytest.mark.parametrize(
    ("authority", "body"),
    [
        ("T/M ĐẢNG ỦY", "Đảng ủy"),
        ("T/M BAN THƯỜNG VỤ", "Ban Thường vụ"),
        ("TM. ỦY BAN NHÂN DÂN", "Ủy ban nhân dân"),
        ("TM. BAN CHẤP HÀNH", "Ban Chấp hành"),
        ("KT. CHỦ TỊCH", None),
    ],
)
def test_a_collective_is_named_as_in_running_text(authority, body):
    """`on_behalf_of` is what stands after TM."""
    (signer,) = fields_of(letter(f"{authority}\nPHÓ BÍ THƯ\nLê Thành Công"))["signers"].value

    assert (signer["authority"], signer["on_behalf_of"]) == (authority, body)


@pytest.mark.parametrize(
    ("right", "wanted"),
    [
        ("KT,CHU TỊCH\nPHO CHỦ TICH\nLê Văn Hoa", ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
        ("KT. CHỦ TỊCH\nDHÓ CHỦ TỊCH\nLê Văn Hoa", ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
        ("KT. CHỦ TỊCH\n6 CHỦ TỊCH\nLê Văn Hoa", ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
        ("KT. CHỦ TỊCH\nRHÓ CHỦ TJCH\nLê Văn Hoa", ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
        ("TM ỦY BAN NHÂN DÂN\nCHỦ TICH\nLê Văn Hoa", ("TM ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
        ("TM, UY BAN NHÂN DÂN\nCHỦ TỊCH\nLê Văn Hoa", ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
        ("TM. BAN THƯỜNG VỤ\nRHÓ BÍ THƯ\nLê Văn Hoa", ("TM. BAN THƯỜNG VỤ", "PHÓ BÍ THƯ")),
        ("K/T TRUỞNG BAN\nPHÓ TRƯỜNG BAN\nLê Văn Hoa", ("K/T TRƯỞNG BAN", "PHÓ TRƯỞNG BAN")),
    ],
)
def test_slips_of_the_engine_cost_no_office(right, wanted):
    """Signs and offices come from closed lists; one tells what the other must be."""
    assert said(fields_of(letter(right))) == (*wanted, "Lê Văn Hoa")


def test_kt_over_another_office_demands_no_deputy():
    """`TRƯỞNG PHÒNG` under `KT. GIÁM ĐỐC` is odd, but it is what stands there."""
    fields = fields_of(letter("KT. GIÁM ĐỐC\nTRƯỞNG PHÒNG\nLê Văn Hoa"))

    assert fields["title"].value == "TRƯỞNG PHÒNG"


@pytest.mark.parametrize(
    "line",
    [
        "- Lê Văn Hoa",
        "“Lê Văn Hoa",
        "... Lê Văn Hoa",
        "Lê Văn Hoa |",
        "2 Lê Văn Hoa",
        "ï Lê Văn Hoa",
    ],
)
def test_scraps_of_a_seal_are_no_part_of_a_name(line):
    """What a seal's edge left around it is taken off; the name itself is as read."""
    assert fields_of(letter(f"GIÁM ĐỐC\n{line}"))["signer"].value == "Lê Văn Hoa"


@pytest.mark.parametrize(
    "line", ["FEham Mạnh Cường", "Hồ tống Thu Quyết", "Đai dưởng ương Tam Quang"]
)
def test_a_spoilt_name_is_no_name(line):
    """It is null, with what was read beside it: names are never put right."""
    signer = fields_of(letter(f"GIÁM ĐỐC\n{line}"))["signer"]

    assert signer.value is None
    assert signer.alternatives == (line,)
    assert signer.box is not None


def test_a_word_that_no_name_has_is_no_name():
    """`Tóàm` is no syllable: the name is null; names of other peoples have words of their own."""
    page = letter("GIÁM ĐỐC\nVũ Hữu Tóàm", confidence=0.5)
    signer = fields_of(page)["signer"]

    assert signer.value is None
    assert signer.alternatives[0] == "Vũ Hữu Tóàm"
    assert fields_of(letter("GIÁM ĐỐC\nY Ngông Niê Kđăm", confidence=0.5))["signer"].value


def test_a_lost_surname_lowers_the_confidence():
    """Two words without a known surname may have lost theirs under the seal."""
    whole = fields_of(letter("GIÁM ĐỐC\nLê Duy Tú"))["signer"]
    lost = fields_of(letter("GIÁM ĐỐC\nDuy Tú"))["signer"]

    assert lost.confidence < 0.6 < whole.confidence


@pytest.mark.parametrize(
    "blank", ["(Ký, ghi rõ họ tên)", "(Ký tên và đóng dấu)", "(Ký và ghi rõ họ tên)"]
)
def test_a_blank_form_is_signed_by_nobody(blank):
    """The office asked for is printed; the name is null with the reason."""
    fields = fields_of(letter(f"Người đề nghị xác nhận\n{blank}", left=""))

    assert fields["title"].value == "Người đề nghị xác nhận"
    assert fields["signer"].value is None
    assert "để trống" in fields["signer"].reason
    assert "trực tiếp" not in fields["authority"].reason
    assert fields["signers"].value is None


def test_words_of_the_body_sign_nothing():
    """`Người ký`, offices and names inside sentences and lists are no foot."""
    body = (
        "Người ký ban hành là Giám đốc Trần Văn Bình.\n"
        "Kế toán trưởng Nguyễn Thị Lan chịu trách nhiệm.\n"
        "- Ông Nguyễn Văn An, Phó Chủ tịch;\n"
        "- Bà Lê Thị Bé, ủy viên."
    )
    fields = fields_of(page_of([*HEAD[:2], ("body", body)]))

    assert said(fields) == (None, None, None)
    assert fields["signers"].value is None


def test_receivers_that_look_like_names_sign_nothing():
    """`- Nguyễn Văn An` among the copies is a receiver."""
    fields = fields_of(
        letter("GIÁM ĐỐC\nLê Văn Hoa", left="Nơi nhận:\n- Nguyễn Văn An;\n- Lưu: VT.")
    )

    assert fields["signer"].value == "Lê Văn Hoa"
    assert fields["signer"].alternatives == ()


def test_an_annex_s_empty_form_does_not_sign_the_document():
    """The document's own foot comes first, what follows has feet of its own."""
    own = letter("BỘ TRƯỞNG\nĐào Ngọc Dung")
    form = page_of(
        [
            ("title", "Mẫu số 01\nĐƠN ĐỀ NGHỊ"),
            ("body", "Tôi tên là:"),
            ("foot_right", "NGƯỜI KHAI\n(Ký, ghi rõ họ tên)"),
        ],
        number=2,
    )

    assert said(fields_of(own, form)) == (None, "BỘ TRƯỞNG", "Đào Ngọc Dung")


def test_an_annex_s_form_is_no_substitute_for_an_unread_foot():
    """Where the own foot could not be read, the form's `NGƯỜI KHAI` did not sign the letter."""
    own = page_of([*HEAD, ("foot_left", COPIES)])
    form = page_of(
        [("body", "Tôi tên là:"), ("foot_right", "NGƯỜI KHAI\n(Ký, ghi rõ họ tên)")], number=2
    )

    fields = fields_of(own, form)

    assert said(fields) == (None, None, None)
    assert "chưa đọc được" in fields["title"].reason


STATEMENT = ("Người lập biểu", "Kế toán trưởng", "Giám đốc")
PEOPLE = ("Vũ Thị Hạnh", "Lê Thị Mai", "Ngô Huy Vinh")


def abreast(*rows, gap=260):
    """Lines each of which holds what several columns say."""
    page = page_of([*HEAD, ("body", "\n".join(" ".join(row) for row in rows))])
    zone = page.zones[-1]
    lines = []
    for row, line in zip(rows, zone.lines, strict=True):
        words, width = [], 13
        for column, text in enumerate(row):
            wide = len(text) * width
            at = 330 + column * (gap + 200) - wide // 2
            words += words_of(text, at, line.box.y, wide, 0.96)
        box = Box.around(word.box for word in words)
        lines.append(replace(line, words=tuple(words), box=box))
    return replace(page, zones=(*page.zones[:-1], replace(zone, lines=tuple(lines))))


@pytest.mark.parametrize(
    "rows",
    [
        (STATEMENT, PEOPLE),
        (STATEMENT, ("(Ký, họ tên)", "(Ký, họ tên)", "(Ký, đóng dấu)"), PEOPLE),
        (tuple(map(str.upper, STATEMENT)), PEOPLE),
        (PEOPLE, STATEMENT),
    ],
    ids=["offices over names", "told where to sign", "capitals", "names over offices"],
)
def test_three_who_sign_side_by_side(rows):
    """The head is the document's signer; all three are in the list, left to right."""
    fields = fields_of(abreast(*rows))

    assert fields["signer"].value == "Ngô Huy Vinh"
    assert fields["title"].value.upper() == "GIÁM ĐỐC"
    assert [signer["name"] for signer in fields["signers"].value] == list(PEOPLE)
    assert fields["signer"].alternatives == PEOPLE[:2]


def test_the_head_signs_wherever_he_stands():
    """English-style statements set the director first."""
    fields = fields_of(abreast(PEOPLE[::-1], STATEMENT[::-1]))

    assert (fields["title"].value, fields["signer"].value) == ("Giám đốc", "Ngô Huy Vinh")


def test_a_contract_is_signed_by_two_sides():
    """Both sides are in the list."""
    fields = fields_of(
        abreast(
            ("ĐẠI DIỆN BÊN A", "ĐẠI DIỆN BÊN B"),
            ("GIÁM ĐỐC", "GIÁM ĐỐC"),
            ("Lê Hoa", "Võ An"),
            gap=500,
        )
    )

    assert [s["name"] for s in fields["signers"].value] == ["Lê Hoa", "Võ An"]


def test_minutes_are_signed_by_secretary_and_chair():
    """The chair is the signer, in columns of the zoner as well."""
    page = page_of(
        [*HEAD, ("foot_left", "THƯ KÝ\nHồ Thị Bé"), ("foot_right", "CHỦ TỌA\nPhan Văn Chín")]
    )

    fields = fields_of(page)

    assert said(fields) == (None, "CHỦ TỌA", "Phan Văn Chín")
    assert [s["title"] for s in fields["signers"].value] == ["THƯ KÝ", "CHỦ TỌA"]


def test_a_line_of_the_body_with_gaps_is_no_row_of_signers():
    """Labels with blanks between them are parted by gaps as well."""
    page = abreast(("Họ tên", "Chức vụ", "Đơn vị"), ("Lê Văn An", "Trưởng phòng", "Sở Y tế"))

    assert said(fields_of(page)) == (None, None, None)


def test_a_person_s_digital_signature_is_told():
    """Who is printed signed digitally; an organ's certificate is nobody's name."""
    people = MarkRecord(
        "digital",
        Box(900, 40, 400, 100),
        1.0,
        text="Ký bởi: Lê Văn Hoa",
        fields={"what": "signature", "signer": "LÊ VĂN HOA", "organ": "SỞ NỘI VỤ"},
    )
    organ = replace(people, fields={"what": "signature", "signer": "Ủy ban nhân dân tỉnh"})

    (signer,) = fields_of(letter("GIÁM ĐỐC\nLê Văn Hoa", marks=(people, organ)))["signers"].value
    assert (signer["name"], signer["by"]) == ("Lê Văn Hoa", "digital")
    (signer,) = fields_of(letter("GIÁM ĐỐC\nLê Văn Hoa", marks=(organ,)))["signers"].value
    assert signer["by"] == "print"


def test_a_title_that_the_zoner_left_in_the_body_is_the_foot_s():
    """A seal over it moved it off its column: it stands beside Nơi nhận all the same."""
    page = page_of([*HEAD, ("body", "BDIỆU TRƯỚNG"), ("foot_left", COPIES)])
    line = page.zones[-2].lines[0]
    moved = replace(line, box=Box(1140, line.box.y, 275, 30), words=())
    zone = replace(page.zones[-2], lines=(moved,))
    page = replace(page, zones=(*page.zones[:-2], zone, page.zones[-1]))

    title = fields_of(page)["title"]

    assert title.value == "HIỆU TRƯỞNG"
    assert title.confidence < 0.85


def test_the_organ_says_what_a_damaged_office_is():
    """A school has a `HIỆU TRƯỞNG`; `THỨ TRƯỞNG`, nearer to what was read, it has not."""
    school = (("letterhead_left", "TRƯỜNG ĐẠI HỌC Y\nSố: 12/TB-ĐHY"), *HEAD[1:])

    title = fields_of(letter("TI U TRƯỞNG\nLê Văn Hoa", head=school))["title"]

    assert title.value == "HIỆU TRƯỞNG"
    assert title.confidence < 0.8


def test_a_school_s_name_over_the_head_is_no_office():
    """`TRƯỜNG` folds like `TRƯỞNG`: an organ is nobody's title."""
    fields = fields_of(letter("TRƯỜNG ĐẠI HỌC Y\nHIỆU TRƯỞNG\nLê Văn Hoa"))

    assert fields["title"].value == "HIỆU TRƯỞNG"


def test_a_receiver_beside_the_title_does_not_go_on_with_it():
    """`- P.CTCT&HSSV` is a line of Nơi nhận, whatever its height."""
    fields = fields_of(letter("TM. BAN THƯỜNG VỤ\nBÍ THƯ\n- P.CTCT&HSSV"))

    assert fields["title"].value == "BÍ THƯ"
