"""What a contractor lists, with what was found of each line; who was told of a night."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from alembic.operations import Operations

revision = "0018_lists_and_deliveries"
down_revision = "0017_leases_and_batches"


def upgrade(op: Operations) -> None:
    """Three new tables."""
    op.create_table(
        "manifests",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("location", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("mtime_ns", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("trouble", sa.Text),
        sa.Column("refused", sa.JSON, nullable=False),
        sa.Column("refused_number", sa.Integer, nullable=False),
        sa.Column("extras", sa.JSON, nullable=False),
        sa.Column("extras_number", sa.Integer, nullable=False),
        sa.Column("compared", sa.String(64), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "manifest_lines",
        sa.Column(
            "manifest",
            sa.String(64),
            sa.ForeignKey("manifests.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("algorithm", sa.String(8)),
        sa.Column("digest", sa.String(128)),
        sa.Column("pages", sa.Integer),
        sa.Column("urgency", sa.String(40), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("file", sa.Text),
        sa.Column("sha256", sa.String(64)),
        sa.Column("found_pages", sa.Integer),
    )
    op.create_table(
        "deliveries",
        sa.Column("night", sa.String(40), primary_key=True),
        sa.Column("way", sa.String(10), primary_key=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("said", sa.Text),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade(op: Operations) -> None:
    """As before: lists lie in the inbox, and are read again by whoever knows them."""
    for table in ("deliveries", "manifest_lines", "manifests"):
        op.drop_table(table)
