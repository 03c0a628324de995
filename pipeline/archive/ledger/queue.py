"""Which documents wait for a person, in the order in which a minute mends most."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, tuple_, union, update

from pipeline.archive.decisions.clashes import signature_of
from pipeline.archive.fonds import fonds_of_name
from pipeline.archive.ledger.causes_tables import causes
from pipeline.archive.ledger.decisions_tables import decisions
from pipeline.archive.ledger.queue_tables import review_queue
from pipeline.archive.ledger.tables import documents, files, sightings
from pipeline.values.decisions import standing

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from pipeline.archive.ledger.database import Database
    from pipeline.values.decisions import Decision
    from pipeline.values.document import Document, Grade, ReviewNote

__all__ = ["Place", "QueueLedger", "Waiting", "lists_within", "place_of"]

_GRADES: tuple[Grade | None, ...] = ("must", "should", "may", None)
_A_GRADE = 1e6
"""Room for the gains of one grade: none comes near it."""
_NONE = "none"
_YEAR = 4
_SPLIT = "|"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a document stands in the queue: smaller is sooner.

    Attributes:
        at: By grade, then by what a minute mends.
        id: Of the document.
    """

    at: float
    id: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Which documents are asked for.

    Attributes:
        grades: Of the weightiest note.
        cause: A note of it has this cause.
        org: The organ that issued it, as its record has it.
        year: Of its date.
        fonds: It lay in this one.
        within: It lay in none but these; None = anywhere.
        by: This person decided something of it.
        signed: Whether its record is signed off.
        begun: Somebody decided something of it; None = either.
    """

    grades: tuple[str, ...] = ("must", "should")
    cause: str | None = None
    org: str | None = None
    year: str | None = None
    fonds: str | None = None
    within: frozenset[str] | None = None
    by: str | None = None
    signed: bool = False
    begun: bool | None = None

    def within_fonds(self, fonds: frozenset[str]) -> Waiting:
        """The same of documents that lay in none but these fonds."""
        return replace(self, within=fonds)


def place_of(notes: Sequence[ReviewNote]) -> float:
    """Where a document's notes put it: grades first, then what a minute mends, as the review list.

    >>> from pipeline.values.document import ReviewNote
    >>> must = ReviewNote("a", "b", "c", "must", minutes=1, gain=3)
    >>> place_of([must]) < place_of([ReviewNote("a", "b", "c", "should", gain=9)]) < place_of([])
    True
    """
    grade = min((_GRADES.index(note.grade) for note in notes), default=len(_GRADES) - 1)
    weighty = [note for note in notes if note.grade == _GRADES[grade]]
    minutes = sum(note.minutes for note in weighty)
    worth = sum(note.minutes * note.gain for note in weighty)
    return grade * _A_GRADE - (worth / minutes if minutes else 0.0)


class QueueLedger:
    """One short row a document."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def keep(self, document: Document, made: tuple[Decision, ...] = ()) -> None:
        """Put on record where a document stands now; said again, the last word counts.

        Args:
            document: With the decisions that hold laid over it.
            made: All decisions of it.
        """
        holding = standing(made)
        signature = signature_of(holding)
        grades = [note.grade for note in document.review]
        values: dict[str, Any] = {
            "place": place_of(document.review),
            "grade": min(grades, key=_GRADES.index) if grades else _NONE,
            "org": _said(document, "org"),
            "year": _said(document, "date")[:_YEAR],
            "fonds": _listed(self._fonds(document.source.sha256)),
            "decided": len(holding),
            "signed": signature.who if signature else None,
        }
        self._db.run(
            self._db.insert(review_queue)
            .values(id=document.id, **values)
            .on_conflict_do_update(index_elements=["id"], set_=values)
        )

    def lies(self, sha256: str) -> None:
        """A file was met at a place: its documents are of that fonds, too."""
        theirs = select(documents.c.id).where(documents.c.sha256 == sha256)
        self._db.run(
            update(review_queue)
            .where(review_queue.c.id.in_(theirs))
            .values(fonds=_listed(self._fonds(sha256)))
        )

    def page(self, wanted: Waiting, size: int, after: Place | None = None) -> list[Place]:
        """The next documents behind a place, or the first ones."""
        asked = self._asked(wanted, select(review_queue.c.place, review_queue.c.id))
        if after is not None:
            here = tuple_(review_queue.c.place, review_queue.c.id)
            # The first condition alone is one that an index answers on every database.
            asked = asked.where(review_queue.c.place >= after.at, here > (after.at, after.id))
        found = asked.order_by(review_queue.c.place, review_queue.c.id).limit(size)
        return [Place(float(row.place), str(row.id)) for row in self._db.run(found)]

    def place(self, document_id: str) -> Place | None:
        """Where a document stands; None of one that is not in the archive."""
        wanted = select(review_queue.c.place).where(review_queue.c.id == document_id)
        rows = self._db.run(wanted)
        return Place(float(rows[0].place), document_id) if rows else None

    def count(self, wanted: Waiting, most: int) -> int:
        """How many documents are asked for; counting ends at `most`."""
        some = self._asked(wanted, select(review_queue.c.id)).limit(most).subquery()
        return int(self._db.run(select(func.count()).select_from(some))[0][0])

    def choices(self, wanted: Waiting, column: str, most: int) -> list[tuple[str, int]]:
        """What `org`, `year` or `fonds` the documents asked for have, commonest first.

        A document of several fonds counts for each.
        """
        by = review_queue.c[column]
        asked = self._asked(wanted, select(by, func.count())).group_by(by)
        counts: Counter[str] = Counter()
        for said, number in self._db.run(asked):
            for one in _taken_apart(said) if column == "fonds" else (said,):
                counts[one] += int(number)
        del counts[""]
        return counts.most_common(most)

    def causes(self, wanted: Waiting) -> list[tuple[str, int]]:
        """The causes of the notes on the documents asked for, commonest first."""
        number = func.count(causes.c.document.distinct())
        asked = select(causes.c.cause, number).where(
            causes.c.grade != "may",
            causes.c.document.in_(self._asked(wanted, select(review_queue.c.id))),
        )
        found = self._db.run(asked.group_by(causes.c.cause).order_by(number.desc()))
        return [(str(cause), int(count)) for cause, count in found]

    def _asked(self, wanted: Waiting, start: Any) -> Any:
        table = review_queue.c
        # Asked of each row, so that the index by place is walked, not all documents.
        standing = select(documents.c.id).where(
            documents.c.id == table.id, documents.c.state == "published"
        )
        asked = start.select_from(review_queue).where(standing.exists())
        asked = asked.where(table.grade.in_(wanted.grades))
        asked = asked.where(table.signed.is_not(None) if wanted.signed else table.signed.is_(None))
        if wanted.fonds is not None:
            asked = asked.where(table.fonds.contains(_listed({wanted.fonds}), autoescape=True))
        if wanted.cause is not None:
            pressing = (causes.c.cause == wanted.cause, causes.c.grade != "may")
            asked = asked.where(table.id.in_(select(causes.c.document).where(*pressing)))
        for said, column in ((wanted.org, table.org), (wanted.year, table.year)):
            if said is not None:
                asked = asked.where(column == said)
        if wanted.begun is not None:
            asked = asked.where(table.decided > 0 if wanted.begun else table.decided == 0)
        if wanted.by is not None:
            theirs = select(decisions.c.document).where(decisions.c.who == wanted.by)
            asked = asked.where(table.id.in_(theirs))
        if wanted.within is not None:
            asked = asked.where(table.fonds.in_(lists_within(self._db, wanted.within)))
        return asked

    def _fonds(self, sha256: str) -> set[str]:
        met = select(sightings.c.name).where(sightings.c.sha256 == sha256)
        known = select(files.c.name).where(files.c.sha256 == sha256)
        return {fonds_of_name(row.name) for row in self._db.run(union(met, known))}


def lists_within(db: Database, fonds: Collection[str]) -> list[str]:
    """What stands in the column `fonds` where a document lay in none but these."""
    known = (row.fonds for row in db.run(select(review_queue.c.fonds).distinct()))
    return [one for one in known if one and set(_taken_apart(one)) <= set(fonds)]


def _said(document: Document, key: str) -> str:
    field = document.fields.get(key)
    return field.value if field is not None and isinstance(field.value, str) else ""


def _listed(words: Collection[str]) -> str:
    """Words as one text in which each is found by itself.

    >>> _listed({"pen", "hole"})
    '|hole|pen|'
    """
    return _SPLIT + "".join(word + _SPLIT for word in sorted(words)) if words else ""


def _taken_apart(text: str) -> list[str]:
    """The words of `_listed`; `""` may be one of them.

    >>> _taken_apart("|hole|pen|"), _taken_apart("||"), _taken_apart("")
    (['hole', 'pen'], [''], [])
    """
    return text.split(_SPLIT)[1:-1]
