"""Fixity: when each bag was last looked through, and what was damaged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from alembic.operations import Operations

revision = "0005_fixity"
down_revision = "0004_records_and_cuts"


def upgrade(op: Operations) -> None:
    """Make room for it; nothing counts as looked through yet."""
    op.create_table(
        "fixity",
        sa.Column("place", sa.String(200), primary_key=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("findings", sa.JSON, nullable=False),
    )
    op.create_index("fixity_by_moment", "fixity", ["checked_at"])
    op.create_index("fixity_by_state", "fixity", ["state"])


def downgrade(op: Operations) -> None:
    """Forget it; everything can be looked through again."""
    op.drop_table("fixity")
