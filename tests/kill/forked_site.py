"""A site of several machines, forked: one leads the night, others do batches that are handed out.

All of `flows.spreading` and `flows.batch_run`, with Prefect's part played by a socket: whoever of
the workers is free takes the next batch, and does it in a process of its own, as a process worker
of Prefect's does.
"""

from __future__ import annotations

import os
import socket
import traceback
import uuid
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from unittest.mock import patch

from forked_pool import STANDING_BY, ForkedPool, StandingBy

import flows.batch_run
import flows.spreading
from flows.batch_run import batch_worker
from flows.configuration import load_settings
from flows.night import open_night
from flows.spreading import Spread

if TYPE_CHECKING:
    from pipeline.archive.ledger.batches import BatchKind

__all__ = ["be_a_spread_night"]

_HASTE = {"LOOK_SECONDS": 0.05, "ASK_SECONDS": 0.3, "CLAIM_SECONDS": 10.0, "PAUSES": (0.1, 0.3)}
"""Seconds of `flows.spreading` for batches of tenths of a second."""


class SocketRuns:
    """Runs as `flows.spreading` knows them.

    Args:
        folder: Where a run says that it was taken, by whom, and that it is over.
        workers: How many stand ready.
        page_processes: Of each, with some to spare.
    """

    def __init__(self, folder: Path, workers: int, page_processes: int) -> None:
        folder.mkdir(exist_ok=True)
        self._folder, self._workers = folder, workers
        # Whole messages, each to one of those who wait.
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        for _ in range(workers):
            if os.fork() == 0:
                self._line.close()
                _work(theirs, folder, page_processes)
        theirs.close()

    def begin(self, batch_id: str, _kind: BatchKind, key: str) -> uuid.UUID:
        """Hand a batch out, once for a key."""
        run = uuid.uuid5(uuid.NAMESPACE_URL, key)
        asked = self._folder / f"{run}.asked"
        if not asked.exists():
            asked.touch()
            self._line.send(f"{run} {batch_id}".encode())
        return run

    def look(self, run: uuid.UUID) -> str:
        """How far it is."""
        try:
            pid = (self._folder / f"{run}.taken").read_text()
        except FileNotFoundError:
            return "waiting"
        over = (self._folder / f"{run}.over").exists() or not Path(f"/proc/{pid}").exists()
        return "over" if over else "taken"

    def end(self, run: uuid.UUID) -> None:
        """It holds nothing here."""

    def workers(self) -> int:
        """As many as there are."""
        return self._workers


def be_a_spread_night(folder: Path, workers: int, page_processes: int) -> None:
    """Lead a night whose batches others do; nobody has opened the archive before."""
    runs = SocketRuns(folder / "runs", workers, page_processes)
    STANDING_BY[:] = [StandingBy(page_processes)]
    settings = load_settings()
    with patch.multiple(flows.spreading, **_HASTE), open_night(settings) as night:
        night.take_stock()
        spread = Spread(settings, night.worker.archive.ledger, night.lease, runs)
        night.plan(spread)
        night.do_batches(spread)
        night.read_again()
        night.write_report()


def _work(line: socket.socket, folder: Path, page_processes: int) -> NoReturn:
    """A worker: one batch after the other, each in a process of its own; it outlives the night."""
    with suppress(OSError):
        while asked := line.recv(1000):
            run, batch_id = asked.decode().split()
            child = os.fork()
            if child == 0:
                _be_a_run(folder, run, batch_id, page_processes)
            os.waitpid(child, 0)
            (folder / f"{run}.over").touch()
    os._exit(0)


def _be_a_run(folder: Path, run: str, batch_id: str, page_processes: int) -> NoReturn:
    try:
        (folder / f"{run}.taken").write_text(str(os.getpid()))
        (folder.parent / "batch").write_text(str(os.getpid()))
        STANDING_BY[:] = [StandingBy(page_processes)]
        flows.batch_run.WorkerPool = ForkedPool
        with batch_worker(load_settings()) as worker:
            worker.do(batch_id)
    except BaseException:  # noqa: BLE001  # its log tells
        traceback.print_exc()
    finally:
        os._exit(0)
