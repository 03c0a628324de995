"""When a document was first packed: whoever packs it again, after a kill, writes the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, literal, select

from pipeline.archive.ledger.leases import LeaseLostError, all_hold
from pipeline.archive.ledger.tables import documents, now, packings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pipeline.archive.ledger.database import Database
    from pipeline.archive.ledger.leases import Lease

__all__ = ["PackingLedger"]


class PackingLedger:
    """Moments by document, for as long as the document is not on record."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def moment_of(self, document_id: str, under: Sequence[Lease] = ()) -> datetime:
        """The moment that a document is packed with: the first one stays.

        Raises:
            LeaseLostError: One of these leases is lost.
        """
        first = select(literal(document_id), literal(now(), packings.c.at.type))
        rows = self._db.run(
            self._db.insert(packings)
            .from_select(["id", "at"], first.where(all_hold(under)))
            .on_conflict_do_update(index_elements=["id"], set_={"at": packings.c.at})
            .returning(packings.c.at)
        )
        if not rows:
            raise LeaseLostError(", ".join(lease.name for lease in under))
        moment: datetime = rows[0].at
        return moment

    def forget(self, document_id: str) -> None:
        """A document is on record: nobody packs it again."""
        self._db.run(delete(packings).where(packings.c.id == document_id))

    def forget_published(self) -> None:
        """The same of all, where a run was killed before it could say so."""
        there = select(documents.c.id).where(documents.c.state == "published")
        self._db.run(delete(packings).where(packings.c.id.in_(there)))
