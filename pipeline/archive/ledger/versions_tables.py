"""What the ledger knows of documents that were read again: the table, and its rows as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import JSON, Column, Index, String, Table, Text

from pipeline.archive.ledger.tables import Moment, metadata
from pipeline.archive.moments import as_stamp

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["VersionRow", "VersionState", "versions"]

VersionState = Literal[
    "reading",  # begun; its pages are read, or were when the run was killed
    "proposed",  # lies whole under proposed/, waits for a decision
    "releasing",  # a person has decided; the archive is being brought to it
    "released",  # stands, or has stood, among the documents
    "rejected",  # a person did not want it
    "replaced",  # another reading, or a cut of the file, has made it void
    "secret",  # a page bore a mark of secrecy: nothing was kept
]

versions = Table(
    "versions",
    metadata,
    # No reference to `documents`: what was decided is known also when a file was cut anew.
    Column("id", String(80), primary_key=True),
    Column("stamp", String(40), primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("config", String(64), nullable=False),
    Column("before", String(64), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("why", Text, nullable=False),
    Column("changes", JSON, nullable=False),
    Column("decided_at", Moment),
    Column("decided_by", Text),
)
Index("versions_by_state", versions.c.state)


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A new reading of a document.

    Attributes:
        id: Of the document.
        stamp: Its name: the moment it was begun, as a part of a path.
        sha256: Of the file.
        state: See `VersionState`.
        config: `reading_key` it was read with.
        before: `reading_key` of what stood when it was begun.
        made_at: When it was begun, then when it was whole.
        why: Of a secret one, or one that became void: the reason, for a person.
        changes: Counts of what it changes, see `versions.summary`; empty until it is whole.
        decided_at: When a person decided.
        decided_by: Who.
    """

    id: str
    stamp: str
    sha256: str
    state: VersionState
    config: str
    before: str
    made_at: datetime
    why: str
    changes: dict[str, Any]
    decided_at: datetime | None
    decided_by: str | None

    @property
    def superseded_as(self) -> str:
        """What this version's release puts away is kept under the moment of the decision."""
        if self.decided_at is None:
            raise ValueError(f"nobody has decided on {self.id} {self.stamp}")
        return as_stamp(self.decided_at)
