"""A table's sum line against the figures above it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from pipeline.record.check import Check
from pipeline.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.values.readings import PageReading, TableRow

__all__ = ["column_sums", "figure"]

_SUM = re.compile(r"\W*(?:tong(?:\s+(?:cong|so|so tien))?|cong(?:\s+(?:tong|chung))?)\s*:?\W*")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,4})?")
_PLAIN = re.compile(r"\d{1,12}(?:,\d{1,2})?")
_NOTHING = re.compile(r"[\s.\-–—]*")
_LEAST = 2
"""So many figures make a column that is summed up."""


def figure(text: str) -> Decimal | None:
    """A figure as Vietnamese prints it: points part thousands, a comma the decimals.

    >>> [str(figure(t)) for t in ("1.234.567", "12,5", "1.234,50", "(1.000)", "45")]
    ['1234567', '12.5', '1234.50', '-1000', '45']
    >>> [figure(t) for t in ("1,234", "12/5", "1.23", "III", "")]
    [None, None, None, None, None]
    """
    said = re.sub(r"\s+(?=\d{3}\b)", "", text.strip())
    below = said.startswith("(") and said.endswith(")")
    said = said.strip("()").strip()
    minus = said.startswith(("-", "–"))
    said = said.lstrip("-– ")
    if not (_THOUSANDS.fullmatch(said) or _PLAIN.fullmatch(said)):
        return None
    value = Decimal(said.replace(".", "").replace(",", "."))
    return -value if below or minus else value


def column_sums(pages: Sequence[PageReading]) -> Iterator[Check]:
    """Compare every sum line with its columns.

    Only of a table that is plainly flat can anything be said: its items are numbered 1, 2, 3 … or
    another column of it comes out right. Sums of groups within a table are no mistake.
    """
    for page in pages:
        for zone in page.zones:
            if zone.kind == "table" and zone.rows:
                yield from _sums(zone.rows, page.number)


def _sums(rows: Sequence[TableRow], page: int) -> Iterator[Check]:
    at = next((i for i, row in enumerate(rows) if _is_sum(row)), None)
    if at is None:
        return
    cells = [{cell.column: cell.text for cell in row.cells} for row in rows]
    # A sum line on top stands over what it sums up.
    above = [row for row in cells[:at] if _has_figures(row)]
    items = above if len(above) >= _LEAST else cells[at + 1 :]
    columns = {
        column: values
        for column, text in cells[at].items()
        if (total := figure(text)) is not None
        and (values := _column(items, column)) is not None
        and len([value for value in values if value]) >= _LEAST
        and (values := [*values, total])
    }
    right = {column for column, (*values, total) in columns.items() if sum(values) == total}
    flat = bool(right) or _is_counted(items)
    for column, (*values, total) in columns.items():
        if column in right:
            yield Check("table.sum", (), None, page)
        elif flat:
            why = f"dòng cộng ghi {_said(total)}, các dòng cộng lại là {_said(sum(values))}"
            yield Check("table.sum", (), why, page)


def _is_sum(row: TableRow) -> bool:
    return any(_SUM.fullmatch(fold(" ".join(cell.text.split()))) for cell in row.cells)


def _has_figures(row: dict[int, str]) -> bool:
    return any(figure(text) is not None for text in row.values())


def _column(items: Sequence[dict[int, str]], column: int) -> list[Decimal] | None:
    """A column's figures, blanks as nothing; None where one of them is no figure."""
    values = []
    for row in items:
        text = row.get(column, "")
        value = Decimal(0) if _NOTHING.fullmatch(text) else figure(text)
        if value is None:
            return None
        values.append(value)
    return values


def _is_counted(items: Sequence[dict[int, str]]) -> bool:
    """Whether the first column counts the rows, none left out."""
    said = [row.get(0, "").strip(" .") for row in items]
    return said == [str(n) for n in range(1, len(items) + 1)]


def _said(value: Decimal | int) -> str:
    """A figure as it would be printed.

    >>> _said(Decimal("1234567.5")), _said(Decimal(12))
    ('1.234.567,5', '12')
    """
    return f"{value:,}".translate(str.maketrans(",.", ".,"))
