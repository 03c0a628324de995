"""What a program costs with all it starts: processor time, and memory of its largest process."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["THREAD_LIMITS", "Cost", "Sampler", "cpu_seconds", "meter"]

THREAD_LIMITS = ("OMP_THREAD_LIMIT", "OMP_NUM_THREADS")
"""With threads Tesseract burns about 2.4 times the CPU: we forbid them, a user's shell does not."""

PR_SET_CHILD_SUBREAPER = 36
"""Linux: orphans among our descendants come to us, so that their time is counted too."""

EVERY_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Cost:
    """What a program used.

    Attributes:
        code: Its exit code.
        cpu_seconds: User and system, of all its processes.
        wall_seconds: From start to end.
        peak_mb: Largest resident set of any one process, by sampling.
        peak_of: That process's command, shortened.
        halves_mb: Largest process in the first and the second half of the run: equal when memory
            does not grow with the work.
        own_mb: The same of the program's own process, without those it started.
        output: The end of what it said.
    """

    code: int
    cpu_seconds: float
    wall_seconds: float
    peak_mb: float
    peak_of: str
    halves_mb: tuple[float, float]
    own_mb: tuple[float, float]
    output: str


@dataclass(slots=True)
class Sampler:
    """Looks at the resident sets of a process and its descendants while it runs."""

    root: int
    seen: list[tuple[float, str, float]] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Sample until stopped."""
        while not self._stop.wait(EVERY_SECONDS):
            self.look()

    def look(self) -> None:
        """One sample: the largest process just now."""
        try:
            root = psutil.Process(self.root)
            family = [root, *root.children(recursive=True)]
        except psutil.Error:
            return
        largest: tuple[float, str] = (0.0, "")
        own = 0.0
        for process in family:
            try:
                mb = process.memory_info().rss / 1024**2
                if process is root:
                    own = mb
                if mb > largest[0]:
                    largest = (mb, _short(process.cmdline()))
            except psutil.Error:
                continue  # it ended while we looked
        self.seen.append((*largest, own))

    def stop(self) -> None:
        """No more samples."""
        self._stop.set()

    def peak(self) -> tuple[float, str]:
        """The largest process ever seen: megabytes and command."""
        return max(((mb, what) for mb, what, _ in self.seen), default=(0.0, ""))

    def halves(self) -> tuple[float, float]:
        """The largest process of the first and of the second half of the time."""
        return _halves([mb for mb, _, _ in self.seen])

    def own(self) -> tuple[float, float]:
        """The process itself at its largest, in the first and in the second half of the time."""
        return _halves([mb for _, _, mb in self.seen])


def _halves(sizes: Sequence[float]) -> tuple[float, float]:
    middle = len(sizes) // 2
    return max(sizes[:middle], default=0.0), max(sizes[middle:], default=0.0)


def _short(command: Sequence[str]) -> str:
    """`python -m prefect.server`, without the folders."""
    return " ".join(Path(word).name if "/" in word else word for word in command)[:60]


def meter(
    command: Sequence[str], *, environment: Mapping[str, str] | None = None, cwd: Path | None = None
) -> Cost:
    """Run a program to its end and say what it cost.

    Args:
        command: Program and arguments.
        environment: In place of ours.
        cwd: Where it runs.
    """
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    before, started = _children_cpu(), time.monotonic()
    # Into a file: a server that outlives the program would hold a pipe open for ever.
    with tempfile.TemporaryFile("w+", errors="replace") as said:
        program = subprocess.Popen(
            command, stdout=said, stderr=subprocess.STDOUT, env=environment, cwd=cwd
        )
        sampler = Sampler(program.pid)
        watching = threading.Thread(target=sampler.run, daemon=True)
        watching.start()
        program.wait()
        said.seek(0)
        output = said.read()
    wall = time.monotonic() - started
    sampler.stop()
    watching.join()
    _reap_orphans()
    peak, of = sampler.peak()
    return Cost(
        code=program.returncode,
        cpu_seconds=_children_cpu() - before,
        wall_seconds=wall,
        peak_mb=peak,
        peak_of=of,
        halves_mb=sampler.halves(),
        own_mb=sampler.own(),
        output=output[-2000:],
    )


def cpu_seconds() -> float:
    """User and system time of this process and of the children it has waited for."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime + _children_cpu()


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _reap_orphans(*, seconds: float = 10.0) -> None:
    """Wait for processes that outlived the program, so that their time is in the sum."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            time.sleep(0.1)
