"""How sure a page's reading is, beside how long it took: monitoring asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from alembic.operations import Operations

revision = "0019_page_confidence"
down_revision = "0018_lists_and_deliveries"


def upgrade(op: Operations) -> None:
    """Pages that were read before have none."""
    op.add_column("pages", sa.Column("confidence", sa.Float))


def downgrade(op: Operations) -> None:
    """Forget it."""
    op.drop_column("pages", "confidence")
