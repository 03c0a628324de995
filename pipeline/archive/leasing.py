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
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pipeline.errors import ArchiveError, DigitiseError
from pipeline.steps import Step, reached

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.archive.ledger.leases import Lease, LeaseLedger, LeaseRow

__all__ = ["BEAT_SECONDS", "DEAD_SECONDS", "Held", "HeldElsewhereError", "Holder", "LeaseLostError",
           "holding", "is_dead", "refuse_if_lost"]  # fmt: skip

log = logging.getLogger(__name__)

BEAT_SECONDS = 5.0
"""Between two signs of life: 0.2 of a statement a second for each worker."""
DEAD_SECONDS = 45.0
"""A holder without a sign of life for so long lost its lease: several beats, and a garbage
collection, a slow disk or a database that starts again in between."""


class HeldElsewhereError(DigitiseError):
    """Somebody who lives holds the lease: (name, who)."""

    code = "held-elsewhere"

    def __str__(self) -> str:
        name, who = self.args
        return f"{name} đang do {who} giữ. Hãy đợi xong rồi chạy lại."


class LeaseLostError(DigitiseError):
    """Another one took our lease, since we gave no sign of life: (name,)."""

    code = "lease-lost"

    def __str__(self) -> str:
        return (
            f"Đã mất quyền giữ {self.args[0]} (máy này không trả lời quá lâu): việc đang làm dừng "
            "lại, máy khác làm tiếp."
        )


@dataclass(frozen=True, slots=True)
class Holder:
    """A process, so that others of its machine can tell whether it lives.

    Attributes:
        host: Its machine's name, for people.
        pid: Its number.
        started: When it was started, in ticks since the machine's start: numbers come again.
        boot: Of its machine's run, with the namespace of its process numbers.
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
        """Whether it was a process of this machine, and is no more."""
        return self.boot == _boot() and _started(self.pid) != self.started


class Held:
    """A lease while it is held: beats by itself.

    Attributes:
        lease: Its name and token.
    """

    def __init__(self, ledger: LeaseLedger, lease: Lease) -> None:
        self.lease = lease
        self._ledger = ledger
        self._lost = threading.Event()
        self._over = threading.Event()
        self._heart = threading.Thread(target=self._beat, name=f"lease {lease.name}", daemon=True)
        self._heart.start()

    @property
    def lost(self) -> bool:
        """Whether another one has it now."""
        return self._lost.is_set()

    def check(self) -> None:
        """Go on only while we hold it.

        Raises:
            LeaseLostError: Another one took it.
        """
        if self.lost or not self._ledger.is_held(self.lease):
            self._lost.set()
            raise LeaseLostError(self.lease.name)

    def stop(self) -> None:
        """Beat no longer."""
        self._over.set()
        self._heart.join()

    def _beat(self) -> None:
        while not self._over.wait(BEAT_SECONDS):
            try:
                if not self._ledger.beat(self.lease):
                    self._lost.set()
                    return
            except ArchiveError as error:
                # Without its database nobody else can take it either, nor can we publish.
                log.warning("lease beat failed name=%s error=%s", self.lease.name, error)


@contextmanager
def holding(ledger: LeaseLedger, name: str, *, patience: float = DEAD_SECONDS) -> Iterator[Held]:
    """Hold a lease.

    Args:
        ledger: Knows it.
        name: Of what.
        patience: Seconds to watch a holder of another machine before it counts as dead.

    Raises:
        HeldElsewhereError: Its holder lives.
    """
    lease = _taken(ledger, name, patience)
    held = Held(ledger, lease)
    try:
        reached(Step.LEASE_TAKEN, lease=name)
        yield held
    finally:
        held.stop()
        try:
            ledger.release(lease)
            reached(Step.LEASE_RELEASED, lease=name)
        except ArchiveError as error:
            log.warning("lease not given back name=%s error=%s", name, error)


def refuse_if_lost(ledger: LeaseLedger, leases: Iterable[Lease]) -> None:
    """Go on only while all of these are held.

    Raises:
        LeaseLostError: One was lost.
    """
    for lease in leases:
        if not ledger.is_held(lease):
            raise LeaseLostError(lease.name)


def is_dead(ledger: LeaseLedger, row: LeaseRow, patience: float = DEAD_SECONDS) -> bool:
    """Whether a holder is dead: seen at once, or by watching it."""
    if Holder.of(row.holder).is_gone:
        return True
    until = time.monotonic() + patience
    while time.monotonic() < until:
        time.sleep(min(BEAT_SECONDS / 2, patience / 4))
        now = ledger.seen(row.name)
        if now is None or (now.token, now.beat, now.held) != (row.token, row.beat, True):
            return False
    return True


def _taken(ledger: LeaseLedger, name: str, patience: float) -> Lease:
    me = Holder.me().as_text()
    lease = ledger.take(name, me)
    if lease is None:
        row = ledger.seen(name)
        if row is not None and row.held and is_dead(ledger, row, patience):
            lease = ledger.take(name, me, over=row)
        elif row is not None and not row.held:
            lease = ledger.take(name, me)
    if lease is None:
        row = ledger.seen(name)
        who = str(Holder.of(row.holder)) if row else "máy khác"
        raise HeldElsewhereError(name, who)
    return lease


def _started(pid: int) -> int | None:
    """Field 22 of `/proc/<pid>/stat` (proc(5)); None where there is no such process."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    state, *fields = told.rpartition(")")[2].split()
    return None if state == "Z" else int(fields[18])


def _boot() -> str:
    try:
        run = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{run} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return ""
