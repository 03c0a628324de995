"""The review list in words: counts and minutes, then what to do, by cause, with its documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.review_list import about, minutes_said, place_said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.review_list import Entry, ReviewList

__all__ = ["waiting_words"]


def waiting_words(review: ReviewList, most: int | None = None) -> list[str]:
    """What needs a person.

    Args:
        review: The documents.
        most: So many documents are named at most, *must* before *should*; None = all.
    """
    if not review.entries:
        return ["Không có văn bản nào cần người xem."]
    must = f"Phải xem {review.count('must')} văn bản"
    if review.count("must"):
        must += f" ({about(review.minutes('must'))})"
    nobody = f"không cần ai xem {review.may + review.clear}"
    lines = [f"{must}, nên xem {review.count('should')}, {nobody}."]
    named = 0
    left = 0
    for entry in review.entries:
        room = len(entry.items) if most is None else max(0, most - named)
        if room == 0:
            left += len(entry.items)
            continue
        lines += _entry(entry, room)
        named += min(room, len(entry.items))
    if left:
        lines.append(f"  … và {left} việc nữa: xem báo cáo, hoặc sohoa status --all.")
    return lines


def _entry(entry: Entry, room: int) -> Iterator[str]:
    grade = "" if entry.grade == "must" else " (nên xem)"
    count = len(entry.items)
    yield f"  {entry.title}{grade}: {count} văn bản, {minutes_said(entry.minutes)}"
    for document, note in entry.items[:room]:
        label = "" if document.label == document.id else f" {document.label}"
        why = f": {note.why}" if note.why else ""
        place = place_said(note.where)
        yield f"    - {document.id}{label} ({document.name}): {note.what}{why} ({place})"
    if count > room:
        yield f"    … và {count - room} văn bản nữa cùng lý do"
