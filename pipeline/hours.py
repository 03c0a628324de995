"""Hours of the day as a site's clocks show them, summer time and all."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

__all__ = ["hour_of", "hours_between", "next_hour"]


def hour_of(said: str) -> tuple[int, int] | None:
    """Hour and minute of `06:00`; None for anything else.

    >>> hour_of("06:00"), hour_of("6h"), hour_of("24:00")
    ((6, 0), None, None)
    """
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", said.strip())
    return (int(found[1]), int(found[2])) if found else None


def next_hour(said: str, zone: str, began: datetime) -> datetime:
    """The first moment after `began` at which clocks of that zone show that hour.

    On the day on which summer time begins an hour that no clock shows is the one that it becomes;
    on the day on which it ends, the first of two.

    Args:
        said: `06:00`.
        zone: IANA name.
        began: Any zone.

    >>> said = next_hour("06:00", "Asia/Ho_Chi_Minh", datetime(2026, 11, 29, 15, tzinfo=UTC))
    >>> said.isoformat()
    '2026-11-30T06:00:00+07:00'
    """
    hour = hour_of(said)
    if hour is None:
        raise ValueError(f"no hour of the day: {said!r}")
    here = ZoneInfo(zone)
    today = began.astimezone(here).replace(
        hour=hour[0], minute=hour[1], second=0, microsecond=0, tzinfo=None
    )
    moments = []
    for day in range(3):
        wall = today + timedelta(days=day)
        folds = [wall.replace(tzinfo=here, fold=fold).astimezone(UTC) for fold in (0, 1)]
        shown = [at for at in folds if at.astimezone(here).replace(tzinfo=None) == wall]
        moments += shown or folds[:1]
    return min(at for at in moments if at > began.astimezone(UTC)).astimezone(here)


def hours_between(cron: str, stop: str) -> float | None:
    """Hours from a cron's moment of the day to another one; None where either does not say.

    >>> hours_between("0 22 * * *", "06:00"), hours_between("*/5 * * * *", "06:00")
    (8.0, None)
    """
    found, end = re.match(r"(\d{1,2})\s+(\d{1,2})\s", f"{cron} "), hour_of(stop)
    if found is None or end is None:
        return None
    minutes = end[0] * 60 + end[1] - int(found[2]) * 60 - int(found[1])
    return (minutes % (24 * 60) or 24 * 60) / 60
