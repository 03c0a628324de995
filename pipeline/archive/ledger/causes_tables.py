"""The table of what a person has to look at, a row a note: what many documents share is found."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, String, Table, Text

from pipeline.archive.ledger.tables import metadata

__all__ = ["causes"]

causes = Table(
    "causes",
    metadata,
    Column(
        "document", String(80), ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True
    ),
    # Of the note among those of its document.
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("cause", String(40), nullable=False),
    # `office_of`: by which letterheads of one office are known, no name; empty where nothing tells.
    Column("office", Text, nullable=False),
    Column("grade", String(8), nullable=False),
    Column("minutes", Float, nullable=False),
    Column("gain", Float, nullable=False),
)
# All that a list of groups counts stands in it: no row is fetched.
Index(
    "causes_by_cause",
    causes.c.cause,
    causes.c.office,
    causes.c.grade,
    causes.c.minutes,
    causes.c.document,
)
Index("causes_by_grade", causes.c.grade, causes.c.cause, causes.c.document, causes.c.minutes)
