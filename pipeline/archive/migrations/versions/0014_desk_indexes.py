"""Orders in which the desk counts documents: by state, by grade and cause, by fonds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.operations import Operations

revision = "0014_desk_indexes"
down_revision = "0013_review_queue"


def upgrade(op: Operations) -> None:
    """Make them: all that is counted stands in them."""
    op.create_index("documents_by_state", "documents", ["state"])
    op.create_index("causes_by_grade", "causes", ["grade", "cause", "document", "minutes"])
    op.create_index("review_queue_by_fonds", "review_queue", ["fonds", "grade", "signed"])


def downgrade(op: Operations) -> None:
    """Forget them."""
    op.drop_index("review_queue_by_fonds", "review_queue")
    op.drop_index("causes_by_grade", "causes")
    op.drop_index("documents_by_state", "documents")
