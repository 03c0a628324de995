"""Pages as jobs of the pool: what a page process does, and what a page that was lost becomes."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flows.pool import Crew, Job, JobDiedError, JobLateError
from pipeline.errors import DigitiseError, PageCrashedError, PageError, PageTookTooLongError
from pipeline.values import PageReading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from flows.pool import Outcome
    from pipeline.settings import Settings
    from pipeline.values import Scan

__all__ = ["PageTask", "Reader", "as_page_error", "hole", "page_job", "read_scan"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PageTask:
    """One page to read.

    Attributes:
        path: Where the file is.
        name: What the clerk calls it.
        number: Which page, from 1.
        sha256: Of the file.
        cleared: A person decided that the file is not secret, whatever its pages bear.
    """

    path: Path
    name: str
    number: int
    sha256: str = ""
    cleared: bool = False


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


def page_job(task: PageTask, settings: Settings, attempts: int = 0) -> Job:
    """The page with its deadline."""
    return Job(task, settings.deadlines.page_seconds, attempts)


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
        case PageError() as error:
            # The room that opens the file knows its path only; a clerk knows its name.
            return type(error)(task.name, *error.args[1:])
        case DigitiseError() as error:
            raise error
        case error:
            # A slip in our own code must not cost the other pages of the night.
            log.error("page failed name=%r page=%d", task.name, task.number, exc_info=error)
            return PageCrashedError(task.name, task.number, "lỗi của chương trình, xem nhật ký")


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

    tasks = [PageTask(scan.path, scan.name, number) for number in numbers]
    jobs: Iterable[Any] = [page_job(task, reader.settings) for task in tasks]
    with Crew(reader.settings, reader) as crew:
        crew.run(jobs, keep)
    return [readings[n] for n in sorted(readings)]


def _how_it_died(error: JobDiedError) -> str:
    code = error.args[0]
    if isinstance(code, int) and code < 0:
        return f"tín hiệu {-code}"
    return f"mã {code}" if code is not None else "bị ngắt từ bên ngoài"
