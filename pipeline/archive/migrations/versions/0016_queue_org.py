"""The queue's column with the organ's name is called so: `office` is the key of `causes`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.operations import Operations

revision = "0016_queue_org"
down_revision = "0015_queue_by_fonds"


def upgrade(op: Operations) -> None:
    """Call it `org`, as the field of the record is."""
    op.execute("ALTER TABLE review_queue RENAME COLUMN office TO org")


def downgrade(op: Operations) -> None:
    """As it was."""
    op.execute("ALTER TABLE review_queue RENAME COLUMN org TO office")
