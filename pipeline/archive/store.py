"""Where objects lie: a folder or a bucket, behind one file-system library.

Both keep two promises: an object is there whole or not at all, and a document is visible whole or
not at all.  A folder keeps the second by one rename, a bucket by its last object.
"""

from __future__ import annotations

import copy
import hashlib
import posixpath
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from pipeline.archive.objects import archive_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from datetime import datetime
    from pathlib import Path

__all__ = [
    "DAMAGED",
    "DECISIONS",
    "DOCUMENTS",
    "PROPOSED",
    "SEAL",
    "SUPERSEDED",
    "WORK",
    "Store",
    "Stored",
]

DOCUMENTS = "documents"
DECISIONS = "decisions"  # what people said that stands in no document
SUPERSEDED = "superseded"  # documents that others have taken the place of, whole as they were
PROPOSED = "proposed"  # versions that wait to be released
DAMAGED = "damaged"  # what a repair has put something else in the place of, as it was found
WORK = "work"
SEAL = "bagit.txt"  # the object of a bag that is written last and makes it one

_BLOCK = 1 << 20


class Stored(NamedTuple):
    """An object as the store lists it: bytes (-1 = no plain file), and when it was written."""

    size: int
    written: datetime


class Store(ABC):
    """Objects under one root.

    Args:
        fs: The file-system library's object.
        root: Path in it, without a slash at the end.
        location: What a clerk calls it.

    Attributes:
        location: As given.

    All paths are relative to the root, with `/`.  Every method raises `ArchiveError` or one of
    its kinds when disk or store refuse.
    """

    def __init__(self, fs: Any, root: str, location: str) -> None:
        self._fs = fs
        self._root = root
        self.location = location
        self._ask: Callable[[], None] = lambda: None

    def asking(self, ask: Callable[[], None]) -> Self:
        """The same store, which asks right before a document is to be seen, moved or replaced.

        Args:
            ask: Raises where that must not be any more; nothing is changed then.
        """
        bound = copy.copy(self)
        bound._ask = ask  # noqa: SLF001  # one of us
        return bound

    def path(self, *parts: str) -> str:
        """The file-system library's path of an object."""
        return posixpath.join(self._root, *parts)

    def url(self, path: str) -> str:
        """Where a person finds an object."""
        return f"{self.location.rstrip('/')}/{path}"

    def read(self, path: str) -> bytes | None:
        """An object's bytes; None where there is no such object."""
        with archive_errors(self.location):
            try:
                data: bytes = self._fs.cat_file(self.path(path))
            except (FileNotFoundError, NotADirectoryError):
                return None
            return data

    def exists(self, path: str) -> bool:
        """Whether there is such an object."""
        with archive_errors(self.location):
            return bool(self._fs.exists(self.path(path)))

    def remove(self, path: str) -> None:
        """Remove an object, or everything under a path; nothing there is fine too."""
        with archive_errors(self.location):
            try:
                self._fs.rm(self.path(path), recursive=True)
            except FileNotFoundError:
                return

    def names(self, path: str) -> list[str]:
        """Names of the objects right under a path, sorted; none where nothing is."""
        with archive_errors(self.location):
            try:
                found: list[str] = self._fs.ls(self.path(path), detail=False)
            except (FileNotFoundError, NotADirectoryError):
                return []
            return sorted(posixpath.basename(name.rstrip("/")) for name in found)

    def fetch(self, path: str, target: Path) -> None:
        """Copy an object to a local file."""
        with archive_errors(self.location):
            self._fs.get_file(self.path(path), str(target))

    def fetch_older(self, path: str, sha256: str, target: Path) -> bool:  # noqa: ARG002
        """Copy an object as it once was, with these bytes, to a local file; whether it is kept.

        A bucket may keep versions of what was written over or deleted; a folder keeps none.
        """
        return False

    def bring_back(self, path: str, *, dry_run: bool = False) -> int:  # noqa: ARG002
        """Bring back what was deleted under a path, where the store keeps it; how many objects."""
        return 0

    def blocks(self, path: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """An object's bytes from `start` to before `end`, block by block; None = to its end.

        It is opened at once, read as it is asked for.
        """
        with archive_errors(self.location):
            source = self._fs.open(self.path(path), "rb", block_size=_BLOCK)
        return self._blocks(source, start, end)

    def _blocks(self, source: Any, start: int, end: int | None) -> Iterator[bytes]:
        with archive_errors(self.location), source:
            source.seek(start)
            left = end - start if end is not None else None
            while left is None or left > 0:
                block: bytes = source.read(_BLOCK if left is None else min(_BLOCK, left))
                if not block:
                    return
                left = left - len(block) if left is not None else None
                yield block

    def size(self, path: str) -> int:
        """Bytes of an object."""
        with archive_errors(self.location):
            return int(self._fs.size(self.path(path)))

    def local(self, path: str, folder: Path) -> Path:
        """A local file with an object's bytes, to be read only: a copy in `folder`, or its own."""
        target = folder / posixpath.basename(path)
        self.fetch(path, target)
        return target

    def digest(self, path: str) -> str | None:
        """SHA-256 of an object, block by block; None where there is no such object."""
        digest = hashlib.sha256()
        with archive_errors(self.location):
            try:
                with self._fs.open(self.path(path), "rb", block_size=_BLOCK) as source:
                    while block := source.read(_BLOCK):
                        digest.update(block)
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
                return None
        return digest.hexdigest()

    @abstractmethod
    def lies_there(self, path: str) -> bool:
        """Whether there is an object, or a folder, whatever it holds."""

    @abstractmethod
    def bags(self) -> list[str]:
        """Names under `documents/`, also of what is none, or is not whole."""

    @abstractmethod
    def objects(self, path: str) -> dict[str, Stored]:
        """Everything under a path, however deep: name from there → what is known of it."""

    @abstractmethod
    def move(self, path: str, target: str) -> None:
        """Move an object, or everything under a path, to where nothing lies yet."""

    @abstractmethod
    def replace(self, home: str, build: Callable[[Path], None], aside: str) -> None:
        """Put a new bag in a bag's place, whole and at once; the old one is kept.

        Args:
            home: Where it stands.
            build: Writes the new bag into a new folder it is given, before anything is touched.
            aside: Where the old one goes, whole.
        """

    @abstractmethod
    def write(self, path: str, data: bytes) -> None:
        """Write an object, all of it or nothing; an older one is replaced."""

    @abstractmethod
    def create(self, path: str, data: bytes) -> bool:
        """Write an object where there is none, all of it or nothing; False where there is one."""

    @abstractmethod
    def has(self, document_id: str) -> bool:
        """Whether a document is published."""

    @abstractmethod
    def published(self) -> list[str]:
        """Ids of all published documents, sorted."""

    @abstractmethod
    def publish(
        self, document_id: str, build: Callable[[Path], None], *, version: str | None = None
    ) -> bool:
        """Make a document visible at once and whole.

        Args:
            document_id: Its name under `documents/`.
            build: Writes the bag into a new folder it is given.
            version: What the one that stands there is superseded as, see `supersede`; the new one
                is built before that is touched.

        Returns:
            False when it is there already and is not to be superseded; nothing is changed then.
        """

    @abstractmethod
    def supersede(self, document_id: str, version: str) -> None:
        """Take a document out of sight and keep it, whole, as `superseded/<id>/<version>`.

        Nothing happens where it is not published, or was taken away before.
        """

    @abstractmethod
    def propose(self, document_id: str, version: str, build: Callable[[Path], None]) -> bool:
        """Make a version of a document whole and at once, as `proposed/<id>/<version>`.

        Args:
            document_id: Of the document.
            version: Name of the version.
            build: Writes the bag into a new folder it is given.

        Returns:
            False when it is there already; nothing is built then.
        """

    @abstractmethod
    def release(self, document_id: str, version: str, superseded: str) -> None:
        """Put a proposed version in the document's place; what stood there is superseded.

        A release that was killed is finished by another one.  Nothing happens where no such
        version is proposed.

        Args:
            document_id: Of the document.
            version: As it was proposed.
            superseded: What the one that stands there is superseded as.
        """

    def proposed(self, document_id: str, version: str) -> bool:
        """Whether a version lies there whole."""
        return self.exists(f"{PROPOSED}/{document_id}/{version}/{SEAL}")

    @abstractmethod
    def proposals(self) -> list[tuple[str, str]]:
        """Document and name of every proposed version, sorted; one listing."""

    @abstractmethod
    def withdraw(self, document_id: str, version: str) -> None:
        """Remove a proposed version; at no moment is half of one to be seen."""

    @abstractmethod
    def sweep(self, known: Collection[str] = ()) -> int:
        """Remove what killed runs left behind; how many documents' worth.

        Args:
            known: Documents that were published: what is left of them is damaged, and evidence.
        """
