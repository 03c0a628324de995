"""What a clerk sees while work goes on: results on stdout, everything else on stderr.

Names of files and recognised text come from strangers. Whatever of them could steer a terminal or
turn its words around is shown as a code, here and for every command.
"""

from __future__ import annotations

import json
import sys
import time
import unicodedata
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.progress import Progress, TaskID

__all__ = [
    "Lines",
    "Listener",
    "Silent",
    "TerminalBars",
    "harmless",
    "listener_for",
    "say",
    "say_json",
    "warn",
]

EVERY_SECONDS = 10.0
"""Without a terminal a line is written so often at most, and at the end of each stage."""


_OUR_OWN = "\n\t"
_STEERS = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Kinds of signs that are no letters: controls and escapes, changes of direction, halves of signs,
signs of private use, separators that some programs take for a line's end."""


def harmless(text: str) -> str:
    r"""The text with each sign that a terminal would obey shown as its code; lines stay lines.

    >>> harmless("a\x1b[2Jb\u202ec\nd"), harmless("Quyết định")
    ('a\\x1b[2Jb\\u202ec\nd', 'Quyết định')
    """
    return _each_sign_that_steers(text, lambda sign: ascii(sign)[1:-1])


def say(text: str) -> None:
    """A result, on stdout."""
    sys.stdout.write(harmless(text) + "\n")


def say_json(value: Any) -> None:
    """A result for a program, on stdout: such signs as JSON writes them, so it stays the same."""
    said = json.dumps(value, ensure_ascii=False, indent=2)
    sys.stdout.write(_each_sign_that_steers(said, lambda sign: json.dumps(sign)[1:-1]) + "\n")


def warn(text: str) -> None:
    """An error or a word on the side, on stderr."""
    sys.stderr.write(harmless(text) + "\n")
    sys.stderr.flush()


def _each_sign_that_steers(text: str, code: Callable[[str], str]) -> str:
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        code(sign) if unicodedata.category(sign) in _STEERS and sign not in _OUR_OWN else sign
        for sign in text
    )


class Listener(Protocol):
    """Who is told how far the work is."""

    def stage(self, name: str, total: int | None) -> None:
        """A stage begins; `total` of its pieces, None when that is not known."""

    def advance(self, by: int = 1) -> None:
        """So many pieces of the present stage are done."""

    def close(self) -> None:
        """No more will come."""


class Silent:
    """Tells nobody: tests, programs, and runs nobody watches."""

    def stage(self, name: str, total: int | None) -> None:
        """Say nothing."""

    def advance(self, by: int = 1) -> None:
        """Say nothing."""

    def close(self) -> None:
        """Say nothing."""


class Lines:
    """Plain lines now and then: for log files and pipes."""

    def __init__(self) -> None:
        self._name, self._total, self._done, self._said = "", 0, 0, 0.0

    def stage(self, name: str, total: int | None) -> None:
        """One line for a stage that has something to do."""
        self._name, self._total, self._done = name, total or 0, 0
        self._said = time.monotonic()
        if total != 0:
            warn(f"{name}…" if total is None else f"{name}: {total}")

    def advance(self, by: int = 1) -> None:
        """A line when some time has passed or the stage is complete."""
        self._done += by
        now = time.monotonic()
        finished = self._done == self._total
        if finished or now - self._said >= EVERY_SECONDS:
            self._said = now
            warn(f"{self._name}: {self._done}/{self._total}")

    def close(self) -> None:
        """Nothing is open."""


class TerminalBars:
    """A bar for each stage, with the time that is left."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        self._bars: Progress = Progress(
            TextColumn("{task.description:<28}"),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("còn"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
        )
        self._bars.start()
        self._now: TaskID | None = None

    def stage(self, name: str, total: int | None) -> None:
        """A new bar under the others."""
        self._now = self._bars.add_task(name, total=total)

    def advance(self, by: int = 1) -> None:
        """Move the last bar."""
        if self._now is not None:
            self._bars.advance(self._now, by)

    def close(self) -> None:
        """Leave the bars as they are."""
        self._bars.stop()


def listener_for(*, quiet: bool) -> Listener:
    """Bars on a terminal, lines elsewhere, nothing for programs."""
    if quiet:
        return Silent()
    return TerminalBars() if sys.stderr.isatty() else Lines()
