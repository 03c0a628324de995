"""The review queue: where each document stands in it, in rows short enough to look at all."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from alembic.operations import Operations

revision = "0013_review_queue"
down_revision = "0012_desk_counts"

_AT_ONCE = 500
_GRADES = ("must", "should", "may")


def upgrade(op: Operations) -> None:
    """Make room for it, and sort what the records tell; nobody has decided anything yet."""
    table = op.create_table(
        "review_queue",
        sa.Column(
            "id",
            sa.String(80),
            sa.ForeignKey("documents.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("place", sa.Float, nullable=False),
        sa.Column("grade", sa.String(8), nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("year", sa.String(4), nullable=False),
        sa.Column("fonds", sa.Text, nullable=False),
        sa.Column("decided", sa.Integer, nullable=False),
        sa.Column("signed", sa.Text),
    )
    op.create_index("review_queue_by_place", "review_queue", ["place", "id"])
    connection = op.get_bind()
    names = defaultdict(set)
    sightings = sa.table("sightings", sa.column("sha256"), sa.column("name"))
    for sha256, name in connection.execute(sa.select(sightings.c.sha256, sightings.c.name)):
        names[sha256].add(name.partition("/")[0] if "/" in name else "")
    documents = sa.table("documents", sa.column("id"), sa.column("sha256"))
    records = sa.table(
        "records", sa.column("id"), sa.column("fields", sa.JSON), sa.column("notes", sa.JSON)
    )
    wanted = sa.select(records, documents.c.sha256).select_from(
        records.join(documents, documents.c.id == records.c.id)
    )
    last = ""
    while rows := connection.execute(
        wanted.where(records.c.id > last).order_by(records.c.id).limit(_AT_ONCE)
    ).all():
        last = rows[-1].id
        told = [_row(one.id, one.fields, one.notes, names[one.sha256]) for one in rows]
        connection.execute(sa.insert(table), told)


def downgrade(op: Operations) -> None:
    """Forget it; records and decisions tell the same."""
    op.drop_table("review_queue")


def _row(
    document: str, fields: dict[str, str], notes: list[dict[str, Any]], fonds: set[str]
) -> dict[str, Any]:
    grades = [_GRADES.index(note.get("grade", "must")) for note in notes]
    grade = min(grades, default=len(_GRADES))
    weighty = [note for note, one in zip(notes, grades, strict=True) if one == grade]
    minutes = sum(note.get("minutes", 1.0) for note in weighty)
    worth = sum(note.get("minutes", 1.0) * note.get("gain", 1.0) for note in weighty)
    return {
        "id": document,
        "place": grade * 1e6 - (worth / minutes if minutes else 0.0),
        "grade": (*_GRADES, "none")[grade],
        "office": fields.get("org", ""),
        "year": fields.get("date", "")[:4],
        "fonds": _listed(fonds),
        "decided": 0,
        "signed": None,
    }


def _listed(words: set[str]) -> str:
    return "|" + "".join(f"{word}|" for word in sorted(words)) if words else ""
