"""What an evaluation found: results by page and document, and their summary in figures."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from evaluation.measure.boundaries import boundary_table
from evaluation.measure.coverage import (
    coverage_bars,
    coverage_dict,
    coverage_table,
    worst_table,
)
from evaluation.measure.figures import ENGINES
from evaluation.measure.reliability import reliability_table
from evaluation.measure.rows import groups_of, row_of
from evaluation.measure.tabulate import Cells, NamedTable, aligned, percent, seconds
from evaluation.show.ablation import ablation_table
from evaluation.show.bars import bar_table, ink_bars
from evaluation.show.field_table import MAIN_FIELDS, field_counts, field_table, of_all
from evaluation.show.ink_tables import (
    hand_table,
    kind_table,
    mark_table,
    pixel_table,
    stage_table,
)
from evaluation.show.print_bars import print_bars
from evaluation.show.record_bars import record_bars
from evaluation.show.record_tables import record_dict, record_tables

if TYPE_CHECKING:
    from evaluation.measure.bar import Bar
    from evaluation.measure.boundaries import Boundaries
    from evaluation.measure.coverage import PageCoverage
    from evaluation.measure.figures import DocumentFigures, PageFigures
    from evaluation.measure.rows import Group, Row
    from evaluation.show.ablation import VariantFigures

__all__ = ["Report"]


@dataclass(frozen=True, slots=True)
class Report:
    """An evaluation of one folder.

    Attributes:
        folder: What was read.
        pages: Every page by every engine, in reading order.
        documents: Every document of the truth.
        variants: The same pages with steps of cleaning turned off, where it was asked for.
        coverage: What our readings do not say, of every page, transcribed or not.
        boundaries: How files of several pages were cut into documents, where that is known.
    """

    folder: str
    pages: tuple[PageFigures, ...] = ()
    documents: tuple[DocumentFigures, ...] = ()
    variants: tuple[VariantFigures, ...] = ()
    coverage: tuple[PageCoverage, ...] = ()
    boundaries: tuple[Boundaries, ...] = ()

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
        """Where the record, ink work and reading print stand."""
        ink = ink_bars(self.ours, self.documents, self.variants)
        record = record_bars(self.documents)
        return (*record, *coverage_bars(self.coverage), *ink, *print_bars(self.pages))

    def table(self) -> str:
        """The figures as aligned text: reading, the record by field, what is missing, ink."""
        parts = [self._reading_table()] if self.pages else []
        if self.documents:
            fields = self.field_table()
            note = (
                "Trường: đúng từng chữ / số hồ sơ; !n = n lần ghi sai hoặc ghi thừa (còn lại là bỏ "
                f"trống). Trường chính: {', '.join(MAIN_FIELDS)}."
            )
            parts.append(aligned(fields.head, fields.lines, left=1) + "\n" + note)
        for table in self.named_tables():
            cells = table.cells
            left = 2 if cells.head[1] == "Cách đọc" else 1
            parts.append(aligned(cells.head, cells.lines, left=left) + "\n" + table.note)
        return "\n\n".join(parts)

    def named_tables(self) -> tuple[NamedTable, ...]:
        """All that this folder tells of what is missing, stamps, pen, sureness; the bars last."""
        groups, ours = self.groups(), self.ours
        tables = (
            NamedTable(
                "Chữ bỏ sót",
                "Chưa đọc: chữ đã thấy mà không đọc được, có báo cho người xem. Từ chắc: Tesseract "
                "thường đọc chắc (từ 92 %, đúng âm tiết); bỏ qua: văn bản của ta không có. Báo "
                "nhầm: trang vẽ đọc đủ (CER < 1 %) mà vẫn báo. Coi là trắng: trang có chữ.",
                coverage_table(self.coverage),
            ),
            NamedTable(
                "Trang phải xem",
                "Trang có chữ chưa đọc, hoặc bỏ qua quá 3 %; nhiều nhất trước.",
                worst_table(self.coverage),
            ),
            NamedTable(
                "Tách văn bản",
                "Tệp nhiều trang; trang đầu của tệp không tính. Hỏi người: chỗ cắt hoặc không cắt "
                "mà máy chưa chắc; sai có hỏi: bao nhiêu chỗ sai nằm trong đó.",
                boundary_table(self.boundaries, groups),
            ),
            NamedTable(
                "Dấu và bút",
                "Tìm thấy / đã vẽ (đúng chỗ và đúng loại), +n = n khung thừa. Xoay: trang được "
                "xoay đúng chiều.",
                mark_table(ours, groups),
            ),
            NamedTable(
                "Nhận loại dấu",
                "Tìm đúng: phần dấu trên giấy được khoanh và gọi đúng loại; đúng loại: phần khung "
                "của ta đúng là dấu ấy. Trang vẽ.",
                kind_table(ours),
            ),
            NamedTable(
                "Đọc dấu và bút",
                "Đúng từng chữ / trên giấy có; !n = n lần ghi sai (còn lại là để trống cho người "
                "xem). Có dấu: số văn bản thấy dấu, +n = thấy thừa.",
                hand_table(ours, self.documents, groups),
            ),
            NamedTable(
                "Điểm ảnh",
                "Phần chữ in còn đậm sau khi gỡ mực, phần mực còn sót; chỉ trang vẽ kèm mặt nạ.",
                pixel_table(ours, groups),
            ),
            NamedTable(
                "Bỏ từng bước làm sạch",
                "Cùng những trang ấy, đọc lại khi tắt một bước.",
                ablation_table(ours, self.variants) if self.variants else Cells([], []),
            ),
            NamedTable(
                "Công từng bước",
                "CPU giây mỗi trang; (mực) là công chỉ vì dấu và bút mà có.",
                stage_table(ours, groups),
            ),
            NamedTable(
                "Tin cậy từng chữ",
                "Mỗi khoảng: tin cậy hứa → thật sự đúng; ECE: hai số ấy chênh nhau bao nhiêu.",
                reliability_table(ours, groups),
            ),
            *record_tables(groups, self.documents),
            NamedTable(
                "Vạch", "Trên: số trang, điểm ảnh, dấu hoặc trường đã đo.", self._bar_table()
            ),
        )
        return tuple(t for t in tables if t.cells.lines and len(t.cells.head) > 1)

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
            exact = [of_all(row.exact[kind]) for kind in ("symbol", "date", "number")]
            blank = f"{row.blank_letters} / {row.blank_pages} trang" if row.blank_pages else "–"
            cost = [seconds(row.cpu_seconds / row.pages), blank, str(row.problems or "–")]
            who = [row.condition, ENGINES[row.engine], str(row.pages)]
            lines.append([*who, *shares, *exact, *cost])
        return aligned(head, lines, left=2)

    def field_table(self) -> Cells:
        """How often each field was exact, a column for each condition."""
        return field_table(self.groups(), self.documents)

    def as_dict(self) -> dict[str, Any]:
        """Everything, for programs and for comparing two runs."""
        return {
            "schema_version": 1,
            "folder": self.folder,
            "conditions": [asdict(row) for row in self.rows()],
            "fields": field_counts(self.groups(), self.documents),
            "record": record_dict(self.groups(), self.documents),
            "pages": [asdict(page) | {"rates": page.score.rates()} for page in self.pages],
            "documents": [asdict(document) for document in self.documents],
            "coverage": coverage_dict(self.coverage),
            "boundaries": [asdict(file) for file in self.boundaries],
            "ink": {
                "bars": [asdict(bar) | {"cleared": bar.cleared} for bar in self.bars()],
                "tables": {table.title: asdict(table.cells) for table in self.named_tables()},
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
