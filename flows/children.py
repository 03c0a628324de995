"""Child processes that never outlive us: a server, a worker, a page process.

A night that is killed with `kill -9` can tidy nothing up, so the kernel does: every child asks
for SIGKILL when the thread that started it ends (PR_SET_PDEATHSIG).
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from pipeline.processes import die_with_parent

if TYPE_CHECKING:
    import threading
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ["Child", "Restart"]

log = logging.getLogger(__name__)

_LONGEST_PAUSE = 60.0
_STEADY_SECONDS = 120.0
"""A child that lived so long is sound again: the next pause is short."""


@dataclass(slots=True)
class Child:
    """A program of ours that runs beside us, its words in a log file.

    Start it from a thread that lives as long as it should: the kernel counts threads.

    Attributes:
        name: For people and for the log file.
        command: Program and arguments.
        environment: Everything it sees.
        log: File that its output is appended to.
        grace_seconds: From SIGTERM to SIGKILL.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    grace_seconds: float = 10.0
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start the program; in a session of its own, so that Ctrl-C reaches only us."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        parent = os.getpid()
        with self.log.open("ab") as words:
            self._process = _spawn(self.command, self.environment, words, parent)
        log.info("child started name=%s pid=%d", self.name, self._process.pid)

    @property
    def pid(self) -> int | None:
        """Its process id while it runs."""
        return self._process.pid if self._process and self.running else None

    @property
    def running(self) -> bool:
        """Whether it lives."""
        return self._process is not None and self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        """How it ended; None while it runs or before it started."""
        return None if self._process is None else self._process.poll()

    def ask_to_stop(self) -> None:
        """SIGTERM, without waiting."""
        if self._process is not None and self.running:
            self._process.terminate()

    def stop(self) -> None:
        """Stop it: ask, wait, then kill it and whatever it left in its session."""
        if self._process is None:
            return
        self.ask_to_stop()
        until = time.monotonic() + self.grace_seconds
        while self.running and time.monotonic() < until:
            time.sleep(0.05)
        with contextlib.suppress(ProcessLookupError):  # mostly nobody of its session is left
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        log.info("child stopped name=%s exit_code=%s", self.name, self._process.returncode)


@dataclass(slots=True)
class Restart:
    """When a child that died may be started again."""

    pause: float = 1.0
    since: float = field(default_factory=time.monotonic)

    def wait(self, stopping: threading.Event) -> None:
        """Pause, longer each time unless the child had been steady."""
        if time.monotonic() - self.since > _STEADY_SECONDS:
            self.pause = 1.0
        stopping.wait(self.pause)
        self.pause = min(_LONGEST_PAUSE, self.pause * 2)
        self.since = time.monotonic()


def _spawn(
    command: Sequence[str], environment: Mapping[str, str], words: IO[bytes], parent: int
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        list(command),
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=words,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=lambda: die_with_parent(parent),  # noqa: PLW1509  # one prctl, no Python lock
    )
