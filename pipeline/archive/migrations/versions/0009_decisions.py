"""Decisions: what people decided of documents; the database itself refuses to change them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from alembic.operations import Operations

revision = "0009_decisions"
down_revision = "0008_places"

DECISIONS = {"quyết định của người xem": "SELECT count(*) FROM decisions"}

_SQLITE = """
CREATE TRIGGER decisions_{what} BEFORE {act} ON decisions
BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END
"""
_FUNCTION = """
CREATE FUNCTION decisions_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'decisions are append-only'; END $$
"""
_POSTGRESQL = """
CREATE TRIGGER decisions_{what} BEFORE {act} ON decisions
FOR EACH STATEMENT EXECUTE FUNCTION decisions_append_only()
"""


def upgrade(op: Operations) -> None:
    """Make room for them, and let nothing be changed there."""
    op.create_table(
        "decisions",
        sa.Column("document", sa.String(80), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("act", sa.String(16), nullable=False),
        sa.Column("change", sa.JSON, nullable=False),
    )
    op.create_index("decisions_by_moment", "decisions", ["at"])
    op.create_table(
        "decisions_untold",
        sa.Column("document", sa.String(80), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        for what, act in (("kept", "DELETE"), ("unchanged", "UPDATE")):
            op.execute(_SQLITE.format(what=what, act=act))
    else:
        op.execute(_FUNCTION)
        for what, act in (("kept", "DELETE OR TRUNCATE"), ("unchanged", "UPDATE")):
            op.execute(_POSTGRESQL.format(what=what, act=act))


def downgrade(op: Operations) -> None:
    """Forget them; their triggers go with the table."""
    op.drop_table("decisions_untold")
    op.drop_table("decisions")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION decisions_append_only()")
