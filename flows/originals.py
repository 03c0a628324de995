"""Originals of documents of the archive, fetched and opened where a crash costs nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flows.night_facts import plain_name
from flows.pages import OpenTask, as_scan_error, open_job
from pipeline.errors import ArchiveError, ArchiveFullError, ArchiveReadOnlyError, VersionError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from flows.console import Listener
    from flows.pool import Outcome, WorkerPool
    from pipeline.archive import Archive
    from pipeline.archive.versions.choice import ChosenFile
    from pipeline.errors import DigitiseError
    from pipeline.settings import Settings
    from pipeline.values.scanned import Scan

__all__ = ["OpenedFiles", "open_originals"]


@dataclass(slots=True)
class OpenedFiles:
    """Files of the archive on this machine.

    Attributes:
        scans: SHA-256 of each to the opened original of each of its documents, in their order.
        wrong: SHA-256 of each that cannot be had, and why.
    """

    scans: dict[str, list[Scan]] = field(default_factory=dict)
    wrong: dict[str, DigitiseError] = field(default_factory=dict)


def open_originals(
    archive: Archive,
    files: Sequence[ChosenFile],
    folder: Path,
    workers: WorkerPool,
    settings: Settings,
    listener: Listener,
) -> OpenedFiles:
    """Bring the originals of files here and open them; one that is damaged stops its own file.

    Args:
        archive: Where they are.
        files: With all their documents.
        folder: For the copies.
        workers: Open files.
        settings: Deadlines and bounds of opening.
        listener: Is told how far it is.

    Raises:
        ArchiveError: No room for the copies, or no right.
    """
    listener.stage("Lấy bản gốc", sum(len(file.documents) for file in files))
    found = OpenedFiles()
    paths: dict[str, list[Path]] = {}
    for file in files:
        try:
            paths[file.sha256] = [_fetched(archive, one.id, folder) for one in file.documents]
        except (ArchiveFullError, ArchiveReadOnlyError):
            raise
        except ArchiveError as error:
            found.wrong[file.sha256] = error
        listener.advance(len(file.documents))
    scans: dict[Path, Scan] = {}
    wrong: dict[Path, DigitiseError] = {}

    def opened(outcome: Outcome) -> None:
        task: OpenTask = outcome.job.task
        error = as_scan_error(outcome, task.name)
        if error is None:
            scans[task.path] = outcome.value
        else:
            wrong[task.path] = error

    tasks = [
        OpenTask(path, plain_name(file.name))
        for file in files
        for path in paths.get(file.sha256, ())
    ]
    workers.run([open_job(task, settings) for task in tasks], opened)
    for file in files:
        own = paths.get(file.sha256)
        if own is None:
            continue
        trouble = next((wrong[path] for path in own if path in wrong), None)
        trouble = trouble or _of_other_pages(file, [scans.get(path) for path in own])
        if trouble is not None:
            found.wrong[file.sha256] = trouble
        else:
            found.scans[file.sha256] = [scans[path] for path in own]
    return found


def _fetched(archive: Archive, document_id: str, folder: Path) -> Path:
    """A document's original; a record that cannot be read is found before any page is."""
    from pipeline.archive.originals import fetch_original

    archive.read_document(document_id)
    return fetch_original(archive.store, document_id, folder)


def _of_other_pages(file: ChosenFile, scans: Sequence[Scan | None]) -> VersionError | None:
    for row, scan in zip(file.documents, scans, strict=True):
        if scan is not None and scan.pages != len(row.pages):
            detail = f"bản gốc có {scan.pages} trang, sổ ghi {len(row.pages)}; chạy sohoa verify"
            return VersionError(row.id, detail)
    return None
