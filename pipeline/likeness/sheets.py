"""Two pages: one sheet scanned twice, or two sheets.

Text alone cannot tell: of two invitations of a series only the number differs, and of two readings
of one sheet a number may differ, too. So where the readings part, the pictures are asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np

from pipeline.likeness.wording import laid_over
from pipeline.values.likeness import Spot

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.geometry import Box
    from pipeline.likeness.wording import Overlay, Token
    from pipeline.values.likeness import SameInk
    from pipeline.values.marks import MarkRecord
    from pipeline.values.readings import PageReading

__all__ = ["Look", "SheetVerdict", "judge_sheets"]

_LEAST_SHARE = 0.5  # of the words stand at one place on one sheet, however badly it was read
_MANY_NUMBERS, _SURE = 3, 0.9  # so many sure numbers that differ need no look
_MOST_PATTERNS = 60  # words read alike that tell how alike two pictures of one word are
_NUMBER_SLACK = 0.07  # a number that was read differently may be so much less alike than those
_WORD_SLACK, _WORD_MOST = 0.2, 0.6  # ... and a word, which has more strokes to go astray
_LEAST_INK, _MORE_INK, _MORE_PEN = 0.04, 2.2, 1.5
_READABLE = 0.7  # a number under a stamp counts where both were read so surely
_STAMPS = frozenset(
    {"seal", "set_off", "incoming_stamp", "copy_stamp", "secrecy", "urgency", "name_stamp",
     "stamp", "signature", "note", "digital"}
)  # fmt: skip


class Look(Protocol):
    """Looks at places of two pages' pictures; None for a place outside of one of them."""

    def __call__(
        self, first: int, second: int, spots: Sequence[Spot], /
    ) -> Sequence[SameInk | None]:
        """Page numbers of both, and places on the first."""


@dataclass(frozen=True, slots=True)
class SheetVerdict:
    """Whether two pages are one sheet.

    Attributes:
        state: `same`, `other`, or `unsure`: too little to go by.
        share: Of the words, how many stand at one place in both.
        misread: Places that were read differently, though their ink is the same.
        added: Places with ink on one of them only: stamps and pen that came later.
        parted: What parts them, as read, where they are two sheets.
    """

    state: Literal["same", "other", "unsure"]
    share: float = 0.0
    misread: int = 0
    added: int = 0
    parted: str = ""


@dataclass(frozen=True, slots=True)
class _Doubt:
    """A place at which two sheets may differ; `said` is how both read it."""

    box: Box
    said: str
    kind: Literal["number", "word", "pen", "unread_pen"]


def judge_sheets(first: PageReading, second: PageReading, look: Look) -> SheetVerdict:
    """Tell two scans of one sheet from two sheets.

    Args:
        first: A page with words on it.
        second: The other one.
        look: Asks both pictures; only where the readings part.
    """
    over = laid_over(first, second)
    if over is None:
        return SheetVerdict("unsure")
    if over.share < _LEAST_SHARE:
        return SheetVerdict("other", over.share)
    sure = [
        f"{one.text} | {two.text}"
        for one, two in over.changed
        if _digits(one) != _digits(two)
        and _digits(one)
        and _digits(two)
        and min(one.confidence, two.confidence) >= _SURE
    ]
    if len(sure) >= _MANY_NUMBERS:
        return SheetVerdict("other", over.share, parted=sure[0])
    doubts = list(_doubts(first, second, over))
    if not doubts:
        return SheetVerdict("same", over.share)
    return _by_pictures(first, second, over, doubts, look)


def _by_pictures(
    first: PageReading,
    second: PageReading,
    over: Overlay,
    doubts: Sequence[_Doubt],
    look: Look,
) -> SheetVerdict:
    patterns = [one.box for one, _ in over.same if len(one.key) > 1]
    patterns = patterns[:: max(1, len(patterns) // _MOST_PATTERNS)]
    boxes = [*patterns, *(doubt.box for doubt in doubts)]
    seen = look(first.number, second.number, [Spot(box, over.map_at(box)) for box in boxes])
    known = [ink.alike for ink in seen[: len(patterns)] if ink is not None]
    if not known:
        return SheetVerdict("unsure", over.share)
    usual = float(np.quantile(known, 0.05))
    misread = added = 0
    for doubt, ink in zip(doubts, seen[len(patterns) :], strict=True):
        if ink is None or max(ink.first, ink.second) < _LEAST_INK:
            continue
        least, most = sorted((ink.first, ink.second))
        if _is_alike(doubt, ink, usual):
            misread += doubt.kind in ("number", "word")
        elif most > (_MORE_PEN if doubt.kind == "unread_pen" else _MORE_INK) * least:
            added += 1
        else:
            return SheetVerdict("other", over.share, misread, added, doubt.said)
    return SheetVerdict("same", over.share, misread, added)


def _is_alike(doubt: _Doubt, ink: SameInk, usual: float) -> bool:
    if doubt.kind == "number":
        return ink.alike >= usual - _NUMBER_SLACK
    return ink.alike >= min(_WORD_MOST, usual - _WORD_SLACK)


def _doubts(first: PageReading, second: PageReading, over: Overlay) -> Iterator[_Doubt]:
    """Where both were read differently, and what the pen has filled in; not under stamps."""
    back = over.onto.inverse()
    stamps = [mark.box for mark in first.marks if mark.kind in _STAMPS]
    stamps += [back.box(mark.box) for mark in second.marks if mark.kind in _STAMPS]

    def free(box: Box) -> bool:
        return not any(box.intersection(stamp).area * 4 > box.area for stamp in stamps)

    for one, two in over.changed:
        differ = _digits(one) != _digits(two)
        box = one.box.union(back.box(two.box))
        readable = differ and min(one.confidence, two.confidence) >= _READABLE
        if readable or free(box):
            yield _Doubt(box, f"{one.text} | {two.text}", "number" if differ else "word")
    singles = [(one, one.box) for one in over.only_first]
    for token, box in (*singles, *over.only_second):
        if free(box):
            yield _Doubt(box, token.text, "word")
    for mark in first.marks:
        if mark.kind == "fill_in" and free(mark.box):
            yield _pen(mark, mark.box)
    for mark in second.marks:
        box = back.box(mark.box)
        if mark.kind == "fill_in" and free(box):
            yield _pen(mark, box)


def _pen(mark: MarkRecord, box: Box) -> _Doubt:
    """What stands on a blank; where nobody could read it, it may be no pen at all."""
    if mark.text is None:
        return _Doubt(box, "chữ viết tay", "unread_pen")
    return _Doubt(box, mark.text, "pen")


def _digits(token: Token) -> str:
    return "".join(sign for sign in token.key if sign.isdigit())
