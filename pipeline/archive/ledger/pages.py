"""What the ledger knows of single pages: how often each was tried, and how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from pipeline.archive.ledger.tables import PageRow, now, pages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.archive.ledger.database import Database
    from pipeline.errors import DigitiseError

__all__ = ["PageLedger"]

_KEY = ["sha256", "number", "config"]


class PageLedger:
    """Pages, known by file, number and configuration of the reading."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def claim(self, sha256: str, number: int, config: str, cap: int) -> bool:
        """One more attempt at a page, put on record before it is made.

        Args:
            sha256: Of the file.
            number: From 1.
            config: `reading_key` of the settings.
            cap: Attempts in all, ever; a page that kills its reader each time ends here.

        Returns:
            False when the page is done, or was tried too often.
        """
        row = {"sha256": sha256, "number": number, "config": config}
        statement = self._db.insert(pages).values(**row, state="reading", attempts=1)
        tried = self._db.run(
            statement.on_conflict_do_update(
                index_elements=_KEY,
                set_={"state": "reading", "attempts": pages.c.attempts + 1},
                where=(pages.c.state != "done") & (pages.c.attempts < cap),
            ).returning(pages.c.attempts)
        )
        return bool(tried)

    def finish(
        self, sha256: str, number: int, config: str, seconds: float, confidence: float | None = None
    ) -> None:
        """A page was read and its checkpoint written; also when nobody claimed it."""
        row = {"sha256": sha256, "number": number, "config": config}
        done = {
            "state": "done",
            "seconds": seconds,
            "code": None,
            "reason": None,
            "finished_at": now(),
            "confidence": confidence,
        }
        statement = self._db.insert(pages).values(**row, **done, attempts=1)
        self._db.run(
            statement.on_conflict_do_update(
                index_elements=_KEY, set_=done, where=pages.c.state != "done"
            )
        )

    def fail(
        self, sha256: str, number: int, config: str, error: DigitiseError, seconds: float = 0.0
    ) -> None:
        """An attempt at a page ended badly; a page that is done stays done."""
        row = {"sha256": sha256, "number": number, "config": config}
        failed = {
            "state": "failed",
            "seconds": seconds,
            "code": error.code,
            "reason": str(error),
            "finished_at": now(),
        }
        statement = self._db.insert(pages).values(**row, **failed, attempts=1)
        self._db.run(
            statement.on_conflict_do_update(
                index_elements=_KEY, set_=failed, where=pages.c.state != "done"
            )
        )

    def of(self, sha256: str, config: str) -> dict[int, PageRow]:
        """All pages of a file that were ever tried, by number."""
        rows = self._db.run(
            select(pages)
            .where(pages.c.sha256 == sha256, pages.c.config == config)
            .order_by(pages.c.number)
        )
        return {row.number: PageRow(*row) for row in rows}

    def ended(self, hashes: Sequence[str]) -> int:
        """How many pages of these files were read or stay holes, with whatever settings."""
        wanted = select(func.count()).where(pages.c.sha256.in_(hashes), pages.c.state != "reading")
        ((number,),) = self._db.run(wanted)
        return int(number)

    def seconds_each(self) -> float | None:
        """What a page took to read, on average over all that were; None where none was."""
        wanted = select(func.avg(pages.c.seconds)).where(pages.c.state == "done")
        ((found,),) = self._db.run(wanted)
        return None if found is None else float(found)

    def forget(self, hashes: Sequence[str]) -> None:
        """Pages of these files that are not done may be tried from the beginning again."""
        for sha256 in hashes:
            self._db.run(delete(pages).where(pages.c.sha256 == sha256, pages.c.state != "done"))
