"""What the command line does for the desk."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

from flows.apart import keep_apart
from flows.configuration import as_environment
from flows.desk_cuts import DeskCuts
from flows.night_lease import NightRunsError, holder, night_lease
from pipeline.archive import look_into
from pipeline.archive.versions import proposals
from pipeline.state_folder import state_folder
from web.works import AtWork

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.archive import Archive
    from pipeline.archive.ledger.versions_tables import VersionRow
    from pipeline.settings import Settings
    from web.works import CutAtWork

__all__ = ["DeskWorks"]

log = logging.getLogger(__name__)

TOLD = 600
"""So many signs of what a failed run said last are shown; its log has all."""


class DeskWorks:
    """Runs `sohoa ingest` beside the desk, as a person at a terminal would.

    The night is no child that dies with us (`flows.children`): a desk that is stopped or updated
    must not stop a night. Whether one runs is asked of the ledger, so that nights of the schedule,
    of a terminal and of other machines count too.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._begun: subprocess.Popen[bytes] | None = None
        self._from = 0
        self._one = threading.Lock()
        self._cuts = DeskCuts(settings)

    @property
    def log(self) -> Path:
        """What nights begun at the desk say."""
        return state_folder(self._settings) / "desk" / "nights.log"

    def begin_night(self, who: str) -> None:
        """Start a night on its own feet.

        Raises:
            NightRunsError: One runs.
            SettingsError: There is no inbox, or it and the archive are not apart.
        """
        keep_apart(self._settings)
        look_into(self._settings.inbox)
        with self._one:
            at_work = self.at_work()
            if at_work.state in ("beginning", "holds"):
                raise NightRunsError(self._settings.archive, at_work.said or "đang khởi động")
            self.log.parent.mkdir(parents=True, exist_ok=True)
            with self.log.open("ab") as words:
                self._from = words.tell()
                self._begun = subprocess.Popen(
                    _command(),
                    env={**os.environ, **as_environment(self._settings)},
                    stdin=subprocess.DEVNULL,
                    stdout=words,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            log.info("night begun who=%r pid=%d", who, self._begun.pid)

    def decide_version(self, archive: Archive, row: VersionRow, who: str, *, release: bool) -> None:
        """As `sohoa reread --release` and `--reject` do it.

        Raises:
            NightRunsError: A night holds the archive.
            VersionError: It was decided before, or no longer fits what stands.
        """
        # Somebody waits before a screen: nobody is watched.
        with night_lease(self._settings, archive.ledger.leases, patience=0) as held:
            archive = archive.under(held.lease)
            proposals.settle(archive, self._settings)
            (proposals.release if release else proposals.reject)(archive, row, who)
        log.info("version decided document=%s who=%r release=%s", row.id, who, release)

    def at_work(self) -> AtWork:
        """Ask the ledger; then the run that was begun here."""
        who = holder(self._settings)
        if who is not None:
            return AtWork("holds", who)
        code = None if self._begun is None else self._begun.poll()
        if self._begun is None or code == 0:
            return AtWork("idle")
        return AtWork("beginning") if code is None else AtWork("failed", self._last_words())

    def cut(self, sha256: str, pages: Sequence[Sequence[int]], who: str) -> None:
        """See `DeskCuts`."""
        self._cuts.cut(sha256, pages, who)

    def cutting(self, sha256: str) -> CutAtWork:
        """See `DeskCuts`."""
        return self._cuts.cutting(sha256)

    def _last_words(self) -> str:
        with self.log.open("rb") as words:
            words.seek(self._from)
            said = words.read().decode(errors="replace").strip()
        return said[-TOLD:]


def _command() -> list[str]:
    """A night in this machine's way: where a Prefect server stands, its workers do it."""
    if os.environ.get("PREFECT_API_URL"):
        return [sys.executable, "-m", "prefect", "deployment", "run", "nightly/hang-dem"]
    return [sys.executable, "-m", "flows.cli", "ingest"]
