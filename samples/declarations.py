"""Declarations and application forms: labels with room for the pen, or filled in; tick boxes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from samples.houses import make_house
from samples.letter import Letter
from samples.parts import Banner, Boxes, Furniture, Heading, Pair
from samples.splits import share_of
from samples.words import DEPARTMENTS, person

if TYPE_CHECKING:
    import random

    from samples.houses import House
    from samples.look import Look
    from samples.parts import Part
    from samples.splits import Split

__all__ = ["declaration"]

_TITLES = (
    ("TỜ KHAI", "Đăng ký thay đổi thông tin cư trú"),
    ("ĐƠN ĐỀ NGHỊ", "Cấp đổi giấy chứng nhận quyền sử dụng đất"),
    ("PHIẾU ĐĂNG KÝ", "Tham gia lớp bồi dưỡng nghiệp vụ văn thư, lưu trữ"),
    ("TỜ KHAI THUẾ", "Lệ phí môn bài năm {year}"),
    ("GIẤY ĐỀ NGHỊ", "Đăng ký kinh doanh hộ cá thể"),
    ("PHIẾU KHAI BÁO", "Tình trạng phòng cháy, chữa cháy tại cơ sở"),
    ("ĐƠN XIN", "Xác nhận tạm trú dài hạn"),
)
#: Label, and how its value is made up: a key of `_value`.
_ROWS = (
    (("Họ, chữ đệm và tên", "person"),),
    (("Ngày, tháng, năm sinh", "date"), ("Giới tính", "sex")),
    (("Số định danh cá nhân/CCCD", "id"),),
    (("Dân tộc", "people"), ("Tôn giáo", "none"), ("Quốc tịch", "nation")),
    (("Nơi thường trú", "address"),),
    (("Nơi ở hiện tại", "address"),),
    (("Điện thoại", "phone"), ("Email", "mail")),
    (("Tên cơ sở", "house"),),
    (("Địa chỉ trụ sở", "address"),),
    (("Mã số thuế", "tax"), ("Fax", "fax")),
    (("Nghề nghiệp, nơi làm việc", "work"),),
    (("Quan hệ với chủ hộ", "kin"), ("Số hồ sơ", "file")),
)
_CHOICES = (
    ("Hình thức", ("Cấp mới", "Cấp đổi", "Cấp lại")),
    ("Giới tính:", ("Nam", "Nữ")),
    ("Loại hình kinh doanh:", ("Sản xuất", "Thương mại", "Dịch vụ", "Khác")),
    ("", ("Đăng ký lần đầu", "Thay đổi thông tin", "Chấm dứt hoạt động")),
    ("Tình trạng hôn nhân:", ("Chưa kết hôn", "Đã kết hôn", "Ly hôn")),
    ("Nhận kết quả:", ("Trực tiếp", "Qua bưu điện", "Bản điện tử")),
)
_SECTIONS = ("I. THÔNG TIN NGƯỜI ĐỀ NGHỊ", "II. NỘI DUNG ĐỀ NGHỊ")


def declaration(rng: random.Random, split: Split, look: Look) -> tuple[Letter, Look]:
    """A form of labels; some values are typed in, some blanks are left to the pen."""
    title, about = rng.choice(share_of(_TITLES, split))
    year = rng.randint(2012, 2025)
    house, who = make_house(rng, split), person(rng)
    filled = rng.choice((0.0, 0.5, 0.9, 1.0))
    dots = rng.random() < 0.75
    tab = rng.choice((0.0, 0.0, 45.0, 55.0))
    numbered = rng.choice(("", "{}. ", "({}) ", "{}) "))
    addressee = rng.choice(DEPARTMENTS)[0] if filled else ""
    matter: list[Part] = [
        Heading(title, points=rng.choice((14, 15, 18)), gap=5),
        Heading(about.format(year=year), style=rng.choice(("bold", "regular")), gap=0),
        Pair((("Kính gửi:", addressee),), dots=not filled, depth=25),
    ]
    order = 0
    for section, rows in enumerate(_sections(rng, split), 1):
        name = _SECTIONS[section - 1]
        if rng.random() < 0.3:
            ground = rng.choice((1.0, 0.75, 0.25))
            matter.append(Banner(name, ground, white=ground > 0.5))
        else:
            matter.append(Heading(name, side="left", gap=1.5))
        for row in rows:
            order += 1
            fields = []
            for column, (label, key) in enumerate(row):
                value = _value(rng, key, house, who) if rng.random() < filled else ""
                lead = numbered.format(order) if column == 0 else ""
                fields.append((f"{lead}{label}{rng.choice((':', ':', ' :'))}", value))
            own = tab if len(fields) == 1 else 0.0
            matter.append(Pair(tuple(fields), tab=own, dots=dots))
        label, options = rng.choice(share_of(_CHOICES, split))
        ticked = tuple(rng.sample(range(len(options)), 1)) if rng.random() < 0.6 else ()
        matter.append(Boxes(label, options, ticked, behind=rng.random() < 0.4))
    if dots:
        matter += [Pair((("", ""),), dots=True) for _ in range(rng.randint(1, 3))]
    letter = Letter(
        system=None,
        org="",
        number=None,
        before="",
        after="",
        place="",
        day=None,
        subject="",
        body=(),
        kind=title,
        title=rng.choice(("NGƯỜI KHAI", "NGƯỜI ĐỀ NGHỊ", "NGƯỜI LÀM ĐƠN")),
        signer=who if filled else None,
        matter=tuple(matter),
        said=(
            ("recipients", [addressee] if addressee else None),
            ("subject", about.format(year=year)),
        ),
        furniture=Furniture(
            "nation", other=(f"Mẫu số {rng.randint(1, 12):02d}",) if rng.random() < 0.6 else ()
        ),
    )
    return letter, replace(
        look, points=rng.choice((11, 12, 13, 13.5)), gap=rng.choice((0.5, 1.2, 2.1))
    )


def _sections(rng: random.Random, split: Split) -> list[list[tuple[tuple[str, str], ...]]]:
    rows = share_of(_ROWS, split)
    rng.shuffle(rows)
    cut = max(2, len(rows) // 2)
    return [rows[:cut], rows[cut:]]


def _value(rng: random.Random, key: str, house: House, who: str) -> str:
    """What stands behind a label."""
    return {
        "person": who.upper() if rng.random() < 0.5 else who,
        "date": f"{rng.randint(1, 28):02d}/{rng.randint(1, 12):02d}/{rng.randint(1955, 2004)}",
        "sex": rng.choice(("Nam", "Nữ")),
        "id": f"0{rng.randint(10, 96)}{rng.randint(0, 999999999):09d}",
        "people": "Kinh",
        "none": "Không",
        "nation": "Việt Nam",
        "address": house.address,
        "phone": house.phone,
        "mail": house.mail,
        "house": house.name,
        "tax": house.tax,
        "fax": house.fax,
        "work": f"Nhân viên, {house.name.title()}",
        "kin": rng.choice(("Chủ hộ", "Con đẻ", "Vợ")),
        "file": f"{rng.randint(1, 999):03d}/{rng.randint(2013, 2024)}",
    }[key]
