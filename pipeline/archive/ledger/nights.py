"""How far a night is, told by what it leaves in the ledger: any machine may run it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select

from pipeline.archive.ledger.tables import files, pages

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.archive.ledger.database import Database

__all__ = ["NightLedger", "Progress"]


@dataclass(frozen=True, slots=True)
class Progress:
    """What a night has done so far.

    Attributes:
        files: It took up.
        files_done: Of these, such as are in the archive, or set aside.
        pages: Of all these files.
        pages_done: Of these, such as are read, or could not be; some on an earlier night.
        pages_read: Such as this night read.
        seconds: Of a processor that these took.
        first: When the first of them was finished.
        last: When anything happened; None where nothing did yet.
    """

    files: int = 0
    files_done: int = 0
    pages: int = 0
    pages_done: int = 0
    pages_read: int = 0
    seconds: float = 0.0
    first: datetime | None = None
    last: datetime | None = None


class NightLedger:
    """Asks files and pages what happened since a night began."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def progress(self, since: datetime) -> Progress:
        """What happened since then."""
        taken = (files.c.updated >= since) & (files.c.state != "seen")
        done = case((files.c.state != "reading", 1), else_=0)
        ((number, finished, known, touched),) = self._db.run(
            select(
                func.count(),
                func.coalesce(func.sum(done), 0),
                func.coalesce(func.sum(files.c.pages), 0),
                func.max(files.c.updated),
            ).where(taken)
        )
        # A page read with other settings before counts once.
        tried = (
            select(pages.c.sha256, pages.c.number)
            .join(files, files.c.sha256 == pages.c.sha256)
            .where(taken, pages.c.state != "reading")
            .distinct()
            .subquery()
        )
        ((ready,),) = self._db.run(select(func.count()).select_from(tried))
        ((read, seconds, first, last),) = self._db.run(
            select(
                func.count(),
                func.coalesce(func.sum(pages.c.seconds), 0.0),
                func.min(pages.c.finished_at),
                func.max(pages.c.finished_at),
            ).where(pages.c.finished_at >= since)
        )
        return Progress(
            files=int(number),
            files_done=int(finished),
            pages=int(known),
            pages_done=min(int(ready), int(known)),
            pages_read=int(read),
            seconds=float(seconds),
            first=first,
            last=max(filter(None, (touched, last)), default=None),
        )
