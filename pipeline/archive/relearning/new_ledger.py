"""Rows of the ledger written from what the archive knows, as if they had never been lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from pipeline.archive.ledger.tables import clearances, cuts, documents, files
from pipeline.archive.states import FILES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pipeline.archive.ledger.database import Database
    from pipeline.archive.ledger.tables import CutRow, DocumentRow, FileState
    from pipeline.archive.quarantine import Aside

__all__ = ["RelearnLedger"]


class RelearnLedger:
    """Everything may be said again; what is said of a document is the truth about it."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def file(self, sha256: str, name: str, moment: datetime) -> None:
        """A file that documents were made of; one that is known stays as it is."""
        self._add(sha256, name, 0, "published", moment)

    def aside(self, found: Aside, sha256: str, moment: datetime) -> None:
        """A file that waits for a person, and why; one that is known stays as it is."""
        self._add(sha256, found.name, found.size or 0, "set_aside", moment)
        this = (files.c.sha256 == sha256) & (files.c.state == "set_aside")
        self._db.run(update(files).where(this).values(code=found.code, reason=found.reason))

    def extent(self, sha256: str, pages: int, state: FileState) -> None:
        """How many pages a file has, and whether all of them are in the archive."""
        begins = files.c.state.in_(FILES.before("RelearnLedger.extent"))
        this = update(files).where(files.c.sha256 == sha256, begins)
        self._db.run(this.values(pages=pages, state=state))

    def size(self, sha256: str, size: int) -> None:
        """How large a file is, once it was met again."""
        this = (files.c.sha256 == sha256) & (files.c.size == 0)
        self._db.run(update(files).where(this).values(size=size))

    def document(self, row: DocumentRow) -> None:
        """A document that lies in the archive."""
        said = {
            "sha256": row.sha256,
            "pages": list(row.pages),
            "state": row.state,
            "config": row.config,
            "published_at": row.published_at,
        }
        self._db.run(
            self._db.insert(documents)
            .values(id=row.id, **said)
            .on_conflict_do_update(index_elements=["id"], set_=said)
        )

    def clearance(self, sha256: str, who: str, at: datetime) -> None:
        """A person's decision that a file is not secret; the first one stays."""
        decision = self._db.insert(clearances).values(sha256=sha256, who=who, at=at)
        self._db.run(decision.on_conflict_do_nothing())

    def cuts(self, rows: Sequence[CutRow]) -> None:
        """Persons' decisions where a file's documents begin, carried out; known ones stay."""
        for row in rows:
            said = {
                "sha256": row.sha256,
                "at": row.at,
                "who": row.who,
                "pages": [list(numbers) for numbers in row.pages],
                "before": [[old.id, list(old.pages), old.config] for old in row.before],
                "state": row.state,
            }
            self._db.run(self._db.insert(cuts).values(**said).on_conflict_do_nothing())

    def _add(self, sha256: str, name: str, size: int, state: FileState, moment: datetime) -> None:
        self._db.run(
            self._db.insert(files)
            .values(
                sha256=sha256,
                name=name,
                size=size,
                state=state,
                attempts=1,
                first_seen=moment,
                updated=moment,
            )
            .on_conflict_do_nothing()
        )
