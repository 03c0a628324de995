"""The ledger that settings name, looked at and moved between revisions without opening it.

Who opens a ledger brings it up; here it can be seen as it is, and brought back.
"""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from pipeline.archive.archive import ledger_url
from pipeline.archive.ledger.connecting import connect, is_missing
from pipeline.archive.ledger.database import database_errors
from pipeline.archive.ledger.ledger import Ledger
from pipeline.archive.migrations import Move, move, newest, planned
from pipeline.errors import ArchiveError, LedgerOlderError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from pipeline.settings import Settings

__all__ = ["ledger_as_it_is", "move_ledger", "planned_move"]


def planned_move(settings: Settings, target: str | None = None) -> Move:
    """What lies between a ledger and a revision, by default the newest; nothing is written.

    Raises:
        SettingsError: The settings name no database.
        LedgerVersionError: A newer program has written the ledger.
        ArchiveError: There is none, or it cannot be read.
    """
    with _existing(settings) as (engine, name):
        return planned(engine, name, target or newest())


def move_ledger(settings: Settings, target: str | None = None, *, drop: bool = False) -> Move:
    """Bring a ledger to a revision, by default the newest.

    Args:
        settings: They name it.
        target: One of `released`.
        drop: Decisions of people that the target has no room for may go.

    Raises:
        SettingsError: The settings name no database.
        LedgerVersionError: A newer program has written the ledger.
        LedgerDecisionsError: Decisions would be lost.
        ArchiveError: There is none, or it cannot be written.
    """
    with _existing(settings) as (engine, name):
        return move(engine, name, target or newest(), drop=drop)


@contextmanager
def ledger_as_it_is(settings: Settings) -> Iterator[Ledger | None]:
    """The ledger, to read in it: it is neither made nor brought up.

    None where there is none yet.

    Raises:
        SettingsError: The settings name no database.
        LedgerVersionError: A newer program has written the ledger.
        LedgerOlderError: An older one has, and it cannot be read as it is.
        ArchiveError: It cannot be read.
    """
    url = ledger_url(settings)
    if is_missing(url):
        yield None
        return
    with _existing(settings) as (engine, name):
        way = planned(engine, name, newest())
    if way.start is None:
        yield None
        return
    if way.steps:
        raise LedgerOlderError(name, way.start, way.target)
    with closing(Ledger(url)) as ledger:
        yield ledger


@contextmanager
def _existing(settings: Settings) -> Iterator[tuple[Engine, str]]:
    url = ledger_url(settings)
    engine, name = connect(url)
    if is_missing(url):
        raise ArchiveError(name, "chưa có sổ cái ở đây; hãy xem lại --archive")
    try:
        with database_errors(name):
            yield engine, name
    finally:
        engine.dispose()
