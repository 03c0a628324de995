"""Which rows somebody sees who sees only some fonds: conditions for the database.

The fonds of a file is the first folder under the inbox that it lay in (`archive.fonds`); of a file
that lay in several, all must be seen. Folders are compared letter by letter: SQLite's LIKE takes
`A` for `a`, and would show one office the papers of another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, false, func, or_, true

from pipeline.archive.ledger.tables import documents, files, sightings

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

__all__ = ["documents_seen", "files_seen", "names_seen"]


def names_seen(name: Any, fonds: frozenset[str] | None) -> ColumnElement[bool]:
    """Names within the inbox, of files or of what is no file, that lie in one of these folders."""
    if fonds is None:
        return true()
    inside = [func.substr(name, 1, len(one) + 1) == f"{one}/" for one in sorted(fonds - {""})]
    top = [~name.contains("/")] if "" in fonds else []
    return or_(false(), *inside, *top)


def files_seen(fonds: frozenset[str] | None, table: Any = files) -> ColumnElement[bool]:
    """Rows of `files`, or of an alias of it, that never lay anywhere else."""
    if fonds is None:
        return true()
    place = sightings.alias()  # whatever else is asked may look into these tables, too
    elsewhere = exists().where(place.c.sha256 == table.c.sha256, ~names_seen(place.c.name, fonds))
    return names_seen(table.c.name, fonds) & ~elsewhere


def documents_seen(fonds: frozenset[str] | None, table: Any = documents) -> ColumnElement[bool]:
    """Rows of `documents`, or of an alias of it, whose file is seen."""
    if fonds is None:
        return true()
    file = files.alias()
    return exists().where(file.c.sha256 == table.c.sha256, files_seen(fonds, file))
