"""The five target texts as letters, so that their pages can be drawn as they once looked.

The texts stand in `texts/000…004`; what they say is read from there, how it is laid out is said
here. What the texts lack (a letterhead, a title under a seal) is not printed either.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

from samples.letter import Letter, Paragraph
from samples.look import Look
from samples.markup import MarkPlan
from samples.stamping import Incoming
from samples.typesetting import Place, mm

__all__ = ["NAMES", "seed"]

NAMES = (
    "000_7ca4749eddfc4e5f",
    "001_71921fc3efaddb19",
    "002_bd419682c20b0af4",
    "003_75a88b03b0fc89d1",
    "004_a4f70d561e04306a",
)


def _text(index: int) -> str:
    path = Path(__file__).parent / "texts" / f"{NAMES[index]}.txt"
    return path.read_text(encoding="utf-8").replace("\r", "")


def _body(index: int, start: str) -> tuple[Paragraph, ...]:
    """Paragraphs from the one that begins with `start` to Nơi nhận.

    A paragraph that ends in the middle of a sentence was cut by a page's end: it goes on.
    """
    text = _text(index)
    found = text[text.index(start) : text.index("Nơi nhận:")]
    parts = [" ".join(p.split()) for p in re.split(r"\n\s*\n", found) if p.strip()]
    forms = []
    for position, part in enumerate(parts):
        after_break = position > 0 and forms[-1].form == "broken"
        if not re.search(r"[.:;!”]\**$", part):
            forms.append(Paragraph(part, "broken"))
        else:
            forms.append(Paragraph(part, "rest" if after_break else "body"))
    return tuple(forms)


def _copies(index: int) -> tuple[str, ...]:
    text = _text(index)
    block = text[text.index("Nơi nhận:") :]
    return tuple(
        line[2:].replace("✓", "").strip() for line in block.split("\n") if line.startswith("- ")
    )


_HA_DONG = Letter(
    system="party",
    parent="ĐẢNG BỘ QUẬN HÀ ĐÔNG",
    org="ĐẢNG ỦY CƠ QUAN UBND QUẬN",
    number="55",
    before="Số ",
    after="- CV/ĐU",
    place="Hà Đông",
    day=date(2021, 8, 2),
    lead="Về ",
    subject=(
        "thực hiện lời kêu gọi của Tổng Bí thư\nNguyễn Phú Trọng về công tác phòng, chống\n"
        "đại dịch COVID-19"
    ),
    recipients=("Các chi bộ trực thuộc Đảng ủy cơ quan UBND quận",),
    recipients_end=(".",),
    body=(),
    authority=("T/M ĐẢNG ỦY",),
    title="PHÓ BÍ THƯ",
    signer="Lê Thành Công",
)
_CAN_THO = Letter(
    system="party",
    org="THÀNH ỦY CẦN THƠ",
    star="*",
    number="237",
    before="Số ",
    after="-CV/TU",
    place="Cần Thơ",
    day=date(2021, 8, 16),
    subject=(
        "Tiếp tục chỉ đạo nâng cao vai trò, trách nhiệm\ncủa tổ chức đảng và đảng viên trong "
        "công tác\nphòng, chống dịch bệnh Covid-19"
    ),
    recipients=(
        "Các quận ủy, huyện ủy",
        "Các ban cán sự đảng, đảng đoàn và đảng ủy trực thuộc Thành ủy",
        "Các ban xây dựng Đảng của Thành ủy",
    ),
    recipients_end=(",", ",", "."),
    body=(),
    signer="Phạm Văn Hiếu",
)
_THANH_XUAN = Letter(
    system="party",
    org="QUẬN ỦY THANH XUÂN",  # cut off with the letterhead; its seal still says it
    number=None,
    before="",
    after="",
    place="",
    day=None,
    headless=True,
    kind="CHỈ THỊ",
    author="CỦA BAN THƯỜNG VỤ QUẬN ỦY",
    lead="về ",
    subject=(
        "tăng cường trách nhiệm của hệ thống chính trị\nvà người đứng đầu cấp ủy, chính quyền "
        "các cấp trong thực hiện các biện pháp\ncấp bách phòng, chống dịch Covid-19 trên địa "
        "bàn quận Thanh Xuân"
    ),
    body=(),
    authority=("T/M BAN THƯỜNG VỤ",),
    title="BÍ THƯ",
    signer="Nguyễn Việt Hà",
)
_NAM_TU_LIEM = Letter(
    system="party",
    parent="ĐẢNG BỘ THÀNH PHỐ HÀ NỘI",
    org="QUẬN ỦY NAM TỪ LIÊM",
    number="1943",
    before="Số ",
    after="-CV/QU",
    place="Nam Từ Liêm",
    day=date(2020, 7, 29),
    lead="V/v ",
    subject="tăng cường công tác phòng, chống dịch\nbệnh Covid-19 trên địa bàn quận",
    recipients=(
        "Ủy ban nhân dân quận",
        "Các phòng, ban, ngành quận",
        "MTTQ và các tổ chức chính trị - xã hội quận",
        "Các tổ chức cơ sở Đảng trực thuộc",
    ),
    recipients_end=(",", ",", ",", "."),
    body=(),
    authority=("T/M BAN THƯỜNG VỤ",),
    title="PHÓ BÍ THƯ THƯỜNG TRỰC",
    signer="Lâm Quang Thao",
)
_LONG_BIEN = Letter(
    system="party",
    parent="ĐẢNG BỘ THÀNH PHỐ HÀ NỘI",
    org="QUẬN ỦY LONG BIÊN",
    number="1337",
    before="Số ",
    after="-CV/QU",
    place="Long Biên",
    day=date(2020, 4, 6),
    lead="V/v ",
    subject=("thực hiện chỉ thị số 31-CT/TU ngày\n03/4/2020 của Ban Thường vụ Thành ủy\nHà Nội."),
    recipients=(
        "HĐND - UBND quận Long Biên",
        "Các phòng, ban, đơn vị, MTTQ và các đoàn thể CT-XH Quận",
        "Đảng ủy - HĐND - UBND - UBMTTQ 14 Phường",
        "Các cấp ủy trực thuộc Quận ủy",
    ),
    recipients_end=(",", ",", ",", " ."),
    body=(),
    authority=("T/M BAN THƯỜNG VỤ",),
    title="BÍ THƯ",
    signer="Đỗ Mạnh Hải",
    pen_number=True,
)

_STARTS = (
    "Thực hiện Công văn số 644-CV/QU",
    "Thực hiện kết luận của Thủ tướng",
    "Sau 8 ngày thực hiện",
    "Hiện nay, đại dịch Covid-19",
    "Thực hiện Chỉ thị số 31-CT/TU ngày",
)
_TOP = Place(mm(95), mm(3), mm(207), mm(19))
_PLANS = (
    MarkPlan(
        seal=True,
        signature=True,
        written=((-1, ("3",), Place(mm(60), mm(40), mm(105), mm(200))),),
    ),
    MarkPlan(seal=True, signature=True, seal_over="titles"),
    MarkPlan(seal=True, signature=True, tick_at="noi_nhan_end"),
    MarkPlan(
        seal=True,
        signature=True,
        incoming=True,
        facts=Incoming("PHÒNG GD & ĐT QUẬN NAM TỪ LIÊM", None, "2020-07-29", "H.L.H"),
        stamp_area=Place(mm(146), mm(44), mm(209), mm(90)),
        written=(
            (0, ("H.L.H",), _TOP),
            (0, ("H.L.H",), _TOP),
            (0, ("Quận ủy",), _TOP),
            (
                0,
                ("Chuyến", "Đi Kiểm", "Thẩm Sau", "2/2020"),
                Place(mm(4), mm(52), mm(52), mm(98)),
            ),
        ),
    ),
    MarkPlan(seal=True, signature=True, struck_number=True),
)
_LOOKS = (
    Look(points=13.5, leading=1.13, gap=1.4),
    Look(points=14, leading=1.16, gap=2.1),
    Look(points=14, leading=1.2, gap=2.1, top=30),
    Look(points=14, leading=1.14, gap=1.6),
    Look(points=13.5, leading=1.15, gap=1.8),
)


def seed(index: int) -> tuple[Letter, Look, MarkPlan]:
    """Target text `index` (0–4): what is printed, how, and its marks."""
    letters = (_HA_DONG, _CAN_THO, _THANH_XUAN, _NAM_TU_LIEM, _LONG_BIEN)
    letter = replace(letters[index], body=_body(index, _STARTS[index]), noi_nhan=_copies(index))
    return letter, _LOOKS[index], _PLANS[index]
