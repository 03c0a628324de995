"""Fingerprints: what tells a document scanned twice, and the links that were found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from alembic.operations import Operations

revision = "0006_fingerprints"
down_revision = "0005_fixity"


def upgrade(op: Operations) -> None:
    """Make room for them; documents of before are given theirs by a later night."""
    op.create_table(
        "fingerprints",
        sa.Column("id", sa.String(80), primary_key=True),
        sa.Column("recipe", sa.Integer, nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
    )
    op.create_table(
        "fingerprint_bands",
        sa.Column("id", sa.String(80), primary_key=True),
        sa.Column("band", sa.Integer, primary_key=True),
        sa.Column("key", sa.String(64), nullable=False),
    )
    op.create_index("fingerprint_bands_by_key", "fingerprint_bands", ["band", "key"])
    op.create_table(
        "links",
        sa.Column("one", sa.String(80), primary_key=True),
        sa.Column("other", sa.String(80), primary_key=True),
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("links_by_other", "links", ["other"])


def downgrade(op: Operations) -> None:
    """Forget them; they can be made again."""
    for table in ("links", "fingerprint_bands", "fingerprints"):
        op.drop_table(table)
