"""One night: from the inbox into the archive, without knowing that Prefect exists.

Everything a night does can be done again: the ledger knows which pages are finished and which
documents are published, so a killed night loses at most the pages that were under way.
"""

from __future__ import annotations

import logging
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flows.apart import keep_apart
from flows.batch_values import facts_in, work_in
from flows.batch_work import BatchWorker
from flows.checking import disagreements, look_through
from flows.console import Listener, Silent
from flows.damages import reviewed
from flows.delivery.delivering import deliver, undelivered
from flows.delivery.told import Told
from flows.holding import held
from flows.leaving import leave
from flows.night_facts import FileTrouble, NightFacts, plain_name
from flows.ordering import order
from flows.planning import Plan
from flows.report import PAIRS_SHOWN, render_report
from flows.room import Room, places_of
from flows.stocktaking import Stock, Stocktaking
from flows.stopping import Halting, Hour
from flows.twin_work import compare_all, thumbnails, to_compare
from flows.twins import known_pairs, twin_notes
from pipeline.archive import look_into
from pipeline.errors import ArchiveError, BatchFailedError, DigitiseError
from pipeline.steps import Step, reached

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flows.giving_out import GivingOut
    from flows.pool import WorkerPool
    from flows.twins import Pair
    from pipeline.archive import Archive
    from pipeline.archive.ledger.batches import BatchRow
    from pipeline.archive.ledger.leases import Lease
    from pipeline.archive.versions.choice import ChosenFile
    from pipeline.settings import Settings

__all__ = ["Night", "at_hand", "check", "going_on", "open_night", "reporting_to"]

log = logging.getLogger(__name__)

COMPARED_A_NIGHT = 5000
"""Documents that an older program left are held against the others in portions."""


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
    with held(settings, _listener) as opened:
        archive = opened.archive
        night = Night(
            settings, archive, opened.workers, opened.scratch, opened.config, opened.lease.lease
        )
        archive.ledger.batches.void(night.lease)
        archive.ledger.start_night(night.facts.night)
        night.tell_hour()
        try:
            yield night
            opened.lease.check()  # who lost it on the way has done no whole night
        except BaseException as error:
            _end(archive, night, "failed")
            if isinstance(error, Exception):
                night.tell_failure(error)
            raise
        _catch_up(archive)
        archive.ledger.batches.forget(night.facts.night, night.lease)
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
    try:
        archive.ledger.batches.void(night.lease, night.facts.night)  # those it never came to
        archive.ledger.end_night(night.facts.night, night.facts.counts(), state)
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
        lease: By which it alone works on the archive.
        worker: Does batches in this process.
        stocked: It has looked at every file of the inbox.
    """

    def __init__(
        self,
        settings: Settings,
        archive: Archive,
        workers: WorkerPool,
        scratch: Path,
        config: str,
        lease: Lease,
    ) -> None:
        """Begin.  See `open_night`, which gives all of these."""
        self.facts = NightFacts(_name_of_night(archive, settings.timezone))
        self._settings, self._archive, self._workers = settings, archive, workers
        self._config, self._scratch, self.lease = config, scratch, lease
        self._stocktaking = Stocktaking(settings, archive, workers, scratch, config)
        self._stock = Stock()
        self._told: set[str] = set()
        self._cut: tuple[int, datetime] | None = None
        self.worker = BatchWorker(settings, archive, workers, scratch, config, _listener)
        self._began = time.monotonic()
        self._halting = Halting(
            Hour(settings.night.stop, settings.timezone),
            Room(places_of(settings), settings.night.least_free_mb),
        )
        self.stocked = False

    def tell_hour(self) -> None:
        """Put on record when it will begin nothing more, for all who ask how far it is."""
        if self._halting.at is not None:
            self._archive.ledger.work.stops(self.facts.night, self._halting.at)

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

    def plan(self, giving_out: GivingOut) -> None:
        """Cut the work into batches, in the order in which files are taken up."""
        if self._cut is None:
            pages = sum(len(file.todo) for file in self._stock.work.values())
            self._cut = giving_out.batch_pages(pages), datetime.now(UTC)
        # Tried again when the storage stumbles: what is on record then was cut in the same way.
        most, moment = self._cut
        files = sorted(self._stock.work.values(), key=partial(order, now=moment))
        plan = Plan(self.facts.night, self.lease.token, self._config, self._settings.inbox, most)
        self._archive.ledger.batches.plan(plan.batches(files))

    def do_batches(self, giving_out: GivingOut) -> None:
        """Have all of them done, and gather what came of each."""
        self._stock.work.clear()  # the ledger has it: of 100,000 files that is 100 MB
        for batch_id in giving_out.ended(self.facts.night, self._halting.may_begin):
            row = self._archive.ledger.batches.of(batch_id)
            if row is not None:
                self._gather(row)
        if self._halting.halt is not None:
            ledger, night = self._archive.ledger, self.facts.night
            self.facts.files_left, self.facts.pages_left = leave(ledger, night)
            self.facts.halted = self._halting.halt.reason
            if giving_out.nobody_came():
                self.facts.halted += "; không máy đọc nào nhận việc"

    def _gather(self, row: BatchRow) -> None:
        """Tell what came of a batch that came to its end."""
        if row.state == "failed":
            for share in work_in(row.work).files:
                error = BatchFailedError(plain_name(share.name), row.reason)
                trouble = FileTrouble(error.name, error.code, str(error))
                if self._is_news(share.sha256):
                    self.facts.files_waiting.append(trouble)
        if row.state != "done" or row.facts is None:
            return
        done = facts_in(row.facts)
        self.facts.pages_read += done.pages_read
        self.facts.reading_seconds += done.reading_seconds
        self.facts.publish(done.documents)
        # Batches that share a file may each have met its fate.
        for fate in filter(lambda one: self._is_news(one.sha256), done.waiting):
            self.facts.files_waiting.append(fate.trouble)
        for fates, told in (
            (done.withheld, self.facts.files_withheld),
            (done.aside, self.facts.files_set_aside),
        ):
            for fate in filter(lambda one: self._is_news(one.sha256), fates):
                told.extend(self._stock.fates(fate.sha256, fate.trouble, self.facts))

    def _is_news(self, sha256: str) -> bool:
        news = sha256 not in self._told
        self._told.add(sha256)
        return news

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
        self.facts.again = rereading.run(self._to_read_again(), _listener, self._halting.may_begin)

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
        if not places or not self._halting.may_begin():
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
        if self._halting.may_begin():
            compare_all(self._archive, self._workers, _listener, COMPARED_A_NIGHT)
        self.facts.undelivered = undelivered(self._archive.ledger)
        if self.facts.nothing_new:
            self.facts.seconds = time.monotonic() - self._began
            return
        pairs = self._twins()
        self.facts.twice = twin_notes(pairs)
        pictures = thumbnails(pairs[:PAIRS_SHOWN], self._workers)
        self.facts.seconds = time.monotonic() - self._began
        self.facts.show_the_weightiest()
        self.facts.documents.sort(key=lambda document: (document.name, document.pages))
        html = render_report(self.facts, self._settings.archive, pairs, pictures)
        self.facts.report = self._archive.write_report(self.facts.night, html.encode())

    def deliver(self, leave_artifact: Callable[[Told], None] | None = None) -> None:
        """Bring the report to all who want it; one that nobody takes fails no night.

        Args:
            leave_artifact: Leaves it on Prefect's pages, where the night is a run of Prefect's.
        """
        facts = self.facts
        if facts.nothing_new:
            return
        state = "halted" if facts.halted else "done"
        told = self._told_of(state, facts.halted)
        html = self._archive.read_report(facts.night) if self._settings.report.mail_attach else None
        ways = self._settings.report, self._archive.ledger
        facts.undelivered = tuple(deliver(told, html, *ways, leave_artifact))

    def tell_failure(self, error: Exception) -> None:
        """Bring to the same people that the night failed."""
        why = str(error) if isinstance(error, DigitiseError) else "lỗi của chương trình"
        deliver(self._told_of("failed", why), None, self._settings.report, self._archive.ledger)

    def _told_of(self, state: str, why: str) -> Told:
        facts = self.facts
        return Told(
            facts.night,
            state,
            facts.counts(),
            self._settings.archive,
            facts.report,
            why,
            facts.undelivered,
        )

    def _twins(self) -> list[Pair]:
        """Pairs with a document of this night that nobody has decided on."""
        new = sorted(self.facts.published)
        return [pair for pair in known_pairs(self._archive, new) if pair.link.is_open]
