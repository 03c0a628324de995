"""The notes on a document under review: what became of each, and where it is mended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pipeline.record.fields import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.values.decisions import Decision
    from pipeline.values.document import ReviewNote

__all__ = ["ReviewedNote", "notes_of"]

Tab = Literal["record", "text", "marks", "pages"]

_TABS: dict[str, Tab] = {
    **dict.fromkeys(("unread", "covered", "handwriting", "secrecy"), "marks"),
    **dict.fromkeys(("words", "struck", "check.amount", "check.table", "check.text"), "text"),
    **dict.fromkeys(("turn", "hole", "split", "scan", "end", "twice", "sheet"), "pages"),
    "check.pages": "pages",
}
"""Where a note that is about no field is mended."""

_LABELS = {spec.key: spec.label for spec in FIELDS}


@dataclass(frozen=True, slots=True)
class ReviewedNote:
    """A note, and what became of it.

    Attributes:
        note: Of the reading.
        state: `open`, `settled` by decisions on what it is about, or `waived`.
        decision: The waiving one.
        tab: Where it is mended.
        labels: Of its fields.
    """

    note: ReviewNote
    state: Literal["open", "settled", "waived"]
    decision: Decision | None
    tab: Tab
    labels: tuple[str, ...]


def notes_of(
    read: Iterable[ReviewNote], left: Sequence[ReviewNote], holding: Iterable[Decision]
) -> Iterator[ReviewedNote]:
    """Those that are left, then those of the reading that no longer ask for anybody.

    Args:
        read: Of the reading.
        left: With all decisions that hold laid over it.
        holding: These decisions.
    """
    waived = {
        (one.change.target.key, one.change.target.where): one
        for one in holding
        if one.change.act == "waive"
    }
    for note in left:
        yield _noted(note, "open")
    still = {(note.cause, note.grade) for note in left}
    for note in read:
        waiving = waived.get((note.cause, note.where))
        if waiving is not None:
            yield _noted(note, "waived", waiving)
        elif (note.cause, note.grade) not in still:
            yield _noted(note, "settled")


def _noted(
    note: ReviewNote,
    state: Literal["open", "settled", "waived"],
    decision: Decision | None = None,
) -> ReviewedNote:
    tab = "record" if note.fields else _TABS.get(note.cause, "text")
    labels = tuple(_LABELS[key] for key in note.fields if key in _LABELS)
    return ReviewedNote(note, state, decision, tab, labels)
