"""Whether a COMMIT that nobody answered came through: the server remembers, by a number.

A line that breaks between COMMIT and its answer leaves open what became of it.  Doing the same
again would take one's own rows for somebody else's.  PostgreSQL tells the fate of a transaction
whose number is known, by `txid_status` (https://www.postgresql.org/docs/12/functions-info.html;
newer ones still do).  To SQLite there is no line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["Fate", "Sent", "fate_of", "sent"]

Fate = Literal["committed", "aborted", "in progress"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sent(Generic[T]):
    """A transaction whose COMMIT is on its way.

    Attributes:
        number: The server's; None where it wrote nothing, or there is no server.
        done: What was done in it.
    """

    number: str | None
    done: T


def sent(connection: Connection, done: T) -> Sent[T]:
    """A transaction that has done all it wanted, just before its COMMIT."""
    if connection.dialect.name == "sqlite":
        return Sent(None, done)
    number = text("SELECT CAST(txid_current_if_assigned() AS text)")
    return Sent(connection.execute(number).scalar(), done)


def fate_of(connection: Connection, one: Sent[T]) -> Fate:
    """What became of it; of one that wrote nothing it does not matter."""
    if one.number is None:
        return "aborted"
    asked = text("SELECT txid_status(CAST(:number AS bigint))")
    fate: Fate | None = connection.execute(asked, {"number": one.number}).scalar()
    return fate or "aborted"
