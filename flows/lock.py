"""One night at a time on one archive.

The lock is the kernel's (flock), so it cannot go stale: a night that is killed lets go of it.
It lies in a folder archive, where every machine that mounts it sees it; for an archive in a
bucket it lies in this machine's state folder.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import socket
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import ArchiveError, ArchiveFullError, ArchiveReadOnlyError, DigitiseError
from pipeline.plain_words import from_system
from pipeline.state_folder import state_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.settings import Settings

__all__ = ["NightRunsError", "holder", "night_lock", "refuse_if_running"]

_ASKED_SECONDS = 0.05
"""Who only asks whether the archive is held holds it for a moment: it is tried again after this."""


class NightRunsError(DigitiseError):
    """Another night works on this archive: (archive, who)."""

    code = "night-runs"

    def __str__(self) -> str:
        archive, who = self.args
        return (
            f"Một lượt số hóa khác đang chạy trên kho {archive} ({who}). "
            "Hãy đợi lượt đó xong rồi chạy lại."
        )


@contextmanager
def night_lock(settings: Settings) -> Iterator[None]:
    """Hold the archive for a night.

    Raises:
        NightRunsError: Somebody holds it.
        ArchiveError: It cannot be written.
    """
    path = _lock_path(settings)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)  # less the umask
    except OSError as error:
        raise _cannot_write(settings, error) from None
    try:
        _take(handle, settings, tries=5)
        who = f"máy {socket.gethostname()}, tiến trình {os.getpid()}"
        try:
            os.truncate(handle, 0)
            os.pwrite(handle, who.encode(), 0)
        except OSError as error:
            raise _cannot_write(settings, error) from None
        yield
    finally:
        os.close(handle)  # and with it the lock


def refuse_if_running(settings: Settings) -> None:
    """Say so at once when another night holds the archive.

    Raises:
        NightRunsError: Somebody holds it.
    """
    try:
        handle = os.open(_lock_path(settings), os.O_RDWR)
    except OSError:
        return  # nobody ever locked it, or we may not write: the night itself will say which
    try:
        _take(handle, settings)
    finally:
        os.close(handle)


def holder(settings: Settings) -> str | None:
    """Who holds the archive now; None where nobody does."""
    try:
        refuse_if_running(settings)
    except NightRunsError as error:
        return str(error.args[1])
    return None


def _take(handle: int, settings: Settings, tries: int = 1) -> None:
    for left in reversed(range(tries)):
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if left:
                time.sleep(_ASKED_SECONDS)
                continue
            who = os.pread(handle, 200, 0).decode(errors="replace") or "không rõ"
            raise NightRunsError(settings.archive, who) from None
        return


def _cannot_write(settings: Settings, error: OSError) -> ArchiveError:
    kind = {
        errno.EACCES: ArchiveReadOnlyError,
        errno.EPERM: ArchiveReadOnlyError,
        errno.EROFS: ArchiveReadOnlyError,
        errno.ENOSPC: ArchiveFullError,
        errno.EDQUOT: ArchiveFullError,
    }.get(error.errno or 0, ArchiveError)
    return kind(settings.archive, from_system(error))


def _lock_path(settings: Settings) -> Path:
    if "://" not in settings.archive:
        return Path(settings.archive) / ".night.lock"
    name = hashlib.sha256(settings.archive.encode()).hexdigest()[:16]
    return state_folder(settings) / f"night-{name}.lock"
