"""Turn plain letters into the rarer layouts of office paper, each with its order known.

Columns of signers, tables without rules or with joined heads, forms with dotted leaders, footnotes,
words in the margin, annexes with a heading of their own.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from samples.letter import Annex, Paragraph, Signer, Table
from samples.tables import grouped_table, long_table, small_table, wide_table
from samples.words import DEPARTMENTS, person

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from samples.letter import Letter

__all__ = ["LAYOUTS", "note_of", "with_layout"]

_NOTES = (
    "Theo quy định tại khoản 2 Điều 5 Nghị định số 30/2020/NĐ-CP về công tác văn thư.",
    "Số liệu tổng hợp đến ngày 30/6/2024 theo báo cáo của các cơ quan, đơn vị.",
    (
        "Gồm các xã, phường, thị trấn thực hiện sắp xếp đơn vị hành chính giai đoạn 2023 - 2025 "
        "theo Nghị quyết của Ủy ban Thường vụ Quốc hội."
    ),
)
_MARGINS = (
    ("Đã đăng", "Công báo", "số 12"),
    ("Lưu hành", "nội bộ"),
    ("Sao gửi", "các đơn vị", "trực thuộc"),
)
_LONG = (
    ("BAN QUẢN LÝ DỰ ÁN ĐẦU TƯ XÂY DỰNG CÁC CÔNG TRÌNH GIAO THÔNG VÀ NÔNG NGHIỆP", "BQLDA"),
    ("TRUNG TÂM KIỂM SOÁT BỆNH TẬT VÀ DỊCH VỤ KHOA HỌC KỸ THUẬT", "TTKSBT"),
)
_FORM = (
    ("Họ và tên:", "Nam, nữ:"),
    ("Ngày, tháng, năm sinh:", "Nơi sinh:"),
    ("Số căn cước công dân:",),
    ("Chức vụ, đơn vị công tác:",),
    ("Điện thoại:", "Thư điện tử:"),
    ("Nội dung đề nghị:",),
    ("",),
)


def _two_signers(rng: random.Random, letter: Letter) -> Letter:
    if rng.random() < 0.5:
        other = Signer(("THƯ KÝ",), person(rng))
        return replace(letter, cosigners=(other,), authority=(), title="CHỦ TỌA")
    other = Signer(("KT. GIÁM ĐỐC SỞ TÀI CHÍNH", "PHÓ GIÁM ĐỐC"), person(rng))
    return replace(letter, cosigners=(other,), authority=("KT. CHỦ TỊCH",), title="PHÓ CHỦ TỊCH")


def _three_signers(rng: random.Random, letter: Letter) -> Letter:
    others = (
        Signer(("NGƯỜI LẬP BIỂU",), person(rng)),
        Signer(("KẾ TOÁN TRƯỞNG",), person(rng)),
    )
    return replace(letter, cosigners=others, authority=(), title="GIÁM ĐỐC")


def _open_table(rng: random.Random, letter: Letter) -> Letter:
    return replace(letter, table=replace(small_table(rng), ruled=False))


def _joined_table(rng: random.Random, letter: Letter) -> Letter:
    return replace(letter, table=grouped_table(rng))


def _list_of_pairs(rng: random.Random, letter: Letter) -> Letter:
    """Who took part: name on the left, office on the right, no rules."""
    rows = [
        (f"{i}. Ông {person(rng)}", f"Trưởng phòng, {rng.choice(DEPARTMENTS)[0]}")
        for i in range(1, rng.randint(4, 7))
    ]
    return replace(letter, table=Table((0.42, 0.58), tuple(rows), ruled=False, headed=False))


def _long_table(rng: random.Random, letter: Letter) -> Letter:
    annex = Annex("PHỤ LỤC", "TỔNG HỢP KẾT QUẢ THỰC HIỆN", long_table(rng))
    return replace(letter, table=None, annexes=(annex,))


def _turned_annex(rng: random.Random, letter: Letter) -> Letter:
    annex = Annex(
        "Phụ lục I", "DANH MỤC NHIỆM VỤ VÀ KINH PHÍ", wide_table(rng), note=note_of(letter)
    )
    return replace(letter, table=None, annexes=(annex,))


def _annex(rng: random.Random, letter: Letter) -> Letter:
    first = Annex("PHỤ LỤC I", "DANH MỤC CÔNG VIỆC", small_table(rng), note=note_of(letter))
    headed = Annex("Mẫu số 02", "PHIẾU ĐĂNG KÝ THÔNG TIN", None, form=_FORM, headed=True)
    return replace(letter, table=None, annexes=(first, headed))


def _form(rng: random.Random, letter: Letter) -> Letter:
    rows = [*rng.sample(_FORM[:-1], rng.randint(3, 6)), *_FORM[-1:]]
    forms = tuple(Paragraph("\t".join(labels), "leaders") for labels in rows)
    return replace(letter, body=(*letter.body[:2], *forms, *letter.body[2:4]))


def _footnotes(rng: random.Random, letter: Letter) -> Letter:
    noted = sorted(rng.sample(range(len(letter.body)), min(2, len(letter.body))))
    notes = dict(zip(noted, rng.sample(_NOTES, 2), strict=False))
    body = [replace(p, note=notes.get(i, "")) for i, p in enumerate(letter.body)]
    return replace(letter, body=tuple(body))


def _margin(rng: random.Random, letter: Letter) -> Letter:
    return replace(letter, margin=rng.choice(_MARGINS))


def _below(rng: random.Random, letter: Letter) -> Letter:
    return replace(letter, numbers=rng.choice(("below", "right")))


def _long_names(rng: random.Random, letter: Letter) -> Letter:
    if letter.system != "state":
        parent = f"{letter.parent or 'ĐẢNG BỘ THÀNH PHỐ'}\nKHỐI CƠ QUAN VÀ DOANH NGHIỆP"
        return replace(letter, parent=parent)
    org, code = rng.choice(_LONG)
    # The number and the place are of the organ that the letterhead names.
    after = re.sub(r"(?<=[-/])[^-/]+$" if letter.kind else r"(?<=/)[^-/]+", code, letter.after)
    parent = "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HỒ CHÍ MINH"
    return replace(letter, parent=parent, org=org, after=after, place="TP. Hồ Chí Minh")


def note_of(letter: Letter) -> str:
    """What an annex says it came with."""
    day, month, year = letter.date_parts()
    number = f"{letter.number}{letter.after}".replace(" ", "")
    return f"(Kèm theo văn bản số {number} ngày {day} tháng {month} năm {year})"


#: Name of a layout → the letter in it.
LAYOUTS: dict[str, Callable[[random.Random, Letter], Letter]] = {
    "two_signers": _two_signers,
    "three_signers": _three_signers,
    "open_table": _open_table,
    "joined_table": _joined_table,
    "pairs": _list_of_pairs,
    "long_table": _long_table,
    "turned_annex": _turned_annex,
    "annexes": _annex,
    "form": _form,
    "footnotes": _footnotes,
    "margin": _margin,
    "numbers_below": _below,
    "long_names": _long_names,
}


def with_layout(rng: random.Random, letter: Letter, name: str) -> Letter:
    """The letter in a layout of `LAYOUTS`."""
    return LAYOUTS[name](rng, letter)
