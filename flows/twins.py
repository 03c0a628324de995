"""One number on two papers of one organ and year: scanned twice, or one of them misread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.review_list import label_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.archive.ledger_tables import RecordRow
    from pipeline.values.document import ReviewNote

__all__ = ["twin_notes"]


def twin_notes(groups: Iterable[Sequence[RecordRow]]) -> dict[str, ReviewNote]:
    """A note for each document that shares its number with another one of its organ and year.

    Day and subject alike, the paper was scanned twice; otherwise one of the numbers was misread.
    """
    from pipeline.values.document import ReviewNote

    notes = {}
    for group in groups:
        for row in group:
            others = [other for other in group if other.id != row.id]
            same = all(_same_paper(row, other) for other in others)
            said = ", ".join(f"{other.name} ({other.id})" for other in others[:3])
            label = label_of(row.fields.get("number"), row.fields.get("symbol"), row.id)
            notes[row.id] = ReviewNote(
                what=f"Số {label} có ở {len(group)} văn bản của cơ quan này trong năm",
                where=f"trang {row.pages[0]}; cùng số với {said}",
                why="có thể quét hai lần" if same else "có thể một trong các số đọc sai",
                grade="should" if same else "must",
                cause="twice",
                fields=("number",),
                minutes=0.5,
                gain=1.0 if same else 3.0,
            )
    return notes


def _same_paper(one: RecordRow, other: RecordRow) -> bool:
    from pipeline.text.folding import fold

    return all(
        fold(one.fields.get(key, "")) == fold(other.fields.get(key, ""))
        for key in ("date", "subject")
    )
