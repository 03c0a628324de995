"""A record's fields counted: how often right, wrong, null, invented, and how surely one knows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import reduce
from math import sqrt
from operator import add
from typing import TYPE_CHECKING

from evaluation.measure.reliability import Reliability, reliability
from evaluation.measure.review_outcomes import ReviewOutcomes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evaluation.measure.field_outcomes import FieldOutcome
    from evaluation.measure.figures import DocumentFigures

__all__ = [
    "SURE",
    "FieldCounts",
    "counts_of",
    "outcomes_of",
    "reviews_of",
    "trust_of",
    "wilson",
]

SURE = 0.9
"""From this confidence on a clerk confirms a field at a glance."""

_Z = 1.959964  # of a normal distribution, 95 % lie so many deviations around its mean


def wilson(right: int, of: int) -> tuple[float, float]:
    """Where a share lies with 95 % confidence (Wilson 1927).

    Args:
        right: How many.
        of: Out of how many; 0 tells nothing: from 0 to 1.

    >>> [round(end, 3) for end in wilson(9, 10)], wilson(0, 0)
    ([0.596, 0.982], (0.0, 1.0))
    """
    if of == 0:
        return 0.0, 1.0
    share, weight = right / of, _Z * _Z / of
    middle = (share + weight / 2) / (1 + weight)
    half = _Z * sqrt(share * (1 - share) / of + weight / (4 * of)) / (1 + weight)
    return min(share, max(0.0, middle - half)), max(share, min(1.0, middle + half))


@dataclass(frozen=True, slots=True)
class FieldCounts:
    """How often each outcome; see `Outcome`.

    Attributes:
        by_outcome: Times.
        kept: Times that something was given and all of it is right.
        given: Times that something was given.
        sure_given: Of these with a confidence of `SURE` or more.
        sure_wrong: Of those wrong or invented.
    """

    by_outcome: Counter[str] = field(default_factory=Counter)
    kept: int = 0
    given: int = 0
    sure_given: int = 0
    sure_wrong: int = 0

    @property
    def of(self) -> int:
        """How many were judged."""
        return self.by_outcome.total()

    @property
    def correct(self) -> int:
        """Exact, or rightly null."""
        return self.by_outcome["right"] + self.by_outcome["absent"]

    @property
    def right_share(self) -> float | None:
        """The share of those judged that are exact or rightly null; None without any."""
        return self.correct / self.of if self.of else None

    @property
    def wrong(self) -> int:
        """Given and wrong, or invented."""
        return self.given - self.kept

    @property
    def wrong_share(self) -> float | None:
        """The share of those given that are wrong or invented; None where nothing is given."""
        return self.wrong / self.given if self.given else None

    @property
    def sure_wrong_share(self) -> float | None:
        """The same of those given at `SURE` or more."""
        return self.sure_wrong / self.sure_given if self.sure_given else None


def counts_of(outcomes: Iterable[FieldOutcome]) -> FieldCounts:
    """Count comparisons."""
    known = list(outcomes)
    given = [outcome for outcome in known if outcome.kept is not None]
    sure = [outcome for outcome in given if outcome.confidence >= SURE]
    return FieldCounts(
        Counter(outcome.outcome for outcome in known),
        kept=sum(outcome.kept is True for outcome in given),
        given=len(given),
        sure_given=len(sure),
        sure_wrong=sum(not outcome.kept for outcome in sure),
    )


def outcomes_of(
    documents: Iterable[DocumentFigures],
    keys: Iterable[str] | None = None,
    ink: str | None = None,
) -> list[FieldOutcome]:
    """All comparisons of some fields; of all keys, of both inks, where None."""
    wanted = None if keys is None else frozenset(keys)
    return [
        outcome
        for document in documents
        for outcome in document.fields
        if (wanted is None or outcome.key in wanted) and ink in (None, outcome.ink)
    ]


def trust_of(outcomes: Iterable[FieldOutcome]) -> Reliability:
    """What the confidences of fields that were given promise, and what they keep."""
    return reliability((o.confidence, o.kept) for o in outcomes if o.kept is not None)


def reviews_of(documents: Iterable[DocumentFigures]) -> ReviewOutcomes:
    """The review list of some documents."""
    return reduce(add, (d.review for d in documents if d.review is not None), ReviewOutcomes())
