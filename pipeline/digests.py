"""SHA-256 of files, block by block: a scan may be larger than the memory."""

from __future__ import annotations

import functools
import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["copied", "kept_sha256_of", "sha256_of"]

_BLOCK = 1 << 20


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def kept_sha256_of(path: Path) -> str:
    """SHA-256 of a file, computed once for as long as its size and its moment of writing stay."""
    found = path.stat()
    return _kept(path, found.st_size, found.st_mtime_ns)


@functools.lru_cache(maxsize=64)
def _kept(path: Path, _size: int, _mtime_ns: int) -> str:
    return sha256_of(path)


def copied(source: Path, target: Path) -> tuple[str, int]:
    """Copy a file byte for byte; SHA-256 and length of what was written."""
    digest = hashlib.sha256()
    with source.open("rb") as old, target.open("wb") as new:
        while block := old.read(_BLOCK):
            digest.update(block)
            new.write(block)
        return digest.hexdigest(), new.tell()
