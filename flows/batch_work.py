"""One batch: its files found, its pages read, its whole files published.

The same body wherever a batch is done: in the night's own process, or in a run that a worker of
another machine took up.  It may be ended at any moment: whoever does the batch next goes on at the
page, for what the ledger calls finished is not done again.
"""

from __future__ import annotations

import logging
import shutil
import socket
from contextlib import ExitStack
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from flows.batch_values import BatchFacts, FileFate, as_json, work_in
from flows.console import Silent
from flows.document_facts import facts_of
from flows.file_finding import find_file, met_at
from flows.file_publishing import DocumentFailedError, publish_files
from flows.night_facts import FileTrouble, plain_name
from flows.pages import PageTask, as_page_error, hole, page_job
from flows.room import Room, places_of
from flows.work import keep_page
from pipeline.archive import inbox_folder
from pipeline.archive.leasing import HeldElsewhereError, LeaseLostError, holding
from pipeline.archive.ledger.batches import lease_of
from pipeline.errors import (
    GoneScanError,
    NoRoomHereError,
    OtherReadingError,
    ScanError,
    SecretScanError,
    SettingsError,
    SetupError,
)
from pipeline.logs import about
from pipeline.steps import Step, reached
from pipeline.values.readings import PageResult
from pipeline.values.scanned import Scan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flows.batch_values import BatchWork, FileShare
    from flows.console import Listener
    from flows.pool import Outcome, WorkerPool
    from pipeline.archive import Archive
    from pipeline.archive.leasing import Held
    from pipeline.archive.ledger.batches import BatchRow
    from pipeline.archive.ledger.leases import Lease
    from pipeline.archive.ledger.tables import FileRow
    from pipeline.errors import PageError
    from pipeline.settings import Settings

__all__ = ["Batch", "BatchWorker", "first_pages_first"]

log = logging.getLogger(__name__)

_LOOKED_INTO = 20
"""Batches whose files are looked for where none of a batch's own lies here."""


class BatchWorker:
    """Does batches, with an archive and page processes at hand.

    Attributes:
        settings: Of the reading.
        archive: Where everything lands.
        workers: Page processes of an `AgainWorker` or `NightWorker`.
        scratch: Folder for copies of files that lie in a bucket.
        config: `reading_key` of the settings.
        listener: Told how far a batch is.
        elsewhere: Another process took stock, maybe where the inbox is mounted otherwise.
    """

    def __init__(
        self,
        settings: Settings,
        archive: Archive,
        workers: WorkerPool,
        scratch: Path,
        config: str,
        listener: Listener | None = None,
        *,
        elsewhere: bool = False,
    ) -> None:
        """Prepare; see the attributes."""
        self.settings, self.archive, self.workers = settings, archive, workers
        self.scratch, self.config = scratch, config
        self.listener, self.elsewhere = listener or Silent(), elsewhere
        self._held: Held | None = None
        self._room = Room(places_of(settings), settings.night.least_free_mb)

    def go_on(self) -> None:
        """Asked while pages are read.

        Raises:
            LeaseLostError: The batch was taken from us, as the last beat told.
        """
        if self._held is not None:
            self._held.go_on()

    def do(self, batch_id: str) -> bool:
        """Do a batch, if nobody does it or has done it; what came of it stands in the ledger then.

        Returns:
            False where there was nothing to do: it is done, its night is over, or another one
            that lives is at it.

        Raises:
            LeaseLostError: We were taken for dead, and another one does it now.
            SetupError: This machine cannot do it as it is set up.
            DigitiseError: The attempt failed; the batch is planned again.
        """
        ledger = self.archive.ledger
        planned = ledger.batches.of(batch_id)
        if planned is None or planned.state not in ("planned", "running"):
            return False
        try:
            self._can_do(planned)
        except SetupError as error:
            ledger.batches.refuse(batch_id, error.code, f"máy {socket.gethostname()}: {error}")
            raise
        with about(night=planned.night, batch=batch_id), ExitStack() as stack:
            try:
                lease = holding(ledger.leases, lease_of(batch_id), patience=0)
                held = stack.enter_context(lease)
            except HeldElsewhereError as error:
                log.info("batch is done by another one batch=%s who=%s", batch_id, error.args[1])
                return False
            begun = ledger.batches.begin(batch_id, held.lease)
            if begun is None:
                return False
            log.info("batch begun batch=%s attempt=%d", batch_id, begun.attempts)
            self._held = held
            self._attempt(begun, held)
            log.info("batch done batch=%s", batch_id)
            return True

    def _can_do(self, planned: BatchRow) -> None:
        """Before a batch is begun: what is wrong with this machine is no attempt at it.

        Raises:
            OtherReadingError: It would read the pages otherwise than their night.
            NoRoomHereError: A disk that it writes to is all but full.
            SettingsError: The inbox is not mounted here, or another one, or one that tells other
                moments of writing: every file would seem to be gone.
        """
        work, inbox = work_in(planned.work), self.settings.inbox
        if work.config != self.config:
            raise OtherReadingError(planned.id)
        if self.elsewhere and (full := self._room.lacking()) is not None:
            raise NoRoomHereError(full)
        if "://" in inbox:
            return
        inbox_folder(inbox)
        if self.elsewhere and not self._sees_inbox(planned, work):
            allowed = "hộp nhận của đêm này; ở đây không tệp nào của đêm còn như máy điều phối thấy"
            raise SettingsError("inbox", inbox, allowed)

    def _sees_inbox(self, planned: BatchRow, work: BatchWork) -> bool:
        """Whether any file lies here as the night met it: a share that is away is empty."""
        batches = self.archive.ledger.batches
        others = (one.id for one in batches.standing(planned.night) if one.id != planned.id)
        rows = (batches.of(batch_id) for batch_id in islice(others, _LOOKED_INTO))
        works = chain([work], (work_in(row.work) for row in rows if row is not None))
        return any(
            self.archive.is_unchanged(Path(met_at(share, self.settings)), share.sha256)
            for its in works
            for share in its.files
        )

    def _attempt(self, row: BatchRow, held: Held) -> None:
        ledger = self.archive.ledger.batches
        folder = self.scratch / row.id
        folder.mkdir(exist_ok=True)
        try:
            facts = Batch(self, row, held, folder).done()
        except LeaseLostError:
            raise  # it is another one's: we say nothing more of it
        except Exception as error:
            code = getattr(error, "code", "crashed")
            ledger.give_back(row.id, held.lease, code, str(error) or type(error).__name__)
            raise
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        if not ledger.finish(row.id, held.lease, as_json(facts)):
            raise LeaseLostError(held.lease.name)


class Batch:
    """One attempt at a batch."""

    def __init__(self, worker: BatchWorker, row: BatchRow, held: Held, folder: Path) -> None:
        """Prepare."""
        self.worker, self.archive = worker, worker.archive
        self.facts = BatchFacts()
        self.leases: tuple[Lease, ...] = (row.night_lease, held.lease)
        self._work, self._held, self._folder = work_in(row.work), held, folder
        self._id, self._is_again = row.id, row.attempts > 1
        self._names = {share.sha256: share.name for share in self._work.files}
        self._withheld: set[str] = set()
        self._gone: set[str] = set()

    def done(self) -> BatchFacts:
        """Do it."""
        files = [(share, path) for share in self._work.files if (path := self._found(share))]
        tasks = [task for share, path in files for task in self._tasks(share, path)]
        self._read(first_pages_first(tasks))
        self._held.check()
        reached(Step.BATCH_READ, batch=self._id)
        whole = [
            (share, Scan(path, share.name, share.sha256, share.pages))
            for share, path in files
            if share.publish and share.sha256 not in self._withheld | self._gone
        ]
        publish_files(self, whole)
        return self.facts

    def withhold(self, sha256: str) -> None:
        """A file bears a mark of secrecy, and is on record as set aside."""
        row = self.archive.ledger.file(sha256)
        if row is None or sha256 in self._withheld:
            return
        self._withheld.add(sha256)
        # The reason names the file as it was met this night, maybe not as it was first seen.
        name = plain_name(self._names[sha256])
        trouble = FileTrouble(name, row.code or "", row.reason or "")
        self.facts.withheld.append(FileFate(sha256, trouble))

    def lose(self, sha256: str) -> None:
        """Leave a file that went or was replaced for another night; what was read is kept."""
        row = self.archive.ledger.file(sha256)
        if row is not None and sha256 not in self._gone:
            self._gone.add(sha256)
            self.wait(sha256, GoneScanError(plain_name(row.name)))

    def wait(self, sha256: str, error: ScanError) -> None:
        """Leave a file for another night, and say why."""
        self.archive.ledger.fail(sha256, error.code, str(error))
        trouble = FileTrouble(error.name, error.code, str(error))
        self.facts.waiting.append(FileFate(sha256, trouble))

    def _found(self, share: FileShare) -> Path | None:
        """Where a file is; None where nothing is to be done with it any more."""
        row = self.archive.ledger.file(share.sha256)
        if row is None:
            return None
        if row.state in ("set_aside", "failed"):
            self._tell(share, row)
            return None
        if row.state == "published":
            # By an attempt that died before it could tell.
            self.facts.documents += [
                facts_of(self.archive.read_document(one.id))
                for one in self.archive.ledger.documents(share.sha256)
                if one.state == "published"
            ]
            self.facts.pages_read += len(share.todo)
            return None
        try:
            return find_file(self.archive, share, self.worker.settings, self._folder)
        except GoneScanError:
            self.lose(share.sha256)
        except ScanError as error:
            self.wait(share.sha256, type(error)(plain_name(share.name), *error.args[1:]))
        return None

    def _tell(self, share: FileShare, row: FileRow) -> None:
        """By another batch with pages of it, or an attempt that died before it could tell."""
        trouble = FileTrouble(plain_name(share.name), row.code or "", row.reason or "")
        if row.code == SecretScanError.code:
            fates = self.facts.withheld
        elif row.state == "set_aside" or row.code == DocumentFailedError.code:
            fates = self.facts.aside
        else:
            fates = self.facts.waiting
        fates.append(FileFate(share.sha256, trouble))

    def _tasks(self, share: FileShare, path: Path) -> Iterator[PageTask]:
        """Its pages to read; such as an attempt that died has finished are not read again."""
        kept = self._kept(share) if self._is_again else {}
        self.facts.pages_read += len(kept)
        self.facts.reading_seconds += sum(kept.values())
        sizes: Sequence = share.sizes or [None] * len(share.todo)
        for number, size in zip(share.todo, sizes, strict=True):
            if number not in kept:
                task = PageTask(path, share.name, number, share.sha256, share.cleared, size)
                yield task.read_with(share.read_with)

    def _kept(self, share: FileShare) -> dict[int, float]:
        """Finished pages, and the seconds each took."""
        key = share.read_with.key
        rows = self.archive.ledger.pages.of(share.sha256, key)
        return {
            number: row.seconds or 0.0
            for number in share.todo
            if (row := rows.get(number)) is not None
            and row.state in ("done", "failed")
            and self.archive.load_page(share.sha256, number, key) is not None
        }

    def _read(self, tasks: Sequence[PageTask]) -> None:
        """Read pages side by side; a page that is lost becomes a visible hole."""
        settings, listener = self.worker.settings, self.worker.listener
        listener.stage("Đọc trang", len(tasks))

        def done(outcome: Outcome) -> None:
            self._page_done(outcome)
            listener.advance()

        self.worker.workers.run([page_job(task, settings) for task in tasks], done)
        # A page that was lost left its hole after its file was withheld, maybe.
        for sha256 in {task.sha256 for task in tasks} & self._withheld:
            self.archive.drop_pages(sha256)

    def _page_done(self, outcome: Outcome) -> None:
        task: PageTask = outcome.job.task
        error = as_page_error(outcome)
        if error is None and outcome.value.withheld:
            self.withhold(task.sha256)
            return
        if self._went(task, error, outcome):
            self.lose(task.sha256)
            return
        if error is not None:
            # The process could not leave its checkpoint, so it is left here.
            result = PageResult(hole(task, error))
            keep_page(self.archive, task, result, error, outcome.seconds)
        self.facts.pages_read += 1
        self.facts.reading_seconds += outcome.seconds

    def _went(self, task: PageTask, error: PageError | None, outcome: Outcome) -> bool:
        """Whether the file went or was replaced: its page is no hole, nothing of it is kept."""
        if error is None:
            return bool(outcome.value.gone)
        return not self.archive.is_unchanged(task.path, task.sha256)


def first_pages_first(tasks: Sequence[PageTask]) -> list[PageTask]:
    """There a mark of secrecy stands: of a file that bears one no other page should be read.

    A first page that was begun before stands behind its file's others, and stays there.
    """
    heads = {task.sha256: task.number for task in reversed(tasks)}
    first = {sha256 for sha256, number in heads.items() if number == 1}
    return sorted(tasks, key=lambda task: task.number != 1 or task.sha256 not in first)
