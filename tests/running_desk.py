"""The command `sohoa desk`, as an operator starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

__all__ = ["RunningDesk"]


class RunningDesk:
    """The desk in a process of its own; it may be started anew, after a kill too.

    Args:
        environment: Settings, as `SOHOA_…`.
        folder: Where what it says is kept.
    """

    def __init__(self, environment, folder):
        self._environment, self._log = {**os.environ, **environment}, folder / "desk.log"
        self.address, self._process = "", None

    def __enter__(self):
        with self._log.open("wb") as words:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "flows.cli", "desk", "--port", "0"],
                env=self._environment,
                stdout=words,
                stderr=words,
            )
        until = time.monotonic() + 300  # a machine may be busy with other tests
        while "Bàn làm việc: " not in (said := self._log.read_text()):
            assert self._process.poll() is None, said
            assert time.monotonic() < until, said
            time.sleep(0.02)
        self.address = said.partition("Bàn làm việc: ")[2].split()[0]
        return self

    def kill(self):
        self._process.send_signal(signal.SIGKILL)

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()
