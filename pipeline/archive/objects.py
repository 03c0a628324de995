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

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["archive_errors", "open_bucket", "os_words"]

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}
_FULL_AT_S3 = ("507", "InsufficientStorage", "QuotaExceeded", "StorageFull", "No space left")
_WORDS = {
    errno.EACCES: "không có quyền",
    errno.EPERM: "không có quyền",
    errno.ELOOP: "liên kết vòng",
    errno.ENAMETOOLONG: "đường dẫn quá dài",
    errno.ENOENT: "không còn ở đó",
    errno.ENOTDIR: "không phải thư mục",
    errno.ESTALE: "ổ mạng không còn giữ nó",
    errno.EIO: "lỗi đọc đĩa",
    errno.ETIMEDOUT: "ổ mạng không trả lời",
    errno.EHOSTDOWN: "ổ mạng không trả lời",
}
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
        detail = _in_short(error)
        if getattr(error, "errno", None) in _FULL or any(sign in detail for sign in _FULL_AT_S3):
            raise ArchiveFullError(location, detail) from error
        if isinstance(error, PermissionError) or getattr(error, "errno", None) in _READ_ONLY:
            raise ArchiveReadOnlyError(location, detail) from error
        raise ArchiveError(location, detail) from error


def os_words(error: OSError) -> str:
    """Why the system refused, in Vietnamese; its own name for the rarer reasons."""
    return (
        _WORDS.get(error.errno or 0) or f"lỗi {errno.errorcode.get(error.errno or 0, 'hệ thống')}"
    )


def _in_short(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return " ".join(str(error).split())[:300] or type(error).__name__
