"""The tables of what people decided: nothing in them is ever changed or taken away.

The database itself refuses it (see the triggers of revision 0009): a decision is taken back by
another one.
"""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, Integer, String, Table, Text

from pipeline.archive.ledger.tables import Moment, metadata

__all__ = ["decisions", "decisions_untold"]

decisions = Table(
    "decisions",
    metadata,
    # No reference: they stay on record when a document is cut anew and is no more.
    Column("document", String(80), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("act", String(16), nullable=False),
    Column("change", JSON, nullable=False),
)
Index("decisions_by_moment", decisions.c.at)

# On record and not yet in a file of their own, or not yet known to search and lists.
decisions_untold = Table(
    "decisions_untold",
    metadata,
    Column("document", String(80), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
)
