"""Printed page numbers, one after the other: what is missing, twice, or out of order."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.record.check import Check

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.values.readings import PageReading

__all__ = ["page_numbers", "printed_number"]

_NUMBER = re.compile(r"\W*(?:trang|tr\.?)?\s*(\d{1,3})(?:\s*/\s*\d{1,3})?\W*", re.IGNORECASE)
# Below this the figure itself is in doubt, and no page is missed because of it.
_SURE = 0.7


def printed_number(page: PageReading) -> int | None:
    """The number printed on a page; None where there is none, or it is in doubt."""
    for zone in page.zones:
        for line in zone.lines if zone.kind == "page_number" else ():
            match = _NUMBER.fullmatch(line.text)
            if match and line.confidence >= _SURE:
                return int(match[1])
    return None


def page_numbers(pages: Sequence[PageReading]) -> Iterator[Check]:
    """Compare the numbers printed on a document's pages.

    Annexes count anew from 1 or 2. Pages without a number count as pages, blank ones may not. One
    figure that fits neither neighbour, while these fit each other, was misread.
    """
    printed = [page for page in pages if not page.blank and page.problem is None]
    known = [
        (i, number, page.number)
        for i, page in enumerate(printed)
        if (number := printed_number(page)) is not None
    ]
    known = [entry for k, entry in enumerate(known) if not _misread(known, k)]
    if len(known) < 2:
        return
    wrong = [check for pair in pairwise(known) if (check := _step(*pair)) is not None]
    yield from wrong or [Check("pages.order", ())]


def _misread(known: Sequence[tuple[int, int, int]], k: int) -> bool:
    if not 0 < k < len(known) - 1:
        return False
    (i, before, _), (_, number, _), (j, after, _) = known[k - 1 : k + 2]
    return after - before == j - i and not before < number < after


def _step(before: tuple[int, int, int], after: tuple[int, int, int]) -> Check | None:
    (i, first, _), (j, second, page) = before, after
    if second == first:
        return Check("pages.twice", (), f"số trang in {second} có hai lần", page)
    if second < first:
        if second <= 2:  # an annex of its own, numbered from its 1st or 2nd page
            return None
        return Check("pages.order", (), f"số trang in {second} đứng sau {first}", page)
    missing = second - first - (j - i)
    if missing > 0:
        why = f"sau trang in số {first} là trang in số {second}: có thể thiếu {missing} trang"
        return Check("pages.gap", (), why, page)
    return None
