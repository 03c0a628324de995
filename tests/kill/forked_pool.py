"""The pool of a night whose page processes are forked from a warm one: each costs milliseconds.

All of `flows.pool` but its processes: these are forked before anybody opens an archive, for neither
SQLite nor PostgreSQL's driver survives a fork; some stand by for those that are killed.
"""

from __future__ import annotations

import os
import pickle
import queue
import socket
import struct
import threading
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pebble import ProcessExpired

from flows.again import AgainWorker
from flows.guard import Guard
from flows.inside import Home, begin
from flows.pool import WorkerPool
from flows.scratch import scratch_folder
from pipeline.processes import die_with_parent

if TYPE_CHECKING:
    from collections.abc import Callable

    from flows.inside import Worker
    from flows.pages import PageTask
    from pipeline.errors import PageError
    from pipeline.values.readings import PageResult

__all__ = ["ForkedPool", "ShelfWorker", "StandingBy"]

READINGS: dict[tuple[str, int], PageResult] = {}
"""What pages say, by file and number, told beforehand."""


class ShelfWorker(AgainWorker):
    """Does all that a page process does, but for reading: what a page says is known."""

    def warm(self) -> None:
        """Open the archive."""
        _ = self.archive

    def _digitised(self, task: PageTask) -> tuple[PageResult, PageError | None]:
        return READINGS[(task.sha256, task.number)], None


@dataclass(slots=True)
class _Forked:
    """A process that does one job after the other."""

    pid: int
    line: socket.socket

    def ask(self, what: Any) -> Any:
        """What it answers; None: it is no more."""
        try:
            _send(self.line, what)
            return _received(self.line)
        except OSError:
            return None


class StandingBy:
    """Processes forked from this one, which wait for work; they die with the thread that forks.

    Args:
        number: How many; so many may be killed but one.
    """

    def __init__(self, number: int) -> None:
        parent = os.getpid()
        self._free = [self._fork(parent) for _ in range(number)]

    def take(self) -> _Forked:
        """One of them."""
        return self._free.pop()

    def _fork(self, parent: int) -> _Forked:
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            try:
                die_with_parent(parent)
                ours.close()
                _live(theirs)
            finally:
                os._exit(1)
        theirs.close()
        return _Forked(pid, ours)


STANDING_BY: list[StandingBy] = []
"""Of this process, where it has any."""


class ForkedProcesses:
    """As much of pebble's pool as `flows.pool` knows."""

    def __init__(self, size: int, home: Home, worker: Worker) -> None:
        self._jobs: queue.SimpleQueue[tuple[Any, Future[Any]] | None] = queue.SimpleQueue()
        self._begin = (home, worker)
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(size)]
        self._living: list[_Forked] = []
        for thread in self._threads:
            thread.start()

    def schedule(self, function: Callable[..., Any], args: Any, timeout: float) -> Future[Any]:
        """A job, done when a process is free."""
        future: Future[Any] = Future()
        self._jobs.put(((function, args, timeout), future))
        return future

    def stop(self) -> None:
        """No more."""
        for forked in self._living:
            _end(forked)
        for _ in self._threads:
            self._jobs.put(None)

    def join(self) -> None:
        """All are gone."""
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        forked = None
        while (job := self._jobs.get()) is not None:
            (function, args, _), future = job
            if forked is None:
                forked = STANDING_BY[0].take()
                self._living.append(forked)
                forked.ask(("begin", self._begin))
            answer = forked.ask((function, args))
            if answer is None:
                code = os.waitstatus_to_exitcode(os.waitpid(forked.pid, 0)[1])
                self._living.remove(forked)
                future.set_exception(ProcessExpired("killed", code, forked.pid))
                forked = None
            elif isinstance(answer, Exception):
                future.set_exception(answer)
            else:
                future.set_result(answer)


class ForkedPool(WorkerPool):
    """A `WorkerPool` whose processes are forked and know what pages say."""

    def __init__(self, settings: Any, worker: Any, *more: Any) -> None:
        super().__init__(settings, ShelfWorker(worker.settings), *more)

    def _ready(self, jobs: int) -> Any:
        if self._pool is None:
            scratch = self._belongings.enter_context(scratch_folder())
            self._guard = Guard(scratch, self._bounds.scratch_mb)
            self._guard.start()
            home = Home(os.getpid(), scratch, self._bounds, self._log)
            self._pool = ForkedProcesses(self.size, home, self._worker)
        return self._pool


def _live(line: socket.socket) -> None:
    """The life of a process."""
    while (asked := _received(line)) is not None:
        what, args = asked
        try:
            answer = begin(*args) or True if what == "begin" else what(*args)
        except Exception as error:  # noqa: BLE001  # as pebble hands it over
            answer = error
        _send(line, answer)
    os._exit(0)


def _end(forked: _Forked) -> None:
    os.kill(forked.pid, 9)


def _send(line: socket.socket, what: Any) -> None:
    data = pickle.dumps(what)
    line.sendall(struct.pack("!I", len(data)) + data)


def _received(line: socket.socket) -> Any:
    head = _exactly(line, 4)
    return None if head is None else pickle.loads(_exactly(line, *struct.unpack("!I", head)))


def _exactly(line: socket.socket, size: int) -> bytes | None:
    found = b""
    while len(found) < size:
        part = line.recv(size - len(found))
        if not part:
            return None
        found += part
    return found
