"""Wrong passwords: after a few, nobody may try for a while, and for longer each time.

Counted for the name that was given, whether there is such an account or not, and for the address
that asked.  It stands in the database: starting the desk anew lets nobody try again.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from pipeline.archive.ledger.tables import now
from pipeline.archive.people.accounts import fold_name
from pipeline.archive.people.tables import attempts

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from pipeline.archive.ledger.database import Database

__all__ = ["Attempts"]

_LOCK = 0x50454F41
_FIRST = timedelta(seconds=30)
_FORGOTTEN = timedelta(days=1)
_ADDRESS_FACTOR = 4
"""Many clerks may share one address behind a router."""


class Attempts:
    """The attempts in one database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def begin(self, name: str, address: str, free: int, longest: timedelta) -> float:
        """Somebody is about to try; counted as failed until it is said otherwise.

        A hundred who try at the same moment are counted before the first of them is answered.

        Args:
            name: As given.
            address: Of who asks.
            free: So many attempts before one has to wait.
            longest: Nobody waits longer.

        Returns:
            Seconds until one may try again; 0 = go on.
        """

        def work(connection: Connection) -> float:
            moment = now()
            connection.execute(delete(attempts).where(attempts.c.last < moment - _FORGOTTEN))
            keys = {_of_name(name): free, _of_address(address): free * _ADDRESS_FACTOR}
            rows = connection.execute(select(attempts).where(attempts.c.id.in_(keys)))
            known = {row.id: row for row in rows}
            waits: list[float] = [(row.until - moment).total_seconds() for row in known.values()]
            if max(waits, default=0.0) > 0:
                return max(waits)
            for key in sorted(keys):
                failures = known[key].failures + 1 if key in known else 1
                values = {
                    "failures": failures,
                    "last": moment,
                    "until": moment + _wait(failures - keys[key], longest),
                }
                connection.execute(
                    self._db.insert(attempts)
                    .values(id=key, **values)
                    .on_conflict_do_update(index_elements=["id"], set_=values)
                )
            return 0.0

        return self._db.together(work, alone=_LOCK)

    def succeeded(self, name: str, address: str) -> None:
        """The password was right: the name begins anew, the address is where it was.

        Not anew: whoever has an account could else try those of others without end.
        """

        def work(connection: Connection) -> None:
            connection.execute(delete(attempts).where(attempts.c.id == _of_name(name)))
            mine = attempts.update().where(
                attempts.c.id == _of_address(address), attempts.c.failures > 0
            )
            connection.execute(mine.values(failures=attempts.c.failures - 1, until=now()))

        self._db.together(work, alone=_LOCK)

    def forget(self, name: str) -> None:
        """Somebody who may said that the name may be tried again."""
        self._db.run(delete(attempts).where(attempts.c.id == _of_name(name)))


def _wait(beyond: int, longest: timedelta) -> timedelta:
    """How long after so many attempts more than are free; twice as long each time."""
    if beyond < 0:
        return timedelta()
    return min(longest, _FIRST * (1 << min(beyond, 20)))


def _of_name(name: str) -> str:
    return _key("name", fold_name(name))


def _of_address(address: str) -> str:
    return _key("address", address)


def _key(kind: str, what: str) -> str:
    return hashlib.sha256(f"{kind}\n{what}".encode("utf-8", "backslashreplace")).hexdigest()
