"""Entries: what a night left lying in the inbox, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from alembic.operations import Operations

revision = "0003_entries"
down_revision = "0002_clearances"


def upgrade(op: Operations) -> None:
    """Make room for what is no file yet."""
    op.create_table(
        "entries",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("location", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("first_night", sa.String(40), nullable=False),
        sa.Column("last_night", sa.String(40), nullable=False),
    )


def downgrade(op: Operations) -> None:
    """Forget them; the next night with a newer program finds them anew."""
    op.drop_table("entries")
