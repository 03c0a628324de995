"""Watches the temporary folders of a pool's processes, from outside: they may be in native code."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import threading
from contextlib import suppress
from pathlib import Path

from flows.inside import BOUNDED
from flows.scratch import size_of

__all__ = ["Guard"]

log = logging.getLogger(__name__)

_EVERY = 0.2  # seconds; a disk writes some 100 MB in it


class Guard(threading.Thread):
    """Kills a process that fills the disk, and tidies up after those that died.

    Attributes:
        killed: Ids of the processes that it killed.
    """

    def __init__(self, scratch: Path, most_mb: float) -> None:
        """Watch.

        Args:
            scratch: Holds a folder for each process, named by its id.
            most_mb: What its bounded part may take.
        """
        super().__init__(name="guard", daemon=True)
        self.killed: set[int] = set()
        self._scratch, self._most = scratch, most_mb * 1024**2
        self._over = threading.Event()

    def run(self) -> None:
        """Look at every process, again and again."""
        while not self._over.wait(_EVERY):
            for home in self._scratch.glob("[0-9]*"):
                self._look_at(home)

    def stop(self) -> None:
        """Watch no longer."""
        self._over.set()
        self.join()

    def _look_at(self, home: Path) -> None:
        pid = int(home.name)
        if not Path(f"/proc/{pid}").exists():
            shutil.rmtree(home, ignore_errors=True)
        elif size_of(home / BOUNDED) > self._most:
            log.warning("temporary folder full pid=%d", pid)
            self.killed.add(pid)
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
