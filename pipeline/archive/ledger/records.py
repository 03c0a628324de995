"""What a person has to look at in which document, and which documents bear one number.

The records themselves lie in the archive; the ledger keeps of each as much as lets a thousand
documents be put in order without opening one.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import func, select

from pipeline.archive.decisions.clashes import signature_of
from pipeline.archive.ledger.causes import steps_for
from pipeline.archive.ledger.events import telling
from pipeline.archive.ledger.tables import RecordRow, documents, files, records
from pipeline.review_list import office_of
from pipeline.text.folding import fold
from pipeline.values.decisions import standing
from pipeline.values.document import ReviewNote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Executable

    from pipeline.archive.ledger.database import Database
    from pipeline.values.decisions import Decision
    from pipeline.values.document import Document, Field
    from pipeline.values.events import EventKind

__all__ = ["KEPT", "RecordLedger", "number_key"]

KEPT = ("number", "symbol", "year", "date", "type", "org", "subject")
"""Fields by which a clerk knows a document again."""
_NONE, _MUST = "none", "must"
_PARTS = 4
_AT_ONCE = 400


def number_key(fields: dict[str, Field]) -> str | None:
    """What no two documents may share: organ, symbol, year and number; None where one is missing.

    Numbers of one organ begin anew each year and run for each symbol apart; `05` is `5`.
    """
    said = [fields[key].value for key in ("org", "symbol", "date", "number") if key in fields]
    if len(said) < _PARTS or not all(isinstance(value, str) and value for value in said):
        return None
    org, symbol, date, number = said
    told = "|".join((fold(" ".join(org.split())), fold(symbol), date[:4], number.lstrip("0")))
    return hashlib.sha256(told.encode()).hexdigest()


class RecordLedger:
    """One row a document."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def keep(self, document: Document, made: tuple[Decision, ...] = ()) -> None:
        """Put on record what a person has to look at; said again, the last word counts.

        A record that is signed off waits for nobody, whatever its notes. Other programs are told of
        a document that is new, and of one that must be looked at and did not have to be.

        Args:
            document: With the decisions that hold laid over it.
            made: All decisions of it.
        """
        signed = signature_of(standing(made)) is not None
        grades = [note.grade for note in document.review]
        values: dict[str, Any] = {
            "number_key": number_key(document.fields),
            "grade": min(grades, key=("must", "should", "may").index) if grades else _NONE,
            "fields": {
                key: field.value
                for key in KEPT
                if (field := document.fields.get(key)) is not None and isinstance(field.value, str)
            },
            "notes": [msgspec.to_builtins(note) for note in document.review],
        }
        known = select(records.c.id).where(records.c.id == document.id)
        said = self._db.insert(records).values(id=document.id, **values)
        self._db.run_together(
            [
                *self._telling("document.archived", document, when=~known.exists()),
                *(
                    self._telling(
                        "document.needs_review",
                        document,
                        when=~known.where(records.c.grade == _MUST).exists(),
                    )
                    if values["grade"] == _MUST
                    else ()
                ),
                (said.on_conflict_do_update(index_elements=["id"], set_=values), None),
                *steps_for(
                    document.id, office_of(values["fields"]), () if signed else document.review
                ),
            ]
        )

    def _telling(
        self, kind: EventKind, document: Document, when: ColumnElement[bool]
    ) -> list[tuple[Executable, Any]]:
        sha256 = document.source.sha256
        return telling(self._db, kind, document=document.id, sha256=sha256, when=when)

    def counts(self) -> dict[str, int]:
        """Documents in the archive by the grade of their weightiest note; `none` needs nobody."""
        rows = self._db.run(
            select(records.c.grade, func.count())
            .select_from(records.join(documents, documents.c.id == records.c.id))
            .where(documents.c.state == "published")
            .group_by(records.c.grade)
        )
        return {str(grade): int(number) for grade, number in rows}

    def for_review(self, grades: Sequence[str] = ("must", "should")) -> list[RecordRow]:
        """Documents in the archive with a note of these grades as their weightiest."""
        return self._rows(records.c.grade.in_(grades))

    def of(self, ids: Sequence[str]) -> list[RecordRow]:
        """These documents, as far as they are in the archive."""
        found = []
        for start in range(0, len(ids), _AT_ONCE):
            found += self._rows(records.c.id.in_(ids[start : start + _AT_ONCE]))
        return found

    def _rows(self, condition: Any) -> list[RecordRow]:
        there = records.join(documents, documents.c.id == records.c.id).join(
            files, files.c.sha256 == documents.c.sha256
        )
        rows = self._db.run(
            select(
                records.c.id,
                files.c.name,
                documents.c.pages,
                records.c.number_key,
                records.c.grade,
                records.c.fields,
                records.c.notes,
            )
            .select_from(there)
            .where(documents.c.state == "published", condition)
            .order_by(documents.c.published_at, records.c.id)
        )
        return [
            RecordRow(
                id=row.id,
                name=row.name,
                pages=tuple(row.pages),
                number_key=row.number_key,
                grade=row.grade,
                fields=dict(row.fields),
                notes=tuple(msgspec.convert(note, ReviewNote) for note in row.notes),
            )
            for row in rows
        ]
