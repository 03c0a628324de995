"""All tables as one workbook (XLSX): texts as texts, numbers as numbers, never a formula."""

from __future__ import annotations

import io
import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import xlsxwriter

from pipeline.profiles.tables import tables_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from pipeline.profiles.records import Draft
    from pipeline.profiles.spec import FieldSpec, Kind, Values
    from pipeline.profiles.tables import Table

__all__ = ["EPOCH", "workbook"]

EPOCH = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""A workbook says when it was made; the same export shall be the same bytes on any day."""

_MOST_ROWS = 1_000_000  # a sheet has 1,048,576
_A3 = 8
_SCALE = 60  # percent: what the regulation lists fits across a sheet, ours follows on the next
_WIDTHS: Mapping[Kind, float] = {"code": 10, "codes": 10, "num": 9, "date": 12, "str": 15}
_LINE = 15.0  # points
_MOST_LINES = 27  # a row is no higher than 409 points
_FACE = {"font_name": "Times New Roman", "font_size": 11, "valign": "top", "border": 1}
_HEAD = {**_FACE, "bold": True, "text_wrap": True, "align": "center", "valign": "vcenter"}


def workbook(draft: Draft) -> bytes:
    """The workbook: a sheet a table, heads that stay, filters, ready to print on A3 across.

    Columns that the regulation lists have a blue head, ours a grey one.  Days are texts as the
    profile writes them: a spreadsheet in another country would turn a date around.
    """
    store = io.BytesIO()
    book = xlsxwriter.Workbook(
        store,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    title = f"{draft.profile.name}: hồ sơ, văn bản"
    book.set_properties({"title": title, "author": "Số hóa", "created": EPOCH})
    forms = {
        "head": book.add_format({**_HEAD, "bg_color": "#D5E3F0"}),
        "own": book.add_format({**_HEAD, "bg_color": "#E9E9E9", "italic": True}),
        "text": book.add_format({**_FACE, "text_wrap": True, "num_format": "@"}),
        "num": book.add_format({**_FACE, "num_format": "0"}),
    }
    for table in tables_of(draft):
        _write(book, table, forms)
    book.close()
    return store.getvalue()


def _write(book: xlsxwriter.Workbook, table: Table, forms: dict[str, Format]) -> None:
    """A table over as many sheets as it needs."""
    sheet, line, part = _sheet(book, table, table.label, forms), 0, 1
    last = len(table.specs) - 1
    for record in table.rows():
        if line == _MOST_ROWS:
            sheet.autofilter(0, 0, line, last)
            part, line = part + 1, 0
            sheet = _sheet(book, table, f"{table.label} {part}", forms)
        line += 1
        sheet.set_row(line, _LINE * _lines(table, record))
        for column, spec in enumerate(table.specs):
            value = record.get(spec.name)
            if value is None:
                sheet.write_blank(line, column, None, forms["text"])
            elif spec.kind == "num":
                sheet.write_number(line, column, int(value), forms["num"])
            else:
                _hold(sheet.write_string(line, column, value, forms["text"]), value)
    sheet.autofilter(0, 0, line, last)


def _width(spec: FieldSpec) -> float:
    return spec.width or _WIDTHS[spec.kind]


def _lines(table: Table, record: Values) -> int:
    """How many lines the fullest cell of a row takes: not every program works that out."""
    counts = (
        sum(max(1, math.ceil(len(part) / _width(spec))) for part in value.split("\n"))
        for spec in table.specs
        if (value := record.get(spec.name))
    )
    return min(max(counts, default=1), _MOST_LINES)


def _hold(answer: int, value: str) -> None:
    """The library cuts what is too long, and says so by a number; lengths were checked before."""
    if answer != 0:
        raise ValueError(f"a cell cannot hold {len(value)} signs (answer {answer})")


def _sheet(
    book: xlsxwriter.Workbook, table: Table, name: str, forms: dict[str, Format]
) -> Worksheet:
    sheet: Worksheet = book.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(_A3)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.set_print_scale(_SCALE)
    sheet.set_footer("&CTrang &P/&N")
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0)
    sheet.set_row(0, 48)
    for column, spec in enumerate(table.specs):
        sheet.set_column(column, column, _width(spec))
        sheet.write_string(0, column, spec.label, forms["own" if spec.own else "head"])
    return sheet
