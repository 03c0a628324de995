"""Cuts that a person asks for at the desk, each done by `sohoa split` beside it.

A cut opens scans of strangers and writes bags; a process of its own may be killed by them and takes
nothing of the desk along.  How far it is, is asked of the archive: what a cut has published names
it among its events.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.configuration import as_environment
from flows.holding import mine
from pipeline.state_folder import state_folder
from pipeline.text.measures import ranges
from web.works import CutAtWork

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.settings import Settings

__all__ = ["DeskCuts", "pages_asked"]

log = logging.getLogger(__name__)

TOLD = 400
"""So many signs of what a cut that failed said are shown."""


@dataclass(frozen=True, slots=True)
class _Running:
    process: subprocess.Popen[bytes]
    log: Path
    documents: int


class DeskCuts:
    """One cut a file at a time; the lock of the archive keeps those of several files apart."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._running: dict[str, _Running] = {}
        self._one = threading.Lock()

    def cut(self, sha256: str, pages: Sequence[Sequence[int]], who: str) -> None:
        """Begin it; nothing where this file is being cut."""
        place = state_folder(self._settings) / "desk" / f"cut-{sha256[:16]}.log"
        place.parent.mkdir(parents=True, exist_ok=True)
        with self._one:
            if self.cutting(sha256).state == "cutting":
                return
            with place.open("wb") as words:
                process = subprocess.Popen(
                    [
                        *(sys.executable, "-m", "flows.cli", "split", sha256, "--json"),
                        *(f"--pages={pages_asked(pages)}", f"--by={who}"),
                    ],
                    env={**os.environ, **as_environment(self._settings)},
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=words,
                    start_new_session=True,
                )
            self._running[sha256] = _Running(process, place, len(pages))
        log.info("cut begun file=%s who=%r pid=%d", sha256, who, process.pid)

    def cutting(self, sha256: str) -> CutAtWork:
        """Ask the process, and while it runs the archive."""
        running = self._running.get(sha256)
        if running is None:
            return CutAtWork()
        code = running.process.poll()
        if code is None:
            return CutAtWork("cutting", self._published(sha256), running.documents)
        if code == 0:
            return CutAtWork()
        said = running.log.read_text(errors="replace").strip()
        return CutAtWork("failed", 0, running.documents, said[-TOLD:])

    def _published(self, sha256: str) -> int:
        """Documents that the cut under way has made so far."""
        from pipeline.archive.recut import made_so_far

        return made_so_far(mine(self._settings), sha256)


def pages_asked(pages: Sequence[Sequence[int]]) -> str:
    """Ranges as `sohoa split --pages` takes them.

    >>> pages_asked([(1, 2, 5), (3, 4)])
    '1–2+5,3–4'
    """
    return ",".join(ranges(numbers).replace(", ", "+") for numbers in pages)
