"""Work in processes that may be killed: a crash or a hang costs that one job, never the night.

Knows nothing of pages, Prefect or the ledger: it is given a worker and jobs.  Each process is
started afresh (spawn), replaced after so many jobs, and dies with its parent.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import resource
import time
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures import TimeoutError as LateError
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

import psutil
from pebble import ProcessExpired, ProcessPool

from flows.children import die_with_parent
from flows.door import page_log
from pipeline.mutterings import mutter_into

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pipeline.settings import Settings

__all__ = ["Crew", "Job", "JobDiedError", "JobLateError", "Outcome", "Worker", "worker_count"]

log = logging.getLogger(__name__)

WORKER_MB = 500
"""Room one process is counted with: an A3 at 300 dpi in colour and what is derived from it."""
POOLS = 3
"""A pool whose idle process was killed from outside is lost; so often we begin with a new one."""


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
    """

    task: Any
    seconds: float
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended.

    Attributes:
        job: Which; its `attempts` count this one if it was lost.
        seconds: How long the work took; for a lost job its deadline or 0.
        value: What the work returned.
        error: What it raised instead, `JobDiedError` and `JobLateError` included.
    """

    job: Job
    seconds: float
    value: Any = None
    error: Exception | None = None

    @property
    def lost(self) -> bool:
        """Whether the process was lost with the job: trying again may help."""
        return isinstance(self.error, JobDiedError | JobLateError)


class Worker(Protocol):
    """What runs inside a process; must be picklable."""

    def warm(self) -> None:
        """Load what every job needs; once a process."""

    def work(self, task: Any) -> Any:
        """Do it, put large results where they belong, return small facts."""


def worker_count(workers: int) -> int:
    """As many processes as were asked for, or as cores and memory allow; at least one."""
    if workers > 0:
        return workers
    cores = len(os.sched_getaffinity(0))
    return max(1, min(cores, int(_free_mb() // WORKER_MB)))


class Crew:
    """Processes that stand ready for a whole night; used as a context manager.

    Processes start with the first job, so a night that finds nothing starts none.
    """

    def __init__(self, settings: Settings, worker: Worker) -> None:
        """Hire, without starting.

        Args:
            settings: `workers`, `deadlines` for attempts and the replacing of processes, and
                `state`, where the log of the processes lies.
            worker: What each process does with a job.
        """
        self.size = worker_count(settings.workers)
        self._deadlines = settings.deadlines
        self._worker = worker
        self._log = page_log(settings)
        self._pool: ProcessPool | None = None
        self._started = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._dismiss()

    def run(
        self,
        jobs: Iterable[Job],
        on_done: Callable[[Outcome], None],
        on_lost: Callable[[Outcome], bool] = lambda _: True,
    ) -> None:
        """Do jobs side by side; each ends in exactly one `on_done`, in no order.

        Args:
            jobs: What is to be done.
            on_done: Called in this thread.  What it raises ends the run, and the processes.
            on_lost: Called before a lost job is tried again, so that the attempt can be put on
                record; False when it shall not be tried again.
        """
        left = list(jobs)
        for _ in range(POOLS):
            if not left:
                return
            try:
                left = self._work_through(left, on_done, on_lost)
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
        on_lost: Callable[[Outcome], bool],
    ) -> list[Job]:
        """Work through the jobs; those left when the pool itself breaks come back."""
        waiting = list(reversed(jobs))
        running: dict[Future[Any], Job] = {}
        pool = self._ready(len(jobs))
        while waiting or running:
            # A short line before the processes keeps them busy and a broken pool's loss small.
            while waiting and len(running) < 2 * self.size:
                job = waiting.pop()
                try:
                    future = pool.schedule(_do, args=(job.task,), timeout=job.seconds)
                except RuntimeError:  # it broke since we last looked
                    return [job, *running.values(), *reversed(waiting)]
                running[future] = job
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                job = running.pop(future)
                try:
                    outcome = _outcome(job, future)
                except BrokenProcessPool:
                    return [job, *running.values(), *reversed(waiting)]
                again = outcome.job.attempts < self._deadlines.page_attempts
                if outcome.lost and on_lost(outcome) and again:
                    waiting.insert(0, outcome.job)  # last: a poisonous job must not hold up others
                else:
                    on_done(outcome)
        return []

    def _ready(self, jobs: int) -> ProcessPool:
        """The pool; a small first task does not start more processes than it has jobs."""
        workers = min(self.size, jobs)
        if self._pool is not None and self._started < workers:
            self._dismiss()
        if self._pool is None:
            self._started = workers
            self._pool = ProcessPool(
                max_workers=workers,
                max_tasks=self._deadlines.worker_pages,
                initializer=_begin,
                initargs=(os.getpid(), self._worker, self._log, self._deadlines.worker_memory_mb),
                context=multiprocessing.get_context("spawn"),
            )
        return self._pool

    def _dismiss(self) -> None:
        if self._pool is not None:
            self._pool.stop()
            self._pool.join()
            self._pool = None


def _outcome(job: Job, future: Future[Any]) -> Outcome:
    try:
        seconds, value = future.result()
    except LateError:
        lost = replace(job, attempts=job.attempts + 1)
        return Outcome(lost, job.seconds, error=JobLateError(job.seconds))
    except ProcessExpired as error:
        lost = replace(job, attempts=job.attempts + 1)
        return Outcome(lost, 0.0, error=JobDiedError(error.exitcode))
    except BrokenProcessPool:
        raise
    except Exception as error:  # noqa: BLE001  # whatever the work raised is its outcome
        return Outcome(job, 0.0, error=error)
    return Outcome(job, seconds, value)


# --- inside a process --------------------------------------------------------------------------

_worker: Worker | None = None
_cold: Exception | None = None


def _begin(parent: int, worker: Worker, words: Path, memory_mb: int) -> None:
    """First thing in a process.  What goes wrong in warming is told by the first job."""
    global _worker, _cold  # noqa: PLW0603  # a process has one worker
    die_with_parent(parent)
    mutter_into(words)
    if memory_mb > 0:
        limit = memory_mb * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    _worker = worker
    try:
        worker.warm()
    except Exception as error:  # noqa: BLE001
        _cold = error


def _do(task: Any) -> tuple[float, Any]:
    if _cold is not None:
        raise _cold
    if _worker is None:
        raise ValueError("a job arrived in a process without a worker")
    started = time.monotonic()
    value = _worker.work(task)
    return time.monotonic() - started, value


def _free_mb() -> float:
    """Memory that is to be had, by the machine and by the container we may be in."""
    free = psutil.virtual_memory().available / 1024**2
    group = Path("/sys/fs/cgroup")
    try:
        limit = (group / "memory.max").read_text().strip()
        if limit != "max":
            used = int((group / "memory.current").read_text())
            free = min(free, (int(limit) - used) / 1024**2)
    except OSError:
        pass  # no control groups of the second kind: the machine's own figure stands
    return free
