"""Moments as parts of paths: what is put away or proposed is named by them, and so sorts by age."""

from __future__ import annotations

from datetime import UTC, datetime

__all__ = ["as_stamp", "moment_of"]

_STAMP = "%Y%m%dT%H%M%S%fZ"


def as_stamp(moment: datetime) -> str:
    """A moment as a part of a path.

    >>> as_stamp(datetime(2026, 11, 29, 22, 5, 1, 7, UTC))
    '20261129T220501000007Z'
    """
    return moment.astimezone(UTC).strftime(_STAMP)


def moment_of(stamp: str) -> datetime:
    """The moment that a stamp names; `ValueError` where it is none.

    >>> moment_of("20261129T220501000007Z").isoformat()
    '2026-11-29T22:05:01.000007+00:00'
    """
    return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
