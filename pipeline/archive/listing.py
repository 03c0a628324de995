"""What lies in the inbox: every entry is a scan, or is not taken for a reason.

A share that scanners write to holds anything: links in a circle, pipes, folders nobody may open,
names in the encoding of another age.  Nothing about one entry stops the look at the others.
"""

from __future__ import annotations

import errno
import os
import stat
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pipeline.archive.manifests.naming import may_list
from pipeline.archive.objects import archive_errors, open_bucket
from pipeline.errors import ArchiveError, SettingsError
from pipeline.plain_words import from_system
from pipeline.values.scanned import SCAN_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "InboxFile",
    "Listing",
    "NotTaken",
    "Why",
    "inbox_folder",
    "list_inbox",
    "look_into",
    "moment",
    "no_scan",
]

_UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".filepart", ".tmp", "~")
_LONGEST_SUFFIX = 12
_A_FOLDER = "một thư mục đang có và đọc được, hoặc s3://…"
_SPECIAL = {
    stat.S_IFIFO: "ống FIFO",
    stat.S_IFSOCK: "socket",
    stat.S_IFCHR: "thiết bị",
    stat.S_IFBLK: "thiết bị",
}

Why = Literal[
    "hidden",  # its name begins with a dot
    "unfinished",  # a leftover of a copying or editing program
    "not-a-scan",  # another ending
    "not-a-file",  # a pipe, a socket, a device
    "link-out",
    "link-to-folder",
    "link-broken",
    "link-loop",
    "unreadable",
    "unreadable-folder",
]


@dataclass(frozen=True, slots=True)
class InboxFile:
    r"""A file that says it is a scan.

    Attributes:
        location: Where its bytes are: an absolute path, or `s3://bucket/key`.
        name: Path within the inbox as a clerk reads it: NFC, bytes that are no text as `\xff`.
        size: Bytes.
        mtime_ns: When it was last written, nanoseconds since 1970.
    """

    location: str
    name: str
    size: int
    mtime_ns: int

    @property
    def suffix(self) -> str:
        """Its ending, in small letters: `.pdf`."""
        return _suffix(self.name)


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Something in the inbox that is not read, and why.

    Attributes:
        location: Where it lies.
        name: As of an `InboxFile`.
        code: For programs.
        reason: In Vietnamese, without the name: many have the same.
    """

    location: str
    name: str
    code: Why
    reason: str

    @property
    def is_chaff(self) -> bool:
        """Systems and programs leave such things about: counted, but no news."""
        return self.code in ("hidden", "unfinished")


@dataclass(frozen=True, slots=True)
class Listing:
    """Everything the inbox holds, by name.

    Attributes:
        files: Scans.
        not_taken: What else lies there.
        lists: Of what else lies there, such as may say which scans there should be.
    """

    files: tuple[InboxFile, ...]
    not_taken: tuple[NotTaken, ...] = ()
    lists: tuple[InboxFile, ...] = ()


def list_inbox(url: str) -> tuple[InboxFile, ...]:
    """The scans in the inbox, subfolders included."""
    return look_into(url).files


def look_into(url: str) -> Listing:
    """Everything in the inbox: a folder or `s3://bucket/prefix`.

    Scans are files with one of the endings of scans, in any case.  A hidden folder is one entry.

    Raises:
        SettingsError: There is no such folder or bucket.
        ArchiveError: The store does not answer.
    """
    files: list[InboxFile] = []
    lists: list[InboxFile] = []
    not_taken: list[NotTaken] = []
    for entry in _in_bucket(url) if url.startswith("s3://") else _in_folder(url):
        if isinstance(entry, NotTaken):
            not_taken.append(entry)
        else:
            (files if entry.suffix in SCAN_SUFFIXES else lists).append(entry)
    return Listing(
        tuple(sorted(files, key=lambda file: file.name)),
        tuple(sorted(not_taken, key=lambda entry: entry.name)),
        tuple(sorted(lists, key=lambda file: file.name)),
    )


def moment(found: os.stat_result) -> int:
    """When a file was written, as far as a ledger can hold it: clocks of scanners may be absurd."""
    return max(-(2**63), min(found.st_mtime_ns, 2**63 - 1))


def inbox_folder(url: str) -> str:
    """Where an inbox that is a folder really lies.

    Raises:
        SettingsError: There is no such folder, or it may not be read.
    """
    try:
        root = os.path.realpath(url, strict=True)
        os.scandir(root).close()
    except OSError as error:
        raise SettingsError("inbox", url, f"{_A_FOLDER} ({from_system(error)})") from None
    return root


def _in_folder(url: str) -> Iterator[InboxFile | NotTaken]:
    root = inbox_folder(url)
    # A stack of our own: a share may be nested deeper than Python may call.
    folders = [root]
    while folders:
        folder = folders.pop()
        try:
            # Whole before any is looked at: a listing that breaks off names its folder, once.
            with os.scandir(folder) as found:
                entries = list(found)
        except OSError as error:
            if folder == root:
                raise ArchiveError(url, from_system(error)) from error
            why = f"thư mục không đọc được ({from_system(error)})"
            yield NotTaken(folder, _name(folder, root), "unreadable-folder", why)
            continue
        for entry in entries:
            met = _met(entry.path, root)
            if met is None:
                folders.append(entry.path)
            else:
                yield met


def _met(path: str, root: str) -> InboxFile | NotTaken | None:
    """What an entry is; None for a folder that is to be looked into."""
    name = _name(path, root)
    try:
        found = os.lstat(path)
        if (chaff := _chaff(path, name, is_folder=stat.S_ISDIR(found.st_mode))) is not None:
            return chaff
        if stat.S_ISDIR(found.st_mode):
            return None
        if stat.S_ISLNK(found.st_mode):
            if (refused := _followed(path, name, root)) is not None:
                return refused
            found = os.stat(path)  # noqa: PTH116  # paths here are text, never `Path`
    except OSError as error:
        return NotTaken(path, name, "unreadable", f"không đọc được ({from_system(error)})")
    if not stat.S_ISREG(found.st_mode):
        kind = _SPECIAL.get(stat.S_IFMT(found.st_mode), "loại lạ")
        return NotTaken(path, name, "not-a-file", f"không phải tệp thường ({kind})")
    return _by_ending(InboxFile(path, name, found.st_size, moment(found)))


def _followed(path: str, name: str, root: str) -> NotTaken | None:
    """Why a link is not followed; None for one to a file within the inbox."""
    try:
        target = os.path.realpath(path, strict=True)
    except OSError as error:
        code: Why = "link-loop" if error.errno == errno.ELOOP else "link-broken"
        return NotTaken(path, name, code, f"liên kết không dẫn tới tệp nào ({from_system(error)})")
    if os.path.commonpath((target, root)) != root:
        return NotTaken(path, name, "link-out", "liên kết dẫn ra ngoài hộp nhận")
    if Path(target).is_dir():
        return NotTaken(path, name, "link-to-folder", "liên kết tới thư mục")
    return None


def _in_bucket(url: str) -> Iterator[InboxFile | NotTaken]:
    with archive_errors(url):
        fs, prefix = open_bucket(url)
        try:
            objects: dict[str, dict[str, Any]] = fs.find(prefix, detail=True)
        except FileNotFoundError:
            raise SettingsError("inbox", url, _A_FOLDER) from None
    for path, found in objects.items():
        if found.get("type") != "file" or path.endswith("/"):
            continue  # a folder's marker
        name, location = _readable(path.removeprefix(prefix).lstrip("/")), f"s3://{path}"
        changed = int(found["LastModified"].timestamp() * 1e9)
        file = InboxFile(location, name, int(found["size"]), changed)
        yield _chaff(location, name, is_folder=False) or _by_ending(file)


def _chaff(location: str, name: str, *, is_folder: bool) -> NotTaken | None:
    """What systems and copying programs leave about."""
    last = name.rpartition("/")[2]
    if any(part.startswith(".") for part in name.split("/")):
        return NotTaken(location, name, "hidden", "tệp hoặc thư mục ẩn")
    if not is_folder and (last.lower().endswith(_UNFINISHED) or last.startswith("~")):
        return NotTaken(location, name, "unfinished", "tệp tạm hoặc chép dở")
    return None


def _by_ending(file: InboxFile) -> InboxFile | NotTaken:
    if file.suffix in SCAN_SUFFIXES or may_list(file.name):
        return file
    return no_scan(file)


def no_scan(file: InboxFile) -> NotTaken:
    """A file with another ending than scans have."""
    known = file.suffix.isprintable() and 1 < len(file.suffix) <= _LONGEST_SUFFIX
    ending = f"đuôi {file.suffix}" if known else "tên không có đuôi quen thuộc"
    return NotTaken(file.location, file.name, "not-a-scan", f"không phải tệp quét ({ending})")


def _suffix(name: str) -> str:
    stem, dot, ending = name.rpartition("/")[2].rpartition(".")
    return f".{ending.lower()}" if dot and stem else ""


def _name(path: str, root: str) -> str:
    return _readable(os.path.relpath(path, root))


def _readable(path: str) -> str:
    """A name that a person can read, and that no two files share because of odd bytes."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return unicodedata.normalize("NFC", text)
