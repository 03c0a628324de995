"""Stamps and pen that were found on a drawn page, beside those that were drawn on it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.evaluation.cases import TrueMark
    from pipeline.values import Box, MarkRecord

__all__ = ["MarkFigures", "compare_marks"]

LEAST_COVER = 0.3
"""A mark is found where ours covers so much of it: a clerk sees by the crop what it is."""
LEAST_TOUCH = 0.1
"""Ours is invented where less of it lies on any true mark."""


@dataclass(frozen=True, slots=True)
class MarkFigures:
    """Counts by kind, so that pages add up.

    Attributes:
        wanted: Drawn on the page.
        found: Of those, covered by a mark of ours of any kind.
        named: Of those, by one of the same kind.
        invented: Ours that lie on nothing that was drawn.
    """

    wanted: Mapping[str, int]
    found: Mapping[str, int]
    named: Mapping[str, int]
    invented: Mapping[str, int]

    def __add__(self, other: MarkFigures) -> MarkFigures:
        """Both pages together."""
        return MarkFigures(
            *(
                dict(Counter(getattr(self, name)) + Counter(getattr(other, name)))
                for name in ("wanted", "found", "named", "invented")
            )
        )


def compare_marks(true: Sequence[TrueMark], ours: Sequence[MarkRecord]) -> MarkFigures:
    """Set our marks beside those drawn on the page; boxes of both are original pixels."""
    wanted: Counter[str] = Counter(mark.kind for mark in true)
    found: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for mark in true:
        over = [m for m in ours if _share(mark.box, m.box) >= LEAST_COVER]
        found[mark.kind] += bool(over)
        named[mark.kind] += any(m.kind == mark.kind for m in over)
    invented: Counter[str] = Counter(
        m.kind for m in ours if all(_share(m.box, mark.box) < LEAST_TOUCH for mark in true)
    )
    return MarkFigures(dict(wanted), dict(+found), dict(+named), dict(invented))


def _share(box: Box, other: Box) -> float:
    """The part of `box` that lies inside `other`, 0–1."""
    return box.intersection(other).area / max(1, box.area)
