"""A bucket for an archive: made where it is missing, told to keep what is written over or deleted.

Only standard calls of S3, so that it does not matter whose store it is.
"""

from __future__ import annotations

import logging

from pipeline.archive.objects import archive_errors, open_bucket
from pipeline.archive.store import WORK

__all__ = ["KEEP_DAYS", "prepare_bucket"]

log = logging.getLogger(__name__)

KEEP_DAYS = 90
"""So long what was written over or deleted may be brought back: as `fixity.within_days`, in which
every document is looked through once."""
_WORK_DAYS = 1  # finished pages are written once, deleted when their document is published


def prepare_bucket(url: str, keep_days: int = KEEP_DAYS) -> bool:
    """Make a bucket ready for an archive; said again, it stays so.

    Args:
        url: `s3://bucket/prefix`.
        keep_days: Versions that are not the newest any more are kept so long.

    Returns:
        Whether the bucket was made now.

    Raises:
        ArchiveError: The store does not let us, or keeps no versions.
    """
    with archive_errors(url):
        fs, root = open_bucket(url)
        bucket, _, prefix = root.partition("/")
        made = not fs.exists(bucket)
        if made:
            fs.mkdir(bucket)
        fs.call_s3(
            "put_bucket_versioning", Bucket=bucket, VersioningConfiguration={"Status": "Enabled"}
        )
        work = f"{prefix}/{WORK}/" if prefix else f"{WORK}/"
        rules = [_rule("sohoa-work", work, _WORK_DAYS), _rule("sohoa-versions", "", keep_days)]
        fs.call_s3(
            "put_bucket_lifecycle_configuration",
            Bucket=bucket,
            LifecycleConfiguration={"Rules": rules},
        )
    log.info("bucket ready url=%s made=%s keep_days=%d", url, made, keep_days)
    return made


def _rule(name: str, prefix: str, days: int) -> dict[str, object]:
    return {
        "ID": name,
        "Status": "Enabled",
        "Filter": {"Prefix": prefix},
        "NoncurrentVersionExpiration": {"NoncurrentDays": days},
        "Expiration": {"ExpiredObjectDeleteMarker": True},
    }
