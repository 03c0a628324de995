"""Bags of the archive looked through, side by side, in processes that may be killed.

What is found damaged is looked at a second time when all else is done: a night may have put a
document away, or another in its place, between two files of it.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flows.holding import mine
from flows.night_lease import holder
from flows.pool import Job
from pipeline.errors import DigitiseError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from flows.console import Listener
    from flows.pool import Outcome, WorkerPool
    from pipeline.archive import Archive
    from pipeline.archive.fixity.damage import Damage
    from pipeline.settings import Settings

__all__ = [
    "CheckTask",
    "Checked",
    "Checker",
    "checked",
    "disagreements",
    "look_through",
    "quick_look",
]

log = logging.getLogger(__name__)

MOST_SECONDS = 900.0
"""One bag: a stack of 300 pages from a slow share."""
UNDER_WAY_SECONDS = 2.0
"""While a night works: longer than it takes from a document's last file to its row."""


@dataclass(frozen=True, slots=True)
class CheckTask:
    """A bag to look through: its folder under the archive."""

    place: str


@dataclass(frozen=True, slots=True)
class Checker:
    """Looks through bags, and loads nothing for it.  For `sohoa verify`."""

    settings: Settings

    def warm(self) -> None:
        """Open the archive."""
        mine(self.settings)

    def work(self, task: CheckTask) -> list[Damage]:
        """Look through one bag."""
        return checked(mine(self.settings), task, self.settings)


@dataclass(slots=True)
class Checked:
    """What was looked through, and what is damaged.

    Attributes:
        places: Bags that were looked through.
        damages: What is wrong with them, and between ledger and archive.
    """

    places: int = 0
    damages: list[Damage] = field(default_factory=list)


def checked(archive: Archive, task: CheckTask, settings: Settings) -> list[Damage]:
    """What is wrong with one bag."""
    from pipeline.archive.fixity.checking import check_bag

    return check_bag(archive, task.place, settings.raster)


def look_through(
    archive: Archive,
    places: Sequence[str],
    workers: WorkerPool,
    listener: Listener,
) -> Checked:
    """Look through bags, and put on record when, and what was found.

    Raises:
        DigitiseError: The archive cannot be used.
    """
    listener.stage("Kiểm tra kho", len(places))
    first = _looks(archive, places, workers, listener)
    suspects = [place for place, found in first.items() if found]
    second = _looks(archive, suspects, workers, listener) if suspects else {}
    done = Checked(len(first))
    for place in suspects:
        again = {(damage.file, damage.code) for damage in second.get(place, ())}
        wrong = [one for one in first[place] if (one.file, one.code) in again]
        archive.ledger.fixity.looked(place, wrong)
        done.damages += wrong
    return done


def quick_look(
    archive: Archive, places: Sequence[str], settings: Settings, listener: Listener
) -> Checked:
    """Names and sizes only; no file is read, and the ledger does not count it as a look."""
    from pipeline.archive.fixity.checking import check_bag

    listener.stage("Kiểm tra nhanh kho", len(places))
    done = Checked(len(places))
    for place in places:
        found = check_bag(archive, place, settings.raster, quick=True)
        if found:
            done.damages += check_bag(archive, place, settings.raster, quick=True)
        listener.advance()
    return done


def disagreements(
    archive: Archive, settings: Settings, ids: Collection[str] | None = None
) -> list[Damage]:
    """Where ledger and archive do not agree, in either direction; see `check_agreement`."""
    from pipeline.archive.fixity.agreement import check_agreement

    return check_agreement(archive, ids, _patience(settings))


def _patience(settings: Settings) -> Callable[[], None]:
    """Waits for what is under way, if anything may be."""

    def wait() -> None:
        if holder(settings) is not None:
            time.sleep(UNDER_WAY_SECONDS)

    return wait


def _looks(
    archive: Archive, places: Iterable[str], workers: WorkerPool, listener: Listener
) -> dict[str, list[Damage]]:
    from pipeline.archive.fixity.checking import document_of
    from pipeline.archive.fixity.damage import Damage

    found: dict[str, list[Damage]] = {}

    def done(outcome: Outcome) -> None:
        place: str = outcome.job.task.place
        if isinstance(outcome.error, DigitiseError):
            raise outcome.error
        if outcome.error is not None:
            log.error("check failed place=%s", place, exc_info=outcome.error)
            what = "kiểm tra văn bản này làm chương trình bị ngắt"
            remedy = "xem nhật ký, rồi chạy lại sohoa verify với mã này"
            id_ = document_of(place)
            found[place] = [Damage(id_, place, "", what, "unreadable", remedy)]
        else:
            found[place] = outcome.value
        if not found[place]:
            archive.ledger.fixity.looked(place, ())
        listener.advance()

    workers.run([Job(CheckTask(place), MOST_SECONDS) for place in places], done)
    return found
