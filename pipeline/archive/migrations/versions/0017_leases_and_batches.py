"""Leases with tokens, the batches of a night, and when each document was first packed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from alembic.operations import Operations

revision = "0017_leases_and_batches"
down_revision = "0016_queue_org"


def upgrade(op: Operations) -> None:
    """Three new tables."""
    op.create_table(
        "leases",
        sa.Column("name", sa.String(80), primary_key=True),
        sa.Column("token", sa.BigInteger, nullable=False),
        sa.Column("beat", sa.BigInteger, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("held", sa.Boolean, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beaten", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "batches",
        sa.Column("id", sa.String(60), primary_key=True),
        sa.Column("night", sa.String(40), nullable=False),
        sa.Column("night_token", sa.BigInteger, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("work", sa.JSON, nullable=False),
        sa.Column("facts", sa.JSON),
        sa.Column("code", sa.String(40)),
        sa.Column("reason", sa.Text),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("batches_by_night", "batches", ["night", "number"])
    op.create_index("batches_by_state", "batches", ["state"])
    op.create_table(
        "packings",
        sa.Column("id", sa.String(80), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade(op: Operations) -> None:
    """As before: what a night that is at work holds is lost."""
    for table in ("packings", "batches", "leases"):
        op.drop_table(table)
