"""Scans of the inbox, brought to where they can be read, once they are whole.

The inbox is never written to.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.archive.listing import moment
from pipeline.archive.objects import archive_errors, open_bucket
from pipeline.errors import GoneScanError, UnreadableScanError
from pipeline.plain_words import from_system

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.archive.listing import InboxFile
    from pipeline.errors import ScanError

__all__ = ["fetch", "is_settled", "settled", "unreadable"]

_GONE = {errno.ENOENT, errno.ENOTDIR, errno.ESTALE}


def fetch(file: InboxFile, folder: Path) -> Path:
    """A local path of the file that every library can open.

    Its own; a link in `folder` to a file whose path is no UTF-8, which some libraries refuse; a
    copy in `folder`, with the same ending and moment, of an object in a bucket.

    Raises:
        GoneScanError: The file or object is no longer there, or no longer the one listed.
        UnreadableScanError: We may not read it.
    """
    if file.location.startswith("s3://"):
        return _copied(file, _place(file, folder))
    path = Path(file.location)
    try:
        path.open("rb").close()
    except OSError as error:
        raise unreadable(file.name, error) from None
    if _is_text(file.location):
        return path
    link = _place(file, folder)
    with suppress(FileExistsError):
        link.symlink_to(path)
    return link


def unreadable(name: str, error: OSError) -> ScanError:
    """Why a file of the inbox cannot be opened: it went, or we may not."""
    if error.errno in _GONE:
        return GoneScanError(name)
    return UnreadableScanError(name, from_system(error))


def _copied(file: InboxFile, target: Path) -> Path:
    with archive_errors(file.location):
        fs, path = open_bucket(file.location)
        part = target.with_suffix(".part")
        try:
            fs.get_file(path, str(part))
        except FileNotFoundError:
            raise GoneScanError(file.name) from None
        except PermissionError as error:
            raise UnreadableScanError(file.name, from_system(error)) from None
        if part.stat().st_size != file.size:
            part.unlink()
            raise GoneScanError(file.name)
        os.utime(part, ns=(file.mtime_ns, file.mtime_ns))
        part.replace(target)
    return target


def _place(file: InboxFile, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{hashlib.sha256(os.fsencode(file.location)).hexdigest()[:32]}{file.suffix}"


def _is_text(location: str) -> bool:
    try:
        location.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_settled(file: InboxFile, seconds: float) -> bool:
    """Whether a file is whole: old enough, or unchanged over two looks."""
    return bool(settled([file], seconds)[0])


def settled(files: Iterable[InboxFile], seconds: float) -> tuple[list[InboxFile], list[InboxFile]]:
    """Part files that are whole from files that are still being copied.

    Only files changed within the last `seconds` are looked at twice, all after one wait.  The
    moment of change counts, not only that of writing: some programs set the latter beforehand.
    Objects in a bucket are always whole.

    Returns:
        (whole, still being copied or gone).
    """
    whole: list[InboxFile] = []
    young: list[tuple[InboxFile, tuple[int, int, int]]] = []
    copying: list[InboxFile] = []
    for file in files:
        look = None if file.location.startswith("s3://") else _look(file)
        if file.location.startswith("s3://"):
            whole.append(file)
        elif look is None or (look[0], look[1]) != (file.size, file.mtime_ns):
            copying.append(file)
        elif abs(time.time() - max(look[1], look[2]) / 1e9) < seconds:
            young.append((file, look))
        else:
            whole.append(file)
    if young:
        time.sleep(seconds)
    for file, look in young:
        (whole if _look(file) == look else copying).append(file)
    return whole, copying


def _look(file: InboxFile) -> tuple[int, int, int] | None:
    try:
        now = Path(file.location).stat()
    except OSError:
        return None
    if not stat.S_ISREG(now.st_mode):
        return None
    return (now.st_size, moment(now), now.st_ctime_ns)
