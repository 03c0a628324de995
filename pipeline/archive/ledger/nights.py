"""How far a night is, told by what it leaves in the ledger: any machine may run it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select, update

from pipeline.archive.ledger.tables import files, nights, pages

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from pipeline.archive.ledger.database import Database

__all__ = ["NightLedger", "Progress", "Waiting"]


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
        last: When anything happened; None where nothing did yet.
    """

    files: int = 0
    files_done: int = 0
    pages: int = 0
    pages_done: int = 0
    pages_read: int = 0
    seconds: float = 0.0
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """What lies in the inbox, is known, and is not in the archive yet.

    Attributes:
        files: So many.
        pages: That are left to read, of files whose pages were counted.
        uncounted: Files that nobody could open yet.
        pages_each: What a file has on average, of all ever seen; None where none was opened.
    """

    files: int
    pages: int
    uncounted: int
    pages_each: float | None

    @property
    def pages_about(self) -> int:
        """Pages left, those of uncounted files guessed."""
        return self.pages + round(self.uncounted * (self.pages_each or 1))


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
        ready = self._ended(taken)
        ((read, seconds, last),) = self._db.run(
            select(
                func.count(),
                func.coalesce(func.sum(pages.c.seconds), 0.0),
                func.max(pages.c.finished_at),
            ).where(pages.c.finished_at >= since)
        )
        return Progress(
            files=int(number),
            files_done=int(finished),
            pages=int(known),
            pages_done=min(ready, int(known)),
            pages_read=int(read),
            seconds=float(seconds),
            last=max(filter(None, (touched, last)), default=None),
        )

    def waiting(self) -> Waiting:
        """What is left for this night, or for nights to come."""
        open_ = files.c.state.in_(("seen", "reading", "failed"))
        ((number, known, uncounted),) = self._db.run(
            select(
                func.count(),
                func.coalesce(func.sum(files.c.pages), 0),
                func.coalesce(func.sum(case((files.c.pages.is_(None), 1), else_=0)), 0),
            ).where(open_)
        )
        read = self._ended(open_)
        ((each,),) = self._db.run(select(func.avg(files.c.pages)))
        left = max(0, int(known) - read)
        return Waiting(int(number), left, int(uncounted), None if each is None else float(each))

    def _ended(self, which: ColumnElement[bool]) -> int:
        """Pages of these files that were read, or stay holes.

        A page read with other settings before counts once.
        """
        ended = (
            select(pages.c.sha256, pages.c.number)
            .join(files, files.c.sha256 == pages.c.sha256)
            .where(which, pages.c.state != "reading")
            .distinct()
            .subquery()
        )
        ((number,),) = self._db.run(select(func.count()).select_from(ended))
        return int(number)

    def finished(self, since: datetime) -> tuple[int, datetime | None]:
        """Pages that were finished since then, and when the first of them was."""
        late = pages.c.finished_at >= since
        ((number, first),) = self._db.run(
            select(func.count(), func.min(pages.c.finished_at)).where(late)
        )
        return int(number), first

    def stops(self, night: str, at: datetime) -> None:
        """A night that has begun begins nothing more from then on."""
        told = {"stops": at.isoformat(timespec="seconds")}
        self._db.run(update(nights).where(nights.c.id == night).values(counts=told))
