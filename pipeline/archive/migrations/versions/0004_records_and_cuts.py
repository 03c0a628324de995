"""Records: what a person has to look at in a document.  Cuts: where a person said they begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from alembic.operations import Operations

revision = "0004_records_and_cuts"
down_revision = "0003_entries"

DECISIONS = {"quyết định cắt văn bản": "SELECT count(*) FROM cuts"}


def upgrade(op: Operations) -> None:
    """Make room for review and for cuts; documents of before stay without a record."""
    op.create_table(
        "records",
        sa.Column(
            "id",
            sa.String(80),
            sa.ForeignKey("documents.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("number_key", sa.String(64)),
        sa.Column("grade", sa.String(8), nullable=False),
        sa.Column("fields", sa.JSON, nullable=False),
        sa.Column("notes", sa.JSON, nullable=False),
    )
    op.create_index("records_by_number", "records", ["number_key"])
    op.create_index("records_by_grade", "records", ["grade"])
    op.create_table(
        "cuts",
        sa.Column("sha256", sa.String(64), sa.ForeignKey("files.sha256"), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("pages", sa.JSON, nullable=False),
        sa.Column("before", sa.JSON, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
    )


def downgrade(op: Operations) -> None:
    """Forget both."""
    op.drop_table("cuts")
    op.drop_table("records")
