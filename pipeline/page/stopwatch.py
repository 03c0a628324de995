"""Where the time of a page goes, stage by stage."""

from __future__ import annotations

import time

__all__ = ["Stopwatch"]


class Stopwatch:
    """Processor seconds of one page's stages, told at the end of each.

    A stage that is told twice is summed. Threads of this process count, other processes do not.

    >>> watch = Stopwatch()
    >>> watch.lap("flatten")
    >>> watch.lap("clean")
    >>> list(watch.seconds)
    ['flatten', 'clean']
    """

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}
        self._since = time.process_time()

    def lap(self, stage: str) -> None:
        """Charge all time since the last call to a stage."""
        now = time.process_time()
        self._seconds[stage] = self._seconds.get(stage, 0.0) + now - self._since
        self._since = now

    @property
    def seconds(self) -> dict[str, float]:
        """Seconds by stage, in the order in which the stages ran."""
        return dict(self._seconds)
