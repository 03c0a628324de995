"""Batches given out to the workers of many machines, as runs of Prefect's work pools.

Prefect starts runs where there is room; whether a batch is begun, alive and done is seen in the
ledger.  So a run that was lost, or started twice, or a server that is away for a while, costs time
and nothing else.  No clock of another machine is asked: a holder whose beats stand still for long
enough by our own is dead.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from flows.batch_values import work_in
from flows.planning import batch_size
from pipeline.archive.leasing import DEAD_SECONDS, Holder
from pipeline.archive.ledger.batches import lease_of
from pipeline.archive.passing import may_pass
from pipeline.errors import ArchiveError, DigitiseError
from pipeline.steps import Step, reached

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from pipeline.archive.ledger.batches import BatchKind, Standing
    from pipeline.archive.ledger.leases import Lease, LeaseRow
    from pipeline.archive.ledger.ledger import Ledger
    from pipeline.settings import Settings

__all__ = ["Runs", "RunsAwayError", "Spread"]

log = logging.getLogger(__name__)

LOOK_SECONDS = 2.0
"""Between two looks at the ledger: two statements each."""
ASK_SECONDS = 15.0
"""A run that has not begun its batch is asked after so often."""
CLAIM_SECONDS = 180.0
"""A run that a worker took begins its batch within seconds; after so long it is lost."""
ATTEMPTS = 4
"""A batch may fail so often."""
DEATHS = 20
"""Those who do it may die so often without a page more that was read: mostly it is not the batch
that kills them, and what they read is kept.  A page that does is given up after as many starts
(`flows.work.STARTS`)."""
LOST = 8
"""Runs of it may be lost so often while no machine begins any batch: one that refuses them is free,
and so takes the next."""
PAUSES = (2.0, 10.0, 30.0)
"""Seconds before the next attempt at a batch whose last one failed."""
_ENDED = ("done", "failed", "void")
LONGEST_AWAY = 60.0
"""Between two attempts to reach a server that is away."""
LEDGER_PATIENCE = 900.0
"""A database that is away for so long ends the night; workers wait for it as well."""


class RunsAwayError(DigitiseError):
    """The Prefect server does not answer, or came back empty: (detail,)."""

    code = "prefect-away"

    def __str__(self) -> str:
        return (
            f"Chưa giao được việc qua máy chủ Prefect ({self.args[0]}). Các lô đang làm vẫn tiếp "
            "tục; ít giây nữa thử lại. Hãy kiểm tra máy chủ Prefect."
        )


class Runs(Protocol):
    """Runs of batches, as whoever starts them knows them.

    All methods raise `RunsAwayError` when nobody answers.
    """

    def begin(self, batch_id: str, kind: BatchKind, key: str) -> UUID:
        """Ask for a run; asked again with the same key it is the same run."""

    def look(self, run: UUID) -> str:
        """`waiting` for a worker, `taken` by one, or `over`."""

    def end(self, run: UUID) -> None:
        """A run is lost: it shall hold no slot."""

    def workers(self) -> int:
        """Of how many machines anything was heard lately."""


@dataclass(slots=True)
class _Given:
    """A batch that was given out and is not begun, or is under way.

    Attributes:
        run: Prefect's.
        attempts: At the batch, when it was given out.
        asked: When its run was last asked after; monotonic seconds, as the next.
        taken: Since when a worker has it; None where none has.
    """

    run: UUID
    attempts: int
    asked: float
    taken: float | None = None


class Spread:
    """Gives batches out a few ahead of the workers, and sees to it that each is done."""

    def __init__(
        self,
        settings: Settings,
        ledger: Ledger,
        lease: Lease,
        runs: Runs,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Prepare.

        Args:
            settings: `night`, `deadlines`.
            ledger: The truth.
            lease: Of the night.
            runs: Starts runs.
            clock: Monotonic seconds.
            sleep: Between two looks.
        """
        self._settings, self._ledger, self._lease, self._runs = settings, ledger, lease, runs
        self._clock, self._sleep = clock, sleep
        self._given: dict[str, _Given] = {}
        self._times: Counter[str] = Counter()
        self._deaths: Counter[str] = Counter()
        self._in_vain: Counter[str] = Counter()
        self._read: dict[str, int] = {}
        self._lost: Counter[str] = Counter()
        self._begun = 0
        self._not_before: dict[str, float] = {}
        self._seen: dict[str, tuple[tuple[int, int], float]] = {}
        self._after: dict[str, tuple[str, ...]] = {}
        self._workers, self._found, self._counted = 1, -1, -ASK_SECONDS
        self._away_until, self._pause = 0.0, 1.0

    def batch_pages(self, pages: int) -> int:
        """So that each worker gets some."""
        self._try(self._count_workers)
        return batch_size(pages, self._workers, self._settings.deadlines.batch_pages)

    def ended(self, night: str, may_begin: Callable[[], bool]) -> Iterator[str]:
        """Until all are done, or none may be begun and those under way are done."""
        told: set[str] = set()
        while True:
            batches = self._patiently(lambda: self._look(night, may_begin))
            news = [one.id for one in batches if one.state in _ENDED and one.id not in told]
            told.update(news)
            yield from news
            if len(told) == len(batches):
                return
            self._sleep(LOOK_SECONDS)

    def nobody_came(self) -> bool:
        """Whether batches were given out and no machine began any."""
        return bool(self._times) and not self._begun

    def _look(self, night: str, may_begin: Callable[[], bool]) -> list[Standing]:
        """See how all batches are, and do what is to be done; may be repeated."""
        self._ledger.leases.check([self._lease])
        if not may_begin():
            self._ledger.batches.void_planned(night)
        batches = self._ledger.batches.standing(night)
        for one in batches:
            if one.state in _ENDED:
                self._given.pop(one.id, None)
        left = [one for one in batches if one.state not in _ENDED]
        self._look_after([one for one in left if one.state == "running"])
        self._ask_after([one for one in left if one.state == "planned"])
        self._see_that_it_moves(batches)
        self._give_out(batches, left)
        return batches

    def _patiently(self, look: Callable[[], list[Standing]]) -> list[Standing]:
        """A database that starts again costs time; the batches' workers wait for it, too."""
        since = self._clock()
        while True:
            try:
                return look()
            except ArchiveError as error:
                if not may_pass(error) or self._clock() - since > LEDGER_PATIENCE:
                    raise
                log.warning("ledger away error=%s", error)
                self._sleep(LOOK_SECONDS)

    # Batches under way

    def _look_after(self, running: list[Standing]) -> None:
        """A batch whose holder is dead, or gave the lease back with nothing said, is taken back."""
        held = {row.name: row for row in self._ledger.leases.all()} if running else {}
        for one in running:
            row = held.get(lease_of(one.id))
            if row is None or self._is_dead(row):
                self._take_back(one, row)

    def _is_dead(self, row: LeaseRow) -> bool:
        if Holder.of(row.holder).is_gone:
            return True
        sign, moment = (row.token, row.beat), self._clock()
        last, since = self._seen.get(row.name, (None, moment))
        if last != sign:
            self._seen[row.name] = (sign, moment)
            return False
        return moment - since >= DEAD_SECONDS

    def _take_back(self, one: Standing, row: LeaseRow | None) -> None:
        """Take the lease, so that whoever had it can do nothing more, and plan the batch again."""
        ledger = self._ledger
        lease = ledger.leases.take(lease_of(one.id), Holder.me().as_text(), over=row)
        if lease is None:
            return  # it gave a sign of life, or another worker was quicker
        who = str(Holder.of(row.holder)) if row is not None else "tiến trình đọc"
        log.warning("batch taken back batch=%s attempt=%d from=%s", one.id, one.attempts, who)
        try:
            reason = f"{who} đã dừng giữa chừng"
            ledger.batches.give_back(one.id, lease, "worker-died", reason)
            self._count_death(one.id)
        finally:
            ledger.leases.release(lease)
        if (given := self._given.pop(one.id, None)) is not None:
            self._try(lambda: self._runs.end(given.run))

    def _count_death(self, batch_id: str) -> None:
        """One more, and one more in vain unless pages of the batch were read since the last one."""
        row = self._ledger.batches.of(batch_id)
        shares = () if row is None else work_in(row.work).files
        read = self._ledger.pages.ended([share.sha256 for share in shares])
        if read != self._read.get(batch_id):
            self._read[batch_id], self._in_vain[batch_id] = read, 0
        self._deaths[batch_id] += 1
        self._in_vain[batch_id] += 1

    # Batches that nobody has begun

    def _ask_after(self, planned: list[Standing]) -> None:
        """Runs that were lost before they began their batch are given out again."""
        for one in planned:
            given = self._given.get(one.id)
            if given is None:
                continue
            if one.attempts > given.attempts:
                # It was begun and given back.
                pauses = PAUSES[min(one.attempts, len(PAUSES)) - 1]
                self._not_before[one.id] = self._clock() + pauses
                del self._given[one.id]
            elif self._clock() - given.asked >= ASK_SECONDS:
                self._try(lambda one=one, given=given: self._ask(one, given))  # type: ignore[misc]

    def _see_that_it_moves(self, batches: list[Standing]) -> None:
        """While a machine is at work, or began a batch since, none was given out in vain."""
        begun = sum(one.attempts for one in batches)
        if begun != self._begun or any(one.state == "running" for one in batches):
            self._begun = begun
            self._lost.clear()

    def _ask(self, one: Standing, given: _Given) -> None:
        now = self._clock()
        state, given.asked = self._runs.look(given.run), now
        if state == "taken" and given.taken is None:
            given.taken = now
        lost = given.taken is not None and now - given.taken >= CLAIM_SECONDS
        if lost:
            self._runs.end(given.run)
        if lost or state == "over":
            log.warning(
                "run lost before its batch was begun batch=%s run=%s why=%r",
                one.id, given.run, one.reason,
            )  # fmt: skip
            self._lost[one.id] += 1
            del self._given[one.id]

    def _give_out(self, batches: list[Standing], left: list[Standing]) -> None:
        self._try(self._count_workers)
        most = self._workers + self._settings.night.ahead
        room = most - sum(one.state == "running" or one.id in self._given for one in left)
        states = {one.id: one.state for one in batches}
        for one in left:
            if room <= 0:
                return
            if one.state != "planned" or one.id in self._given or self._is_given_up(one, states):
                continue
            if self._clock() < self._not_before.get(one.id, 0.0):
                continue
            if any(states.get(other) != "done" for other in self._waits_for(one)):
                continue
            if not self._try(lambda one=one: self._begin(one)):  # type: ignore[misc]
                return
            room -= 1

    def _begin(self, one: Standing) -> None:
        key = f"{one.id}-{self._lease.token}-{self._times[one.id]}"
        run = self._runs.begin(one.id, one.kind, key)
        self._times[one.id] += 1
        self._given[one.id] = _Given(run, one.attempts, self._clock())
        reached(Step.BATCH_GIVEN, batch=one.id)
        log.info("batch given out batch=%s run=%s", one.id, run)

    def _is_given_up(self, one: Standing, states: dict[str, str]) -> bool:
        """Whether a batch failed for this night; its files wait for another one."""
        reason = one.reason or "không máy nào nhận"
        failed = [
            other for other in self._waits_for(one) if states.get(other) in ("failed", "void")
        ]
        if failed:
            reason = f"lô {failed[0]} không xong"
        elif (
            one.attempts - self._deaths[one.id] < ATTEMPTS
            and self._in_vain[one.id] < DEATHS
            and self._lost[one.id] < LOST
        ):
            return False
        log.error("batch given up batch=%s attempts=%d why=%r", one.id, one.attempts, reason)
        self._ledger.batches.fail(one.id, one.code or "not-begun", reason)
        return True

    def _waits_for(self, one: Standing) -> tuple[str, ...]:
        if one.kind != "publish":
            return ()
        if one.id not in self._after:
            row = self._ledger.batches.of(one.id)
            self._after[one.id] = work_in(row.work).after if row is not None else ()
        return self._after[one.id]

    # The server

    def _count_workers(self) -> None:
        if self._clock() - self._counted >= ASK_SECONDS:
            found, self._counted = self._runs.workers(), self._clock()
            self._workers = max(1, found)
            if found != self._found:
                self._found = found
                log.log(logging.INFO if found else logging.WARNING, "workers found=%d", found)

    def _try(self, ask: Callable[[], None]) -> bool:
        """Ask the server; while it is away we wait longer each time, and the batches go on."""
        if self._clock() < self._away_until:
            return False
        try:
            ask()
        except RunsAwayError as error:
            self._away_until = self._clock() + self._pause
            self._pause = min(LONGEST_AWAY, 2 * self._pause)
            log.warning("%s", error)
            return False
        self._pause = 1.0
        return True
