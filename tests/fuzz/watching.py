"""How large a night's processes grow, what lies in its temporary folder, and what outlives it."""

from __future__ import annotations

import threading
from pathlib import Path

import psutil

from flows.scratch import size_of

_EVERY = 0.1


class Watch(threading.Thread):
    """Looks at a process with all that it starts, and at a folder, ten times a second.

    Attributes:
        largest: (megabytes, command line) of the largest process, by the kernel's own record.
        disk: Megabytes that the folder had at most.
    """

    def __init__(self, pid: int, folder: Path) -> None:
        super().__init__(daemon=True)
        self.largest: tuple[float, str] = (0.0, "")
        self.disk = 0.0
        self._root, self._folder = psutil.Process(pid), folder
        self._family: set[psutil.Process] = set()
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(_EVERY):
            self._look()

    def stop(self) -> None:
        self._over.set()
        self.join()

    def left_alive(self) -> list[str]:
        """Processes of the night that still run after it."""
        _, alive = psutil.wait_procs(list(self._family), timeout=5)
        return [_told(process) for process in alive if process.is_running()]

    def _look(self) -> None:
        self.disk = max(self.disk, size_of(self._folder) / 1e6)
        try:
            family = [self._root, *self._root.children(recursive=True)]
        except psutil.NoSuchProcess:
            return
        self._family.update(family)
        for process in family:
            peak = _peak_mb(process.pid)
            if peak > self.largest[0]:
                self.largest = (peak, _told(process))


def _peak_mb(pid: int) -> float:
    """The most that a process had in memory so far, megabytes of a million bytes."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) * 1.024e-3 for line in lines if "VmHWM" in line), 0.0)


def _told(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())[:160]
    except psutil.Error:
        return f"process {process.pid}"
