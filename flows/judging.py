"""Judge scans that lie outside any archive: pictures only, nothing is read and nothing kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.night_facts import plain_name
from flows.pages import (
    Opener,
    OpenTask,
    PageTask,
    as_page_error,
    as_scan_error,
    hole,
    open_job,
    page_job,
)
from flows.pool import WorkerPool

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from flows.console import Listener
    from flows.pool import Outcome
    from pipeline.archive import InboxFile
    from pipeline.document import JudgedFile
    from pipeline.settings import Settings
    from pipeline.values.readings import PageReading
    from pipeline.values.scanned import Scan

__all__ = ["Judge", "judge_files"]


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges a page and hands its figures back."""

    settings: Settings

    def warm(self) -> None:
        """Load what judges."""
        import pipeline.page  # noqa: F401  # imported once, before the first page's deadline runs

    def work(self, task: PageTask) -> PageReading:
        """Judge one page."""
        from pipeline.page import judge_page

        return judge_page(task.path, task.number, self.settings)


def judge_files(
    files: Iterable[InboxFile], settings: Settings, listener: Listener
) -> list[JudgedFile]:
    """Each file with the verdicts on its pages, in the order of their names.

    A file that cannot be opened, or fetched, is there with its trouble; a page, with its own.
    """
    from flows.scratch import scratch_folder
    from pipeline.archive import fetch
    from pipeline.document import JudgedFile, judged_file
    from pipeline.errors import ScanError

    found: list[JudgedFile] = []
    scans: list[tuple[str, Scan]] = []
    with scratch_folder() as scratch:
        tasks = []
        for file in files:
            name = plain_name(file.name)
            try:
                tasks.append(OpenTask(fetch(file, scratch), name))
            except ScanError as error:
                found.append(JudgedFile(name, "", trouble=str(error)))
        listener.stage("Mở tệp", len(tasks))

        def opened(outcome: Outcome) -> None:
            name = outcome.job.task.name
            error = as_scan_error(outcome, name)
            if error is None:
                scans.append((name, outcome.value))
            else:
                found.append(JudgedFile(name, "", trouble=str(error)))
            listener.advance()

        with WorkerPool(settings, Opener()) as workers:
            workers.run([open_job(task, settings) for task in tasks], opened)
        pages = _judged_pages([scan for _, scan in scans], settings, listener)
    found += [
        judged_file(name, scan.sha256, pages[scan.path], settings.judging) for name, scan in scans
    ]
    return sorted(found, key=lambda file: (file.name, file.sha256))


def _judged_pages(
    scans: Sequence[Scan], settings: Settings, listener: Listener
) -> dict[Path, list[PageReading]]:
    """Path of each file → its pages, judged or holes."""
    pages: dict[Path, list[PageReading]] = {scan.path: [] for scan in scans}
    listener.stage("Chấm trang", sum(scan.pages for scan in scans))

    def judged(outcome: Outcome) -> None:
        task: PageTask = outcome.job.task
        error = as_page_error(outcome)
        pages[task.path].append(outcome.value if error is None else hole(task, error))
        listener.advance()

    tasks = [PageTask.of(scan, number) for scan in scans for number in range(1, scan.pages + 1)]
    with WorkerPool(settings, Judge(settings)) as workers:
        workers.run([page_job(task, settings) for task in tasks], judged)
    return pages
