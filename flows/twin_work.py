"""Documents held against each other, and their pictures in small: in processes that may be killed.

It opens originals again, which is native code over bytes from strangers.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.pool import Job

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flows.console import Listener
    from flows.pool import Outcome, WorkerPool
    from flows.twins import Pair
    from pipeline.archive import Archive
    from pipeline.settings import Raster, Settings

__all__ = [
    "ThumbTask",
    "TwinTask",
    "TwinWorker",
    "Twins",
    "compare_all",
    "do_twin_task",
    "thumbnails",
    "to_compare",
]

log = logging.getLogger(__name__)

COMPARE_SECONDS = 300.0
"""A document is held against a dozen others at most, at about half a second a page."""
THUMB_SECONDS = 60.0
SIDE = 480
"""Pixels of a small picture's longer side: a letterhead and a number can be read."""


@dataclass(frozen=True, slots=True)
class TwinTask:
    """A document to be held against the others."""

    document: str


@dataclass(frozen=True, slots=True)
class ThumbTask:
    """A page of a document, to be shown in small; `index` counts its pages from 0."""

    document: str
    index: int


Twins = TwinTask | ThumbTask


def do_twin_task(task: Twins, archive: Archive, raster: Raster) -> int | bytes:
    """Inside a process: how many twins were found, or a JPEG."""
    from pipeline.archive.twins import find_twins, originals
    from pipeline.likeness import prints_of
    from pipeline.pixels.thumbnail import thumbnail

    document = archive.read_document(task.document)
    if isinstance(task, TwinTask):
        if not archive.ledger.likeness.knows(task.document):
            archive.ledger.likeness.keep(task.document, prints_of(document))
        return find_twins(archive, task.document, raster)
    with originals(archive, raster) as pictures:
        page = pictures.page(task.document, task.index)
        return thumbnail(page.image, document.pages[task.index].rotation, SIDE)


def to_compare(archive: Archive, most: int | None = None) -> list[str]:
    """Documents that were not held against the others yet, the oldest first; so many at most."""
    ledger = archive.ledger.likeness
    return [*ledger.not_compared(), *ledger.unknown()][:most]


def compare_all(
    archive: Archive, workers: WorkerPool, listener: Listener, most: int | None = None
) -> int:
    """Hold all documents that were not compared yet against the others; how many were.

    Args:
        archive: Where they are.
        workers: Processes whose worker knows `do_twin_task`.
        listener: Told how far it is.
        most: So many at most, the oldest first; None = all.
    """
    ledger = archive.ledger.likeness
    waiting = to_compare(archive, most)
    if not waiting:
        return 0
    listener.stage("Tìm văn bản trùng", len(waiting))

    def done(outcome: Outcome) -> None:
        document = outcome.job.task.document
        if outcome.lost:
            # It would take every night with it; the log has it, the document stays.
            log.error("twins lost document=%s error=%r", document, outcome.error)
            ledger.compared(document)
        elif outcome.error is not None:
            log.warning("twins not looked for document=%s error=%s", document, outcome.error)
        listener.advance()

    workers.run([Job(TwinTask(document), COMPARE_SECONDS) for document in waiting], done)
    return len(waiting)


def thumbnails(pairs: Sequence[Pair], workers: WorkerPool) -> dict[tuple[str, int], bytes]:
    """JPEGs of the first sheet of each side, by document and index; without such as fail."""
    found: dict[tuple[str, int], bytes] = {}

    def done(outcome: Outcome) -> None:
        task: ThumbTask = outcome.job.task
        if outcome.error is not None:
            log.warning("no small picture document=%s error=%r", task.document, outcome.error)
        else:
            found[task.document, task.index] = outcome.value

    workers.run([Job(task, THUMB_SECONDS) for task in _sides(pairs)], done)
    return found


def _sides(pairs: Sequence[Pair]) -> Iterable[ThumbTask]:
    sides = [side for pair in pairs for side in (pair.first, pair.second)]
    return dict.fromkeys(ThumbTask(side.id, side.index) for side in sides)


@dataclass(frozen=True, slots=True)
class TwinWorker:
    """Does nothing else: for who compares without a night."""

    settings: Settings

    def warm(self) -> None:
        """Nothing is loaded before it is needed."""

    def work(self, task: Twins) -> int | bytes:
        """Open the archive for one document: there are not many, or nobody waits."""
        from contextlib import closing

        from pipeline.archive import open_archive

        with closing(open_archive(self.settings)) as archive:
            return do_twin_task(task, archive, self.settings.raster)
