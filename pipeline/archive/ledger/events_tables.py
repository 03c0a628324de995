"""What the ledger keeps for other programs: events, who is told of them, files they sent."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from pipeline.archive.ledger.tables import Moment, metadata

__all__ = ["events", "uploads", "webhook_losses", "webhooks"]

events = Table(
    "events",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(40), nullable=False),
    Column("at", Moment, nullable=False),
    # No reference: what happened is known also when a document was cut anew.
    Column("document", String(80)),
    Column("sha256", String(64)),
    Column("decision", Integer),
)

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("url", Text, nullable=False),
    Column("kinds", JSON, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("cursor", BigInteger, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("next_try", Moment),
    Column("failing_since", Moment),
    Column("said", Text),
    Column("held_by", String(80)),
    Column("held_until", Moment),
)

webhook_losses = Table(
    "webhook_losses",
    metadata,
    Column("webhook", String(40), ForeignKey("webhooks.id", ondelete="CASCADE"), primary_key=True),
    Column("event", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("why", Text, nullable=False),
)

uploads = Table(
    "uploads",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("fonds", Text, nullable=False),
    Column("location", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("state", String(16), nullable=False),
)
Index("uploads_by_moment", uploads.c.at)
