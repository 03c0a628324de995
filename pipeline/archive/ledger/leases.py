"""Leases: who may do what only one may do, a night or a batch of one.

No clock is asked, neither ours nor the database's: a holder counts its beats up, and who wants a
lease takes it from a holder whose beats it saw stand still for long enough by its own monotonic
clock.  Each taking raises the token: what an earlier holder still writes is refused by it
(fencing, https://martin.kleppmann.com/2016/02/08/how-to-do-distributed-locking.html).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Boolean, Column, String, Table, Text, select, update

from pipeline.archive.ledger.tables import Moment, metadata, now

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from pipeline.archive.ledger.database import Database

__all__ = ["NIGHT", "Lease", "LeaseLedger", "LeaseRow", "holds", "leases"]

NIGHT = "night"
"""Name of the lease that a night holds on its archive, and who else must be alone on it."""

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
        token: Of the last taking, from 1.
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
    """A condition for a statement of the ledger: this taking is the last one, not given back."""
    mine = select(leases.c.name).where(
        leases.c.name == lease.name, leases.c.token == lease.token, leases.c.held.is_(True)
    )
    return mine.exists()


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
        moment = now()
        fresh = {"beat": 0, "holder": holder, "held": True, "since": moment, "beaten": moment}
        free: ColumnElement[bool] = leases.c.held.is_(False)
        if over is not None:
            free = free | ((leases.c.token == over.token) & (leases.c.beat == over.beat))
        statement = self._db.insert(leases).values(name=name, token=1, **fresh)
        rows = self._db.run(
            statement.on_conflict_do_update(
                index_elements=["name"], set_={"token": leases.c.token + 1, **fresh}, where=free
            ).returning(leases.c.token)
        )
        return Lease(name, int(rows[0].token)) if rows else None

    def beat(self, lease: Lease) -> bool:
        """A sign of life; False where the lease was lost."""
        alive = update(leases).where(holds(lease), leases.c.name == lease.name)
        rows = self._db.run(
            alive.values(beat=leases.c.beat + 1, beaten=now()).returning(leases.c.beat)
        )
        return bool(rows)

    def is_held(self, lease: Lease) -> bool:
        """Whether this taking is still the last one."""
        return bool(self._db.run(select(leases.c.name).where(holds(lease))))

    def release(self, lease: Lease) -> None:
        """Give a lease back; one that was lost stays with who has it now."""
        self._db.run(
            update(leases).where(holds(lease), leases.c.name == lease.name).values(held=False)
        )
