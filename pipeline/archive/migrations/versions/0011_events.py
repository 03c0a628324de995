"""Events for other programs, who is told of them, and the files that they sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from alembic.operations import Operations

revision = "0011_events"
down_revision = "0010_causes"

DECISIONS = {"nơi nhận tin (webhook)": "SELECT count(*) FROM webhooks"}


def upgrade(op: Operations) -> None:
    """Make room for them; of what happened before nobody is told."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "events",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("document", sa.String(80)),
        sa.Column("sha256", sa.String(64)),
        sa.Column("decision", sa.Integer),
    )
    op.create_table(
        "webhooks",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("kinds", sa.JSON, nullable=False),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("cursor", sa.BigInteger, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("next_try", moment),
        sa.Column("failing_since", moment),
        sa.Column("said", sa.Text),
        sa.Column("held_by", sa.String(80)),
        sa.Column("held_until", moment),
    )
    op.create_table(
        "webhook_losses",
        sa.Column(
            "webhook",
            sa.String(40),
            sa.ForeignKey("webhooks.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("event", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
    )
    op.create_table(
        "uploads",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("fonds", sa.Text, nullable=False),
        sa.Column("location", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
    )
    op.create_index("uploads_by_moment", "uploads", ["at"])


def downgrade(op: Operations) -> None:
    """Forget them; files that were sent lie in the inbox."""
    for table in ("uploads", "webhook_losses", "webhooks", "events"):
        op.drop_table(table)
