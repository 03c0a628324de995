"""Documents of the archive read again, file by file, in processes that may be killed.

Everything may be done again: the ledger knows which versions were begun, checkpoints which pages
are read, and the archive which versions are whole.
"""

from __future__ import annotations

import logging
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.again import AgainTask, ProposeTask
from flows.holding import held
from flows.night_facts import FileTrouble, RereadFacts, plain_name
from flows.originals import open_originals
from flows.pages import as_page_error, hole, page_job
from flows.pool import Job, WorkerPool
from flows.work import keep_page
from pipeline.archive.turns import read_with
from pipeline.errors import ArchiveFullError, ArchiveReadOnlyError, DigitiseError, VersionError
from pipeline.values.readings import PageResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from flows.console import Listener
    from flows.pool import Outcome
    from pipeline.archive import Archive
    from pipeline.archive.ledger.versions_tables import VersionRow
    from pipeline.archive.turns import ReadWith
    from pipeline.archive.versions.choice import ChosenFile
    from pipeline.settings import Settings
    from pipeline.values.scanned import Scan

__all__ = ["Rereading", "first_pages", "open_rereading"]

log = logging.getLogger(__name__)

_PROPOSE_SECONDS_A_PAGE = 5.0


@dataclass(frozen=True, slots=True)
class _Work:
    """A file under way: the versions of its documents, and their originals, opened."""

    file: ChosenFile
    rows: tuple[VersionRow, ...]
    scans: tuple[Scan, ...]
    cleared: bool
    read_with: ReadWith

    @property
    def name(self) -> str:
        """For a person."""
        return plain_name(self.file.name)

    @property
    def tasks(self) -> Iterator[AgainTask]:
        """All its pages."""
        for row, scan in zip(self.file.documents, self.scans, strict=True):
            for index, number in enumerate(row.pages, 1):
                size = scan.sizes[index - 1] if scan.sizes else None
                page = AgainTask(
                    scan.path, self.name, number, row.sha256, self.cleared, size, index=index
                )
                yield page.read_with(self.read_with)


@contextmanager
def open_rereading(settings: Settings) -> Iterator[Rereading]:
    """Hold the archive to read documents of it again, with processes ready.

    Raises:
        NightRunsError: A night, or another one, holds it.
        DigitiseError: Archive or engine cannot be used.
    """
    with held(settings) as opened:
        archive, workers, scratch = opened.archive, opened.workers, opened.scratch
        yield Rereading(settings, archive, workers, scratch, opened.config)


def first_pages(files: Sequence[ChosenFile], most: int) -> list[ChosenFile]:
    """Whole files of so many pages in all: at least one, and the last may go beyond."""
    taken: list[ChosenFile] = []
    for file in files:
        if sum(one.pages for one in taken) >= most:
            break
        taken.append(file)
    return taken


class Rereading:
    """Reads files of the archive again.

    Attributes:
        archive: Where they are.
        config: `reading_key` they are read with.
    """

    def __init__(
        self, settings: Settings, archive: Archive, workers: WorkerPool, scratch: Path, config: str
    ) -> None:
        """Prepare.

        Args:
            settings: Of the reading.
            archive: Where the files are.
            workers: Of `AgainWorker`.
            scratch: Folder for copies of the originals.
            config: `reading_key` of the settings.
        """
        self.archive, self.config = archive, config
        self._settings, self._workers, self._scratch = settings, workers, scratch
        self._facts = RereadFacts()

    def run(
        self,
        files: Sequence[ChosenFile],
        listener: Listener,
        may_begin: Callable[[], bool] = lambda: True,
    ) -> RereadFacts:
        """Make new versions of all documents of these files.

        Args:
            files: Which.
            listener: Told how far this is.
            may_begin: Asked before each batch; False: no more of them.

        Raises:
            ArchiveError: It is full, read-only or away.
        """
        self._facts = RereadFacts()
        waiting = list(files)
        while waiting and may_begin():
            batch = first_pages(waiting, self._settings.deadlines.batch_pages)
            del waiting[: len(batch)]
            folder = self._scratch / "originals"
            folder.mkdir()
            try:
                self._run(batch, folder, listener)
            finally:
                shutil.rmtree(folder)
        return self._facts

    def _run(self, files: Sequence[ChosenFile], folder: Path, listener: Listener) -> None:
        opened = open_originals(
            self.archive, files, folder, self._workers, self._settings, listener
        )
        work = []
        for file in files:
            if file.sha256 in opened.wrong:
                self._leave(file, opened.wrong[file.sha256])
            else:
                work.append(self._begun(file, opened.scans[file.sha256]))
        secret = self._read(work, listener)
        self._propose([one for one in work if one.file.sha256 not in secret], listener)
        for one in work:
            if found := secret.get(one.file.sha256):
                self._withhold(one, found)

    def _begun(self, file: ChosenFile, scans: Sequence[Scan]) -> _Work:
        ledger = self.archive.ledger
        now = read_with(self.archive, file.sha256, self.config)
        rows = tuple(ledger.versions.begin(file.documents, now.key))
        cleared = ledger.clearance(file.sha256) is not None
        return _Work(file, rows, tuple(scans), cleared, now)

    def _read(self, work: Sequence[_Work], listener: Listener) -> dict[str, dict[int, str]]:
        """Read what has no checkpoint; file → page → degree of secrecy that was found."""
        todo = [task for one in work for task in one.tasks if not self._is_kept(task)]
        self._facts.pages_kept += sum(one.file.pages for one in work) - len(todo)
        # A mark of secrecy stands on a file's first page: these come before all others.
        todo.sort(key=lambda task: task.number != 1)
        listener.stage("Đọc lại trang", len(todo))
        secret: dict[str, dict[int, str]] = {}

        def done(outcome: Outcome) -> None:
            task: AgainTask = outcome.job.task
            error = as_page_error(outcome)
            if error is not None:
                # The process could not leave its checkpoint, so it is left here.
                result = PageResult(hole(task, error))
                keep_page(self.archive, task, result, error, outcome.seconds)
            elif outcome.value.withheld is not None:
                secret.setdefault(task.sha256, {})[task.number] = outcome.value.withheld
            self._facts.pages_read += 1
            listener.advance()

        self._workers.run([page_job(task, self._settings) for task in todo], done)
        return secret

    def _is_kept(self, task: AgainTask) -> bool:
        return self.archive.load_page(task.sha256, task.number, task.config) is not None

    def _propose(self, work: Sequence[_Work], listener: Listener) -> None:
        """Put the new versions beside what stands."""
        listener.stage("Lập bản đọc lại", len(work))
        of = {one.file.sha256: one for one in work}

        def done(outcome: Outcome) -> None:
            one = of[outcome.job.task.rows[0].sha256]
            error = outcome.error
            if error is None:
                self._tell(one)
                self.archive.drop_pages(one.file.sha256)
            elif isinstance(error, ArchiveFullError | ArchiveReadOnlyError):
                raise error
            elif isinstance(error, DigitiseError):
                self._leave(one.file, error)
            else:
                log.error("version not made name=%r", one.name, exc_info=error)
                self._leave(one.file, VersionError(one.rows[0].id, _SLIP))
            listener.advance()

        seconds = self._settings.deadlines.page_seconds
        jobs = [
            Job(
                ProposeTask(one.name, one.rows, tuple(scan.path for scan in one.scans)),
                seconds + _PROPOSE_SECONDS_A_PAGE * one.file.pages,
            )
            for one in work
        ]
        self._workers.run(jobs, done)

    def _tell(self, one: _Work) -> None:
        """Its versions wait; but what a person has turned stands at once."""
        from pipeline.archive.versions.turned import release_turned

        for begun in one.rows:
            row = self.archive.ledger.versions.one(begun.id, begun.stamp)
            at_once = release_turned(self.archive, row, one.read_with, self._settings)
            told = self._facts.taken if at_once else self._facts.proposed
            told.append((row.id, row.stamp))

    def _withhold(self, one: _Work, found: dict[int, str]) -> None:
        from pipeline.archive.versions.secret import withhold_version

        self._facts.secret += withhold_version(self.archive, one.rows, found)

    def _leave(self, file: ChosenFile, error: DigitiseError) -> None:
        name = plain_name(file.name)
        self._facts.left.append(FileTrouble(name, error.code, f"{name}: {error}"))


_SLIP = "không lập được bản đọc lại (lỗi của chương trình, xem nhật ký)"
