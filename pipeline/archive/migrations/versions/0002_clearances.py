"""Clearances: a person's word that a mark of secrecy is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from alembic.operations import Operations

revision = "0002_clearances"
down_revision = "0001_files"

DECISIONS = {"quyết định bỏ dấu độ mật": "SELECT count(*) FROM clearances"}


def upgrade(op: Operations) -> None:
    """Make room for decisions on secrecy."""
    op.create_table(
        "clearances",
        sa.Column("sha256", sa.String(64), sa.ForeignKey("files.sha256"), primary_key=True),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade(op: Operations) -> None:
    """Forget them."""
    op.drop_table("clearances")
