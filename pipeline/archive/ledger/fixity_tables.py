"""What the ledger knows of checks of what lies in the archive."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, String, Table

from pipeline.archive.ledger.tables import Moment, metadata

__all__ = ["fixity"]

fixity = Table(
    "fixity",
    metadata,
    # A folder, no document: versions that were superseded are looked through too, and such as the
    # ledger does not know.
    Column("place", String(200), primary_key=True),
    Column("checked_at", Moment, nullable=False),
    Column("state", String(16), nullable=False),  # whole, damaged
    Column("findings", JSON, nullable=False),
)
Index("fixity_by_moment", fixity.c.checked_at)
Index("fixity_by_state", fixity.c.state)
