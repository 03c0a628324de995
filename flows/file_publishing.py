"""Whole files of a batch become documents of the archive, or a person is told why not."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flows.batch_values import FileFate
from flows.night_facts import FileTrouble
from flows.pool import Job
from flows.work import LostCheckpointError, PublishTask
from pipeline.errors import (
    DigitiseError,
    GoneScanError,
    ScanError,
    SecretScanError,
    StillCopyingError,
    UnreadableScanError,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flows.batch_values import FileShare
    from flows.batch_work import Batch
    from flows.pool import Outcome
    from pipeline.values.scanned import Scan

__all__ = ["DocumentFailedError", "publish_files"]

log = logging.getLogger(__name__)

FILE_TRIES = 3
"""A file that could be read but not made into documents is tried on so many nights in all."""
PUBLISH_SECONDS_A_PAGE = 5.0
"""Added to a page's deadline for each page of the file: packing a page took about 0.2 s."""


class DocumentFailedError(ScanError):
    """The pages were read, but no document came of them: (file name, detail)."""

    code = "document-failed"

    def __str__(self) -> str:
        return (
            f"{self.name}: đã đọc các trang nhưng không lập được văn bản ({self.args[1]}). "
            "Hãy báo người quản trị; `sohoa retry` để thử lại."
        )


def publish_files(batch: Batch, files: Sequence[tuple[FileShare, Scan]]) -> None:
    """Make documents of these files, and tell the batch what came of each.

    Raises:
        DigitiseError: The archive cannot be used, or the batch is another one's by now.
    """
    listener, archive = batch.worker.listener, batch.archive
    listener.stage("Đưa vào kho", len(files))

    def done(outcome: Outcome) -> None:
        sha256 = outcome.job.task.scan.sha256
        if outcome.error is None:
            archive.ledger.publish(sha256)
            archive.drop_pages(sha256)
            batch.facts.documents += outcome.value
        else:
            _not_published(batch, outcome)
        listener.advance()

    seconds = batch.worker.settings.deadlines.page_seconds
    jobs = [
        Job(
            PublishTask(scan, share.read_with.key, batch.leases),
            seconds + PUBLISH_SECONDS_A_PAGE * scan.pages,
        )
        for share, scan in files
    ]
    batch.worker.workers.run(jobs, done)


def _not_published(batch: Batch, outcome: Outcome) -> None:
    """A file whose documents could not be made: for another night, or for a person."""
    scan, archive = outcome.job.task.scan, batch.archive
    if not archive.is_unchanged(scan.path, scan.sha256):
        batch.lose(scan.sha256)
        return
    error = _as_scan_error(outcome)
    if isinstance(error, SecretScanError):
        archive.withhold(scan.sha256, error)
        batch.withhold(scan.sha256)
    elif isinstance(error, StillCopyingError | GoneScanError):
        # Other bytes lay there, as long and as old: no page that was read can be trusted.
        archive.drop_pages(scan.sha256)
        batch.lose(scan.sha256)
    elif isinstance(error, UnreadableScanError):
        batch.wait(scan.sha256, error)
    else:
        _set_aside(batch, scan, error)


def _set_aside(batch: Batch, scan: Scan, error: ScanError) -> None:
    archive = batch.archive
    row = archive.ledger.file(scan.sha256)
    if isinstance(error, DocumentFailedError) and row and row.attempts < FILE_TRIES:
        archive.ledger.fail(scan.sha256, error.code, str(error))
    else:
        archive.set_aside(row.name if row else scan.name, scan.sha256, error)
    trouble = FileTrouble(error.name, error.code, str(error))
    batch.facts.aside.append(FileFate(scan.sha256, trouble))


def _as_scan_error(outcome: Outcome) -> ScanError:
    """What is wrong with the file.

    Raises:
        DigitiseError: Not the file's fault.
    """
    error, name = outcome.error, outcome.job.task.scan.name
    if isinstance(error, ScanError):
        return error
    if isinstance(error, DigitiseError):
        raise error
    log.error("publish failed name=%r", name, exc_info=error)
    detail = "một trang đã đọc bị mất" if isinstance(error, LostCheckpointError) else None
    return DocumentFailedError(name, detail or "lỗi của chương trình, xem nhật ký")
