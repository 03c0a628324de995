"""An SQLite ledger kept beside itself before it is changed."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.archive.moments import as_stamp
from pipeline.archive.objects import archive_errors

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["keep_copy"]


def keep_copy(connection: Connection, revision: str) -> Path | None:
    """Copy the ledger that nobody else may write now; half a copy never looks like one.

    SQLite's own backup takes what still stands in the write-ahead log, too, which a copy of the
    file would not (https://sqlite.org/backup.html).  The lock of `connection` keeps writers away
    and lets this reader in.

    Args:
        connection: Holds the ledger's write lock and has written nothing yet.
        revision: Of the ledger as it is; becomes part of the copy's name.

    Returns:
        Where the copy lies; None for a ledger in memory and for other databases.

    Raises:
        sqlite3.Error: No room, no right.
        ArchiveError: The same, from the file system.
    """
    if connection.dialect.name != "sqlite":
        return None
    place = connection.exec_driver_sql("PRAGMA database_list").all()[0][2]
    if not place:
        return None
    ledger = Path(place)
    moment = as_stamp(datetime.now(UTC))
    copy = ledger.with_name(f"{ledger.stem}.{revision}.{moment}{ledger.suffix}")
    part = ledger.with_name(f"{ledger.name}.part")  # one name, so that a killed run leaves one
    with archive_errors(str(ledger)):
        part.unlink(missing_ok=True)
        try:
            # The rights first: nobody reads in the copy what they may not read in the ledger.
            part.touch()
            shutil.copymode(ledger, part)
            with closing(sqlite3.connect(ledger)) as source, closing(sqlite3.connect(part)) as kept:
                source.backup(kept)
                kept.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
            part.replace(copy)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        handle = os.open(copy.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    return copy
