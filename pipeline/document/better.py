"""Whether a new reading may take the old one's place before anybody has looked at it.

The rule is an archivist's: nothing that was sure may become something else, nothing may be lost,
and nobody may have more to do.  What does not pass is not worse; it waits for a person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.mark_kinds import MARK_KINDS, of_family
from pipeline.record.fields import FIELDS
from pipeline.text.measures import percent, ranges, square_mm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.document.difference import Difference
    from pipeline.settings import Reread

__all__ = ["why_a_person_must_look"]

_LABELS = {spec.key: spec.label for spec in FIELDS}
# What proves that a paper was signed, received or dealt with; strokes and specks prove nothing.
_PROOF = (
    of_family("round", "stamp", "digital") | frozenset({"signature", "fill_in", "note"})
) - frozenset({"set_off"})
_MORE_UNREAD_MM2 = 1.0  # as much as a speck; print that is no more read is more
_LESS_SURE = 0.01  # mean confidence varies by so much from one model to the next
_LETTERS = 40


def why_a_person_must_look(found: Difference, lines: Reread) -> tuple[str, ...]:
    """What speaks against taking the new reading unseen, in Vietnamese; empty = nothing does.

    Args:
        found: What it changes.
        lines: How much of the text may change.
    """
    return (*_fields(found), *_notes(found), *_pages(found), *_marks(found), *_text(found, lines))


def _fields(found: Difference) -> Iterator[str]:
    for change in found.fields:
        if change.was_sure and not change.is_same_value:
            was, now = change.said(_LETTERS)
            sure = f"{change.before.confidence:.0%}"
            yield f"{_LABELS[change.key]} đã chắc ({sure}) nay đổi: {was} → {now}"


def _notes(found: Difference) -> Iterator[str]:
    gained = [note for note in found.gained if note.grade == "must"]
    lost = [note for note in found.lost if note.grade == "must"]
    # A note may leave some of its fields behind: what counts is a field or kind that is new.
    old = {key for note in lost for key in (note.fields or (note.cause,))}
    new = [note for note in gained if set(note.fields or (note.cause,)) - old]
    if new or len(gained) > len(lost):
        yield f"thêm việc phải xem: {'; '.join(note.what for note in (new or gained)[:3])}"


def _pages(found: Difference) -> Iterator[str]:
    holes = [page.page for page in found.pages if page.after and not page.before]
    if holes:
        yield f"không đọc được trang {ranges(holes)}, trước đây đọc được"
    turned = [p.page for p in found.pages if not (p.before or p.after)]
    if turned:
        yield f"chiều trang {ranges(turned)} khác trước"
    before, after = found.unread_mm2
    if after > before + _MORE_UNREAD_MM2:
        yield f"thêm chữ chưa đọc: {square_mm(before)} → {square_mm(after)}"


def _marks(found: Difference) -> Iterator[str]:
    for mark in found.marks:
        if mark.kind in _PROOF and mark.after < mark.before:
            label = MARK_KINDS[mark.kind].label
            yield f"trang {mark.page} bớt {label}: {mark.before} → {mark.after}"


def _text(found: Difference, lines: Reread) -> Iterator[str]:
    text = found.text
    if text.missing > lines.most_missing * text.words_before:
        yield f"mất {text.missing} trong {text.words_before} chữ"
    if text.changed + text.added > lines.most_changed * text.words_before:
        yield f"đổi {text.changed}, thêm {text.added} trong {text.words_before} chữ"
    before, after = found.confidence
    if before is not None and (after is None or after < before - _LESS_SURE):
        yield f"đọc kém chắc hơn: {percent(before)} → {percent(after or 0)}"
