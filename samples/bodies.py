"""The matter of letters, from the committed bank of official texts."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from samples.letter import Paragraph
from samples.offices import capital

if TYPE_CHECKING:
    import random

    from samples.offices import Office

__all__ = ["articles", "decision", "matter"]


@cache
def _bank() -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    folder = Path(__file__).parent / "texts"
    runs = (folder / "excerpts.txt").read_text(encoding="utf-8").strip().split("\n\n")
    grounds = (folder / "grounds.txt").read_text(encoding="utf-8").strip().split("\n")
    return tuple(tuple(run.split("\n")) for run in runs), tuple(grounds)


def matter(rng: random.Random, office: Office, about: str, amount: int) -> list[Paragraph]:
    """An opening, numbered matter from the bank of official texts, and a closing line."""
    runs, _ = _bank()
    number, other = rng.randint(12, 4200), rng.choice(("UBND", "STC", "SNV", "VP", "HĐND"))
    day = date(rng.randint(2016, 2024), rng.randint(1, 12), rng.randint(1, 28))
    dated = f"ngày {day.day:02d} tháng {day.month} năm {day.year}"
    openings = (
        (
            "Thực hiện Công văn số {number}/{other}-TH ngày {day} về việc {about}, {short} đề nghị "
            "các cơ quan, đơn vị triển khai một số nội dung như sau:"
        ),
        (
            "Theo đề nghị của các cơ quan, đơn vị tại Báo cáo số {number}/BC-{other} {dated}, "
            "{short} thông báo như sau:"
        ),
        (
            "Để {about}, {short} yêu cầu thủ trưởng các cơ quan, đơn vị nghiêm túc thực hiện các "
            "nội dung sau đây:"
        ),
    )
    opening = rng.choice(openings).format(
        number=number,
        other=other,
        day=f"{day:%d/%m/%Y}",
        dated=dated,
        about=about,
        short=office.short,
    )
    opening = re.sub(r"/0([3-9])/", r"/\1/", opening)
    paragraphs = [opening]
    order = 0
    for run in rng.sample(runs, min(len(runs), 1 + amount // 4)):
        for text in run:
            body = re.sub(r"^\d+\.\s", "", text)
            if body != text or (len(paragraphs) % 3 == 1 and not re.match(r"[a-zđ]\)|[-+]", text)):
                order += 1
                body = f"{order}. {body}"
            paragraphs.append(body)
    paragraphs = paragraphs[: amount + 1]
    mark = rng.choice(("./.", "./.", ".")) if office.system == "state" else rng.choice((".", "./."))
    closings = (
        "{short} đề nghị các cơ quan, đơn vị nghiêm túc triển khai thực hiện",
        (
            "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, đề nghị kịp thời phản ánh về "
            "{short} để được xem xét, giải quyết"
        ),
        "Trên đây là nội dung {about}; {short} thông báo để các đơn vị biết, thực hiện",
    )
    paragraphs.append(rng.choice(closings).format(short=office.short, about=about) + mark)
    return [Paragraph(text) for text in paragraphs]


def decision(rng: random.Random, office: Office, kind: str, amount: int) -> list[Paragraph]:
    """Grounds, the ruling word, articles."""
    runs, grounds = _bank()
    slant = rng.random() < 0.5
    lines = [*rng.sample(grounds, rng.randint(2, 4))]
    lines.append(f"Theo đề nghị của Chánh Văn phòng {office.short} và thủ trưởng đơn vị liên quan.")
    body = [Paragraph(f"*{text}*" if slant else text) for text in lines]
    word = {"NGHỊ QUYẾT": "QUYẾT NGHỊ:"}.get(kind, f"{kind}:")
    body.append(Paragraph(word, "centre"))
    texts = [re.sub(r"^(\d+\.|[a-zđ]\)|[-+]|Điều \d+\.)\s*", "", t) for t in rng.choice(runs)]
    for order, text in enumerate(texts[: max(2, min(amount - 3, 5))], 1):
        body.append(Paragraph(f"**Điều {order}.** {text[0].upper()}{text[1:]}"))
    body.append(
        Paragraph(
            f"**Điều {order + 1}.** Chánh Văn phòng {office.short}, thủ trưởng các cơ quan, đơn vị "
            f"và cá nhân có liên quan chịu trách nhiệm thi hành {capital(kind.lower())} này./."
        )
    )
    return body


_CITED = re.compile(
    r"(?:(?<=/)20\d\d(?=/)|(?<=\bngày )\d{1,2}(?:/\d{1,2}/| tháng \d{1,2} năm )20\d\d)(?!\d)"
)


def cited_before(text: str, day: date) -> str:
    """A paragraph whose cited documents are of years before a day: nothing cites what comes later.

    Only years behind the number of a citation are moved, each to the year before; deadlines and
    plans (`trước ngày 30/6/2025`, `giai đoạn 2021 - 2025`) stay.

    >>> cited_before("Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05/3/2020;", date(2016, 5, 4))
    'Căn cứ Nghị định số 30/2015/NĐ-CP ngày 05/3/2015;'
    >>> cited_before("Căn cứ Luật Thủ đô ngày 28/6/2024, trước ngày 30/6/2025", date(2024, 9, 1))
    'Căn cứ Luật Thủ đô ngày 28/6/2023, trước ngày 30/6/2025'
    >>> cited_before("Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05/3/2020;", date(2021, 1, 2))
    'Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05/3/2020;'
    """

    def moved(match: re.Match[str]) -> str:
        year = int(match[0][-4:])
        before = text[: match.start()]
        cites = "số " in before or re.match(r"\W*(?:Căn cứ|Theo|Thực hiện)\b", text)
        if (
            year < day.year
            or not cites
            or before.endswith(("trước ngày ", "từ ngày ", "đến ngày "))
        ):
            return match[0]
        return f"{match[0][:-4]}{day.year - 1}"

    return _CITED.sub(moved, text)


def articles(rng: random.Random, count: int) -> list[str]:
    """Paragraphs of the bank of official texts, without their numbers."""
    runs, _ = _bank()
    texts = [text for run in rng.sample(runs, min(len(runs), count)) for text in run]
    bare = [re.sub(r"^(\d+\.|[a-zđ]\)|[-+]|Điều \d+\.)\s*", "", text) for text in texts]
    return [f"{text[0].upper()}{text[1:]}" for text in rng.sample(bare, min(count, len(bare)))]
