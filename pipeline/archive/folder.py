"""An archive in a folder: temporary neighbours, fsync, and one rename."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import stat
import time
import uuid
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import fsspec

from pipeline.archive.exchanging import UNLINKABLE, exchange, linked
from pipeline.archive.objects import archive_errors
from pipeline.archive.store import DOCUMENTS, PROPOSED, SEAL, SUPERSEDED, WORK, Store, Stored
from pipeline.steps import Step, reached

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

__all__ = ["FolderStore"]

_STAGING = ".staging"  # on the same file system as the documents, or a rename would copy
_WRITING_SECONDS = 600  # nobody takes so long for one object
# Writers and removers of one folder get in each other's way; so often in a row, it is no chance.
_COLLISIONS = 50
_TAKEN = {errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR}


class FolderStore(Store):
    """Objects are files.

    Args:
        folder: Made where it is missing.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        super().__init__(fsspec.filesystem("file"), str(self.folder), str(folder))
        with archive_errors(self.location):
            for name in (DOCUMENTS, _STAGING):
                (self.folder / name).mkdir(parents=True, exist_ok=True)

    def write(self, path: str, data: bytes) -> None:
        """Write beside, then rename: a reader sees the old object or the new one.

        Half a checkpoint lies among its file's checkpoints: whoever removes these removes it too,
        also after a kill.
        """
        self._write(path, data, Path.replace)

    def create(self, path: str, data: bytes) -> bool:
        """Write beside, then give it its name where nothing has that name."""
        if self.exists(path):
            return False
        try:
            self._write(path, data, _name_new)
        except _TakenError:
            return False
        return True

    def _write(self, path: str, data: bytes, name: Callable[[Path, Path], object]) -> None:
        target = self.folder / path
        aside = target.parent if path.startswith(f"{WORK}/") else self.folder / _STAGING
        with archive_errors(self.location):
            for attempt in range(_COLLISIONS):
                try:
                    _write_beside(target, aside, data, name)
                except (FileNotFoundError, FileExistsError):
                    # Somebody removed the folder, or another made it, in the same moment.
                    if attempt + 1 == _COLLISIONS:
                        raise
                else:
                    return

    def remove(self, path: str) -> None:
        """Remove an object, or everything under a path."""
        # Out of sight first, whatever it is: somebody may make or fill it in the same moment.
        with (
            archive_errors(self.location),
            self._staged() as staging,
            suppress(FileNotFoundError),
        ):
            gone = staging / "gone"
            (self.folder / path).rename(gone)
            if gone.is_dir():
                _remove_tree(gone)
            else:
                gone.unlink()

    def has(self, document_id: str) -> bool:
        """A document's folder is there only when it is whole."""
        with archive_errors(self.location):
            return (self.folder / DOCUMENTS / document_id).is_dir()

    def published(self) -> list[str]:
        """Names of the folders."""
        with archive_errors(self.location), os.scandir(self.folder / DOCUMENTS) as entries:
            return sorted(entry.name for entry in entries if entry.is_dir())

    def publish(
        self, document_id: str, build: Callable[[Path], None], *, version: str | None = None
    ) -> bool:
        """Build the bag aside, bring it to the disk, and give it its name."""
        target = self.folder / DOCUMENTS / document_id
        with archive_errors(self.location), self._staged() as staging:
            bag = staging / "bag"
            build(bag)
            _sync(bag)
            if version is not None:
                self.supersede(document_id, version)
            reached(Step.PAYLOAD_THERE, document=document_id)
            self._ask()
            try:
                bag.rename(target)
            except OSError as error:
                if error.errno in _TAKEN:
                    return False
                raise
            _sync_folder(target.parent)
            return True

    def supersede(self, document_id: str, version: str) -> None:
        """One rename."""
        kept = self.folder / SUPERSEDED / document_id / version
        with archive_errors(self.location):
            if kept.exists():
                return
            kept.parent.mkdir(parents=True, exist_ok=True)
            self._ask()
            with suppress(FileNotFoundError):
                (self.folder / DOCUMENTS / document_id).rename(kept)
                _sync_folder(kept.parent)
                _sync_folder(self.folder / DOCUMENTS)

    def propose(self, document_id: str, version: str, build: Callable[[Path], None]) -> bool:
        """Build the bag aside, bring it to the disk, and give it its name."""
        target = self.folder / PROPOSED / document_id / version
        with archive_errors(self.location), self._staged() as staging:
            if target.is_dir():
                return False
            bag = staging / "bag"
            build(bag)
            _sync(bag)
            target.parent.mkdir(parents=True, exist_ok=True)
            self._ask()
            bag.rename(target)
            _sync_folder(target.parent)
            return True

    def release(self, document_id: str, version: str, superseded: str) -> None:
        """Two renames: the old one away, the new one there."""
        new = self.folder / PROPOSED / document_id / version
        if not self.proposed(document_id, version):
            return
        self.supersede(document_id, superseded)
        with archive_errors(self.location):
            self._ask()
            new.rename(self.folder / DOCUMENTS / document_id)
            _sync_folder(self.folder / DOCUMENTS)
            self._tidy(new.parent)

    def proposals(self) -> list[tuple[str, str]]:
        """A version's folder is there only when it is whole."""
        with archive_errors(self.location):
            found = (self.folder / PROPOSED).glob(f"*/*/{SEAL}")
            return sorted((seal.parent.parent.name, seal.parent.name) for seal in found)

    def withdraw(self, document_id: str, version: str) -> None:
        """One rename, then it is removed out of sight."""
        self._ask()
        self.remove(f"{PROPOSED}/{document_id}/{version}")
        with archive_errors(self.location):
            self._tidy(self.folder / PROPOSED / document_id)

    def _tidy(self, folder: Path) -> None:
        """A document's folder of versions goes with the last of them."""
        with suppress(FileNotFoundError):
            _sync_folder(folder)
        with suppress(OSError):
            folder.rmdir()

    def local(self, path: str, folder: Path) -> Path:  # noqa: ARG002
        """Its own."""
        return self.folder / path

    def lies_there(self, path: str) -> bool:
        """A link that leads nowhere lies there too."""
        return os.path.lexists(self.folder / path)

    def bags(self) -> list[str]:
        """Folders, and what else lies among them."""
        return self.names(DOCUMENTS)

    def objects(self, path: str) -> dict[str, Stored]:
        """Files; what a link leads to is not looked at."""
        found: dict[str, Stored] = {}
        root = str(self.folder / path)
        with archive_errors(self.location):
            for here, folders, names in os.walk(root, onerror=_unless_gone):
                links = [name for name in folders if os.path.islink(os.path.join(here, name))]  # noqa: PTH114, PTH118  # a listing of a whole archive
                for name in (*names, *links):
                    place = os.path.join(here, name)  # noqa: PTH118
                    with suppress(FileNotFoundError):
                        seen = os.lstat(place)
                        size = seen.st_size if stat.S_ISREG(seen.st_mode) else -1
                        written = datetime.fromtimestamp(seen.st_mtime, UTC)
                        found[os.path.relpath(place, root)] = Stored(size, written)
        return found

    def move(self, path: str, target: str) -> None:
        """One rename."""
        old, new = self.folder / path, self.folder / target
        with archive_errors(self.location):
            new.parent.mkdir(parents=True, exist_ok=True)
            self._ask()
            with suppress(FileNotFoundError):
                old.rename(new)
                _sync_folder(new.parent)
                _sync_folder(old.parent)

    def replace(self, home: str, build: Callable[[Path], None], aside: str) -> None:
        """The old bag is kept under a second name, then the two change places at once.

        Where the file system cannot do that, two renames: the old bag out of the way, the new one
        into its place.  Killed in between, the old one is whole where it is kept.
        """
        target, kept = self.folder / home, self.folder / aside
        with archive_errors(self.location), self._staged() as staging:
            bag = staging / "bag"
            build(bag)
            _sync(bag)
            self._ask()
            if not (
                target.is_dir() and self._kept(target, kept, staging) and exchange(bag, target)
            ):
                self._move_away(target, kept, staging)
                target.parent.mkdir(parents=True, exist_ok=True)
                bag.rename(target)
            _sync_folder(target.parent)

    def _kept(self, folder: Path, kept: Path, staging: Path) -> bool:
        """A folder lies whole under a second name, its files the same files; False: it cannot."""
        if kept.is_dir():
            return True  # by a run that was killed behind it
        copy = staging / "kept"
        if not linked(folder, copy):
            return False
        for here, _, _ in os.walk(copy):
            _sync_folder(Path(here))
        kept.parent.mkdir(parents=True, exist_ok=True)
        copy.rename(kept)
        _sync_folder(kept.parent)
        return True

    def _move_away(self, folder: Path, kept: Path, staging: Path) -> None:
        """What lies there, if anything, lies only where it is kept."""
        with suppress(FileNotFoundError):
            if kept.is_dir():
                folder.rename(staging / "old")
            else:
                kept.parent.mkdir(parents=True, exist_ok=True)
                folder.rename(kept)
                _sync_folder(kept.parent)

    def sweep(self, known: Collection[str] = ()) -> int:  # noqa: ARG002
        """Remove the staging of dead processes; a living one holds a lock on its own."""
        swept = 0
        with archive_errors(self.location):
            for left in (self.folder / _STAGING).iterdir():
                with suppress(FileNotFoundError), _locked(left) as ours:
                    if left.is_file() and time.time() - left.stat().st_mtime > _WRITING_SECONDS:
                        left.unlink()
                    elif ours and left.is_dir():
                        shutil.rmtree(left)
                        swept += 1
        return swept

    @contextmanager
    def _staged(self) -> Iterator[Path]:
        """A new folder that no sweep touches while we live."""
        while True:
            staging = self.folder / _STAGING / uuid.uuid4().hex
            staging.mkdir()
            with suppress(FileNotFoundError), _locked(staging) as ours:
                if ours and staging.is_dir():
                    try:
                        yield staging
                    finally:
                        shutil.rmtree(staging, ignore_errors=True)
                    return
            # A sweep came between the making and the locking; take another.


@contextmanager
def _locked(path: Path) -> Iterator[bool]:
    """Whether nobody else holds this file or folder; if so, we do, until the end."""
    handle = os.open(path, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def _unless_gone(error: OSError) -> None:
    """A folder that is not there, or no more, holds nothing; any other trouble is told."""
    if not isinstance(error, FileNotFoundError | NotADirectoryError):
        raise error


class _TakenError(Exception):
    """Another one was faster."""


def _name_new(part: Path, target: Path) -> None:
    """Give a file a name that no other has; where there are no second names, the last one wins."""
    try:
        os.link(part, target)
    except FileExistsError:
        raise _TakenError from None
    except OSError as error:
        if error.errno not in UNLINKABLE:
            raise
        part.replace(target)
    else:
        part.unlink()


def _write_beside(
    target: Path, aside: Path, data: bytes, name: Callable[[Path, Path], object]
) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = aside / f"{uuid.uuid4().hex}.part"
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        name(part, target)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


def _remove_tree(folder: Path) -> None:
    """Remove a folder, with what a writer that was under way puts into it in the meantime."""
    for _ in range(_COLLISIONS):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
    shutil.rmtree(folder)


def _sync(folder: Path) -> None:
    """Bring a tree to the disk, so that a power cut after the rename finds it whole."""
    for here, _, names in os.walk(folder):
        for name in names:
            handle = os.open(os.path.join(here, name), os.O_RDONLY)  # noqa: PTH118
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        _sync_folder(Path(here))


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
