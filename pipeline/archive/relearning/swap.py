"""A new ledger made beside the old one, and put in its place when it is whole.

The old one is kept: an SQLite file under another name, tables of PostgreSQL in a schema of their
own.  Whatever happens on the way, the ledger that the settings name is the old one or the new one.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, make_url, text

from pipeline.archive.ledger.connecting import connect
from pipeline.archive.ledger.database import database_errors
from pipeline.archive.ledger.ledger import Ledger
from pipeline.archive.ledger.tables import now
from pipeline.archive.moments import as_stamp
from pipeline.archive.objects import archive_errors
from pipeline.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

__all__ = ["swap_ledger", "try_ledger"]

_BESIDE = ("-wal", "-shm")
_NUMBERED = "sohoa_schema"  # where programs before Alembic numbered a ledger


def swap_ledger(
    url: str, fill: Callable[[Ledger], None], let_go: Callable[[], None] = lambda: None
) -> str | None:
    """Put a new ledger in a ledger's place.

    Args:
        url: Of the ledger; it may be damaged, or not there.
        fill: Tells the new one what is to stand in it.
        let_go: Called when it does: the caller's own connections to the old one are closed then.

    Returns:
        Where the old one is kept; None where there was none.

    Raises:
        ArchiveError: Database or disk refuse; the old ledger stands.
    """
    stamp = as_stamp(now())
    if make_url(url).get_backend_name() == "sqlite":
        return _swap_file(url, fill, let_go, stamp)
    return _swap_tables(url, fill, let_go, stamp.lower())


def try_ledger(fill: Callable[[Ledger], None]) -> None:
    """The same with a ledger that is thrown away: to see what would stand in it."""
    with (
        tempfile.TemporaryDirectory(prefix="sohoa-") as folder,
        closing(Ledger(f"sqlite:///{folder}/ledger.sqlite")) as tried,
    ):
        fill(tried)


def _swap_file(
    url: str, fill: Callable[[Ledger], None], let_go: Callable[[], None], stamp: str
) -> str | None:
    ledger = Path(make_url(url).database or "")
    new = ledger.with_name(f"{ledger.stem}.rebuilding{ledger.suffix}")
    kept = ledger.with_name(f"{ledger.stem}.lost.{stamp}{ledger.suffix}")
    with archive_errors(str(ledger)):
        _remove(new)
        try:
            with closing(Ledger(f"sqlite:///{new}")) as rebuilt:
                made = _file_there(new)
                fill(rebuilt)
                _refuse_another(new, made)
            let_go()
            if ledger.exists():
                # Its log belongs to it: beside another file it would be taken for that one's.
                shutil.copy2(ledger, kept)
                for suffix in _BESIDE:
                    beside = ledger.with_name(ledger.name + suffix)
                    if beside.exists():
                        beside.replace(kept.with_name(kept.name + suffix))
            new.replace(ledger)
        except BaseException:
            _remove(new)
            raise
    return str(kept) if kept.exists() else None


def _file_there(file: Path) -> int | None:
    """Which file has that name now; None: none."""
    return file.stat().st_ino if file.exists() else None


def _refuse_another(file: Path, made: int | None) -> None:
    """Two who make the same ledger again take each other's half-made file away."""
    if _file_there(file) != made:
        raise ArchiveError(str(file), "một lượt khác cũng đang lập lại sổ này, hãy đợi lượt ấy")


def _remove(file: Path) -> None:
    for suffix in ("", *_BESIDE):
        file.with_name(file.name + suffix).unlink(missing_ok=True)


def _swap_tables(
    url: str, fill: Callable[[Ledger], None], let_go: Callable[[], None], stamp: str
) -> str | None:
    new, old = f"sohoa_new_{stamp}", f"sohoa_lost_{stamp}"
    engine, name = connect(url)
    try:
        with database_errors(name), engine.connect() as connection:
            here = str(connection.scalar(text("SELECT current_schema()")))
            connection.exec_driver_sql(f"CREATE SCHEMA {new}")
            try:
                beside = make_url(url).update_query_dict({"options": f"-csearch_path={new}"})
                with closing(Ledger(beside.render_as_string(hide_password=False))) as rebuilt:
                    fill(rebuilt)
                let_go()
                return _exchange(connection, here, new, old)
            finally:
                connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {new} CASCADE")
    finally:
        engine.dispose()


def _exchange(connection: Connection, here: str, new: str, old: str) -> str | None:
    """The old tables into a schema of their own, the new ones into their place; all or nothing."""
    ours = set(inspect(connection).get_table_names(new))
    there = (ours | {_NUMBERED}) & set(inspect(connection).get_table_names(here))
    quote = connection.dialect.identifier_preparer.quote
    connection.exec_driver_sql("BEGIN")
    try:
        if there:
            connection.exec_driver_sql(f"CREATE SCHEMA {old}")
        for source, target, tables in ((here, old, there), (new, here, ours)):
            for table in sorted(tables):
                place = f"{quote(source)}.{quote(table)}"
                connection.exec_driver_sql(f"ALTER TABLE {place} SET SCHEMA {quote(target)}")
            # What keeps decisions from being changed goes where its table goes.
            for name in _functions(connection, source):
                moved = f"ALTER FUNCTION {quote(source)}.{quote(name)}() SET SCHEMA {quote(target)}"
                connection.exec_driver_sql(moved)
    except BaseException:
        connection.exec_driver_sql("ROLLBACK")
        raise
    connection.exec_driver_sql("COMMIT")
    return f"schema {old}" if there else None


def _functions(connection: Connection, schema: str) -> list[str]:
    """Our tables' trigger functions in a schema."""
    asked = text(
        "SELECT DISTINCT f.proname FROM pg_trigger t JOIN pg_proc f ON f.oid = t.tgfoid "
        "WHERE NOT t.tgisinternal AND f.pronamespace = to_regnamespace(:schema) "
        "AND f.proname LIKE 'decisions%'"
    )
    return list(connection.scalars(asked, {"schema": schema}))
