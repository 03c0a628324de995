"""What an evaluation found: results by page and document, and their summary in figures."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any

from pipeline.evaluation.fields import KEYS
from pipeline.evaluation.figures import ENGINES
from pipeline.evaluation.measure import Score
from pipeline.evaluation.tabulate import aligned, percent, seconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.evaluation.fields import FieldOutcome
    from pipeline.evaluation.figures import DocumentFigures, EngineName, PageFigures
    from pipeline.evaluation.marks import MarkFigures

__all__ = ["MAIN_FIELDS", "Cells", "Report", "Row"]

MAIN_FIELDS = ("org", "number", "symbol", "place", "date", "type", "signer")
"""The fields by which a document is found again."""

DRAWN, REAL = "mọi trang vẽ", "mọi bản quét thật"


@dataclass(frozen=True, slots=True)
class Row:
    """A condition as one engine read it.

    `rates` are means over printed pages, each page weighing the same as in the yardstick;
    `pooled` are those of all pages as one text.
    """

    condition: str
    engine: EngineName
    pages: int
    rates: Mapping[str, float]
    pooled: Mapping[str, float]
    exact: Mapping[str, tuple[int, int]]
    blank_pages: int
    blank_letters: int
    cpu_seconds: float
    problems: int


@dataclass(frozen=True, slots=True)
class Cells:
    """A table as shown."""

    head: list[str]
    lines: list[list[str]]


@dataclass(frozen=True, slots=True)
class Report:
    """An evaluation of one folder.

    Attributes:
        folder: What was read.
        pages: Every page by every engine, in reading order.
        documents: Every document of the truth.
    """

    folder: str
    pages: tuple[PageFigures, ...] = ()
    documents: tuple[DocumentFigures, ...] = ()

    def groups(self) -> dict[str, tuple[bool | None, str | None]]:
        """Rows by name: (drawn or not, condition), None where either may be anything."""
        names: dict[str, tuple[bool | None, str | None]] = {}
        for drawn, whole in ((True, DRAWN), (False, REAL)):
            found = sorted({page.condition for page in self.pages if page.drawn == drawn})
            names |= {name: (drawn, name) for name in found}
            if len(found) > 1:
                names[whole] = (drawn, None)
        return names

    def rows(self) -> tuple[Row, ...]:
        """One row a condition and engine, then all drawn and all real pages."""
        rows = []
        for name, group in self.groups().items():
            for engine in ENGINES:
                pages = [p for p in self.pages if p.engine == engine and _in(p, group)]
                if pages:
                    rows.append(_row(name, engine, pages))
        return tuple(rows)

    def table(self) -> str:
        """The figures as aligned text: the reading first, then the record field by field."""
        parts = [self._reading_table()]
        if self.documents:
            fields = self.field_table()
            note = (
                "Trường: đúng từng chữ / số hồ sơ; !n = n lần ghi sai hoặc ghi thừa (còn lại là bỏ "
                f"trống). Trường chính: {', '.join(MAIN_FIELDS)}."
            )
            parts.append(aligned(fields.head, fields.lines, left=1) + "\n" + note)
        if (marks := self.mark_table()).lines:
            note = (
                "Dấu và bút: tìm thấy / đã vẽ (đúng loại), +n = n khung thừa. "
                "Xoay: trang được xoay đúng chiều."
            )
            parts.append(aligned(marks.head, marks.lines, left=1) + "\n" + note)
        return "\n\n".join(parts)

    def _reading_table(self) -> str:
        head = ["Điều kiện", "Máy đọc", "Trang", "CER", "CER dòng", "Thứ tự", "Từ đúng", "Nhiễu"]
        head += ["Sai dấu", "Ký hiệu", "Ngày", "Số", "CPU s/trang", "Chữ trên trang trắng", "Lỗi"]
        lines = []
        for row in self.rows():
            rates = row.rates
            shares = [percent(rates[n], 2) for n in ("cer", "line_cer", "order")]
            shares += [percent(rates[n], 1) for n in ("word_recall", "noise", "tone")]
            exact = [_of(row.exact[kind]) for kind in ("symbol", "date", "number")]
            blank = f"{row.blank_letters} / {row.blank_pages} trang" if row.blank_pages else "–"
            cost = [seconds(row.cpu_seconds / row.pages), blank, str(row.problems or "–")]
            who = [row.condition, ENGINES[row.engine], str(row.pages)]
            lines.append([*who, *shares, *exact, *cost])
        return aligned(head, lines, left=2)

    def field_table(self) -> Cells:
        """How often each field was exact, a column for each condition."""
        groups = {
            name: [d for d in self.documents if _in(d, group)]
            for name, group in self.groups().items()
        }
        groups = {name: found for name, found in groups.items() if found}
        lines = [["hồ sơ tách đúng", *(_found(group) for group in groups.values())]]
        for ink, said in (("print", "in"), ("pen", "bút")):
            for key in KEYS:
                cells = [_cell(field_outcomes(group, (key,), ink)) for group in groups.values()]
                if any(cell != "–" for cell in cells):
                    lines.append([f"{key} ({said})", *cells])
        for ink, said in (("print", "in"), ("pen", "bút")):
            cells = [_cell(field_outcomes(group, MAIN_FIELDS, ink)) for group in groups.values()]
            lines.append([f"{len(MAIN_FIELDS)} trường chính ({said})", *cells])
        return Cells(["Trường", *groups], lines)

    def mark_table(self) -> Cells:
        """Orientation, and each kind of mark, a column for each condition that was drawn."""
        groups = {
            name: [p for p in self.pages if p.marks is not None and _in(p, group)]
            for name, group in self.groups().items()
        }
        groups = {name: found for name, found in groups.items() if found}
        sums = {
            name: reduce(add, (p.marks for p in found if p.marks is not None))
            for name, found in groups.items()
        }
        lines = [["xoay", *(_turned(found) for found in groups.values())]] if groups else []
        kinds = dict.fromkeys(k for s in sums.values() for k in (*s.wanted, *s.invented))
        lines += [[kind, *(_mark_cell(kind, s) for s in sums.values())] for kind in kinds]
        return Cells(["Dấu và bút", *groups], lines)

    def as_dict(self) -> dict[str, Any]:
        """Everything, for programs and for comparing two runs."""
        return {
            "schema_version": 1,
            "folder": self.folder,
            "conditions": [asdict(row) for row in self.rows()],
            "fields": self._field_counts(),
            "pages": [asdict(page) | {"rates": page.score.rates()} for page in self.pages],
            "documents": [asdict(document) for document in self.documents],
        }

    def to_json(self) -> str:
        """`as_dict`, written out."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=1)

    def _field_counts(self) -> dict[str, dict[str, dict[str, int]]]:
        """By condition, then by `key.ink`: how often each outcome."""
        counts: dict[str, dict[str, dict[str, int]]] = {}
        for name, group in self.groups().items():
            by_key = counts.setdefault(name, {})
            for document in self.documents:
                if not _in(document, group):
                    continue
                for field in document.fields:
                    by_outcome = by_key.setdefault(f"{field.key}.{field.ink}", {})
                    by_outcome[field.outcome] = by_outcome.get(field.outcome, 0) + 1
        return counts


def _in(item: PageFigures | DocumentFigures, group: tuple[bool | None, str | None]) -> bool:
    drawn, condition = group
    return (drawn is None or item.drawn == drawn) and condition in (None, item.condition)


def _row(name: str, engine: EngineName, pages: list[PageFigures]) -> Row:
    printed = [page.score for page in pages if page.printed]
    together = reduce(add, printed, Score(pages=0))
    rates = [score.rates() for score in printed]
    mean = {key: sum(r[key] for r in rates) / max(1, len(rates)) for key in Score().rates()}
    exact: dict[str, tuple[int, int]] = {}
    for page in pages:
        for tokens in page.exact:
            found, wanted = exact.get(tokens.kind, (0, 0))
            exact[tokens.kind] = (found + tokens.found, wanted + tokens.wanted)
    return Row(
        condition=name,
        engine=engine,
        pages=len(pages),
        rates=mean,
        pooled=together.rates(),
        exact=exact,
        blank_pages=len(pages) - len(printed),
        blank_letters=sum(page.score.extra for page in pages if not page.printed),
        cpu_seconds=sum(page.cpu_seconds for page in pages),
        problems=sum(page.problem is not None for page in pages),
    )


def field_outcomes(
    documents: Iterable[DocumentFigures], keys: tuple[str, ...], ink: str
) -> list[FieldOutcome]:
    """All comparisons of these fields in this ink."""
    return [f for d in documents for f in d.fields if f.key in keys and f.ink == ink]


def _of(counted: tuple[int, int]) -> str:
    found, wanted = counted
    return f"{found}/{wanted}" if wanted else "–"


def _found(documents: list[DocumentFigures]) -> str:
    return _of((sum(d.found for d in documents), len(documents)))


def _cell(outcomes: list[FieldOutcome]) -> str:
    """`7/9 !1`: seven of nine right, one of the others given and wrong."""
    if not outcomes:
        return "–"
    given_wrong = sum(o.outcome in ("wrong", "invented") for o in outcomes)
    right = f"{sum(o.correct for o in outcomes)}/{len(outcomes)}"
    return f"{right} !{given_wrong}" if given_wrong else right


def _turned(pages: list[PageFigures]) -> str:
    """Blank pages have no right way up."""
    known = [p.turned_right for p in pages if p.turned_right is not None and p.printed]
    return _of((sum(known), len(known)))


def _mark_cell(kind: str, marks: MarkFigures) -> str:
    """`5/6 (4) +1`: five of six found, four of them by name, one where there is none."""
    wanted, invented = marks.wanted.get(kind, 0), marks.invented.get(kind, 0)
    cell = f"{marks.found.get(kind, 0)}/{wanted} ({marks.named.get(kind, 0)})" if wanted else "–"
    return f"{cell} +{invented}" if invented else cell
