"""Leases: who may do what only one may do, a night or a batch of one.

No clock is asked, neither ours nor the database's: a holder counts its beats up, and who wants a
lease takes it from a holder whose beats it saw stand still for long enough by its own monotonic
clock.  Each taking has a token of its own: what an earlier holder still writes is refused by it
(fencing, https://martin.kleppmann.com/2016/02/08/how-to-do-distributed-locking.html).

Tokens are drawn, not counted: a database brought back from yesterday's backup would count the same
ones again, and who held a lease before would hold it once more.  The ledger itself judges who
writes, so a token need not tell which of two takings was the later one.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Boolean, Column, String, Table, Text, and_, select, true, update

from pipeline.archive.ledger.tables import Moment, metadata, now
from pipeline.errors import DigitiseError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from pipeline.archive.ledger.database import Database

__all__ = [
    "NIGHT",
    "Lease",
    "LeaseLedger",
    "LeaseLostError",
    "LeaseRow",
    "all_hold",
    "holds",
    "leases",
]

NIGHT = "night"
"""Name of the lease that a night holds on its archive, and who else must be alone on it."""
_TOKEN_BITS = 53
"""As whole numbers go through JSON; two of a name's takings never draw the same one."""

leases = Table(
    "leases",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("token", BigInteger, nullable=False),
    Column("beat", BigInteger, nullable=False),
    Column("holder", Text, nullable=False),
    Column("held", Boolean, nullable=False),
    Column("since", Moment, nullable=False),
    Column("beaten", Moment, nullable=False),  # for people: nothing is decided by it
)


class LeaseLostError(DigitiseError):
    """Another one took our lease, since we gave no sign of life: (name,)."""

    code = "lease-lost"

    def __str__(self) -> str:
        return (
            f"Đã mất quyền giữ {self.args[0]} (máy này không trả lời quá lâu): việc đang làm dừng "
            "lại và không đưa thêm gì vào kho. Lượt khác làm tiếp; chạy lại nếu không có lượt nào."
        )


@dataclass(frozen=True, slots=True)
class Lease:
    """A lease somebody took: its name, and the token by which the ledger knows this taking."""

    name: str
    token: int


@dataclass(frozen=True, slots=True)
class LeaseRow:
    """A lease as the ledger knows it.

    Attributes:
        name: Of what.
        token: Of the last taking.
        beat: Signs of life since then.
        holder: Who took it, see `leasing.Holder`.
        held: Whether it was not given back.
        since: When it was taken, by the clock of the machine that took it.
        beaten: When its holder last gave a sign of life, by the same clock.
    """

    name: str
    token: int
    beat: int
    holder: str
    held: bool
    since: datetime
    beaten: datetime


def holds(lease: Lease) -> ColumnElement[bool]:
    """A condition for a statement of the ledger: this taking is the last one, not given back.

    Until the statement is over nobody takes it: PostgreSQL holds the row for that long, SQLite has
    one writer anyhow.
    """
    return select(leases.c.name).where(_is(lease)).with_for_update(read=True).exists()


def _is(lease: Lease) -> ColumnElement[bool]:
    """A row of `leases`: this taking, not given back."""
    return and_(leases.c.name == lease.name, leases.c.token == lease.token, leases.c.held.is_(True))


def all_hold(under: Iterable[Lease]) -> ColumnElement[bool]:
    """The same of several leases; without any, nothing is asked."""
    return and_(true(), *map(holds, under))


class LeaseLedger:
    """Leases by name; every method is one statement."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def seen(self, name: str) -> LeaseRow | None:
        """How a lease stands; None where nobody ever took it."""
        rows = self._db.run(select(leases).where(leases.c.name == name))
        return LeaseRow(*rows[0]) if rows else None

    def all(self) -> list[LeaseRow]:
        """All that are held, by name."""
        wanted = select(leases).where(leases.c.held.is_(True)).order_by(leases.c.name)
        return [LeaseRow(*row) for row in self._db.run(wanted)]

    def look(self, name: str) -> LeaseRow | None:
        """The same of a database that takes writing: elsewhere nobody can give a sign of life."""
        touched = update(leases).where(leases.c.name == name).values(name=leases.c.name)
        rows = self._db.run(touched.returning(*leases.c))
        return LeaseRow(*rows[0]) if rows else None

    def take(self, name: str, holder: str, over: LeaseRow | None = None) -> Lease | None:
        """Take a lease that nobody holds.

        Args:
            name: Of what.
            holder: Who takes it.
            over: A holder that is dead, as it was last seen: the lease is taken from it, unless it
                gave a sign of life since.

        Returns:
            None where somebody holds it.
        """
        moment, token = now(), secrets.randbits(_TOKEN_BITS)
        fresh = {
            "token": token, "beat": 0, "holder": holder, "held": True,
            "since": moment, "beaten": moment,
        }  # fmt: skip
        free: ColumnElement[bool] = leases.c.held.is_(False)
        if over is not None:
            free = free | ((leases.c.token == over.token) & (leases.c.beat == over.beat))
        taken = self._db.insert(leases).values(name=name, **fresh)
        self._db.run(taken.on_conflict_do_update(index_elements=["name"], set_=fresh, where=free))
        # Looked up, not returned: a statement whose answer was lost is done a second time, and
        # finds the lease held by us.
        lease = Lease(name, token)
        return lease if self.is_held(lease) else None

    def beat(self, lease: Lease) -> bool:
        """A sign of life; False where the lease was lost."""
        alive = update(leases).where(_is(lease)).values(beat=leases.c.beat + 1, beaten=now())
        return bool(self._db.run(alive.returning(leases.c.beat)))

    def is_held(self, lease: Lease) -> bool:
        """Whether this taking is still the last one."""
        return bool(self._db.run(select(leases.c.name).where(_is(lease))))

    def check(self, under: Iterable[Lease]) -> None:
        """Go on only while all of these are held.

        Raises:
            LeaseLostError: Another one took it.
        """
        for lease in under:
            if not self.is_held(lease):
                raise LeaseLostError(lease.name)

    def release(self, lease: Lease) -> None:
        """Give a lease back; one that was lost stays with who has it now."""
        self._db.run(update(leases).where(_is(lease)).values(held=False))
