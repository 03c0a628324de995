"""Drawn pages on this machine's disk, as many as there is room for.

    FOLDER/<document>/<version>/0001-original.tiles

The version is that of the document's bag: one that is read or cut anew never shows what was drawn
before. A file is written aside and renamed, so that it is there whole or not at all, whoever is
killed meanwhile and however many processes share the folder. Nobody but our account reads them.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipeline.archive.pictures.pyramid import BrokenPyramidError, open_pyramid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipeline.archive.pictures.layers import Layer
    from pipeline.archive.pictures.pyramid import Pyramid

__all__ = ["PictureCache", "PictureKey"]

log = logging.getLogger(__name__)

_ASIDE = ".aside"
_SUFFIX = ".tiles"
_TOUCHED_SECONDS = 60.0  # that a picture was looked at is noted so often
_TRIMMED_TO = 0.9  # of the room, so that not every picture trims
_ABANDONED_SECONDS = 600.0  # nobody draws so long


class PictureKey(NamedTuple):
    """Which picture: of which document as which bag has it, page number, layer."""

    document: str
    version: str
    page: int
    layer: Layer


class PictureCache:
    """The folder.

    Args:
        folder: Made where it is missing.
        most_mb: Room for pictures.
    """

    def __init__(self, folder: Path, most_mb: float) -> None:
        self.folder = folder
        self._most = most_mb * 1e6
        for made in (folder, folder / _ASIDE):
            made.mkdir(mode=0o700, parents=True, exist_ok=True)
            made.chmod(0o700)

    def path(self, key: PictureKey) -> Path:
        """Where a picture lies, once it is drawn."""
        name = f"{key.page:04d}-{key.layer}{_SUFFIX}"
        return self.home(key) / name

    def home(self, key: PictureKey) -> Path:
        """The folder of a document's bag: what else drawing its pages takes may lie there, too."""
        return self.folder / key.document / key.version

    def find(self, key: PictureKey) -> Pyramid | None:
        """A picture; None = it is to be drawn."""
        path = self.path(key)
        try:
            found = open_pyramid(path)
        except BrokenPyramidError:
            log.warning("picture is not whole, drawn anew path=%s", path)
            path.unlink(missing_ok=True)
            return None
        if found is not None:
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > _TOUCHED_SECONDS:
                    os.utime(path)
        return found

    @contextmanager
    def aside(self) -> Iterator[Path]:
        """A folder to draw in, on the same disk; it goes at the end, or with a later `sweep`."""
        folder = Path(tempfile.mkdtemp(dir=self.folder / _ASIDE))
        try:
            with _held(folder):
                yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def keep(self, key: PictureKey, drawn: Path) -> Pyramid:
        """Put a drawn picture in its place.

        Args:
            key: Which picture it is.
            drawn: The whole file, in a folder `aside`.

        Raises:
            OSError: The disk refuses.
            BrokenPyramidError: What was drawn is no picture.
        """
        target = self.path(key)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        drawn.chmod(0o600)
        drawn.replace(target)
        found = open_pyramid(target)
        if found is None:
            raise BrokenPyramidError(target)
        return found

    def forget(self, document: str, but: str | None = None) -> None:
        """Remove a document's pictures: all of them, or all but those of one version."""
        home = self.folder / document
        with suppress(OSError):
            for version in list(home.iterdir()):
                if version.name != but:
                    shutil.rmtree(version, ignore_errors=True)
            if but is None:
                home.rmdir()

    def documents(self) -> list[str]:
        """Of which documents there are pictures."""
        return sorted(path.name for path in self.folder.iterdir() if path.name != _ASIDE)

    def trim(self, most: float | None = None) -> int:
        """Remove what was not looked at for longest, until the rest has room; how many bytes.

        Args:
            most: Bytes that may stay; None = as the folder was made for.
        """
        found = []
        for path in self.folder.glob("*/*/*.*"):
            if path.parent.parent.name == _ASIDE:
                continue
            with suppress(OSError):
                seen = path.stat()
                found.append((seen.st_mtime, seen.st_size, path))
        there, most = sum(size for _, size, _ in found), self._most if most is None else most
        removed = 0
        if there <= most:
            return 0
        for _, size, path in sorted(found):
            if there - removed <= most * _TRIMMED_TO:
                break
            path.unlink(missing_ok=True)
            removed += size
            with suppress(OSError):  # others are in it
                path.parent.rmdir()
                path.parent.parent.rmdir()
        log.info("pictures trimmed bytes=%d left=%d", removed, there - removed)
        return removed

    def sweep(self, published: Callable[[str], bool]) -> None:
        """Remove what killed processes left half drawn, and pictures of what is not published.

        Args:
            published: Tells of a document whether it is.
        """
        for left in (self.folder / _ASIDE).iterdir():
            if _is_abandoned(left):
                shutil.rmtree(left, ignore_errors=True)
        for document in self.documents():
            if not published(document):
                self.forget(document)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """A lock that the kernel takes from a dead owner."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _is_abandoned(folder: Path) -> bool:
    """Whether nobody holds it; one made just now may not be held yet."""
    try:
        old = time.time() - folder.stat().st_mtime > _ABANDONED_SECONDS
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return old
