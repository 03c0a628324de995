"""Damaged documents as the review list has them: a must, with what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.review_list import Reviewed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.archive.fixity.damage import Damage
    from pipeline.archive.ledger.records import RecordLedger
    from pipeline.values.document import ReviewNote

__all__ = ["damage_notes", "reviewed"]

NAMED = 3
"""So many files of one document are named; `sohoa verify` names all."""
MINUTES = 5.0
GAIN = 10.0
"""Before everything else: what is lost is not only misread."""


def damage_notes(damages: Iterable[Damage]) -> dict[str, ReviewNote]:
    """A note for each damaged document: what, where, and the remedy."""
    from pipeline.values.document import ReviewNote

    groups: dict[str, list[Damage]] = {}
    for damage in damages:
        if damage.id:
            groups.setdefault(damage.id, []).append(damage)
    notes = {}
    for document_id, found in groups.items():
        # What nothing in the archive can make again comes first.
        found.sort(key=lambda damage: not damage.lost)
        said = "; ".join(damage.said for damage in found[:NAMED])
        more = f" và {len(found) - NAMED} chỗ nữa" if len(found) > NAMED else ""
        remedies = dict.fromkeys(damage.remedy for damage in found if damage.remedy)
        notes[document_id] = ReviewNote(
            what=f"Hỏng: {said}{more}",
            where=", ".join(dict.fromkeys(damage.place for damage in found)),
            why="; ".join(list(remedies)[:NAMED]),
            cause="damaged",
            minutes=MINUTES,
            gain=GAIN,
        )
    return notes


def reviewed(records: RecordLedger, damages: Iterable[Damage]) -> list[Reviewed]:
    """Damaged documents with that note alone; one that the ledger does not know has no name."""
    notes = damage_notes(damages)
    rows = {row.id: row for row in records.of(list(notes))}
    return [
        Reviewed(id_, rows[id_].name, rows[id_].fields, (note,))
        if id_ in rows
        else Reviewed(id_, "", {}, (note,))
        for id_, note in notes.items()
    ]
