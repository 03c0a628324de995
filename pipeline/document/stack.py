"""Where one document ends and the next begins in a stack that was scanned as one file.

Every page is in exactly one document.  Pages that say nothing are backs: they belong to the
document before them, at the front of a file to the one after.  A separator sheet, with its own
blank back, belongs to the document after it (to the last one where none follows): it stands among
its pages and in its original, and says nothing in its text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.document.cutting import Gap, gaps_between
from pipeline.document.separators import is_separator, separator_name
from pipeline.document.telling import reasons_for, reasons_for_cut
from pipeline.values.document import Cut, Doubt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.values.readings import PageReading

__all__ = ["SURE", "Share", "split"]

SURE = 0.9
"""A cut below this, and a gap left whole that is not so surely one, is for a person to look at."""

_AT_LEAST = 0.5
_FIRST = Cut(reasons=("trang đầu của tệp",))


@dataclass(frozen=True, slots=True)
class Share:
    """The pages of one document, and how they were told from the others."""

    pages: tuple[PageReading, ...]
    cut: Cut


def split(
    pages: Sequence[PageReading], decided: Sequence[Sequence[int]] | None = None
) -> list[Share]:
    """Cut a stack into documents, in order; no page is lost.

    Args:
        pages: Of the whole file.
        decided: Page numbers of each document where a person cut the file; the machine then has
            no say.

    Raises:
        ValueError: What was decided is not these pages, each once.
    """
    if decided is not None:
        return _as_decided(pages, decided)
    starts: dict[int, Cut] = {}
    doubts: dict[int, Doubt] = {}
    for run, name in _runs(pages):
        gaps = gaps_between([pages[i] for i in run])
        opening = _FIRST if not starts else _by_sheet(pages, name)
        if run:
            starts[run[0]] = opening
        for i, gap in zip(run[1:], gaps, strict=True):
            if gap.confidence >= _AT_LEAST:
                starts[i] = Cut("machine", round(gap.confidence, 4), reasons_for_cut(gap))
            elif gap.confidence > 1 - SURE and pages[i].problem is None:  # a hole is told anyway
                doubts[i] = _doubt(pages[i], gap)
    return _shared_out(pages, starts, doubts)


def says_nothing(page: PageReading) -> bool:
    """Whether a page is a back: blank, or with specks and shadows on it that nobody reads."""
    known = {mark.kind for mark in page.marks} - {"unknown", "set_off"}
    empty = page.problem is None and not (page.lines or page.unread or page.codes or known)
    return page.blank or empty


def _as_decided(pages: Sequence[PageReading], decided: Sequence[Sequence[int]]) -> list[Share]:
    known = {page.number: page for page in pages}
    asked = [number for numbers in decided for number in numbers]
    if sorted(asked) != sorted(known):
        raise ValueError(f"decided {sorted(asked)} for pages {sorted(known)}")
    why = ("người xử lý đã định chỗ cắt",)
    return [Share(tuple(known[n] for n in numbers), Cut("person", 1.0, why)) for numbers in decided]


def _runs(pages: Sequence[PageReading]) -> list[tuple[list[int], int | None]]:
    """Places of pages that say something, parted where a separator sheet lies; with the sheet."""
    runs: list[tuple[list[int], int | None]] = [([], None)]
    for i, page in enumerate(pages):
        if is_separator(page):
            runs.append(([], i))
        elif not says_nothing(page):
            runs[-1][0].append(i)
    return [run for run in runs if run[0]]


def _by_sheet(pages: Sequence[PageReading], at: int | None) -> Cut:
    named = separator_name(pages[at]) if at is not None else None
    if at is None or named is None:
        raise ValueError("a run of pages that no separator sheet opens")
    text, sure = named
    return Cut("separator", sure, (f"tờ phân cách ở trang {pages[at].number} (mã {text})",))


def _doubt(page: PageReading, gap: Gap) -> Doubt:
    return Doubt(page.number, round(1 - gap.confidence, 4), reasons_for(gap))


def _shared_out(
    pages: Sequence[PageReading], starts: dict[int, Cut], doubts: dict[int, Doubt]
) -> list[Share]:
    """Every page to a document: what says nothing goes with the one before, sheets after."""
    groups: list[tuple[list[PageReading], Cut, list[Doubt]]] = []
    waiting: list[PageReading] = []
    for i, page in enumerate(pages):
        if i in starts:
            groups.append(([*waiting, page], starts[i], []))
            waiting = []
        elif waiting or not groups or is_separator(page):
            waiting.append(page)
        else:
            groups[-1][0].append(page)
            if i in doubts:
                groups[-1][2].append(doubts[i])
    if groups:
        groups[-1][0].extend(waiting)
    elif waiting:
        groups.append((waiting, _FIRST, []))
    return [
        Share(tuple(own), Cut(cut.made, cut.confidence, cut.reasons, tuple(inside)))
        for own, cut, inside in groups
    ]
