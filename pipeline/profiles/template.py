"""The plan as a workbook to be filled in, with what the archive knows already."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import xlsxwriter

from pipeline.profiles.plan_columns import DEFAULTS, FILES, FONDS, RULES, TABLES, VALUES
from pipeline.profiles.sheets import GUIDE
from pipeline.profiles.sources import shown_day
from pipeline.profiles.workbook import EPOCH

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from pipeline.profiles.plan import Plan, Rule, Trouble
    from pipeline.profiles.plan_columns import Column, PlanTable
    from pipeline.profiles.spec import Profile

__all__ = ["template"]

_ROWS = 2_000  # that are text from the start, so that no code loses its zeros
_GUIDE = """\
Kế hoạch xuất hồ sơ: điền các trang dưới đây rồi chạy
    sohoa export --profile {key} --files TỆP-NÀY.xlsx --out THƯ-MỤC --dry-run
Phông: tên phông, mã cơ quan và người lập kế hoạch.
Mặc định: dùng cho mọi hồ sơ không ghi riêng.
Hồ sơ: mỗi hồ sơ một dòng. Các cột từ “Thư mục” trở đi nói văn bản nào thuộc hồ sơ;
    mọi điều kiện đã điền trong một dòng phải cùng đúng.
Quy tắc: thêm quy tắc cho hồ sơ đã có ở trang “Hồ sơ”; đúng một quy tắc là đủ.
Giá trị: điều máy không đọc được hoặc đọc sai, do người nhập.
    Dòng nào còn trống cột “Giá trị” thì điền hoặc xóa.
Ngày viết DD/MM/YYYY. Mã viết như chữ: 01, không phải 1.
Không dùng công thức, không gộp ô, không đổi tên cột hay tên trang.
"""


def template(profile: Profile, plan: Plan, troubles: Iterable[Trouble] = ()) -> bytes:
    """A workbook for an operator to fill in.

    Args:
        profile: It is meant for.
        plan: What is known of it already; nothing of it is lost.
        troubles: What is missing: a row for each value that only `Giá trị` can give.
    """
    labels = {spec.name: spec.label for spec in profile.documents}
    store = io.BytesIO()
    book = xlsxwriter.Workbook(
        store,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    book.set_properties({"title": "Kế hoạch xuất hồ sơ", "author": "Số hóa", "created": EPOCH})
    face = {"font_name": "Times New Roman", "font_size": 11, "valign": "top", "num_format": "@"}
    forms = {
        "text": book.add_format({**face, "text_wrap": True}),
        "head": book.add_format({**face, "bold": True, "bg_color": "#D5E3F0", "border": 1}),
        "hint": book.add_format({**face, "italic": True, "font_color": "#666666"}),
    }
    guide = book.add_worksheet(GUIDE)
    guide.set_column(0, 0, 110)
    for row, line in enumerate(_GUIDE.format(key=profile.key).splitlines()):
        guide.write_string(row, 0, line, forms["text"])
    missing = [one for one in troubles if one.document and one.field in labels]
    rows = _rows(plan, missing, labels)
    for table in TABLES.values():
        sheet = book.add_worksheet(table.label)
        (_down if table.down else _across)(sheet, table, rows[table.key], forms)
    book.close()
    return store.getvalue()


def _rows(
    plan: Plan, missing: Sequence[Trouble], labels: Mapping[str, str]
) -> dict[str, list[dict[str, str]]]:
    """Everything the plan says, where it says it; and a row for each value that is missing."""
    own = {rule.where: rule for rule in plan.rules}
    listed = {file.where for file in plan.files}
    given = [
        {"document": v.document, "file": v.file, "field": v.field, "value": v.value, "by": v.by}
        for v in plan.values
    ]
    wanted = [
        {"document": one.document, "field": labels[one.field], "why": f"{one.where}: {one.what}"}
        for one in missing
    ]
    return {
        FONDS.key: [{**plan.fonds, "by": plan.by}],
        DEFAULTS.key: [dict(plan.defaults)],
        FILES.key: [{**file.given, **_conditions(own.get(file.where))} for file in plan.files],
        RULES.key: [
            {"file": rule.file, **_conditions(rule)}
            for rule in plan.rules
            if rule.where not in listed
        ],
        VALUES.key: [*given, *wanted],
    }


def _conditions(rule: Rule | None) -> dict[str, str]:
    """A rule's columns, as a person would write them."""
    if rule is None:
        return {}
    numbers, days = rule.numbers or (None, None), rule.dates or (None, None)
    said = {
        "folder": "/" if rule.folder == "" else rule.folder,
        "sheet": rule.sheet,
        "number_from": numbers[0],
        "number_to": numbers[1],
        "date_from": shown_day(days[0]),
        "date_to": shown_day(days[1]),
        "organ": rule.organ,
        "type": rule.type,
        "documents": ";".join(sorted(rule.documents)),
    }
    return {key: str(value) for key, value in said.items() if value not in (None, "")}


def _down(
    sheet: Worksheet, table: PlanTable, rows: list[dict[str, str]], forms: dict[str, Format]
) -> None:
    """One value under the other, with what it means beside it."""
    for index, width in enumerate((34, 60, 60)):
        sheet.set_column(index, index, width, forms["text"])
    for index, head in enumerate(("Mục", "Nội dung")):
        sheet.write_string(0, index, head, forms["head"])
    for line, column in enumerate(table.columns, 1):
        sheet.write_string(line, 0, column.label, forms["text"])
        sheet.write_string(line, 1, rows[0].get(column.key, ""), forms["text"])
        sheet.write_string(line, 2, column.hint, forms["hint"])
        _choices(sheet, column, line, line, 1)


def _across(
    sheet: Worksheet, table: PlanTable, rows: list[dict[str, str]], forms: dict[str, Format]
) -> None:
    """Columns with their heads; hints as comments, codes as lists to choose from."""
    sheet.freeze_panes(1, 1)
    for index, column in enumerate(table.columns):
        sheet.set_column(index, index, column.width, forms["text"])
        sheet.write_string(0, index, column.label, forms["head"])
        if column.hint:
            sheet.write_comment(0, index, column.hint, {"author": "Số hóa"})
        _choices(sheet, column, 1, _ROWS, index)
    for line, row in enumerate(rows, 1):
        for index, column in enumerate(table.columns):
            if row.get(column.key):
                sheet.write_string(line, index, row[column.key], forms["text"])


def _choices(sheet: Worksheet, column: Column, first: int, last: int, index: int) -> None:
    if column.codes is not None and column.kind == "code":
        words = list(column.codes.words.values())
        options = {"validate": "list", "source": words, "error_type": "warning"}
        sheet.data_validation(first, index, last, index, options)
