"""What an old ledger still tells, before a new one takes its place."""

from __future__ import annotations

import logging
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import make_url, select
from sqlalchemy.exc import SQLAlchemyError

from pipeline.archive.ledger.connecting import connect
from pipeline.archive.ledger.tables import DocumentRow, documents, files

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Known", "documents_of"]

log = logging.getLogger(__name__)


class Known(NamedTuple):
    """A document as an old ledger has it, and the name of its file."""

    row: DocumentRow
    name: str


def documents_of(url: str) -> Sequence[Known]:
    """Documents that a ledger of any revision knows; none where it is gone or cannot be asked.

    Args:
        url: SQLAlchemy's, of the ledger. It is only asked, neither brought up to today's tables
            nor touched.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return _asked(url)
    ledger = Path(parsed.database or "")
    if not ledger.is_file():
        return ()
    # SQLite tidies the log of a file that it opens, even to read: a copy is asked.
    with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
        for file in (ledger, ledger.with_name(f"{ledger.name}-wal")):
            if file.is_file():
                shutil.copyfile(file, Path(folder) / file.name)
        return _asked(f"sqlite:///{folder}/{ledger.name}")


def _asked(url: str) -> Sequence[Known]:
    engine, name = connect(url)
    wanted = select(documents, files.c.name).join(files, files.c.sha256 == documents.c.sha256)
    try:
        with engine.connect() as connection:
            found = [row._asdict() for row in connection.execute(wanted)]
    except (SQLAlchemyError, ValueError, TypeError) as error:  # damaged, or with other tables
        log.warning("old ledger tells nothing database=%s why=%s", name, error)
        return ()
    finally:
        engine.dispose()
    known = []
    for row in found:
        of_file = row.pop("name")
        known.append(Known(DocumentRow(**row | {"pages": tuple(row["pages"])}), of_file))
    return known
