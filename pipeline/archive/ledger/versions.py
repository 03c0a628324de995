"""What the ledger knows of documents that were read again, and of what people decided then."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, true, update

from pipeline.archive.ledger.tables import documents, now
from pipeline.archive.ledger.versions_tables import VersionRow, versions
from pipeline.archive.moments import as_stamp
from pipeline.archive.states import VERSIONS
from pipeline.steps import Step, reached

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.archive.ledger.database import Database
    from pipeline.archive.ledger.tables import DocumentRow
    from pipeline.archive.ledger.versions_tables import VersionState

__all__ = ["VersionLedger"]


class VersionLedger:
    """New readings, known by document and stamp; at most one of a document is open."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def begin(self, standing: Iterable[DocumentRow], config: str) -> list[VersionRow]:
        """Put on record that documents are read again, or take up what was begun before.

        A version that is there already, read with the same settings, stays what it is.
        """
        same = versions.c.config == config
        begun = {
            (row.id, row.before): row
            for row in self._rows(same & versions.c.state.in_(("reading", "proposed")))
        }
        stamp = as_stamp(now())
        found = []
        for document in standing:
            row = begun.get((document.id, document.config))
            if row is None:
                row = self.found(document, stamp, config)
                self._add(row)
                reached(Step.VERSION_BEGUN, document=document.id)
            found.append(row)
        return found

    def found(self, document: DocumentRow, stamp: str, config: str = "") -> VersionRow:
        """A version of a document as a row; nothing is put on record."""
        return VersionRow(
            id=document.id,
            stamp=stamp,
            sha256=document.sha256,
            state="reading",
            config=config,
            before=document.config,
            made_at=now(),
            why="",
            changes={},
            decided_at=None,
            decided_by=None,
        )

    def adopt(self, row: VersionRow, config: str, changes: Mapping[str, Any]) -> None:
        """Put a version on record that lies in the archive and was not known."""
        self._add(replace(row, state="proposed", config=config, changes=dict(changes)))

    def propose(self, row: VersionRow, changes: Mapping[str, Any]) -> None:
        """It lies whole in the archive and waits for a decision."""
        self._move("propose", row, state="proposed", made_at=now(), changes=dict(changes))

    def end(self, row: VersionRow, state: VersionState, why: str = "") -> None:
        """Nothing comes of it: it is void, or secret."""
        self._move("end", row, state=state, why=why)

    def decide(self, row: VersionRow, state: VersionState, who: str) -> VersionRow | None:
        """A person's decision, put on record before anything is moved.

        Returns:
            The row as it is then; None where it waits no more, for somebody was faster.
        """
        ours = self._move("decide", row, state=state, decided_at=now(), decided_by=who)
        return self.one(row.id, row.stamp) if ours else None

    def released(self, row: VersionRow) -> None:
        """It stands: the document was read with its settings."""
        this = documents.c.id == row.id
        self._db.run(update(documents).where(this).values(config=row.config, state="published"))
        self._move("released", row, state="released")

    def one(self, document_id: str, stamp: str) -> VersionRow:
        """One of them; `LookupError` where there is none."""
        this = (versions.c.id == document_id) & (versions.c.stamp == stamp)
        rows = self._rows(this)
        if not rows:
            raise LookupError(document_id, stamp)
        return rows[0]

    def of(self, document_id: str) -> list[VersionRow]:
        """All of a document, the last one first."""
        return self._rows(versions.c.id == document_id)[::-1]

    def of_file(self, sha256: str) -> list[VersionRow]:
        """All of a file's documents, in their order."""
        return self._rows(versions.c.sha256 == sha256)

    def all(self, state: VersionState | None = None) -> list[VersionRow]:
        """All of them, or those in one state, in their order."""
        return self._rows(true() if state is None else versions.c.state == state)

    def _rows(self, condition: Any) -> list[VersionRow]:
        wanted = select(versions).where(condition).order_by(versions.c.stamp, versions.c.id)
        return [VersionRow(**row._asdict()) for row in self._db.run(wanted)]

    def _add(self, row: VersionRow) -> None:
        self._db.run(insert(versions).values(**asdict(row)))

    def _move(self, statement: str, row: VersionRow, **values: Any) -> bool:
        """From a state that the statement may begin in; False: from any other it does nothing."""
        begins = versions.c.state.in_(VERSIONS.before(f"VersionLedger.{statement}"))
        this = (versions.c.id == row.id) & (versions.c.stamp == row.stamp) & begins
        moved = update(versions).where(this).values(**values).returning(versions.c.id)
        return bool(self._db.run(moved))
