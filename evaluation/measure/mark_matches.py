"""Stamps and pen that were found on a drawn page, beside those that were drawn on it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evaluation.truth.case import TrueMark
    from pipeline.geometry import Box
    from pipeline.values.marks import MarkRecord

__all__ = ["MarkFigures", "MarkMatch", "Verdict", "figures_of", "match_marks"]

LEAST_COVER = 0.3
"""A mark is found where ours covers so much of it: a clerk sees by the crop what it is."""
LEAST_TOUCH = 0.1
"""Ours is invented where less of it lies on any true mark."""
LEAST_SAME = 0.3
"""Two boxes are the same mark where they share so much of what both cover together."""

Verdict = Literal["right", "misnamed", "missed", "invented"]
"""`right`: there, and of that kind; `misnamed`: there, but a mark of another kind, or only a piece
of one; `missed`: drawn, and nothing of ours covers it; `invented`: nothing was drawn there."""


@dataclass(frozen=True, slots=True)
class MarkMatch:
    """A mark of ours and the true one it stands for; one of both may be absent."""

    verdict: Verdict
    ours: MarkRecord | None
    true: TrueMark | None


@dataclass(frozen=True, slots=True)
class MarkFigures:
    """Counts by kind, so that pages add up.

    Attributes:
        wanted: Drawn on the page.
        found: Of those, covered by a mark of ours of any kind.
        named: Of those, the same as one of ours and of the same kind; one to one.
        invented: Ours that lie on nothing that was drawn.
        given: Ours.
    """

    wanted: Mapping[str, int]
    found: Mapping[str, int]
    named: Mapping[str, int]
    invented: Mapping[str, int]
    given: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: MarkFigures) -> MarkFigures:
        """Both pages together."""
        return MarkFigures(
            *(
                dict(Counter(getattr(self, name)) + Counter(getattr(other, name)))
                for name in ("wanted", "found", "named", "invented", "given")
            )
        )

    def recall(self, kind: str) -> float | None:
        """Of the marks of a kind, those that ours name; None where there are none."""
        wanted = self.wanted.get(kind, 0)
        return self.named.get(kind, 0) / wanted if wanted else None

    def precision(self, kind: str) -> float | None:
        """Of ours of a kind, those that are one; None where we gave none."""
        given = self.given.get(kind, 0)
        return self.named.get(kind, 0) / given if given else None


def match_marks(true: Sequence[TrueMark], ours: Sequence[MarkRecord]) -> tuple[MarkMatch, ...]:
    """Pair our marks with those drawn on the page; boxes of both are original pixels.

    Returns:
        Ours in their order, each with the true mark it stands for; then what was missed. A true
        mark that is covered by ours of another kind is not missed, and stands beside that one.
    """
    pairs = sorted(
        (
            (_sameness(mark.box, record.box), t, o)
            for t, mark in enumerate(true)
            for o, record in enumerate(ours)
            if mark.kind == record.kind
        ),
        key=lambda pair: -pair[0],
    )
    of_ours: dict[int, int] = {}
    for same, t, o in pairs:
        if same >= LEAST_SAME and o not in of_ours and t not in of_ours.values():
            of_ours[o] = t
    matches = []
    for o, record in enumerate(ours):
        if o in of_ours:
            matches.append(MarkMatch("right", record, true[of_ours[o]]))
            continue
        on = max(true, key=lambda mark: _share(record.box, mark.box), default=None)
        if on is None or _share(record.box, on.box) < LEAST_TOUCH:
            matches.append(MarkMatch("invented", record, None))
        else:
            matches.append(MarkMatch("misnamed", record, on))
    matches += [
        MarkMatch("missed", None, mark)
        for t, mark in enumerate(true)
        if t not in of_ours.values() and not _covered(mark, ours)
    ]
    return tuple(matches)


def figures_of(true: Sequence[TrueMark], matches: Iterable[MarkMatch]) -> MarkFigures:
    """Matches of a page, counted by kind."""
    found = list(matches)
    ours = [match.ours for match in found if match.ours is not None]
    return MarkFigures(
        wanted=dict(Counter(mark.kind for mark in true)),
        found=dict(Counter(mark.kind for mark in true if _covered(mark, ours))),
        named=_kinds(match.ours for match in found if match.verdict == "right"),
        invented=_kinds(match.ours for match in found if match.verdict == "invented"),
        given=_kinds(ours),
    )


def _kinds(marks: Iterable[MarkRecord | None]) -> dict[str, int]:
    return dict(Counter(mark.kind for mark in marks if mark is not None))


def _covered(mark: TrueMark, ours: Iterable[MarkRecord]) -> bool:
    return any(_share(mark.box, record.box) >= LEAST_COVER for record in ours)


def _share(box: Box, other: Box) -> float:
    """The part of `box` that lies inside `other`, 0–1."""
    return box.intersection(other).area / max(1, box.area)


def _sameness(box: Box, other: Box) -> float:
    """What two boxes share, of what they cover together, 0–1."""
    shared = box.intersection(other).area
    return shared / max(1, box.area + other.area - shared)
