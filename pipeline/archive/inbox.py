"""What lies in the inbox: scans to read, files that are none, files still being copied.

The inbox is never written to.  A name may hold line feeds, decomposed letters, even bytes that
are no text at all; `location` leads to the file, `name` is what a clerk can read.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.archive.objects import archive_errors, open_bucket
from pipeline.errors import SettingsError, StillCopyingError
from pipeline.plain_words import from_system

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = [
    "Ignored",
    "InboxFile",
    "Listing",
    "fetch",
    "is_settled",
    "list_inbox",
    "look_into",
    "settled",
]

_UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".filepart", ".tmp", "~")


@dataclass(frozen=True, slots=True)
class InboxFile:
    """A file that says it is a scan.

    Attributes:
        location: Where its bytes are: an absolute path, or `s3://bucket/key`.
        name: Path within the inbox as a clerk reads it: NFC, undecodable bytes as `�`.
        size: Bytes.
        mtime_ns: When it was last written, nanoseconds since 1970.
    """

    location: str
    name: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Ignored:
    """Something in the inbox that is not read, and why (Vietnamese)."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Listing:
    """Everything the inbox holds, by name."""

    files: tuple[InboxFile, ...]
    ignored: tuple[Ignored, ...] = ()


def list_inbox(url: str) -> tuple[InboxFile, ...]:
    """The scans in the inbox, subfolders included."""
    return look_into(url).files


def look_into(url: str) -> Listing:
    """Everything in the inbox: a folder or `s3://bucket/prefix`.

    Scans are files whose name ends in `.pdf`, in any case.  Hidden files and the leftovers of
    copying programs are passed over in silence, all else is named as ignored.

    Raises:
        SettingsError: There is no such folder or bucket.
        ArchiveError: The store does not answer.
    """
    found = _in_bucket(url) if url.startswith("s3://") else _in_folder(Path(url))
    files: list[InboxFile] = []
    ignored: list[Ignored] = []
    for entry in found:
        if isinstance(entry, Ignored):
            ignored.append(entry)
        elif _is_scan(entry.name):
            files.append(entry)
        elif not _is_unfinished(entry.name):
            ignored.append(Ignored(entry.name, "không phải tệp PDF"))
    return Listing(
        tuple(sorted(files, key=lambda file: file.name)),
        tuple(sorted(ignored, key=lambda file: file.name)),
    )


def fetch(file: InboxFile, folder: Path) -> Path:
    """A local path of the file: its own, or a copy in `folder` when it lies in a bucket.

    Raises:
        StillCopyingError: The object is no longer the one that was listed.
    """
    if not file.location.startswith("s3://"):
        return Path(file.location)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{hashlib.sha256(file.location.encode()).hexdigest()[:32]}.pdf"
    with archive_errors(file.location):
        fs, path = open_bucket(file.location)
        part = target.with_suffix(".part")
        fs.get_file(path, str(part))
        if part.stat().st_size != file.size:
            part.unlink()
            raise StillCopyingError(file.name)
        part.replace(target)
    return target


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
    except FileNotFoundError:
        return None
    return (now.st_size, now.st_mtime_ns, now.st_ctime_ns)


def _in_folder(inbox: Path) -> Iterator[InboxFile | Ignored]:
    if not inbox.is_dir():
        raise SettingsError("inbox", str(inbox), "một thư mục đang có, hoặc s3://…")
    root = inbox.resolve()
    unreadable: list[OSError] = []
    for folder, folders, names in os.walk(root, onerror=unreadable.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in (*names, *(n for n in folders if Path(folder, n).is_symlink())):
            path = Path(folder, name)
            if not name.startswith("."):
                yield _in_file(path, root)
    for error in unreadable:
        path = Path(os.fsdecode(error.filename))
        yield Ignored(_readable(path.relative_to(root)), "thư mục không đọc được")


def _in_file(path: Path, root: Path) -> InboxFile | Ignored:
    name = _readable(path.relative_to(root))
    if path.is_symlink() and (path.is_dir() or not path.resolve().is_relative_to(root)):
        return Ignored(name, "liên kết dẫn ra ngoài hộp nhận hoặc tới thư mục")
    try:
        found = path.stat()
    except OSError as error:
        return Ignored(name, f"không đọc được ({from_system(error)})")
    if not stat.S_ISREG(found.st_mode):
        return Ignored(name, "không phải tệp thường")
    return InboxFile(str(path), name, found.st_size, found.st_mtime_ns)


def _in_bucket(url: str) -> Iterator[InboxFile | Ignored]:
    with archive_errors(url):
        fs, prefix = open_bucket(url)
        try:
            objects: dict[str, dict[str, Any]] = fs.find(prefix, detail=True)
        except FileNotFoundError:
            raise SettingsError("inbox", url, "một thư mục đang có, hoặc s3://…") from None
    for path, found in objects.items():
        name = _readable(Path(path.removeprefix(prefix).lstrip("/")))
        hidden = any(part.startswith(".") for part in name.split("/") if part != "..")
        if found.get("type") == "file" and not path.endswith("/") and not hidden:
            changed = int(found["LastModified"].timestamp() * 1e9)
            yield InboxFile(f"s3://{path}", name, int(found["size"]), changed)


def _readable(path: Path) -> str:
    text = os.fsencode(path.as_posix()).decode("utf-8", "replace")
    return unicodedata.normalize("NFC", text)


def _is_scan(name: str) -> bool:
    return name.lower().endswith(".pdf")


def _is_unfinished(name: str) -> bool:
    return name.lower().endswith(_UNFINISHED) or name.rpartition("/")[2].startswith("~")
