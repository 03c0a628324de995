"""What the desk's morning page counts: by the database, for no page may load every document."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import case, exists, func, select, true

from pipeline.archive.ledger.causes_tables import causes
from pipeline.archive.ledger.likeness_tables import link_verdicts, links
from pipeline.archive.ledger.queue import lists_within
from pipeline.archive.ledger.queue_tables import review_queue
from pipeline.archive.ledger.seen import documents_seen, files_seen
from pipeline.archive.ledger.tables import documents, files
from pipeline.archive.ledger.versions_tables import versions
from pipeline.document.review import GRADES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement

    from pipeline.archive.ledger.database import Database
    from pipeline.values.document import Grade

__all__ = ["CauseCount", "DeskCounts", "Named"]

PUBLISHED = "published"
WAITING = ("must", "should")


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
        if fonds is None:
            wanted = select(documents.c.state, func.count()).group_by(documents.c.state)
            return {str(state): int(number) for state, number in self._db.run(wanted)}
        mine = self._mine(fonds)
        ((known,),) = self._db.run(select(func.count()).select_from(review_queue).where(mine))
        found = self._gone(documents.c.state, fonds)
        return {**found, PUBLISHED: int(known) - sum(found.values())}

    def grades(self, fonds: frozenset[str] | None = None) -> dict[str, int]:
        """Documents in the archive by the grade of their weightiest note.

        `none` needs nobody, or is signed off.
        """
        grade = case((review_queue.c.signed.is_(None), review_queue.c.grade), else_="none")
        wanted = select(grade.label("said"), func.count()).where(self._mine(fonds))
        found: Counter[str] = Counter()
        for said, number in self._db.run(wanted.group_by("said")):
            found[said] += int(number)
        # Few are missing: taken off, they cost less than looking after each that is there.
        found.subtract(self._gone(grade, fonds))
        return dict(+found)

    def _gone(self, said: ColumnElement[Any], fonds: frozenset[str] | None) -> Counter[str]:
        """Documents that are not in the archive, by this.

        Which fonds they are of is looked after here: asked for both at once, SQLite walks all
        documents of the fonds instead of the few that are gone.
        """
        wanted = (
            select(said.label("said"), review_queue.c.fonds, func.count())
            .select_from(documents.join(review_queue, review_queue.c.id == documents.c.id))
            .where(documents.c.state != PUBLISHED)
            .group_by("said", review_queue.c.fonds)
        )
        mine = None if fonds is None else set(lists_within(self._db, fonds))
        found: Counter[str] = Counter()
        for one, lay, number in self._db.run(wanted):
            if mine is None or lay in mine:
                found[str(one)] += int(number)
        return found

    def causes(self, fonds: frozenset[str] | None = None) -> list[CauseCount]:
        """Why documents wait, all that must be looked at first, what takes longest first."""
        key = (causes.c.grade, causes.c.cause)
        number, minutes = func.count(causes.c.document.distinct()), func.sum(causes.c.minutes)
        wanted = select(*key, number, minutes).where(causes.c.grade.in_(WAITING)).group_by(*key)
        if fonds is not None:
            mine = select(review_queue.c.id).where(
                self._mine(fonds), review_queue.c.grade.in_(WAITING)
            )
            wanted = wanted.where(causes.c.document.in_(mine))
        gone = wanted.where(
            causes.c.document.in_(select(documents.c.id).where(documents.c.state != PUBLISHED))
        )
        lost = {(row[0], row[1]): (row[2], row[3]) for row in self._db.run(gone)}
        found = []
        for grade, cause, count, spent in self._db.run(wanted):
            off, less = lost.get((grade, cause), (0, 0.0))
            if count > off:
                found.append(CauseCount(cause, grade, count - off, spent - less))
        return sorted(found, key=lambda one: (GRADES.index(one.grade), -one.minutes, one.cause))

    def _mine(self, fonds: frozenset[str] | None) -> ColumnElement[bool]:
        """Rows of the queue that are of these fonds."""
        if fonds is None:
            return true()
        return review_queue.c.fonds.in_(lists_within(self._db, fonds))

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

    def versions(self, fonds: frozenset[str] | None = None, most: int = 20) -> list[Named]:
        """Documents of these, the oldest reading first."""
        rows = self._db.run(
            select(documents.c.id, files.c.name)
            .join(versions, versions.c.id == documents.c.id)
            .join(files, files.c.sha256 == documents.c.sha256)
            .where(versions.c.state == "proposed", documents_seen(fonds))
            .order_by(versions.c.stamp, documents.c.id)
            .limit(most)
        )
        return [Named(*row) for row in rows]

    def twins_open(self, fonds: frozenset[str] | None = None) -> int:
        """Pairs that may be one paper and that nobody has decided on; both are in the archive."""
        wanted = select(func.count()).select_from(links).where(*_open_pairs(fonds))
        return int(self._db.run(wanted)[0][0])

    def twins(self, fonds: frozenset[str] | None = None, most: int = 20) -> list[Named]:
        """One document of each of these pairs, the surest first."""
        rows = self._db.run(
            select(documents.c.id, files.c.name)
            .join(links, links.c.second == documents.c.id)
            .join(files, files.c.sha256 == documents.c.sha256)
            .where(*_open_pairs(fonds))
            .order_by(links.c.score.desc(), documents.c.id)
            .limit(most)
        )
        return [Named(*row) for row in rows]


def _open_pairs(fonds: frozenset[str] | None) -> list[ColumnElement[bool]]:
    decided = exists().where(
        link_verdicts.c.first == links.c.first, link_verdicts.c.second == links.c.second
    )
    there = []
    for side in ("first", "second"):
        one = documents.alias()  # whoever asks may look into that table, too
        there.append(
            exists().where(
                one.c.id == links.c[side],
                one.c.state == PUBLISHED,
                documents_seen(fonds, one),
            )
        )
    return [~decided, *there]
