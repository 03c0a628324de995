"""Holding a lease of the ledger while something only one may do goes on.

Who wants a lease that is held looks whether its holder is dead: at once where it was a process of
this machine that is no more, else by watching its beats stand still.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sqlalchemy import inspect

from pipeline.archive.ledger.connecting import is_missing
from pipeline.archive.ledger.database import Database
from pipeline.archive.ledger.leases import LeaseLedger, LeaseLostError, leases
from pipeline.errors import ArchiveError, DigitiseError
from pipeline.steps import Step, reached

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from pipeline.archive.ledger.leases import Lease, LeaseRow

__all__ = ["BEAT_SECONDS", "DEAD_SECONDS", "Held", "HeldElsewhereError", "Holder", "LeaseLostError",
           "Watching", "holding", "is_dead", "leases_of"]  # fmt: skip

Watching = Callable[["Holder", float], None]
"""Is told whom we begin to watch, and for how many seconds at most."""

log = logging.getLogger(__name__)

BEAT_SECONDS = 5.0
"""Between two signs of life: 0.2 of a statement a second for each worker."""
DEAD_SECONDS = 45.0
"""A holder without a sign of life for so long lost its lease: several beats, and a garbage
collection, a slow disk or a database that starts again in between."""
_LOOK_SECONDS = BEAT_SECONDS / 2
_TURNS = 5
"""So often a lease that we saw free, or its holder dead, is no more so when we take it."""


class HeldElsewhereError(DigitiseError):
    """Somebody who lives holds the lease: (name, who)."""

    code = "held-elsewhere"

    def __str__(self) -> str:
        name, who = self.args
        return f"{name} đang do {who} giữ. Hãy đợi xong rồi chạy lại."


@dataclass(frozen=True, slots=True)
class Holder:
    """A process, so that others of its machine can tell whether it lives.

    Attributes:
        host: Its machine's name, for people.
        pid: Its number.
        started: When it was started, in ticks since the machine's start: numbers come again.
        boot: Of its machine's run, with the namespace of its process numbers; empty where the
            system does not tell.
    """

    host: str
    pid: int
    started: int
    boot: str

    @classmethod
    def me(cls) -> Self:
        """This process."""
        pid = os.getpid()
        return cls(socket.gethostname(), pid, _started(pid) or 0, _boot())

    @classmethod
    def of(cls, text: str) -> Self:
        """As it stands in the ledger."""
        return cls(**json.loads(text))

    def __str__(self) -> str:
        return f"máy {self.host}, tiến trình {self.pid}"

    def as_text(self) -> str:
        """For the ledger."""
        return json.dumps(asdict(self))

    @property
    def is_gone(self) -> bool:
        """Whether it was a process of this machine, and is no more.

        Of a process that we may not see (`hidepid`, another namespace) nothing is known.
        """
        if not self.boot or self.boot != _boot():
            return False
        started = _started(self.pid)
        return started != self.started if started is not None else not _exists(self.pid)


class Held:
    """A lease while it is held: beats by itself.

    Attributes:
        lease: Its name and token.
        left: It is not to be given back.
    """

    def __init__(self, ledger: LeaseLedger, lease: Lease) -> None:
        self.lease = lease
        self.left = False
        self._ledger = ledger
        self._lost = threading.Event()
        self._over = threading.Event()
        self._heart = threading.Thread(target=self._beat, name=f"lease {lease.name}", daemon=True)
        self._heart.start()

    @property
    def lost(self) -> bool:
        """Whether another one has it now, as far as the last beat told."""
        return self._lost.is_set()

    def go_on(self) -> None:
        """Go on only while no beat told that it is lost; asks nobody.

        Raises:
            LeaseLostError: Another one took it.
        """
        if self.lost:
            raise LeaseLostError(self.lease.name)

    def check(self) -> None:
        """Go on only while we hold it, as the ledger knows now.

        Raises:
            LeaseLostError: Another one took it.
        """
        if not self.lost and not self._ledger.is_held(self.lease):
            self._lost.set()
        self.go_on()

    def stop(self) -> None:
        """Beat no longer."""
        self._over.set()
        self._heart.join()

    def leave(self) -> None:
        """Beat no longer and give nothing back: the ledger itself goes, and the lease with it."""
        self.left = True
        self.stop()

    def _beat(self) -> None:
        while not self._over.wait(BEAT_SECONDS):
            try:
                if not self._ledger.beat(self.lease):
                    log.warning("lease lost name=%s", self.lease.name)
                    self._lost.set()
                    return
            except ArchiveError as error:
                # Without its database nobody else can take it either, nor can we publish.
                log.warning("lease beat failed name=%s error=%s", self.lease.name, error)


@contextmanager
def holding(
    ledger: LeaseLedger,
    name: str,
    *,
    patience: float = DEAD_SECONDS,
    watching: Watching | None = None,
) -> Iterator[Held]:
    """Hold a lease.

    Args:
        ledger: Knows it.
        name: Of what.
        patience: Seconds to watch a holder that may live before it counts as dead; 0: not at all.
        watching: Told of it.

    Raises:
        HeldElsewhereError: Its holder lives.
    """
    lease = _taken(ledger, name, patience, watching)
    held = Held(ledger, lease)
    try:
        reached(Step.LEASE_TAKEN, lease=name)
        yield held
    finally:
        held.stop()
        if not held.left:
            _give_back(ledger, lease)


def _give_back(ledger: LeaseLedger, lease: Lease) -> None:
    try:
        ledger.release(lease)
        reached(Step.LEASE_RELEASED, lease=lease.name)
    except ArchiveError as error:
        # Whoever wants it sees that we are gone.
        log.info("lease not given back name=%s error=%s", lease.name, error)


def is_dead(
    ledger: LeaseLedger,
    row: LeaseRow,
    patience: float = DEAD_SECONDS,
    watching: Watching | None = None,
) -> bool:
    """Whether a holder is dead: seen at once, or by watching it; see `holding`."""
    holder = Holder.of(row.holder)
    if holder.is_gone or patience <= 0:
        return holder.is_gone
    if watching is not None:
        watching(holder, patience)
    still, last = 0.0, time.monotonic()
    pause = min(_LOOK_SECONDS, patience / 4)
    while still < patience:
        time.sleep(pause)
        seen = ledger.look(row.name)
        if seen is None or (seen.token, seen.beat, seen.held) != (row.token, row.beat, True):
            return False
        # While the database let us wait the holder waited, too: that time does not count.
        moment = time.monotonic()
        still, last = still + min(moment - last, 2 * pause), moment
    return True


@contextmanager
def leases_of(url: str) -> Iterator[LeaseLedger | None]:
    """The leases of a ledger as it is: it is neither made nor brought up.

    None where there is no ledger, or one that knows no leases yet.

    Raises:
        SettingsError: The URL is none.
        ArchiveError: The database cannot be reached or read.
    """
    if is_missing(url):
        yield None
        return
    known: list[bool] = []

    def look(engine: Engine, _name: str) -> None:
        known.append(inspect(engine).has_table(leases.name))

    db = Database(url, look)
    try:
        yield LeaseLedger(db) if all(known) else None
    finally:
        db.close()


def _taken(
    ledger: LeaseLedger,
    name: str,
    patience: float,
    watching: Watching | None,
) -> Lease:
    me = Holder.me().as_text()
    over: LeaseRow | None = None
    for _ in range(_TURNS):
        lease = ledger.take(name, me, over)
        if lease is not None:
            return lease
        row = ledger.seen(name)
        if row is None or not row.held:
            continue  # given back since
        if not is_dead(ledger, row, patience, watching):
            break
        over = row
    row = ledger.seen(name)
    raise HeldElsewhereError(name, str(Holder.of(row.holder)) if row else "máy khác")


def _started(pid: int) -> int | None:
    """Field 22 of `/proc/<pid>/stat` (proc(5)), -1 of one that only waits to be buried.

    None where it cannot be seen.
    """
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    state, *fields = told.rpartition(")")[2].split()
    return -1 if state == "Z" else int(fields[18])


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _boot() -> str:
    try:
        run = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{run} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return ""
