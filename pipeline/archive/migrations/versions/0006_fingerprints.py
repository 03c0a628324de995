"""Fingerprints: what tells a document scanned twice, the links found, what people said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from alembic.operations import Operations

revision = "0006_fingerprints"
down_revision = "0005_fixity"

DECISIONS = {"ý kiến về văn bản trùng": "SELECT count(*) FROM link_verdicts"}


def upgrade(op: Operations) -> None:
    """Make room for them; documents of before are given theirs by a later night."""
    op.create_table(
        "fingerprints",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column(
            "document",
            sa.String(80),
            sa.ForeignKey("documents.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("page", sa.Integer, nullable=False),
        sa.Column("picture", sa.String(64)),
        sa.Column("words", sa.LargeBinary, nullable=False),
        sa.Column("compared_at", sa.DateTime(timezone=True)),
    )
    op.create_index("fingerprints_by_document", "fingerprints", ["document"])
    op.create_table(
        "fingerprint_bands",
        sa.Column("band", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column(
            "fingerprint",
            sa.BigInteger,
            sa.ForeignKey("fingerprints.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("fingerprint_bands_by_fingerprint", "fingerprint_bands", ["fingerprint"])
    op.create_table(
        "links",
        sa.Column(
            "first",
            sa.String(80),
            sa.ForeignKey("documents.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column(
            "second",
            sa.String(80),
            sa.ForeignKey("documents.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("reasons", sa.JSON, nullable=False),
        sa.Column("pages", sa.JSON, nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("links_by_second", "links", ["second"])
    op.create_table(
        "link_verdicts",
        sa.Column("first", sa.String(80), primary_key=True),
        sa.Column("second", sa.String(80), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("same", sa.Boolean, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
    )


def downgrade(op: Operations) -> None:
    """Forget them; all but people's words can be made again."""
    for table in ("link_verdicts", "links", "fingerprint_bands", "fingerprints"):
        op.drop_table(table)
