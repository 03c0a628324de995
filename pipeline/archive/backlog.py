"""How much waits to be read, and when it will be: from what the ledger has seen, no promise."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from pipeline.hours import hours_between

if TYPE_CHECKING:
    from pipeline.archive.ledger.ledger import Ledger
    from pipeline.archive.ledger.tables import NightRow

__all__ = ["Backlog", "backlog_of"]

_LATELY = timedelta(minutes=15)
"""Of a night at work: long enough for a batch, short enough to follow a slow hour."""
_LEAST_PAGES = 5
"""Of fewer pages no speed is told."""
_NIGHTS = 10


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits.

    Attributes:
        files: In the inbox and not in the archive, as far as a night has seen them.
        pages: Of these, left to read; of files that nobody opened yet, guessed.
        guessed: Files of which pages are guessed.
        pages_a_second: That a night reads; None where none has read enough.
        seconds: That all of it takes; None where no speed is known.
        nights: That it takes, the one at work included; None where nights have no last hour.
        stops: When the night at work begins nothing more.
        expected: When the night at work will have read all, or will stop.
        left: Pages that the night at work will leave to the next one.
    """

    files: int
    pages: int
    guessed: int
    pages_a_second: float | None = None
    seconds: float | None = None
    nights: int | None = None
    stops: datetime | None = None
    expected: datetime | None = None
    left: int = 0

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        told = asdict(self)
        for name in ("stops", "expected"):
            told[name] = told[name] and told[name].isoformat(timespec="seconds")
        return told


def backlog_of(
    ledger: Ledger,
    schedule: str,
    stop: str,
    at_work: NightRow | None = None,
    *,
    unseen: int = 0,
    now: datetime | None = None,
) -> Backlog:
    """What waits now.

    Args:
        ledger: Knows what was seen and read.
        schedule: Cron of the nights.
        stop: Their last hour; empty where they have none.
        at_work: The night that works now.
        unseen: Files that lie in the inbox and that no night has seen.
        now: For tests.
    """
    now = now or datetime.now(UTC)
    waiting = ledger.work.waiting()
    pages = waiting.pages_about + round(unseen * (waiting.pages_each or 1))
    speed = (_lately(ledger, at_work, now) if at_work else None) or _of_nights(ledger)
    told = Backlog(waiting.files + unseen, pages, waiting.uncounted + unseen, speed)
    if not speed:
        return told
    seconds = pages / speed
    hours = hours_between(schedule, stop) if stop else None
    stops = _stops(at_work)
    tonight, expected = 0.0, None
    if at_work is not None:
        tonight = seconds if stops is None else min(seconds, max(0, (stops - now).total_seconds()))
        expected = now + timedelta(seconds=tonight)
    left = round((seconds - tonight) * speed) if at_work is not None else 0
    nights = None
    if hours is not None:
        more = math.ceil(round((seconds - tonight) / (hours * 3600), 3))
        nights = more + (at_work is not None)
    return Backlog(
        told.files, pages, told.guessed, speed, seconds, nights, stops, expected, left
    )  # fmt: skip


def _stops(at_work: NightRow | None) -> datetime | None:
    said = at_work.counts.get("stops") if at_work else None
    return datetime.fromisoformat(said) if said else None


def _lately(ledger: Ledger, at_work: NightRow, now: datetime) -> float | None:
    """Pages a second of the night at work, over the last while."""
    pages, first = ledger.work.finished(max(at_work.started, now - _LATELY))
    if pages < _LEAST_PAGES or first is None:
        return None
    return pages / max(1.0, (now - first).total_seconds())


def _of_nights(ledger: Ledger) -> float | None:
    """Pages a second of the last nights that read any, everything included."""
    told = [row.counts for row in ledger.nights(_NIGHTS) if row.state != "running"]
    read = [one for one in told if one.get("pages_read", 0) > 0 and one.get("seconds", 0) > 0]
    pages = sum(one["pages_read"] for one in read)
    return pages / sum(one["seconds"] for one in read) if pages >= _LEAST_PAGES else None
