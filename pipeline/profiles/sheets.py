"""A plan out of a workbook (XLSX) or a list (CSV): cells as they are, each with its place."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from openpyxl.utils import get_column_letter

from pipeline.profiles.opening import TooLargeError, open_workbook, utf_text
from pipeline.profiles.plan_columns import FILES, TABLES
from pipeline.profiles.raw import RawCell, RawPlan, RawRow, column_named, table_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from pipeline.profiles.plan_columns import Column, PlanTable

__all__ = ["GUIDE", "read_list", "read_workbook"]

GUIDE = "Hướng dẫn"
"""The template's first sheet; it is for people."""

_MOST_ROWS, _MOST_COLUMNS = 50_000, 200
_AS_TEXT = "chép ô rồi dán lại chỉ giá trị (Paste Special → Values)"
_HEADS = "để tên cột ở dòng đầu, đúng như tệp mẫu (sohoa export --template)"
_SAVE_AS = "lưu lại bằng Excel hoặc LibreOffice với kiểu .xlsx"


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet being read."""

    raw: RawPlan
    table: PlanTable
    place: str

    def at(self, row: int, column: int | None = None, label: str = "") -> str:
        where = f"{self.place}, dòng {row}"
        if column is None:
            return where
        named = f"cột “{label}”, " if label else ""
        return f"{where}, {named}ô {get_column_letter(column)}{row}"


def read_workbook(name: str, data: bytes) -> RawPlan:
    """The tables of a workbook.

    Args:
        name: Of the file, for messages.
        data: Its bytes.
    """
    raw = RawPlan(name)
    try:
        book = open_workbook(data)
    except TooLargeError:
        raw.complain(name, "bảng tính quá lớn khi mở ra", "xóa hình và dòng trống rồi lưu lại")
        return raw
    except Exception as error:  # noqa: BLE001  # openpyxl raises whatever broken XML makes it raise
        raw.complain(name, f"không mở được bảng tính ({type(error).__name__})", _SAVE_AS)
        return raw
    for sheet in book.worksheets:
        table = table_named(sheet.title)
        if table is not None:
            _read_sheet(sheet, _Sheet(raw, table, f"{name}, trang “{sheet.title}”"))
        elif sheet.title != GUIDE and _holds(sheet):
            known = ", ".join(f"“{one.label}”" for one in TABLES.values())
            where = f"{name}, trang “{sheet.title}”"
            raw.complain(where, "không có bảng nào tên như vậy", f"đặt tên một trong: {known}")
    return raw


def read_list(name: str, data: bytes) -> RawPlan:
    """The list of files (hồ sơ) out of a CSV: UTF-8, commas, semicolons or tabs."""
    raw = RawPlan(name)
    text = _decoded(raw, data)
    if text is None:
        return raw
    head = text.splitlines()[0] if text.strip() else ""
    comma = max(",;\t", key=head.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=comma, strict=True))
    except csv.Error as error:
        raw.complain(name, f"không phải CSV đúng cách ({error})", "xem dấu nháy kép trong các ô")
        return raw
    if len(lines) > _MOST_ROWS:
        raw.complain(name, f"dài {len(lines)} dòng", f"chia thành các tệp dưới {_MOST_ROWS} dòng")
        return raw
    _read_rows(_Sheet(raw, FILES, name), enumerate(lines, 1))
    return raw


def _decoded(raw: RawPlan, data: bytes) -> str | None:
    """Its text; other encodings than UTF are not guessed, for a wrong guess spoils names."""
    try:
        return utf_text(data)
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raw.complain(
            f"{raw.name}, dòng {row}",
            "chữ không phải UTF-8 (có thể là bảng mã Windows-1258 hoặc TCVN3)",
            "lưu lại với kiểu “CSV UTF-8 (Comma delimited)”, hoặc dùng .xlsx",
        )
        return None


def _holds(sheet: Worksheet) -> bool:
    return sheet.max_row > 1 or sheet.max_column > 1 or sheet["A1"].value is not None


def _read_sheet(sheet: Worksheet, at: _Sheet) -> None:
    if sheet.max_row > _MOST_ROWS or sheet.max_column > _MOST_COLUMNS:
        what = f"trang tính rộng {sheet.max_row} dòng × {sheet.max_column} cột"
        at.raw.complain(at.place, what, "xóa các dòng, cột trống có định dạng ở cuối rồi lưu lại")
        return
    for merged in sorted(map(str, sheet.merged_cells.ranges))[:20]:
        remedy = "bỏ gộp ô và ghi giá trị vào từng ô"
        at.raw.complain(f"{at.place}, ô {merged}", "các ô bị gộp", remedy)
    rows = (
        (number, [_value(at, cell) for cell in row])
        for number, row in enumerate(sheet.iter_rows(), 1)
    )
    (_read_down if at.table.down else _read_rows)(at, rows)


def _value(at: _Sheet, cell: Any) -> Any:
    """A cell's value; formulas and errors are complained of, and say nothing."""
    if getattr(cell, "data_type", "") == "f":
        at.raw.complain(at.at(cell.row, cell.column), "ô là công thức", _AS_TEXT)
        return None
    if getattr(cell, "data_type", "") == "e":
        at.raw.complain(at.at(cell.row, cell.column), f"ô báo lỗi {cell.value}", "sửa ô này")
        return None
    return cell.value


def _is_empty(row: Sequence[Any]) -> bool:
    return all(value is None or (isinstance(value, str) and not value.strip()) for value in row)


def _read_rows(at: _Sheet, rows: Iterable[tuple[int, Sequence[Any]]]) -> None:
    """Heads in the first row that has something, and what stands under them."""
    columns: dict[int, Column] | None = None
    found: list[RawRow] = []
    for number, row in rows:
        if _is_empty(row):
            continue
        if columns is None:
            columns = _heads(at, number, row)
            continue
        cells: dict[str, RawCell] = {}
        for index, value in enumerate(row):
            if index in columns:
                column = columns[index]
                cells[column.key] = RawCell(value, at.at(number, index + 1, column.label))
            elif not _is_empty([value]):
                where = at.at(number, index + 1)
                at.raw.complain(where, "ô nằm ngoài các cột có tên", "xóa ô hoặc đặt tên cột")
        found.append(RawRow(at.at(number), cells))
    if columns is None and at.table is FILES:
        at.raw.complain(at.place, "không có dòng nào", _HEADS)
    at.raw.tables.setdefault(at.table.key, []).extend(found)


def _heads(at: _Sheet, number: int, row: Sequence[Any]) -> dict[int, Column]:
    """Index → column; unknown, doubled and missing heads are complained of."""
    columns: dict[int, Column] = {}
    for index, said in enumerate(row):
        if _is_empty([said]):
            continue
        column, near = column_named(at.table, str(said))
        where = at.at(number, index + 1)
        if column is None:
            hint = f" (có phải “{near}”?)" if near else ""
            at.raw.complain(where, f"không có cột nào tên “{said}”{hint}", _HEADS)
        elif column in columns.values():
            at.raw.complain(where, f"cột “{column.label}” có hai lần", "bỏ một cột")
        else:
            columns[index] = column
    for column in at.table.columns:
        if column.needed and column not in columns.values():
            at.raw.complain(at.at(number), f"thiếu cột “{column.label}”", _HEADS)
    return columns


def _read_down(at: _Sheet, rows: Iterable[tuple[int, Sequence[Any]]]) -> None:
    """Names in the first column, values in the second; further columns are hints."""
    cells: dict[str, RawCell] = {}
    for number, row in rows:
        if _is_empty(row[:2]) or _same_head(row):
            continue
        column, near = column_named(at.table, str(row[0] or ""))
        if column is None:
            hint = f" (có phải “{near}”?)" if near else ""
            what = f"không có mục nào tên “{row[0] or ''}”"
            at.raw.complain(at.at(number, 1), f"{what}{hint}", "dùng tên như tệp mẫu")
        elif column.key in cells:
            at.raw.complain(at.at(number, 1), f"mục “{column.label}” có hai lần", "bỏ một dòng")
        else:
            value = row[1] if len(row) > 1 else None
            cells[column.key] = RawCell(value, at.at(number, 2, column.label))
    at.raw.tables.setdefault(at.table.key, []).append(RawRow(at.place, cells))


def _same_head(row: Sequence[Any]) -> bool:
    """The template's head over a table that goes down."""
    return [str(value) for value in row[:2]] == ["Mục", "Nội dung"]
