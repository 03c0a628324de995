"""Work in processes that may be killed: a crash or a hang costs that one job, never the night.

Knows nothing of pages, Prefect or the ledger: it is given a worker and jobs.  Each process is
started afresh (spawn), replaced after so many jobs, and dies with its parent.  Jobs are let in as
the machine's memory allows: a giant is done alone, if need be.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures import TimeoutError as LateError
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from pebble import ProcessExpired, ProcessPool

from flows.configuration import page_log
from flows.guard import Guard
from flows.inside import Home, JobTooBigError, Worker, begin, do
from flows.memory import ORDINARY_MB, free_mb, worker_count
from flows.scratch import scratch_folder
from pipeline.logs import what_about

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pipeline.settings import Settings

__all__ = [
    "JOBS_A_PAGE",
    "Job",
    "JobDiedError",
    "JobLateError",
    "JobTooBigError",
    "Outcome",
    "Worker",
    "WorkerPool",
]

log = logging.getLogger(__name__)

POOLS = 3
"""A pool whose idle process was killed from outside is lost; so often we begin with a new one."""
JOBS_A_PAGE = 4
"""A letter of one page is opened, read, published and compared. Counted as four pages each, a
process ended after fifty, and its start, 2 CPU-seconds, was a twentieth of what it did."""
_ASK_SECONDS = 5.0  # between two questions whether to go on
_SHARE_OF_MEMORY = 0.9  # of what is free when a pool is hired


class JobDiedError(Exception):
    """The process that had the job ended by itself or by a signal: (exit code,)."""


class JobLateError(Exception):
    """The job was not done when its time was up, and its process was killed: (seconds,)."""


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work.

    Attributes:
        task: What the worker is given; small and picklable: paths and numbers, never arrays.
        seconds: Its deadline, from when a process takes it.
        attempts: How often it was tried before, and died or was late.
        memory_mb: What it is expected to take of the machine.
        most_mb: What it may take before it is stopped, and then its temporary files are bounded,
            too; None: what any process may, and files as it likes.
    """

    task: Any
    seconds: float
    attempts: int = 0
    memory_mb: float = ORDINARY_MB
    most_mb: float | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended.

    Attributes:
        job: Which; its `attempts` count this one if it was lost.
        seconds: How long the work took; for a lost job its deadline or 0.
        value: What the work returned.
        error: What it raised instead, `JobDiedError`, `JobLateError`, `JobTooBigError` included.
    """

    job: Job
    seconds: float
    value: Any = None
    error: Exception | None = None

    @property
    def lost(self) -> bool:
        """Whether the process was lost with the job: trying again may help."""
        return isinstance(self.error, JobDiedError | JobLateError)


class WorkerPool:
    """Processes that stand ready for a whole night; used as a context manager.

    Processes start with the first job, so a night that finds nothing starts none.
    """

    def __init__(
        self, settings: Settings, worker: Worker, go_on: Callable[[], None] = lambda: None
    ) -> None:
        """Hire, without starting.

        Args:
            settings: `workers`, `deadlines` for attempts and the replacing of processes, `bounds`,
                and `state`, where the log of the processes lies.
            worker: What each process does with a job.
            go_on: Called every few seconds while jobs are done.  What it raises ends the run, and
                the processes.
        """
        self.size = worker_count(settings.workers)
        self._deadlines, self._bounds = settings.deadlines, settings.bounds
        self._worker, self._go_on = worker, go_on
        self._log, self._form = page_log(settings), settings.logs.form
        self._memory = _SHARE_OF_MEMORY * free_mb()
        self._pool: ProcessPool | None = None
        self._guard: Guard | None = None
        self._belongings = ExitStack()
        self._started = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._dismiss()

    def rest(self) -> None:
        """Let the processes go for now; the next jobs start new ones."""
        self._dismiss()

    def run(
        self,
        jobs: Iterable[Job],
        on_done: Callable[[Outcome], None],
    ) -> None:
        """Do jobs side by side; each ends in exactly one `on_done`, in no order.

        Args:
            jobs: What is to be done.
            on_done: Called in this thread.  What it raises ends the run, and the processes.
        """
        left = list(jobs)
        for _ in range(POOLS):
            if not left:
                return
            try:
                left = self._work_through(left, on_done)
            except BaseException:
                self._dismiss()
                raise
            if left:
                log.warning("pool broke jobs_left=%d", len(left))
                self._dismiss()
        for job in left:
            on_done(Outcome(job, 0.0, error=JobDiedError(None)))

    def _work_through(
        self,
        jobs: Sequence[Job],
        on_done: Callable[[Outcome], None],
    ) -> list[Job]:
        """Work through the jobs; those left when the pool itself breaks come back."""
        waiting = list(reversed(jobs))
        running: dict[Future[Any], Job] = {}
        pool = self._ready(len(jobs))
        while waiting or running:
            # A short line before the processes keeps them busy and a broken pool's loss small.
            while waiting and self._has_room(waiting[-1], running.values()):
                job = waiting.pop()
                try:
                    future = pool.schedule(
                        do, args=(job.task, job.most_mb, what_about()), timeout=job.seconds
                    )
                except RuntimeError:  # it broke since we last looked
                    return [job, *running.values(), *reversed(waiting)]
                running[future] = job
            self._go_on()
            for future in wait(running, _ASK_SECONDS, return_when=FIRST_COMPLETED).done:
                job = running.pop(future)
                try:
                    outcome = self._outcome(job, future)
                except BrokenProcessPool:
                    return [job, *running.values(), *reversed(waiting)]
                again = outcome.job.attempts < self._deadlines.page_attempts
                if outcome.lost and again:
                    waiting.insert(0, outcome.job)  # last: a poisonous job must not hold up others
                else:
                    on_done(outcome)
        return []

    def _has_room(self, job: Job, others: Iterable[Job]) -> bool:
        """Whether it can be let in: any of those inside may be at work at the same time.

        Jobs are let in strictly in their order, so a giant waits until enough others have left.
        """
        inside = [other.memory_mb for other in others]
        largest = sorted([job.memory_mb, *inside], reverse=True)[: self.size]
        return not inside or (len(inside) < 2 * self.size and sum(largest) <= self._memory)

    def _ready(self, jobs: int) -> ProcessPool:
        """The pool; a small first task does not start more processes than it has jobs."""
        workers = min(self.size, jobs)
        if self._pool is not None and self._started < workers:
            self._dismiss()
        if self._pool is None:
            self._started = workers
            scratch = self._belongings.enter_context(scratch_folder())
            self._guard = Guard(scratch, self._bounds.scratch_mb)
            self._guard.start()
            self._pool = ProcessPool(
                max_workers=workers,
                max_tasks=JOBS_A_PAGE * self._deadlines.worker_pages,
                initializer=begin,
                initargs=(
                    Home(os.getpid(), scratch, self._bounds, self._log, self._form),
                    self._worker,
                ),
                context=multiprocessing.get_context("spawn"),
            )
        return self._pool

    def _dismiss(self) -> None:
        if self._pool is not None:
            self._pool.stop()
            self._pool.join()
            self._pool = None
        if self._guard is not None:
            self._guard.stop()
            self._guard = None
        self._belongings.close()

    def _outcome(self, job: Job, future: Future[Any]) -> Outcome:
        try:
            seconds, value = future.result()
        except LateError:
            lost = replace(job, attempts=job.attempts + 1)
            return Outcome(lost, job.seconds, error=JobLateError(job.seconds))
        except ProcessExpired as error:
            if self._guard is not None and error.pid in self._guard.killed:
                return Outcome(job, 0.0, error=JobTooBigError("disk", self._bounds.scratch_mb))
            lost = replace(job, attempts=job.attempts + 1)
            return Outcome(lost, 0.0, error=JobDiedError(error.exitcode))
        except BrokenProcessPool:
            raise
        except Exception as error:  # noqa: BLE001  # whatever the work raised is its outcome
            return Outcome(job, 0.0, error=error)
        return Outcome(job, seconds, value)
