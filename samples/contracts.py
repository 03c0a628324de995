"""Contracts between two sides: parties label by label, articles, a signer for each side."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from samples.bodies import articles
from samples.houses import make_house, money
from samples.letter import Letter, Signer
from samples.parts import Entry, Furniture, Heading, Hung, Ledger, Pair
from samples.splits import share_of
from samples.words import person

if TYPE_CHECKING:
    import random

    from samples.houses import House
    from samples.look import Look
    from samples.parts import Part
    from samples.splits import Split

__all__ = ["contract"]

_KINDS = (
    ("HỢP ĐỒNG KINH TẾ", "HĐKT", "mua bán hàng hóa"),
    ("HỢP ĐỒNG DỊCH VỤ", "HĐDV", "cung cấp dịch vụ"),
    ("HỢP ĐỒNG THUÊ NHÀ", "HĐTN", "thuê mặt bằng làm văn phòng"),
    ("HỢP ĐỒNG MUA BÁN", "HĐMB", "mua bán thiết bị"),
    ("HỢP ĐỒNG THI CÔNG XÂY DỰNG", "HĐXD", "thi công xây dựng công trình"),
    ("BIÊN BẢN THANH LÝ HỢP ĐỒNG", "BBTL", "thanh lý hợp đồng"),
)
_SIDES = (
    ("BÊN A (BÊN MUA)", "BÊN B (BÊN BÁN)"),
    ("Bên A", "Bên B"),
    ("BÊN CHO THUÊ (BÊN A)", "BÊN THUÊ (BÊN B)"),
    ("ĐẠI DIỆN BÊN A", "ĐẠI DIỆN BÊN B"),
)
_BASES = (
    "Căn cứ Bộ luật Dân sự số 91/2015/QH13 ngày 24/11/2015;",
    "Căn cứ Luật Thương mại số 36/2005/QH11 ngày 14/6/2005;",
    "Căn cứ nhu cầu và khả năng của hai bên.",
)
_GOODS = (
    ("Máy tính để bàn", "Bộ"),
    ("Máy in laser A4", "Cái"),
    ("Giấy in A4 70gsm", "Thùng"),
    ("Tủ hồ sơ sắt 4 ngăn", "Cái"),
    ("Bàn làm việc 1,4m", "Cái"),
    ("Ghế xoay văn phòng", "Cái"),
)


def contract(rng: random.Random, split: Split, look: Look) -> tuple[Letter, Look]:
    """A contract; labels and values stand side by side."""
    kind, code, about = rng.choice(share_of(_KINDS, split))
    day = date(rng.randint(2013, 2024), rng.randint(1, 12), rng.randint(1, 28))
    sides = rng.choice(share_of(_SIDES, split))
    houses = [make_house(rng, split) for _ in sides]
    people = [person(rng) for _ in sides]
    tab = rng.choice((0.0, 32.0, 38.0, 44.0))
    matter: list[Part] = [Heading(kind, points=rng.choice((14, 16, 18)), gap=6)]
    number = str(rng.randint(1, 480))
    matter.append(Heading(f"Số: {number}/{day.year}/{code}", style="regular", gap=0))
    if rng.random() < 0.6:
        matter.append(Heading(f"(V/v: {about[0].upper()}{about[1:]})", style="italic", gap=0))
    mark, tab_base = rng.choice((("-", 6.0), ("-", 10.0), ("", 0.0)))
    depth = rng.choice((0.0, 10.0))
    matter += [Hung(mark, text, depth, tab_base) for text in _BASES]
    matter.append(
        Hung(
            "",
            f"Hôm nay, ngày {day.day:02d} tháng {day.month} năm {day.year}, tại {houses[0].place}, "
            "chúng tôi gồm có:",
            tab=0,
        )
    )
    dots = rng.random() < 0.35
    for side, house, who in zip(sides, houses, people, strict=True):
        matter += _party(rng, side, house, who, tab, dots=dots)
    matter.append(
        Hung("", f"Hai bên thống nhất ký hợp đồng {about} với các điều khoản sau:", tab=0)
    )
    matter += _articles(rng)
    letter = Letter(
        system=None,
        org="",
        number=number,
        before="Số: ",
        after=f"/{day.year}/{code}",
        place=houses[0].place,
        day=None,
        subject="",
        body=(),
        kind=kind,
        title=f"ĐẠI DIỆN {sides[1].split(' (')[0].upper().replace('ĐẠI DIỆN ', '')}",
        signer=people[1],
        cosigners=(
            Signer(
                (f"ĐẠI DIỆN {sides[0].split(' (')[0].upper().replace('ĐẠI DIỆN ', '')}",), people[0]
            ),
        ),
        matter=tuple(matter),
        furniture=Furniture("nation"),
        sealer=houses[1].name,
        said=(("place", houses[0].place), ("date", day.isoformat()), ("date_ink", "printed")),
    )
    look = replace(look, points=rng.choice((11, 12, 12, 13)), gap=rng.choice((0.3, 0.8, 1.4)))
    return letter, look.in_sans(rng, split) if rng.random() < 0.2 else look


def _party(
    rng: random.Random, side: str, house: House, who: str, tab: float, *, dots: bool
) -> list[Part]:
    colon = rng.choice((":", " :"))
    parts: list[Part] = []
    if rng.random() < 0.5:
        parts.append(Pair(((f"{side}{colon}", house.name),), tab=tab, style="bold"))
    else:
        parts.append(Heading(f"{side}: {house.name}", side="left", gap=1))
    rows = [
        (("Địa chỉ", house.address),),
        (("Điện thoại", house.phone), ("Fax", house.fax)),
        (("Mã số thuế", house.tax),),
        (("Tài khoản số", house.account),),
        (("Tại", house.bank),),
        (("Đại diện", f"Ông {who}"), ("Chức vụ", rng.choice(("Giám đốc", "Tổng Giám đốc")))),
    ]
    if rng.random() < 0.4:
        rows.insert(2, (("Email", house.mail), ("Website", house.web)))
    dash, depth = rng.choice(("", "- ")), rng.choice((0.0, 0.0, 5.0))
    for row in rows:
        fields = tuple(
            (f"{dash if index == 0 else ''}{label}{colon}", value)
            for index, (label, value) in enumerate(row)
        )
        own = 0.0 if len(fields) > 1 and not tab else min(tab, 30.0) if len(fields) > 1 else tab
        parts.append(Pair(fields, tab=own, dots=dots, depth=depth))
    return parts


def _articles(rng: random.Random) -> list[Part]:
    parts: list[Part] = []
    goods = rng.sample(_GOODS, rng.randint(2, 4))
    entries, total = [], 0
    for index, (name, unit) in enumerate(goods, 1):
        count, price = rng.randint(1, 60), money(rng, 3) * 10_000
        total += count * price
        cells = (str(index), name, unit, str(count), _dotted(price), _dotted(count * price))
        entries.append(Entry(cells))
    entries.append(Entry(("", "Tổng cộng", "", "", "", _dotted(total)), style="bold"))
    table = Ledger(
        (0.07, 0.34, 0.11, 0.11, 0.17, 0.2),
        "clccrr",
        ("STT", "Tên hàng hóa", "ĐVT", "Số lượng", "Đơn giá\n(đồng)", "Thành tiền\n(đồng)"),
        tuple(entries),
        rules=rng.choice(("grid", "rows", "none", "head")),
        points=11,
    )
    for order, text in enumerate(articles(rng, rng.randint(2, 4)), 1):
        parts.append(Heading(f"Điều {order}. {_topic(order)}", side="left", gap=1))
        if order == 1:
            parts.append(table)
        pieces = [p for p in re.split(r"(?<=;) ", text) if p][:3]
        marks = (
            ["-"] * len(pieces) if rng.random() < 0.5 else [f"{order}.{k}." for k in range(1, 4)]
        )
        for mark, piece in zip(marks, pieces, strict=False):
            parts.append(
                Hung(mark, piece, depth=rng.choice((0.0, 5.0)), tab=rng.choice((8.0, 14.0)))
            )
    return parts


def _topic(order: int) -> str:
    return (
        "Nội dung hợp đồng",
        "Giá trị và thanh toán",
        "Trách nhiệm các bên",
        "Điều khoản chung",
    )[(order - 1) % 4]


def _dotted(number: int) -> str:
    return f"{number:,}".replace(",", ".")
