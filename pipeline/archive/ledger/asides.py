"""Files that wait for a person, and what people did with them; rows are only ever added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, func, insert, select

from pipeline.archive.ledger.asides_tables import AsideRow, asides
from pipeline.archive.ledger.seen import files_seen
from pipeline.archive.ledger.tables import FileRow, files, now
from pipeline.errors import SecretScanError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement

    from pipeline.archive.ledger.asides_tables import AsideAct
    from pipeline.archive.ledger.database import Database

__all__ = ["AsideLedger"]

_WAITS = files.c.state.in_(("set_aside", "failed"))


class AsideLedger:
    """Who did what with which file, and which are on the list."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def note(self, sha256: str, who: str, act: AsideAct) -> None:
        """Put on record what somebody did."""
        self._db.run(insert(asides).values(sha256=sha256, who=who, act=act, at=now()))

    def of(self, sha256: str) -> list[AsideRow]:
        """All that people did with a file, the first first."""
        wanted = select(asides).where(asides.c.sha256 == sha256).order_by(asides.c.number)
        return [AsideRow(*row) for row in self._db.run(wanted)]

    def last_of(self, hashes: Sequence[str]) -> dict[str, AsideRow]:
        """File → what was done with it last, of those that something was done with."""
        theirs = asides.c.sha256.in_(list(hashes))
        last = select(func.max(asides.c.number)).where(theirs).group_by(asides.c.sha256)
        rows = self._db.run(select(asides).where(asides.c.number.in_(last)))
        return {row.sha256: AsideRow(*row) for row in rows}

    def waiting(
        self,
        fonds: frozenset[str] | None = None,
        *,
        put_away: bool = False,
        secret: bool | None = None,
        most: int | None = None,
    ) -> list[FileRow]:
        """Files that were set aside or could not be finished, the last one first.

        Args:
            fonds: Only files of these; None = all.
            put_away: Those that a person took off the list, instead of those on it.
            secret: Only those with, or without, a mark of secrecy; None = both.
            most: So many; None = all.
        """
        wanted = (
            select(files)
            .where(*_asked(fonds, put_away=put_away, secret=secret))
            .order_by(files.c.updated.desc(), files.c.sha256)
            .limit(most)
        )
        return [FileRow(*row) for row in self._db.run(wanted)]

    def count(
        self,
        fonds: frozenset[str] | None = None,
        *,
        put_away: bool = False,
        secret: bool | None = None,
    ) -> int:
        """How many of these there are."""
        asked = _asked(fonds, put_away=put_away, secret=secret)
        return int(self._db.run(select(func.count()).select_from(files).where(*asked))[0][0])


def _asked(
    fonds: frozenset[str] | None, *, put_away: bool, secret: bool | None
) -> list[ColumnElement[bool]]:
    # Off the list since it was last set aside: set aside anew, it is on it again.
    later = asides.alias()
    away = exists().where(
        asides.c.sha256 == files.c.sha256,
        asides.c.act == "put_away",
        asides.c.at >= files.c.updated,
        ~exists().where(later.c.sha256 == asides.c.sha256, later.c.number > asides.c.number),
    )
    asked = [_WAITS, away if put_away else ~away, files_seen(fonds)]
    if secret is not None:
        is_secret = func.coalesce(files.c.code, "") == SecretScanError.code
        asked.append(is_secret if secret else ~is_secret)
    return asked
