"""Moments as a clerk's clock shows them: in the archive's time zone, wherever the server stands."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import tzinfo

__all__ = ["lately_said", "moment_said"]


def moment_said(moment: datetime | str, zone: tzinfo) -> str:
    """A moment with its day; one in ISO 8601 too, empty for none.

    >>> from zoneinfo import ZoneInfo
    >>> moment_said("2026-11-29T19:55:00+00:00", ZoneInfo("Asia/Ho_Chi_Minh"))
    '02:55 ngày 30/11/2026'
    >>> moment_said("", ZoneInfo("Asia/Ho_Chi_Minh"))
    ''
    """
    if not moment:
        return ""
    known = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return f"{known.astimezone(zone):%H:%M ngày %d/%m/%Y}"


def lately_said(moment: datetime, zone: tzinfo) -> str:
    """A moment that is not long ago: the hour, and the day where it is not today.

    >>> from datetime import UTC
    >>> lately_said(datetime(2020, 11, 29, 3, 0, tzinfo=UTC), UTC)
    '03:00 ngày 29/11/2020'
    """
    local = moment.astimezone(zone)
    is_today = local.date() == datetime.now(zone).date()
    return f"{local:%H:%M}" if is_today else moment_said(local, zone)
