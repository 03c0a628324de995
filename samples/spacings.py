"""Letters with wide gaps in their lines: justified by hand, blanks left, headings letterspaced."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from samples.bodies import articles
from samples.letters import make_letter
from samples.parts import Columns, Heading, Stretched
from samples.splits import share_of
from samples.typesetting import WIDER

if TYPE_CHECKING:
    import random

    from samples.letter import Letter
    from samples.look import Look
    from samples.parts import Part
    from samples.splits import Split

__all__ = ["columns", "gaps"]

_BLANKS = (
    "Căn cứ Nghị định số {n}/{y}/NĐ-CP ngày {d}{gap}tháng{gap}{m} năm {y} của Chính phủ;",
    "Theo Công văn số{gap}/{code} ngày {d} tháng {m}{gap}năm {y} của Văn phòng;",
    "Thực hiện Kế hoạch số {n}/KH-{code} ngày{gap}tháng {m} năm {y};",
    "Căn cứ Quyết định số {n}/QĐ-{code} ngày {d} tháng{gap}{m} năm {y}{gap}của Giám đốc;",
    "Xét tờ trình số{gap}ngày {d}/{m}/{y} của phòng Tổ chức cán bộ;",
    "Tại biên bản họp ngày{gap}tháng{gap}năm {y} của Hội đồng;",
)
#: (title, code in the number)
_CAPITALS = (
    ("BÁO CÁO TỔNG KẾT", "BC"),
    ("KẾ HOẠCH CÔNG TÁC", "KH"),
    ("BIÊN BẢN HỌP", "BB"),
    ("TỜ TRÌNH", "TTr"),
    ("THÔNG BÁO", "TB"),
    ("PHƯƠNG ÁN", "PA"),
)


def gaps(rng: random.Random, split: Split, look: Look) -> tuple[Letter, Look]:
    """Lines stretched over few words, blanks for days, addressees beside `Kính gửi:`."""
    headed = rng.random() < 0.5
    letter = make_letter(rng, system="state" if headed else None, titled=False, amount=2)
    matter: list[Part] = [letter.body[0]]
    matter += [
        Stretched((_blanked(rng, form),)) for form in rng.sample(share_of(_BLANKS, split), 2)
    ]
    matter += [Stretched(_broken(rng, text)) for text in articles(rng, rng.randint(2, 4))]
    if headed:
        title, code = rng.choice(share_of(_CAPITALS, split))
        points, spacing = rng.choice((18, 24, 28)), rng.choice((0, 2, 5, 8))
        matter.insert(0, Heading(title, points=points, spacing=spacing))
        after = f"/{code}-{rng.choice(('UBND', 'VP', 'STC'))}"
        letter = replace(letter, kind=title, after=after, subject="")
    if letter.kind is None or rng.random() < 0.4:
        letter = _addressed(rng, letter)
    return replace(letter, table=None, body=(), matter=tuple(matter)), look


def _addressed(rng: random.Random, letter: Letter) -> Letter:
    names = [
        "Ủy ban nhân dân các huyện, thị xã, thành phố",
        "Các sở, ban, ngành",
        "Ban Chấp hành Liên chi Đoàn khoa",
        "Hiệu trưởng các trường trực thuộc",
        "Công an các xã, phường, thị trấn",
    ]
    chosen = tuple(rng.sample(names, rng.randint(1, 4)))
    ends = (*[";"] * (len(chosen) - 1), ".")
    greeting = rng.choice(("hung", "middle", "centred"))
    return replace(letter, recipients=chosen, recipients_end=ends, greeting=greeting)  # type: ignore[arg-type]


def _blanked(rng: random.Random, form: str) -> str:
    gap = f" {WIDER * rng.randint(4, 14)} "
    return form.format(
        n=rng.randint(2, 160),
        y=rng.randint(2010, 2024),
        d=rng.randint(1, 28),
        m=rng.randint(1, 12),
        code=rng.choice(("UBND", "STC", "VP", "SNV")),
        gap=gap,
    )


def _broken(rng: random.Random, text: str) -> tuple[str, ...]:
    """The text broken by hand now and then, wherever the line then stands."""
    words, lines = text.split()[:90], []
    while words:
        count = rng.randint(16, 44)
        line, words = words[:count], words[count:]
        lines.append(" ".join(line))
    return tuple(lines)


def columns(rng: random.Random, split: Split, look: Look) -> tuple[Letter, Look]:
    """Running text in two columns, a word in the margin, a footnote now and then."""
    letter = make_letter(rng, amount=2)
    part = Columns(
        tuple(articles(rng, rng.randint(5, 9))),
        gutter=rng.choice(share_of((5.0, 6.0, 7.0, 8.0, 10.0, 12.0), split)),
        ruled=rng.random() < 0.3,
    )
    opening = letter.body[0]
    if rng.random() < 0.5:
        note = "Theo số liệu tổng hợp của các cơ quan, đơn vị đến hết quý II."
        opening = replace(opening, note=note)
    heading = [Heading(letter.kind, points=16)] if letter.kind else []
    about = "" if letter.kind else letter.subject
    letter = replace(letter, subject=about, body=(), table=None, matter=(*heading, opening, part))
    if rng.random() < 0.6:
        letter = replace(letter, margin=(rng.choice(("Đã ký", "(1)", "a)", "Sao lục", "Mật mã")),))
    return letter, replace(look, points=rng.choice((10, 11, 12)), gap=0.8)
