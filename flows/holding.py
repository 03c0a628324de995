"""The archive as programs hold it: a page process for as long as it lives, a run under its lock."""

from __future__ import annotations

import logging
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.lock import night_lock
from flows.pool import WorkerPool
from flows.scratch import scratch_folder, sweep
from pipeline.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.archive import Archive
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
    """

    archive: Archive
    workers: WorkerPool
    scratch: Path
    config: str


@contextmanager
def held(settings: Settings) -> Iterator[Held]:
    """Hold the archive for a run over it; all is let go of at the end.

    Raises:
        NightRunsError: A night, or another run, holds it.
        DigitiseError: Archive or engine cannot be used.
    """
    from flows.again import AgainWorker
    from pipeline.archive import open_archive
    from pipeline.page import reading_key

    with ExitStack() as stack:
        stack.enter_context(night_lock(settings))
        archive = open_archive(settings)
        stack.callback(archive.close)
        archive.sweep()
        finish_what_began(archive, settings)
        sweep()
        config = reading_key(settings)
        workers = stack.enter_context(WorkerPool(settings, AgainWorker(settings)))
        scratch = stack.enter_context(scratch_folder())
        yield Held(archive, workers, scratch, config)


def finish_what_began(archive: Archive, settings: Settings) -> None:
    """Cuts and releases of a killed command; a damaged document must not stop the run."""
    from pipeline.archive.recut import finish_cuts
    from pipeline.archive.versions.proposals import settle

    try:
        finish_cuts(archive, settings)
    except ArchiveError as error:
        log.warning("cut not finished error=%s", error)
    settle(archive, settings)
