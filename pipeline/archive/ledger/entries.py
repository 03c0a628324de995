"""What the last look at the inbox left lying, and why: it has no hash, so it is no file yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import case, delete, select

from pipeline.archive.ledger.tables import EntryRow, entries
from pipeline.archive.spelling import key_of, spelt

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.archive.ledger.database import Database

__all__ = ["EntryLedger", "Left"]

_AT_ONCE = 400

Left = tuple[str, str, str, str]
"""Location, name, code, and the reason without the name."""


class EntryLedger:
    """Entries of the inbox that were not taken, or not yet."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def note(self, night: str, left: Iterable[Left]) -> None:
        """Put on record what this night left lying; what is there no more is forgotten."""
        rows = [
            {
                "id": key_of(location),
                "location": spelt(location),
                "name": name,
                "code": code,
                "reason": reason,
                "first_night": night,
                "last_night": night,
            }
            for location, name, code, reason in left
        ]
        for start in range(0, len(rows), _AT_ONCE):
            self._note(rows[start : start + _AT_ONCE])
        self._db.run(delete(entries).where(entries.c.last_night != night))

    def all(self) -> list[EntryRow]:
        """What the last night left lying, by name."""
        rows = self._db.run(select(entries).order_by(entries.c.name, entries.c.id))
        return [EntryRow(*row[1:]) for row in rows]

    def _note(self, rows: Sequence[dict[str, str]]) -> None:
        statement = self._db.insert(entries)
        same = (entries.c.code == statement.excluded.code) & (
            entries.c.reason == statement.excluded.reason
        )
        self._db.run(
            statement.on_conflict_do_update(
                index_elements=["id"],
                set_={
                    "location": statement.excluded.location,
                    "name": statement.excluded.name,
                    "code": statement.excluded.code,
                    "reason": statement.excluded.reason,
                    "last_night": statement.excluded.last_night,
                    # Another reason is news again.
                    "first_night": case(
                        (same, entries.c.first_night), else_=statement.excluded.first_night
                    ),
                },
            ),
            list(rows),
        )
