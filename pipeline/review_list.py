"""The review list: which documents need a person, what to do, in what order, how long it takes.

Documents wait by cause: what the machine does badly in the same way on many papers (one office's
letterhead, numbers by pen) is one entry, with its documents under it.

`sohoa --help` loads this module: what takes long to load is loaded where it is needed.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pipeline.text.document_number import number_of
from pipeline.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.values.document import Grade, ReviewNote

__all__ = [
    "CAUSES",
    "Entry",
    "ReviewList",
    "Reviewed",
    "about",
    "minutes_said",
    "office_of",
    "pictures_named",
    "place_said",
]

CAUSES: dict[str, str] = {
    "damaged": "Hỏng trong kho",
    "hole": "Trang không đọc được",
    "secrecy": "Tài liệu có dấu độ mật",
    "unread": "Chữ chưa đọc",
    "turn": "Chiều trang không chắc",
    "split": "Chỗ tách văn bản không chắc",
    "pen": "Số, ngày viết tay",
    "number": "Số, ngày, ký hiệu",
    "letterhead": "Cơ quan ban hành, ký hiệu",
    "title": "Tên loại, trích yếu",
    "signer": "Người ký",
    "twice": "Có thể trùng văn bản khác",
    "others": "Mục khác của hồ sơ",
    "sheet": "Không phải văn bản hành chính",
    "end": "Không thấy trang ký",
    "words": "Tên riêng, số, ngày trong văn bản",
    "struck": "Chữ in bị gạch bỏ",
    "covered": "Phần bản quét bị che",
    "check.pages": "Số trang in",
    "check.amount": "Số tiền bằng chữ",
    "check.table": "Dòng cộng của bảng",
    "check.text": "Thứ trong tuần",
    "scan": "Nên quét lại",
    "handwriting": "Bút phê",
}
"""What a cause is called; one that is not here is called as its first note says."""

AN_HOUR = 60
SAME_AGAIN = 0.1
"""Minutes for the next letterhead of an office, once the first of them was mended."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A document, and what a person should look at in it.

    Attributes:
        id: In the archive.
        name: Of its file.
        fields: What was read of the fields by which a clerk knows it again.
        notes: Of its record.
    """

    id: str
    name: str
    fields: Mapping[str, str]
    notes: tuple[ReviewNote, ...]

    @property
    def grade(self) -> Grade | None:
        """Of its weightiest note; None where it needs nobody."""
        return min((note.grade for note in self.notes), key=_rank, default=None)

    @property
    def label(self) -> str:
        """As clerks call it."""
        return number_of(self.fields) or self.id

    @property
    def office(self) -> str:
        """See `office_of`."""
        return office_of(self.fields)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to do, on one document or many.

    Attributes:
        grade: How pressing.
        cause: Of all its notes.
        title: In Vietnamese.
        minutes: For all of it.
        gain: What a minute mends.
        items: Documents and their notes, the best worth a look first.
    """

    grade: Grade
    cause: str
    title: str
    minutes: float
    gain: float
    items: tuple[tuple[Reviewed, ReviewNote], ...]

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "grade": self.grade,
            "cause": self.cause,
            "title": self.title,
            "minutes": self.minutes,
            "documents": [
                {
                    "id": document.id,
                    "name": document.name,
                    "what": note.what,
                    "where": note.where,
                    "why": note.why,
                    "fields": list(note.fields),
                    "minutes": note.minutes,
                }
                for document, note in self.items
            ],
        }


class ReviewList:
    """All that waits for a person.

    Attributes:
        documents: Such as need a person, and maybe others.
        may: How many more have nothing but what is counted.
        clear: How many more have no note at all.
    """

    def __init__(
        self,
        documents: Iterable[Reviewed],
        *,
        may: int = 0,
        clear: int = 0,
        more: Mapping[Grade, tuple[int, float]] = MappingProxyType({}),
    ) -> None:
        """Take documents.

        Args:
            documents: Told one by one.
            may: See above.
            clear: See above.
            more: How many more *must* and *should* be looked at and are told by their number only,
                and the minutes that takes.
        """
        self.documents = tuple(documents)
        self._more = more
        self.may = may + len(self.of_grade("may"))
        self.clear = clear + len(self.of_grade(None))

    def of_grade(self, grade: Grade | None) -> list[Reviewed]:
        """Documents whose weightiest note is of this grade."""
        return [document for document in self.documents if document.grade == grade]

    @property
    def must(self) -> list[Reviewed]:
        """Documents whose record cannot be trusted before somebody looked."""
        return self.of_grade("must")

    @property
    def should(self) -> list[Reviewed]:
        """Documents with a doubt that is worth a look."""
        return self.of_grade("should")

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """What to do, by cause: all of *must* before all of *should*, what mends most first."""
        groups: dict[tuple[Grade, str, str], list[tuple[Reviewed, ReviewNote]]] = {}
        for document in self.documents:
            for note in document.notes:
                if note.grade == "may":
                    continue
                office = document.office if note.cause == "letterhead" else ""
                groups.setdefault((note.grade, note.cause, office), []).append((document, note))
        found = [_entry(grade, cause, items) for (grade, cause, _), items in groups.items()]
        return tuple(sorted(found, key=lambda entry: (_rank(entry.grade), -entry.gain)))

    def count(self, grade: Grade) -> int:
        """How many documents are of this grade, such as are not told one by one too."""
        return len(self.of_grade(grade)) + self._more.get(grade, (0, 0.0))[0]

    def minutes(self, grade: Grade) -> float:
        """That a person needs for everything of one grade."""
        told = sum(entry.minutes for entry in self.entries if entry.grade == grade)
        return round(told + self._more.get(grade, (0, 0.0))[1], 1)

    def counts(self) -> dict[str, Any]:
        """For `--json`: documents by grade, and minutes."""
        return {
            "documents_must": self.count("must"),
            "documents_should": self.count("should"),
            "documents_may": self.may,
            "documents_clear": self.clear,
            "minutes_must": self.minutes("must"),
            "minutes_should": self.minutes("should"),
        }


def office_of(fields: Mapping[str, str]) -> str:
    """By which letterheads of one office are known, misread or not; empty where nothing tells.

    >>> office_of({"symbol": "CV/QU", "org": "QUẬN ỦY LONG BIÊN"})
    'QU quan uy long bien'
    """
    from pipeline.record.checks_head import organ_code  # noqa: PLC0415  # loads gazetteers
    from pipeline.record.lexicon import ORG_CODES  # noqa: PLC0415

    symbol, org = fields.get("symbol"), fold(fields.get("org", ""))
    code = organ_code(symbol, fields.get("type")) if symbol else None
    if code is None:
        return org
    # `UBND` is the code of ten thousand offices, `DCT` of one.
    return f"{code} {org}" if code in ORG_CODES else code


def _rank(grade: Grade) -> int:
    from pipeline.document.review import GRADES  # noqa: PLC0415  # loads NumPy

    return GRADES.index(grade)


def _entry(grade: Grade, cause: str, items: list[tuple[Reviewed, ReviewNote]]) -> Entry:
    items = sorted(items, key=lambda item: -item[1].gain)
    title = CAUSES.get(cause, items[0][1].what)
    minutes = sum(note.minutes for _, note in items)
    worth = sum(note.minutes * note.gain for _, note in items)
    if cause == "letterhead":
        names = Counter(doc.fields["org"] for doc, _ in items if doc.fields.get("org"))
        symbols = Counter(doc.fields["symbol"] for doc, _ in items if doc.fields.get("symbol"))
        known = (names or symbols).most_common(1)
        title = f"{title}: {known[0][0]}" if known else title
        minutes = max(note.minutes for _, note in items) + SAME_AGAIN * (len(items) - 1)
    minutes = round(minutes, 1)
    return Entry(grade, cause, title, minutes, worth / max(minutes, SAME_AGAIN), tuple(items))


def place_said(where: str) -> str:
    """A note's place without the names of its pictures, which stand beside it or cannot be shown.

    >>> place_said("trang 1, đầu trang, ảnh p0001-u01.png; trang 2")
    'trang 1, đầu trang; trang 2'
    """
    return re.sub(r", ảnh [^\s,;]+[.]png", "", where)


def pictures_named(where: str) -> list[str]:
    """File names of the evidence that a note's place names.

    >>> pictures_named("số văn bản: trang 1, đầu trang, ảnh p0001-u01.png; trang 2")
    ['p0001-u01.png']
    """
    return re.findall(r"\bảnh ([^\s,;]+[.]png)", where)


def about(minutes: float) -> str:
    """The same as a guess.

    >>> about(0.3), about(8.4)
    ('chưa tới 1 phút', 'khoảng 8 phút')
    """
    said = minutes_said(minutes)
    return said if round(minutes) < 1 else f"khoảng {said}"


def minutes_said(minutes: float) -> str:
    """A stretch of a person's time, roundly.

    >>> minutes_said(0.3), minutes_said(8.4), minutes_said(95)
    ('chưa tới 1 phút', '8 phút', '1 giờ 35 phút')
    """
    whole = round(minutes)
    if whole < 1:
        return "chưa tới 1 phút"
    if whole < AN_HOUR:
        return f"{whole} phút"
    return f"{whole // AN_HOUR} giờ {whole % AN_HOUR} phút"
