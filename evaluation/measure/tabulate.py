"""Figures set in columns, for a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Cells", "NamedTable", "aligned", "percent", "seconds"]


@dataclass(frozen=True, slots=True)
class Cells:
    """A table as shown."""

    head: list[str]
    lines: list[list[str]]


@dataclass(frozen=True, slots=True)
class NamedTable:
    """A table with its heading and how to read it."""

    title: str
    note: str
    cells: Cells


def percent(share: float, digits: int) -> str:
    """A share as per cent, with a decimal comma as Vietnamese writes it.

    >>> percent(0.01234, 2)
    '1,23 %'
    """
    return f"{100 * share:.{digits}f} %".replace(".", ",").replace("-0,00 ", "0,00 ")


def seconds(value: float) -> str:
    """Seconds to the hundredth.

    >>> seconds(1.3249)
    '1,32'
    """
    return f"{value:.2f}".replace(".", ",")


def aligned(head: Sequence[str], rows: Sequence[Sequence[str]], *, left: int) -> str:
    """Rows under their headings; the first `left` columns are words, the others figures.

    >>> print(aligned(["Trang", "Số"], [["a", "1"], ["bb", "20"]], left=1))
    Trang  Số
    ─────  ──
    a       1
    bb     20
    """
    widths = [max(len(cell) for cell in column) for column in zip(head, *rows, strict=True)]

    def line(cells: Sequence[str]) -> str:
        placed = (
            cell.ljust(width) if i < left else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        return "  ".join(placed).rstrip()

    return "\n".join([line(head), line(["─" * width for width in widths]), *map(line, rows)])
