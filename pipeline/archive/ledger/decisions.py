"""What the ledger knows of people's decisions: numbered for each document, never changed.

The number is the lock: who writes the next one has seen all before it, or is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import delete, func, insert, select

from pipeline.archive.ledger.decisions_tables import decisions, decisions_untold
from pipeline.archive.ledger.events import telling
from pipeline.values.decisions import Change, Decision

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from pipeline.archive.ledger.database import Database
    from pipeline.values.decisions import Act
    from pipeline.values.events import EventKind

__all__ = ["DecisionLedger"]

_AT_ONCE = 500
_EVENTS: dict[str, EventKind] = {"sign": "document.signed", "reopen": "document.reopened"}


class DecisionLedger:
    """Decisions, known by document and number."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, made: Sequence[Decision]) -> bool:
        """Put decisions on record, all of them or none; they are on the disk then.

        Other programs are told of them in the same breath.

        Args:
            made: Of one document, with the numbers that follow the last one's.

        Returns:
            False where one of the numbers is taken: somebody else was faster, nothing is written.
        """
        last = made[-1]
        kind = _EVENTS.get(last.change.act, "document.corrected")
        told = telling(self._db, kind, document=last.document, decision=last.number)
        rows = [_values(one) for one in made]
        keys = [{"document": one.document, "number": one.number} for one in made]
        steps: list[tuple[Any, Any]] = [(insert(decisions), rows), (insert(decisions_untold), keys)]
        return self._db.add_together([*told, *steps])

    def told(self, made: Sequence[Decision]) -> None:
        """They lie in files, and search and lists know them."""
        for one in made:
            this = decisions_untold.c.document == one.document
            self._db.run(
                delete(decisions_untold).where(this, decisions_untold.c.number == one.number)
            )

    def untold(self) -> list[Decision]:
        """Those of which a killed run has not told everybody, document by document."""
        both = (decisions.c.document == decisions_untold.c.document) & (
            decisions.c.number == decisions_untold.c.number
        )
        found = select(decisions).select_from(decisions.join(decisions_untold, both))
        return self._rows(found.order_by(decisions.c.document, decisions.c.number))

    def of(self, document: str) -> tuple[Decision, ...]:
        """All of a document, oldest first."""
        wanted = select(decisions).where(decisions.c.document == document)
        return tuple(self._rows(wanted.order_by(decisions.c.number)))

    def documents(self) -> list[str]:
        """Ids of all documents of which something was decided."""
        wanted = select(decisions.c.document).distinct().order_by(decisions.c.document)
        return [row.document for row in self._db.run(wanted)]

    def with_act(self, act: Act) -> list[str]:
        """Ids of all documents of which such a thing was decided, undone or not."""
        wanted = select(decisions.c.document).distinct().where(decisions.c.act == act)
        return [row.document for row in self._db.run(wanted.order_by(decisions.c.document))]

    def count(self, document: str) -> int:
        """The number of a document's last decision; 0 where there is none."""
        last = select(func.max(decisions.c.number)).where(decisions.c.document == document)
        return int(self._db.run(last)[0][0] or 0)

    def lasts(self) -> dict[str, int]:
        """The number of the last decision of each document that somebody decided of."""
        last = select(decisions.c.document, func.max(decisions.c.number))
        return {row[0]: int(row[1]) for row in self._db.run(last.group_by(decisions.c.document))}

    def all(self, since: datetime | None = None) -> Iterator[tuple[Decision, ...]]:
        """All decisions of each document that somebody decided of since then, oldest first."""
        wanted = select(decisions.c.document).distinct().order_by(decisions.c.document)
        if since is not None:
            wanted = wanted.where(decisions.c.at >= since)
        for row in self._db.run(wanted):
            yield self.of(row.document)

    def learn(self, made: Sequence[Decision]) -> None:
        """Put decisions on record that a lost ledger knew; those that are there stay."""
        for start in range(0, len(made), _AT_ONCE):
            rows = [_values(one) for one in made[start : start + _AT_ONCE]]
            self._db.run(self._db.insert(decisions).on_conflict_do_nothing(), rows)

    def _rows(self, wanted: Any) -> list[Decision]:
        return [
            Decision(row.document, row.number, row.at, row.who, msgspec.convert(row.change, Change))
            for row in self._db.run(wanted)
        ]


def _values(decision: Decision) -> dict[str, Any]:
    return {
        "document": decision.document,
        "number": decision.number,
        "at": decision.at,
        "who": decision.who,
        "act": decision.change.act,
        "change": msgspec.to_builtins(decision.change),
    }
