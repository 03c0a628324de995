"""A table as CSV: UTF-8 with BOM, every cell quoted, and none that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.profiles.tables import Table

__all__ = ["csv_table", "disarmed", "rearmed"]

_RUNS = frozenset("=+-@\t\r\n＝＋－＠")
_MARK = "'"


def disarmed(text: str) -> str:
    """A value that no spreadsheet takes for a formula: with an apostrophe before it.

    What begins with an apostrophe itself gets one more, so that taking one away always gives the
    value back (`rearmed`).  Blanks before the sign do not hide it.

    >>> disarmed("=HYPERLINK(1)"), disarmed("+84 24 38"), disarmed("'a"), disarmed("05")
    ("'=HYPERLINK(1)", "'+84 24 38", "''a", '05')
    """
    bare = text.lstrip(" \u00a0")
    dangerous = text[:1] == _MARK or text[:1] in _RUNS or bare[:1] in _RUNS
    return _MARK + text if text and dangerous else text


def rearmed(cell: str) -> str:
    """The value of a cell that `disarmed` wrote."""
    return cell.removeprefix(_MARK)


def csv_table(table: Table) -> bytes:
    """The table; its head are the element names, for programs."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([spec.xml for spec in table.specs])
    for record in table.rows():
        writer.writerow([disarmed(record.get(spec.name, "")) for spec in table.specs])
    return b"\xef\xbb\xbf" + out.getvalue().encode()
