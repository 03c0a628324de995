"""A file on its way into the inbox: counted and hashed as it comes, seen by nobody before its end.

In a folder it is written beside its place under a hidden name that nights pass over, and comes to
its name by one step of the file system; for a bucket it is written on this machine and put there
as one object.  A sender that breaks off leaves nothing; a desk that is killed leaves a hidden
file, which the next day's first arrival removes.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.archive.objects import archive_errors, open_bucket
from pipeline.errors import ArchiveFullError, ScanError
from pipeline.raster.kinds import HEADER_WITHIN, kind_of_head

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from pipeline.raster.kinds import FileKind

__all__ = ["Arrival", "TooLargeError"]

_HIDDEN, _UNFINISHED = ".nhan-", ".part"
_ABANDONED_SECONDS = 86_400
_LOOK_EVERY = 32 << 20
_LEAVE_FREE = 256 << 20  # the ledger and the night's own files need room, too


class TooLargeError(ScanError):
    """More bytes than may be sent: (file name, bytes allowed)."""

    code = "too-large"

    def __str__(self) -> str:
        most = self.args[1] / (1 << 20)
        return (
            f"{self.name}: tệp lớn hơn mức cho phép ({most:.0f} MB). Hãy chép thẳng tệp vào hộp "
            "nhận, hoặc quét lại thành nhiều tệp."
        )


class Arrival:
    """One file that is being sent; what is not put into the inbox is gone at its end.

    Args:
        inbox: Folder or `s3://bucket/prefix`.
        most: Bytes it may have.
        name: As the sender says, for errors.

    Attributes:
        size: Bytes so far.
    """

    def __init__(self, inbox: str, most: int, name: str = "") -> None:
        self.inbox, self.most, self.name = inbox, most, name
        self.size = 0
        self.in_bucket = inbox.startswith("s3://")
        self._digest = hashlib.sha256()
        self._head = b""
        self._looked = 0
        folder = tempfile.gettempdir() if self.in_bucket else os.path.realpath(inbox)
        self._folder = Path(folder)
        self._part = self._folder / f"{_HIDDEN}{secrets.token_hex(8)}{_UNFINISHED}"

    def __enter__(self) -> Self:
        self.begin()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end()

    def begin(self) -> None:
        """Make room for it; whoever begins ends."""
        with archive_errors(self.inbox):
            self._sweep()
            self._look_for_room()
            self._file = self._part.open("xb", buffering=0)

    def end(self) -> None:
        """What was not put into the inbox is gone."""
        self._file.close()
        self._part.unlink(missing_ok=True)

    def expect(self, size: int) -> None:
        """So many bytes are said to come; whoever says too many need not send them.

        Raises:
            TooLargeError: More than allowed.
            ArchiveFullError: There is no room for them.
        """
        if size > self.most:
            raise TooLargeError(self.name, self.most)
        self._look_for_room(size)

    def write(self, block: bytes) -> None:
        """The next bytes.

        Raises:
            TooLargeError: They are too many.
            ArchiveFullError: No room left.
        """
        self.size += len(block)
        if self.size > self.most:
            raise TooLargeError(self.name, self.most)
        if len(self._head) < HEADER_WITHIN:
            self._head += block[: HEADER_WITHIN - len(self._head)]
        self._digest.update(block)
        with archive_errors(self.inbox):
            if self.size - self._looked > _LOOK_EVERY:
                self._looked = self.size
                self._look_for_room()
            left = memoryview(block)
            while left:
                left = left[self._file.write(left) :]

    @property
    def sha256(self) -> str:
        """Of all bytes so far."""
        return self._digest.hexdigest()

    @property
    def kind(self) -> FileKind | None:
        """What its first bytes say it is; None: no scan."""
        return kind_of_head(self._head)

    def put(self, location: str) -> bool:
        """Let it lie there, whole and at once; False where another file lies there.

        Args:
            location: As of an `InboxFile`.
        """
        with archive_errors(self.inbox):
            return self._into_bucket(location) if self.in_bucket else self._into_folder(location)

    def _into_folder(self, location: str) -> bool:
        place = Path(location)
        place.parent.mkdir(parents=True, exist_ok=True)
        os.fsync(self._file.fileno())
        try:
            os.link(self._part, place)  # a rename would replace what lies there
        except FileExistsError:
            return False
        except PermissionError:  # a share without links
            with suppress(FileExistsError):
                os.close(os.open(place, os.O_CREAT | os.O_EXCL))
                self._part.replace(place)
                return True
            return False
        _to_disk(place.parent)
        return True

    def _into_bucket(self, location: str) -> bool:
        fs, path = open_bucket(location)
        if fs.exists(path):
            return False
        fs.put_file(str(self._part), path)
        return True

    def _look_for_room(self, more: int = 0) -> None:
        if shutil.disk_usage(self._folder).free < more + _LEAVE_FREE:
            raise ArchiveFullError(self.inbox, "không còn chỗ cho tệp gửi tới")

    def _sweep(self) -> None:
        before = time.time() - _ABANDONED_SECONDS
        for part in self._folder.glob(f"{_HIDDEN}*{_UNFINISHED}"):
            with suppress(FileNotFoundError):
                if part.stat().st_mtime < before:
                    part.unlink()


def _to_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
