"""Lists of what a contractor delivers, read where a page process may be killed."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flows.planning import inbox_root
from flows.pool import Job, JobTooBigError
from pipeline.archive import fetch
from pipeline.archive.listing import no_scan
from pipeline.archive.manifests.checking import Checking
from pipeline.archive.manifests.listed import MOST_BYTES, ManifestError
from pipeline.errors import DigitiseError, ScanError

if TYPE_CHECKING:
    from pathlib import Path

    from flows.pool import Outcome, WorkerPool
    from pipeline.archive import Archive, InboxFile, Listing
    from pipeline.archive.manifests.listed import Manifest
    from pipeline.settings import Settings

__all__ = ["ListTask", "looked_at", "read_list"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ListTask:
    """A list to read: a local path, and its name in the inbox."""

    path: Path
    name: str


def read_list(task: ListTask) -> Manifest | None:
    """What it says; see `read_manifest`.  For page processes."""
    from pipeline.archive.manifests.reading import read_manifest

    with task.path.open("rb") as file:
        return read_manifest(task.name, file.read(MOST_BYTES + 1))


def looked_at(
    archive: Archive, listing: Listing, workers: WorkerPool, scratch: Path, settings: Settings
) -> tuple[Checking, Listing]:
    """Hold the lists of an inbox against it.

    Returns:
        What is known of its lists, and the listing, to which tables that are no lists are added as
        not taken.
    """
    checking = Checking(archive, listing.lists, inbox_root(settings.inbox))
    tasks: dict[Path, InboxFile] = {}
    for file in checking.unread():
        try:
            tasks[fetch(file, scratch)] = file
        except ScanError as error:  # it went, or may not be read: told, and looked at again
            log.info("list not read name=%r error=%s", file.name, error)

    def done(outcome: Outcome) -> None:
        task: ListTask = outcome.job.task
        checking.keep(tasks[task.path], outcome.value, _trouble(outcome))

    seconds, most = settings.deadlines.page_seconds, settings.bounds.least_mb
    workers.run(
        [Job(ListTask(path, file.name), seconds, most_mb=most) for path, file in tasks.items()],
        done,
    )
    not_lists = [no_scan(file) for file in checking.not_lists()]
    left = sorted([*listing.not_taken, *not_lists], key=lambda entry: entry.name)
    checking.begin(listing.files, [entry.name for entry in left])
    return checking, replace(listing, not_taken=tuple(left))


def _trouble(outcome: Outcome) -> str:
    """Why a list cannot be read; empty where it was.

    Raises:
        DigitiseError: Not the list's fault.
    """
    match outcome.error:
        case None:
            return ""
        case ManifestError() as error:
            return str(error.args[1])
        case JobTooBigError():
            return "danh sách cần quá nhiều bộ nhớ nên đã dừng; hãy chia nhỏ"
        case DigitiseError() as error:
            raise error
        case error:
            log.error("list failed name=%r", outcome.job.task.name, exc_info=error)
            return "đọc danh sách này làm chương trình bị ngắt; hãy lưu lại kiểu CSV UTF-8"
