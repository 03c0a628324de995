"""What really happens to the states of a ledger's rows, whoever does it: triggers put it on record.

They are the database's own, so no kill comes between a move and its record.
"""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING

from sqlalchemy import text

from pipeline.archive.ledger.database import Database
from pipeline.archive.states import MACHINES

if TYPE_CHECKING:
    from pipeline.archive.states import Machine

__all__ = ["forbidden_moves", "moves_made", "record_moves"]

_TABLE = "moves_made"


def record_moves(url: str) -> None:
    """From now on every move in this ledger is put on record."""
    with closing(Database(url)) as db:
        db.run(text(f"CREATE TABLE IF NOT EXISTS {_TABLE} (what TEXT, before TEXT, after TEXT)"))
        for machine in MACHINES:
            for statement in _sqlite(machine) if db.is_sqlite else _postgres(machine):
                db.run(text(statement))


def moves_made(db: Database) -> Counter[tuple[str, str, str]]:
    """Table, state before and state after → how often; an empty state: there is no row."""
    rows = db.run(text(f"SELECT what, before, after, count(*) FROM {_TABLE} GROUP BY 1, 2, 3"))
    return Counter({(row[0], row[1], row[2]): row[3] for row in rows})


def forbidden_moves(db: Database) -> dict[tuple[str, str, str], int]:
    """Of these, such as the state machine does not know."""
    machines = {machine.table: machine for machine in MACHINES}
    return {
        (table, before, after): number
        for (table, before, after), number in moves_made(db).items()
        if not machines[table].allows(before, after)
    }


def _sqlite(machine: Machine) -> list[str]:
    def state(row: str) -> str:
        column = f"{row}.{machine.column}"
        return f"CASE {column} WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE {column} END"

    told = {"INSERT": ("''", state("NEW")), "UPDATE": (state("OLD"), state("NEW")),
            "DELETE": (state("OLD"), "''")}  # fmt: skip
    return [
        f"CREATE TRIGGER IF NOT EXISTS moved_{machine.table}_{act} AFTER {act} ON {machine.table} "
        f"BEGIN INSERT INTO {_TABLE} VALUES ('{machine.table}', {before}, {after}); END"
        for act, (before, after) in told.items()
    ]


def _postgres(machine: Machine) -> list[str]:
    table, column = machine.table, machine.column
    function = (
        f"CREATE OR REPLACE FUNCTION moved_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"INSERT INTO {_TABLE} VALUES ('{table}', "
        f"CASE WHEN TG_OP = 'INSERT' THEN '' ELSE OLD.{column}::text END, "
        f"CASE WHEN TG_OP = 'DELETE' THEN '' ELSE NEW.{column}::text END); "
        "RETURN NULL; END $$"
    )
    trigger = (
        f"CREATE OR REPLACE TRIGGER moved_{table} AFTER INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION moved_{table}()"
    )
    return [function, trigger]
