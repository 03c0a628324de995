"""To whom a night's report went, and what went wrong there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Column, String, Table, Text, select

from pipeline.archive.ledger.tables import Moment, metadata, now

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.archive.ledger.database import Database

__all__ = ["DeliveryLedger", "DeliveryRow", "Way", "deliveries"]

Way = Literal["mail", "webhook", "artifact"]

deliveries = Table(
    "deliveries",
    metadata,
    Column("night", String(40), primary_key=True),
    Column("way", String(10), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("said", Text),
    Column("at", Moment, nullable=False),
)


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A report on one way.

    Attributes:
        night: Of which.
        way: By which.
        state: It was taken, or was not.
        said: Why not, in Vietnamese.
        at: When.
    """

    night: str
    way: Way
    state: Literal["sent", "failed"]
    said: str | None
    at: datetime


class DeliveryLedger:
    """One row a night and way."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def note(self, night: str, way: Way, said: str | None = None) -> None:
        """A report was taken, or was not: why."""
        values = {"state": "sent" if said is None else "failed", "said": said, "at": now()}
        self._db.run(
            self._db.insert(deliveries)
            .values(night=night, way=way, **values)
            .on_conflict_do_update(index_elements=["night", "way"], set_=values)
        )

    def last(self) -> list[DeliveryRow]:
        """What became of the last report on each way that was ever tried."""
        rows = self._db.run(select(deliveries).order_by(deliveries.c.at.desc()).limit(20))
        found: dict[str, DeliveryRow] = {}
        for row in rows:
            found.setdefault(row.way, DeliveryRow(*row))
        return list(found.values())
