"""What the ledger knows of documents that were read again."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, String, Table, Text

from pipeline.archive.ledger_tables import Moment, metadata

__all__ = ["versions"]

versions = Table(
    "versions",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("stamp", String(40), primary_key=True),
    Column("state", String(16), nullable=False),  # proposed, released, rejected, superseded
    Column("config", String(64), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("why", Text, nullable=False),
    Column("changes", JSON, nullable=False),
    Column("decided_at", Moment),
    Column("decided_by", Text),
)
Index("versions_by_state", versions.c.state)
