"""Whether the inbox is as the lists in it say: what is missing, too much, damaged, miscounted.

A list is read once, and a file is hashed for it once; both are kept in the ledger.  A night that
finds a list's folder as it left it compares nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.archive.ledger.manifests import LineRow, ManifestRow
from pipeline.archive.manifests.facts import NAMED, manifest_facts
from pipeline.archive.manifests.matching import Names, folder_of, is_scan, under
from pipeline.archive.manifests.naming import bag_of, is_sums, is_tag
from pipeline.errors import TransferError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from pipeline.archive.archive import Archive
    from pipeline.archive.ledger.manifests import LineState
    from pipeline.archive.listing import InboxFile
    from pipeline.archive.manifests.facts import ManifestFacts
    from pipeline.archive.manifests.listed import Manifest

__all__ = ["Checking"]


@dataclass(slots=True)
class _List:
    """A list being compared."""

    row: ManifestRow
    lines: list[LineRow]
    compared: str
    by_file: dict[str, LineRow] = field(default_factory=dict)
    changed: dict[int, LineRow] = field(default_factory=dict)

    def name(self, line: LineRow, file: str) -> None:
        if line.file != file:
            line.file = file
            self.changed[line.number] = line

    def set(self, line: LineRow, state: LineState, sha256: str | None, pages: int | None) -> None:
        if (line.state, line.sha256, line.found_pages) != (state, sha256, pages):
            line.state, line.sha256, line.found_pages = state, sha256, pages
            self.changed[line.number] = line


class Checking:
    """One look at an inbox's lists; see the module.

    In this order: `unread` tells which lists are new, `keep` takes what they say, `begin` finds out
    which files they mean, `differs` is asked of each file, `end` counts.
    """

    def __init__(self, archive: Archive, lists: Iterable[InboxFile], inbox: str) -> None:
        """Begin.

        Args:
            archive: Its ledger knows what was read and compared before.
            lists: Files of the inbox that may be lists.
            inbox: What all places in it begin with; lists of another one are left alone.
        """
        self._ledger, self._asides = archive.ledger.manifests, archive.ledger.asides
        self._archive = archive
        self._here = {file.location: file for file in lists if not is_tag(file.name)}
        self._known = {
            row.location: row for row in self._ledger.all() if row.location.startswith(inbox)
        }
        self._lists: list[_List] = []
        self._files: dict[str, list[_List]] = {}
        self._urgency: dict[str, str] = {}
        self._new: set[str] = set()

    def unread(self) -> list[InboxFile]:
        """Lists that are new, or have other bytes."""
        return [file for file in self._here.values() if not self._is_known(file)]

    def keep(self, file: InboxFile, read: Manifest | None, trouble: str = "") -> None:
        """What a list says; None for a table that is no list, or that cannot be read."""
        row = ManifestRow(
            file.location,
            file.name,
            file.size,
            file.mtime_ns,
            read.kind if read else "",
            trouble or None,
            read.refused if read else (),
            read.refused_number if read else 0,
        )
        lines = [
            LineRow(number, line.name, line.algorithm, line.digest, line.pages, line.urgency[:40])
            for number, line in enumerate(read.lines if read else (), 1)
        ]
        self._ledger.keep(row, lines)
        self._known[file.location] = row
        self._new.add(row.id)

    def not_lists(self) -> list[InboxFile]:
        """Tables that turned out to be no lists: they are not taken, as anything else."""
        return [
            file
            for location, file in self._here.items()
            if (row := self._known.get(location)) and not row.kind and not row.trouble
        ]

    def begin(self, files: Sequence[InboxFile], others: Iterable[str]) -> None:
        """Find out which files the lists mean.

        Args:
            files: The scans of the inbox.
            others: Names of what else lies there.
        """
        self._ledger.forget([row for at, row in self._known.items() if at not in self._here])
        rows = [row for at in self._here if (row := self._known.get(at)) and row.kind]
        below = {row.id: _below(row, files) for row in rows}
        prints = {row.id: _print_of(below[row.id].values()) for row in rows}
        if any(row.compared != prints[row.id] for row in rows):
            # All of them: what one does not name another one may.
            beside = frozenset(others)
            self._lists = [
                self._compared(row, below[row.id], beside, prints[row.id]) for row in rows
            ]
        self._urgency = self._ledger.urgent() | {
            name: line.urgency
            for one in self._lists
            for name, line in one.by_file.items()
            if line.urgency
        }

    def urgency(self, name: str) -> str:
        """The degree of urgency that a list gives a file; empty where none does."""
        return self._urgency.get(name, "")

    def asks_for(self, name: str, sha256: str) -> bool:
        """Whether the file itself is needed to compare it: its SHA-256 does not tell."""
        lines = (one.by_file[name] for one in self._files.get(name, ()))
        return any(
            line.algorithm not in (None, "sha256") and line.sha256 != sha256 for line in lines
        )

    def differs(self, name: str, sha256: str, path: Path | None) -> TransferError | None:
        """Why a file must not be read: it is not the one that was delivered.

        Args:
            name: Of the file.
            sha256: Of its bytes.
            path: Where they are; needed where `asks_for` says so.

        A person who said that it shall be read nevertheless (`sohoa retry`) is obeyed.
        """
        wrong = None
        for one in self._files.get(name, ()):
            line = one.by_file[name]
            same = _is_same(line, sha256, path)
            if same is None:
                continue
            if not same:
                wrong = wrong or TransferError(name, one.row.name)
                one.set(line, "differs", sha256, None)
            elif line.sha256 != sha256 or line.state != "miscounted":
                one.set(line, "met", sha256, None)
        return None if wrong is None or self._is_released(sha256) else wrong

    def end(self, files: Sequence[InboxFile]) -> list[ManifestFacts]:
        """Count pages and what no list names; all that is to be told of the lists.

        Args:
            files: The scans of the inbox, as `begin` was given them.
        """
        news = set(self._new)
        for one in self._lists:
            whole = self._count_pages(one)
            extras = self._extras(one, files)
            if one.changed or tuple(extras[:NAMED]) != one.row.extras:
                news.add(one.row.id)
            compared = one.compared if whole else ""
            self._ledger.compare(one.row, one.changed.values(), extras, compared)
        rows = [row for row in self._ledger.all() if row.location in self._here]
        return manifest_facts(self._archive, rows, news)

    def _is_known(self, file: InboxFile) -> bool:
        row = self._known.get(file.location)
        return row is not None and (row.size, row.mtime_ns) == (file.size, file.mtime_ns)

    def _compared(
        self, row: ManifestRow, below: Mapping[str, InboxFile], others: Iterable[str], now: str
    ) -> _List:
        """A list with the files that its lines mean."""
        found = _List(row, self._ledger.lines(row), now)
        names = Names(below)
        beside = Names(_seen_from(row, others))
        for line in found.lines:
            meant = names.meant(line.name)
            if meant is not None:
                file = below[meant].name
                found.by_file[file] = line
                found.name(line, file)
                self._files.setdefault(file, []).append(found)
            elif beside.meant(line.name) is not None or not is_scan(line.name):
                found.set(line, "beside", None, None)
            else:
                found.set(line, "awaited", None, None)
        return found

    def _count_pages(self, one: _List) -> bool:
        """Compare numbers of pages; whether all that lies there could be compared."""
        counted = [
            line
            for line in one.by_file.values()
            if line.sha256 and line.pages is not None and line.state != "differs"
        ]
        known = self._ledger.pages_of(line.sha256 or "" for line in counted)
        for line in counted:
            pages = known.get(line.sha256 or "")
            if pages is not None and pages != line.pages:
                one.set(line, "miscounted", line.sha256, pages)
            elif line.sha256 in known:
                one.set(line, "met", line.sha256, None)
        # Nobody could read these, or they are still being copied.
        unread = [line for line in one.by_file.values() if line.sha256 is None]
        for line in unread:
            if line.state == "awaited":
                one.set(line, "met", None, None)
        return not unread and all(line.sha256 in known for line in counted)

    def _extras(self, one: _List, files: Iterable[InboxFile]) -> list[str]:
        """Scans in the folders of those it names that no list names."""
        if is_sums(one.row.name) and len(one.lines) == 1 and not bag_of(one.row.name):
            return []  # the sum of one file, beside it
        folders = {folder_of(name) for name in one.by_file}
        return [
            file.name
            for file in files
            if folder_of(file.name) in folders and file.name not in self._files
        ]

    def _is_released(self, sha256: str) -> bool:
        last = self._asides.last_of([sha256]).get(sha256)
        return last is not None and last.act == "retry"


def _is_same(line: LineRow, sha256: str, path: Path | None) -> bool | None:
    """Whether bytes are those that a line means; None while nobody can tell."""
    if line.algorithm is None:
        return True
    if line.algorithm == "sha256":
        return line.digest == sha256
    if line.sha256 == sha256:
        return line.state != "differs"
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, line.algorithm).hexdigest() == line.digest
    except OSError:  # it went, or is closed to us: whoever reads it will tell
        return None


def _below(row: ManifestRow, files: Iterable[InboxFile]) -> dict[str, InboxFile]:
    """Files below a list's folder, by their paths from there."""
    home = folder_of(row.name)
    seen = ((under(home, file.name), file) for file in files)
    return {name: file for name, file in seen if name is not None}


def _seen_from(row: ManifestRow, names: Iterable[str]) -> list[str]:
    home = folder_of(row.name)
    return [seen for name in names if (seen := under(home, name)) is not None]


def _print_of(files: Iterable[InboxFile]) -> str:
    """The same while nothing came, went or changed."""
    digest = hashlib.sha256()
    for file in sorted(files, key=lambda file: file.location):
        digest.update(repr((file.name, file.size, file.mtime_ns)).encode("utf-8", "replace"))
    return digest.hexdigest()
