"""Stacks of many kinds of documents: annexes under headings of their own, sheets laid between.

What scanning does to a stack is drawn too: blank backs, a page twice, two pages swapped.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import zxingcpp
from PIL import Image

from samples.bodies import articles
from samples.compose import blank_back, page_from
from samples.conditions import set_up_scanner
from samples.layouts import note_of, with_layout
from samples.letter import Annex, Paragraph
from samples.look import Look
from samples.splits import share_of
from samples.tables import small_table
from samples.typesetting import Sheet, mm

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from samples.compose import DrawnPage
    from samples.conditions import Condition
    from samples.letter import Letter
    from samples.scanner import Scanner
    from samples.splits import Split

    Change = Callable[[random.Random, Letter], Letter]
    Drawn = tuple[list[DrawnPage], dict[str, Any]]

__all__ = ["mixed_stack", "separator_sheet"]

_FORMS = (
    ("ĐƠN ĐĂNG KÝ", "THAM GIA LỚP BỒI DƯỠNG"),
    ("PHIẾU KHẢO SÁT", "VỀ CẢI CÁCH HÀNH CHÍNH"),
    ("BẢN CAM KẾT", "THỰC HIỆN QUY ĐỊNH VỀ AN TOÀN"),
)
_BLANKS = (
    ("Họ và tên:",),
    ("Ngày, tháng, năm sinh:", "Số căn cước:"),
    ("Chức vụ, đơn vị công tác:",),
    ("Địa chỉ:",),
    ("Nội dung:",),
    ("",),
    ("",),
)
_RULES = ("Quản lý, sử dụng tài sản công", "Làm việc của cơ quan", "Tiếp công dân")
_PLANS = ("Triển khai công tác năm", "Kiểm tra công tác văn thư", "Đào tạo, bồi dưỡng cán bộ")
_LISTS = ("Cán bộ được nâng lương", "Các đơn vị được giao kinh phí", "Thành viên tổ công tác")
#: Symbology, what the code holds, what stands beside it.
_SHEETS = (
    ("Code128", "PATCHT", "TỜ PHÂN CÁCH"),
    ("QRCode", "SOHOA-PHAN-CACH", "TỜ PHÂN CÁCH - KHÔNG BỎ RA KHỎI TẬP TÀI LIỆU"),
    ("Code39", "PATCH-T", "Document separator"),
    ("QRCode", "https://scan.example/next", ""),
)


def _regulation(rng: random.Random, letter: Letter) -> Letter:
    note = note_of(letter).replace("Kèm theo văn bản", "Ban hành kèm theo văn bản")
    rules = Annex(
        rng.choice(("QUY CHẾ", "QUY ĐỊNH")),
        rng.choice(_RULES),
        None,
        note=note,
        body=tuple(articles(rng, rng.randint(3, 6))),
        headed=rng.random() < 0.6,
    )
    return replace(letter, annexes=(rules,))


def _plan(rng: random.Random, letter: Letter) -> Letter:
    body = tuple(articles(rng, rng.randint(2, 4)))
    plan = Annex("KẾ HOẠCH", rng.choice(_PLANS), None, note_of(letter), body=body, headed=True)
    return replace(letter, annexes=(plan,))


def _list(rng: random.Random, letter: Letter) -> Letter:
    people = Annex("DANH SÁCH", rng.choice(_LISTS), small_table(rng), note=note_of(letter))
    return replace(letter, annexes=(people,))


def _own_form(rng: random.Random, letter: Letter) -> Letter:
    """A form that no label calls one; the letter says that it comes with it."""
    title, rest = rng.choice(_FORMS)
    form = Annex(title, rest, None, form=_BLANKS, headed=rng.random() < 0.7)
    told = Paragraph("Các cơ quan, đơn vị thực hiện theo mẫu gửi kèm văn bản này.")
    return replace(letter, body=(*letter.body[:-1], told, *letter.body[-1:]), annexes=(form,))


_ANNEXED: tuple[Change, ...] = (
    _regulation,
    _own_form,
    _plan,
    _list,
    partial(with_layout, name="annexes"),
    partial(with_layout, name="turned_annex"),
)
_OTHERS = ("company", "institution", "contract")


def mixed_stack(
    rng: random.Random,
    how: Condition,
    split: Split,
    draw: Callable[[Condition, Change | None], Drawn],
) -> list[Drawn]:
    """Documents of a stack, one after the other.

    Args:
        rng: Decides everything.
        how: The condition.
        split: Which templates.
        draw: Draws one document under a condition, changed before it is set.
    """
    sheets = rng.random() < 0.4
    documents: list[Drawn] = []
    for _ in range(rng.randint(3, 6)):
        what = rng.choices(("letter", "annexed", "other"), (4, 4, 2))[0]
        kinds = (rng.choice(share_of(_OTHERS * 2, split)),) if what == "other" else ()
        change = rng.choice(share_of(_ANNEXED, split)) if what == "annexed" else None
        pages, record = draw(replace(how, kinds=kinds), change)
        pages = _upset(rng, pages)
        if sheets and documents and rng.random() < 0.8:
            scanner = set_up_scanner(rng, how)
            pages = [*separator_sheet(rng, scanner, backed=rng.random() < 0.3), *pages]
        documents.append((pages, record))
    return documents


def _upset(rng: random.Random, pages: list[DrawnPage]) -> list[DrawnPage]:
    """What happens at the scanner: a page is fed twice, or two change places."""
    printed = [i for i, page in enumerate(pages) if not page.truth["blank"]]
    fate = rng.random()
    if fate < 0.12 and len(printed) > 1:
        twice = rng.choice(printed[:-1])
        return [*pages[: twice + 1], pages[twice], *pages[twice + 1 :]]
    if fate < 0.2 and len(printed) > 3:
        at = rng.choice(range(1, len(printed) - 2))
        first, second = printed[at : at + 2]
        pages = list(pages)
        pages[first], pages[second] = pages[second], pages[first]
    return pages


def separator_sheet(rng: random.Random, scanner: Scanner, *, backed: bool) -> list[DrawnPage]:
    """A sheet with a code, which a clerk lays before a document; with its back, if asked."""
    kind, text, words = rng.choice(_SHEETS)
    look = Look()
    sheet = Sheet(round(mm(look.width)), round(mm(look.height)))
    code = zxingcpp.create_barcode(text, zxingcpp.barcode_format_from_str(kind))
    picture = np.array(zxingcpp.write_barcode_to_image(code, scale=8 if kind[:2] != "QR" else 16))
    if picture.shape[0] < 300:  # bars as high as on the sheets of scanning programs
        picture = np.repeat(picture, -(-300 // picture.shape[0]), axis=0)
    x, y = (sheet.width - picture.shape[1]) // 2, round(sheet.height * rng.uniform(0.2, 0.5))
    sheet.ink.paste(Image.fromarray(255 - picture), (x, y))
    if words:
        middle, below = sheet.width / 2, y + picture.shape[0] + mm(14)
        sheet.set_text(words, look.of(16, "bold"), middle, below, centred=True)
    page = page_from(rng, sheet, [], scanner)
    page.truth["separator"] = text
    return [page, blank_back(rng, sheet, scanner)] if backed else [page]
