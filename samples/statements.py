"""Balance sheets, income statements and notes to them, in small type with figures set right."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from samples.houses import make_house, money
from samples.letter import Letter, Signer
from samples.parts import Banner, Entry, Furniture, Heading, Hung, Ledger
from samples.splits import share_of
from samples.words import person

if TYPE_CHECKING:
    import random

    from samples.look import Look
    from samples.parts import Part
    from samples.splits import Split

__all__ = ["statement"]

#: (item, code, depth): depth 0 a group in capitals, 1 a bold heading, 2 an item, 3 an indented one.
_BALANCE = (
    ("A. TÀI SẢN NGẮN HẠN", "100", 0),
    ("I. Tiền và các khoản tương đương tiền", "110", 1),
    ("1. Tiền", "111", 2),
    ("2. Các khoản tương đương tiền", "112", 2),
    ("II. Đầu tư tài chính ngắn hạn", "120", 1),
    ("III. Các khoản phải thu ngắn hạn", "130", 1),
    ("1. Phải thu ngắn hạn của khách hàng", "131", 2),
    ("2. Trả trước cho người bán ngắn hạn", "132", 2),
    ("3. Phải thu ngắn hạn khác", "136", 2),
    ("4. Dự phòng phải thu ngắn hạn khó đòi", "137", 2),
    ("IV. Hàng tồn kho", "140", 1),
    ("1. Hàng tồn kho", "141", 2),
    ("2. Dự phòng giảm giá hàng tồn kho", "149", 2),
    ("V. Tài sản ngắn hạn khác", "150", 1),
    ("1. Chi phí trả trước ngắn hạn", "151", 2),
    ("2. Thuế GTGT được khấu trừ", "152", 2),
    ("B. TÀI SẢN DÀI HẠN", "200", 0),
    ("I. Các khoản phải thu dài hạn", "210", 1),
    ("II. Tài sản cố định", "220", 1),
    ("1. Tài sản cố định hữu hình", "221", 2),
    ("Nguyên giá", "222", 3),
    ("Giá trị hao mòn lũy kế", "223", 3),
    ("III. Tài sản dở dang dài hạn", "240", 1),
    ("TỔNG CỘNG TÀI SẢN", "270", 9),
)
_INCOME = (
    ("1. Doanh thu bán hàng và cung cấp dịch vụ", "01", 2),
    ("2. Các khoản giảm trừ doanh thu", "02", 2),
    ("3. Doanh thu thuần về bán hàng và cung cấp dịch vụ", "10", 1),
    ("4. Giá vốn hàng bán", "11", 2),
    ("5. Lợi nhuận gộp về bán hàng và cung cấp dịch vụ", "20", 1),
    ("6. Doanh thu hoạt động tài chính", "21", 2),
    ("7. Chi phí tài chính", "22", 2),
    ("Trong đó: Chi phí lãi vay", "23", 3),
    ("8. Chi phí bán hàng", "25", 2),
    ("9. Chi phí quản lý doanh nghiệp", "26", 2),
    ("10. Lợi nhuận thuần từ hoạt động kinh doanh", "30", 1),
    ("11. Thu nhập khác", "31", 2),
    ("12. Chi phí khác", "32", 2),
    ("13. Lợi nhuận khác", "40", 1),
    ("14. Tổng lợi nhuận kế toán trước thuế", "50", 9),
    ("15. Chi phí thuế TNDN hiện hành", "51", 2),
    ("16. Lợi nhuận sau thuế thu nhập doanh nghiệp", "60", 9),
)
_FLOWS = (
    ("I. Lưu chuyển tiền từ hoạt động kinh doanh", "", 1),
    ("1. Tiền thu từ bán hàng, cung cấp dịch vụ", "01", 2),
    ("2. Tiền chi trả cho người cung cấp hàng hóa", "02", 2),
    ("3. Tiền chi trả cho người lao động", "03", 2),
    ("4. Tiền lãi vay đã trả", "04", 2),
    ("Lưu chuyển tiền thuần từ hoạt động kinh doanh", "20", 9),
    ("II. Lưu chuyển tiền từ hoạt động đầu tư", "", 1),
    ("1. Tiền chi mua sắm, xây dựng TSCĐ", "21", 2),
    ("2. Tiền thu từ thanh lý TSCĐ", "22", 2),
    ("Lưu chuyển tiền thuần từ hoạt động đầu tư", "30", 9),
    ("Tiền và tương đương tiền đầu kỳ", "60", 2),
    ("Tiền và tương đương tiền cuối kỳ", "70", 9),
)
#: (title, form, rows)
_SHEETS = (
    ("BẢNG CÂN ĐỐI KẾ TOÁN", "B 01 - DN", _BALANCE),
    ("BÁO CÁO KẾT QUẢ HOẠT ĐỘNG KINH DOANH", "B 02 - DN", _INCOME),
    ("BÁO CÁO LƯU CHUYỂN TIỀN TỆ", "B 03 - DN", _FLOWS),
    ("BẢNG CÂN ĐỐI KẾ TOÁN GIỮA NIÊN ĐỘ", "B 01a - DN", _BALANCE),
)
_NOTES = (
    ("Đặc điểm hoạt động", "Hoạt động chính trong kỳ là kinh doanh hàng hóa và cung cấp dịch vụ."),
    ("Kỳ kế toán", "Kỳ kế toán năm bắt đầu từ ngày 01/01 và kết thúc vào ngày 31/12 hằng năm."),
    ("Đơn vị tiền tệ", "Đơn vị tiền tệ sử dụng trong kế toán là đồng Việt Nam (VND)."),
    ("Hàng tồn kho", "Hàng tồn kho được ghi nhận theo giá gốc, tính theo phương pháp bình quân."),
    (
        "Các khoản công nợ tiềm tàng",
        "Không có khoản công nợ tiềm tàng nào tính đến ngày kết thúc kỳ.",
    ),
    ("Số liệu so sánh", "Số liệu so sánh là số liệu của báo cáo tài chính năm trước đã kiểm toán."),
)


def statement(rng: random.Random, split: Split, look: Look) -> tuple[Letter, Look]:
    """One sheet of a company's yearly statement, with three signers at its foot."""
    title, form, rows = rng.choice(share_of(_SHEETS, split))
    house, year = make_house(rng, split), rng.randint(2011, 2024)
    other = (
        f"Mẫu số {form}",
        f"Cho năm tài chính kết thúc ngày 31/12/{year}",
    )
    matter: list[Part] = []
    if rng.random() < 0.3:
        ground = rng.choice((1.0, 0.6, 0.2))
        matter.append(Banner(title, ground, white=ground > 0.5))
    else:
        matter.append(
            Heading(
                title,
                points=rng.choice((12, 13, 14)),
                side=rng.choice(("centre", "centre", "left")),
            )
        )
    matter.append(Heading(f"Tại ngày 31 tháng 12 năm {year}", style="italic", points=10, gap=0))
    matter.append(Heading("Đơn vị tính: VND", side="right", style="italic", points=9, gap=0))
    matter.append(_ledger(rng, rows))
    if rng.random() < 0.4:
        notes = rng.sample(share_of(_NOTES, split), 2)
        for order, (head, text) in enumerate(notes, rng.randint(1, 5)):
            matter.append(Hung(f"{order}.", f"**{head}**", tab=12))
            matter.append(Hung("", text, tab=12))
    names = [person(rng) for _ in range(3)]
    letter = Letter(
        system=None,
        org=house.name,
        number=None,
        before="",
        after="",
        place="",
        day=None,
        subject="",
        body=(),
        kind=title,
        title=rng.choice(("GIÁM ĐỐC", "Giám đốc", "TỔNG GIÁM ĐỐC")),
        signer=names[2],
        cosigners=(Signer(("Người lập biểu",), names[0]), Signer(("Kế toán trưởng",), names[1])),
        matter=tuple(matter),
        furniture=Furniture("sides", house.name, (house.address,), other),
    )
    look = replace(
        look,
        points=rng.choice((9, 10, 10.5)),
        left=rng.choice((18.0, 22.0, 25.0)),
        right=rng.choice((12.0, 15.0)),
        top=14.0,
        bottom=14.0,
        signature=rng.uniform(18, 26),
        gap=0.6,
    )
    return letter, look.in_sans(rng, split) if rng.random() < 0.35 else look


def _ledger(rng: random.Random, rows: tuple[tuple[str, str, int], ...]) -> Ledger:
    digits = rng.choice((8, 10, 11, 12))
    mark = rng.choice((".", "."))
    entries = []
    for item, code, depth in rows:
        figures = [_figure(rng, item, digits - (depth in (2, 3)), mark) for _ in range(2)]
        note = (
            f"V.{rng.randint(1, 19)}{rng.choice(('', '', 'a', 'b'))}" if rng.random() < 0.35 else ""
        )
        style = {0: "bold", 1: "bold", 3: "italic", 9: "bold"}.get(depth, "regular")
        indent = {1: 0.0, 2: 4.0, 3: 9.0}.get(depth, 0.0)
        entries.append(Entry((item, code, note, *figures), style, indent, total=depth == 9))  # type: ignore[arg-type]
    third = rng.random() < 0.25
    head: tuple[str, ...] = ("CHỈ TIÊU", "Mã số", "Thuyết\nminh", "Số cuối năm", "Số đầu năm")
    if third:
        head = (
            "Chỉ tiêu",
            "Mã\nsố",
            "Thuyết\nminh",
            "Năm nay\nVND",
            "Năm trước\nVND",
            "Chênh\nlệch (%)",
        )
        entries = [
            replace(e, cells=(*e.cells, f"{rng.uniform(-40, 90):.1f}".replace(".", ",")))
            for e in entries
        ]
    return Ledger(
        (0.42, 0.08, 0.1, 0.2, 0.2, *([0.12] if third else [])),
        "lccrr" + ("r" if third else ""),
        head,
        tuple(entries),
        rules=rng.choice(("none", "none", "head", "rows", "grid")),
        points=rng.choice((8, 8.5, 9, 9.5, 10)),
        leading=rng.choice((1.2, 1.3, 1.45)),
        ground=rng.choice((0.0, 0.0, 0.2, 0.7, 1.0)),
    )


def _figure(rng: random.Random, item: str, digits: int, mark: str) -> str:
    """A sum; depreciation and losses in brackets, now and then nothing but a dash."""
    if rng.random() < 0.08:
        return "-"
    text = f"{money(rng, max(5, digits - rng.choice((0, 0, 1, 2)))):,}".replace(",", mark)
    negative = any(word in item for word in ("hao mòn", "Dự phòng", "chi ", "Lợi nhuận khác"))
    return f"({text})" if negative or rng.random() < 0.04 else text
