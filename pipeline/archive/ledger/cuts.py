"""What the ledger knows of a person's cuts: which pages make which documents, who said so, when.

The decision is written before anything is moved, with the documents that stood before it: a cut
that was killed is finished from here, and a later night that makes a file's documents again keeps
to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update

from pipeline.archive.ledger.tables import CutRow, Version, cuts, documents, now, records

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.archive.ledger.database import Database
    from pipeline.archive.ledger.tables import DocumentRow

__all__ = ["CutLedger"]


class CutLedger:
    """Cuts, known by file and moment; the last one of a file holds."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def decide(
        self, sha256: str, who: str, pages: Sequence[Sequence[int]], before: Iterable[DocumentRow]
    ) -> CutRow:
        """Put a decision on record, to be carried out now."""
        return self._add(sha256, who, pages, before, "pending")

    def carried_out(self, row: CutRow, published: Iterable[Version]) -> None:
        """The archive is as decided: these documents stand, others of the file no more.

        They came into the archive when the file did: a night's acceptance list still has it.
        """
        standing = list(published)
        theirs = documents.c.sha256 == row.sha256
        came = self._db.run(select(func.min(documents.c.published_at)).where(theirs))[0][0]
        for version in standing:
            state = {
                "pages": list(version.pages),
                "config": version.config,
                "state": "published",
                "published_at": came or now(),
            }
            self._db.run(
                self._db.insert(documents)
                .values(id=version.id, sha256=row.sha256, **state)
                .on_conflict_do_update(index_elements=["id"], set_=state)
            )
        gone = documents.c.id.not_in([version.id for version in standing])
        left_over = select(documents.c.id).where(theirs, gone)
        self._db.run(delete(records).where(records.c.id.in_(left_over)))
        self._db.run(delete(documents).where(theirs, gone))
        this = (cuts.c.sha256 == row.sha256) & (cuts.c.at == row.at)
        self._db.run(update(cuts).where(this, cuts.c.state == "pending").values(state="done"))
        self.drop_wish(row.sha256)  # last: a run that was killed before is begun again

    def wish(
        self, sha256: str, who: str, pages: Sequence[Sequence[int]], before: Iterable[DocumentRow]
    ) -> CutRow:
        """Keep a cut that could not be begun, for the archive was held; one a file."""
        self.drop_wish(sha256)
        return self._add(sha256, who, pages, before, "wished")

    def drop_wish(self, sha256: str) -> None:
        """It was carried out, or nobody wants it any more."""
        this = (cuts.c.sha256 == sha256) & (cuts.c.state == "wished")
        self._db.run(delete(cuts).where(this))

    def wishes(self, sha256: str | None = None) -> list[CutRow]:
        """Cuts that wait until the archive is free, in their order; or the one of a file."""
        wanted = select(cuts).where(cuts.c.state == "wished").order_by(cuts.c.at)
        if sha256 is not None:
            wanted = wanted.where(cuts.c.sha256 == sha256)
        return [_row(found._asdict()) for found in self._db.run(wanted)]

    def of(self, sha256: str) -> list[CutRow]:
        """All decisions about a file, the last one first; what is only wished is none yet."""
        this = (cuts.c.sha256 == sha256) & (cuts.c.state != "wished")
        wanted = select(cuts).where(this).order_by(cuts.c.at.desc())
        return [_row(found._asdict()) for found in self._db.run(wanted)]

    def pending(self) -> list[CutRow]:
        """Decisions that were not carried out to the end, in their order."""
        wanted = select(cuts).where(cuts.c.state == "pending").order_by(cuts.c.at)
        return [_row(found._asdict()) for found in self._db.run(wanted)]

    def _add(
        self,
        sha256: str,
        who: str,
        pages: Sequence[Sequence[int]],
        before: Iterable[DocumentRow],
        state: str,
    ) -> CutRow:
        row = {
            "sha256": sha256,
            "at": now(),
            "who": who,
            "pages": [list(numbers) for numbers in pages],
            "before": [[old.id, list(old.pages), old.config] for old in before],
            "state": state,
        }
        self._db.run(insert(cuts).values(**row))
        return _row(row)


def _row(found: dict[str, Any]) -> CutRow:
    pages = tuple(tuple(numbers) for numbers in found["pages"])
    before = tuple(Version(i, tuple(numbers), config) for i, numbers, config in found["before"])
    return CutRow(**found | {"pages": pages, "before": before})
