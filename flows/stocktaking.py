"""Take stock of the inbox: what is new, what is known, what cannot be read and why."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from flows.copies import Copies, is_copy, portions
from flows.lists import looked_at
from flows.losses import Losses, note_left
from flows.night_facts import FileTrouble, NightFacts, plain_name
from flows.pages import OpenTask, as_scan_error, open_job
from flows.planning import inbox_root
from flows.urgency import degree_of, degree_said
from pipeline.archive import fetch, look_into, settled, unreadable
from pipeline.archive.turns import AS_READ, ReadWith, read_with
from pipeline.digests import sha256_of
from pipeline.errors import (
    GoneScanError,
    ScanError,
    SecretScanError,
    StillCopyingError,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

    from flows.console import Listener
    from flows.pool import Outcome, WorkerPool
    from pipeline.archive import Archive, InboxFile
    from pipeline.archive.ledger.tables import FileState
    from pipeline.errors import TransferError
    from pipeline.settings import Settings
    from pipeline.values.scanned import Scan

__all__ = ["FileWork", "Stock", "Stocktaking", "plain_name"]

log = logging.getLogger(__name__)

SECRET = SecretScanError.code
OPEN_STATES: tuple[FileState, ...] = ("seen", "reading", "failed")


@dataclass(frozen=True, slots=True)
class FileWork:
    """A file that is not finished.

    Attributes:
        scan: The file.
        todo: Pages to read, those that were begun before last.
        location: Where it lies.
        written_ns: When it was last written, nanoseconds since 1970.
        kept: How many pages were finished on an earlier night.
        cleared: A person decided that it is not secret.
        first_seen: When a night first met it; None: this one did.
        degree: How urgent it is, see `urgency`.
        read_with: What its pages are read with, and kept under.
    """

    scan: Scan
    todo: tuple[int, ...]
    location: str = ""
    written_ns: int = 0
    kept: int = 0
    cleared: bool = False
    read_with: ReadWith = AS_READ
    first_seen: datetime | None = None
    degree: int = 0


@dataclass(frozen=True, slots=True)
class Copy:
    """A file with the bytes of another one, which is worked on.

    Attributes:
        name: For a person.
        twin: The other's name.
        known: Its bytes were known at its place from an earlier night.
    """

    name: str
    twin: str
    known: bool


@dataclass(slots=True)
class Stock:
    """Files to work on, by hash, and their copies."""

    work: dict[str, FileWork] = field(default_factory=dict)
    copies: dict[str, list[Copy]] = field(default_factory=dict)

    def add_copy(self, unfinished: str | None, copy: Copy, facts: NightFacts) -> None:
        """Count a copy; one of a file that is worked on (its hash) meets that one's fate."""
        if copy.known:
            facts.duplicates_before += 1
        else:
            facts.duplicates.append((copy.name, copy.twin))
        if unfinished is not None:
            self.copies.setdefault(unfinished, []).append(copy)

    def fates(self, sha256: str, trouble: FileTrouble, facts: NightFacts) -> list[FileTrouble]:
        """What a person is told of a file that was refused, and of each of its copies.

        They meet its fate under their own names, and stand among the duplicates no more.
        """
        told = [trouble]
        for copy in self.copies.pop(sha256, ()):
            if copy.known:
                facts.duplicates_before -= 1
            else:
                facts.duplicates.remove((copy.name, copy.twin))
            reason = f"{copy.name}: {trouble.bare_reason}"
            told.append(FileTrouble(copy.name, trouble.code, reason))
        return told


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A file whose bytes are known and whose work is not finished."""

    file: InboxFile
    path: Path | None  # None: to be fetched when it is opened
    sha256: str


class Stocktaking:
    """One look at the whole inbox.  May be repeated: nothing is counted twice."""

    def __init__(
        self, settings: Settings, archive: Archive, workers: WorkerPool, scratch: Path, config: str
    ) -> None:
        """Prepare.

        Args:
            settings: Of the night.
            archive: Its ledger knows what was seen before.
            workers: Opens files: a hostile PDF may crash who opens it.
            scratch: Folder for copies of files that lie in a bucket.
            config: `reading_key`: pages finished under it are not read again.
        """
        self._settings, self._archive, self._workers = settings, archive, workers
        self._scratch, self._config = scratch, config
        self._waiting: list[tuple[InboxFile, FileTrouble]] = []
        self._copies = Copies()
        self._alike: dict[Any, Any] = {}  # one of each value that many files share
        self._seen: dict[str, datetime] = {}

    def take(self, facts: NightFacts, listener: Listener) -> Stock:
        """Look at every entry; what is wrong with some is put on record, the rest is work."""
        listener.stage("Xem hộp nhận", None)
        listing = look_into(self._settings.inbox)
        self._lists, listing = looked_at(
            self._archive, listing, self._workers, self._scratch, self._settings
        )
        whole, copying = settled(listing.files, self._settings.settle_seconds)
        facts.files_in_inbox = len(listing.files)
        losses = Losses(self._archive)
        losses.reopen()
        self._waiting.clear()
        self._copies = Copies()
        for file in copying:
            went = "://" not in file.location and not os.path.lexists(file.location)
            self._wait(file, (GoneScanError if went else StillCopyingError)(file.name), facts)
        stock = Stock()
        candidates = self._unfinished(whole, losses, stock, facts, listener)
        losses.tell({candidate.sha256 for candidate in candidates}, facts)
        self._open(candidates, stock, facts, listener)
        facts.manifests = self._lists.end(listing.files)
        note_left(self._archive.ledger, listing.not_taken, self._waiting, facts)
        return stock

    def _unfinished(
        self,
        files: Iterable[InboxFile],
        losses: Losses,
        stock: Stock,
        facts: NightFacts,
        listener: Listener,
    ) -> list[_Candidate]:
        """Hash what is new, put it on record, and leave out what is finished."""
        ledger = self._archive.ledger
        known = ledger.meet(files)
        # Known files first: of the same bytes under two names the newer name is the copy.
        files = sorted(files, key=lambda file: file.location not in known)
        self._seen = {
            row.sha256: row.first_seen for state in OPEN_STATES for row in ledger.files(state)
        }
        unfinished = set(self._seen)
        aside = {row.sha256: row.code for row in ledger.files("set_aside")}
        found: dict[str, _Candidate] = {}
        first: dict[str, str] = {}
        listener.stage("Kiểm tra tệp mới", len(files) - len(known))
        for file in files:
            sha256, path, others = known.get(file.location), None, ()
            if sha256 is None:
                listener.advance()
                path, sha256 = self._hashed(file, facts)
                if path is None:
                    continue
                others = self._sight(file, sha256, facts, unfinished, aside)
            damaged = self._damaged(file, sha256, path, facts)
            if damaged is not None and sha256 in unfinished and sha256 not in found:
                unfinished.remove(sha256)
                aside[sha256] = damaged.code
                self._set_aside(file, sha256, damaged, stock, facts)
            elif sha256 in aside:
                facts.aside_before += 1
                facts.withheld_before += aside[sha256] == SecretScanError.code
            elif sha256 in unfinished and sha256 not in found:
                if path is not None or is_copy(file) or (path := self._fetched(file, facts)):
                    found[sha256] = _Candidate(file, self._copies.kept(file, path), sha256)
                    first[sha256], path = file.name, None
            elif sha256 in first or others:
                twin = plain_name(first.get(sha256) or others[0])
                copy = Copy(plain_name(file.name), twin, file.location in known)
                stock.add_copy(sha256 if sha256 in unfinished else None, copy, facts)
            else:
                facts.published_before += 1
            first.setdefault(sha256, file.name)
            self._copies.drop(file, path)
        # A file whose document is lost, too, is told with that loss.
        self._miss(unfinished - found.keys() - losses.files, facts)
        return sorted(found.values(), key=lambda candidate: candidate.file.name)

    def _hashed(self, file: InboxFile, facts: NightFacts) -> tuple[Path, str] | tuple[None, str]:
        """A new file on this machine, and its hash; none when it cannot be read to its end."""
        path = self._fetched(file, facts)
        if path is not None:
            try:
                return path, sha256_of(path)
            except OSError as error:
                self._wait(file, unreadable(file.name, error), facts)
        return None, ""

    def _damaged(
        self, file: InboxFile, sha256: str, path: Path | None, facts: NightFacts
    ) -> TransferError | None:
        """Why a contractor's list says that these are not the bytes that were delivered."""
        fetched = None
        if path is None and self._lists.asks_for(file.name, sha256):
            fetched = self._fetched(file, facts)
        found = self._lists.differs(file.name, sha256, path or fetched)
        self._copies.drop(file, fetched)
        return found

    def _fetched(self, file: InboxFile, facts: NightFacts) -> Path | None:
        """The file on this machine; None when it went or may not be read."""
        try:
            return fetch(file, self._scratch)
        except ScanError as error:
            self._wait(file, error, facts)
        return None

    def _wait(self, file: InboxFile, error: ScanError, facts: NightFacts) -> None:
        """A file is left for another night; its hash may not even be known."""
        trouble = _trouble(type(error)(plain_name(file.name), *error.args[1:]))
        facts.files_waiting.append(trouble)
        self._waiting.append((file, trouble))

    def _sight(
        self,
        file: InboxFile,
        sha256: str,
        facts: NightFacts,
        unfinished: set[str],
        aside: dict[str, str | None],
    ) -> Sequence[str]:
        """Put a new file on record; other names that its bytes were seen under."""
        ledger = self._archive.ledger
        before = ledger.file(sha256)
        names = ledger.names(sha256) if before else []
        ledger.sight(file, sha256)
        if before is None:
            facts.files_new += 1
            unfinished.add(sha256)
        elif file.name not in names and aside.get(sha256, SECRET) != SECRET:
            # Never archived, and somebody gave it another name: it is looked at again.
            for name in {before.name, *names}:
                self._archive.take_back(name)
            ledger.retry(sha256)
            unfinished.add(sha256)
            del aside[sha256]
        return [name for name in names if name != file.name]

    def _miss(self, hashes: set[str], facts: NightFacts) -> None:
        """Files that are not finished and lie in the inbox no more, under no name."""
        waiting = {file.location for file, _ in self._waiting}
        ledger = self._archive.ledger
        # Those of another inbox on the same archive are no business of this night.
        here = inbox_root(self._settings.inbox)
        for sha256 in sorted(hashes):
            row, places = ledger.file(sha256), ledger.places(sha256)
            if row is None or row.code == GoneScanError.code or waiting & places.keys():
                continue
            if not any(place.startswith(here) for place in places):
                continue
            error = GoneScanError(plain_name(row.name))
            ledger.fail(sha256, error.code, str(error))
            facts.files_waiting.append(_trouble(error))

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
        for portion in portions(candidates):
            by_path: dict[Path, _Candidate] = {}
            for candidate in portion:
                path = candidate.path or self._fetched(candidate.file, facts)
                if path is None:
                    listener.advance()
                else:
                    by_path[path] = candidate
            self._open_at(by_path, stock, facts, listener)

    def _open_at(
        self,
        by_path: dict[Path, _Candidate],
        stock: Stock,
        facts: NightFacts,
        listener: Listener,
    ) -> None:
        """Open the files that lie at these places."""

        def opened(outcome: Outcome) -> None:
            path = outcome.job.task.path
            candidate = by_path[path]
            if not self._archive.is_unchanged(path, candidate.sha256):
                self._lose(candidate, facts)
                listener.advance()
                return
            name = plain_name(candidate.file.name)
            error = as_scan_error(outcome, name)
            if error is not None:
                self._refuse(candidate, error, stock, facts)
            elif outcome.value.sha256 != candidate.sha256:
                self._lose(candidate, facts)
            else:
                self._accept(candidate, outcome.value, stock)
            self._copies.drop(candidate.file, path)  # who reads it fetches it
            listener.advance()

        tasks = [OpenTask(path, plain_name(c.file.name)) for path, c in by_path.items()]
        self._workers.run([open_job(task, self._settings) for task in tasks], opened)

    def _accept(self, candidate: _Candidate, scan: Scan, stock: Stock) -> None:
        """A readable file becomes work; pages finished on an earlier night are kept."""
        ledger = self._archive.ledger
        ledger.begin(scan.sha256, scan.pages)
        self._archive.take_back(candidate.file.name)
        file = read_with(self._archive, scan.sha256, self._config)
        rows = ledger.pages.of(scan.sha256, file.key)
        kept = {
            number
            for number, row in rows.items()
            if row.state in ("done", "failed")
            and self._archive.load_page(scan.sha256, number, file.key) is not None
        }
        todo = [number for number in range(1, scan.pages + 1) if number not in kept]
        begun = {number: row.attempts for number, row in rows.items()}
        todo.sort(key=lambda number: (begun.get(number, 0), number))
        cleared = ledger.clearance(scan.sha256) is not None
        found = candidate.file
        stock.work[scan.sha256] = FileWork(
            self._slim(scan),
            self._alike.setdefault(("todo", *todo), tuple(todo)),
            found.location,
            found.mtime_ns,
            len(kept),
            cleared,
            file,
            self._seen.get(scan.sha256),
            max(degree_of(found.name), degree_said(self._lists.urgency(found.name))),
        )

    def _slim(self, scan: Scan) -> Scan:
        """The same; pages and files that are alike share what tells their sizes."""
        sizes = tuple(self._alike.setdefault(size, size) for size in scan.sizes)
        return replace(scan, sizes=self._alike.setdefault(("sizes", *sizes), sizes))

    def _lose(self, candidate: _Candidate, facts: NightFacts) -> None:
        """A file went, or was replaced, after it was hashed."""
        error = GoneScanError(plain_name(candidate.file.name))
        self._archive.ledger.fail(candidate.sha256, error.code, str(error))
        self._wait(candidate.file, error, facts)

    def _refuse(
        self, candidate: _Candidate, error: ScanError, stock: Stock, facts: NightFacts
    ) -> None:
        self._set_aside(candidate.file, candidate.sha256, error, stock, facts)

    def _set_aside(
        self, file: InboxFile, sha256: str, error: ScanError, stock: Stock, facts: NightFacts
    ) -> None:
        told = type(error)(plain_name(file.name), *error.args[1:])
        self._archive.set_aside(file.name, sha256, told, file.size)
        facts.files_set_aside += stock.fates(sha256, _trouble(told), facts)


def _trouble(error: ScanError) -> FileTrouble:
    return FileTrouble(error.name, error.code, str(error))
