"""Processes that die without farewell at a chosen boundary, or a chosen touch of the disk.

A hook of Python's auditing (PEP 578) counts the boundaries that a process reaches
(`pipeline.steps`) and its touches of the disk, together with all other processes of its story, and
kills at the chosen one.  It is laid by `tests/kill/site/sitecustomize.py` into every Python process
whose environment has a plan, and by hand into one that was forked.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["FULL", "KILLED", "PLAN", "Counted", "Plan", "lay_hook", "run_until"]

KILLED = 9
PLAN = "SOHOA_TEST_KILL"
"""Name in the environment: the plan as JSON."""
STEP = "sohoa.step"
TOUCHES = {
    "open", "os.mkdir", "os.rename", "os.link", "os.remove", "os.rmdir", "sqlite3.connect",
}  # fmt: skip
_LOOK_SECONDS = 0.05  # until a line has looked
FULL = "full"
_WRITING = os.O_WRONLY | os.O_RDWR


@dataclass(frozen=True, slots=True)
class Plan:
    """Where to kill whom.

    Attributes:
        counts: Folder where all processes of a story count what they reach.
        root: Only touches of files under it count.
        label: Boundary or touch at which is killed; empty: nobody is, it is only counted.
        nth: At which of them, from 1.
        whom: Files with the ids of the processes that are killed; none: who comes there itself.
        told: A file, and what is written into it instead: the control of a line
            (`tests/network.py`) or of a clock. `full`: the file takes all room of its disk.
    """

    counts: str
    root: str
    label: str = ""
    nth: int = 0
    whom: tuple[str, ...] = ()
    told: tuple[str, str] | None = None

    @classmethod
    def of(cls, text: str) -> Plan:
        """As it stands in the environment."""
        told = json.loads(text)
        pair = tuple(told["told"]) if told["told"] else None
        return cls(**{**told, "whom": tuple(told["whom"]), "told": pair})

    def as_text(self) -> str:
        """For the environment."""
        return json.dumps(asdict(self))


class Counted:
    """How often what was reached, by all processes together: the length of a file for each."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._files: dict[tuple[int, str], int] = {}

    def one_more(self, label: str) -> int:
        """Count one; it is the how-manieth."""
        # A forked process has a file of its own: one they shared would tell both the same place.
        key = (os.getpid(), label)
        if key not in self._files:
            path = f"{self._folder}/{label}"
            self._files[key] = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(self._files[key], b".")
        return os.lseek(self._files[key], 0, os.SEEK_CUR)  # behind our own sign

    def all(self) -> dict[str, int]:
        """Label → how often."""
        return {path.name: path.stat().st_size for path in Path(self._folder).iterdir()}


def lay_hook(plan: Plan) -> None:
    """From now on this process, and what is forked from it, counts and may be killed."""
    counted, ours = Counted(plan.counts), threading.local()
    lock = threading.Lock()

    def hook(event: str, told: tuple[object, ...]) -> None:
        label = _label(event, told, plan.root)
        if label is None or getattr(ours, "busy", False):
            return
        ours.busy = True
        try:
            with lock:
                nth = counted.one_more(label)
        finally:
            ours.busy = False
        if (label, nth) == (plan.label, plan.nth):
            ours.busy = True
            _strike(plan)
            ours.busy = False

    sys.addaudithook(hook)


def _label(event: str, told: tuple[object, ...], root: str) -> str | None:
    if event == STEP:
        return str(told[0])
    if event not in TOUCHES:
        return None
    place = str(told[0])
    if event == "open":
        flags = told[2]
        writes = isinstance(flags, int) and flags & _WRITING
        return event if writes and place.startswith(root) else None
    # A name without a folder is of a tree that is removed, folder by folder.
    return event if place.startswith(root) or "/" not in place else None


def _strike(plan: Plan) -> None:
    if plan.told is not None:
        path, what = plan.told
        if what == FULL:
            _fill(Path(path))
        else:
            Path(path).write_text(what)
            time.sleep(_LOOK_SECONDS)
        return
    for path in plan.whom or ("/proc/self/stat",):
        pid = int(Path(path).read_text().split()[0])
        os.kill(pid, signal.SIGKILL)


def _fill(ballast: Path) -> None:
    """Take all room of a disk."""
    block = b"x" * (1 << 16)
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while block:
            if file.write(block) < len(block):
                block = block[: len(block) // 2]


def run_until(touch: int, work: Callable[[], None]) -> bool:
    """Do the work in a child that dies, without any farewell, as it touches the disk again.

    Returns:
        Whether the work came to its end before.
    """
    child = os.fork()
    if child == 0:
        seen = 0

        def count(event: str, _told: object) -> None:
            nonlocal seen
            seen += event in TOUCHES
            if seen > touch:
                os._exit(KILLED)

        sys.addaudithook(count)
        try:
            work()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in {0, KILLED}
    return code == 0
