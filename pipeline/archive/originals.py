"""A document's original out of its bag, seen to be what was once put there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.archive.store import DOCUMENTS
from pipeline.digests import sha256_of
from pipeline.errors import ArchiveError

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.archive.store import Store

__all__ = ["fetch_original"]


def fetch_original(store: Store, document_id: str, folder: Path) -> Path:
    """Copy it to a local folder.

    Args:
        store: Where the document lies.
        document_id: Of it.
        folder: Must be there; the copy is called after the document.

    Raises:
        ArchiveError: It is not there, or no more as it was published.
    """
    home = f"{DOCUMENTS}/{document_id}"
    names = store.names(f"{home}/data")
    name = next((name for name in names if name.startswith("original.")), None)
    if name is None:
        raise ArchiveError(store.location, f"{home} không còn bản gốc")
    target = folder / f"{document_id}{name.removeprefix('original')}"
    store.fetch(f"{home}/data/{name}", target)
    manifest = (store.read(f"{home}/manifest-sha256.txt") or b"").decode(errors="replace")
    if f"{sha256_of(target)}  data/{name}" not in manifest.splitlines():
        detail = f"{home}/data/{name} không còn như lúc đưa vào kho; chạy sohoa verify"
        raise ArchiveError(store.location, detail)
    return target
