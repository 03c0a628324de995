"""The numbers, dates, symbols and formulas of office paper, drawn by template.

The corpus holds each formula once (duplicates were removed) and few long numbers, while on paper
every page has its national heading, its date line and its `Số: .../...`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

STATE_TYPES = (
    "NQ QĐ CT QC QyĐ TC TB HD CTr KH PA ĐA DA BC BB TTr HĐ CĐ BGN GUQ GM GGT GNP PG PC PB".split()
)
PARTY_TYPES = "NQ QĐ CT KL QC QĐi TT HD TB BC KH CTr ĐA PA TTr CV BB BS".split()
STATE_ORGANS = (
    "UBND HĐND TTg CP BNV BTC BGDĐT BYT BCA BQP BTP BCT BKHĐT BNNPTNT BTNMT BXD BGTVT BLĐTBXH "
    "BKHCN BVHTTDL BTTTT NHNN TTCP UBDT VPCP VPQH VPCTN UBTVQH SNV STC SYT SGDĐT SXD SNN STNMT "
    "VTLTNN TANDTC VKSNDTC KTNN BHXH TCT TCHQ PNV PTCKH PGDĐT THADS BCĐ138 HĐTĐ BQLDA"
).split()
PARTY_ORGANS = (
    "TW VPTW BTCTW UBKTTW BTGTW BDVTW TU VPTU BTCTU UBKTTU BTGTU BDVTU QU HU ĐU CB ĐH VPĐU VPHU "
    "BTCHU UBKTHU BTGHU BTCQU UBKTQU ĐUK ĐUCQ TWĐTN MTTW TLĐ BCA ĐUCA BTV"
).split()
UNITS = (
    "VP NC TH KT NN CN VX TCCB TCHC KHTC PC TCD KSTTHC HCTC ĐTQH KGVX NĐP QLNN HĐND TP TTr".split()
)
TYPE_NAMES = (
    "Nghị quyết,Quyết định,Chỉ thị,Quy chế,Quy định,Thông báo,Hướng dẫn,Chương trình,Kế hoạch,"
    "Phương án,Đề án,Dự án,Báo cáo,Biên bản,Tờ trình,Hợp đồng,Công văn,Công điện,Kết luận,"
    "Thông tri,Thông tư,Nghị định,Luật,Pháp lệnh,Thông tư liên tịch,Giấy mời,Giấy giới thiệu"
).split(",")
_POSTS = (
    "Chủ tịch,Phó Chủ tịch,Phó Chủ tịch Thường trực,Bí thư,Phó Bí thư,Phó Bí thư Thường trực,"
    "Giám đốc,Phó Giám đốc,Chánh Văn phòng,Phó Chánh Văn phòng,Trưởng Ban,Phó Trưởng Ban,"
    "Trưởng phòng,Phó Trưởng phòng,Bộ trưởng,Thứ trưởng,Cục trưởng,Phó Cục trưởng,Vụ trưởng,"
    "Hiệu trưởng,Phó Hiệu trưởng,Chủ nhiệm,Phó Chủ nhiệm,Tổng Giám đốc,Viện trưởng,Chi cục trưởng,"
    "Chánh án,Thủ tướng,Phó Thủ tướng,Tổng Bí thư,Ủy viên Thường trực,Trưởng đoàn,Kế toán trưởng,"
    "Thủ trưởng đơn vị,Người lập biểu,Thư ký,Chủ tọa,Tư lệnh,Chính ủy,Chỉ huy trưởng"
).split(",")
_BODIES = (
    "Ủy ban nhân dân,Hội đồng nhân dân,Ban Thường vụ,Ban Chấp hành,Đảng ủy,Chi ủy,Chi bộ,Huyện ủy,"
    "Quận ủy,Thành ủy,Tỉnh ủy,Thị ủy,Ủy ban Kiểm tra,Ban Tổ chức,Ban Tuyên giáo,Chính phủ,"
    "Thường trực,Ban Bí thư,Bộ Chính trị,Ban Chỉ đạo,Hội đồng,Đoàn Chủ tịch,Ban Cán sự Đảng"
).split(",")
_FORMULAS = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "ĐẢNG CỘNG SẢN VIỆT NAM",
    "ỦY BAN NHÂN DÂN",
    "HỘI ĐỒNG NHÂN DÂN",
    "QUYẾT ĐỊNH:",
    "QUYẾT NGHỊ:",
    "CHỈ THỊ:",
    "Nơi nhận:",
    "Nơi nhận",
    "- Như trên;",
    "- Như đề gửi;",
    "- Như Điều 3;",
    "- Lưu: VT.",
    "Kính gửi:",
    "(để báo cáo);",
    "(để b/c);",
    "(đã ký)",
    "(Ký tên, đóng dấu)",
    "(Kèm theo phụ lục)",
    "DỰ THẢO",
    "PHỤ LỤC",
    "MỤC LỤC",
    "CHÍNH PHỦ",
    "QUỐC HỘI",
    "THỦ TƯỚNG CHÍNH PHỦ",
    "VĂN PHÒNG CHÍNH PHỦ",
    "BAN CHẤP HÀNH TRUNG ƯƠNG",
    "ĐẢNG ỦY KHỐI CÁC CƠ QUAN",
    "BỘ CHÍNH TRỊ",
    "KHẨN",
    "HỎA TỐC",
    "THƯỢNG KHẨN",
    "MẬT",
    "SAO Y BẢN CHÍNH",
    "ĐOÀN TNCS HỒ CHÍ MINH",
    "MẶT TRẬN TỔ QUỐC VIỆT NAM",
    "LIÊN ĐOÀN LAO ĐỘNG",
    "HỘI LIÊN HIỆP PHỤ NỮ",
    "HỘI CỰU CHIẾN BINH",
    "HỘI NÔNG DÂN",
)
_TABLE_HEADS = (
    "STT,TT,Họ và tên,Họ tên,Ngày sinh,Năm sinh,Quê quán,Chức vụ,Chức danh,Đơn vị,Đơn vị tính,"
    "Số lượng,Đơn giá,Thành tiền,Ghi chú,Nội dung,Thời gian,Địa điểm,Người thực hiện,"
    "Cơ quan chủ trì,Cơ quan phối hợp,Tổng cộng,Cộng,Tổng số,Trong đó,Diện tích (ha),Dân số,"
    "Tỷ lệ (%),Kết quả,Kế hoạch,Thực hiện,Xếp loại,Dân tộc,Trình độ,Ngày vào Đảng,Chính thức,Dự bị,"
    "Nơi cư trú,Số thẻ,Số hiệu,Mã số,Kinh phí (triệu đồng),Nguồn vốn,Tên công trình,ĐVT,Nam,Nữ,"
    "Không,Có,Đạt,Chưa đạt,Hoàn thành,Hoàn thành tốt,Hoàn thành xuất sắc,Kinh,Tày,Nùng,Mường,Khmer"
).split(",")


_ROMAN = "I II III IV V VI VII VIII IX X XI".split()


def number(dice: Random) -> str:
    """A document's number: below ten it has a leading nought."""
    top = dice.choice((9, 99, 99, 999, 999, 9999, 99999))
    return f"{dice.randint(1, top):02d}"


def year(dice: Random) -> int:
    """A year of issue; most paper is of the last twenty."""
    return dice.randint(2004, 2026) if dice.random() < 0.8 else dice.randint(1945, 2003)


def _organ(dice: Random, organs: list[str]) -> str:
    return "-".join([dice.choice(organs), *([dice.choice(UNITS)] if dice.random() < 0.15 else [])])


def symbol(dice: Random) -> str:
    """A document's number and symbol: `27/2016/QĐ-UBND`, `1943-CV/QU`, `33/2024/QH15`."""
    kind = dice.random()
    if kind < 0.38:
        return f"{number(dice)}/{dice.choice(STATE_TYPES)}-{_organ(dice, STATE_ORGANS)}"
    if kind < 0.52:
        kinds = ("NĐ-CP", "QĐ-TTg", "TT-BTC", "TT-BNV", "NQ-HĐND", "QĐ-UBND", "TT-BYT", "TTLT-BTC")
        return f"{number(dice)}/{year(dice)}/{dice.choice(kinds)}"
    if kind < 0.57:
        return f"{dice.randint(1, 140)}/{year(dice)}/QH{dice.randint(8, 16)}"
    if kind < 0.67:
        return f"{number(dice)}/{dice.choice(STATE_ORGANS)}-{dice.choice(UNITS)}"
    return f"{number(dice)}-{dice.choice(PARTY_TYPES)}/{_organ(dice, PARTY_ORGANS)}"


def date(dice: Random) -> str:
    """A date inside text: `30/7/2021`, `01/7/2021`, `16-02-2004`, `ngày 5 tháng 3 năm 2019`."""
    day, month, when = dice.randint(1, 31), dice.randint(1, 12), year(dice)
    padded = f"{month:02d}" if month < 3 or dice.random() < 0.3 else str(month)
    kind = dice.random()
    if kind < 0.7:
        return f"{day:02d}/{padded}/{when}"
    if kind < 0.78:
        return f"{day:02d}-{padded}-{when}"
    if kind < 0.83:
        return f"{day}.{month}.{when}"
    return f"ngày {day:02d} tháng {padded} năm {when}"


def amount(dice: Random) -> str:
    """A sum, measure, share or span, in Vietnamese notation."""
    whole = dice.randint(1, 10 ** dice.randint(1, 10))
    grouped = f"{whole:,}".replace(",", ".")
    part = f"{dice.randint(0, 999)},{dice.randint(0, 99):02d}"
    first = year(dice)
    shapes = (
        f"{grouped} đồng",
        f"{grouped}đ",
        f"{grouped}",
        f"{grouped} triệu đồng",
        f"{part}%",
        f"{dice.randint(1, 100)}%",
        f"{part} ha",
        f"{part} km",
        f"{grouped} người",
        f"{first} - {first + 5}",
        f"{first}-{first + dice.randint(1, 5)}",
        f"{dice.randint(0, 23):02d} giờ {dice.randint(0, 59):02d}",
        f"{dice.randint(0, 23):02d}h{dice.randint(0, 59):02d}",
        f"0{dice.randint(200, 999)}.{dice.randint(100, 9999)}.{dice.randint(100, 999)}",
        f"{dice.randint(1, 20)}/{dice.randint(1, 20)}",
        f"{dice.randint(0, 10**12 - 1):012d}",
        f"({dice.randint(1, 99)})",
        f"{dice.choice('IVX')}{dice.choice('IVX')}",
    )
    return dice.choice(shapes)


def citation(dice: Random) -> str:
    """A cited document with its number and date, as in the grounds of a decision."""
    kind = dice.choice(TYPE_NAMES)
    comma = dice.choice((",", ""))
    when = date(dice)
    day = when if when.startswith("ngày") else f"ngày {when}"
    lead = dice.choice(("Căn cứ ", "Thực hiện ", "theo ", "tại ", "", "Xét ", "và "))
    return f"{lead}{kind} số {symbol(dice)}{comma} {day}"


def clause(dice: Random) -> str:
    """A pointer into a law: `điểm b khoản 2 Điều 15`."""
    parts = (
        f"khoản {dice.randint(1, 12)} Điều {dice.randint(1, 200)}",
        f"điểm {dice.choice('abcdđeghik')} khoản {dice.randint(1, 12)} Điều {dice.randint(1, 200)}",
        f"Điều {dice.randint(1, 300)}.",
        f"Mục {dice.choice(('I', 'II', 'III', 'IV', 'V', 'VI', 'VII'))}",
        f"Chương {dice.choice(_ROMAN)}",
        f"{dice.randint(1, 9)}.{dice.randint(1, 12)}. ",
        f"{dice.choice('abcdđeghik')}) ",
    )
    return dice.choice(parts)


def formula(dice: Random, place: str, person: str, organ: str) -> str:
    """One line of a letterhead, a foot or a table, that prose does not have.

    Args:
        dice: What makes the choice.
        place: A bare place name.
        person: A person's name.
        organ: An issuing body.
    """
    post, body = dice.choice(_POSTS), dice.choice(_BODIES)
    when = year(dice)
    shapes = (
        lambda: dice.choice(_FORMULAS),
        lambda: dice.choice(_FORMULAS),
        lambda: f"Số: {symbol(dice)}",
        lambda: f"Số {symbol(dice)}",
        lambda: f"Số: /{dice.choice(STATE_TYPES)}-{_organ(dice, STATE_ORGANS)}",
        lambda: f"Số -{dice.choice(PARTY_TYPES)}/{_organ(dice, PARTY_ORGANS)}",
        lambda: f"{place}, ngày {dice.randint(1, 31):02d} tháng {dice.randint(1, 12)} năm {when}",
        lambda: f"{place}, ngày tháng {dice.randint(1, 12):02d} năm {when}",
        lambda: dice.choice(TYPE_NAMES).upper(),
        lambda: f"{dice.choice(('TM.', 'T/M', 'TM'))} {body.upper()}",
        lambda: f"{dice.choice(('KT.', 'K/T', 'TL.', 'T/L', 'TUQ.', 'Q.'))} {post.upper()}",
        post.upper,
        lambda: person,
        person.upper,
        lambda: f"Kính gửi: {organ}",
        lambda: f"- {organ};",
        lambda: f"- {body} {place} (để b/c);",
        lambda: f"- Lưu: {dice.choice(('VT', 'VP', 'HS', 'VT, TH'))}, {dice.choice(UNITS)}.",
        lambda: f"- Như Điều {dice.randint(1, 9)};",
        lambda: f"- Đ/c {post} {body};",
        lambda: f"V/v {dice.choice(TYPE_NAMES).lower()} của {organ}",
        f"{organ} {place}".upper,
        f"{body} {place}".upper,
        lambda: dice.choice(_TABLE_HEADS),
        lambda: dice.choice(_TABLE_HEADS).upper(),
        lambda: f"{dice.randint(1, 200)}",
        lambda: (
            f"{dice.randint(1, 60)} {person} "
            f"{dice.randint(1, 31):02d}/{dice.randint(1, 12):02d}/{when - 40}"
        ),
        lambda: f"(Ban hành kèm theo {dice.choice(TYPE_NAMES)} số {symbol(dice)}",
        lambda: f"Đồng chí {person}, {post} {body}",
        lambda: f"ông {person}, sinh năm {when - 40}; bà {person}",
    )  # fmt: skip
    return dice.choice(shapes)()
