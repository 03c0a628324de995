"""The order by fonds bears the documents' ids: whose they are is told without their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.operations import Operations

revision = "0015_queue_by_fonds"
down_revision = "0014_desk_indexes"


def upgrade(op: Operations) -> None:
    """Make it anew."""
    op.drop_index("review_queue_by_fonds", "review_queue")
    op.create_index("review_queue_by_fonds", "review_queue", ["fonds", "grade", "signed", "id"])


def downgrade(op: Operations) -> None:
    """As it was."""
    op.drop_index("review_queue_by_fonds", "review_queue")
    op.create_index("review_queue_by_fonds", "review_queue", ["fonds", "grade", "signed"])
