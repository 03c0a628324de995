"""Take stock of the inbox: what is new, what is known, what cannot be read and why."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flows.facts import FileTrouble, NightFacts
from flows.pages import OpenTask, as_scan_error, open_job
from pipeline.archive import fetch, look_into, settled
from pipeline.errors import (
    CorruptScanError,
    ScanError,
    SecretScanError,
    StillCopyingError,
)
from pipeline.plain_words import from_system

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from flows.console import Listener
    from flows.pool import Crew, Outcome
    from pipeline.archive import Archive, InboxFile
    from pipeline.settings import Settings
    from pipeline.values import Scan

__all__ = ["FileWork", "Stock", "Stocktaking", "plain_name"]

log = logging.getLogger(__name__)

FILE_TRIES = 3
"""A file that could be read but not made into documents is tried on so many nights in all."""


@dataclass(frozen=True, slots=True)
class FileWork:
    """A file that is not finished.

    Attributes:
        scan: The file.
        todo: Pages to read, those that were begun before last.
        kept: How many pages were finished on an earlier night.
        cleared: A person decided that it is not secret.
    """

    scan: Scan
    todo: tuple[int, ...]
    kept: int = 0
    cleared: bool = False


@dataclass(slots=True)
class Stock:
    """Files to work on, by hash."""

    work: dict[str, FileWork] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A file whose bytes are known and whose work is not finished."""

    file: InboxFile
    path: Path
    sha256: str


def plain_name(name: str) -> str:
    """A file's name on one line: line breaks and other invisible signs become spaces."""
    return "".join(sign if sign.isprintable() else " " for sign in name)


class Stocktaking:
    """One look at the whole inbox.  May be repeated: nothing is counted twice."""

    def __init__(
        self, settings: Settings, archive: Archive, crew: Crew, scratch: Path, config: str
    ) -> None:
        """Prepare.

        Args:
            settings: Of the night.
            archive: Its ledger knows what was seen before.
            crew: Opens files: a hostile PDF may crash who opens it.
            scratch: Folder for copies of files that lie in a bucket.
            config: `reading_key`: pages finished under it are not read again.
        """
        self._settings, self._archive, self._crew = settings, archive, crew
        self._scratch, self._config = scratch, config

    def take(self, facts: NightFacts, listener: Listener) -> Stock:
        """Look at every file; what is wrong with some is put on record, the rest is work."""
        listener.stage("Xem hộp nhận", None)
        listing = look_into(self._settings.inbox)
        whole, copying = settled(listing.files, self._settings.settle_seconds)
        facts.files_in_inbox = len(listing.files)
        facts.files_ignored = [plain_name(other.name) for other in listing.ignored]
        facts.files_waiting = [_trouble(StillCopyingError(plain_name(f.name))) for f in copying]
        stock = Stock()
        candidates = self._unfinished(whole, facts, listener)
        self._open(candidates, stock, facts, listener)
        return stock

    def _unfinished(
        self, files: Iterable[InboxFile], facts: NightFacts, listener: Listener
    ) -> list[_Candidate]:
        """Hash what is new, put it on record, and leave out what is finished."""
        files = list(files)
        ledger = self._archive.ledger
        known = ledger.known(files)
        open_states = ("seen", "reading", "failed")
        unfinished = {row.sha256 for state in open_states for row in ledger.files(state)}
        aside = {row.sha256: row.code for row in ledger.files("set_aside")}
        found: dict[str, _Candidate] = {}
        fresh = [file for file in files if file.location not in known]
        listener.stage("Kiểm tra tệp mới", len(fresh))
        for file in files:
            sha256 = known.get(file.location)
            path = None
            if sha256 is None:
                path = self._fetched(file, facts)
                if path is None:
                    continue
                sha256 = _sha256(path)
                self._sight(file, sha256, facts, unfinished)
                listener.advance()
            if sha256 in aside:
                facts.aside_before += 1
                facts.withheld_before += aside[sha256] == SecretScanError.code
            if sha256 in unfinished and sha256 not in found:
                path = path or self._fetched(file, facts)
                if path is not None:
                    found[sha256] = _Candidate(file, path, sha256)
        return list(found.values())

    def _fetched(self, file: InboxFile, facts: NightFacts) -> Path | None:
        """The file on this machine; None when it went or may not be read."""
        try:
            path = fetch(file, self._scratch)
            path.open("rb").close()
        except StillCopyingError as error:
            facts.files_waiting.append(_trouble(error))
        except OSError as error:
            unread = CorruptScanError(plain_name(file.name), from_system(error))
            facts.files_set_aside.append(_trouble(unread))
            self._archive.set_aside(file.name, None, unread, file.size)
        else:
            return path
        return None

    def _sight(self, file: InboxFile, sha256: str, facts: NightFacts, unfinished: set[str]) -> None:
        ledger = self._archive.ledger
        before = ledger.file(sha256)
        names = ledger.names(sha256) if before else []
        row = ledger.sight(file, sha256)
        if before is None:
            facts.files_new += 1
            unfinished.add(sha256)
        elif file.name not in names:
            facts.duplicates.append((plain_name(file.name), plain_name(row.name)))

    def _open(
        self,
        candidates: list[_Candidate],
        stock: Stock,
        facts: NightFacts,
        listener: Listener,
    ) -> None:
        """Open the files in processes that may be killed."""
        if not candidates:
            return
        listener.stage("Mở tệp", len(candidates))
        by_path = {candidate.path: candidate for candidate in candidates}

        def opened(outcome: Outcome) -> None:
            candidate = by_path[outcome.job.task.path]
            name = plain_name(candidate.file.name)
            error = as_scan_error(outcome, name)
            if error is not None:
                self._refuse(candidate, error, facts)
            elif outcome.value.sha256 != candidate.sha256:
                facts.files_waiting.append(_trouble(StillCopyingError(name)))
            else:
                self._accept(candidate, outcome.value, stock)
            listener.advance()

        tasks = [OpenTask(c.path, plain_name(c.file.name)) for c in candidates]
        self._crew.run([open_job(task, self._settings) for task in tasks], opened)

    def _accept(self, candidate: _Candidate, scan: Scan, stock: Stock) -> None:
        """A readable file becomes work; pages finished on an earlier night are kept."""
        ledger = self._archive.ledger
        ledger.begin(scan.sha256, scan.pages)
        self._archive.take_back(candidate.file.name)
        rows = ledger.pages.of(scan.sha256, self._config)
        kept = {
            number
            for number, row in rows.items()
            if row.state in ("done", "failed")
            and self._archive.load_page(scan.sha256, number, self._config) is not None
        }
        todo = [number for number in range(1, scan.pages + 1) if number not in kept]
        begun = {number: row.attempts for number, row in rows.items()}
        todo.sort(key=lambda number: (begun.get(number, 0), number))
        cleared = ledger.clearance(scan.sha256) is not None
        stock.work[scan.sha256] = FileWork(scan, tuple(todo), len(kept), cleared)

    def _refuse(self, candidate: _Candidate, error: ScanError, facts: NightFacts) -> None:
        file = candidate.file
        self._archive.set_aside(file.name, candidate.sha256, error, file.size)
        facts.files_set_aside.append(_trouble(error))


def _trouble(error: ScanError) -> FileTrouble:
    return FileTrouble(error.name, error.code, str(error))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
