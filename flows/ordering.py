"""In which order a night takes its files up: the one place that says so (decision 0033)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from flows.stocktaking import FileWork

__all__ = ["PATIENCE", "Turn", "order", "turn_of"]

PATIENCE = timedelta(days=3)
"""A file that has waited so long goes before all that came later, however large it is."""

Turn = tuple[int, bool, float, int, str]
"""Sorts files: the smallest first."""


def order(file: FileWork, now: datetime) -> Turn:
    """The key by which the files of a night are sorted; see `turn_of`.

    Args:
        file: Which.
        now: When the night began.
    """
    pages, first_seen = len(file.todo), file.first_seen or now
    return turn_of(file.scan.name, pages, file.degree, first_seen, file.written_ns, now)


def turn_of(
    name: str, pages: int, degree: int, first_seen: datetime, written_ns: int, now: datetime
) -> Turn:
    """What is urgent, what has waited too long, small before large, oldest first.

    Sizes are told apart by doubling: between four pages and five the older file goes first,
    between four and eight the smaller one.  What was begun counts by what is left of it.

    Args:
        name: Of the file.
        pages: Left to read.
        degree: See `urgency`.
        first_seen: When a night first met it: what a scanner's clock says may be absurd, and would
            make a file old for ever.
        written_ns: When it was written, by that clock; parts files that are alike in all else.
        now: When the night began.
    """
    waited_long = now - first_seen >= PATIENCE
    rank = first_seen.timestamp() if waited_long else float(max(1, pages).bit_length())
    return -degree, not waited_long, rank, written_ns, name
