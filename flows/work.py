"""What page processes do in a night: open files, read pages, publish and look through documents.

All of it is native code over bytes from strangers, so all of it happens where it may be killed.
What is large (pictures, evidence, texts) goes straight into the archive; small facts come back.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from flows.checking import CheckTask, checked
from flows.document_facts import DocumentFacts, facts_of
from flows.holding import mine
from flows.lists import ListTask, read_list
from flows.pages import Opener, OpenTask, PageTask, hole
from flows.twin_work import ThumbTask, TwinTask, do_twin_task
from pipeline.errors import PageCrashedError, PageError, SecretScanError
from pipeline.steps import Step, reached
from pipeline.values.document import Event
from pipeline.values.readings import PageResult

if TYPE_CHECKING:
    from pipeline.archive import Archive
    from pipeline.archive.ledger.leases import Lease
    from pipeline.settings import Settings
    from pipeline.values.readings import PageReading
    from pipeline.values.scanned import Scan

__all__ = [
    "STARTS",
    "Crops",
    "LostCheckpointError",
    "NightWorker",
    "PageDone",
    "PublishTask",
    "begin_page",
    "keep_page",
]

STARTS = 20
"""A page may be begun so often in all.  Far more than `page_attempts`, which each night or worker
that begins its batch counts anew: a page that was under way when the whole night was killed is
mostly innocent, but one that takes the machine down with it each time must come to an end.  Pages
begun before are read last."""


class LostCheckpointError(Exception):
    """A page the ledger calls done has no whole checkpoint: (file name, page number)."""


@dataclass(frozen=True, slots=True)
class PublishTask:
    """A file whose pages are all read.

    Attributes:
        scan: The file.
        config: The key its pages are kept under.
        leases: What must be held still when its documents become visible.
    """

    scan: Scan
    config: str
    leases: tuple[Lease, ...] = ()

    @property
    def about(self) -> dict[str, str]:
        """What log records are about while it is published."""
        return {"file": self.scan.sha256}


@dataclass(frozen=True, slots=True)
class PageDone:
    """A page that was dealt with.

    Attributes:
        number: Which.
        error: Why it stays a hole.
        withheld: It was not kept: it is secret, or another page of its file is.
        gone: It was not kept: its file went, or was replaced while it was read.
    """

    number: int
    error: PageError | None = None
    withheld: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True)
class NightWorker:
    """Does all of it; one archive connection a process.

    Attributes:
        settings: Of the reading.
        leases: Of the run: without them nothing of the archive becomes visible or goes.
    """

    settings: Settings
    leases: tuple[Lease, ...] = ()

    @property
    def archive(self) -> Archive:
        """This process's archive."""
        return mine(self.settings).under(*self.leases)

    def warm(self) -> None:
        """Load engine and models, and open the archive."""
        from pipeline.page import engine_events

        engine_events(self.settings)
        mine(self.settings)

    def work(self, task: Any) -> Any:
        """Open, read, publish, look through, or look for twins."""
        match task:
            case OpenTask():
                return Opener().work(task)
            case PageTask():
                return self._read(task)
            case PublishTask():
                return self._publish(task)
            case ListTask():
                return read_list(task)
            case TwinTask() | ThumbTask():
                return do_twin_task(task, mine(self.settings), self.settings.raster)
            case CheckTask():
                return checked(mine(self.settings), task, self.settings)
        raise ValueError(f"no work is known for {task!r}")

    def _read(self, task: PageTask) -> PageDone:
        archive = mine(self.settings)
        if archive.withholds(task.sha256):
            return PageDone(task.number, withheld=True)
        begin_page(archive, task)
        started = time.monotonic()
        result, error = self._digitised(task)
        reached(Step.PAGE_READ, file=task.sha256, page=task.number)
        if result.reading.withheld is not None:
            secret = SecretScanError(task.name, task.number, result.reading.withheld)
            archive.withhold(task.sha256, secret)
            return PageDone(task.number, withheld=True)
        if not archive.is_unchanged(task.path, task.sha256):
            return PageDone(task.number, gone=True)
        seconds = time.monotonic() - started
        keep_page(archive, task, result, error, seconds)
        if archive.withholds(task.sha256):
            # Another page of the file was found secret while this one was written.
            archive.drop_pages(task.sha256)
            return PageDone(task.number, withheld=True)
        return PageDone(task.number, error)

    def _digitised(self, task: PageTask) -> tuple[PageResult, PageError | None]:
        """The page as read, or as a hole with the reason."""
        from pipeline.page import digitise_page

        settings = replace(self.settings, secrecy="flag") if task.cleared else self.settings
        try:
            return digitise_page(task.path, task.number, settings, turned=task.turned), None
        except PageError as failed:
            # The room that opens the file knows its path; a clerk knows its name.
            error = type(failed)(task.name, *failed.args[1:])
            return PageResult(hole(task, error)), error

    def _publish(self, task: PublishTask) -> tuple[DocumentFacts, ...]:
        from pipeline.archive.recut import cut_event
        from pipeline.document import documents
        from pipeline.page import engine_events

        archive = mine(self.settings).under(*task.leases)
        scan, config = task.scan, task.config
        readings, last = _all_kept(archive, scan, config)
        # From which a lost ledger knows it again.
        events = (*engine_events(self.settings), Event("reading_settings", config))
        if (cleared := archive.ledger.clearance(scan.sha256)) is not None:
            moment = cleared.at.isoformat(timespec="seconds")
            events = (*events, Event("judged_not_secret", "", at=moment, who=cleared.who))
        decided = None
        if decisions := archive.ledger.cuts.of(scan.sha256):
            # A person has cut this file: that holds also where its documents are made again.
            last = decisions[0]
            decided = last.pages
            events = (*events, cut_event(last.who, last.at.isoformat(timespec="microseconds")))
        review, judging = self.settings.review, self.settings.judging
        found = documents(scan, readings, events, review, decided, judging)
        for document in found:
            crops = Crops(archive, scan.sha256, config, document.pages, last)
            archive.publish(document, scan.path, crops, config)
        return tuple(facts_of(document) for document in found)


def _kept(archive: Archive, scan: Scan, number: int, config: str) -> PageResult:
    result = archive.load_page(scan.sha256, number, config)
    if result is None:
        raise LostCheckpointError(scan.name, number)
    return result


def _all_kept(
    archive: Archive, scan: Scan, config: str
) -> tuple[list[PageReading], tuple[int, Mapping[str, bytes]]]:
    """All pages of a file; the last one's number and evidence, of a letter all there is."""
    readings: list[PageReading] = []
    last: tuple[int, Mapping[str, bytes]] = (0, {})
    for number in range(1, scan.pages + 1):
        result = _kept(archive, scan, number, config)
        readings.append(result.reading)
        last = (number, result.crops)
    return readings, last


def begin_page(archive: Archive, task: PageTask) -> None:
    """Note that a page is begun.

    A page that the ledger calls done may be begun again: we are asked because its checkpoint was
    lost, or went when the page was published.

    Raises:
        PageCrashedError: It was begun so often that it must be what takes processes down.
    """
    pages = archive.ledger.pages
    if not pages.claim(task.sha256, task.number, task.config, STARTS):
        row = pages.of(task.sha256, task.config).get(task.number)
        if row is None or row.state != "done":
            raise PageCrashedError(task.name, task.number, f"đã thử {STARTS} lần")
    reached(Step.PAGE_CLAIMED, file=task.sha256, page=task.number)


def keep_page(
    archive: Archive,
    task: PageTask,
    result: PageResult,
    error: PageError | None,
    seconds: float,
) -> None:
    """First the checkpoint, then the ledger: what the ledger calls finished is really there."""
    archive.save_page(task.sha256, task.number, task.config, result)
    pages = archive.ledger.pages
    if error is None:
        pages.finish(task.sha256, task.number, task.config, seconds, result.reading.confidence)
    else:
        pages.fail(task.sha256, task.number, task.config, error, seconds)
    reached(Step.PAGE_KEPT, file=task.sha256, page=task.number)


class Crops(Mapping[str, bytes]):
    """Evidence of a document, fetched page by page: a stack of 300 pages holds one at a time.

    Args:
        archive: Where the pages are kept.
        sha256: Of the file.
        config: The key they are kept under.
        pages: Of the document.
        held: A page's number, and its evidence where that is at hand.
    """

    def __init__(
        self,
        archive: Archive,
        sha256: str,
        config: str,
        pages: tuple[PageReading, ...],
        held: tuple[int, Mapping[str, bytes]] = (0, {}),  # never written
    ) -> None:
        self._archive, self._sha256, self._config = archive, sha256, config
        self._page_of = {name: page.number for page in pages for name in page.pictures}
        self._held = held

    def __getitem__(self, name: str) -> bytes:
        number = self._page_of[name]
        if self._held[0] != number:
            result = self._archive.load_page(self._sha256, number, self._config)
            if result is None:
                raise LostCheckpointError(name, number)
            self._held = (number, result.crops)
        return self._held[1][name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._page_of)

    def __len__(self) -> int:
        return len(self._page_of)
