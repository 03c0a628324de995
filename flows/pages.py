"""Files and pages as jobs of the pool: what a page process does, and what a lost one becomes."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from flows.memory import bound_of, memory_of
from flows.pool import Job, JobDiedError, JobLateError, JobTooBigError, WorkerPool
from pipeline.errors import (
    CorruptScanError,
    DigitiseError,
    PageCrashedError,
    PageError,
    PageTooHeavyError,
    PageTookTooLongError,
    ScanError,
    ScanTooHeavyError,
)
from pipeline.values.readings import PageReading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from flows.pool import Outcome
    from pipeline.archive.turns import ReadWith
    from pipeline.settings import Settings
    from pipeline.values.scanned import PageSize, Scan

__all__ = [
    "OpenTask",
    "Opener",
    "PageTask",
    "Reader",
    "as_page_error",
    "as_scan_error",
    "hole",
    "open_file",
    "open_job",
    "page_job",
    "read_scan",
]

log = logging.getLogger(__name__)

_RAN_OUT = {"memory": "bộ nhớ", "disk": "chỗ trên đĩa tạm"}


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A file to open: can it be read at all, and how many pages has it?"""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Opener:
    """Opens files, and loads nothing for it.  For commands that open one outside a night."""

    def warm(self) -> None:
        """Nothing."""

    def work(self, task: OpenTask) -> Scan:
        """Open a file."""
        from pipeline.raster import open_scan

        return open_scan(task.path, name=task.name)


@dataclass(frozen=True, slots=True)
class PageTask:
    """One page to read.

    Attributes:
        path: Where the file is.
        name: What the clerk calls it.
        number: Which page, from 1.
        sha256: Of the file.
        cleared: A person decided that the file is not secret, whatever its pages bear.
        size: How large it is to read, where its file told.
        config: The key under which the page is kept; empty where nothing is.
        turned: A person said that it stands upright turned clockwise by so much.
    """

    path: Path
    name: str
    number: int
    sha256: str = ""
    cleared: bool = False
    size: PageSize | None = None
    config: str = ""
    turned: int | None = None

    @classmethod
    def of(
        cls, scan: Scan, number: int, *, cleared: bool = False, read_with: ReadWith | None = None
    ) -> PageTask:
        """A page of a file that was opened."""
        size = scan.sizes[number - 1] if scan.sizes else None
        page = cls(scan.path, scan.name, number, scan.sha256, cleared, size)
        return page if read_with is None else page.read_with(read_with)

    @property
    def about(self) -> dict[str, str | int]:
        """What log records are about while it is read."""
        return {"file": self.sha256, "page": self.number} if self.sha256 else {"page": self.number}

    def read_with(self, file: ReadWith) -> Self:
        """The same page, read as its file is now."""
        return replace(self, config=file.key, turned=file.turned.get(self.number))


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads a page and hands its reading back.  For `sohoa read`.

    Attributes:
        settings: Of the reading.
        pictures: Folder for the cleaned pages and what was taken off them; None = not kept.
    """

    settings: Settings
    pictures: Path | None = None

    def warm(self) -> None:
        """Load engine and models."""
        from pipeline.page import engine_events

        engine_events(self.settings)

    def work(self, task: PageTask) -> PageReading:
        """Read one page."""
        from pipeline.page import cleaned_pictures, read_traced
        from pipeline.raster import read_page

        trace = read_traced(read_page(task.path, task.number, self.settings.raster), self.settings)
        if self.pictures is not None:
            for name, png in cleaned_pictures(trace).items():
                (self.pictures / name).write_bytes(png)
        return trace.result.reading


def page_job(task: PageTask, settings: Settings) -> Job:
    """The page with its deadline, what it is expected to take, and what it may take."""
    expected = memory_of(task.size, settings)
    seconds = settings.deadlines.page_seconds
    return Job(task, seconds, memory_mb=expected, most_mb=bound_of(expected, settings))


def open_job(task: OpenTask, settings: Settings) -> Job:
    """The file with its deadline and bounds: opening decodes no picture."""
    return Job(task, settings.deadlines.page_seconds, most_mb=settings.bounds.least_mb)


def as_page_error(outcome: Outcome) -> PageError | None:
    """Why the page could not be read, in a clerk's words; None when it was read.

    Raises:
        DigitiseError: Not the page's fault: the engine is missing, the archive is full.
    """
    task: PageTask = outcome.job.task
    match outcome.error:
        case None:
            return None
        case JobLateError():
            return PageTookTooLongError(task.name, task.number, outcome.job.seconds)
        case JobDiedError():
            return PageCrashedError(task.name, task.number, _how_it_died(outcome.error))
        case JobTooBigError():
            what, most = outcome.error.args
            return PageTooHeavyError(task.name, task.number, _RAN_OUT[what], most)
        case PageError() as error:
            # The room that opens the file knows its path only; a clerk knows its name.
            return type(error)(task.name, *error.args[1:])
        case DigitiseError() as error:
            raise error
        case error:
            # A slip in our own code must not cost the other pages of the night.
            log.error("page failed name=%r page=%d", task.name, task.number, exc_info=error)
            return PageCrashedError(task.name, task.number, "lỗi của chương trình, xem nhật ký")


def as_scan_error(outcome: Outcome, name: str) -> ScanError | None:
    """Why the file could not be opened, in a clerk's words; None when it was.

    Raises:
        DigitiseError: Not the file's fault.
    """
    match outcome.error:
        case None:
            return None
        case ScanError() as error:
            return error
        case JobDiedError() | JobLateError():
            return CorruptScanError(name, "mở tệp này làm chương trình bị ngắt")
        case JobTooBigError():
            what, most = outcome.error.args
            return ScanTooHeavyError(name, _RAN_OUT[what], most)
        case DigitiseError() as error:
            raise error
        case error:
            log.error("open failed name=%r", name, exc_info=error)
            return CorruptScanError(name, "lỗi của chương trình khi mở, xem nhật ký")


def open_file(path: Path, settings: Settings) -> Scan:
    """Open one file in a process that may be killed.

    Raises:
        ScanError: It cannot be read.
    """
    ends: list[Outcome] = []
    with WorkerPool(settings, Opener()) as workers:
        workers.run([open_job(OpenTask(path, path.name), settings)], ends.append)
    error = as_scan_error(ends[0], path.name)
    if error is not None:
        raise error
    scan: Scan = ends[0].value
    return scan


def hole(task: PageTask, error: PageError) -> PageReading:
    """A page that stays unread: visible in text, record and report."""
    return PageReading(task.number, size_px=(0, 0), dpi=0.0, problem=str(error))


def read_scan(
    scan: Scan,
    numbers: Sequence[int],
    reader: Reader,
    on_page: Callable[[], None] = lambda: None,
) -> list[PageReading]:
    """Read these pages of one file, outside any archive; in the order of their numbers."""
    readings: dict[int, PageReading] = {}

    def keep(outcome: Outcome) -> None:
        error = as_page_error(outcome)
        task: PageTask = outcome.job.task
        readings[task.number] = outcome.value if error is None else hole(task, error)
        on_page()

    tasks = [PageTask.of(scan, number) for number in numbers]
    jobs: Iterable[Any] = [page_job(task, reader.settings) for task in tasks]
    with WorkerPool(reader.settings, reader) as workers:
        workers.run(jobs, keep)
    return [readings[n] for n in sorted(readings)]


def _how_it_died(error: JobDiedError) -> str:
    code = error.args[0]
    if isinstance(code, int) and code < 0:
        return f"tín hiệu {-code}"
    return f"mã {code}" if code is not None else "bị ngắt từ bên ngoài"
