"""The table by which documents that wait for a person are found in order, page by page."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, String, Table, Text

from pipeline.archive.ledger.tables import metadata

__all__ = ["review_queue"]

# Beside `records`, whose rows are long: what is filtered and counted at a hundred thousand
# documents has short ones.
review_queue = Table(
    "review_queue",
    metadata,
    Column("id", String(80), ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("place", Float, nullable=False),
    Column("grade", String(8), nullable=False),
    Column("org", Text, nullable=False),
    Column("year", String(4), nullable=False),
    Column("fonds", Text, nullable=False),
    Column("decided", Integer, nullable=False),
    Column("signed", Text),
)
Index("review_queue_by_place", review_queue.c.place, review_queue.c.id)
Index(
    "review_queue_by_fonds",
    review_queue.c.fonds,
    review_queue.c.grade,
    review_queue.c.signed,
    review_queue.c.id,
)
