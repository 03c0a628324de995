"""What tells documents that were scanned twice, and which of them were found to be the same."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Float, Index, Integer, String, Table

from pipeline.archive.ledger_tables import Moment, metadata

__all__ = ["fingerprint_bands", "fingerprints", "links"]

fingerprints = Table(
    "fingerprints",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("recipe", Integer, nullable=False),  # prints of two recipes are not compared
    Column("data", JSON, nullable=False),
)

fingerprint_bands = Table(
    "fingerprint_bands",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("band", Integer, primary_key=True),
    Column("key", String(64), nullable=False),
)
Index("fingerprint_bands_by_key", fingerprint_bands.c.band, fingerprint_bands.c.key)

links = Table(
    "links",
    metadata,
    Column("one", String(80), primary_key=True),
    Column("other", String(80), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("score", Float, nullable=False),
    Column("found_at", Moment, nullable=False),
)
Index("links_by_other", links.c.other)
