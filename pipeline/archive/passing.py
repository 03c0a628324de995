"""Which troubles pass by themselves, so that trying again may help: told here and nowhere else."""

from __future__ import annotations

import errno
import sqlite3
from typing import TYPE_CHECKING, Any

from botocore.exceptions import (  # type: ignore[import-untyped]
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from pipeline.errors import (
    ArchiveError,
    ArchiveFullError,
    ArchiveReadOnlyError,
    DigitiseError,
    SearchIndexError,
)

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["may_pass"]

_PASSING = {
    errno.EAGAIN,
    errno.EBUSY,
    errno.ECONNABORTED,
    errno.ECONNREFUSED,
    errno.ECONNRESET,
    errno.EHOSTDOWN,
    errno.EHOSTUNREACH,
    errno.EINTR,
    errno.EIO,  # what a share says that was mounted softly
    errno.EMFILE,
    errno.ENETDOWN,
    errno.ENETRESET,
    errno.ENETUNREACH,
    errno.ENFILE,
    errno.ENOBUFS,
    errno.ENOMEM,
    errno.ENOTCONN,
    errno.EPIPE,
    errno.EREMOTEIO,
    errno.ESTALE,
    errno.ETIMEDOUT,
    errno.ETXTBSY,
}
_FULL = {errno.ENOSPC, errno.EDQUOT}
"""Room that another one's temporary files took is given back now and then."""
_PASSING_AT_S3 = {"SlowDown", "Throttling", "RequestTimeout", "RequestTimeTooSkewed"}
_BUSY = ("is locked", "is busy", "deadlock detected")
_AWAY = (
    "starting up",
    "shutting down",
    "too many clients",
    "server closed",
    "onnection refused",
    "onnection timed out",
    "onnection failed",
    "timeout expired",
    "could not connect",
    "terminating connection",
)


def may_pass(error: BaseException | None) -> bool:
    """Whether trying the same again after a while may help.

    A lack of rights, a page that cannot be read, a wrong setting stay what they are; so does a
    mistake of ours.  What an error of the archive was made of decides.

    >>> may_pass(OSError(errno.ETIMEDOUT, "x")), may_pass(PermissionError(errno.EACCES, "x"))
    (True, False)
    """
    for kind, passes in _JUDGED:
        if isinstance(error, kind):
            return passes(error)
    return False


def _says(complaint: str) -> bool:
    return any(sign in complaint for sign in _BUSY + _AWAY)


def _at_s3(error: Any) -> bool:
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return status >= 500 or error.response.get("Error", {}).get("Code") in _PASSING_AT_S3


def _of_system(error: Any) -> bool:
    if error.errno is None:
        # s3fs tells what the store answered by an error of the system, made of another one.
        return isinstance(error, ConnectionError | TimeoutError) or may_pass(error.__cause__)
    return error.errno in _PASSING | _FULL


_JUDGED: tuple[tuple[type[BaseException], Callable[[Any], bool]], ...] = (
    (ArchiveFullError, lambda _: True),
    (ArchiveReadOnlyError, lambda _: False),
    (SearchIndexError, lambda _: False),
    (ArchiveError, lambda error: may_pass(error.__cause__)),
    (DigitiseError, lambda _: False),
    (PoolTimeoutError, lambda _: True),
    (DBAPIError, lambda error: error.connection_invalidated or _says(str(error.orig))),
    (sqlite3.Error, lambda error: _says(str(error))),
    (ClientError, _at_s3),
    (EndpointConnectionError, lambda _: True),
    (ConnectTimeoutError, lambda _: True),
    (HTTPClientError, lambda _: True),
    (OSError, _of_system),
)
"""The first that fits decides."""
