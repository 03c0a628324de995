"""Lists, hung numbers and deep indents: pages whose columns belong together from left to right."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from samples.bodies import articles
from samples.letter import Letter, Paragraph
from samples.letters import make_letter
from samples.parts import Banner, Entry, Heading, Hung, Ledger
from samples.splits import share_of
from samples.words import AREAS, DEPARTMENTS, WARDS, person

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from samples.look import Look
    from samples.parts import Part
    from samples.splits import Split

__all__ = ["hung", "inverse", "listing"]

#: (mark of the first level, of the second)
_MARKS = (
    ("{n}.", "{a})"),
    ("{n}.", "-"),
    ("{n})", "+"),
    ("{r}.", "{n}."),
    ("({n})", "{a}."),
    ("-", "+"),
)


def hung(rng: random.Random, split: Split, look: Look) -> tuple[Letter, Look]:
    """A letter whose numbers and letters stand in a column of their own."""
    letter = make_letter(rng, titled=False, amount=1)
    first, second = rng.choice(share_of(_MARKS, split))
    depth, tab = rng.choice((0.0, 0.0, 12.7)), rng.choice((9.0, 14.0, 20.0, 27.0))
    deeper, inner = depth + rng.choice((6.0, tab, 30.0)), rng.choice((8.0, 12.0, 18.0))
    matter: list[Part] = []
    for order, text in enumerate(articles(rng, rng.randint(4, 7)), 1):
        matter.append(Hung(_mark(first, order), text, depth, tab))
        pieces = re.split(r"(?<=[;.]) ", text)
        if rng.random() < 0.4 and len(pieces) > 1:
            matter += [
                Hung(_mark(second, k), piece, deeper, inner)
                for k, piece in enumerate(pieces[:3], 1)
            ]
    letter = replace(letter, body=letter.body[:1], matter=tuple(matter), table=None)
    return letter, replace(look, gap=rng.choice((0.5, 1.4, 2.1)))


def _mark(form: str, order: int) -> str:
    letters = "abcdđegh"
    return form.format(
        n=order,
        a=letters[(order - 1) % 8],
        r=("I", "II", "III", "IV", "V", "VI", "VII")[(order - 1) % 7],
    )


def _counts(rng: random.Random) -> Ledger:
    """Running number, unit, count."""
    units = [f"{rng.choice(('Xã', 'Phường', 'Thị trấn'))} {name}" for name in WARDS]
    units += [district.capitalize() for _, _, districts in AREAS for district in districts]
    chosen = rng.sample(units, rng.randint(12, 26))
    entries = [Entry((str(k), unit, str(rng.randint(1, 980)))) for k, unit in enumerate(chosen, 1)]
    total = sum(int(e.cells[2]) for e in entries)
    entries.append(Entry(("", "Tổng cộng", str(total)), style="bold"))
    return Ledger(
        (0.14, 0.5, 0.36),
        f"cl{rng.choice('cr')}",
        ("STT", "Tên đơn vị", "Số lượng"),
        tuple(entries),
    )


def _people(rng: random.Random) -> Ledger:
    entries = [
        Entry(
            (
                str(k),
                person(rng),
                f"{rng.randint(1, 28):02d}/{rng.randint(1, 12):02d}/{rng.randint(1960, 2004)}",
                rng.choice(DEPARTMENTS)[0],
                rng.choice(("", "Khá", "Giỏi", "Xuất sắc")),
            )
        )
        for k in range(1, rng.randint(12, 24))
    ]
    head = ("TT", "Họ và tên", "Ngày sinh", "Đơn vị công tác", "Kết quả")
    return Ledger((0.07, 0.27, 0.16, 0.36, 0.14), "clclc", head, tuple(entries))


def _places(rng: random.Random) -> Ledger:
    """Two centred columns: who, and where."""
    entries = []
    for _ in range(rng.randint(10, 20)):
        kind, area, districts = rng.choice(AREAS)
        street = f"Số {rng.randint(2, 300)}, phường {rng.choice(WARDS)}"
        where = f"{street}, {rng.choice(districts)}, {kind} {area}"
        entries.append(Entry((f"Chi nhánh {area}", where)))
    return Ledger((0.4, 0.6), "cc", ("Tên đơn vị", "Địa chỉ"), tuple(entries))


def _figures(rng: random.Random) -> Ledger:
    entries = []
    for k, (name, _, _) in enumerate(rng.sample(DEPARTMENTS, 9), 1):
        one, two = rng.randint(20, 900), rng.randint(20, 900)
        entries.append(
            Entry((str(k), name, str(one), str(two), f"{two / one * 100:.1f}".replace(".", ",")))
        )
    head = ("TT", "Cơ quan, đơn vị", "Kế hoạch\nnăm", "Thực\nhiện", "Tỷ lệ\n(%)")
    return Ledger((0.08, 0.44, 0.16, 0.16, 0.16), "clrrr", head, tuple(entries))


_LISTS: tuple[tuple[str, Callable[[random.Random], Ledger]], ...] = (
    ("TỔNG HỢP SỐ LƯỢNG", _counts),
    ("DANH SÁCH CÁN BỘ THAM GIA TẬP HUẤN", _people),
    ("DANH SÁCH CÁC ĐƠN VỊ TRỰC THUỘC", _places),
    ("KẾT QUẢ THỰC HIỆN CHỈ TIÊU", _figures),
    ("BẢNG TỔNG HỢP", _counts),
    ("DANH SÁCH TRÍCH NGANG", _people),
)


def listing(rng: random.Random, split: Split, look: Look) -> tuple[Letter, Look]:
    """A list that fills its page, with and without rules, often nothing but the list."""
    title, make = rng.choice(share_of(_LISTS, split))
    ledger = replace(
        make(rng),
        rules=rng.choice(("none", "none", "head", "rows", "grid")),
        points=rng.choice((10, 11, 12, 13)),
        leading=rng.choice((1.15, 1.3, 1.6)),
        ground=rng.choice((0.0, 0.0, 0.0, 0.3, 0.75, 1.0)),
    )
    letter = make_letter(rng, system="state", titled=False, amount=1)
    if rng.random() < 0.5:
        letter = replace(letter, body=letter.body[:1], matter=(ledger,), table=None)
        return letter, look
    headed = rng.random() < 0.7
    alone = replace(
        letter,
        system=None,
        headless=True,
        org="",
        number=None,
        day=None,
        kind=title if headed else None,
        subject="",
        recipients=(),
        recipients_end=(),
        noi_nhan=(),
        authority=(),
        title=None,
        signer=None,
        body=(),
        table=None,
        matter=(Heading(title, gap=1), ledger) if headed else (ledger,),
    )
    return alone, look


def inverse(rng: random.Random, split: Split, look: Look) -> tuple[Letter, Look]:
    """Headings and heads of tables on printed grounds, between paragraphs."""
    letter = make_letter(rng, titled=False, amount=1)
    matter: list[Part] = []
    titles = [
        "NỘI DUNG",
        "KẾT QUẢ THỰC HIỆN",
        "Tồn tại, hạn chế",
        "THÔNG TIN CHUNG",
        "PHƯƠNG HƯỚNG",
        "Đề xuất, kiến nghị",
    ]
    chosen = rng.sample(share_of(titles, split), 2)
    for order, title in enumerate(chosen, 1):
        ground = rng.choice((1.0, 1.0, 0.75, 0.55, 0.3, 0.2))
        white = ground >= 0.5 and (ground > 0.6 or rng.random() < 0.6)
        lead = rng.choice(("", f"{order}. ", f"{('I', 'II')[order - 1]}. "))
        matter.append(Banner(f"{lead}{title}", ground, white=white, whole=rng.random() < 0.6))
        matter += [Paragraph(text) for text in articles(rng, rng.randint(1, 2))]
    _, make = rng.choice(share_of(_LISTS, split))
    ledger = make(rng)
    ledger = replace(
        ledger, entries=ledger.entries[:9], rules=rng.choice(("grid", "rows", "none")), points=12
    )
    matter.append(replace(ledger, ground=rng.choice((1.0, 0.75, 0.55, 0.25))))
    letter = replace(letter, body=letter.body[:1], matter=tuple(matter), table=None)
    return letter, look.in_sans(rng, split) if rng.random() < 0.3 else look
