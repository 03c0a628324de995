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
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["scratch_folder", "size_of", "sweep"]

log = logging.getLogger(__name__)

PREFIX = "sohoa-"
LOCK = ".owner"
_UNLOCKED_FOR = 24 * 3600
"""A folder without a lock is one of a process outside any night; so old (seconds), it is dead."""


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder for as long as we live; removed at the end, or by somebody's `sweep`."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        # Children do not inherit the lock: what they leave must not look alive.
        with (folder / LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            lock.write(f"{os.getpid()}\n")
            lock.flush()
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep() -> list[Path]:
    """Remove what dead processes of this user left in the temporary folder; tell what it was."""
    swept = []
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            if _is_abandoned(folder):
                shutil.rmtree(folder)
                swept.append(folder)
                log.info("swept folder=%s", folder)
        except OSError as error:  # another one sweeps too, or there is nothing we may do
            log.info("not swept folder=%s error=%s", folder, error)
    return swept


def _is_abandoned(folder: Path) -> bool:
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        return False
    try:
        lock = (folder / LOCK).open("r+")
    except FileNotFoundError:
        return time.time() - found.st_mtime > _UNLOCKED_FOR
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        # Between its making and its locking a folder's owner has not yet said who it is.
        return bool(lock.read()) or time.time() - found.st_mtime > _UNLOCKED_FOR


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
