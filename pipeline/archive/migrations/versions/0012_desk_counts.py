"""What the desk's morning page counts: files and pages by when; what people did with files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from alembic.operations import Operations

revision = "0012_desk_counts"
down_revision = "0011_events"

DECISIONS = {"việc người đã làm với tệp để riêng": "SELECT count(*) FROM asides"}


def upgrade(op: Operations) -> None:
    """Make room for them, and order what is there by time."""
    op.create_index("files_by_update", "files", ["updated"])
    op.create_index("pages_by_end", "pages", ["finished_at"])
    op.create_table(
        "asides",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("sha256", sa.String(64), sa.ForeignKey("files.sha256"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("act", sa.String(16), nullable=False),
    )
    op.create_index("asides_by_file", "asides", ["sha256", "number"])


def downgrade(op: Operations) -> None:
    """Forget them."""
    op.drop_table("asides")
    op.drop_index("pages_by_end", "pages")
    op.drop_index("files_by_update", "files")
