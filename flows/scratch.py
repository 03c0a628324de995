"""Temporary folders that are never left behind: each has a living owner, or is swept.

A night that was killed with `kill -9` can remove nothing. So each folder holds a lock that the
kernel takes from a dead owner, whoever starts next looks which locks are free, and a process id
that was given to somebody else since, or one of another container, misleads nobody.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import stat
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["scratch_folder", "size_of", "sweep"]

log = logging.getLogger(__name__)

PREFIX = "sohoa-"
_OWNED = "sohoa-own-"
"""Folders that are locked as soon as they are made; an unlocked one has lost its owner."""
LOCK = ".owner"
_UNLOCKED_FOR = 24 * 3600
"""Of another name: one of a process outside any night; so old (seconds), it is dead."""


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder for as long as we live; removed at the end, or by somebody's `sweep`."""
    folder, lock = _owned_folder()
    try:
        with lock:
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _owned_folder() -> tuple[Path, IO[bytes]]:
    """A new folder and its lock, ours.

    Between the making of a folder and its locking somebody may sweep it: he takes the same lock
    first, so who finds the file that he locked still in its place is the owner.
    """
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_OWNED))
        with suppress(FileNotFoundError):
            lock = _locked(folder, fcntl.LOCK_EX)
            if lock is not None:
                return folder, lock


def _locked(folder: Path, how: int) -> IO[bytes] | None:
    """The lock of a folder, taken; nothing if another one has it, or has removed it since.

    Raises:
        FileNotFoundError: There is no such folder any more.
    """
    path = folder / LOCK
    # Children do not inherit the lock: what they leave must not look alive.
    lock = path.open("ab")
    try:
        fcntl.flock(lock, how)
        if os.path.samestat(os.fstat(lock.fileno()), path.stat()):
            return lock
    except BlockingIOError:
        pass
    except BaseException:
        lock.close()
        raise
    lock.close()
    return None


def sweep() -> list[Path]:
    """Remove what dead processes of this user left in the temporary folder; tell what it was."""
    swept = []
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            if _removed_if_dead(folder):
                swept.append(folder)
                log.info("swept folder=%s", folder)
        except OSError as error:  # another one sweeps too, or there is nothing we may do
            log.info("not swept folder=%s error=%s", folder, error)
    return swept


def _removed_if_dead(folder: Path) -> bool:
    """Remove a folder of ours whose owner is dead; whether it was."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        return False
    if not folder.name.startswith(_OWNED):
        if time.time() - found.st_mtime <= _UNLOCKED_FOR:
            return False
        shutil.rmtree(folder)
        return True
    lock = _locked(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    if lock is None:
        return False
    with lock:
        shutil.rmtree(folder)
    return True


def size_of(folder: Path) -> int:
    """Bytes that the files of a folder take on disk, also while they are written and removed."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(place, name)).st_blocks * 512  # noqa: PTH118
            except OSError:
                continue  # it went meanwhile
    return total
