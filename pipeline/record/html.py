"""A table as HTML, for readers that show `document.json` without a program of their own."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["table_html"]


def table_html(rows: Sequence[dict[str, Any]]) -> str:
    """A table's rows, as `document.json` has them, as one HTML table.

    >>> cells = [{"text": "A & B", "rows": 1, "columns": 2}, {"text": "", "rows": 1, "columns": 1}]
    >>> table_html([{"cells": cells}])
    '<table><tr><td colspan="2">A &amp; B</td><td></td></tr></table>'
    """
    shown = ("".join(_cell(cell) for cell in row["cells"]) for row in rows)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in shown) + "</table>"


def _cell(cell: dict[str, Any]) -> str:
    spans = "".join(
        f' {name}="{cell[key]}"'
        for name, key in (("rowspan", "rows"), ("colspan", "columns"))
        if cell[key] > 1
    )
    text = escape(cell["text"], quote=False).replace("\n", "<br>")
    return f"<td{spans}>{text}</td>"
