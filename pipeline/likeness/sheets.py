"""Two pages: one sheet scanned twice, or two sheets.

Text alone cannot tell: of two invitations of a series only the number differs, and of two readings
of one sheet a number may differ, too. So where the readings part, the pictures are asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

import numpy as np

from pipeline.likeness.wording import laid_over
from pipeline.values.likeness import Spot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pipeline.geometry import Affine, Box
    from pipeline.likeness.wording import Overlay, Token
    from pipeline.values.likeness import SameInk
    from pipeline.values.readings import PageReading

__all__ = ["Look", "SheetVerdict", "judge_sheets"]

_LEAST_SHARE = 0.5  # of the words stand at one place on one sheet, however badly it was read
_MANY_NUMBERS, _SURE = 3, 0.9  # so many sure numbers that differ need no look
_MOST_PATTERNS = 60  # words read alike that tell how alike two pictures of one word are
_LEAST_INK, _MORE_INK, _MORE_PEN = 0.04, 2.2, 1.5
_READABLE = 0.7  # what stands under a stamp, or on one page alone, counts where it was read so
_STAMPS = frozenset(
    {"seal", "set_off", "incoming_stamp", "copy_stamp", "secrecy", "urgency", "name_stamp",
     "stamp", "signature", "note", "tick", "strike_through", "digital"}
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


_Kind = Literal["number", "unsure", "name", "word", "lone", "pen"]


class _Doubt(NamedTuple):
    """A place at which two sheets may differ.

    Attributes:
        box: On the first page.
        said: How both read it.
        kind: `number`: both read another one, and surely; `unsure`: at least one of them not;
            `name`: both read another word, and surely; `word`; `lone`: only one of them has it, or
            both read it alike; `pen`: what nobody could read on a blank, and may be no pen at all.
        agreed: It was not read differently, and is looked at all the same.
    """

    box: Box
    said: str
    kind: _Kind
    agreed: bool = False

    def least_alike(self, usual: float) -> float:
        """How alike its ink must be on one sheet, where words read alike mostly are so alike.

        Measured on drawn and real pages scanned twice: the ink of one number is as alike as that
        of words, digits that differ lie below 0.82; words that differ lie below 0.55.
        """
        match self.kind:
            case "number":
                return max(0.85, usual - 0.04)
            case "name":
                return max(0.75, usual - 0.12)
            case "word":
                return min(0.7, usual - 0.15)
            case "unsure":
                return usual - 0.12
            case _:
                return min(0.6, usual - 0.2)


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
        # One of different length is a piece of the other: the engine cut it elsewhere.
        and len(_digits(one)) == len(_digits(two))
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
        if ink.alike >= doubt.least_alike(usual):
            misread += not doubt.agreed
        elif most > (_MORE_PEN if doubt.kind == "pen" else _MORE_INK) * least:
            added += 1
        else:
            return SheetVerdict("other", over.share, misread, added, doubt.said)
    return SheetVerdict("same", over.share, misread, added)


def _doubts(first: PageReading, second: PageReading, over: Overlay) -> Iterator[_Doubt]:
    """Where both were read differently, and what the pen has filled in; not under stamps."""
    back = over.onto.inverse()
    stamps = [mark.box for mark in first.marks if mark.kind in _STAMPS]
    stamps += [back.box(mark.box) for mark in second.marks if mark.kind in _STAMPS]

    def free(box: Box) -> bool:
        return not any(box.intersection(stamp).area * 4 > box.area for stamp in stamps)

    for one, two in over.changed:
        if one.key == two.key and not one.is_number:
            continue  # the same word, boxed askew by one of them
        box = one.box.union(back.box(two.box))
        sure = min(one.confidence, two.confidence)
        if sure >= _READABLE or free(box):
            kind: _Kind = "name" if sure >= _SURE else "word"
            if _digits(one) != _digits(two):
                kind = "number" if sure >= _SURE else "unsure"
            yield _Doubt(box, f"{one.text} | {two.text}", kind)
    # Two figures may have been read as one: numbers that agree are looked at, too.
    for one, _ in over.same:
        if one.is_number and free(one.box):
            yield _Doubt(one.box, one.text, "lone", agreed=True)
    singles = [(one, one.box) for one in over.only_first]
    for token, box in (*singles, *over.only_second):
        if len(token.key) > 1 and token.confidence >= _READABLE and free(box):
            yield _Doubt(box, token.text, "lone")
    yield from _pens(first, second, back, free)


def _pens(
    first: PageReading, second: PageReading, back: Affine, free: Callable[[Box], bool]
) -> Iterator[_Doubt]:
    """What the pen has written on blanks of either page."""
    mine = [(mark.box, mark.text) for mark in first.marks if mark.kind == "fill_in"]
    others = [(back.box(mark.box), mark.text) for mark in second.marks if mark.kind == "fill_in"]
    for these, those in ((mine, others), (others, mine)):
        for box, text in these:
            if not free(box):
                continue
            beside = [said for other, said in those if box.intersection(other).area * 2 > box.area]
            if text is None:
                yield _Doubt(box, "chữ viết tay", "pen", agreed=True)
            elif text in beside:
                yield _Doubt(box, text, "lone", agreed=True)
            elif any(beside):
                yield _Doubt(box, f"{text} | {next(filter(None, beside))}", "number")
            else:
                yield _Doubt(box, text, "unsure")


def _digits(token: Token) -> str:
    return "".join(sign for sign in token.key if sign.isdigit())
