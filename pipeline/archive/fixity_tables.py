"""What the ledger knows of checks of what lies in the archive."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, String, Table

from pipeline.archive.ledger_tables import Moment, metadata

__all__ = ["fixity"]

fixity = Table(
    "fixity",
    metadata,
    # No reference to `documents`: a folder that the ledger does not know is looked through too.
    Column("id", String(80), primary_key=True),
    Column("checked_at", Moment, nullable=False),
    Column("state", String(16), nullable=False),  # whole, damaged
    Column("findings", JSON, nullable=False),
)
Index("fixity_by_moment", fixity.c.checked_at)
