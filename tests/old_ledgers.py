"""Ledgers as the programs of their day left them, and what stands in a ledger.

The dumps in `migrations/ledgers` were made by the released programs themselves (commits 487a8ec,
5fae316, ad7e9b9, 1bc0f20), a row at least in every table.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import MetaData, inspect

from pipeline.archive.ledger.connecting import connect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine

__all__ = ["content", "play", "restore", "shape"]

LEDGERS = Path(__file__).parent / "migrations" / "ledgers"


def restore(url: str, number: int) -> None:
    """Make a ledger as the program with this number made it."""
    kind = "sqlite" if url.startswith("sqlite") else "postgresql"
    play(url, (LEDGERS / f"{number:04d}.{kind}.sql").read_text())


def play(url: str, dump: str) -> None:
    """Make a ledger from its dump."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as ledger:
            ledger.executescript(f"BEGIN; {dump} COMMIT;")
        return
    engine, _ = connect(url)
    with engine.connect() as connection:
        connection.connection.driver_connection.execute(dump)  # no parameters, so % is a sign
    engine.dispose()


def content(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, less what only says which revision this is.

    Columns at the end of a row that say nothing are left out: a later revision may have added them.
    """
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        return {
            table.name: sorted(map(_said, connection.execute(table.select())))
            for table in tables.sorted_tables
            if not table.name.startswith("sohoa_")
        }


def _said(row: Sequence[Any]) -> tuple[str, ...]:
    values = list(row)
    while values and values[-1] is None:
        del values[-1]
    return tuple(map(str, values))


def shape(engine: Engine) -> dict[str, Any]:
    """Columns, keys, references and indexes of every table, as the database tells them."""
    found = inspect(engine)
    return {
        name: (
            [(c["name"], str(c["type"]), c["nullable"]) for c in found.get_columns(name)],
            found.get_pk_constraint(name)["constrained_columns"],
            sorted(
                (k["constrained_columns"], k["referred_table"], k["referred_columns"], k["options"])
                for k in found.get_foreign_keys(name)
            ),
            sorted((i["name"], i["column_names"], i["unique"]) for i in found.get_indexes(name)),
        )
        for name in found.get_table_names()
    }
