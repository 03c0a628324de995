"""What was done, line after line: nothing of it can be changed or taken out through the product.

Triggers of the database forbid it, and each line bears the hash of the one before: a line that was
changed behind their back is found by `verify`, lines cut off the end by whoever has noted a number
and its hash.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import select

from pipeline.archive.ledger.tables import now
from pipeline.archive.people.tables import lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection

    from pipeline.archive.ledger.database import Database
    from pipeline.values.people import Who

__all__ = ["LOCK", "Act", "Broken", "Line", "Log"]

Act = Literal[
    "view",  # a document that not everybody may see
    "change",  # a request that may change something; written before it is carried out
    "refused",  # ... and that was not carried out
    "sign-in",
    "wrong-password",
    "locked-out",
    "sign-out",
    "add-account",
    "change-account",
    "set-password",
    "add-token",
    "revoke-token",
]

LOCK = 0x50454F4C
"""Held by whoever writes: of two lines one is the later."""
_BLOCK = 1000
FIRST = "0" * 64
"""What the first line bears in place of a hash."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the log.

    Attributes:
        number: From 1, without a gap.
        at: When.
        who: Name; empty where nobody was known.
        by: How it was shown who asks.
        address: Where the request came from; empty at the terminal.
        act: What was done.
        what: To what: a document's id, a path, a name.
        detail: What else is worth knowing.
        digest: Of this line and of all before it.
    """

    number: int
    at: datetime
    who: str
    by: str
    address: str
    act: str
    what: str
    detail: dict[str, Any]
    digest: str


@dataclass(frozen=True, slots=True)
class Broken:
    """Where the log is not as it was written: number of the line, and what is wrong with it."""

    number: int
    what: Literal["changed", "missing", "not-as-noted"]


class Log:
    """The log in one database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def write(
        self,
        act: Act,
        what: str,
        who: Who | None,
        *,
        address: str = "",
        detail: Mapping[str, Any] | None = None,
    ) -> int:
        """One line more; its number."""
        return self._db.together(
            lambda connection: self.write_in(
                connection, act, what, who, address=address, detail=detail
            ),
            alone=LOCK,
        )

    def write_in(
        self,
        connection: Connection,
        act: Act,
        what: str,
        who: Who | None,
        *,
        address: str = "",
        detail: Mapping[str, Any] | None = None,
    ) -> int:
        """One line more in a transaction that holds `LOCK`: with what it tells of or not at all."""
        last = connection.execute(
            select(lines.c.number, lines.c.digest).order_by(lines.c.number.desc()).limit(1)
        ).first()
        said = {
            "number": last.number + 1 if last else 1,
            "at": now().isoformat(timespec="microseconds"),
            "who": _sound(who.name) if who else "",
            "by": who.by if who else "",
            "address": _sound(address),
            "act": act,
            "what": _sound(what),
            "detail": json.dumps(dict(detail or {}), ensure_ascii=True, sort_keys=True),
            "before": last.digest if last else FIRST,
        }
        connection.execute(lines.insert().values(**said, digest=_digest(said)))
        return int(said["number"])

    def lines(
        self,
        *,
        who: str = "",
        act: str = "",
        what: str = "",
        before: int | None = None,
        limit: int = 100,
    ) -> list[Line]:
        """Lines, the newest first.

        Args:
            who: Only of this person.
            act: Only of this kind.
            what: Only of this document, path or name.
            before: Only older than this number.
            limit: So many at most.
        """
        wanted = select(lines).order_by(lines.c.number.desc()).limit(limit)
        for column, value in ((lines.c.who, who), (lines.c.act, act), (lines.c.what, what)):
            wanted = wanted.where(column == value) if value else wanted
        wanted = wanted.where(lines.c.number < before) if before is not None else wanted
        return [_line(row._asdict()) for row in self._db.run(wanted)]

    def last(self) -> tuple[int, str]:
        """Number and hash of the last line, to be noted elsewhere; 0 of an empty log."""
        found = self.lines(limit=1)
        return (found[0].number, found[0].digest) if found else (0, FIRST)

    def verify(self, noted: tuple[int, str] | None = None) -> Broken | None:
        """The first line that is not as it was written; None when all are.

        Args:
            noted: Number and hash of a line that was the last one once.
        """
        number, before = 0, FIRST
        for row in self._all():
            number += 1
            if row["number"] != number:
                return Broken(number, "missing")
            if row["before"] != before or row["digest"] != _digest(row):
                return Broken(number, "changed")
            before = row["digest"]
            if noted is not None and noted[0] == number and noted[1] != before:
                return Broken(number, "not-as-noted")
        if noted is not None and noted[0] > number:
            return Broken(number + 1, "missing")
        return None

    def _all(self) -> Iterator[Mapping[str, Any]]:
        after = 0
        while True:
            rows = self._db.run(
                select(lines).where(lines.c.number > after).order_by(lines.c.number).limit(_BLOCK)
            )
            if not rows:
                return
            for row in rows:
                yield row._asdict()
            after = rows[-1].number


_HASHED = ("number", "at", "who", "by", "address", "act", "what", "detail", "before")


def _digest(row: Mapping[str, Any]) -> str:
    told = json.dumps([row[key] for key in _HASHED], ensure_ascii=True)
    return hashlib.sha256(told.encode()).hexdigest()


def _line(row: Mapping[str, Any]) -> Line:
    facts = {key: row[key] for key in ("number", "who", "by", "address", "act", "what", "digest")}
    return Line(at=datetime.fromisoformat(row["at"]), detail=json.loads(row["detail"]), **facts)


def _sound(said: str) -> str:
    """Text that every database takes: a NUL or half a letter as its code."""
    return said.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")
