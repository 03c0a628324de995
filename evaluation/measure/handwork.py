"""What pen and stamps say, as it was read: the number and day, stamps' forms, struck words."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from evaluation.measure.distances import normal, words_of
from evaluation.measure.field_outcomes import plain_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from evaluation.measure.field_outcomes import FieldOutcome
    from evaluation.measure.mark_matches import MarkMatch
    from evaluation.truth.case import TrueMark

__all__ = ["HandOutcome", "Said", "from_fields", "from_marks", "from_text", "stands_alone"]

Said = Literal[
    "number",
    "date",
    "receiver",
    "arrival_number",
    "arrival_date",
    "urgency",
    "secrecy",
    "name_stamp",
    "fill_in",
    "struck",
]
"""What of the pen's and the stamps' work was to be read."""

_PENNED: dict[str, Said] = {"number": "number", "date": "date"}
_STAMPED: dict[str, Said] = {"urgency": "urgency", "secrecy": "secrecy"}
_STAMP_PARTS: dict[str, Said] = {
    "receiver": "receiver",
    "number": "arrival_number",
    "date": "arrival_date",
}
_STRUCK = re.compile(r"~~(.+?)~~", re.DOTALL)


@dataclass(frozen=True, slots=True)
class HandOutcome:
    """One thing that pen or a stamp says.

    Attributes:
        what: Which thing.
        wanted: What the paper says; None where it says nothing and we say something.
        read: What we say; None where we say nothing.
    """

    what: Said
    wanted: str | None
    read: str | None

    @property
    def outcome(self) -> Literal["right", "wrong", "missing"]:
        """`wrong` is given and not exact, or given where there is nothing."""
        if self.read is None:
            return "missing"
        return "right" if self.read == self.wanted else "wrong"


def from_fields(fields: Iterable[FieldOutcome]) -> Iterator[HandOutcome]:
    """Of the record: number and day written by pen, what stamps add."""
    for field in fields:
        if field.key in _PENNED and field.ink == "pen":
            yield from _said(_PENNED[field.key], field.wanted, field.read)
        elif field.key in _STAMPED:
            yield from _said(_STAMPED[field.key], field.wanted, field.read)
        elif field.key == "incoming_stamp":
            wanted, read = field.wanted or {}, field.read or {}
            for part, what in _STAMP_PARTS.items():
                yield from _said(what, wanted.get(part), read.get(part))


def from_marks(true: Sequence[TrueMark], matches: Iterable[MarkMatch]) -> Iterator[HandOutcome]:
    """Of marks with a text of their own: rubber-stamped names, blanks that a pen filled."""
    right = [match for match in matches if match.verdict == "right"]
    for mark in true:
        ours = next((m.ours.text for m in right if m.true is mark and m.ours is not None), None)
        if mark.kind == "name_stamp":
            yield from _said("name_stamp", mark.text, ours)
        elif stands_alone(mark, true):
            yield from _said("fill_in", _packed(mark.text), _packed(ours))


def stands_alone(mark: TrueMark, others: Iterable[TrueMark]) -> bool:
    """Whether a mark is a blank filled in on the page itself, not on a stamp's form."""
    return mark.kind == "fill_in" and not any(
        mark.box.intersection(other.box).area > 0.5 * mark.box.area
        for other in others
        if other.kind == "incoming_stamp"
    )


def from_text(struck: Sequence[str], text: str) -> Iterator[HandOutcome]:
    """Of the page's text: every struck word, once; and words that are struck in ours alone."""
    wanted = Counter(word for piece in struck for word in words_of(normal(piece)))
    read = Counter(word for piece in _STRUCK.findall(text) for word in words_of(normal(piece)))
    for word in wanted.elements():
        yield HandOutcome("struck", word, word if read[word] > 0 else None)
        read[word] -= 1
    for word in (+read).elements():
        yield HandOutcome("struck", None, word)


def _said(what: Said, wanted: Any, read: Any) -> Iterator[HandOutcome]:
    pair = plain_value(wanted), plain_value(read)
    if pair != (None, None):
        yield HandOutcome(what, *pair)


def _packed(text: str | None) -> str | None:
    """Digits as written, without the room between them."""
    return None if text is None else "".join(text.split())
