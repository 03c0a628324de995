"""Revisions applied and taken back by Alembic, inside a transaction of ours.

Alembic is asked by its interfaces alone, with a connection of ours: no file of settings, no
`env.py`, none of its process-wide proxies, so that threads may open ledgers side by side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from pipeline.archive.migrations.revisions import REVISIONS, SCRIPTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

__all__ = ["decisions", "step_down", "step_up"]


def decisions(connection: Connection, steps: Sequence[str]) -> dict[str, int]:
    """What people decided and taking these revisions back would drop: name → how many."""
    directory = ScriptDirectory(SCRIPTS)
    found: dict[str, int] = {}
    for step in steps:
        asked: dict[str, str] = getattr(directory.get_revision(step).module, "DECISIONS", {})
        found |= {what: connection.scalar(text(query)) or 0 for what, query in asked.items()}
    return {what: number for what, number in found.items() if number}


def step_up(connection: Connection, start: str | None, steps: Sequence[str]) -> None:
    """Apply revisions in their order, and put the last one on record.

    Args:
        connection: In a transaction.
        start: The revision that stands; not on record where a program before Alembic made it.
        steps: One at least.
    """
    directory, context = _prepared(connection)
    if start is not None and context.get_current_revision() is None:
        context.stamp(directory, start)
    for step in steps:
        directory.get_revision(step).module.upgrade(Operations(context))
    context.stamp(directory, steps[-1])


def step_down(connection: Connection, steps: Sequence[str], target: str) -> None:
    """Take revisions back, the newest first, and put the one below them on record."""
    directory, context = _prepared(connection)
    for step in steps:
        directory.get_revision(step).module.downgrade(Operations(context))
    context.stamp(directory, target)


def _prepared(connection: Connection) -> tuple[ScriptDirectory, MigrationContext]:
    context = MigrationContext.configure(connection, opts={"version_table": REVISIONS})
    return ScriptDirectory(SCRIPTS), context
