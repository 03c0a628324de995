"""What people confirmed and corrected, held against what the machine had said: a truth that grows.

It is no sample of the archive: people look where the machine was in doubt.  So the figures are told
band by band of confidence, where each band is its own question, and never as one share of all.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from evaluation.measure.field_outcomes import KEYS, FieldOutcome, compare_fields
from evaluation.measure.record_figures import wilson
from evaluation.measure.reliability import EDGES, Reliability, reliability, right_words
from pipeline.document.decided import at_place, decided
from pipeline.values.decisions import standing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pipeline.values.decisions import Decision
    from pipeline.values.document import Document

__all__ = ["BANDS", "PeopleSaid", "SaidField", "Share", "by_band", "people_said", "shares"]

BANDS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0)
"""Edges of the bands of a field's confidence; the last one holds 1."""


@dataclass(frozen=True, slots=True)
class SaidField:
    """A field of which a person has decided.

    Attributes:
        document: Id.
        office: The organ that issued the document, as decided; empty where nobody knows.
        outcome: What the machine had said beside what the person says.
    """

    document: str
    office: str
    outcome: FieldOutcome


@dataclass(frozen=True, slots=True)
class Share:
    """Of some values that the machine had given, how many people found right.

    Attributes:
        of: How many.
        right: Of these.
        promised: Sum of their confidences.
    """

    of: int
    right: int
    promised: float

    def as_dict(self) -> dict[str, Any]:
        """For programs: with the share, its 95 % interval (Wilson), and what was promised."""
        low, high = wilson(self.right, self.of)
        return {
            "of": self.of,
            "right": self.right,
            "share": round(self.right / self.of, 4) if self.of else None,
            "interval": [round(low, 4), round(high, 4)],
            "promised": round(self.promised / self.of, 4) if self.of else None,
        }


@dataclass(frozen=True, slots=True)
class PeopleSaid:
    """All that people have decided, as a truth.

    Attributes:
        fields: That were confirmed or corrected.
        words: Of lines that were: how sure each was, and whether it stayed.
        lines: How many lines.
        unreadable: Fields and lines that nobody can read: no truth.
        documents: In which something was decided.
    """

    fields: tuple[SaidField, ...] = ()
    words: Reliability = field(default_factory=Reliability)
    lines: int = 0
    unreadable: int = 0
    documents: int = 0

    def __add__(self, other: PeopleSaid) -> PeopleSaid:
        return PeopleSaid(
            self.fields + other.fields,
            self.words + other.words,
            self.lines + other.lines,
            self.unreadable + other.unreadable,
            self.documents + other.documents,
        )

    @property
    def given(self) -> list[SaidField]:
        """Fields that the machine had given a value: what its confidence was about."""
        return [one for one in self.fields if one.outcome.kept is not None]

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        given = self.given
        return {
            "documents": self.documents,
            "fields": len(self.fields),
            "given": len(given),
            "missing": len(self.fields) - len(given),
            "unreadable": self.unreadable,
            "by_confidence": _plain(shares(given, by_band)),
            "by_field": {
                key: {**share.as_dict(), "by_confidence": _plain(shares(_of(given, key), by_band))}
                for key, share in shares(given, lambda one: one.outcome.key).items()
            },
            "by_office": _plain(shares(given, lambda one: one.office)),
            "lines": self.lines,
            "words": {
                "edges": list(EDGES),
                "words": list(self.words.words),
                "right": list(self.words.right),
                "calibration_error": self.words.error,
            },
        }


def people_said(document: Document, decisions: Sequence[Decision]) -> PeopleSaid:
    """What people decided of one document, beside its reading.

    Args:
        document: As read.
        decisions: All on record.
    """
    hold = standing(decisions)
    shown = decided(document, decisions)
    last = {one.change.target.key: one for one in hold if one.change.target.kind == "field"}
    truth = {
        key: shown.fields[key].value
        for key, one in last.items()
        if one.change.act != "unreadable" and key in KEYS
    }
    org = shown.fields.get("org")
    office = org.value if org is not None and isinstance(org.value, str) else ""
    outcomes = compare_fields(truth, document.fields)
    words, lines = _words(document, shown, hold)
    return PeopleSaid(
        tuple(SaidField(document.id, office, one) for one in outcomes),
        words,
        lines,
        sum(one.change.act == "unreadable" for one in hold),
        1 if hold else 0,
    )


def _words(
    read: Document, shown: Document, decisions: Iterable[Decision]
) -> tuple[Reliability, int]:
    """Each word of the lines that people decided: how sure it was, and whether it stands."""
    said, lines = [], 0
    places = {
        (one.change.target.page, one.change.target.box)
        for one in decisions
        if one.change.target.kind == "line" and one.change.act != "unreadable"
    }
    for before, after in zip(read.pages, shown.pages, strict=True):
        for page, box in places:
            line = at_place(before.lines, box) if page == before.number else None
            now = at_place(after.lines, box) if line is not None else None
            if line is None or not line.words:
                continue
            lines += 1
            right = right_words([word.text for word in line.words], [now.text if now else ""])
            said += [(w.confidence, good) for w, good in zip(line.words, right, strict=True)]
    return reliability(said), lines


def shares(fields: Iterable[SaidField], by: Callable[[SaidField], str]) -> dict[str, Share]:
    """Fields in groups, those with the most first; bands in their order."""
    groups: dict[str, list[SaidField]] = {}
    for one in fields:
        groups.setdefault(by(one), []).append(one)
    order = sorted(groups, key=lambda name: (-len(groups[name]), name))
    if by is by_band:
        order = sorted(groups)
    return {
        name: Share(
            len(groups[name]),
            sum(bool(one.outcome.kept) for one in groups[name]),
            sum(one.outcome.confidence for one in groups[name]),
        )
        for name in order
    }


def by_band(one: SaidField) -> str:
    """The band of confidence that a field stands in."""
    at = min(len(BANDS) - 1, bisect_right(BANDS, one.outcome.confidence))
    low, high = list(pairwise(BANDS))[at - 1]
    return f"{low:.2f}–{high:.2f}"


def _of(fields: Iterable[SaidField], key: str) -> Iterator[SaidField]:
    return (one for one in fields if one.outcome.key == key)


def _plain(found: dict[str, Share]) -> dict[str, dict[str, Any]]:
    return {name: share.as_dict() for name, share in found.items()}
