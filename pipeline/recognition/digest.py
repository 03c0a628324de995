"""Which model read a page: the SHA-256 of its file, told in the record's history."""

from __future__ import annotations

import functools
import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["sha256_of"]


def sha256_of(model: Path) -> str:
    """SHA-256 of a model's file, in hex; computed once for as long as the file is the same."""
    stat = model.stat()
    return _sha256(model, stat.st_size, stat.st_mtime_ns)


@functools.lru_cache(maxsize=8)
def _sha256(path: Path, _size: int, _mtime_ns: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
