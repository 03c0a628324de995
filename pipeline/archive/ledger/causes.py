"""What many documents share that a person has to look at: counted and paged in the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, delete, func, insert, literal, select, true, tuple_

from pipeline.archive.ledger.causes_tables import causes
from pipeline.archive.ledger.queue import lists_within
from pipeline.archive.ledger.queue_tables import review_queue
from pipeline.archive.ledger.tables import documents

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import ColumnElement, Executable

    from pipeline.archive.ledger.database import Database
    from pipeline.values.document import ReviewNote

__all__ = ["CauseGroup", "CauseLedger", "steps_for"]


@dataclass(frozen=True, slots=True)
class CauseGroup:
    """Documents that wait for the same reason, of one office or of all.

    Attributes:
        cause: Short name of the reason.
        office: As `office_of` knows it; empty where nothing tells, and of all offices together.
        documents: How many.
        must: How many of them cannot be trusted before.
        minutes: That a person needs for all of them, one by one.
        example: Id of one of them.
    """

    cause: str
    office: str
    documents: int
    must: int
    minutes: float
    example: str


class CauseLedger:
    """One row a note."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def groups(
        self,
        wanted: Iterable[str],
        fonds: frozenset[str] | None = None,
        *,
        by_office: bool,
        least: int = 1,
        most: int = 200,
    ) -> list[CauseGroup]:
        """What waits, by cause, or by cause and office; what weighs most first.

        Args:
            wanted: Causes to count.
            fonds: Only documents of these; None = all.
            by_office: Each office apart; otherwise all offices together.
            least: Groups of fewer documents are left out.
            most: So many groups.
        """
        office = causes.c.office if by_office else literal("")
        kept = [causes.c.cause, causes.c.office] if by_office else [causes.c.cause]
        number = func.count(causes.c.document.distinct())
        must = case((causes.c.grade == "must", causes.c.document))
        musts = func.count(must.distinct())
        found = self._db.run(
            select(
                causes.c.cause,
                office,
                number,
                musts,
                func.sum(causes.c.minutes),
                func.min(causes.c.document),
            )
            .where(causes.c.cause.in_(list(wanted)), causes.c.grade != "may", self._seen(fonds))
            .group_by(*kept)
            .having(number >= least)
            .order_by(musts.desc(), number.desc(), *kept)
            .limit(most)
        )
        return [CauseGroup(*row) for row in found]

    def members(
        self,
        cause: str,
        office: str | None,
        fonds: frozenset[str] | None = None,
        *,
        after: tuple[str, str] = ("", ""),
        most: int = 25,
    ) -> list[tuple[str, str]]:
        """Documents of a group, those of one office together.

        Args:
            cause: Of the group.
            office: The same; None = of all offices.
            fonds: Only documents of these; None = all.
            after: Office and id of the document behind which to begin.
            most: So many documents.

        Returns:
            Office and id of each.
        """
        at = tuple_(causes.c.office, causes.c.document)
        wanted = (
            select(causes.c.office, causes.c.document)
            .distinct()
            .where(
                causes.c.cause == cause,
                causes.c.office == office if office is not None else true(),
                causes.c.grade != "may",
                at > after,
                self._seen(fonds),
            )
            .order_by(causes.c.office, causes.c.document)
            .limit(most)
        )
        return [(row.office, row.document) for row in self._db.run(wanted)]

    def _seen(self, fonds: frozenset[str] | None) -> ColumnElement[bool]:
        """Documents of the archive, of the fonds that are seen.

        Each side is named once: to ask of each row costs seconds at a hundred thousand documents.
        """
        gone = select(documents.c.id).where(documents.c.state != "published")
        there = causes.c.document.not_in(gone)
        if fonds is None:
            return there
        mine = select(review_queue.c.id).where(
            review_queue.c.fonds.in_(lists_within(self._db, fonds)),
            review_queue.c.grade != "none",
        )
        return there & causes.c.document.in_(mine)


def steps_for(
    document: str, office: str, notes: Sequence[ReviewNote]
) -> list[tuple[Executable, Any]]:
    """Statements that put on record what a document needs, in place of what it needed before."""
    rows = [
        {
            "document": document,
            "place": place,
            "cause": note.cause,
            "office": office,
            "grade": note.grade,
            "minutes": note.minutes,
            "gain": note.gain,
        }
        for place, note in enumerate(notes)
    ]
    steps: list[tuple[Executable, Any]] = [
        (delete(causes).where(causes.c.document == document), None)
    ]
    return [*steps, (insert(causes), rows)] if rows else steps
