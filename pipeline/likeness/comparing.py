"""Two documents: the same paper, a part of it, or another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.document.separators import is_separator
from pipeline.likeness.fingerprints import alike_pictures, alike_words, prints_of
from pipeline.likeness.sheets import SheetVerdict, judge_sheets
from pipeline.values.likeness import Likeness

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.likeness.sheets import Look
    from pipeline.values.document import Document
    from pipeline.values.likeness import SheetPrint
    from pipeline.values.readings import PageReading

__all__ = ["compare", "worth_comparing"]

_LEAST_WORDS = 0.35  # of the letter groups: two bad readings of one sheet share so many
_PICTURE_BITS = 36  # as `Judging.twice_bits`: two scans of one sheet differ in 8–26
_WORDLESS_BITS = 24  # nothing but the picture speaks for it
_TRIES = 3  # pages of one table look alike: a page is held against so many of the other's
_NEARLY_ALL = 0.8


def worth_comparing(one: SheetPrint, other: SheetPrint) -> bool:
    """Whether two pages may be one sheet, as far as what is kept of them tells."""
    bits = alike_pictures(one, other)
    near = bits is not None and bits <= _PICTURE_BITS
    return near or alike_words(one, other) >= _LEAST_WORDS


def compare(first: Document, second: Document, look: Look) -> Likeness | None:
    """What makes two documents one paper; None where they are two.

    Blank backs and separator sheets do not count; the order of the pages neither.

    Args:
        first: As published.
        second: The other one.
        look: Asks the pictures of a page of the first and one of the second.
    """
    mine, others = _sheets(first), _sheets(second)
    verdicts: dict[tuple[int, int], SheetVerdict] = {}
    taken: set[int] = set()
    doubtful: set[int] = set()
    for number, candidates in _candidates(mine, others):
        best: SheetVerdict | None = None
        for other in candidates[:_TRIES]:
            if other in taken:
                continue
            verdict = _judged(mine[number], others[other], look)
            if verdict.state == "same":
                verdicts[number, other] = verdict
                taken.add(other)
                best = None
                break
            if best is None or best.state == "unsure":
                best = verdict
        if best is None:
            continue
        if best.state == "other" and best.parted:
            return None  # the same form, filled in differently: two papers, whatever follows
        doubtful.add(number)
    if not verdicts:
        return None
    covered = len(verdicts) / len(mine), len(verdicts) / len(others)
    whole = len(verdicts) + len(doubtful) >= len(mine) or len(verdicts) == len(others)
    if not whole and min(covered) < _NEARLY_ALL:
        return None
    extra = abs(len(mine) - len(others)) > 0 or not whole
    return Likeness(
        "part" if extra else "same",
        round(sum(verdict.share for verdict in verdicts.values()) / len(verdicts), 3),
        tuple(_reasons(verdicts, mine, others)),
        tuple(sorted(verdicts)),
    )


def _sheets(document: Document) -> dict[int, tuple[PageReading, SheetPrint]]:
    """Pages that say something, by number."""
    return {
        page.number: (page, known)
        for page, known in zip(document.pages, prints_of(document), strict=True)
        if not page.blank and page.problem is None and not is_separator(page)
    }


def _candidates(
    mine: dict[int, tuple[PageReading, SheetPrint]],
    others: dict[int, tuple[PageReading, SheetPrint]],
) -> Iterator[tuple[int, list[int]]]:
    """For each page those that may be the same sheet, the likeliest first."""
    for number, (_, known) in mine.items():
        found = [
            (alike_words(known, other), -(alike_pictures(known, other) or 256), at)
            for at, (_, other) in others.items()
            if worth_comparing(known, other)
        ]
        yield number, [at for _, _, at in sorted(found, reverse=True)]


def _judged(
    one: tuple[PageReading, SheetPrint], other: tuple[PageReading, SheetPrint], look: Look
) -> SheetVerdict:
    if one[1].words and other[1].words:
        return judge_sheets(one[0], other[0], look)
    bits = alike_pictures(one[1], other[1])
    wordless = not one[1].words and not other[1].words
    if wordless and bits is not None and bits <= _WORDLESS_BITS:
        return SheetVerdict("same", 1 - bits / 256)
    return SheetVerdict("unsure")


def _reasons(
    verdicts: dict[tuple[int, int], SheetVerdict],
    mine: dict[int, tuple[PageReading, SheetPrint]],
    others: dict[int, tuple[PageReading, SheetPrint]],
) -> Iterator[str]:
    share = min(verdict.share for verdict in verdicts.values())
    yield f"{len(verdicts)} trang giống nhau, {share:.0%} số từ nằm cùng một chỗ trên giấy"
    if misread := sum(verdict.misread for verdict in verdicts.values()):
        yield f"{misread} chỗ máy đọc khác nhau nhưng nét chữ trên hai ảnh như nhau"
    if added := sum(verdict.added for verdict in verdicts.values()):
        yield f"{added} chỗ chỉ một bản có dấu hoặc chữ viết"
    for name, sheets in (("bản đầu", mine), ("bản sau", others)):
        if more := len(sheets) - len(verdicts):
            yield f"{name} còn {more} trang khác"
