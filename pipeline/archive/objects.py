"""The file-system library, opened for a folder or a bucket, and its errors in our words."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import fsspec
from botocore.exceptions import (  # type: ignore[import-untyped]
    BotoCoreError,
    ClientError,
)

from pipeline.errors import ArchiveError, ArchiveFullError, ArchiveReadOnlyError, DigitiseError
from pipeline.plain_words import from_store

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["archive_errors", "open_bucket"]

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}
_FULL_AT_S3 = ("507", "InsufficientStorage", "QuotaExceeded", "StorageFull", "No space left")
_LOOKS = 2  # of the file-system library's own; botocore looks again by itself


def open_bucket(url: str) -> tuple[Any, str]:
    """The file system of `s3://bucket/prefix` and the path in it, without a slash at the end.

    Endpoint and keys are the standard ones of AWS, from the environment or its usual files:
    `AWS_ENDPOINT_URL`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`.  What can pass by itself
    (time-outs, answers 5xx, "slow down") is tried again with growing pauses.
    """
    fs = fsspec.filesystem(
        "s3",
        use_listings_cache=False,  # others write while we run
        default_cache_type="none",
        config_kwargs={
            "retries": {"mode": "standard", "total_max_attempts": 4},
            "connect_timeout": 5,
            "read_timeout": 60,
        },
    )
    fs.retries = _LOOKS
    return fs, url.removeprefix("s3://").strip("/")


@contextmanager
def archive_errors(location: str) -> Iterator[None]:
    """Tell a full or locked store from other trouble; `location` is what a clerk calls it.

    Raises:
        ArchiveFullError: No room left.
        ArchiveReadOnlyError: No right to write.
        ArchiveError: Everything else that disk or store refuse.
    """
    try:
        yield
    except DigitiseError:
        raise
    except (OSError, BotoCoreError, ClientError) as error:
        detail, said = from_store(error), str(error)
        if getattr(error, "errno", None) in _FULL or any(sign in said for sign in _FULL_AT_S3):
            raise ArchiveFullError(location, detail) from error
        if isinstance(error, PermissionError) or getattr(error, "errno", None) in _READ_ONLY:
            raise ArchiveReadOnlyError(location, detail) from error
        raise ArchiveError(location, detail) from error
