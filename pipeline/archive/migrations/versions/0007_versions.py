"""Versions: what reading a document again made of it, and what people decided about that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from alembic.operations import Operations

revision = "0007_versions"
down_revision = "0006_fingerprints"

DECISIONS = {
    "quyết định về bản đọc lại": "SELECT count(*) FROM versions WHERE decided_by IS NOT NULL"
}


def upgrade(op: Operations) -> None:
    """Make room for them; no document has another version yet."""
    op.create_table(
        "versions",
        sa.Column("id", sa.String(80), primary_key=True),
        sa.Column("stamp", sa.String(40), primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("config", sa.String(64), nullable=False),
        sa.Column("before", sa.String(64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("changes", sa.JSON, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("decided_by", sa.Text),
    )
    op.create_index("versions_by_state", "versions", ["state"])


def downgrade(op: Operations) -> None:
    """Forget them; what lies in the archive stays."""
    op.drop_table("versions")
