"""One night: from the inbox into the archive, without knowing that Prefect exists.

Everything a night does can be done again: the ledger knows which pages are finished and which
documents are published, so a killed night loses at most the pages that were under way.
"""

from __future__ import annotations

import logging
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flows.apart import keep_apart
from flows.checking import disagreements, look_through
from flows.console import Listener, Silent
from flows.damages import reviewed
from flows.holding import held
from flows.night_facts import FileTrouble, NightFacts, plain_name
from flows.pages import PageTask, as_page_error, hole, page_job
from flows.pool import Job, WorkerPool
from flows.report import PAIRS_SHOWN, render_report
from flows.stocktaking import FILE_TRIES, FileWork, Stock, Stocktaking
from flows.twin_work import compare_all, thumbnails, to_compare
from flows.twins import known_pairs, twin_notes
from flows.work import LostCheckpointError, PublishTask, keep_page
from pipeline.archive import look_into, open_archive
from pipeline.errors import (
    ArchiveError,
    DigitiseError,
    GoneScanError,
    ScanError,
    SecretScanError,
    StillCopyingError,
    UnreadableScanError,
)
from pipeline.steps import Step, reached
from pipeline.values.readings import PageResult

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flows.pool import Outcome
    from flows.twins import Pair
    from pipeline.archive import Archive
    from pipeline.archive.versions.choice import ChosenFile
    from pipeline.errors import PageError
    from pipeline.settings import Settings

__all__ = [
    "DocumentFailedError",
    "Night",
    "Plan",
    "at_hand",
    "check",
    "going_on",
    "open_night",
    "plan",
    "reporting_to",
]

log = logging.getLogger(__name__)

PUBLISH_SECONDS_A_PAGE = 5.0
"""Added to a page's deadline for each page of the file: packing a page took about 0.2 s."""
COMPARED_A_NIGHT = 5000
"""Documents that an older program left are held against the others in portions."""


class DocumentFailedError(ScanError):
    """The pages were read, but no document came of them: (file name, detail)."""

    code = "document-failed"

    def __str__(self) -> str:
        return (
            f"{self.name}: đã đọc các trang nhưng không lập được văn bản ({self.args[1]}). "
            "Hãy báo người quản trị; `sohoa retry` để thử lại."
        )


_listener: Listener = Silent()
_begun: Night | None = None


@contextmanager
def reporting_to(listener: Listener) -> Iterator[None]:
    """Nights in this process tell that listener how far they are."""
    global _listener  # noqa: PLW0603  # Prefect stands between who listens and who tells
    before, _listener = _listener, listener
    try:
        yield
    finally:
        _listener = before


@contextmanager
def going_on(night: Night) -> Iterator[None]:
    """The nightly flow in this process goes on with that night and begins none of its own."""
    global _begun  # noqa: PLW0603  # Prefect stands between who begins and who goes on
    _begun = night
    try:
        yield
    finally:
        _begun = None


@contextmanager
def at_hand(settings: Settings) -> Iterator[Night]:
    """The night that was begun in this process, or one that begins now; see `open_night`."""
    if _begun is not None:
        yield _begun
        return
    with open_night(settings) as night:
        yield night


def check(settings: Settings) -> None:
    """What a night needs before it begins: an inbox, an engine, its language.

    Raises:
        SettingsError: There is no such inbox, or it and the archive are not apart.
        SetupError: The engine cannot read.
    """
    from pipeline.page import reading_key

    keep_apart(settings)
    look_into(settings.inbox)
    reading_key(settings)


@contextmanager
def open_night(settings: Settings) -> Iterator[Night]:
    """Hold the archive for a night, with processes ready; all is let go of at the end.

    Raises:
        NightRunsError: Another night holds it.
        SettingsError: Inbox and archive are not apart.
        DigitiseError: Archive or engine cannot be used.
    """
    keep_apart(settings)
    with held(settings) as opened:
        archive = opened.archive
        night = Night(settings, archive, opened.workers, opened.scratch, opened.config)
        archive.ledger.start_night(night.facts.night)
        try:
            yield night
        except BaseException:
            _end(archive, night, "failed")
            raise
        _catch_up(archive)
        _end(archive, night, "done")


def _catch_up(archive: Archive) -> None:
    """Put into the search index what it lacks; an index that fails must not fail the night."""
    from pipeline.archive.search.keeping import catch_up

    try:
        catch_up(
            archive, lambda total: _listener.stage("Bổ sung chỉ mục", total), _listener.advance
        )
    except DigitiseError as error:
        log.warning("index not caught up error=%s", error)
    reached(Step.INDEX_CAUGHT_UP)


def _end(archive: Archive, night: Night, state: str) -> None:
    told = night.facts.as_dict()
    counts = {key: value for key, value in told.items() if isinstance(value, int | float)}
    try:
        archive.ledger.end_night(night.facts.night, counts, state)
    except ArchiveError as error:
        log.warning("night not closed in ledger night=%s error=%s", night.facts.night, error)


def _name_of_night(archive: Archive, timezone: str) -> str:
    """The second it begins in, which is no other's: nights without news are short."""
    while True:
        name = datetime.now(ZoneInfo(timezone)).strftime("%Y-%m-%dT%H%M%S")
        if archive.ledger.night(name) is None:
            return name
        time.sleep(0.1)


class Night:
    """A night at work; its methods are the steps of the flow.

    Attributes:
        facts: What it did so far.
        stocked: It has looked at every file of the inbox.
    """

    def __init__(
        self, settings: Settings, archive: Archive, workers: WorkerPool, scratch: Path, config: str
    ) -> None:
        """Begin.  See `open_night`, which gives all of these."""
        self.facts = NightFacts(_name_of_night(archive, settings.timezone))
        self._settings, self._archive, self._workers = settings, archive, workers
        self._config, self._scratch = config, scratch
        self._stocktaking = Stocktaking(settings, archive, workers, scratch, config)
        self._stock = Stock()
        self._withheld: set[str] = set()
        self._gone: set[str] = set()
        self._began = time.monotonic()
        self.stocked = False

    def take_stock(self) -> None:
        """Look at every file of the inbox."""
        # A fresh sheet: this step is tried again when the storage stumbles.
        self.facts = NightFacts(self.facts.night)
        self._stock = self._stocktaking.take(self.facts, _listener)
        self.facts.pages_kept = sum(file.kept for file in self._stock.work.values())
        self.stocked = True
        reached(Step.STOCK_TAKEN, night=self.facts.night)

    def has_work(self) -> bool:
        """Whether stock was taken and a step behind it has something to do.

        The steps ask the same functions again when their turn comes, and find the same.
        """
        archive = self._archive
        return bool(
            self._stock.work
            or self._to_read_again()
            or self._to_look_through()
            or to_compare(archive, COMPARED_A_NIGHT)
        )

    def batches(self) -> Iterator[tuple[list[PageTask], list[FileWork]]]:
        """Pages to read, and files that are complete once these are read.

        In a batch the first page of every file comes first: that is where a mark of secrecy
        stands, and of a file that bears one no other page should be read.
        """
        for pages, files in self._batches():
            left = self._withheld | self._gone
            wanted = [page for page in pages if page.sha256 not in left]
            # A first page that was begun before stands behind its file's others, and stays there.
            heads = {page.sha256: page.number for page in reversed(wanted)}
            first = {sha256 for sha256, number in heads.items() if number == 1}
            yield sorted(wanted, key=lambda p: p.number != 1 or p.sha256 not in first), files

    def _batches(self) -> Iterator[tuple[list[PageTask], list[FileWork]]]:
        most = self._settings.deadlines.batch_pages
        pages: list[PageTask] = []
        complete: list[FileWork] = []
        for file in self._stock.work.values():
            tasks = file.tasks
            while len(pages) + len(tasks) > most:
                room = most - len(pages)
                yield pages + tasks[:room], complete
                pages, tasks, complete = [], tasks[room:], []
            pages += tasks
            complete.append(file)
        if pages or complete:
            yield pages, complete

    def read_batch(self, pages: Sequence[PageTask]) -> None:
        """Read pages side by side; a page that is lost becomes a visible hole."""
        _listener.stage("Đọc trang", len(pages))

        def done(outcome: Outcome) -> None:
            task: PageTask = outcome.job.task
            error = as_page_error(outcome)
            if error is None and outcome.value.withheld:
                self._withhold(task.sha256)
                _listener.advance()
                return
            if self._went(task, error, outcome):
                self._lose(task.sha256)
                _listener.advance()
                return
            if error is not None:
                # The process could not leave its checkpoint, so it is left here.
                result = PageResult(hole(task, error))
                keep_page(self._archive, task, result, error, outcome.seconds)
            self.facts.pages_read += 1
            self.facts.reading_seconds += outcome.seconds
            _listener.advance()

        self._workers.run([page_job(task, self._settings) for task in pages], done)
        # A page that was lost left its hole after its file was withheld, maybe.
        for sha256 in {page.sha256 for page in pages} & self._withheld:
            self._archive.drop_pages(sha256)

    def _went(self, task: PageTask, error: PageError | None, outcome: Outcome) -> bool:
        """Whether the file went or was replaced: its page is no hole, nothing of it is kept."""
        if error is None:
            return bool(outcome.value.gone)
        return not self._archive.is_unchanged(task.path, task.sha256)

    def _lose(self, sha256: str) -> None:
        """Leave a file that went or was replaced for another night; what was read is kept."""
        row = self._archive.ledger.file(sha256)
        if row is None or sha256 in self._gone:
            return
        self._gone.add(sha256)
        error = GoneScanError(plain_name(row.name))
        self._archive.ledger.fail(sha256, error.code, str(error))
        self.facts.files_waiting.append(FileTrouble(error.name, error.code, str(error)))

    def _withhold(self, sha256: str) -> None:
        """A page process found a mark of secrecy and put the file on record as set aside."""
        row = self._archive.ledger.file(sha256)
        if row is None or sha256 in self._withheld:
            return
        self._withheld.add(sha256)
        # The reason names the file as it was met this night, maybe not as it was first seen.
        name = plain_name(self._stock.work[sha256].scan.name)
        trouble = FileTrouble(name, row.code or "", row.reason or "")
        self.facts.files_withheld += self._stock.fates(sha256, trouble, self.facts)

    def publish(self, files: Sequence[FileWork]) -> None:
        """Make documents of these files and put them into the archive."""
        _listener.stage("Đưa vào kho", len(files))
        published = {document.id for document in self.facts.documents}

        def done(outcome: Outcome) -> None:
            scan = outcome.job.task.scan
            if outcome.error is None:
                self._archive.ledger.publish(scan.sha256)
                self._archive.drop_pages(scan.sha256)
                new = [facts for facts in outcome.value if facts.id not in published]
                self.facts.documents += new
            else:
                self._not_published(outcome)
            _listener.advance()

        seconds = self._settings.deadlines.page_seconds
        jobs = [
            Job(
                PublishTask(file.scan, file.read_with.key),
                seconds + PUBLISH_SECONDS_A_PAGE * file.scan.pages,
            )
            for file in files
            # Tried again after a stumble of the storage: the rest is done.
            if file.scan.sha256 not in self._withheld | self._gone and not self._is_published(file)
        ]
        self._workers.run(jobs, done)

    def read_again(self) -> None:
        """Make new versions of documents that were read with other models or settings.

        So many pages as the settings allow; what stands stays until a person releases them.
        """
        if self._settings.reread.pages_a_night == 0:
            return
        from flows.rereading import Rereading

        rereading = Rereading(
            self._settings, self._archive, self._workers, self._scratch, self._config
        )
        self.facts.again = rereading.run(self._to_read_again(), _listener)

    def _to_read_again(self) -> list[ChosenFile]:
        most = self._settings.reread.pages_a_night
        if most == 0:
            return []
        from flows.rereading import first_pages
        from pipeline.archive.versions.choice import Wanted, choose

        files, _ = choose(self._archive, Wanted(), self._config, self._settings.review)
        return first_pages(files, most)

    def look_through(self) -> None:
        """Look through the share of the archive whose turn it is."""
        places, archive = self._to_look_through(), self._archive
        if not places:
            return
        done = look_through(archive, places, self._workers, _listener)
        self.facts.looked_through = done.places
        # What has no folder was told when stock was taken.
        agreed = disagreements(archive, self._settings)
        self.facts.damages = [*done.damages, *(one for one in agreed if one.code != "no-folder")]
        self.facts.damaged = reviewed(archive.ledger.records, self.facts.damages)

    def _to_look_through(self) -> list[str]:
        from pipeline.archive.fixity.checking import due

        days = self._settings.fixity.within_days
        return due(self._archive, days, datetime.now(UTC)) if days else []

    def write_report(self) -> None:
        """Leave the night's report in the archive."""
        compare_all(self._archive, self._workers, _listener, COMPARED_A_NIGHT)
        if self.facts.nothing_new:
            self.facts.seconds = time.monotonic() - self._began
            return
        pairs = self._twins()
        self.facts.twice = twin_notes(pairs)
        pictures = thumbnails(pairs[:PAIRS_SHOWN], self._workers)
        self.facts.seconds = time.monotonic() - self._began
        self.facts.documents.sort(key=lambda document: (document.name, document.pages))
        html = render_report(self.facts, self._settings.archive, pairs, pictures)
        self.facts.report = self._archive.write_report(self.facts.night, html.encode())

    def _twins(self) -> list[Pair]:
        """Pairs with a document of this night that nobody has decided on."""
        new = [document.id for document in self.facts.documents]
        return [pair for pair in known_pairs(self._archive, new) if pair.link.is_open]

    def _is_published(self, file: FileWork) -> bool:
        row = self._archive.ledger.file(file.scan.sha256)
        return row is not None and row.state == "published"

    def _not_published(self, outcome: Outcome) -> None:
        """A file whose documents could not be made: for another night, or for a person."""
        scan, error = outcome.job.task.scan, outcome.error
        if not self._archive.is_unchanged(scan.path, scan.sha256):
            self._lose(scan.sha256)
            return
        if isinstance(error, DigitiseError) and not isinstance(error, ScanError):
            raise error
        if not isinstance(error, ScanError):
            log.error("publish failed name=%r", scan.name, exc_info=error)
            detail = "một trang đã đọc bị mất" if isinstance(error, LostCheckpointError) else None
            error = DocumentFailedError(scan.name, detail or "lỗi của chương trình, xem nhật ký")
        ledger = self._archive.ledger
        if isinstance(error, SecretScanError):
            self._archive.withhold(scan.sha256, error)
            self._withhold(scan.sha256)
            return
        trouble = FileTrouble(error.name, error.code, str(error))
        if isinstance(error, StillCopyingError | GoneScanError):
            # Other bytes lay there, as long and as old: no page that was read can be trusted.
            self._archive.drop_pages(scan.sha256)
            self._lose(scan.sha256)
            return
        if isinstance(error, UnreadableScanError):
            ledger.fail(scan.sha256, error.code, str(error))
            self.facts.files_waiting.append(trouble)
            return
        row = ledger.file(scan.sha256)
        if isinstance(error, DocumentFailedError) and row and row.attempts < FILE_TRIES:
            ledger.fail(scan.sha256, error.code, str(error))
        else:
            self._archive.set_aside(row.name if row else scan.name, scan.sha256, error)
        self.facts.files_set_aside += self._stock.fates(scan.sha256, trouble, self.facts)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a night would do.

    Attributes:
        files_in_inbox: Scans that lie there.
        files_new: Names of those whose bytes were not seen, as far as place, size and date tell.
        files_not_taken: What else lies there, and why it is not read.
    """

    files_in_inbox: int
    files_new: tuple[str, ...]
    files_not_taken: tuple[FileTrouble, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "files_in_inbox": self.files_in_inbox,
            "files_new": list(self.files_new),
            "files_not_taken": [asdict(entry) for entry in self.files_not_taken],
        }


def plan(settings: Settings) -> Plan:
    """What a night would do now; nothing is read and nothing is written."""
    keep_apart(settings)
    listing = look_into(settings.inbox)
    files = listing.files
    untouched = "://" not in settings.archive and not Path(settings.archive).is_dir()
    known: dict[str, str] = {}
    if not untouched:
        archive = open_archive(settings)
        try:
            known = archive.ledger.known(files)
        finally:
            archive.close()
    new = tuple(plain_name(f.name) for f in files if f.location not in known)
    left = tuple(FileTrouble(plain_name(e.name), e.code, e.reason) for e in listing.not_taken)
    return Plan(len(files), new, left)
