"""Two folders of one file system change places in one act: whoever reads finds either, always."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
from pathlib import Path

__all__ = ["UNLINKABLE", "exchange", "linked"]

AT_FDCWD = -100  # fcntl.h
RENAME_EXCHANGE = 2  # linux/fs.h; renameat2(2)
_UNKNOWN = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP}  # to this kernel, or this file system
UNLINKABLE = {errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS}
"""What a file system says that gives no file a second name."""
_libc = ctypes.CDLL(None, use_errno=True)


def exchange(one: Path, other: Path) -> bool:
    """Let them change names; False where the file system knows no such act.

    Raises:
        OSError: One of them is not there, or may not be touched.
    """
    names = os.fsencode(one), os.fsencode(other)
    if _libc.renameat2(AT_FDCWD, names[0], AT_FDCWD, names[1], RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _UNKNOWN:
        return False
    raise OSError(number, os.strerror(number), str(one), None, str(other))


def linked(folder: Path, copy: Path) -> bool:
    """Make a copy whose files are the same files; False where the file system has no such links.

    Raises:
        OSError: As of any copy.
    """
    try:
        for here, folders, names in os.walk(folder, onerror=_told):
            place = copy / Path(here).relative_to(folder)
            place.mkdir()
            for name in (*names, *(one for one in folders if Path(here, one).is_symlink())):
                os.link(Path(here, name), place / name, follow_symlinks=False)
    except OSError as error:
        if error.errno not in UNLINKABLE:
            raise
        shutil.rmtree(copy)
        return False
    return True


def _told(error: OSError) -> None:
    raise error
