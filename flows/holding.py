"""The archive as programs hold it: a page process for as long as it lives, a run by its lease."""

from __future__ import annotations

import logging
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.night_lease import night_lease
from flows.pool import WorkerPool
from flows.scratch import scratch_folder, sweep
from pipeline.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flows.console import Listener
    from pipeline.archive import Archive
    from pipeline.archive.leasing import Held as HeldLease
    from pipeline.settings import Settings

__all__ = ["Held", "finish_what_began", "held", "mine"]

log = logging.getLogger(__name__)

_open: dict[Settings, Archive] = {}


def mine(settings: Settings) -> Archive:
    """This process's archive."""
    from pipeline.archive import open_archive

    if settings not in _open:
        _open[settings] = open_archive(settings)
    return _open[settings]


@dataclass(frozen=True, slots=True)
class Held:
    """An archive that nobody else works on, with processes ready.

    Attributes:
        archive: Swept; cuts and releases of killed commands are finished.
        workers: Processes that read pages.
        scratch: A folder that goes at the end.
        config: Models and settings that pages are read with now.
        lease: By which it is held.
    """

    archive: Archive
    workers: WorkerPool
    scratch: Path
    config: str
    lease: HeldLease


@contextmanager
def held(settings: Settings, listener: Listener | None = None) -> Iterator[Held]:
    """Hold the archive for a run over it; all is let go of at the end.

    Args:
        settings: They name it.
        listener: Told when we have to see whether another holder lives.

    Raises:
        NightRunsError: A night, or another run, holds it.
        DigitiseError: Archive or engine cannot be used.
    """
    from flows.again import AgainWorker
    from pipeline.archive import open_archive
    from pipeline.page import reading_key

    with ExitStack() as stack:
        archive = open_archive(settings)
        stack.callback(archive.close)
        lease = stack.enter_context(night_lease(settings, archive.ledger.leases, listener))
        archive = archive.under(lease.lease)
        archive.sweep()
        finish_what_began(archive, settings)
        sweep()
        config = reading_key(settings)
        worker = AgainWorker(settings, (lease.lease,))
        workers = stack.enter_context(WorkerPool(settings, worker, lease.go_on))
        scratch = stack.enter_context(scratch_folder())
        yield Held(archive, workers, scratch, config, lease)


def finish_what_began(archive: Archive, settings: Settings) -> None:
    """Cuts and releases of a killed command; a damaged document must not stop the run."""
    from pipeline.archive.recut import finish_cuts
    from pipeline.archive.versions.proposals import settle

    try:
        finish_cuts(archive, settings)
    except ArchiveError as error:
        log.warning("cut not finished error=%s", error)
    settle(archive, settings)
