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
from typing import TYPE_CHECKING, Any, Protocol

import psutil
from pebble import ProcessExpired, ProcessPool

from flows.children import die_with_parent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pipeline.settings import Settings

__all__ = ["Job", "JobDiedError", "JobLateError", "Outcome", "Worker", "run_jobs", "worker_count"]

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


def run_jobs(
    jobs: Iterable[Job],
    settings: Settings,
    worker: Worker,
    on_done: Callable[[Outcome], None],
    on_lost: Callable[[Outcome], bool] = lambda _: True,
) -> None:
    """Do jobs side by side; each ends in exactly one `on_done`, in no order.

    Args:
        jobs: What is to be done.
        settings: `workers`, and `deadlines` for attempts and the replacing of processes.
        worker: Does it.
        on_done: Called in this thread.  What it raises ends the run, and the processes with it.
        on_lost: Called before a lost job is tried again, so that the attempt can be put on
            record; False when it shall not be tried again.
    """
    left = list(jobs)
    for _ in range(POOLS):
        left = _run_pool(left, settings, worker, on_done, on_lost)
        if not left:
            return
        log.warning("pool broke jobs_left=%d", len(left))
    for job in left:
        on_done(Outcome(job, 0.0, error=JobDiedError(None)))


def _run_pool(
    jobs: Sequence[Job],
    settings: Settings,
    worker: Worker,
    on_done: Callable[[Outcome], None],
    on_lost: Callable[[Outcome], bool],
) -> list[Job]:
    """Work through the jobs; those left when the pool itself breaks come back."""
    if not jobs:
        return []
    deadlines = settings.deadlines
    waiting = list(reversed(jobs))
    running: dict[Future[Any], Job] = {}
    workers = min(worker_count(settings.workers), len(jobs))
    pool = ProcessPool(
        max_workers=workers,
        max_tasks=deadlines.worker_pages,
        initializer=_begin,
        initargs=(os.getpid(), worker, deadlines.worker_memory_mb),
        context=multiprocessing.get_context("spawn"),
    )
    try:
        while waiting or running:
            # A short line before the processes keeps them busy and a broken pool's loss small.
            while waiting and len(running) < 2 * workers:
                job = waiting.pop()
                running[pool.schedule(_do, args=(job.task,), timeout=job.seconds)] = job
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                job = running.pop(future)
                try:
                    outcome = _outcome(job, future)
                except BrokenProcessPool:
                    return [job, *running.values(), *reversed(waiting)]
                again = outcome.job.attempts < deadlines.page_attempts
                if outcome.lost and on_lost(outcome) and again:
                    waiting.insert(0, outcome.job)  # last: a poisonous job must not hold up others
                else:
                    on_done(outcome)
    except RuntimeError as error:
        # `schedule` on a pool that has broken in between.
        if running or waiting:
            log.warning("pool refused jobs error=%s", error)
            return [*running.values(), *reversed(waiting)]
        raise
    finally:
        pool.stop()
        pool.join()
    return []


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


def _begin(parent: int, worker: Worker, memory_mb: int) -> None:
    """First thing in a process.  What goes wrong in warming is told by the first job."""
    global _worker, _cold  # noqa: PLW0603  # a process has one worker
    die_with_parent(parent)
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
