"""When each bag was last looked through, and what was found damaged then."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec
from sqlalchemy import delete, func, select

from pipeline.archive.fixity.damage import Damage
from pipeline.archive.ledger.fixity_tables import fixity
from pipeline.archive.ledger.tables import documents, now
from pipeline.archive.store import DOCUMENTS
from pipeline.steps import Step, reached

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from pipeline.archive.ledger.database import Database

__all__ = ["FixityLedger", "Looked"]

_WHOLE, _DAMAGED = "whole", "damaged"
_AT_ONCE = 400


class Looked(NamedTuple):
    """How far the documents of the archive were looked through.

    Attributes:
        documents: So many were ever looked through and lie there still.
        oldest: When the one was that was looked through longest ago; None where none was.
    """

    documents: int
    oldest: datetime | None


class FixityLedger:
    """One row a bag, known by its folder under the archive."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def looked(self, place: str, found: Sequence[Damage]) -> None:
        """A bag was looked through; the last look counts."""
        values = {
            "checked_at": now(),
            "state": _DAMAGED if found else _WHOLE,
            "findings": [msgspec.to_builtins(damage) for damage in found],
        }
        self._db.run(
            self._db.insert(fixity)
            .values(place=place, **values)
            .on_conflict_do_update(index_elements=["place"], set_=values)
        )
        reached(Step.BAG_LOOKED_THROUGH, place=place)

    def moments(self) -> dict[str, datetime]:
        """Place → when it was last looked through."""
        rows = self._db.run(select(fixity.c.place, fixity.c.checked_at))
        return {row.place: row.checked_at for row in rows}

    def of(self, place: str) -> tuple[datetime, list[Damage]] | None:
        """When a bag was last looked through, and what was damaged then; None = never."""
        wanted = select(fixity.c.checked_at, fixity.c.findings).where(fixity.c.place == place)
        rows = self._db.run(wanted)
        if not rows:
            return None
        return rows[0].checked_at, [msgspec.convert(one, Damage) for one in rows[0].findings]

    def damaged(self) -> list[Damage]:
        """What was damaged when it was last looked through, longest ago first."""
        rows = self._db.run(
            select(fixity.c.findings)
            .where(fixity.c.state == _DAMAGED)
            .order_by(fixity.c.checked_at, fixity.c.place)
        )
        return [msgspec.convert(found, Damage) for row in rows for found in row.findings]

    def forget(self, places: Iterable[str]) -> None:
        """Bags that lie there no more: put away, released, or lost."""
        gone = list(places)
        for start in range(0, len(gone), _AT_ONCE):
            part = fixity.c.place.in_(gone[start : start + _AT_ONCE])
            self._db.run(delete(fixity).where(part))

    def so_far(self) -> Looked:
        """How far the documents were looked through."""
        theirs = fixity.c.place.startswith(f"{DOCUMENTS}/")
        wanted = select(func.count(), func.min(fixity.c.checked_at)).where(theirs)
        ((count, oldest),) = self._db.run(wanted)
        return Looked(int(count), oldest)

    def published(self) -> dict[str, datetime]:
        """Document → when it came into the archive: then its bytes were right."""
        rows = self._db.run(select(documents.c.id, documents.c.published_at))
        return {row.id: row.published_at for row in rows}
