"""What an evaluation found: results by page and document, and their summary in figures."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from pipeline.evaluation.ablation import ablation_table
from pipeline.evaluation.bars import bar_table, ink_bars
from pipeline.evaluation.fields import KEYS
from pipeline.evaluation.figures import ENGINES
from pipeline.evaluation.ink_tables import (
    hand_table,
    kind_table,
    mark_table,
    pixel_table,
    stage_table,
)
from pipeline.evaluation.print_bars import print_bars
from pipeline.evaluation.reliability import reliability_table
from pipeline.evaluation.rows import groups_of, row_of
from pipeline.evaluation.tabulate import Cells, aligned, percent, seconds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.evaluation.ablation import VariantFigures
    from pipeline.evaluation.bars import Bar
    from pipeline.evaluation.fields import FieldOutcome
    from pipeline.evaluation.figures import DocumentFigures, PageFigures
    from pipeline.evaluation.rows import Group, Row

__all__ = ["MAIN_FIELDS", "InkTable", "Report"]

MAIN_FIELDS = ("org", "number", "symbol", "place", "date", "type", "signer")
"""The fields by which a document is found again."""


@dataclass(frozen=True, slots=True)
class InkTable:
    """A table about ink, with its heading and how to read it."""

    title: str
    note: str
    cells: Cells


@dataclass(frozen=True, slots=True)
class Report:
    """An evaluation of one folder.

    Attributes:
        folder: What was read.
        pages: Every page by every engine, in reading order.
        documents: Every document of the truth.
        variants: The same pages with steps of cleaning turned off, where it was asked for.
    """

    folder: str
    pages: tuple[PageFigures, ...] = ()
    documents: tuple[DocumentFigures, ...] = ()
    variants: tuple[VariantFigures, ...] = ()

    def groups(self) -> dict[str, Group]:
        """Rows by name: every condition, then all drawn and all real pages."""
        return groups_of(self.pages)

    @property
    def ours(self) -> tuple[PageFigures, ...]:
        """The pages as this pipeline read them."""
        return tuple(page for page in self.pages if page.engine == "sohoa")

    def rows(self) -> tuple[Row, ...]:
        """One row a condition and engine, then all drawn and all real pages."""
        rows = []
        for name, group in self.groups().items():
            for engine in ENGINES:
                pages = [p for p in group.pages(self.pages) if p.engine == engine]
                if pages:
                    rows.append(row_of(name, engine, pages))
        return tuple(rows)

    def bars(self) -> tuple[Bar, ...]:
        """Where ink work and reading print stand."""
        ink = ink_bars(self.ours, self.documents, self.variants)
        return (*ink, *print_bars(self.pages))

    def table(self) -> str:
        """The figures as aligned text: reading, the record field by field, then ink."""
        parts = [self._reading_table()]
        if self.documents:
            fields = self.field_table()
            note = (
                "Trường: đúng từng chữ / số hồ sơ; !n = n lần ghi sai hoặc ghi thừa (còn lại là bỏ "
                f"trống). Trường chính: {', '.join(MAIN_FIELDS)}."
            )
            parts.append(aligned(fields.head, fields.lines, left=1) + "\n" + note)
        for ink in self.ink_tables():
            left = 2 if ink.cells.head[1] == "Cách đọc" else 1
            parts.append(aligned(ink.cells.head, ink.cells.lines, left=left) + "\n" + ink.note)
        return "\n\n".join(parts)

    def ink_tables(self) -> tuple[InkTable, ...]:
        """All that this folder tells of stamps, pen and sureness, the bars last."""
        groups, ours = self.groups(), self.ours
        tables = (
            InkTable(
                "Dấu và bút",
                "Tìm thấy / đã vẽ (đúng chỗ và đúng loại), +n = n khung thừa. Xoay: trang được "
                "xoay đúng chiều.",
                mark_table(ours, groups),
            ),
            InkTable(
                "Nhận loại dấu",
                "Tìm đúng: phần dấu trên giấy được khoanh và gọi đúng loại; đúng loại: phần khung "
                "của ta đúng là dấu ấy. Trang vẽ.",
                kind_table(ours),
            ),
            InkTable(
                "Đọc dấu và bút",
                "Đúng từng chữ / trên giấy có; !n = n lần ghi sai (còn lại là để trống cho người "
                "xem). Có dấu: số văn bản thấy dấu, +n = thấy thừa.",
                hand_table(ours, self.documents, groups),
            ),
            InkTable(
                "Điểm ảnh",
                "Phần chữ in còn đậm sau khi gỡ mực, phần mực còn sót; chỉ trang vẽ kèm mặt nạ.",
                pixel_table(ours, groups),
            ),
            InkTable(
                "Bỏ từng bước làm sạch",
                "Cùng những trang ấy, đọc lại khi tắt một bước.",
                ablation_table(ours, self.variants) if self.variants else Cells([], []),
            ),
            InkTable(
                "Công từng bước",
                "CPU giây mỗi trang; (mực) là công chỉ vì dấu và bút mà có.",
                stage_table(ours, groups),
            ),
            InkTable(
                "Tin cậy từng chữ",
                "Mỗi khoảng: tin cậy hứa → thật sự đúng; ECE: hai số ấy chênh nhau bao nhiêu.",
                reliability_table(ours, groups),
            ),
            InkTable("Vạch", "Trên: số trang, điểm ảnh, dấu hoặc trường đã đo.", self._bar_table()),
        )
        return tuple(table for table in tables if table.cells.lines)

    def _bar_table(self) -> Cells:
        return bar_table(self.bars())

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
        groups = {name: group.documents(self.documents) for name, group in self.groups().items()}
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

    def as_dict(self) -> dict[str, Any]:
        """Everything, for programs and for comparing two runs."""
        return {
            "schema_version": 1,
            "folder": self.folder,
            "conditions": [asdict(row) for row in self.rows()],
            "fields": self._field_counts(),
            "pages": [asdict(page) | {"rates": page.score.rates()} for page in self.pages],
            "documents": [asdict(document) for document in self.documents],
            "ink": {
                "bars": [asdict(bar) | {"cleared": bar.cleared} for bar in self.bars()],
                "tables": {table.title: asdict(table.cells) for table in self.ink_tables()},
            },
            "variants": [
                {
                    "name": variant.name,
                    "pages": [
                        asdict(page) | {"rates": page.score.rates()} for page in variant.pages
                    ],
                }
                for variant in self.variants
            ],
        }

    def to_json(self) -> str:
        """`as_dict`, written out."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=1)

    def _field_counts(self) -> dict[str, dict[str, dict[str, int]]]:
        """By condition, then by `key.ink`: how often each outcome."""
        counts: dict[str, dict[str, dict[str, int]]] = {}
        for name, group in self.groups().items():
            by_key = counts.setdefault(name, {})
            for document in group.documents(self.documents):
                for field in document.fields:
                    by_outcome = by_key.setdefault(f"{field.key}.{field.ink}", {})
                    by_outcome[field.outcome] = by_outcome.get(field.outcome, 0) + 1
        return counts


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
