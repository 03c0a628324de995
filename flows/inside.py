"""Inside a process of the pool: what it begins with, and one job within its bounds."""

from __future__ import annotations

import logging
import os
import shutil
import socket
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from pipeline.logs import about
from pipeline.mutterings import mutter_into
from pipeline.processes import bound_memory, die_with_parent, no_core_files

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.logs import Form
    from pipeline.settings import Bounds

__all__ = ["BOUNDED", "Home", "JobTooBigError", "Worker", "begin", "do"]

log = logging.getLogger(__name__)

BOUNDED: Literal["bounded"] = "bounded"
FREE: Literal["free"] = "free"
"""Folders of a process for temporary files: of jobs that are bounded, and of those that are not."""
_AT_REST_MB = 100
_WORDS = ("bad_alloc", "insufficient memory", "failed to allocate", "cannot allocate memory")
"""How libraries of other languages say that they were given no memory."""


class JobTooBigError(Exception):
    """The job passed a bound and was stopped: ("memory" or "disk", megabytes allowed)."""


class Worker(Protocol):
    """What runs inside a process; must be picklable."""

    def warm(self) -> None:
        """Load what every job needs; once a process."""

    def work(self, task: Any) -> Any:
        """Do it, put large results where they belong, return small facts."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where a process belongs.

    Attributes:
        parent: Its parent's process id.
        scratch: The pool's folder; each process has one of its own in it.
        bounds: Of its memory.
        log: File that takes what libraries say.
        form: Of our own log records in it.
    """

    parent: int
    scratch: Path
    bounds: Bounds
    log: Path
    form: Form = "plain"

    @property
    def worker(self) -> str:
        """Whose process this is, in log records."""
        return f"{socket.gethostname()}:{self.parent}"


_worker: Worker | None = None
_cold: Exception | None = None
_home: Home | None = None


def begin(home: Home, worker: Worker) -> None:
    """First thing in a process.  What goes wrong in warming is told by the first job."""
    global _worker, _cold, _home  # noqa: PLW0603  # a process has one worker
    die_with_parent(home.parent)
    mutter_into(home.log, home.form)
    no_core_files()
    bound_memory(home.bounds.process_mb, for_good=True)
    _worker, _home = worker, home
    _use(FREE)
    try:
        worker.warm()
    except Exception as error:  # noqa: BLE001
        _cold = error


def do(task: Any, most_mb: float | None, told: Mapping[str, Any]) -> tuple[float, Any]:
    """One job, in the process.

    Args:
        task: The worker's; its `about`, where it has one, names file and page in log records.
        most_mb: Memory that it may have; None: as much as any, and its files are not counted.
        told: What log records of whoever gave the job are about: its night, its batch.
    """
    if _cold is not None:
        raise _cold
    if _worker is None or _home is None:
        raise ValueError("a job arrived in a process without a worker")
    started = time.monotonic()
    most = _home.bounds.process_mb if most_mb is None else most_mb
    folder = _use(FREE if most_mb is None else BOUNDED)
    # What an earlier job took and libraries keep for the next is not this job's fault.
    bound_memory(most + max(0.0, _data_mb() - _AT_REST_MB))
    try:
        with about(**told, **getattr(task, "about", {}), worker=_home.worker):
            value = _worker.work(task)
            log.info("done task=%s seconds=%.2f", type(task).__name__, time.monotonic() - started)
    except Exception as error:
        if _wants_memory(error):
            raise JobTooBigError("memory", most) from None
        raise
    finally:
        bound_memory(_home.bounds.process_mb)
        if folder.name == BOUNDED:
            shutil.rmtree(folder, ignore_errors=True)  # left by a program that was killed
    return time.monotonic() - started, value


def _use(kind: Literal["bounded", "free"]) -> Path:
    """Temporary files, ours and those of programs that we start, go there from now on."""
    if _home is None:
        raise ValueError("a process without a home")
    folder = _home.scratch / str(os.getpid()) / kind
    folder.mkdir(parents=True, exist_ok=True)
    tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
    return folder


def _wants_memory(error: BaseException | None) -> bool:
    """Whether memory ran out, in Python or in a library that says so in words of its own."""
    while error is not None:
        said = str(error).lower()
        if isinstance(error, MemoryError) or any(words in said for words in _WORDS):
            return True
        error = error.__cause__ or error.__context__
    return False


def _data_mb() -> float:
    """Memory of this process that can be written, as its bound counts it."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) / 1024
    return 0.0
