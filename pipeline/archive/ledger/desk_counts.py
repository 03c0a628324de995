"""What the desk's morning page counts: by the database, for no page may load every document."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import exists, func, select

from pipeline.archive.ledger.causes_tables import causes
from pipeline.archive.ledger.likeness_tables import link_verdicts, links
from pipeline.archive.ledger.seen import documents_seen, files_seen
from pipeline.archive.ledger.tables import documents, files, records
from pipeline.archive.ledger.versions_tables import versions
from pipeline.document.review import GRADES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.archive.ledger.database import Database
    from pipeline.values.document import Grade

__all__ = ["CauseCount", "DeskCounts", "Named"]


class Named(NamedTuple):
    """A document, and the name of its file."""

    id: str
    name: str


class CauseCount(NamedTuple):
    """Why documents wait.

    Attributes:
        cause: Short name of the reason.
        grade: How pressing.
        documents: With such a note.
        minutes: That a person needs for all such notes.
    """

    cause: str
    grade: Grade
    documents: int
    minutes: float


class DeskCounts:
    """Of what somebody sees; `fonds` None = all."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def documents(self, fonds: frozenset[str] | None = None) -> dict[str, int]:
        """Documents by state, `published` or `missing`."""
        rows = self._db.run(
            select(documents.c.state, func.count())
            .where(documents_seen(fonds))
            .group_by(documents.c.state)
        )
        return {str(state): int(number) for state, number in rows}

    def grades(self, fonds: frozenset[str] | None = None) -> dict[str, int]:
        """Documents in the archive by the grade of their weightiest note; `none` needs nobody."""
        rows = self._db.run(
            select(records.c.grade, func.count())
            .select_from(records.join(documents, documents.c.id == records.c.id))
            .where(documents.c.state == "published", documents_seen(fonds))
            .group_by(records.c.grade)
        )
        return {str(grade): int(number) for grade, number in rows}

    def causes(self, fonds: frozenset[str] | None = None) -> list[CauseCount]:
        """Why documents wait, all that must be looked at first, what takes longest first."""
        there = exists().where(
            documents.c.id == causes.c.document,
            documents.c.state == "published",
            documents_seen(fonds),
        )
        minutes = func.sum(causes.c.minutes)
        rows = self._db.run(
            select(
                causes.c.cause, causes.c.grade, func.count(causes.c.document.distinct()), minutes
            )
            .where(there)
            .group_by(causes.c.cause, causes.c.grade)
            .order_by(minutes.desc(), causes.c.cause)
        )
        found = [CauseCount(*row) for row in rows]
        return sorted(found, key=lambda count: GRADES.index(count.grade))

    def lost(self, fonds: frozenset[str] | None = None, most: int = 20) -> list[Named]:
        """Documents that the last night found missing."""
        rows = self._db.run(
            select(documents.c.id, files.c.name)
            .join(files, files.c.sha256 == documents.c.sha256)
            .where(documents.c.state == "missing", documents_seen(fonds))
            .order_by(files.c.name, documents.c.id)
            .limit(most)
        )
        return [Named(*row) for row in rows]

    def seen(self, ids: Sequence[str], fonds: frozenset[str] | None = None) -> dict[str, str]:
        """Document → name of its file, of those that are seen."""
        rows = self._db.run(
            select(documents.c.id, files.c.name)
            .join(files, files.c.sha256 == documents.c.sha256)
            .where(documents.c.id.in_(list(ids)), documents_seen(fonds))
        )
        return {row.id: row.name for row in rows}

    def sees_file(self, sha256: str, fonds: frozenset[str] | None = None) -> bool:
        """Whether a file is known and seen, whatever became of it."""
        return bool(
            self._db.run(select(files.c.sha256).where(files.c.sha256 == sha256, files_seen(fonds)))
        )

    def versions_open(self, fonds: frozenset[str] | None = None) -> int:
        """New readings that wait for a decision."""
        theirs = exists().where(documents.c.id == versions.c.id, documents_seen(fonds))
        wanted = select(func.count()).where(versions.c.state == "proposed", theirs)
        return int(self._db.run(wanted)[0][0])

    def twins_open(self, fonds: frozenset[str] | None = None) -> int:
        """Pairs that may be one paper and that nobody has decided on; both are in the archive."""
        decided = exists().where(
            link_verdicts.c.first == links.c.first, link_verdicts.c.second == links.c.second
        )
        there = [
            exists().where(
                documents.c.id == one, documents.c.state == "published", documents_seen(fonds)
            )
            for one in (links.c.first, links.c.second)
        ]
        return int(
            self._db.run(select(func.count()).select_from(links).where(~decided, *there))[0][0]
        )
