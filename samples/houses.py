"""Companies, schools, police, courts, unions: who they are, where they sit, how they are reached.

All are made up: names are put together from parts, numbers are drawn.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from samples.offices import Office
from samples.splits import share_of
from samples.words import AREAS, WARDS

if TYPE_CHECKING:
    import random

    from samples.splits import Split

__all__ = ["House", "make_house", "make_institution", "money", "plain"]

_FORMS = (
    ("CÔNG TY CỔ PHẦN", "JOINT STOCK COMPANY", "CP"),
    ("CÔNG TY TNHH", "CO., LTD", "TNHH"),
    ("CÔNG TY TNHH MỘT THÀNH VIÊN", "ONE MEMBER CO., LTD", "MTV"),
    ("TỔNG CÔNG TY", "CORPORATION", "TCT"),
    ("DOANH NGHIỆP TƯ NHÂN", "PRIVATE ENTERPRISE", "DN"),
    ("HỢP TÁC XÃ", "COOPERATIVE", "HTX"),
)
_TRADES = (
    ("XÂY DỰNG", "CONSTRUCTION"),
    ("THƯƠNG MẠI VÀ DỊCH VỤ", "TRADING AND SERVICES"),
    ("BAO BÌ", "PACKAGING"),
    ("TƯ VẤN THIẾT KẾ", "DESIGN CONSULTANTS"),
    ("VẬN TẢI", "TRANSPORT"),
    ("THIẾT BỊ GIÁO DỤC", "EDUCATION EQUIPMENT"),
    ("CHẾ BIẾN THỦY SẢN", "SEAFOOD PROCESSING"),
    ("MÔI TRƯỜNG ĐÔ THỊ", "URBAN ENVIRONMENT"),
    ("ĐIỆN TỬ VIỄN THÔNG", "ELECTRONICS AND TELECOM"),
)
_NAMES = (
    "HƯNG PHÁT",
    "AN KHANG",
    "TÂN THÀNH",
    "MINH LONG",
    "ĐẠI VIỆT",
    "PHÚ QUÝ",
    "TRƯỜNG SƠN",
    "HOÀNG GIA",
    "SAO MAI",
    "THUẬN HÒA",
    "BÌNH MINH",
    "ĐÔNG Á",
)
_STREETS = (
    "Lê Lợi",
    "Trần Hưng Đạo",
    "Nguyễn Huệ",
    "Hùng Vương",
    "Lý Thường Kiệt",
    "Phan Chu Trinh",
    "Hai Bà Trưng",
    "Quang Trung",
    "Cách Mạng Tháng Tám",
)

#: (parent, organ, code, units, head, deputy, short); {} is the place.
_INSTITUTIONS = (
    (
        "BỘ CÔNG THƯƠNG",
        "TRƯỜNG ĐẠI HỌC\nCÔNG NGHIỆP {U}",
        "ĐHCN",
        "ĐT CTSV KHTC",
        "HIỆU TRƯỞNG",
        "Nhà trường",
    ),
    (
        "SỞ GIÁO DỤC VÀ ĐÀO TẠO",
        "TRƯỜNG THPT CHUYÊN {U}",
        "THPT",
        "VP CM",
        "HIỆU TRƯỞNG",
        "Nhà trường",
    ),
    (
        "CÔNG AN TỈNH {U}",
        "PHÒNG CẢNH SÁT GIAO THÔNG",
        "PC08",
        "Đ1 TM",
        "TRƯỞNG PHÒNG",
        "Phòng CSGT",
    ),
    (
        "TÒA ÁN NHÂN DÂN TỈNH {U}",
        "TÒA ÁN NHÂN DÂN KHU VỰC 2",
        "TA",
        "VP HS DS",
        "CHÁNH ÁN",
        "Tòa án",
    ),
    (
        "LIÊN ĐOÀN LAO ĐỘNG TỈNH {U}",
        "CÔNG ĐOÀN NGÀNH Y TẾ",
        "CĐN",
        "VP TG",
        "CHỦ TỊCH",
        "Công đoàn ngành",
    ),
    (
        "BẢO HIỂM XÃ HỘI VIỆT NAM",
        "BẢO HIỂM XÃ HỘI\nTỈNH {U}",
        "BHXH",
        "CĐ TST KHTC",
        "GIÁM ĐỐC",
        "BHXH tỉnh",
    ),
    (
        "SỞ TƯ PHÁP TỈNH {U}",
        "PHÒNG CÔNG CHỨNG SỐ 1",
        "PCC",
        "NV VP",
        "TRƯỞNG PHÒNG",
        "Phòng Công chứng",
    ),
    ("UBND TỈNH {U}", "TRƯỜNG CAO ĐẲNG NGHỀ", "CĐN", "ĐT TCHC", "HIỆU TRƯỞNG", "Nhà trường"),
    ("TỔNG CỤC THUẾ", "CỤC THUẾ TỈNH {U}", "CT", "TTHT KTT", "CỤC TRƯỞNG", "Cục Thuế"),
)


def plain(text: str) -> str:
    """Letters without Vietnamese marks, as web addresses have them.

    >>> plain("Đại Việt")
    'Dai Viet'
    """
    text = text.replace("đ", "d").replace("Đ", "D")
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def money(rng: random.Random, digits: int) -> int:
    """A sum of about so many digits."""
    return rng.randint(10 ** (digits - 1), 10**digits - 1)


@dataclass(frozen=True, slots=True)
class House:
    """A company: its name, its English name, where it sits and how it is reached."""

    name: str
    english: str
    short: str
    place: str
    address: str
    phone: str
    fax: str
    mail: str
    web: str
    tax: str
    account: str
    bank: str


def make_house(rng: random.Random, split: Split) -> House:
    """A company."""
    form, english_form, code = rng.choice(share_of(_FORMS, split))
    trade, english_trade = rng.choice(share_of(_TRADES, split))
    name = rng.choice(share_of(_NAMES, split))
    kind, area, districts = rng.choice(AREAS)
    district = rng.choice(districts)
    domain = plain(name).lower().replace(" ", "")
    prefix = f"0{rng.choice(('24', '28', '255', '236', '274'))}"
    numbers = [f"{rng.randint(3, 6)}{rng.randint(100, 999)}{rng.randint(100, 9999):04d}"] * 2
    phone = rng.choice(
        (
            f"({prefix}) {numbers[0][:4]} {numbers[0][4:]}",
            f"{prefix}.{numbers[0]}",
            f"{prefix} {numbers[0]}",
        )
    )
    return House(
        name=f"{form} {trade} {name}",
        english=f"{plain(name)} {english_trade} {english_form}",
        short=rng.choice(("Công ty", f"{code} {name.title()}")),
        place=area,
        address=(
            f"{rng.choice(('Số ', ''))}{rng.randint(2, 480)}"
            f"{rng.choice(('', 'A', '/12'))} {rng.choice(('đường ', ''))}"
            f"{rng.choice(share_of(_STREETS, split))}, phường {rng.choice(WARDS)}, {district}, "
            f"{kind} {area}"
        ),
        phone=phone,
        fax=f"{prefix}.{rng.randint(3000000, 6999999)}",
        mail=f"{rng.choice(('info', 'contact', 'sales'))}@{domain}.{rng.choice(('com.vn', 'vn'))}",
        web=f"{rng.choice(('www.', 'http://www.', ''))}{domain}.{rng.choice(('com.vn', 'vn'))}",
        tax=f"{rng.randint(10, 63):02d}{rng.randint(0, 99999999):08d}",
        account=" ".join(f"{rng.randint(0, 9999):04d}" for _ in range(3)),
        bank=f"Ngân hàng TMCP {rng.choice(('Ngoại thương', 'Quân đội'))} - CN {area}",
    )


def make_institution(rng: random.Random, split: Split) -> Office:
    """A school, a police office, a court, a union, a notary, a tax office."""
    parent, org, code, units, head, short = rng.choice(share_of(_INSTITUTIONS, split))
    _, area, _ = rng.choice([a for a in AREAS if a[0] == "tỉnh"])
    upper = area.upper()
    return Office(
        "state",
        parent.format(U=upper),
        org.format(U=upper),
        code,
        tuple(units.split()),
        area,
        f"tỉnh {area}",
        short,
        "",
        head,
        f"PHÓ {head}",
    )
