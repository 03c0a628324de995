"""Where the files of documents lay, as far as it says who may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import case, func, select

from pipeline.archive.ledger.tables import documents, files, sightings
from pipeline.errors import SecretScanError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.archive.ledger.database import Database

__all__ = ["FondsLedger"]

_AT_ONCE = 400


class FondsLedger:
    """Asks the ledger's own tables."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def names_of(self, ids: Sequence[str]) -> dict[str, set[str]]:
        """Document → every name its file was seen under; only documents in the archive."""
        found: dict[str, set[str]] = {}
        for start in range(0, len(ids), _AT_ONCE):
            rows = self._db.run(
                select(documents.c.id, files.c.name, sightings.c.name)
                .join(files, files.c.sha256 == documents.c.sha256)
                .join(sightings, sightings.c.sha256 == files.c.sha256, isouter=True)
                .where(documents.c.state == "published")
                .where(documents.c.id.in_(ids[start : start + _AT_ONCE]))
            )
            for document, first, seen in rows:
                found.setdefault(document, {first}).add(seen or first)
        return found

    def first_folders(self) -> set[str]:
        """First folders under the inbox that files lay in; `""` where some lay at its top."""
        found: set[str] = set()
        for name in (files.c.name, sightings.c.name):
            place = func.instr(name, "/") if self._db.is_sqlite else func.strpos(name, "/")
            first = case((place > 0, func.substr(name, 1, place - 1)), else_="")
            found |= {row[0] for row in self._db.run(select(first).distinct())}
        return found

    def withheld(self) -> set[str]:
        """Documents whose file was set aside as secret all the same."""
        rows = self._db.run(
            select(documents.c.id)
            .join(files, files.c.sha256 == documents.c.sha256)
            .where(files.c.state == "set_aside", files.c.code == SecretScanError.code)
        )
        return {row.id for row in rows}
