"""Copies of scans out of a bucket, no more on this machine at once than fit.

Files of a folder are their own copy.  A bucket's inbox may hold more than the disk does: what does
not fit is let go of, and fetched again when its turn comes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pipeline.archive import InboxFile

__all__ = ["MOST_BYTES", "Copies", "is_copy", "portions"]

MOST_BYTES = 2 * 1024**3
"""Some 400 scans; opened side by side they are gone within a minute."""


class _Fetchable(Protocol):
    file: InboxFile
    path: Path | None


C = TypeVar("C", bound=_Fetchable)


class Copies:
    """Copies that wait until they are opened."""

    def __init__(self) -> None:
        self._bytes = 0

    def kept(self, file: InboxFile, path: Path | None) -> Path | None:
        """Where a file's bytes stay until it is opened; None: to be fetched then."""
        if path is None or not is_copy(file):
            return path
        if self._bytes + file.size > MOST_BYTES:
            path.unlink(missing_ok=True)
            return None
        self._bytes += file.size
        return path

    def drop(self, file: InboxFile, path: Path | None) -> None:
        """Nobody opens it: finished, a copy of another one, or refused."""
        if path is not None and is_copy(file):
            path.unlink(missing_ok=True)


def is_copy(file: InboxFile) -> bool:
    """Whether what lies on this machine of a file is a copy."""
    return "://" in file.location


def portions(candidates: Iterable[C]) -> Iterator[list[C]]:
    """First those whose bytes are at hand, then the others, so many as fit at once."""
    found = list(candidates)
    if ready := [one for one in found if one.path is not None]:
        yield ready
    portion: list[C] = []
    size = 0
    for one in (one for one in found if one.path is None):
        if portion and size + one.file.size > MOST_BYTES:
            yield portion
            portion, size = [], 0
        portion.append(one)
        size += one.file.size
    if portion:
        yield portion
