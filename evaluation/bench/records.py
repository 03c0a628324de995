"""Documents that were never scanned, for measuring search: as hard to tell apart as real ones.

A few hundred bodies write for ten years; each begins its numbers anew every year, for each symbol
apart, and their subjects differ in a word or two.  Bodies of text come from the project's own
texts, with names, days and sums of each document's own.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.geometry import Box
from pipeline.record.type_names import LETTER, TYPES
from pipeline.values.document import Document, Field, Source, Text
from pipeline.values.readings import Line, PageReading, Word, ZoneReading
from samples.offices import make_office
from samples.words import DEPARTMENTS, WARDS, person, subject

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Paper", "misread", "papers", "to_document"]

_TEXTS = Path(__file__).parents[2] / "samples" / "texts"
_OFFICES = 300
_YEARS = range(2015, 2025)
_KINDS = (LETTER, LETTER, LETTER, "QUYẾT ĐỊNH", "THÔNG BÁO", "BÁO CÁO", "KẾ HOẠCH", "TỜ TRÌNH")
_WIDTH = 13  # of a letter, pixels
# What Tesseract takes for what, most frequent first (domain/documents.md §5.4), letter by letter.
_TAKEN_FOR = {
    "i": "ỉl1", "ổ": "ố", "ể": "ế", "ả": "áă", "a": "ạ", "à": "ả", "ẩ": "ấâ", "â": "ầẫ", "ê": "ễế",
    "d": "đ", "đ": "d", "l": "1i", "n": "r", "h": "b", "c": "e", "o": "0", "t": "f", "g": "q",
    "u": "ư", "ư": "u", "ộ": "ô", "ế": "é", "m": "rn",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as its writer knows it."""

    id: str
    type: str
    number: str
    symbol: str
    dated: date
    org: str
    subject: str
    signer: str
    body: tuple[str, ...]

    @property
    def lines(self) -> list[str]:
        """What is printed, line for line."""
        between = "-" if "/" in self.symbol else "/"
        head = [
            *self.org.split("\n"),
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            f"Số: {self.number}{between}{self.symbol}",
            f"ngày {self.dated.day:02d} tháng {self.dated.month} năm {self.dated.year}",
        ]
        title = [f"V/v {self.subject}"] if self.type == LETTER else [self.type, self.subject]
        return [*head, *title, *self.body, self.signer]


@cache
def _sentences() -> tuple[str, ...]:
    texts = [(_TEXTS / name).read_text("utf-8") for name in ("excerpts.txt", "grounds.txt")]
    found = [line.strip() for text in texts for line in text.splitlines()]
    return tuple(line for line in found if 40 < len(line) < 600)


def papers(count: int, seed: int) -> Iterator[Paper]:
    """So many documents, always the same ones."""
    rng = random.Random(seed)  # noqa: S311  # drawing, no secret
    offices = [make_office(rng, "party" if i % 3 == 0 else "state") for i in range(_OFFICES)]
    used: dict[tuple[int, str, int], int] = {}
    for at in range(count):
        which = rng.randrange(_OFFICES)
        office, kind = offices[which], rng.choice(_KINDS)
        dated = date(rng.choice(_YEARS), 1, 1) + timedelta(days=rng.randrange(365))
        code = (TYPES.get(kind) or ("CV",))[0]
        if office.system == "party":
            symbol = f"{'CV' if kind == LETTER else code}/{office.code}"
        elif kind == LETTER:
            symbol = f"{office.code}-{rng.choice(office.units)}"
        else:
            symbol = f"{code}-{office.code}"
        # Not every number is in the archive: the next one is some steps on.
        scope = (which, symbol, dated.year)
        used[scope] = used.get(scope, 0) + rng.choice((1, 1, 2, 5, 30, 200))
        number = f"{used[scope]:02d}"
        about = subject(rng, office.place, dated.year)
        yield Paper(
            f"{rng.getrandbits(64):016x}-{at:06d}", kind, number, symbol, dated, office.org, about,
            person(rng), tuple(_body(rng, about, dated)),
        )  # fmt: skip


def _body(rng: random.Random, about: str, dated: date) -> Iterator[str]:
    yield f"Thực hiện chỉ đạo của cấp trên về việc {about}, cơ quan thông báo như sau:"
    for _ in range(rng.randint(2, 5)):
        yield rng.choice(_sentences())
        if rng.random() < 0.6:
            due = dated + timedelta(days=rng.randint(5, 90))
            yield (
                f"Giao ông {person(rng)} phối hợp với {rng.choice(DEPARTMENTS)[0]} và phường "
                f"{rng.choice(WARDS)} bố trí {rng.randint(12, 980)} triệu đồng, báo cáo trước ngày "
                f"{due.day}/{due.month}/{due.year}."
            )


def misread(text: str, rng: random.Random, rate: float) -> str:
    """A text as an engine may read it: letters taken for others, words run together."""
    out = []
    for sign in text:
        taken = _TAKEN_FOR.get(sign.lower())
        if taken and rng.random() < rate:
            out.append(rng.choice(taken))
        elif sign == " " and rng.random() < rate / 4:
            continue
        else:
            out.append(sign)
    return "".join(out)


def to_document(paper: Paper, rng: random.Random | None = None, rate: float = 0.0) -> Document:
    """The paper as a document of the archive; with a rate, as it was misread."""

    def read(text: str) -> str:
        return misread(text, rng, rate) if rng is not None else text

    printed = [line for text in paper.lines for line in _wrapped(read(text))]
    lines = tuple(_line(text, at) for at, text in enumerate(printed))
    zone = ZoneReading("body", Box(100, 100, 1400, 2000), lines)
    page = PageReading(1, (1654, 2339), 200.0, confidence=0.95, zones=(zone,))
    values = {
        "type": paper.type,
        "number": paper.number,
        "symbol": paper.symbol,
        "date": paper.dated.isoformat(),
        "org": read(" ".join(paper.org.split())),
        "subject": read(paper.subject),
        "signer": read(paper.signer),
    }
    fields = {
        key: Field(value, value, 0.9, 1, Box(100, 100 + 40 * at, 600, 30), "print", "drawn")
        for at, (key, value) in enumerate(values.items())
    }
    text = "\n".join(printed)
    source = Source(f"{paper.id}.pdf", paper.id, (1,))
    return Document(paper.id, source, fields, (page,), Text(text, text))


def _wrapped(text: str, width: int = 90) -> list[str]:
    return re.findall(rf".{{1,{width}}}(?:\s+|$)", text) or [text]


def _line(text: str, at: int) -> Line:
    text = " ".join(text.split())
    words, x = [], 100
    for piece in text.split():
        words.append(Word(piece, Box(x, 100 + 40 * at, _WIDTH * len(piece), 30), 0.95))
        x += _WIDTH * (len(piece) + 1)
    box = Box(100, 100 + 40 * at, max(1, x - 100), 30)
    return Line(f"p0001-z01-l{at:03d}", text, text, box, 0.95, tuple(words))
