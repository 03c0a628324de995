"""Causes: what a person has to look at, a row a note, so that what many share is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from alembic.operations import Operations

revision = "0010_causes"
down_revision = "0009_decisions"

_AT_ONCE = 500


def upgrade(op: Operations) -> None:
    """Make room for them, and sort what the records tell."""
    table = op.create_table(
        "causes",
        sa.Column(
            "document",
            sa.String(80),
            sa.ForeignKey("documents.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("cause", sa.String(40), nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("grade", sa.String(8), nullable=False),
        sa.Column("minutes", sa.Float, nullable=False),
        sa.Column("gain", sa.Float, nullable=False),
    )
    columns = ["cause", "office", "grade", "minutes", "document"]
    op.create_index("causes_by_cause", "causes", columns)
    records = sa.table(
        "records", sa.column("id"), sa.column("fields", sa.JSON), sa.column("notes", sa.JSON)
    )
    connection = op.get_bind()
    last = ""
    while rows := connection.execute(
        sa.select(records).where(records.c.id > last).order_by(records.c.id).limit(_AT_ONCE)
    ).all():
        last = rows[-1].id
        told = [one for row in rows for one in _told(row.id, row.fields, row.notes)]
        if told:
            connection.execute(sa.insert(table), told)


def downgrade(op: Operations) -> None:
    """Forget them; the records tell the same."""
    op.drop_table("causes")


def _told(document: str, fields: dict[str, str], notes: list[dict[str, Any]]) -> list[Any]:
    from pipeline.review_list import office_of  # noqa: PLC0415  # loads gazetteers

    office = office_of(fields)
    return [
        {
            "document": document,
            "place": place,
            "cause": note.get("cause", "other"),
            "office": office,
            "grade": note.get("grade", "must"),
            "minutes": note.get("minutes", 1.0),
            "gain": note.get("gain", 1.0),
        }
        for place, note in enumerate(notes)
    ]
