"""When a night begins nothing more: its hour has come, or there is no room for more.

What runs is finished; what is left is taken up by the next night.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipeline.hours import next_hour

if TYPE_CHECKING:
    from collections.abc import Callable

    from flows.room import Room

__all__ = ["Halt", "Halting", "Hour"]

log = logging.getLogger(__name__)

LOOK_SECONDS = 5.0
"""Room is looked at so often at most: a share may take a while to say how full it is."""


@dataclass(frozen=True, slots=True)
class Halt:
    """Why a night begins nothing more: a code for programs, and in Vietnamese."""

    code: str
    reason: str


class Hour:
    """A night's last hour.

    The wall clock is asked once, when the night begins; from then on the seconds are counted by a
    clock that nobody sets and that goes on while the machine sleeps.  A wall clock that is set in
    the night, by a person or by the network, changes nothing.
    """

    def __init__(
        self,
        said: str,
        zone: str,
        began: datetime | None = None,
        seconds: Callable[[], float] = lambda: time.clock_gettime(time.CLOCK_BOOTTIME),
    ) -> None:
        """Begin to count.

        Args:
            said: `06:00`; empty for a night that goes on until all is done.
            zone: IANA name.
            began: When the night did; now.
            seconds: The clock.
        """
        self._seconds = seconds
        began = began or datetime.now(UTC)
        self.at = next_hour(said, zone, began) if said else None
        self._until = None
        if self.at is not None:
            # As UTC: within one zone Python subtracts what clocks show, and summer time is lost.
            away = self.at.astimezone(UTC) - began.astimezone(UTC)
            self._until = seconds() + away.total_seconds()

    def seconds_left(self) -> float | None:
        """Until then; None where there is no such hour."""
        return None if self._until is None else max(0.0, self._until - self._seconds())

    def halt(self) -> Halt | None:
        """That it has come."""
        if self.at is None or self.seconds_left():
            return None
        return Halt("stop-time", f"đã đến giờ dừng {self.at:%H:%M}")


class Halting:
    """Asked before anything is begun; what it once said stays so for the night.

    Attributes:
        halt: Why nothing more is begun; None while all goes on.
        at: The night's last hour; None where it has none.
    """

    def __init__(
        self, hour: Hour, room: Room, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        """Begin.

        Args:
            hour: The night's last.
            room: On the disks it writes to.
            seconds: The clock.
        """
        self.halt: Halt | None = None
        self._hour, self._room, self._seconds = hour, room, seconds
        self.at = hour.at
        self._looked = -LOOK_SECONDS

    def may_begin(self) -> bool:
        """Whether anything more may be begun."""
        if self.halt is None:
            self.halt = self._hour.halt() or self._full()
            if self.halt is not None:
                log.warning("night halts code=%s reason=%s", self.halt.code, self.halt.reason)
        return self.halt is None

    def _full(self) -> Halt | None:
        if self._seconds() - self._looked < LOOK_SECONDS:
            return None
        self._looked = self._seconds()
        full = self._room.lacking()
        return None if full is None else Halt("no-room", full)
