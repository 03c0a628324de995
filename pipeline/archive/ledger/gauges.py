"""What monitoring asks of the ledger: counts that only rise, and how things stand now.

Pages are counted by when they ended.  What ended before the last full hour is settled and kept in
mind; only the rest is counted at each question, so an archive of ten million pages answers as
quickly as a new one.
"""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select

from pipeline.archive.ledger.batches import batches
from pipeline.archive.ledger.leases import leases
from pipeline.archive.ledger.tables import documents, files, nights, now, pages

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from pipeline.archive.ledger.database import Database

__all__ = ["CONFIDENCES", "Gauges", "LeaseAge", "Pages"]

CONFIDENCES = (0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0)
"""Upper bounds of the classes of a page's confidence."""
_OPEN = timedelta(hours=1)
"""A page that ended longer ago is on record for good: clocks of workers differ by less."""
_SURE = "sure"


@dataclass(slots=True)
class Pages:
    """Pages that came to an end.

    Attributes:
        states: `done`, `failed` → how many.
        seconds: Of a processor that they took together.
        failures: Code → how many.
        confidences: Upper bound of the class → how many; pages without text have none.
        confidence: Their sum.
    """

    states: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    failures: Counter[str] = field(default_factory=Counter)
    confidences: Counter[float] = field(default_factory=Counter)
    confidence: float = 0.0

    def __add__(self, other: Pages) -> Pages:
        return Pages(
            self.states + other.states,
            self.seconds + other.seconds,
            self.failures + other.failures,
            self.confidences + other.confidences,
            self.confidence + other.confidence,
        )


@dataclass(frozen=True, slots=True)
class LeaseAge:
    """A lease that is held, and since how many seconds there was no sign of life."""

    name: str
    silent: float


class Gauges:
    """Asked again and again by one process, from any of its threads."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._one = threading.Lock()
        self._settled = Pages()
        self._until: datetime | None = None

    def pages(self) -> Pages:
        """All pages that ever came to an end."""
        line = (now() - _OPEN).replace(minute=0, second=0, microsecond=0)
        with self._one:
            if self._until is None or line > self._until:
                ended = pages.c.finished_at < line
                if self._until is not None:
                    ended = ended & (pages.c.finished_at >= self._until)
                self._settled = self._settled + self._ended(ended)
                self._until = line
            return self._settled + self._ended(pages.c.finished_at >= self._until)

    def _ended(self, when: ColumnElement[bool]) -> Pages:
        sure = pages.c.confidence
        classes = [(sure <= bound, str(bound)) for bound in CONFIDENCES]
        found = Pages()
        wanted = (
            select(
                pages.c.state,
                pages.c.code,
                case((sure.is_(None), None), *classes).label(_SURE),
                func.count(),
                func.coalesce(func.sum(pages.c.seconds), 0.0),
                func.coalesce(func.sum(sure), 0.0),
            )
            .where(when, pages.c.state != "reading")
            .group_by(pages.c.state, pages.c.code, _SURE)
        )
        for state, code, bound, number, seconds, total in self._db.run(wanted):
            found.states[state] += int(number)
            found.seconds += float(seconds)
            if state == "failed":
                found.failures[code or ""] += int(number)
            if bound is not None:
                found.confidences[float(bound)] += int(number)
                found.confidence += float(total)
        return found

    def files(self) -> dict[tuple[str, str], int]:
        """Files by state, and for those set aside or failed by code."""
        wanted = select(files.c.state, files.c.code, func.count())
        rows = self._db.run(wanted.group_by(files.c.state, files.c.code))
        return {(state, code or ""): int(number) for state, code, number in rows}

    def documents(self) -> dict[str, int]:
        """Documents by state."""
        rows = self._db.run(select(documents.c.state, func.count()).group_by(documents.c.state))
        return {state: int(number) for state, number in rows}

    def batches(self) -> dict[str, tuple[int, int]]:
        """Batches that are not over by state: how many, and their pages."""
        open_ = batches.c.state.in_(("planned", "running"))
        rows = self._db.run(
            select(batches.c.state, func.count(), func.sum(batches.c.pages))
            .where(open_)
            .group_by(batches.c.state)
        )
        return {state: (int(number), int(total)) for state, number, total in rows}

    def leases(self) -> list[LeaseAge]:
        """Leases that are held, by the clocks of their holders."""
        moment = now()
        rows = self._db.run(select(leases.c.name, leases.c.beaten).where(leases.c.held.is_(True)))
        return [
            LeaseAge(name, max(0.0, (moment - beaten).total_seconds())) for name, beaten in rows
        ]

    def nights(self) -> dict[str, tuple[int, datetime | None]]:
        """Nights by state: how many, and when the last of them ended."""
        rows = self._db.run(
            select(nights.c.state, func.count(), func.max(nights.c.ended)).group_by(nights.c.state)
        )
        return {state: (int(number), ended) for state, number, ended in rows}
