"""What is left for a person to look at once some of it was decided.

A note goes when all that it is about was decided, or when somebody waived it.  That a paper may be
secret goes only when somebody says that it is not, or waives it: its degree alone settles nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.document.places import place_on
from pipeline.document.review import GRADES, unread_notes
from pipeline.document.text_doubts import is_doubtful
from pipeline.record.fields import FIELDS
from pipeline.record.said import short
from pipeline.text.measures import ranges
from pipeline.values.decisions import Target
from pipeline.values.document import ReviewNote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.document.decided.pages import DecidedPage
    from pipeline.values.decisions import Decision
    from pipeline.values.document import Document

__all__ = ["LOST", "Settled", "notes_left"]

LOST = "lost_decision"
"""Cause of the note on a decision that finds its place no more."""

_LABELS = {spec.key: spec.label for spec in FIELDS}
_LONGEST = 80
_MINUTES, _GAIN = 0.5, 15.0


@dataclass(frozen=True, slots=True)
class Settled:
    """What was decided of a document.

    Attributes:
        fields: Keys.
        pages: With the decisions laid over them.
        lost: Decisions that found nothing.
        decisions: All that hold.
    """

    fields: frozenset[str]
    pages: Sequence[DecidedPage]
    lost: Sequence[Decision]
    decisions: Sequence[Decision]


def notes_left(read: Document, settled: Settled) -> tuple[ReviewNote, ...]:
    """The notes of a reading that still ask for somebody; most pressing first.

    Args:
        read: As read, with all its notes.
        settled: What was decided.
    """
    waived = {
        (decision.change.target.key, decision.change.target.where)
        for decision in settled.decisions
        if decision.change.act == "waive"
    }
    told = (*read.review, *_lost(read, settled.lost), *_turned(read, settled.pages))
    left = [
        kept
        for note in told
        if (note.cause, note.where) not in waived
        for kept in _left(note, read, settled)
        if (kept.cause, kept.where) not in waived
    ]
    return tuple(sorted(left, key=lambda note: (GRADES.index(note.grade), -note.gain)))


def _left(note: ReviewNote, read: Document, settled: Settled) -> Iterable[ReviewNote]:
    """What is left of a note: itself, less of it, or nothing."""
    if note.cause == "secrecy":
        return () if _is_none(settled.decisions, "secrecy") else (note,)
    if note.fields:
        return _fields_left(note, settled.fields)
    if note.cause == "unread":
        return _unread_left(note, read, settled.pages)
    if note.cause == "turn":
        return _turns_left(note, settled.pages)
    if note.cause in ("words", "struck"):
        doubtful = any(
            is_doubtful(line, weighty=note.grade == "should")
            for done in settled.pages
            for line in done.reading.lines
            if line.id not in done.lines
        )
        return (note,) if doubtful or not any(done.lines for done in settled.pages) else ()
    return (note,)


def _is_none(decisions: Sequence[Decision], key: str) -> bool:
    """Whether the last word on a field is that the paper has none."""
    words = [one.change for one in decisions if one.change.target == Target("field", key)]
    return bool(words) and words[-1].act == "correct" and words[-1].after is None


def _fields_left(note: ReviewNote, decided: frozenset[str]) -> Iterator[ReviewNote]:
    keys = tuple(key for key in note.fields if key not in decided)
    if keys == note.fields:
        yield note
    elif keys:
        what = f"Còn phải xem {', '.join(_LABELS.get(key, key) for key in keys)}"
        share = len(keys) / len(note.fields)
        yield replace(note, what=what, fields=keys, minutes=round(note.minutes * share, 2))


def _unread_left(
    note: ReviewNote, read: Document, pages: Sequence[DecidedPage]
) -> Iterable[ReviewNote]:
    left = [
        tuple(part for part in done.reading.unread if part not in done.unread) for done in pages
    ]
    if left == [page.unread for page in read.pages]:
        return (note,)
    return unread_notes(
        [replace(done.reading, unread=parts) for done, parts in zip(pages, left, strict=True)]
    )


def _turns_left(note: ReviewNote, pages: Sequence[DecidedPage]) -> Iterator[ReviewNote]:
    unsure = [
        done.reading.number
        for done in pages
        if not done.reading.orientation_sure and not done.reading.blank
    ]
    if unsure:
        yield replace(note, where=f"trang {ranges(unsure)}")


def _turned(read: Document, pages: Sequence[DecidedPage]) -> Iterator[ReviewNote]:
    """A page that was read lying the wrong way up says nothing until it is read again."""
    lay = {page.number: page.rotation for page in read.pages}
    for done in pages:
        page = done.reading
        if done.turned and page.rotation != lay[page.number] and not page.blank:
            why = (
                "máy đã đọc trang này khi còn nằm sai chiều; hãy cho đọc lại văn bản: "
                f"sohoa reread {read.id}"
            )
            what = "Trang đã được xoay, chữ phải đọc lại"
            yield ReviewNote(what, f"trang {page.number}", why, "must", "turned", (), 1, 10)


def _lost(read: Document, lost: Iterable[Decision]) -> Iterator[ReviewNote]:
    pages = {page.number: page for page in read.pages}
    for decision in lost:
        target = decision.change.target
        page = pages.get(target.page or 0)
        where = f"trang {target.page}"
        if page is not None and target.box is not None:
            where += f", {place_on(page, target.box)}"
        said = decision.change.before if decision.change.act == "confirm" else decision.change.after
        told = f"“{short(said, _LONGEST)}”" if said else f"số {decision.number}"
        why = (
            f"{decision.who} đã quyết định {decision.at:%d/%m/%Y}, nhưng bản đọc này không còn "
            "chỗ ấy; hãy xem lại chỗ đó rồi ghi lại hoặc bỏ qua"
        )
        what = f"Quyết định {told} của người xem không còn chỗ để đặt"
        yield ReviewNote(what, where, why, "must", LOST, (), _MINUTES, _GAIN)
